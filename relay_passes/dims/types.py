"""Relax types with every dim of a known rank given: as the program says, or as a symbol of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import tvm_ffi
from tvm import ir, relax, tirx

from tvm_dydca.relay_passes.dims.knowledge import Knowledge
from tvm_dydca.relay_passes.dims.lattice import Origin, Site, free_symbols, is_symbol, too_long, visible

Name = Callable[[tuple[int, ...], Origin], Any]
"""Names the dim or element at a path inside a type."""


_CACHE_SIZE = 4096

_dims: dict[int, tuple[Any, list[Any] | None]] = {}
"""Dims by address, with the type that keeps the address taken. To iterate over an array of TVM takes microseconds."""

_symbols: dict[int, Any] = {}
"""One Python object for each symbol, by address: to compare two of them takes microseconds as well."""


def dims_of(type_: Any) -> list[Any] | None:
    """Return the dims of a tensor type or the elements of a shape type, None where they aren't given."""
    if not isinstance(type_, relax.TensorType | relax.ShapeType):
        return None
    address = tvm_ffi.core.CObject.__hash__(type_)
    if address not in _dims:
        if len(_dims) >= _CACHE_SIZE:
            _dims.clear()
            _symbols.clear()
        _dims[address] = (type_, _read_dims(type_))
    return _dims[address][1]


def _read_dims(type_: Any) -> list[Any] | None:
    shape = type_ if isinstance(type_, relax.ShapeType) else type_.shape
    if shape is None or is_symbol(shape) or shape.values is None:
        return None
    return [_symbols.setdefault(hash(dim), dim) if is_symbol(dim) else dim for dim in shape.values]


def rank_of(type_: Any) -> int:
    """Return the rank of a tensor or shape type, -1 where unknown."""
    return int(type_.ndim) if isinstance(type_, relax.TensorType | relax.ShapeType) else -1


def is_shaped(type_: Any) -> bool:
    """Whether a type has dims or elements of its own."""
    return isinstance(type_, relax.TensorType | relax.ShapeType)


def is_open(type_: Any) -> bool:
    """Whether a tensor or shape type leaves its dims or elements open."""
    return is_shaped(type_) and dims_of(type_) is None


def with_dims(type_: Any, dims: list[Any]) -> Any:
    """Return a tensor or shape type with other dims."""
    old = dims_of(type_)
    if old is not None and len(old) == len(dims) and all(a.same_as(b) for a, b in zip(old, dims)):
        return type_
    if isinstance(type_, relax.ShapeType):
        return relax.ShapeType(dims)
    return relax.TensorType(relax.ShapeExpr(dims), type_.dtype, type_.vdevice)


def leaves(type_: Any, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Yield the types inside nested tuples with their paths; a type that is no tuple is its own only leaf."""
    if isinstance(type_, ir.TupleType):
        for i, part in enumerate(type_.fields):
            yield from leaves(part, (*path, i))
    else:
        yield path, type_


def rebuild(type_: Any, leaf: Callable[[tuple[int, ...], Any], Any], path: tuple[int, ...] = ()) -> Any:
    """Return a type with its leaves replaced; the same object where none changes."""
    if not isinstance(type_, ir.TupleType):
        return leaf(path, type_)
    parts = [rebuild(part, leaf, (*path, i)) for i, part in enumerate(type_.fields)]
    if all(new.same_as(old) for new, old in zip(parts, type_.fields)):
        return type_
    return ir.TupleType(parts)


def map_dims(type_: Any, change: Callable[[tuple[int, ...], Any], Any]) -> Any:
    """Return a type with every given dim replaced; the path ends with the axis."""

    def leaf(path: tuple[int, ...], part: Any) -> Any:
        old = dims_of(part)
        if old is None:
            return part
        return with_dims(part, [change((*path, axis), dim) for axis, dim in enumerate(old)])

    return rebuild(type_, leaf)


def resolve(known: Knowledge, type_: Any) -> Any:
    """Return a type with its dims in their shortest known form."""
    address = tvm_ffi.core.CObject.__hash__(type_)
    cached = known.resolved_types.get(address)
    if cached is None or cached[1] != known.solved_version:
        cached = (type_, known.solved_version, map_dims(type_, lambda _, dim: known.resolve(dim)))
        known.resolved_types[address] = cached
    return cached[2]


def complete(known: Knowledge, type_: Any, name: Name, shapes: dict[Any, Any] | None = None) -> Any:
    """Return a type with all dims of known rank given.

    Parameters
    ----------
    name : names what the type leaves open
    shapes : types of shape variables, for ``Tensor(s)`` with a shape that is a variable
    """

    def leaf(path: tuple[int, ...], part: Any) -> Any:
        dims, rank = dims_of(part), rank_of(part)
        if dims is None and isinstance(part, relax.TensorType) and is_symbol(part.shape):
            dims = dims_of((shapes or {}).get(part.shape))
        if dims is None and rank < 0:
            return part
        origin = Origin.VALUE if isinstance(part, relax.ShapeType) else Origin.DIM
        if dims is None:
            return with_dims(part, [name((*path, axis), origin) for axis in range(rank)])
        new = [known.resolve(dim) for dim in dims]
        new = [name((*path, axis), origin) if too_long(dim) else dim for axis, dim in enumerate(new)]
        return with_dims(part, new)

    return rebuild(type_, leaf)


def equate(known: Knowledge, a: Any, b: Any, site: Site, dims_only: bool = False) -> None:
    """Record that two types describe one value. Elements of shapes are left alone with `dims_only`."""
    if a.same_as(b):
        return
    for (_, x), (_, y) in zip(leaves(a), leaves(b)):
        if type(x) is not type(y) or (dims_only and isinstance(x, relax.ShapeType)):
            continue
        left, right = dims_of(x), dims_of(y)
        if left is not None and right is not None and len(left) == len(right):
            for p, q in zip(left, right):
                known.equate(p, q, site)


def better(a: Any, b: Any) -> Any:
    """Return `a`, with what only `b` knows of two types of one value."""
    if isinstance(a, ir.TupleType) and isinstance(b, ir.TupleType) and len(a.fields) == len(b.fields):
        return ir.TupleType([better(x, y) for x, y in zip(a.fields, b.fields)])
    if is_shaped(a) and type(a) is type(b) and dims_of(a) is None and dims_of(b) is not None:
        return b
    return b if isinstance(a, relax.AnyType) else a


def join(known: Knowledge, a: Any, b: Any, declared: Any, name: Name, site: Site) -> Any:
    """Return the type of an If: what both branches agree on and what has a value outside of them."""

    def shared(path: tuple[int, ...], part: Any, x: Any, y: Any) -> Any:
        if isinstance(part, ir.TupleType):
            if not (isinstance(x, ir.TupleType) and isinstance(y, ir.TupleType)):
                return part
            fields = zip(part.fields, x.fields, y.fields)
            return ir.TupleType([shared((*path, i), *field) for i, field in enumerate(fields)])
        left, right = dims_of(x), dims_of(y)
        if left is None or right is None or len(left) != len(right) or not is_shaped(part):
            return part
        origin = Origin.VALUE if isinstance(part, relax.ShapeType) else Origin.DIM
        dims = []
        for axis, (p, q) in enumerate(zip(left, right)):
            if known.equal(p, q) and in_scope(known, p, site):
                dims.append(p)
                continue
            dims.append(name((*path, axis), origin))
            (low, high), (other_low, other_high) = known.bounds(p), known.bounds(q)
            known.set_bounds(dims[-1], min(low, other_low), max(high, other_high))
        return with_dims(part, dims)

    return shared((), declared, a, b)


def in_scope(known: Knowledge, dim: Any, site: Site) -> bool:
    """Whether a dim has a value at `site`."""
    return all(var in known.symbols and visible(known.symbols[var].site, site) for var in free_symbols(dim))


def same(a: Any, b: Any) -> bool:
    """Whether two types are the same, dim by dim and symbol by symbol."""
    return bool(a.same_as(b) or tvm_ffi.structural_equal(a, b))


def integer_tensor_size(type_: Any) -> tuple[int, ...] | None:
    """Return the static shape of an integer tensor type, None for any other."""
    dims = dims_of(type_) if isinstance(type_, relax.TensorType) else None
    if dims is None or str(type_.dtype) not in ("int64", "int32"):
        return None
    # TVM's shape_to_tensor writes -1 for the length of a shape of unknown rank.
    sizes = [int(dim.value) for dim in dims if isinstance(dim, tirx.IntImm) and int(dim.value) >= 0]
    return tuple(sizes) if len(sizes) == len(dims) else None

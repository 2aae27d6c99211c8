"""What the fixpoint has found of one function so far: a type for every variable, and the values of shape tensors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import prod
from typing import Any

from tvm import ir, relax

from tvm_dydca.relay_passes.dims import types
from tvm_dydca.relay_passes.dims.elements import MAX_ELEMENTS, Value, array
from tvm_dydca.relay_passes.dims.floats import Quotient
from tvm_dydca.relay_passes.dims.knowledge import Knowledge
from tvm_dydca.relay_passes.dims.lattice import SIGNATURE, Origin, Site
from tvm_dydca.relay_passes.dims.steps import Body, is_prim
from tvm_dydca.relay_passes.dims.types import Name
from tvm_dydca.relay_passes.dims.values import constant_value


@dataclass(frozen=True)
class Inference:
    """What TVM's inference says of a call: the types it saw (an argument that is no variable stands for itself)."""

    seen: tuple[Any, ...]
    result: Any

    def holds_for(self, seen: tuple[Any, ...]) -> bool:
        """Whether other types would give the same result."""
        return len(seen) == len(self.seen) and all(types.same(a, b) for a, b in zip(seen, self.seen))


@dataclass
class Facts:
    """What is known of one function, one variable at a time.

    Attributes
    ----------
    body : of `func`, as the sweeps read it
    types : of every variable, with all dims of known rank given
    sites : where every variable is bound
    conditions : If conditions that are comparisons of dims, by variable
    scalars : integers bound as such, which may be negative; all other symbols of the program are sizes to TVM
    has_unranked : whether there are tensors of unknown rank
    inferred : the last inference for every variable that is bound to a call
    same_calls : results of inference by operator, attributes and types: to infer a convolution takes a millisecond
    sharper : variables whose type is better than the one in the program
    """

    known: Knowledge
    func: Any
    body: Body
    types: dict[Any, Any] = field(default_factory=dict)
    sites: dict[Any, Site] = field(default_factory=dict)
    conditions: dict[Any, Any] = field(default_factory=dict)
    scalars: set[Any] = field(default_factory=set)
    sharper: set[Any] = field(default_factory=set)
    has_unranked: bool = False
    inferred: dict[Any, Inference] = field(default_factory=dict)
    same_calls: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    _values: dict[Any, Value] = field(default_factory=dict)

    def open_scope(self, builder: Any, symbols: Iterable[Any]) -> None:
        """Tell a builder which symbols have a value, as it would know inside the function and relies on."""
        sizes = [var for var in symbols if var not in self.scalars]
        builder.begin_scope([relax.Var("sizes", relax.ShapeType(sizes))])

    def namer(self, var: Any, reason: str, site: Site) -> Name:
        """Return what names the unknown dims of a variable, always by the same symbols."""

        def name(path: tuple[int, ...], origin: Origin) -> Any:
            label = "_".join([var.name, *map(str, path)])
            return self.known.own((var, path), label, origin, site, reason)

        return name

    def set_type(self, var: Any, type_: Any) -> None:
        """Record the type of a variable."""
        old = self.types.get(var)
        if old is not None and not old.same_as(type_) and _known_parts(type_) > _known_parts(old):
            self.known.version += 1
        self.types[var] = type_
        self.has_unranked |= isinstance(type_, relax.TensorType) and type_.ndim < 0
        if var in self.sharper:
            return
        if not types.same(type_, var.ty):
            self.sharper.add(var)

    def give_rank(self, var: Any, rank: int) -> None:
        """Record the rank of a tensor of unknown rank."""
        old = self.types.get(var)
        if rank < 0 or not isinstance(old, relax.TensorType) or types.rank_of(old) >= 0:
            return
        site = self.sites.get(var, SIGNATURE)
        ranked = relax.TensorType(None, old.dtype, old.vdevice, rank)
        self.set_type(
            var, types.complete(self.known, ranked, self.namer(var, f"{var.name} came without a shape", site))
        )
        self.known.version += 1

    def type_of(self, expr: Any) -> Any:
        """Return the type of a leaf or of a tuple of leaves."""
        if expr in self.types:
            return types.resolve(self.known, self.types[expr])
        if isinstance(expr, relax.ShapeExpr):
            return relax.ShapeType([self.known.resolve(dim) for dim in expr.values])
        if isinstance(expr, relax.Tuple):
            return ir.TupleType([self.type_of(part) for part in expr.fields])
        if isinstance(expr, relax.TupleGetItem):
            whole = self.type_of(expr.tuple_value)
            return whole.fields[expr.index] if isinstance(whole, ir.TupleType) else expr.ty
        return expr.ty

    def set_value(self, var: Any, value: Value | None) -> None:
        """Record the elements of a tensor; those unknown become symbols when they are asked for."""
        if value is not None:
            self._values[var] = value

    def value_of(self, expr: Any) -> Any:
        """Return the elements of a leaf as an array, those of a tuple as a list of arrays, None where unknown."""
        if is_prim(expr):
            return array([self.known.resolve(expr)], ()) if str(expr.ty.dtype) in ("int64", "int32", "bool") else None
        if isinstance(expr, ir.GenericConst):
            return constant_value(expr) if isinstance(expr.ty, relax.TensorType) else None
        if isinstance(expr, relax.Tuple):
            return [self.value_of(part) for part in expr.fields]
        if isinstance(expr, relax.ShapeExpr) or isinstance(getattr(expr, "ty", None), relax.ShapeType):
            dims = types.dims_of(self.type_of(expr))
            return None if dims is None else array(dims)
        if not isinstance(expr, relax.Var):
            return None
        return self._tensor_value(expr)

    def _tensor_value(self, var: Any) -> Value | None:
        value = self._values.get(var)
        shape = types.integer_tensor_size(self.types.get(var, var.ty))
        if value is None and shape is not None and prod(shape) <= MAX_ELEMENTS:
            value = array([None] * prod(shape), shape)
        if value is None or shape is None:
            return None if value is None else self._resolve_value(value)
        site = self.sites.get(var, SIGNATURE)
        filled = []
        for i, element in enumerate(value.reshape(-1)):
            if element is None:
                name, reason = (f"{var.name}_at_{i}", f"element {i} of {var.name} is known only while running")
                element = self.known.own((var, "value", i), name, Origin.VALUE, site, reason)
            filled.append(element)
        return self._resolve_value(array(filled, value.shape))

    def _resolve_value(self, value: Value) -> Value:
        elements = [self._resolve_element(element) for element in value.reshape(-1)]
        return array(elements, value.shape)

    def _resolve_element(self, element: Any) -> Any:
        if isinstance(element, Quotient):
            return Quotient(self.known.resolve(element.numerator), element.denominator)
        return None if element is None else self.known.resolve(element)


def _known_parts(type_: Any) -> int:
    return sum(types.dims_of(part) is not None for _, part in types.leaves(type_))

"""Runs padded versions of small functions, with garbage wherever the analysis doesn't say what padding holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock

import numpy as np
import tvm
import tvm_ffi
from tvm import relax, te, tirx

from tvm_dydca import _compat
from tvm_dydca.relay_passes.padding import padded_version, site
from tvm_dydca.relay_passes.padding.extents import PaddedTensor
from tvm_dydca.relay_passes.padding.padded_version import PaddedVersion, linked, pad_to
from tvm_dydca.relay_passes.padding.regions import REAL, ZERO_OR_NAN, regions_of

SYMBOLS = ("H", "W", "L", "N")


def function(body: Callable[..., Any], lower: Mapping[str, int] | None = None, **params: Any) -> Any:
    """Build a function of one dataflow block.

    Parameters
    ----------
    body : ``body(emit, *params)`` returns a tensor or a tuple of tensors; symbols are attributes of `emit`
    lower : lower bounds of the dims
    params : by name a shape, (2, "H", "W * 2"), which may end with a dtype: (1, "L", "int64")
    """
    builder = relax.BlockBuilder()
    symbols = {name: tirx.Var(name, "int64") for name in SYMBOLS}

    def emit(expr: Any) -> Any:
        return builder.emit(expr)

    for name, symbol in symbols.items():
        setattr(emit, name, symbol)
    variables = []
    for name, shape in params.items():
        dtype = "float32"
        if shape and shape[-1] in ("float32", "float16", "int64", "int32", "int8", "bool"):
            *shape, dtype = shape
        dims = [eval(dim, dict(symbols)) if isinstance(dim, str) else dim for dim in shape]
        variables.append(relax.Var(name, relax.TensorType(dims, dtype)))
    attrs = {"tir_var_lower_bound": dict(lower)} if lower else {}
    with builder.function("main", variables, attrs=attrs):
        with builder.dataflow():
            result = body(emit, *variables)
            outputs = builder.emit_output(relax.Tuple(result) if isinstance(result, tuple) else result)
        builder.emit_func_output(outputs)
    found = relax.transform.CanonicalizeBindings()(builder.get())["main"]
    relax.analysis.well_formed(tvm.IRModule({"main": found}))
    return found


@contextmanager
def garbage(forget: bool = False, unmasked: bool = False) -> Iterator[None]:
    """Within, padded versions hold garbage in every region that nothing is known of.

    Parameters
    ----------
    forget : whether the analysis also forgets what is known, so that it must overwrite everything that matters
    unmasked : whether nothing is overwritten although the analysis asks for it
    """
    computed, padded = padded_version._Body._computed, site.Scope.padded

    def spoil(scope: Any, value: Any) -> Any:
        if isinstance(value, list):
            return [spoil(scope, part) for part in value]
        if not isinstance(value, PaddedTensor) or not value.places:
            return value
        held = {REAL: value.held[REAL]} if forget and REAL in value.held else {} if forget else value.held
        unknown = [region for region in regions_of(value.places) if region not in held]
        if not unknown:
            return value
        runs = [[(part.true, part.size) for part in axis] for axis in value.axes]
        chosen = [[[axis, part, int((axis, part) in region)] for axis, part in value.places] for region in unknown]
        call = scope.builder.call_te(_spoil, value.expr, runs, chosen, primfunc_name_hint="spoil")
        return PaddedTensor(scope.builder.emit(call), value.axes, held)

    patches = [
        mock.patch.object(
            padded_version._Body, "_computed", lambda self, *args: spoil(self.scope, computed(self, *args))
        ),
        mock.patch.object(site.Scope, "padded", lambda self, *args: spoil(self, padded(self, *args))),
    ]
    if unmasked:
        patches.append(mock.patch.object(site.Scope, "masked", _unmasked))
    for patch in patches:
        patch.start()
    try:
        yield
    finally:
        for patch in patches:
            patch.stop()


def _unmasked(_: Any, tensor: PaddedTensor, places: Any, value: Any) -> PaddedTensor:
    chosen = frozenset(places)
    held = {region: value for region in regions_of(tensor.places) if region & chosen}
    return PaddedTensor(tensor.expr, tensor.axes, {**tensor.held, **held})


def _spoil(data: Any, runs: Any, regions: Any) -> Any:
    """NaN, a huge and a hugely negative number by turns; integers that are no index of anything; True and False."""

    def element(*at: Any) -> Any:
        inside = {}
        for axis, run in enumerate(runs):
            index = at[axis]
            for number in reversed(range(len(run))):
                true, size = run[number]
                digit = tirx.floormod(index, size) if number else index
                inside[axis, number] = digit < true
                index = tirx.floordiv(index, size) if number else index
        hit = [
            tirx.all(*(tirx.Not(inside[a, p]) if behind else inside[a, p] for a, p, behind in region))
            for region in regions
        ]
        return tirx.if_then_else(tirx.any(*hit), _noise(str(data.dtype), sum(at)), data(*at))

    return te.compute(data.shape, element, name="spoil")


def _noise(dtype: str, place: Any) -> Any:
    if dtype == "bool":
        return tirx.floormod(place, 2) == 0
    if dtype.startswith("int"):
        large = tirx.const(np.iinfo(dtype).max // 2 + 7, dtype)
        return tirx.if_then_else(tirx.floormod(place, 2) == 0, large, -large)
    large = tirx.const(np.finfo(dtype).max / 8, dtype)
    nan = tirx.const(float("nan"), dtype)
    return tirx.if_then_else(
        tirx.floormod(place, 3) == 0, nan, tirx.if_then_else(tirx.floormod(place, 3) == 1, large, -large)
    )


def padded(func: Any, upper: Mapping[str, int]) -> PaddedVersion:
    """Return the padded version, which must be provable."""
    version = pad_to(func, upper)
    assert isinstance(version, PaddedVersion), str(version)
    return version


def module(versions: Mapping[str, PaddedVersion]) -> Any:
    """Return a well-formed module of padded versions."""
    builder = relax.BlockBuilder()
    for name, version in versions.items():
        func = version.func.with_attr("global_symbol", name)  # or the builder makes one of equal functions
        builder.add_func(linked(replace(version, func=func), builder), name)
    mod = builder.get()
    relax.analysis.well_formed(mod)
    return mod


def runner(mod: Any) -> Callable[..., list[Any]]:
    """Compile a module; ``run(name, *arguments)`` returns arrays.

    An argument is an array, a list of arguments for a tuple, or a tuple of numbers for a shape.
    """
    mod = relax.transform.LegalizeOps(_compat.legalizers())(mod)
    machine = relax.VirtualMachine(tvm.compile(mod, "llvm"), tvm.cpu())

    def run(name: str, *arguments: Any) -> list[Any]:
        return _arrays(machine[name](*map(_argument, arguments)))

    return run


def _argument(value: Any) -> Any:
    if isinstance(value, list):
        return [_argument(part) for part in value]
    if isinstance(value, tuple):
        return tvm.runtime.ShapeTuple(value)
    return tvm.runtime.tensor(np.ascontiguousarray(value))


def _arrays(result: Any) -> list[Any]:
    if isinstance(result, tvm.runtime.ShapeTuple):
        return [np.array(result)]
    return [result.numpy()] if hasattr(result, "numpy") else [array for part in result for array in _arrays(part)]


def inputs(func: Any, sizes: Mapping[str, int], largest_index: int = 4) -> list[Any]:
    """Draw arguments: normal floats, integers in [0, largest_index)."""
    rng = np.random.default_rng(sum(sizes.values()))
    arrays = []
    for param in func.params:
        shape = [number_at(dim, sizes) for dim in param.ty.shape]
        dtype = str(param.ty.dtype)
        if dtype.startswith("float"):
            arrays.append(rng.standard_normal(shape).astype(dtype))
        else:
            arrays.append(rng.integers(0, 2 if dtype == "bool" else largest_index, shape).astype(dtype))
    return arrays


def exposed(version: PaddedVersion) -> tuple[PaddedVersion, list[PaddedTensor]]:
    """Return a version that returns all tensors at their static size instead, and what they are."""
    tensors = [tensor for value in version.tensors.values() for tensor in site.tensors_in(value)]
    tensors = [tensor for tensor in tensors if isinstance(tensor.expr, relax.Var) and tensor.places]
    mod = relax.transform.ToNonDataflow()(tvm.IRModule({"main": version.func}))
    blocks = mod["main"].body.blocks
    var = {binding.var.name: binding.var for block in blocks for binding in block.bindings}
    results = [var[tensor.expr.name] for tensor in tensors]
    type_ = tvm.ir.TupleType([result.ty for result in results])
    body = relax.SeqExpr(blocks, relax.Tuple(results))
    func = relax.Function(version.func.params, body, type_, attrs=version.func.attrs)
    return replace(version, func=relax.utils.copy_with_new_vars(func)), tensors


def untrue_claims(tensor: PaddedTensor, array: Any, sizes: Mapping[str, int]) -> list[str]:
    """Return what is said of a tensor's regions and isn't so in an array that was computed at some sizes."""
    inside = {}
    for axis, parts in enumerate(tensor.axes):
        index = np.arange(array.shape[axis])
        for number in reversed(range(len(parts))):
            true, size = (number_at(dim, sizes) for dim in (parts[number].true, parts[number].size))
            shape = [-1 if i == axis else 1 for i in range(array.ndim)]
            inside[axis, number] = ((index % size if number else index) < true).reshape(shape)
            index = index // size
    wrong = []
    for region, value in tensor.held.items():
        chosen = np.ones(array.shape, bool)
        for place in tensor.places:
            chosen &= ~inside[place] if place in region else inside[place]
        elements = array[chosen]
        true = (elements == 0) | np.isnan(elements) if value is ZERO_OR_NAN else elements == value
        if not true.all():
            wrong.append(f"{tensor.expr.name}: {set(region)} holds {value}, but {elements[~true][:3]}")
    return wrong


def number_at(expr: Any, sizes: Mapping[str, int]) -> int:
    """Return the value of an expression of dims at some sizes."""
    value = tvm_ffi.structural_map(expr, (tvm.ir.Var, lambda var: tirx.IntImm("int64", sizes[var.name])))
    return int(tvm.sym.Analyzer().simplify(value))


def dims_text(func: Any) -> list[str]:
    """Names of all variables with their dims."""
    return [
        f"{binding.var.name} ({', '.join(map(_text, binding.var.ty.shape))})"
        for block in func.body.blocks
        for binding in block.bindings
    ]


def _text(dim: Any) -> str:
    return str(dim.value) if isinstance(dim, tirx.IntImm) else str(dim)

"""Which functions get versions: those of pure dataflow that the asked dims reach, by name or through calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import tvm_ffi
from tvm import ir, relax, tirx

from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes.buckets.expressions import evaluate, grows
from tvm_dydca.relay_passes.buckets.request import Box
from tvm_dydca.relay_passes.outline.control_flow import all_bindings, called_function, dims_of_type, is_network
from tvm_dydca.relay_passes.outline.path_constants import callers_first, is_public

BUCKET = "dydca.bucket"
"""Attribute of a version: its inclusive range of each dim, by name."""
BUCKETS = "dydca.buckets"
"""Attribute of a function that picks among versions: how many buckets it has."""
LOWER, UPPER = "tir_var_lower_bound", "tir_var_upper_bound"

Dims = dict[Any, Any]
"""Symbolic dims of a function's parameters, each with its expression in the asked dims."""


@dataclass(frozen=True)
class Reached:
    """A function that the asked dims reach.

    Attributes
    ----------
    dims : dims of the function's parameters -> expression of `Asked.symbols`
    leaf : whether it is pure dataflow without calls of functions, so that it gets versions
    """

    gvar: Any
    func: Any
    dims: Dims
    leaf: bool

    @property
    def name(self) -> str:
        """Name in the module."""
        return str(self.gvar.name_hint)

    def is_asked(self, dim: Any) -> bool:
        """Whether a dim is itself one of the asked ones, and not computed from them."""
        return isinstance(self.dims[dim], ir.Var)


@dataclass(frozen=True)
class Asked:
    """The asked dims as symbols, and the functions they reach, callers first."""

    symbols: tuple[Any, ...]
    functions: tuple[Reached, ...]

    def values(self, points: Any) -> dict[Any, Any]:
        """Return shapes, int (n, dims), as values of the symbols."""
        return {symbol: np.asarray(points, np.float64)[:, i] for i, symbol in enumerate(self.symbols)}


def find_reached(mod: Any, names: Sequence[str]) -> Asked:
    """Follow the asked dims from the public functions, where they have their names, through the calls.

    Functions that have versions already, and those versions, are left out.

    Raises
    ------
    InputError
        Where no public function has a dim of one of the names.
    """
    symbols = {name: tirx.Var(name, "int64") for name in names}
    functions = {gvar: func for gvar, func in mod.functions_items() if is_network(func)}
    order = callers_first(dict(sorted(functions.items(), key=lambda item: str(item[0].name_hint))))
    dims: dict[Any, Dims] = {gvar: {} for gvar in order}
    for gvar in order:
        if is_public(functions[gvar]):
            dims[gvar] = {dim: symbols[dim.name] for dim in parameter_dims(functions[gvar]) if dim.name in symbols}
    found = {expr.name for known in dims.values() for expr in known.values()}
    if missing := sorted(set(names) - found):
        there = sorted({str(d.name) for g in order if is_public(functions[g]) for d in parameter_dims(functions[g])})
        raise InputError(
            f"BucketShapes: no public function has a dim {missing[0]}; its dims are: {', '.join(there) or 'none'}"
        )
    conflicts: set[Any] = set()
    for gvar in order:
        for binding in all_bindings(functions[gvar].body):
            callee = called_function(binding.value)
            if callee in functions and not is_public(functions[callee]):
                _pass_on(functions[callee], binding.value, dims[gvar], dims[callee], conflicts)
    reached = []
    for gvar in order:
        func, known = functions[gvar], dims[gvar]
        if known and BUCKET not in (func.attrs or {}) and BUCKETS not in (func.attrs or {}):
            reached.append(Reached(gvar, func, known, _is_leaf(func)))
    return Asked(tuple(symbols.values()), tuple(reached))


def parameter_dims(func: Any) -> list[Any]:
    """Symbolic dims that stand alone in the types of a function's parameters, in order, each once."""
    dims: dict[Any, None] = {}
    for param in func.params:
        fields = param.ty.fields if isinstance(param.ty, relax.TupleType) else [param.ty]
        dims |= {dim: None for field in fields for dim in dims_of_type(field) if isinstance(dim, ir.Var)}
    return list(dims)


def ranges_of(reached: Reached, asked: Asked, boxes: Sequence[Box]) -> list[Box]:
    """Return what each box of the asked dims means for a function's own dims.

    A computed dim starts at its least value in any box: a box of it says which sizes a version takes, and sizes of
    neighbouring boxes may round to one.
    """
    names = tuple(str(dim.name) for dim in reached.dims)
    ends = []
    for exprs in (box.low for box in boxes), (box.high for box in boxes):
        values = asked.values(np.array(list(exprs)))
        columns: list[Any] = [evaluate(expr, values) for expr in reached.dims.values()]
        ends.append(np.stack(columns, 1).astype(np.int64))
    low, high = ends
    for i, dim in enumerate(reached.dims):
        if not reached.is_asked(dim):
            low[:, i] = low[:, i].min()
    return [Box(names, tuple(map(int, a)), tuple(map(int, b))) for a, b in zip(low, high)]


def _pass_on(callee: Any, call: Any, known: Dims, dims: Dims, conflicts: set[Any]) -> None:
    """Enter what a call says of the callee's dims; two calls that say different things say nothing."""
    for param, arg in zip(callee.params, call.args):
        for dim, value in zip(dims_of_type(param.ty), dims_of_type(arg.ty)):
            if not isinstance(dim, ir.Var) or dim in conflicts:
                continue
            free = relax.analysis.tir_vars_in_type(relax.ShapeType([value]))
            expr = tvm_ffi.structural_map(value, (ir.Var, lambda var: known.get(var, var)), order="post")
            agrees = dim not in dims or tvm_ffi.structural_equal(dims[dim], expr)
            if free and all(var in known for var in free) and grows(expr) and agrees:
                dims[dim] = expr
            else:
                dims.pop(dim, None)
                conflicts.add(dim)


def _is_leaf(func: Any) -> bool:
    blocks = func.body.blocks
    return bool(blocks) and all(isinstance(block, relax.DataflowBlock) for block in blocks) and not _calls(func)


def _calls(func: Any) -> bool:
    return any(called_function(binding.value) is not None for binding in all_bindings(func.body))

"""Slices: which elements of each axis they take, by limits that lie inside the axis."""

from __future__ import annotations

from typing import Any

from tvm import tirx

from tvm_dydca.relay_passes.dims import types
from tvm_dydca.relay_passes.dims.facts import Facts
from tvm_dydca.relay_passes.dims.knowledge import Knowledge
from tvm_dydca.relay_passes.dims.lattice import as_int
from tvm_dydca.relay_passes.dims.steps import operator_name

_ZERO, _ONE = (tirx.IntImm("int64", number) for number in (0, 1))

Row = tuple[Any, Any, Any]
"""(first, last, step) along one axis of n elements: 0 <= first <= last <= n and step > 0; `last` is not taken."""


def rows_of(facts: Facts, call: Any) -> list[Row | None] | None:
    """Return what `strided_slice` or `dynamic_strided_slice` takes of each axis, None where that isn't known.

    The result is None where nothing is known of any axis.
    """
    dims = types.dims_of(facts.type_of(call.args[0]))
    limits = [facts.value_of(arg) for arg in call.args[1:]]
    if dims is None or any(limit is None for limit in limits):
        return None
    taken: list[tuple[Any, Any, Any]] = [(_ZERO, extent, _ONE) for extent in dims]
    if operator_name(call) == "relax.dynamic_strided_slice":
        if any(limit.shape != (len(dims),) for limit in limits):
            return None
        taken = list(zip(*limits))
    else:
        axes, begins, ends, *steps = ([number.item() for number in limit] for limit in limits)
        for axis, begin, end, step in zip(axes, begins, ends, steps[0] if steps else [_ONE] * len(axes)):
            taken[int(axis.value)] = (begin, end, step)
    return [_inside(facts.known, *row, extent) for row, extent in zip(taken, dims)]


def is_whole(known: Knowledge, row: Row, extent: Any) -> bool:
    """Whether a slice takes all of an axis."""
    first, last, step = row
    return as_int(first) == 0 and as_int(step) == 1 and known.equal(last, extent)


def length(known: Knowledge, row: Row) -> Any:
    """Return how many elements a slice takes of one axis."""
    first, last, step = row
    return known.simplify(tirx.floordiv(last - first + (step - 1), step))


def _inside(known: Knowledge, begin: Any, end: Any, step: Any, extent: Any) -> Row | None:
    """Move limits into an axis as TVM's kernels do, which fail where one ends before it begins: here that is empty."""
    if begin is None or end is None or (as_int(step) or 0) <= 0:
        return None
    if as_int(begin) == 0 and end.same_as(extent):
        return begin, end, step
    first, last = (_clamped(known, index, extent) for index in (begin, end))
    if as_int(first) != 0 and not last.same_as(extent) and not known.proves(first <= last):
        last = known.simplify(tirx.max(last, first))
    return first, last, step


def _clamped(known: Knowledge, index: Any, extent: Any) -> Any:
    low, high = known.bounds(index)
    if high < 0:
        index = index + extent
    elif low < 0:
        index = tirx.Select(index < 0, index + extent, index)
    if known.bounds(index)[0] < 0:
        index = tirx.max(index, _ZERO)
    index = known.simplify(index)
    if known.bounds(index)[0] >= known.bounds(extent)[1]:
        return extent
    return index if known.proves(index <= extent) else known.simplify(tirx.min(index, extent))

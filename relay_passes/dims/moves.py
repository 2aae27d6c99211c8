"""Values of what operators move or make without arithmetic: reshapes, slices, gathers, ranges, constants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tvm_dydca.relay_passes.dims.elements import INTEGERS, MAX_ELEMENTS, Rule, Value, array, integer, numbers
from tvm_dydca.relay_passes.dims.knowledge import Knowledge


def _reshape(_known: Knowledge, _call: Any, operands: list[Any]) -> Any:
    value, shape = operands
    sizes = numbers(shape)
    return value.reshape(sizes) if value is not None and sizes is not None and _fits(value, sizes) else None


def _fits(value: Value, sizes: list[int]) -> bool:
    return all(size >= 0 for size in sizes) and int(np.prod(sizes)) == value.size


def _squeeze(_known: Knowledge, call: Any, operands: list[Any]) -> Any:
    if operands[0] is None:
        return None
    axes = call.attrs.axis
    return operands[0].squeeze(None if axes is None else tuple(int(axis) for axis in axes))


def _expand_dims(_known: Knowledge, call: Any, operands: list[Any]) -> Any:
    return None if operands[0] is None else np.expand_dims(operands[0], tuple(int(axis) for axis in call.attrs.axis))


def _concat(_known: Knowledge, call: Any, operands: list[Any]) -> Any:
    parts = operands[0]
    if not isinstance(parts, list) or any(part is None for part in parts):
        return None
    return np.concatenate(parts, 0 if call.attrs.axis is None else int(call.attrs.axis))


def _stack(_known: Knowledge, call: Any, operands: list[Any]) -> Any:
    parts = operands[0]
    if not isinstance(parts, list) or any(part is None for part in parts):
        return None
    return np.stack(parts, 0 if call.attrs.axis is None else int(call.attrs.axis))


def _take(_known: Knowledge, call: Any, operands: list[Any]) -> Any:
    data, axis = operands[0], call.attrs.axis
    indices = numbers(operands[1])
    if data is None or indices is None or (axis is None and data.ndim != 1):
        return None
    axis = 0 if axis is None else int(axis)
    size, mode = data.shape[axis], str(call.attrs.mode)
    if mode == "wrap":
        indices = [i % size for i in indices]
    elif mode == "clip":
        indices = [min(max(i, 0), size - 1) for i in indices]
    if any(not 0 <= i < size for i in indices):
        return None
    return np.take(data, np.array(indices, int).reshape(operands[1].shape), axis)


def _strided_slice(_known: Knowledge, call: Any, operands: list[Any]) -> Any:
    data = operands[0]
    axes, *limits = (numbers(operand) for operand in operands[1:])
    if data is None or axes is None or any(limit is None for limit in limits):
        return None
    begins, ends, steps = (*limits[:2], limits[2] if len(limits) == 3 else [1] * len(axes))
    return _sliced(data, axes, begins, ends, steps)


def _dynamic_strided_slice(_known: Knowledge, _call: Any, operands: list[Any]) -> Any:
    data = operands[0]
    limits = [numbers(operand) for operand in operands[1:]]
    if data is None or any(limit is None for limit in limits):
        return None
    return _sliced(data, list(range(data.ndim)), *limits)


def _sliced(data: Value, axes: Any, begins: Any, ends: Any, steps: Any) -> Value | None:
    if any(step <= 0 for step in steps):
        return None
    index = [slice(None)] * data.ndim
    for axis, *limits in zip(axes, begins, ends, steps):
        index[axis] = slice(*limits)
    return data[tuple(index)]


def _scatter_elements(_known: Knowledge, call: Any, operands: list[Any]) -> Any:
    data, _, updates = operands
    indices = numbers(operands[1])
    plain = str(call.attrs.reduction) == "update" and data is not None and data.ndim == 1
    if not plain or updates is None or indices is None or any(not -data.size <= i < data.size for i in indices):
        return None
    found = data.copy()
    for i, update in zip(indices, updates.reshape(-1)):
        found[i] = update
    return found


def _arange(_known: Knowledge, _call: Any, operands: list[Any]) -> Any:
    limits = [numbers(operand) for operand in operands]
    if any(limit is None for limit in limits):
        return None
    found = range(*(limit[0] for limit in limits if limit is not None))
    return array([integer(i) for i in found[: MAX_ELEMENTS + 1]])


def _filled(shape_at: int, fill: Callable[[list[Any]], Any]) -> Rule:
    def rule(_known: Knowledge, call: Any, operands: list[Any]) -> Any:
        sizes = numbers(operands[shape_at])
        if sizes is None or any(size < 0 for size in sizes) or int(np.prod(sizes)) > MAX_ELEMENTS:
            return None
        element = fill(operands)
        dtype = getattr(call.attrs, "dtype", None)
        if element is None or (dtype is not None and str(dtype) not in INTEGERS):
            return None
        return array([element] * int(np.prod(sizes)), tuple(sizes))

    return rule


def _only(value: Any) -> Any:
    return value.item() if value is not None and value.size == 1 else None


def _broadcast_to(_known: Knowledge, _call: Any, operands: list[Any]) -> Any:
    sizes = numbers(operands[1])
    if operands[0] is None or sizes is None or int(np.prod(sizes)) > MAX_ELEMENTS:
        return None
    return np.broadcast_to(operands[0], sizes)


def _like(number: int) -> Rule:
    def rule(_known: Knowledge, call: Any, operands: list[Any]) -> Any:
        if operands[0] is None or (call.attrs.dtype is not None and str(call.attrs.dtype) not in INTEGERS):
            return None
        return array([integer(number)] * operands[0].size, operands[0].shape)

    return rule


RULES: dict[str, Rule] = {
    f"relax.{name}": rule
    for name, rule in {
        "shape_to_tensor": lambda _known, _call, operands: operands[0],
        "reshape": _reshape,
        "squeeze": _squeeze,
        "expand_dims": _expand_dims,
        "concat": _concat,
        "stack": _stack,
        "take": _take,
        "strided_slice": _strided_slice,
        "dynamic_strided_slice": _dynamic_strided_slice,
        "scatter_elements": _scatter_elements,
        "arange": _arange,
        "full": _filled(0, lambda operands: _only(operands[1])),
        "zeros": _filled(0, lambda _: integer(0)),
        "ones": _filled(0, lambda _: integer(1)),
        "zeros_like": _like(0),
        "ones_like": _like(1),
        "broadcast_to": _broadcast_to,
    }.items()
}

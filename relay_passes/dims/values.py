"""Forward transfer of values: the elements of the small integer tensors that shapes are computed with.

A value is a numpy array of objects, in the tensor's shape: integer or boolean expressions, None where nothing is known.
Integers count as unbounded, as dims do in TVM.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from tvm import ir, relax, tirx

from tvm_dydca.relay_passes.dims.knowledge import Knowledge
from tvm_dydca.relay_passes.dims.lattice import as_int, too_long

Value = np.ndarray[Any, Any]
Rule = Callable[[Knowledge, Any, list[Any]], Any]

MAX_ELEMENTS = 64
"""Shape vectors are short; a tensor of more elements is data."""

_INTEGERS = ("int64", "int32")


def array(elements: Sequence[Any], shape: tuple[int, ...] | None = None) -> Value:
    """Return expressions as an array: (len(elements),) or `shape`. numpy alone would take an expression apart."""
    found = np.empty(len(elements), object)
    for i, element in enumerate(elements):
        found[i] = element
    return found if shape is None else found.reshape(shape)


def constant_value(constant: Any) -> Value | None:
    """Return the elements of a small integer or boolean constant."""
    data = constant.value.numpy()
    if data.dtype.kind not in "ib" or data.size > MAX_ELEMENTS:
        return None
    make = _boolean if data.dtype.kind == "b" else _integer
    return array([make(item) for item in data.reshape(-1).tolist()], data.shape)


def evaluate(known: Knowledge, call: Any, value_of: Callable[[Any], Any]) -> Value | None:
    """Return the elements of what a call computes, None where its operator has no rule or is not about integers.

    Parameters
    ----------
    value_of : gives the value of an argument; for a tuple of tensors or of numbers the list of its values
    """
    if not has_rule(call):
        return None
    found = _RULES[str(call.op.name)](known, call, [value_of(arg) for arg in call.args])
    if found is None:
        return None
    found = found if isinstance(found, np.ndarray) else array([found], ())
    if found.size > MAX_ELEMENTS:
        return None
    return array([_short(known, element) for element in found.reshape(-1)], found.shape)


def has_rule(call: Any) -> bool:
    """Whether the elements of what a call computes may be known."""
    return isinstance(call.op, ir.Op) and str(call.op.name) in _RULES and _is_small_integer(call.ty)


def _is_small_integer(type_: Any) -> bool:
    return isinstance(type_, relax.TensorType) and str(type_.dtype) in (*_INTEGERS, "bool")


def _short(known: Knowledge, element: Any) -> Any:
    if element is None:
        return None
    element = known.simplify(element)
    return None if too_long(element) else element


def _integer(number: int) -> Any:
    return tirx.IntImm("int64", int(number))


def _boolean(truth: bool) -> Any:
    return tirx.IntImm("bool", int(truth))


def _elementwise(function: Callable[..., Any]) -> Rule:
    def rule(known: Knowledge, _call: Any, operands: list[Any]) -> Any:
        if any(not isinstance(operand, np.ndarray) for operand in operands):
            return None

        def one(*elements: Any) -> Any:
            return None if any(element is None for element in elements) else function(known, *elements)

        return _apply(one, *operands)

    return rule


def _apply(function: Callable[..., Any], *operands: Value) -> Value | None:
    try:
        wide = np.broadcast_arrays(*operands)
    except ValueError:
        return None
    if wide[0].size > MAX_ELEMENTS:
        return None
    return array([function(*elements) for elements in zip(*(one.reshape(-1) for one in wide))], wide[0].shape)


def _divided(divide: Callable[[Any, Any], Any]) -> Rule:
    """Division by what can't be zero. Dims are divided by positive numbers; nothing else is worth a rule."""
    return _elementwise(lambda known, a, b: divide(a, b) if known.bounds(b)[0] > 0 else None)


def _compared(compare: Callable[[Any, Any], Any]) -> Rule:
    def one(known: Knowledge, a: Any, b: Any) -> Any:
        # Only a decided comparison is of use: a shape never holds the undecided one.
        if a.ty.dtype != b.ty.dtype:
            return None
        truth = known.simplify(compare(a, b))
        return truth if as_int(truth) is not None else None

    return _elementwise(one)


def _where(_known: Knowledge, _call: Any, operands: list[Any]) -> Any:
    if any(not isinstance(operand, np.ndarray) for operand in operands):
        return None

    def choose(condition: Any, a: Any, b: Any) -> Any:
        decided = as_int(condition) if condition is not None else None
        return None if decided is None else (a if decided else b)

    return _apply(choose, *operands)


def _astype(_known: Knowledge, call: Any, operands: list[Any]) -> Any:
    if str(call.attrs.dtype) not in _INTEGERS or operands[0] is None:
        return None

    def cast(element: Any) -> Any:
        if element is None or str(element.ty.dtype) != "bool":
            return element
        decided = as_int(element)
        return None if decided is None else _integer(decided)

    return _apply(cast, operands[0])


def _reshape(_known: Knowledge, _call: Any, operands: list[Any]) -> Any:
    value, shape = operands
    sizes = _numbers(shape)
    return value.reshape(sizes) if value is not None and sizes is not None and _fits(value, sizes) else None


def _fits(value: Value, sizes: list[int]) -> bool:
    return all(size >= 0 for size in sizes) and int(np.prod(sizes)) == value.size


def _numbers(value: Any) -> list[int] | None:
    """Return the elements of a value, or of a list of one-element values, as Python integers."""
    if isinstance(value, list):
        value = None if any(part is None or part.size != 1 for part in value) else array([p.item() for p in value])
    if value is None or any(element is None or as_int(element) is None for element in value.reshape(-1)):
        return None
    return [int(element.value) for element in value.reshape(-1)]


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
    indices = _numbers(operands[1])
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
    axes, *limits = (_numbers(operand) for operand in operands[1:])
    if data is None or axes is None or any(limit is None for limit in limits):
        return None
    begins, ends, steps = *limits[:2], limits[2] if len(limits) == 3 else [1] * len(axes)
    return _sliced(data, axes, begins, ends, steps)


def _dynamic_strided_slice(_known: Knowledge, _call: Any, operands: list[Any]) -> Any:
    data = operands[0]
    limits = [_numbers(operand) for operand in operands[1:]]
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
    indices = _numbers(operands[1])
    plain = str(call.attrs.reduction) == "update" and data is not None and data.ndim == 1
    if not plain or updates is None or indices is None or any(not -data.size <= i < data.size for i in indices):
        return None
    found = data.copy()
    for i, update in zip(indices, updates.reshape(-1)):
        found[i] = update
    return found


def _arange(known: Knowledge, _call: Any, operands: list[Any]) -> Any:
    numbers = [_numbers(operand) for operand in operands]
    if any(number is None for number in numbers):
        return None
    return array([_integer(i) for i in range(*(n[0] for n in numbers if n is not None))][: MAX_ELEMENTS + 1])


def _filled(shape_at: int, fill: Callable[[list[Any]], Any]) -> Rule:
    def rule(_known: Knowledge, call: Any, operands: list[Any]) -> Any:
        sizes = _numbers(operands[shape_at])
        if sizes is None or any(size < 0 for size in sizes) or int(np.prod(sizes)) > MAX_ELEMENTS:
            return None
        element = fill(operands)
        dtype = getattr(call.attrs, "dtype", None)
        if element is None or (dtype is not None and str(dtype) not in _INTEGERS):
            return None
        return array([element] * int(np.prod(sizes)), tuple(sizes))

    return rule


def _only(value: Any) -> Any:
    return value.item() if value is not None and value.size == 1 else None


def _broadcast_to(_known: Knowledge, _call: Any, operands: list[Any]) -> Any:
    sizes = _numbers(operands[1])
    if operands[0] is None or sizes is None or int(np.prod(sizes)) > MAX_ELEMENTS:
        return None
    return np.broadcast_to(operands[0], sizes)


def _reduced(combine: Callable[[Any, Any], Any]) -> Rule:
    """Reduce a vector to a number. Shape vectors have one axis."""

    def rule(_known: Knowledge, call: Any, operands: list[Any]) -> Any:
        value = operands[0]
        if value is None or value.ndim != 1 or value.size == 0 or any(element is None for element in value):
            return None
        total = value[0]
        for element in value[1:]:
            total = combine(total, element)
        return array([total], (1,) if call.attrs.keepdims else ())

    return rule


def _like(number: int) -> Rule:
    def rule(_known: Knowledge, call: Any, operands: list[Any]) -> Any:
        if operands[0] is None or (call.attrs.dtype is not None and str(call.attrs.dtype) not in _INTEGERS):
            return None
        return array([_integer(number)] * operands[0].size, operands[0].shape)

    return rule


_RULES: dict[str, Rule] = {
    f"relax.{name}": rule
    for name, rule in {
        "shape_to_tensor": lambda _known, _call, operands: operands[0],
        "astype": _astype,
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
        "zeros": _filled(0, lambda _: _integer(0)),
        "ones": _filled(0, lambda _: _integer(1)),
        "zeros_like": _like(0),
        "ones_like": _like(1),
        "broadcast_to": _broadcast_to,
        "where": _where,
        "add": _elementwise(lambda _, a, b: a + b),
        "subtract": _elementwise(lambda _, a, b: a - b),
        "multiply": _elementwise(lambda _, a, b: a * b),
        "floor_divide": _divided(tirx.floordiv),
        "divide": _divided(tirx.truncdiv),
        "mod": _divided(tirx.truncmod),
        "floor_mod": _divided(tirx.floormod),
        "maximum": _elementwise(lambda _, a, b: tirx.max(a, b)),
        "minimum": _elementwise(lambda _, a, b: tirx.min(a, b)),
        "negative": _elementwise(lambda _, a: _integer(0) - a),
        "abs": _elementwise(lambda _, a: tirx.max(a, _integer(0) - a)),
        "less": _compared(operator.lt),
        "less_equal": _compared(operator.le),
        "greater": _compared(operator.gt),
        "greater_equal": _compared(operator.ge),
        "equal": _compared(tirx.EQ),
        "not_equal": _compared(tirx.NE),
        "sum": _reduced(operator.add),
        "prod": _reduced(operator.mul),
        "max": _reduced(tirx.max),
        "min": _reduced(tirx.min),
    }.items()
}

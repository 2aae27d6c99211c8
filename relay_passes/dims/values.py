"""Forward transfer of values: what is known of the elements that a call computes.

Rules for arithmetic are here, for tensors of floats in `floats`, for everything that moves elements in `moves`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from tvm import ir, relax, tirx

from tvm_dydca.relay_passes.dims import floats, moves
from tvm_dydca.relay_passes.dims.elements import INTEGERS, MAX_ELEMENTS, Rule, Value, array, boolean, integer
from tvm_dydca.relay_passes.dims.floats import Quotient
from tvm_dydca.relay_passes.dims.knowledge import Knowledge
from tvm_dydca.relay_passes.dims.lattice import EXACT, as_int, too_long


def constant_value(constant: Any) -> Value | None:
    """Return the elements of a small constant."""
    data = constant.value.numpy()
    make = {"b": boolean, "i": integer, "f": floats.constant}.get(data.dtype.kind)
    if make is None or data.size > MAX_ELEMENTS:
        return None
    return array([make(item) for item in data.reshape(-1).tolist()], data.shape)


def evaluate(known: Knowledge, call: Any, value_of: Callable[[Any], Any]) -> Value | None:
    """Return the elements of what a call computes, None where its operator has no rule.

    Parameters
    ----------
    value_of : gives the value of an argument; for a tuple of tensors or of numbers the list of its values
    """
    if not has_rule(call):
        return None
    rule = floats.rule_for(str(call.op.name)) if str(call.ty.dtype) in EXACT else None
    operands = [value_of(arg) for arg in call.args]
    found = _on_floats(rule, known, call, operands) if rule else _RULES[str(call.op.name)](known, call, operands)
    if found is None:
        return None
    found = found if isinstance(found, np.ndarray) else array([found], ())
    if found.size > MAX_ELEMENTS:
        return None
    return array([_short(known, element) for element in found.reshape(-1)], found.shape)


def has_rule(call: Any) -> bool:
    """Whether the elements of what a call computes may be known."""
    if not isinstance(call.op, ir.Op) or not isinstance(call.ty, relax.TensorType):
        return False
    name, dtype = str(call.op.name), str(call.ty.dtype)
    if dtype in EXACT:  # whole networks are of these types
        return call.ty.ndim in (0, 1) and (name in _MOVES or floats.rule_for(name) is not None)
    return name in _RULES and dtype in (*INTEGERS, "bool")


def _short(known: Knowledge, element: Any) -> Any:
    if element is None:
        return None
    if isinstance(element, Quotient):
        return None if too_long(element.numerator) else element
    element = known.simplify(element)
    return None if too_long(element) else element


def _elementwise(function: Callable[..., Any]) -> Rule:
    def rule(known: Knowledge, _call: Any, operands: list[Any]) -> Any:
        if any(not isinstance(operand, np.ndarray) for operand in operands):
            return None

        def one(*elements: Any) -> Any:
            unknown = any(element is None or isinstance(element, Quotient) for element in elements)
            return None if unknown else function(known, *elements)

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


def _on_floats(function: Callable[..., Any], known: Knowledge, call: Any, operands: list[Any]) -> Any:
    if any(not isinstance(operand, np.ndarray) for operand in operands):
        return None
    dtype = str(call.ty.dtype)

    def one(*elements: Any) -> Any:
        return None if any(element is None for element in elements) else function(known, dtype, *elements)

    return _apply(one, *operands)


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


def _test_of_numbers(truth: bool) -> Rule:
    """A test for infinity or NaN, of elements that are known and so are numbers."""

    def rule(_known: Knowledge, _call: Any, operands: list[Any]) -> Any:
        if operands[0] is None:
            return None
        return _apply(lambda element: None if element is None else boolean(truth), operands[0])

    return rule


def _not(_known: Knowledge, element: Any) -> Any:
    decided = as_int(element)
    return None if decided is None else boolean(not decided)


def _where(_known: Knowledge, _call: Any, operands: list[Any]) -> Any:
    if any(not isinstance(operand, np.ndarray) for operand in operands):
        return None

    def choose(condition: Any, a: Any, b: Any) -> Any:
        decided = as_int(condition) if condition is not None else None
        return None if decided is None else (a if decided else b)

    return _apply(choose, *operands)


def _astype(known: Knowledge, call: Any, operands: list[Any]) -> Any:
    dtype = str(call.attrs.dtype)
    if dtype not in (*INTEGERS, *EXACT) or operands[0] is None:
        return None

    def cast(element: Any) -> Any:
        if element is None or isinstance(element, Quotient) or str(element.ty.dtype) != "bool":
            number = element
        else:
            decided = as_int(element)
            number = None if decided is None else integer(decided)
        if number is None:
            return None
        return floats.converted(known, number, dtype) if dtype in EXACT else floats.truncated(number)

    return _apply(cast, operands[0])


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


_MOVES = {
    f"relax.{name}"
    for name in ("astype", "reshape", "squeeze", "expand_dims", "concat", "stack", "take", "strided_slice", "where")
}
"""Operators that leave elements as they are, or convert them."""

_RULES: dict[str, Rule] = {
    **moves.RULES,
    **{
        f"relax.{name}": rule
        for name, rule in {
            "astype": _astype,
            "where": _where,
            "isfinite": _test_of_numbers(True),
            "isinf": _test_of_numbers(False),
            "isnan": _test_of_numbers(False),
            "logical_not": _elementwise(_not),
            "add": _elementwise(lambda _, a, b: a + b),
            "subtract": _elementwise(lambda _, a, b: a - b),
            "multiply": _elementwise(lambda _, a, b: a * b),
            "floor_divide": _divided(tirx.floordiv),
            "divide": _divided(tirx.truncdiv),
            "mod": _divided(tirx.truncmod),
            "floor_mod": _divided(tirx.floormod),
            "maximum": _elementwise(lambda _, a, b: tirx.max(a, b)),
            "minimum": _elementwise(lambda _, a, b: tirx.min(a, b)),
            "negative": _elementwise(lambda _, a: integer(0) - a),
            "abs": _elementwise(lambda _, a: tirx.max(a, integer(0) - a)),
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
    },
}

"""Analysis: whether every element of a tensor is 0 or 1. The masked gates that OutlinePaths skips must be such."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from tvm import relax
from tvm.ir import GenericConst

from tvm_dydca.relay_passes.outline.control_flow import op_name

_MOVES = (
    *("reshape", "squeeze", "expand_dims", "flatten", "broadcast_to", "permute_dims", "split", "concat", "stack"),
    *("take", "strided_slice", "max", "min", "stop_lift_params", "wrap_param", "hint_on_device", "to_vdevice"),
)
_LARGEST = 4096
"""Elements of a constant that are looked at: masks are small."""


class ZeroOne:
    """Answers for the variables of one function.

    Parameters
    ----------
    definitions : the value that each variable is bound to
    """

    def __init__(self, definitions: Mapping[Any, Any]):
        self._definitions = definitions
        self._answers: dict[tuple[str, Any], bool] = {}

    def holds(self, expr: Any) -> bool:
        """Return whether every element is provably 0 or 1.

        The straight-through form ``(h - p) + p`` counts as h, which it is up to rounding.
        """
        return self._in_unit(expr) and self._whole(expr)

    def value(self, expr: Any) -> Any:
        """Return what a variable is bound to, through aliases; other expressions as they are."""
        while expr in self._definitions:
            expr = self._definitions[expr]
        return expr

    def straight_through(self, expr: Any) -> Any:
        """Return h where the value is ``(h - p) + p`` in any order, else None."""
        call = self.value(expr)
        if op_name(call) != "add":
            return None
        for first, second in (call.args, reversed(call.args)):
            difference = self.value(first)
            if op_name(difference) == "subtract" and self._same(difference.args[1], second):
                return difference.args[0]
        return None

    def is_one(self, expr: Any) -> bool:
        """Return whether every element is the number 1."""
        call = self.value(expr)
        return op_name(call) in ("ones", "ones_like") or _constant(call, lambda a: bool(np.all(a == 1)))

    def _same(self, left: Any, right: Any) -> bool:
        value = self.value(left)
        return bool(left.same_as(right) or value.same_as(self.value(right)))

    def _whole(self, expr: Any) -> bool:
        return self._ask("whole", expr, self._whole_value)

    def _in_unit(self, expr: Any) -> bool:
        return self._ask("unit", expr, self._unit_value)

    def _ask(self, question: str, expr: Any, answer: Callable[[Any], bool]) -> bool:
        if expr not in self._definitions:
            return answer(expr)
        key = (question, expr)
        if key not in self._answers:
            self._answers[key] = answer(expr)
        return self._answers[key]

    def _whole_value(self, expr: Any) -> bool:
        if _dtype(expr).startswith(("bool", "int", "uint")):
            return True
        call, name = self.value(expr), op_name(self.value(expr))
        if name in ("round", "floor", "ceil", "trunc", "sign", "zeros", "ones", "zeros_like", "ones_like"):
            return True
        if name in ("add", "subtract", "multiply", "minimum", "maximum", "nn.relu", "abs"):
            return all(self._whole(arg) for arg in call.args) or self._straight(expr, self._whole)
        if name == "clip":  # what is whole stays so between whole limits
            return self._whole(call.args[0]) and _limits(call) == (0.0, 1.0)
        return _constant(call, lambda a: bool(np.all(a == np.round(a)))) or self._passes_on(call, name, self._whole)

    def _unit_value(self, expr: Any) -> bool:
        if _dtype(expr) == "bool":
            return True
        call, name = self.value(expr), op_name(self.value(expr))
        if name in ("sigmoid", "nn.softmax", "zeros", "ones", "zeros_like", "ones_like"):
            return True
        if name in ("round", "multiply", "minimum", "maximum"):
            return all(self._in_unit(arg) for arg in call.args)
        if name == "floor":
            return self._in_unit(call.args[0]) or self._half_more(call.args[0])
        if name == "clip":
            return _limits(call) == (0.0, 1.0)
        if name == "subtract":
            return self.is_one(call.args[0]) and self._in_unit(call.args[1])
        if name == "sign":
            return op_name(self.value(call.args[0])) in ("nn.relu", "abs", "sigmoid", "nn.softmax")
        if name == "nn.relu":
            return op_name(self.value(call.args[0])) == "sign"
        if name in ("argmax", "argmin"):
            return _reduced_size(call) <= 2
        if name == "add":
            return self._straight(expr, self._in_unit)
        return _constant(call, lambda a: bool(np.all((a >= 0) & (a <= 1)))) or self._passes_on(
            call, name, self._in_unit
        )

    def _straight(self, expr: Any, ask: Callable[[Any], bool]) -> bool:
        through = self.straight_through(expr)
        return through is not None and ask(through)

    def _half_more(self, expr: Any) -> bool:
        call = self.value(expr)
        if op_name(call) != "add":
            return False
        is_half = [_constant(self.value(arg), lambda a: bool(np.all(a == 0.5))) for arg in call.args]
        return any(half and self._in_unit(other) for half, other in zip(is_half, reversed(call.args)))

    def _passes_on(self, call: Any, name: str, ask: Callable[[Any], bool]) -> bool:
        """Operators whose elements are elements of their operands."""
        if isinstance(call, relax.TupleGetItem):
            return ask(call.tuple_value)
        if isinstance(call, relax.Tuple):
            return all(ask(field) for field in call.fields)
        if name in _MOVES:
            return ask(call.args[0])
        if name == "astype":
            # From a float to an integer the value is cut, which keeps whole numbers and, of [0, 1], the ends.
            return ask(call.args[0])
        if name == "where":
            return ask(call.args[1]) and ask(call.args[2])
        if name == "full":
            return ask(call.args[1])
        if name == "full_like":
            return ask(call.args[1])
        if name == "one_hot":
            return all(_is_number(arg, (0, 1)) for arg in call.args[1:3])
        if name == "scatter_elements":
            return str(call.attrs.reduction) == "update" and ask(call.args[0]) and ask(call.args[2])
        return False


def _dtype(expr: Any) -> str:
    return str(getattr(expr.ty, "dtype", ""))


def _constant(expr: Any, test: Callable[[Any], bool]) -> bool:
    if not isinstance(expr, GenericConst) or any(int(dim) > _LARGEST for dim in expr.ty.shape):
        return False
    values = expr.value.numpy()
    return values.size <= _LARGEST and values.dtype.kind in "fiub" and test(values)


def _number(expr: Any) -> float | None:
    value = getattr(expr, "value", None)
    return float(value) if isinstance(value, (int, float)) else None


def _is_number(expr: Any, allowed: tuple[int, ...]) -> bool:
    return _number(expr) in allowed


def _limits(clip: Any) -> tuple[float | None, float | None]:
    return _number(clip.args[1]), _number(clip.args[2])


def _reduced_size(call: Any) -> float:
    """Number of elements that an argmax chooses from; infinite where it is not known."""
    shape = getattr(call.args[0].ty, "shape", None)
    if not isinstance(shape, relax.ShapeExpr):
        return float("inf")
    axis = call.attrs.axis
    dims = list(shape.values) if axis is None else [shape.values[int(axis)]]
    sizes = [_number(dim) for dim in dims]
    return float("inf") if None in sizes else float(np.prod([size for size in sizes if size is not None]))

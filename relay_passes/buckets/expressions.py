"""Integer expressions of dims over arrays of numbers: their values, and whether they only grow with their dims."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from tvm import ir, tirx

Numbers = npt.NDArray[np.float64]

_BINARY: dict[Any, Callable[[Any, Any], Any]] = {
    tirx.Add: np.add,
    tirx.Sub: np.subtract,
    tirx.Mul: np.multiply,
    tirx.FloorDiv: np.floor_divide,
    tirx.FloorMod: np.mod,
    tirx.Min: np.minimum,
    tirx.Max: np.maximum,
}


def evaluate(expr: Any, values: Mapping[Any, Numbers]) -> Numbers | None:
    """Return an expression's values, float64 of the shape of the variables'; None where it has an unknown part.

    Parameters
    ----------
    values : variable -> its numbers; all arrays of one shape
    """
    if isinstance(expr, tirx.IntImm):
        return np.full(next(iter(values.values())).shape, float(expr.value)) if values else np.float64(expr.value)[None]
    if isinstance(expr, ir.Var):
        return values.get(expr)
    operator = _BINARY.get(type(expr))
    if operator is None:
        return None
    left, right = evaluate(expr.a, values), evaluate(expr.b, values)
    if left is None or right is None:
        return None
    result: Numbers = operator(left, right)
    return result


def grows(expr: Any) -> bool:
    """Whether it is plain that an expression of dims, which are not negative, never falls when one of them grows."""
    if isinstance(expr, tirx.IntImm | ir.Var):
        return True
    if isinstance(expr, tirx.Add | tirx.Min | tirx.Max):
        return grows(expr.a) and grows(expr.b)
    if isinstance(expr, tirx.Mul):
        return all(_not_negative(part) and grows(part) for part in (expr.a, expr.b))
    if isinstance(expr, tirx.Sub):
        return grows(expr.a) and isinstance(expr.b, tirx.IntImm)
    if isinstance(expr, tirx.FloorDiv):
        return grows(expr.a) and isinstance(expr.b, tirx.IntImm) and int(expr.b.value) > 0
    return False


def _not_negative(expr: Any) -> bool:
    if isinstance(expr, tirx.IntImm):
        return int(expr.value) >= 0
    if isinstance(expr, tirx.Add | tirx.Mul | tirx.Min | tirx.Max):
        return _not_negative(expr.a) and _not_negative(expr.b)
    if isinstance(expr, tirx.FloorDiv):
        return _not_negative(expr.a) and _not_negative(expr.b)
    return isinstance(expr, ir.Var)

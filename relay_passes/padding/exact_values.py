"""Elementwise operators on single numbers, where the result is the same on every device to the last bit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

_AT_ZERO: Mapping[str, float] = {
    **dict.fromkeys(("sin", "tan", "asin", "atan", "sinh", "tanh", "asinh", "atanh", "erf", "sqrt"), 0.0),
    **dict.fromkeys(("nn.gelu", "nn.gelu_tanh", "nn.silu", "nn.selu", "nn.leakyrelu"), 0.0),
    **dict.fromkeys(("exp", "cos", "cosh"), 1.0),
    "sigmoid": 0.5,
}
"""Functions that devices approximate, at the one place where no approximation misses their value."""

_CONDITIONS: Mapping[str, Callable[..., Any]] = {
    "equal": np.equal,
    "not_equal": np.not_equal,
    "less": np.less,
    "less_equal": np.less_equal,
    "greater": np.greater,
    "greater_equal": np.greater_equal,
    "logical_not": np.logical_not,
    "logical_and": np.logical_and,
    "logical_or": np.logical_or,
    "logical_xor": np.logical_xor,
    "isnan": np.isnan,
    "isinf": np.isinf,
    "isfinite": np.isfinite,
}

_SELECTIONS: Mapping[str, Callable[..., Any]] = {
    "abs": np.abs,
    "negative": np.negative,
    "sign": np.sign,
    "floor": np.floor,
    "ceil": np.ceil,
    "trunc": np.trunc,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "nn.relu": lambda value: np.maximum(value, type(value)(0)),
    "clip": np.clip,
    "bitwise_not": np.invert,
    "bitwise_and": np.bitwise_and,
    "bitwise_or": np.bitwise_or,
    "bitwise_xor": np.bitwise_xor,
}
"""Operators that round nothing."""

_ARITHMETIC: Mapping[str, tuple[Callable[..., Any], Callable[[Fraction, Fraction], Fraction]]] = {
    "add": (np.add, lambda a, b: a + b),
    "subtract": (np.subtract, lambda a, b: a - b),
    "multiply": (np.multiply, lambda a, b: a * b),
    "divide": (np.true_divide, lambda a, b: a / b),
}


def nearest(value: Any, dtype: Any) -> Any:
    """Return a number in a dtype, as a constant of a program is rounded; None where the dtype has nothing like it."""
    kind = _numpy_type(dtype)
    if kind is None:
        return None
    if kind.kind in "iu" and not (np.isfinite(value) and np.iinfo(kind).min <= value <= np.iinfo(kind).max):
        return None
    with np.errstate(all="ignore"):
        return kind.type(value)


def scalar(value: Any, dtype: Any) -> Any:
    """Return a number in a dtype that represents it exactly; None where there is no such number."""
    found = nearest(value, dtype)
    return found if found is not None and found.item() == np.asarray(value).item() else None


def cast(value: Any, dtype: Any) -> Any:
    """Return what ``astype`` makes of a number; None where devices may differ."""
    kind = _numpy_type(dtype)
    if kind is None:
        return None
    if kind.kind == "b":
        return np.bool_(value != 0)
    return scalar(np.trunc(value) if kind.kind in "iu" and np.isfinite(value) else value, dtype)


def limits(dtype: Any) -> tuple[Any, Any] | None:
    """Return the least and the largest number of a dtype, which for floats are infinite."""
    kind = _numpy_type(dtype)
    if kind is None or kind.kind == "b":
        return None
    if kind.kind == "f":
        return kind.type(-np.inf), kind.type(np.inf)
    return kind.type(np.iinfo(kind).min), kind.type(np.iinfo(kind).max)


def evaluate(name: str, values: Sequence[Any], dtype: Any) -> Any:
    """Return the result of an operator on numbers.

    Parameters
    ----------
    name : the operator, without ``relax.``
    values : numpy scalars
    dtype : of the result

    Returns
    -------
    A numpy scalar, or None: the operator is not known, or rounds, or is NaN there.
    """
    with np.errstate(all="ignore"):
        if name in _AT_ZERO:
            return scalar(_AT_ZERO[name], dtype) if values[0] == 0 else None
        if name in _CONDITIONS:
            return np.bool_(_CONDITIONS[name](*values))
        if name in _SELECTIONS:
            return _checked(_SELECTIONS[name](*values), dtype)
        if name == "square":
            name, values = "multiply", (values[0], values[0])
        if name in _ARITHMETIC:
            return _checked(_exact(name, *values), dtype)
        if name == "power" and values[0] == 0 and 0 < values[1] < np.inf:
            return scalar(0, dtype)
    return None


def _exact(name: str, a: Any, b: Any) -> Any:
    """A fused multiply-add or a reciprocal may round otherwise than single steps do, so nothing may round at all."""
    rounded, true = _ARITHMETIC[name]
    if name == "divide" and (b == 0 or np.asarray(a).dtype.kind != "f"):
        return None
    found = rounded(a, b)
    if not (np.isfinite(a) and np.isfinite(b)):
        return found
    if not np.isfinite(found):
        return None
    exact = true(Fraction(np.asarray(a).item()), Fraction(np.asarray(b).item()))
    return found if exact == Fraction(np.asarray(found).item()) else None


def _checked(value: Any, dtype: Any) -> Any:
    return None if value is None or np.isnan(value) else scalar(value, dtype)


def _numpy_type(dtype: Any) -> np.dtype[Any] | None:
    try:
        kind = np.dtype(str(dtype))
    except TypeError:
        return None
    return kind if kind.kind in "fiub" else None

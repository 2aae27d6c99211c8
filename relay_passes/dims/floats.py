"""Values of float tensors that shapes are computed with: lengths of ranges, sizes times a scale.

An element is an integer expression, which the float type holds exactly, or a quotient of one, for a rounding to follow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tvm import tirx

from tvm_dydca.relay_passes.dims.knowledge import Knowledge
from tvm_dydca.relay_passes.dims.lattice import EXACT, as_int, is_exact

MAX_DENOMINATOR = 1024
"""Of constants: scales have small ones, and any other float has a huge one."""


@dataclass(frozen=True)
class Quotient:
    """What the float division of an integer expression by a positive integer gives."""

    numerator: Any
    denominator: int


def constant(number: float) -> Any:
    """Return a float as an element, None for one that is of no use for shapes."""
    fraction = Fraction(number) if abs(number) <= EXACT["float32"] else None
    if fraction is None or fraction.denominator > MAX_DENOMINATOR:
        return None
    return _quotient(tirx.IntImm("int64", fraction.numerator), fraction.denominator)


def converted(known: Knowledge, element: Any, dtype: str) -> Any:
    """Return an element of an integer or a float tensor as one of a float type, None where that would round it."""
    return element if _fits(known, element, dtype) else None


def truncated(element: Any) -> Any:
    """Return the integer that a conversion of an element of a float tensor gives."""
    if isinstance(element, Quotient):
        return tirx.truncdiv(element.numerator, element.denominator)
    return element


def rule_for(operator: str) -> Callable[..., Any] | None:
    """Return ``rule(known, dtype, *elements)`` for an elementwise operator on float tensors."""
    return _RULES.get(operator)


def _fits(known: Knowledge, element: Any, dtype: str) -> bool:
    # Where a quotient's numerator fits, its rounding reaches no integer: the next one is 1 / denominator away at least,
    # and the rounding error is less than numerator / denominator / EXACT.
    integer = element.numerator if isinstance(element, Quotient) else element
    return is_exact(known.bounds(integer), dtype)


def _quotient(numerator: Any, denominator: int) -> Any:
    return numerator if denominator == 1 else Quotient(numerator, denominator)


def _exact(combine: Callable[..., Any]) -> Callable[..., Any]:
    """Arithmetic on integers, where the result is one that the float type holds."""

    def rule(known: Knowledge, dtype: str, *elements: Any) -> Any:
        if any(isinstance(element, Quotient) for element in elements):
            return None
        return converted(known, known.simplify(combine(*elements)), dtype)

    return rule


def _multiply(known: Knowledge, dtype: str, a: Any, b: Any) -> Any:
    if isinstance(a, Quotient):
        a, b = b, a
    if isinstance(a, Quotient):
        return None
    if not isinstance(b, Quotient):
        return _exact(lambda p, q: p * q)(known, dtype, a, b)
    is_power_of_two = b.denominator & (b.denominator - 1) == 0
    if as_int(b.numerator) is None or not is_power_of_two:  # only a constant of this kind is exact itself
        return None
    return converted(known, Quotient(known.simplify(a * b.numerator), b.denominator), dtype)


def _divide(known: Knowledge, dtype: str, a: Any, b: Any) -> Any:
    divisor = None if isinstance(b, Quotient) else as_int(b)
    if divisor is None or divisor <= 0 or isinstance(a, Quotient):
        return None
    return converted(known, _quotient(a, divisor), dtype)


def _floor(_known: Knowledge, _dtype: str, a: Any) -> Any:
    return tirx.floordiv(a.numerator, a.denominator) if isinstance(a, Quotient) else a


def _ceil(_known: Knowledge, _dtype: str, a: Any) -> Any:
    return tirx.floordiv(a.numerator + (a.denominator - 1), a.denominator) if isinstance(a, Quotient) else a


_RULES: dict[str, Callable[..., Any]] = {
    "relax.add": _exact(lambda a, b: a + b),
    "relax.subtract": _exact(lambda a, b: a - b),
    "relax.maximum": _exact(tirx.max),
    "relax.minimum": _exact(tirx.min),
    "relax.negative": _exact(lambda a: tirx.IntImm("int64", 0) - a),
    "relax.multiply": _multiply,
    "relax.divide": _divide,
    "relax.floor": _floor,
    "relax.ceil": _ceil,
    "relax.trunc": lambda _known, _dtype, a: truncated(a),
}

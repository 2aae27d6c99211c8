"""Extents of padded tensors: how much of every axis is real, how much is there, and what is proved about both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import tvm_ffi
from tvm import ir, sym, tirx

from tvm_dydca.relay_passes.buckets.expressions import grows

Place = tuple[int, int]
"""A padded part of a tensor: its axis, and its number in that axis."""

Region = frozenset[Place]
"""Elements that lie behind the true extent in these padded parts, and before it in all others. Empty: the real ones."""


@dataclass(frozen=True)
class Part:
    """A factor of an axis: of `size` positions the first `true` are real.

    Attributes
    ----------
    true, size : expressions of symbolic dims; `size` has none of the padded ones
    padded : False where both are proved to be equal
    """

    true: Any
    size: Any
    padded: bool


Axis = tuple[Part, ...]
"""Parts of an axis, the slowest first. All but the first are padded, so that one part means: real elements come first.

An axis has several parts where a reshape has merged a padded dim with dims before it.
"""


@dataclass(frozen=True)
class PaddedTensor:
    """A tensor of static extents with the real one inside.

    Attributes
    ----------
    expr : variable or constant of the padded function
    held : what all elements of a region are: a number, or `regions.ZERO_OR_NAN`; regions that may hold anything, and
        not only numbers, are missing
    """

    expr: Any
    axes: tuple[Axis, ...]
    held: Mapping[Region, Any]

    @property
    def places(self) -> tuple[Place, ...]:
        """All padded parts."""
        return self.places_of(range(len(self.axes)))

    def places_of(self, axes: Iterable[int]) -> tuple[Place, ...]:
        """Padded parts of some axes."""
        return tuple((axis, i) for axis in axes for i, part in enumerate(self.axes[axis]) if part.padded)


def true_extent(axis: Axis) -> Any:
    """Number of real positions of an axis."""
    return prod((part.true for part in axis[1:]), start=axis[0].true)


def size_of(axis: Axis) -> Any:
    """Number of positions of an axis."""
    return prod((part.size for part in axis[1:]), start=axis[0].size)


def is_padded(axis: Axis) -> bool:
    """Whether any position of an axis is not real."""
    return any(part.padded for part in axis)


def is_unit(axis: Axis) -> bool:
    """Whether an axis is one position long at all sizes, so that it may be broadcast."""
    return len(axis) == 1 and not axis[0].padded and is_number(axis[0].true, 1)


def is_number(expr: Any, number: int) -> bool:
    """Whether an expression is this integer literal."""
    return isinstance(expr, tirx.IntImm) and int(expr.value) == number


@dataclass(frozen=True)
class Sizes:
    """What is known of the symbolic dims of a function.

    Parameters
    ----------
    upper : padded symbolic dim -> its static size
    analyzer : knows the bounds of all symbolic dims
    """

    upper: Mapping[Any, int]
    analyzer: sym.Analyzer

    def simple(self, expr: Any) -> Any:
        """Return an expression in its shortest form, given the bounds."""
        return self.analyzer.simplify(tirx.const(expr, "int64") if isinstance(expr, int) else expr)

    def at_upper(self, expr: Any) -> Any:
        """Return an expression with the static size of every padded dim in its place."""
        at = {var: tirx.IntImm("int64", size) for var, size in self.upper.items()}
        return self.simple(tvm_ffi.structural_map(expr, (ir.Var, lambda var: at.get(var, var)), order="post"))

    def mentions(self, expr: Any) -> bool:
        """Whether a padded dim stands in an expression."""
        found = False

        def visit(var: Any) -> None:
            nonlocal found
            found |= var in self.upper

        tvm_ffi.structural_walk(expr, (ir.Var, visit))
        return found

    def depends(self, expr: Any) -> bool:
        """Whether the value of an expression depends on a padded dim."""
        return self.mentions(expr) and self.mentions(self.simple(expr))

    def equal(self, a: Any, b: Any) -> bool:
        """Whether two expressions are proved equal at all sizes."""
        if isinstance(a, tirx.IntImm) and isinstance(b, tirx.IntImm):
            return int(a.value) == int(b.value)
        return bool(a.same_as(b) or self.analyzer.can_prove_equal(a, b))

    def at_most(self, a: Any, b: Any) -> bool:
        """Whether ``a <= b`` is proved at all sizes."""
        if self.analyzer.can_prove(a <= b):
            return True
        return grows(a) and bool(self.analyzer.can_prove(self.at_upper(a) <= b))

    def least(self, expr: Any) -> int:
        """Return a lower bound."""
        return int(self.analyzer.const_int_bound(expr).min_value)

    def part(self, true: Any, size: Any) -> Part:
        """Return a part of an axis."""
        true, size = self.simple(true), self.simple(size)
        return Part(true, size, not self.equal(true, size))

    def exact(self, dim: Any) -> Axis:
        """Return an axis without padding."""
        dim = self.simple(dim)
        return (Part(dim, dim, False),)

    def axis(self, parts: Sequence[Part]) -> Axis:
        """Merge parts that follow each other into one axis, and those without padding into the one before them."""
        merged: list[Part] = []
        for part in parts:
            if merged and not part.padded:
                last = merged[-1]
                # The first `true` rows of a block are the first `true * width` elements of it.
                true, size = self.simple(last.true * part.true), self.simple(last.size * part.size)
                merged[-1] = Part(true, size, last.padded)
            elif part.padded and merged and is_unit((merged[-1],)):
                merged[-1] = part
            else:
                merged.append(part)
        return tuple(merged) if merged else self.exact(1)

    def same(self, a: Axis, b: Axis) -> bool:
        """Whether real and padded positions of two axes are the same ones."""
        return len(a) == len(b) and all(self.equal(p.true, q.true) and self.equal(p.size, q.size) for p, q in zip(a, b))

    def quotient(self, a: Any, b: Any) -> Any:
        """Return ``a / b`` where `b` is proved to divide `a` at all sizes, else None."""
        if is_number(b, 0):
            return None
        found = self.simple(tirx.floordiv(a, b))
        return found if self.equal(found * b, a) else None

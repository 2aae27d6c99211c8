"""The lattice of dims, the symbols that stand for them, and what can be asked of an integer expression.

The lattice is the one of SoD2 (Niu et al., ASPLOS 2024, "rank and dimension propagation") in the order of growing
knowledge: undefined, not a constant, an expression, a symbol, a known constant.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import tvm_ffi
from tvm import ir, relax, tirx

UNBOUNDED = 2**40
"""A limit from here on says nothing: it keeps products of a few dims inside int64."""

MAX_NODES = 64
"""Longer expressions count as unknown, so that repeated squaring can't grow without end."""

EXACT = {"float32": 2**24, "float64": 2**53}
"""Float types hold every integer up to here."""

_REPLACED = (tirx.Cast, tirx.Div, tirx.Mod)

_CHILDREN = ("a", "b", "value", "condition", "true_value", "false_value")

Site = tuple[int, ...]
"""Where a binding stands: its index, and inside an If also the branch (0 or 1) and the index there, and so on."""

SIGNATURE: Site = (-1,)


class Kind(enum.IntEnum):
    """Levels of the lattice, least knowledge first."""

    UNDEFINED = 0
    NOT_CONSTANT = 1
    EXPRESSION = 2
    SYMBOL = 3
    CONSTANT = 4


class Origin(enum.IntEnum):
    """Where a symbol comes from; of two equal symbols the one of the higher number is replaced."""

    SIGNATURE = 0
    CAST = 1
    DIM = 2
    VALUE = 3


@dataclass
class Symbol:
    """One symbolic integer of a function.

    Attributes
    ----------
    origin : SIGNATURE and CAST are the program's own; DIM is an unnamed dim, VALUE an element of an integer tensor
    site : where it is defined; a symbol that takes the place of an earlier one moves there
    reason : why the program can't know it before it runs
    low, high : inclusive bounds; ``UNBOUNDED`` where there is none
    declared : whether the function's attributes gave the bounds
    """

    var: Any
    origin: Origin
    site: Site
    reason: str
    low: int = 0
    high: int = UNBOUNDED
    declared: bool = False


def visible(definition: Site, use: Site) -> bool:
    """Whether what `definition` binds has a value at `use` (its own binding counts as a use)."""
    depth = len(definition) - 1
    if len(use) <= depth or definition[:depth] != use[:depth]:
        return False
    return definition[depth] < use[depth] or definition == use


def as_int(expr: Any) -> int | None:
    """Return the number that a constant holds, None for any other expression."""
    return int(expr.value) if isinstance(expr, tirx.IntImm) else None


def is_symbol(expr: Any) -> bool:
    """Whether an expression is one variable."""
    return isinstance(expr, ir.Var)


def free_symbols(expr: Any) -> list[Any]:
    """Return the variables of an integer expression."""
    if is_symbol(expr):
        return [expr]
    return [] if isinstance(expr, tirx.IntImm) else list(relax.analysis.tir_vars_in_type(relax.ShapeType([expr])))


def nodes(expr: Any) -> Iterator[Any]:
    """Yield the nodes of an expression."""
    stack = [expr]
    while stack:
        node = stack.pop()
        yield node
        stack += [child for name in _CHILDREN if isinstance(child := getattr(node, name, None), ir.Expr)]
        stack += list(node.args) if isinstance(node, ir.Call) else []


def length(expr: Any) -> int:
    """Count the nodes of an expression; beyond ``MAX_NODES`` it stops."""
    if isinstance(expr, ir.Var | tirx.IntImm):
        return 1
    return sum(1 for _ in islice(nodes(expr), MAX_NODES + 1))


def too_long(expr: Any) -> bool:
    """Whether an expression has more nodes than are worth carrying."""
    return length(expr) > MAX_NODES


def substitute(value: Any, replacements: Any) -> Any:
    """Return an expression or a type with variables replaced."""
    return tvm_ffi.structural_map(value, (ir.Var, lambda var: replacements.get(var, var)), order="post")


def plain(expr: Any, bounds: Callable[[Any], tuple[int, int]]) -> Any:
    """Return an expression in the words that the analyzer understands best.

    Casts to a float and back go where they lose nothing, and what is not negative is divided by floor division.
    """
    if not any(isinstance(node, _REPLACED) for node in nodes(expr)):
        return expr

    def change(node: Any) -> Any:
        if str(node.ty.dtype) != "int64":
            return node
        if isinstance(node, tirx.Cast):
            inner = node.value
            is_round_trip = isinstance(inner, tirx.Cast) and str(inner.value.ty.dtype) == "int64"
            return inner.value if is_round_trip and is_exact(bounds(inner.value), str(inner.ty.dtype)) else node
        if bounds(node.a)[0] < 0 or bounds(node.b)[0] <= 0:
            return node
        return tirx.floordiv(node.a, node.b) if isinstance(node, tirx.Div) else tirx.floormod(node.a, node.b)

    return tvm_ffi.structural_map(expr, (_REPLACED, change), order="post")


def is_exact(bounds: tuple[int, int], dtype: str) -> bool:
    """Whether a float type holds every integer within inclusive bounds."""
    limit = EXACT.get(dtype, -1)
    return -limit <= bounds[0] and bounds[1] <= limit


def show(expr: Any) -> str:
    """Write an expression for an error or a table."""
    return re.sub(r"T\.int64\((-?\d+)\)", r"\1", str(expr))


def interval(low: int, high: int) -> str:
    """Write inclusive bounds for an error or a table."""
    return f"[{low if low > -UNBOUNDED else '-inf'}, {high if high < UNBOUNDED else 'inf'}]"

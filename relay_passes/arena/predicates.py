"""Tests of dims: one test has one name in all functions under a root, so that what it rules out is known everywhere.

Every path has a dispatcher over its buckets, and every dispatcher asks the same of the same height and width. As one
choice, what lives in the small bucket of one path never meets what lives in the large bucket of another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import tvm_ffi
from tvm import ir, sym

from tvm_dydca.relay_passes.arena.results import leaves
from tvm_dydca.relay_passes.outline.control_flow import dims_of_type

Dims = Mapping[Any, Any]
"""What the dims of a function are, as expressions of its root's dims."""


class Predicates:
    """The tests under one root."""

    def __init__(self) -> None:
        self._known: list[tuple[Any, str]] = []

    def name(self, test: Any, dims: Dims) -> str | None:
        """Return a test's name; None for one that depends on more than the root's dims.

        Parameters
        ----------
        test : tirx expression of dtype bool
        dims : of the function that has it
        """
        test = in_root(test, dims)
        if test is None:
            return None
        test = sym.Analyzer().simplify(test)
        for known, name in self._known:
            if tvm_ffi.structural_equal(known, test):
                return name
        text = str(test)
        name = text if all(name != text for _, name in self._known) else f"{text} ({len(self._known)})"
        self._known.append((test, name))
        return name


def root_dims(params: Sequence[Any]) -> Dims:
    """Return the dims that a root's parameters have, as themselves."""
    return {dim: dim for param in params for dim in _dims(param.ty) if ir.is_prim_var(dim)}


def callee_dims(params: Sequence[Any], args: Sequence[Any], dims: Dims) -> Dims:
    """Return what a function's dims are in a call of it, of those that the arguments' types tell.

    Parameters
    ----------
    dims : of the function that calls
    """
    found: dict[Any, Any] = {}
    for param, arg in zip(params, args):
        for dim, value in zip(_dims(param.ty), _dims(arg.ty)):
            inside = in_root(value, dims)
            if ir.is_prim_var(dim) and inside is not None:
                found.setdefault(dim, inside)
    return found


def in_root(expr: Any, dims: Dims) -> Any:
    """Return an expression in a root's dims; None where it has others."""
    used: list[Any] = []
    tvm_ffi.structural_walk(expr, (ir.Var, used.append))
    if any(var not in dims for var in used):
        return None
    return tvm_ffi.structural_map(expr, (ir.Var, lambda var: dims[var]))


def _dims(type_: Any) -> list[Any]:
    return [dim for leaf in leaves(type_) for dim in dims_of_type(leaf)]

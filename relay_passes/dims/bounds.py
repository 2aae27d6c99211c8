"""Bounds of dims as functions carry them: two attributes with numbers by the name of a symbol, inclusive."""

from __future__ import annotations

from typing import Any

from tvm_dydca.relay_passes.dims.lattice import UNBOUNDED

LOWER, UPPER = "tir_var_lower_bound", "tir_var_upper_bound"


def declared_bounds(func: Any) -> dict[str, tuple[int, int]]:
    """Return the bounds that a function's attributes give its dims, by name, inclusive."""
    attrs = func.attrs or {}
    lower, upper = ({str(k): int(v) for k, v in dict(attrs.get(key) or {}).items()} for key in (LOWER, UPPER))
    return {name: (lower.get(name, 0), upper.get(name, UNBOUNDED)) for name in {**lower, **upper}}


def with_bounds(func: Any, bounds: dict[str, tuple[int, int]]) -> Any:
    """Return a function with bounds added to those it declares, the same where it declares them already."""
    declared = declared_bounds(func)
    for key, side, nothing in ((LOWER, 0, 0), (UPPER, 1, UNBOUNDED)):
        new = {
            name: found[side]
            for name, found in sorted(bounds.items())
            if min(max(found[side], 0), UNBOUNDED) not in (nothing, declared.get(name, (0, UNBOUNDED))[side])
        }
        if new:
            func = func.with_attr(key, {**dict((func.attrs or {}).get(key) or {}), **new})
    return func

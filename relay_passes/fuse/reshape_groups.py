"""Legalisation of reshapes for FuseDynamic: dims that a reshape leaves alone stay out of its index arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tvm
from tvm import relax, te, tirx
from tvm_ffi import structural_equal

_ONE = tirx.const(1, "int64")


def legalizers() -> dict[str, Any]:
    """Legalisations for ``relax.transform.LegalizeOps``: of operators that give a tensor another shape.

    What keeps its shape, as expansions of importers do, is no kernel at all.

    The stock ones flatten the whole index and divide it by every dim again. With symbolic dims nothing of that cancels,
    so each element costs several divisions, and `AnnotateTIROpPattern` calls the kernel opaque, for using the dims.
    """
    shaping = ("relax.reshape", "relax.flatten", "relax.squeeze", "relax.expand_dims", "relax.broadcast_to")
    return dict.fromkeys(shaping, _legalize)


def _legalize(builder: Any, call: Any) -> Any:
    data = call.args[0]
    if all(isinstance(getattr(type_, "shape", None), relax.ShapeExpr) for type_ in (data.ty, call.ty)):
        before, after = list(data.ty.shape), list(call.ty.shape)
        if equal_shapes(before, after):
            return data
        if call.op.name != "relax.broadcast_to" and (groups := match_groups(before, after)) is not None:
            return builder.call_te(_reshape, data, after, groups, primfunc_name_hint="reshape")
    return tvm.ir.Op.get(call.op.name).get_attr("FLegalize")(builder, call)


def equal_shapes(before: Sequence[Any], after: Sequence[Any]) -> bool:
    """Return whether two shapes are provably the same."""
    analyzer = tvm.sym.Analyzer()
    return len(before) == len(after) and all(map(analyzer.can_prove_equal, before, after))


def match_groups(before: list[Any], after: list[Any]) -> list[tuple[list[int], list[int]]] | None:
    """Cut two shapes of as many elements into the shortest runs of dims of equal products.

    Returns
    -------
    For each run the places of its dims before and after, or None where the products cannot be proved equal.
    """
    analyzer = tvm.sym.Analyzer()
    groups, i, j = [], 0, 0
    while i < len(before) or j < len(after):
        run = _shortest(analyzer, before[i:], after[j:])
        if run is None:
            return None
        left, right = run
        groups.append((list(range(i, i + left)), list(range(j, j + right))))
        i, j = i + left, j + right
    return groups


def _shortest(analyzer: Any, before: list[Any], after: list[Any]) -> tuple[int, int] | None:
    """Return how many dims of either shape the first run takes."""
    one_before, one_after = (bool(dims) and structural_equal(dims[0], _ONE) for dims in (before, after))
    if one_before != one_after:  # its index is 0, whatever the others are
        return (1, 0) if one_before else (0, 1)
    for total in range(2, len(before) + len(after) + 1):
        for left in range(max(1, total - len(after)), min(total - 1, len(before)) + 1):
            if analyzer.can_prove_equal(_product(before[:left]), _product(after[: total - left])):
                return left, total - left
    return None


def _product(dims: list[Any]) -> Any:
    result = _ONE
    for dim in dims:
        result = result * dim
    return result


def _reshape(data: Any, shape: list[Any], groups: list[tuple[list[int], list[int]]]) -> Any:
    def value(*at: Any) -> Any:
        index: list[Any] = [tirx.const(0, "int64")] * len(data.shape)
        for before, after in groups:
            flat = tirx.const(0, "int64")
            for place in after:
                flat = flat * shape[place] + at[place]
            for place in reversed(before[1:]):
                index[place] = tirx.floormod(flat, data.shape[place])
                flat = tirx.floordiv(flat, data.shape[place])
            if before:
                index[before[0]] = flat
        return data(*index)

    return te.compute(shape, value, name="T_reshape", tag="injective")

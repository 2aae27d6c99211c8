"""Versions of a function: the same parameters and results as ever, and what a bucket promises of their dims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tvm import ir, relax

from tvm_dydca.relay_passes.buckets.functions import BUCKET, LOWER, UPPER
from tvm_dydca.relay_passes.buckets.request import Box

TYPICAL = "dydca.typical"
"""Attribute of a version: the size of each dim, by name, that its kernels are tuned for."""

WHOLE = "dydca.whole"
"""Attribute of a version: the upper bound of each dim, by name, in all versions of its function."""

_OF_THE_WHOLE = ("global_symbol", "num_input")


def with_bucket(func: Any, box: Box, typical: Mapping[str, int] | None, whole: Mapping[str, int] | None = None) -> Any:
    """Return a private function with the bounds of a bucket, its typical shape, and those of all as attributes."""
    func = with_bounds(func, box)
    for name in _OF_THE_WHOLE:
        if func.attrs and name in func.attrs:
            func = func.without_attr(name)
    func = func.with_attr(BUCKET, {dim: [low, high] for dim, low, high in zip(box.dims, box.low, box.high)})
    func = func.with_attr(WHOLE, dict(whole)) if whole else func
    return func.with_attr(TYPICAL, dict(typical)) if typical else func


def with_bounds(func: Any, box: Box) -> Any:
    """Return a function whose dims have the bounds of a box; other dims keep theirs."""
    attrs = func.attrs or {}
    for key, ends in ((LOWER, box.low), (UPPER, box.high)):
        func = func.with_attr(key, {**dict(attrs.get(key) or {}), **dict(zip(box.dims, ends))})
    return func


def fixed_to(func: Any, sizes: Mapping[str, int]) -> Any:
    """Return a function of the same type whose dims are one size: matched at the start, and plain numbers inside.

    Parameters
    ----------
    func : relax.Function of pure dataflow
    sizes : dim -> its size
    """
    new = relax.utils.copy_with_new_vars(func)
    static = relax.utils.copy_with_new_vars(func).bind_symbolic_vars(dict(sizes))
    casts = []
    for outer, inner in zip(new.params, static.params):
        casts.append(relax.MatchCast(inner, outer, inner.ty))
    result = relax.Var("sized", new.ret_ty)
    last = relax.MatchCast(result, static.body.body, new.ret_ty)
    blocks = [relax.BindingBlock(casts), *static.body.blocks, relax.BindingBlock([last])]
    body = relax.SeqExpr(blocks, result)
    attrs = new.attrs if new.attrs is not None else ir.make_node("ir.DictAttrs")
    return relax.BlockBuilder().normalize(relax.Function(new.params, body, new.ret_ty, new.is_pure, attrs))

"""Padding rules of matrix products, softmax and normalisation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tvm_dydca.relay_passes.padding.extents import PaddedTensor, Region
from tvm_dydca.relay_passes.padding.regions import ZERO_OR_NAN, counts_as_zero, is_finite, regions_of
from tvm_dydca.relay_passes.padding.rules_elementwise import broadcast
from tvm_dydca.relay_passes.padding.site import Site, Value, axis_of

Rule = Callable[[Site], Value]


def _matmul(site: Site) -> Value:
    """Where the contracted axis is padded, one operand must be 0 there and the other one a number."""
    a, b = site.tensor(0), site.tensor(1)
    rows, columns = len(a.axes) > 1, len(b.axes) > 1
    a_axis, b_axis = len(a.axes) - 1, max(len(b.axes) - 2, 0)
    if not site.sizes.same(a.axes[a_axis], b.axes[b_axis]):
        site.refuse("the extents of the axis that it sums over are not proved to be the same in both operands")
    if not _vanishes(a, a_axis, b, b_axis):
        a, b = (site.filled(tensor, [axis], 0, is_finite) for tensor, axis in ((a, a_axis), (b, b_axis)))
    if not _vanishes(a, a_axis, b, b_axis):
        b = site.filled(b, [b_axis], 0, counts_as_zero)
    batch = broadcast(site, [a.axes[:-2], b.axes[:-2]])
    axes = [*batch, *(a.axes[-2:-1] if rows else ()), *(b.axes[-1:] if columns else ())]
    return site.result(site.emit(a, b), axes)


def _vanishes(a: PaddedTensor, a_axis: int, b: PaddedTensor, b_axis: int) -> bool:
    def at(tensor: PaddedTensor, axis: int, region: Region) -> Any:
        return tensor.held.get(frozenset((axis, part) for _, part in region))

    pairs = [(at(a, a_axis, region), at(b, b_axis, region)) for region in regions_of(a.places_of([a_axis]))]
    return all(is_finite(x) and is_finite(y) and (counts_as_zero(x) or counts_as_zero(y)) for x, y in pairs)


def _softmax(site: Site) -> Value:
    data = site.tensor(0)
    axis = axis_of(site.attrs.axis, len(data.axes))
    data = site.filled(data, [axis], -np.inf)
    result = site.result(site.emit(data), data.axes)
    # exp(-inf) is 0, unless the real elements are all -inf or one of them is inf or NaN: then the row is NaN.
    held = dict.fromkeys(regions_of(data.places_of([axis])), ZERO_OR_NAN) if _is_softmax(site) else {}
    return PaddedTensor(result.expr, result.axes, held)


def _is_softmax(site: Site) -> bool:
    return bool(site.call.op.name == "relax.nn.softmax")


def _normalised(site: Site, axes: list[int]) -> PaddedTensor:
    data = site.tensor(0)
    site.forbid(data, axes, "and it normalises along that axis")
    for i in range(1, len(site.args)):
        factor = site.tensor(i)
        site.forbid(factor, range(len(factor.axes)), "which is not supported for its parameters")
    return data


def _layer_norm(site: Site) -> Value:
    rank = len(site.tensor(0).axes)
    data = _normalised(site, [axis_of(axis, rank) for axis in site.attrs.axes])
    return site.result(site.emit(*site.args), data.axes)


def _group_norm(site: Site) -> Value:
    rank = len(site.tensor(0).axes)
    data = _normalised(site, [axis_of(axis, rank) for axis in (*site.attrs.axes, site.attrs.channel_axis)])
    return site.result(site.emit(*site.args), data.axes)


def _batch_norm(site: Site) -> Value:
    attrs, data = site.attrs, site.tensor(0)
    rank = len(data.axes)
    axes = list(range(rank)) if bool(attrs.training) else [axis_of(attrs.axis, rank)]
    data = _normalised(site, axes)
    one = site.tensor(1).axes
    return site.results(site.emit(*site.args), [data.axes, one, one])


RULES: Mapping[str, Rule] = {
    "matmul": _matmul,
    "nn.softmax": _softmax,
    "nn.log_softmax": _softmax,
    "nn.layer_norm": _layer_norm,
    "nn.rms_norm": _layer_norm,
    "nn.group_norm": _group_norm,
    "nn.instance_norm": _group_norm,
    "nn.batch_norm": _batch_norm,
}

"""Padding rules of operators that make one number of many along some axes: sums, means, extremes, their places, sorts.

Behind the true extent of a reduced axis stands what changes no result. NaN counts as input only to sums, products and
means: which one of several numbers TVM calls the largest depends on their order as soon as one of them is NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import Any

from tvm import relax

from tvm_dydca.relay_passes.dims.lattice import show
from tvm_dydca.relay_passes.outline.control_flow import dims_of_type
from tvm_dydca.relay_passes.padding import pad_kernels
from tvm_dydca.relay_passes.padding.extents import Axis, PaddedTensor, Region, is_padded, true_extent
from tvm_dydca.relay_passes.padding.regions import REAL, agreed, combine, counts_as_zero, is_known, regions_of
from tvm_dydca.relay_passes.padding.site import Site, Value, axis_of

Rule = Callable[[Site], Value]


def reduced_axes(site: Site, data: PaddedTensor) -> list[int]:
    """Return the axes that an operator with an attribute `axis` reduces: one, several, or all for None."""
    axis, rank = site.attrs.axis, len(data.axes)
    if axis is None:
        return list(range(rank))
    return [axis_of(a, rank) for a in (axis if hasattr(axis, "__len__") else [axis])]


def kept_axes(site: Site, data: PaddedTensor, axes: Sequence[int], keepdims: bool) -> list[Axis]:
    """Return the axes of a result."""
    if keepdims:
        return [site.sizes.exact(1) if i in axes else axis for i, axis in enumerate(data.axes)]
    return [axis for i, axis in enumerate(data.axes) if i not in axes]


def mean(site: Site, data: PaddedTensor, axes: Sequence[int], keepdims: bool) -> PaddedTensor:
    """Return the mean of the real elements along some axes."""
    if not str(data.expr.ty.dtype).startswith("float"):
        site.refuse(f"a mean of {data.expr.ty.dtype} is not supported where it is padded")
    data = site.filled(data, axes, 0, counts_as_zero)
    total = site.emit(call=relax.op.sum(data.expr, list(axes), keepdims))
    count = site.sizes.simple(prod((true_extent(data.axes[axis]) for axis in axes), start=1))
    call = site.scope.builder.call_te(pad_kernels.divide, total, count, primfunc_name_hint="divide")
    return site.result(site.emit(call=call), kept_axes(site, data, axes, keepdims))


def _any_padded(data: PaddedTensor, axes: Sequence[int]) -> bool:
    return any(is_padded(data.axes[axis]) for axis in axes)


def _reduce(site: Site, neutral: Any, right: Callable[[Any], bool] | None = None) -> Value:
    """Pad an operator that keeps its meaning with any number of `neutral` elements more."""
    data = site.tensor(0)
    axes, keepdims = reduced_axes(site, data), bool(site.attrs.keepdims)
    filled = site.filled(data, axes, neutral, right)
    result = site.result(site.emit(filled), kept_axes(site, data, axes, keepdims))
    return PaddedTensor(result.expr, result.axes, _carried(site, filled, axes, keepdims))


def _carried(site: Site, data: PaddedTensor, axes: Sequence[int], keepdims: bool) -> dict[Region, Any]:
    """Return what the result holds: an extreme of equal numbers is that number, a sum of zeros is 0."""
    kept = [axis for axis in range(len(data.axes)) if keepdims or axis not in axes]
    number = {axis: i for i, axis in enumerate(kept)}
    outer = [place for place in data.places if place[0] not in axes]
    inner = [REAL, *regions_of(data.places_of(axes))]
    extreme = site.call.op.name in ("relax.max", "relax.min")

    def value(region: Region) -> Any:
        found = agreed(data.held.get(region | rest) for rest in inner)
        return found if is_known(found) and (extreme or found == 0) else None

    def renamed(region: Region) -> Region:
        return frozenset((number[axis], part) for axis, part in region)

    if not extreme and site.call.op.name not in ("relax.sum", "relax.mean"):
        return {}
    return {renamed(region): held for region, held in combine([REAL, *regions_of(outer)], value).items()}


def _sum(site: Site) -> Value:
    return _reduce(site, 0, counts_as_zero)


def _product(site: Site) -> Value:
    return _reduce(site, 1)


def _max(site: Site) -> Value:
    data = site.tensor(0)
    return _reduce(site, site.limits(data)[0] if _any_padded(data, reduced_axes(site, data)) else 0)


def _min(site: Site) -> Value:
    data = site.tensor(0)
    return _reduce(site, site.limits(data)[1] if _any_padded(data, reduced_axes(site, data)) else 0)


def _place_of_extreme(site: Site) -> Value:
    data = site.tensor(0)
    axes = reduced_axes(site, data)
    together = site.sizes.axis([part for axis in axes for part in data.axes[axis]])
    if len(together) > 1:
        site.refuse("padding lies between the real elements that it numbers")
    return (_max if site.call.op.name == "relax.argmax" else _min)(site)


def _mean(site: Site) -> Value:
    data = site.tensor(0)
    axes = reduced_axes(site, data)
    if not _any_padded(data, axes):
        return _reduce(site, 0)
    return mean(site, data, axes, bool(site.attrs.keepdims))


def _variance(site: Site) -> Value:
    """By its definition, as TVM computes it: the mean square of the distance from the mean."""
    data = site.tensor(0)
    axes, keepdims = reduced_axes(site, data), bool(site.attrs.keepdims)
    if not _any_padded(data, axes):
        return site.result(site.emit(*site.args), kept_axes(site, data, axes, keepdims))
    center = mean(site, data, axes, keepdims=True)
    distance = site.emit(call=relax.op.subtract(data.expr, center.expr))
    square = site.result(site.emit(call=relax.op.multiply(distance, distance)), data.axes)
    result = mean(site, square, axes, keepdims)
    if site.call.op.name == "relax.std":
        return site.result(site.emit(call=relax.op.sqrt(result.expr)), result.axes)
    return result


def _median(site: Site) -> Value:
    data = site.tensor(0)
    axes = reduced_axes(site, data)
    site.forbid(data, axes, "and its middle element depends on how many there are")
    axes_left = kept_axes(site, data, axes, bool(site.attrs.keepdims))
    expr = site.emit(*site.args)
    if isinstance(expr.ty, relax.TupleType):  # along one axis: the places as well
        return site.results(expr, [axes_left] * len(expr.ty.fields))
    return site.result(expr, axes_left)


def _sorted(site: Site) -> Value:
    """Sort, argsort, topk: what comes behind the real elements also comes behind them in order.

    TVM's sorts are stable, so that what is appended comes last among equals.
    """
    attrs, data = site.attrs, site.tensor(0)
    axis = axis_of(attrs.axis, len(data.axes))
    if len(data.axes[axis]) > 1:
        site.refuse(f"padding lies between the real elements of axis {axis}, along which it sorts")
    is_topk = site.call.op.name == "relax.topk"
    if is_padded(data.axes[axis]):
        falling = bool(attrs.largest if is_topk else attrs.descending)
        data = site.filled(data, [axis], site.limits(data)[0 if falling else 1])
    expr = site.emit(data)
    if not is_topk:
        return site.result(expr, data.axes)
    types = list(expr.ty.fields) if isinstance(expr.ty, relax.TupleType) else [expr.ty]
    length = dims_of_type(types[0])[axis]
    if is_padded(data.axes[axis]) and not site.sizes.at_most(length, true_extent(data.axes[axis])):
        site.refuse(f"axis {axis} is not proved to have {show(length)} real elements")
    axes = [site.sizes.exact(length) if i == axis else parts for i, parts in enumerate(data.axes)]
    return site.results(expr, [axes] * len(types)) if len(types) > 1 else site.result(expr, axes)


RULES: Mapping[str, Rule] = {
    "sum": _sum,
    "prod": _product,
    "max": _max,
    "min": _min,
    "argmax": _place_of_extreme,
    "argmin": _place_of_extreme,
    "mean": _mean,
    "variance": _variance,
    "std": _variance,
    "median": _median,
    "sort": _sorted,
    "argsort": _sorted,
    "topk": _sorted,
}

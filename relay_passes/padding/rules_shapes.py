"""Padding rules of operators that have a shape as an argument: reshapes, and tensors made from nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tvm import relax

from tvm_dydca.relay_passes.dims.lattice import show
from tvm_dydca.relay_passes.outline.control_flow import dims_of_type
from tvm_dydca.relay_passes.padding.exact_values import scalar
from tvm_dydca.relay_passes.padding.extents import Axis, PaddedTensor, Part, Sizes, is_number, size_of, true_extent
from tvm_dydca.relay_passes.padding.regions import REAL, moved, regions_of
from tvm_dydca.relay_passes.padding.site import Site, Value

Rule = Callable[[Site], Value]


def _reshape(site: Site) -> Value:
    """Deal the parts of the old axes out to the new ones, which keeps every element's place among the real ones."""
    data, true = site.tensor(0), site.dims()
    axes = regrouped(site.sizes, data.axes, true)
    if axes is None:
        old = ", ".join(show(true_extent(axis)) for axis in data.axes)
        site.refuse(f"from ({old}) to ({', '.join(map(show, true))}) its rows would mix real elements with padding")
    shape = relax.ShapeExpr([site.sizes.simple(size_of(axis)) for axis in axes])
    result = site.result(site.emit(call=relax.op.reshape(data.expr, shape)), axes)
    return PaddedTensor(result.expr, result.axes, moved(data.held, dict(zip(data.places, result.places))))


def regrouped(sizes: Sizes, old: tuple[Axis, ...], dims: list[Any]) -> list[Axis] | None:
    """Return axes of the given true extents made of the same parts in the same order; None where that is not proved."""
    left = [part for axis in old for part in axis]
    axes = []
    for dim in dims:
        chosen: list[Part] = []
        missing = dim
        while not is_number(missing, 1):
            if not left:
                return None
            part = left.pop(0)
            if (rest := sizes.quotient(missing, part.true)) is not None:
                chosen.append(part)
                missing = rest
                continue
            tail = sizes.quotient(part.true, missing)
            if tail is None or (split := _split(sizes, part, missing, tail)) is None:
                return None
            chosen.append(split[0])
            left.insert(0, split[1])
            break
        axes.append(sizes.axis(chosen))
    return axes if all(is_number(part.size, 1) for part in left) else None


def _split(sizes: Sizes, part: Part, head: Any, tail: Any) -> tuple[Part, Part] | None:
    """Cut a part in two; where it is padded its tail must not be."""
    if not part.padded:
        return sizes.part(head, head), sizes.part(tail, tail)
    size = sizes.quotient(part.size, tail)
    return None if size is None else (sizes.part(head, size), sizes.part(tail, tail))


def _full(site: Site) -> Value:
    axes = [site.prefix(dim, site.sizes.at_upper(dim)) for dim in site.dims()]
    shape = relax.ShapeExpr([size_of(axis) for axis in axes])
    return _all_equal(site, site.emit(shape, *site.args[1:]), axes)


def _full_like(site: Site) -> Value:
    return _all_equal(site, site.emit(*site.args), list(site.tensor(0).axes))


def _all_equal(site: Site, expr: Any, axes: list[Axis]) -> Value:
    result = site.result(expr, axes)
    name = site.call.op.name.removeprefix("relax.")
    value: Any = {"zeros": 0, "zeros_like": 0, "ones": 1, "ones_like": 1}.get(name)
    if value is None and isinstance(site.args[1], PaddedTensor):
        value = site.args[1].held.get(REAL)
    value = None if value is None else scalar(value, expr.ty.dtype)
    if value is None:
        return result
    return PaddedTensor(expr, result.axes, dict.fromkeys([REAL, *regions_of(result.places)], value))


def _arange(site: Site) -> Value:
    """A longer range begins with the shorter one."""
    start, end, step = site.call.args
    if site.sizes.depends(start) or site.sizes.depends(step):
        site.refuse(f"its elements, from {show(start)} in steps of {show(step)}, depend on the size")
    (dim,) = site.dims()
    expr = site.emit(start, site.sizes.at_upper(end), step)
    return site.result(expr, [site.prefix(dim, dims_of_type(expr.ty)[0])])


def _shape_of(site: Site) -> Value:
    return relax.ShapeExpr([true_extent(axis) for axis in site.tensor(0).axes])


RULES: Mapping[str, Rule] = {
    **dict.fromkeys(("reshape", "flatten", "nn.batch_flatten"), _reshape),
    **dict.fromkeys(("full", "zeros", "ones"), _full),
    **dict.fromkeys(("full_like", "zeros_like", "ones_like"), _full_like),
    "arange": _arange,
    "shape_of": _shape_of,
}

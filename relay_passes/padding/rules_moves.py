"""Padding rules of operators that put whole elements elsewhere: transposes, joins, cuts, repetitions, scans."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tvm import relax

from tvm_dydca.relay_passes.outline.control_flow import dims_of_type
from tvm_dydca.relay_passes.padding.extents import Axis, PaddedTensor, Place, Region, is_unit, size_of
from tvm_dydca.relay_passes.padding.regions import REAL, agreed, combine, is_known, moved, regions_of
from tvm_dydca.relay_passes.padding.rules_elementwise import seen
from tvm_dydca.relay_passes.padding.site import Site, Value, axis_of

Rule = Callable[[Site], Value]


def renumbered(data: PaddedTensor, new_axis: Mapping[int, int]) -> dict[Region, Any]:
    """Return what is held after axes have moved as a whole."""
    places: dict[Place, Place] = {(a, part): (new_axis[a], part) for a, part in data.places if a in new_axis}
    return moved(data.held, places)


def _permute(site: Site) -> Value:
    data = site.tensor(0)
    rank = len(data.axes)
    order = site.attrs.axes
    order = list(reversed(range(rank))) if order is None else [axis_of(axis, rank) for axis in order]
    axes = [data.axes[axis] for axis in order]
    return site.result(site.emit(data), axes, renumbered(data, {old: new for new, old in enumerate(order)}))


def _expand(site: Site) -> Value:
    data = site.tensor(0)
    rank = len(data.axes) + len(site.attrs.axis)
    new = {axis_of(axis, rank) for axis in site.attrs.axis}
    old = [axis for axis in range(rank) if axis not in new]
    axes = [site.sizes.exact(1) if axis in new else data.axes[old.index(axis)] for axis in range(rank)]
    return site.result(site.emit(data), axes, renumbered(data, dict(enumerate(old))))


def _squeeze(site: Site) -> Value:
    data = site.tensor(0)
    rank = len(data.axes)
    if site.attrs.axis is None:
        site.refuse("which axes it drops is not written down, and a padded one may be 1 at run time")
    gone = {axis_of(axis, rank) for axis in site.attrs.axis}
    site.forbid(data, sorted(gone), "so that it is not 1")
    kept = [axis for axis in range(rank) if axis not in gone]
    held = renumbered(data, {old: new for new, old in enumerate(kept)})
    return site.result(site.emit(data), [data.axes[axis] for axis in kept], held)


def _common(site: Site, parts: list[PaddedTensor], without: int | None = None) -> list[Axis]:
    """Return the axes of tensors of one shape; `without` may differ."""
    if len({len(part.axes) for part in parts}) > 1:
        site.refuse("its operands have different ranks")
    for axis in range(len(parts[0].axes)):
        if axis != without and not all(site.sizes.same(parts[0].axes[axis], part.axes[axis]) for part in parts):
            site.refuse(f"the extents of its operands along axis {axis} are not proved to be the same")
    return list(parts[0].axes)


def _parts(site: Site) -> list[PaddedTensor]:
    parts = site.args[0]
    if not isinstance(parts, list) or not all(isinstance(part, PaddedTensor) for part in parts):
        site.refuse("its operand is no tuple of tensors")
    return parts


def _concat(site: Site) -> Value:
    """Only the last operand may be padded along the axis: what comes after its real elements is not real either."""
    parts = _parts(site)
    axis = axis_of(site.attrs.axis or 0, len(parts[0].axes))
    axes, last = _common(site, parts, without=axis), parts[-1].axes[axis]
    for part in parts[:-1]:
        site.forbid(part, [axis], "and another operand comes behind that padding")
    if len(last) > 1:
        site.refuse(f"padding lies between the real elements of axis {axis}, along which it joins")
    ahead = [part.axes[axis][0].true for part in parts[:-1]]
    axes[axis] = (site.sizes.part(sum(ahead, last[0].true), sum(ahead, last[0].size)),)

    def value(region: Region) -> Any:
        holders = parts[-1:] if (axis, 0) in region else parts
        return agreed(part.held.get(region) for part in holders)

    result = site.result(site.emit(parts), axes)
    return PaddedTensor(result.expr, result.axes, combine([REAL, *regions_of(result.places)], value))


def _stack(site: Site) -> Value:
    parts = _parts(site)
    axes = _common(site, parts)
    new = axis_of(site.attrs.axis or 0, len(axes) + 1)
    agreeing = combine(
        [REAL, *regions_of(parts[0].places)], lambda region: agreed(part.held.get(region) for part in parts)
    )
    inside = PaddedTensor(parts[0].expr, parts[0].axes, agreeing)
    held = renumbered(inside, {axis: axis + (axis >= new) for axis in range(len(axes))})
    axes.insert(new, site.sizes.exact(len(parts)))
    return site.result(site.emit(parts), axes, held)


def _split(site: Site) -> Value:
    data = site.tensor(0)
    axis = axis_of(site.attrs.axis, len(data.axes))
    site.forbid(data, [axis], "and where it is cut depends on its size")
    expr = site.emit(data)
    axes = [
        [site.sizes.exact(dims_of_type(field)[axis]) if i == axis else parts for i, parts in enumerate(data.axes)]
        for field in expr.ty.fields
    ]
    return site.results(expr, axes, [data.held] * len(axes))


def _tile(site: Site) -> Value:
    data = site.tensor(0)
    repeats = [int(count) for count in site.attrs.repeats]
    front = len(repeats) - len(data.axes)
    repeats = [1] * -front + repeats
    front = max(front, 0)
    site.forbid(data, [a for a in range(len(data.axes)) if repeats[front + a] != 1], "and it is repeated as a whole")
    expr = site.emit(data)
    sizes = dims_of_type(expr.ty)
    axes = [
        site.sizes.exact(size) if axis < front or count != 1 else data.axes[axis - front]
        for axis, (size, count) in enumerate(zip(sizes, repeats))
    ]
    return site.result(expr, axes, renumbered(data, {axis: axis + front for axis in range(len(data.axes))}))


def _repeat(site: Site) -> Value:
    data = site.tensor(0)
    if site.attrs.axis is None:
        site.refuse("it flattens a padded tensor")
    axis = axis_of(site.attrs.axis, len(data.axes))
    axes = list(data.axes)
    # Every row becomes `repeats` rows: the real ones stay in front.
    part = site.sizes.part(data.axes[axis][-1].true * site.attrs.repeats, data.axes[axis][-1].size * site.attrs.repeats)
    axes[axis] = (*data.axes[axis][:-1], part)
    return site.result(site.emit(data), axes, data.held)


def _flip(site: Site) -> Value:
    data = site.tensor(0)
    site.forbid(data, [axis_of(site.attrs.axis, len(data.axes))], "and turning it would put the padding first")
    return site.result(site.emit(data), data.axes, data.held)


def _scan(site: Site) -> Value:
    data = site.tensor(0)
    if site.attrs.axis is None and len(data.axes) != 1:
        site.refuse("it flattens a padded tensor")
    axis = axis_of(site.attrs.axis or 0, len(data.axes))
    if len(data.axes[axis]) > 1:
        site.refuse(f"padding lies between the real elements of axis {axis}, along which it adds up")
    return site.result(site.emit(data), data.axes)


def _triangle(site: Site) -> Value:
    data = site.tensor(0)
    if any(len(axis) > 1 for axis in data.axes[-2:]):
        site.refuse("padding lies between the real elements of the rows or columns that it counts")
    held = {region: value for region, value in data.held.items() if is_known(value) and value == 0}
    return site.result(site.emit(*site.args), data.axes, held)


def _broadcast_to(site: Site) -> Value:
    data, true = site.tensor(0), site.dims()
    front = len(true) - len(data.axes)
    axes = []
    for axis, dim in enumerate(true):
        own = data.axes[axis - front] if axis >= front else site.sizes.exact(1)
        axes.append(site.prefix(dim, site.sizes.at_upper(dim)) if is_unit(own) else own)
    shape = relax.ShapeExpr([site.sizes.simple(size_of(axis)) for axis in axes])
    result = site.result(site.emit(data, shape), axes)
    held = combine([REAL, *regions_of(result.places)], lambda region: data.held.get(seen(data, len(axes), region)))
    return PaddedTensor(result.expr, result.axes, held)


def _pixel_shuffle(site: Site) -> Value:
    data = site.tensor(0)
    rank, factor = len(data.axes), int(site.attrs.upscale_factor)
    site.forbid(data, [rank - 3], "and it deals its channels out")
    if any(len(axis) > 1 for axis in data.axes[-2:]):
        site.refuse("padding lies between the real elements of its rows or columns")
    expr = site.emit(data)
    spatial = [(site.sizes.part(axis[0].true * factor, axis[0].size * factor),) for axis in data.axes[-2:]]
    return site.result(expr, [*data.axes[:-3], site.sizes.exact(dims_of_type(expr.ty)[-3]), *spatial], data.held)


RULES: Mapping[str, Rule] = {
    "permute_dims": _permute,
    "expand_dims": _expand,
    "squeeze": _squeeze,
    "concat": _concat,
    "stack": _stack,
    "split": _split,
    "tile": _tile,
    "repeat": _repeat,
    "flip": _flip,
    "cumsum": _scan,
    "cumprod": _scan,
    "tril": _triangle,
    "triu": _triangle,
    "broadcast_to": _broadcast_to,
    "nn.pixel_shuffle": _pixel_shuffle,
}

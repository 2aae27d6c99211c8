"""Padding rules of operators that pick elements by place: slices, pads, lookups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tvm import relax, tirx
from tvm.ir import GenericConst

from tvm_dydca.relay_passes.dims.lattice import show
from tvm_dydca.relay_passes.outline.control_flow import dims_of_type
from tvm_dydca.relay_passes.padding.exact_values import nearest
from tvm_dydca.relay_passes.padding.extents import Axis, PaddedTensor, Region, is_padded, true_extent
from tvm_dydca.relay_passes.padding.regions import REAL, combine, is_known, regions_of
from tvm_dydca.relay_passes.padding.rules_moves import renumbered
from tvm_dydca.relay_passes.padding.site import Site, Value, axis_of

Rule = Callable[[Site], Value]


def _strided_slice(site: Site) -> Value:
    """Elements keep their order and their start, so that the static slice begins with the true one."""
    data, true = site.tensor(0), site.dims()
    numbers = [_fields(site, value) for value in site.call.args[1:]]
    cut, begins, ends = [axis_of(axis.value, len(data.axes)) for axis in numbers[0]], numbers[1], numbers[2]
    strides = numbers[3] if len(numbers) > 3 else [tirx.IntImm("int64", 1)] * len(cut)
    for axis, begin, end, stride in zip(cut, begins, ends, strides):
        if not is_padded(data.axes[axis]) and not any(map(site.sizes.depends, (begin, end, stride))):
            continue
        if len(data.axes[axis]) > 1:
            site.refuse(f"padding lies between the real elements of axis {axis}, which it cuts")
        if site.sizes.depends(begin) or site.sizes.least(begin) < 0:
            site.refuse(f"where it begins on axis {axis}, at {show(begin)}, depends on the size")
        if site.sizes.depends(stride) or site.sizes.least(stride) <= 0:
            site.refuse(f"its stride on axis {axis}, {show(stride)}, may run backwards")
    arguments = [relax.Tuple(part) for part in (numbers[0], begins, [site.sizes.at_upper(end) for end in ends])]
    expr = site.emit(data, *arguments, relax.Tuple(strides))
    sizes = dims_of_type(expr.ty)
    axes = [site.prefix(true[a], sizes[a]) if a in cut else parts for a, parts in enumerate(data.axes)]
    # Where a slice ends inside the real elements, what comes next is not what was held behind them.
    held = renumbered(data, {axis: axis for axis in range(len(axes)) if axis not in cut})
    return site.result(expr, axes, held)


def _fields(site: Site, value: Any) -> list[Any]:
    if not isinstance(value, relax.Tuple):
        site.refuse("its limits are not written down")
    return list(value.fields)


def _pad(site: Site) -> Value:
    attrs, data = site.attrs, site.tensor(0)
    widths = [int(width) for width in attrs.pad_width]
    pairs = list(zip(widths[::2], widths[1::2]))
    mode, moving = str(attrs.pad_mode), [axis for axis, pair in enumerate(pairs) if pair != (0, 0)]
    for axis in moving:
        if len(data.axes[axis]) > 1:
            site.refuse(f"padding lies between the real elements of axis {axis}, which it pads")
        if min(pairs[axis]) < 0:
            site.forbid(data, [axis], "and it is cut at its end")
        if mode != "constant":
            site.forbid(data, [axis], f"and {mode} padding reads what lies at its end")
    data = site.filled(data, [axis for axis in moving if pairs[axis][1] > 0], attrs.pad_value)
    axes = list(data.axes)
    for axis in moving:
        (part,), more = data.axes[axis], sum(pairs[axis])
        axes[axis] = (site.sizes.part(part.true + more, part.size + more),)
    value = nearest(attrs.pad_value, data.expr.ty.dtype)
    constant = mode == "constant" and value is not None
    held = {region: v for region, v in data.held.items() if constant and is_known(v) and v == value}
    return site.result(site.emit(data), axes, held)


def _take(site: Site) -> Value:
    data, mode = site.tensor(0), str(site.attrs.mode)
    if site.attrs.axis is None and len(data.axes) != 1:
        site.refuse("it flattens a padded tensor")
    axis = axis_of(site.attrs.axis or 0, len(data.axes))
    _check_lookup(site, data.axes[axis], axis, mode)
    picks = site.args[1]
    indices: tuple[Axis, ...] = ()
    if isinstance(picks, PaddedTensor):
        length = data.axes[axis][0].size
        if mode == "fast":  # the other modes bring any index back into the tensor
            picks = site.filled(
                picks, range(len(picks.axes)), 0, lambda held: is_known(held) and 0 <= held < site.sizes.least(length)
            )
        indices = picks.axes
    axes = [*data.axes[:axis], *indices, *data.axes[axis + 1 :]]
    inner = {old: old + (len(indices) - 1 if old > axis else 0) for old in range(len(data.axes)) if old != axis}
    kept = renumbered(data, inner)
    result = site.result(site.emit(data, picks, *site.args[2:]), axes)
    looked_up = {axis + i for i in range(len(indices))}

    def value(region: Region) -> Any:
        return kept.get(frozenset(place for place in region if place[0] not in looked_up))

    held = combine([REAL, *regions_of(result.places)], value)
    return PaddedTensor(result.expr, result.axes, {region: v for region, v in held.items() if is_known(v)})


def _check_lookup(site: Site, found_in: Axis, axis: int, mode: str) -> None:
    """Refuse where an index could mean another element in the padded tensor."""
    if not is_padded(found_in):
        return
    if len(found_in) > 1:
        site.refuse(f"padding lies between the real elements of axis {axis}, which it picks from")
    least = site.sizes.least(true_extent(found_in))
    index = site.call.args[1]
    if isinstance(index, GenericConst):
        values = index.value.numpy()
        if values.size and not (values.min() >= 0 and values.max() < least):
            site.refuse(f"axis {axis} is padded, and index {values.min()} or {values.max()} may not be a real element")
    elif not isinstance(site.args[1], PaddedTensor):
        if site.sizes.least(index) < 0 or not site.sizes.at_most(index + 1, true_extent(found_in)):
            site.refuse(f"axis {axis} is padded, and index {show(index)} is not proved to be a real element")
    elif mode != "fast":  # which checks nothing: an index of the network is a real element, or reads foreign memory
        site.refuse(f"axis {axis} is padded, and mode {mode} treats indices by its length")


def _one_hot(site: Site) -> Value:
    """An index that is none, as padding may hold, gives a row of the off value."""
    data = site.tensor(0)
    new = axis_of(site.attrs.axis, len(data.axes) + 1)
    axes = list(data.axes)
    axes.insert(new, site.sizes.exact(int(site.attrs.depth)))
    return site.result(site.emit(*site.args), axes)


RULES: Mapping[str, Rule] = {
    "strided_slice": _strided_slice,
    "nn.pad": _pad,
    "take": _take,
    "one_hot": _one_hot,
}

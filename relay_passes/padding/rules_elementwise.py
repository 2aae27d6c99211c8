"""Padding rules of operators that compute an element from the elements at its place, with broadcasting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tvm import tirx

from tvm_dydca.relay_passes.padding.exact_values import cast, evaluate, scalar
from tvm_dydca.relay_passes.padding.extents import Axis, PaddedTensor, Region, is_unit
from tvm_dydca.relay_passes.padding.regions import REAL, agreed, combine, is_known, regions_of
from tvm_dydca.relay_passes.padding.site import Site, Value, axis_of

Rule = Callable[[Site], Value]

_NAMES = """
    abs acos acosh add asin asinh atan atan2 atanh bitwise_and bitwise_not bitwise_or bitwise_xor ceil clip cos cosh
    divide equal erf ewise_fma exp floor floor_divide floor_mod greater greater_equal isfinite isinf isnan left_shift
    less less_equal log log_add_exp logical_and logical_not logical_or logical_xor maximum minimum mod multiply negative
    not_equal power right_shift round rsqrt sigmoid sign sin sinh sqrt square subtract tan tanh trunc
    nn.gelu nn.gelu_tanh nn.leakyrelu nn.relu nn.selu nn.silu nn.softplus"""


def broadcast(site: Site, shapes: Sequence[Sequence[Axis]]) -> list[Axis]:
    """Return the axes that operands have together. Only an axis that is 1 at all sizes is repeated.

    A padded axis can be 1 at run time, but the other operand then is 1 there as well: their extents are equal.
    """
    rank = max(map(len, shapes))
    result = []
    for back in range(rank, 0, -1):
        wide = [axes[-back] for axes in shapes if len(axes) >= back and not is_unit(axes[-back])]
        if any(not site.sizes.same(wide[0], axis) for axis in wide[1:]):
            site.refuse(f"the extents of its operands along axis {rank - back} are not proved to be the same")
        result.append(wide[0] if wide else site.sizes.exact(1))
    return result


def seen(tensor: PaddedTensor, rank: int, region: Region) -> Region:
    """Return the region of an operand that is broadcast into a region of the result."""
    shift = rank - len(tensor.axes)
    places = {(axis - shift, part) for axis, part in region if axis >= shift and not is_unit(tensor.axes[axis - shift])}
    return frozenset(places)


def _elementwise(site: Site) -> Value:
    operands = [value for value in site.args if isinstance(value, PaddedTensor)]
    axes = broadcast(site, [tensor.axes for tensor in operands])
    result = site.result(site.emit(*site.args), axes)
    name, dtype = site.call.op.name.removeprefix("relax."), result.expr.ty.dtype
    operand_dtype = operands[0].expr.ty.dtype

    def value(region: Region) -> Any:
        known = [_number(arg, operand_dtype, len(axes), region) for arg in site.args]
        return evaluate(name, known, dtype) if all(map(is_known, known)) else None

    return replace(result, held=combine([REAL, *regions_of(result.places)], value))


def _number(arg: Value, dtype: Any, rank: int, region: Region) -> Any:
    if isinstance(arg, PaddedTensor):
        return arg.held.get(seen(arg, rank, region))
    return scalar(arg.value, dtype) if isinstance(arg, tirx.IntImm | tirx.FloatImm) else None


def _astype(site: Site) -> Value:
    data = site.tensor(0)
    dtype = site.attrs.dtype
    held = {region: cast(value, dtype) for region, value in data.held.items() if is_known(value)}
    if _is_float(dtype) and _is_float(data.expr.ty.dtype):
        held |= {region: value for region, value in data.held.items() if not is_known(value)}
    return site.result(
        site.emit(*site.args), data.axes, {region: value for region, value in held.items() if value is not None}
    )


def _is_float(dtype: Any) -> bool:
    return str(dtype).startswith(("float", "bfloat"))


def _where(site: Site) -> Value:
    operands = [site.tensor(i) for i in range(3)]
    axes = broadcast(site, [tensor.axes for tensor in operands])
    result = site.result(site.emit(*site.args), axes)

    def value(region: Region) -> Any:
        places = [seen(tensor, len(axes), region) for tensor in operands]
        choice, *options = (tensor.held.get(place) for tensor, place in zip(operands, places))
        if is_known(choice):
            option = options[0] if choice else options[1]
            return option if is_known(option) else None
        both = agreed(options)
        # A choice that is the same for all elements along the region keeps rows of NaN whole.
        return both if is_known(both) or not places[0] else None

    return replace(result, held=combine([REAL, *regions_of(result.places)], value))


def _prelu(site: Site) -> Value:
    data, slope = site.tensor(0), site.tensor(1)
    site.forbid(data, [axis_of(site.attrs.axis, len(data.axes))], "which its slopes lie along")
    site.forbid(slope, range(len(slope.axes)), "which its slopes lie along")
    return site.result(site.emit(*site.args), data.axes)


def _dropout(site: Site) -> Value:
    axes = site.tensor(0).axes
    return site.results(site.emit(*site.args), [axes, axes])


RULES: dict[str, Rule] = {
    **dict.fromkeys(_NAMES.split(), _elementwise),
    "astype": _astype,
    "where": _where,
    "nn.dropout": _dropout,
    "nn.prelu": _prelu,
}

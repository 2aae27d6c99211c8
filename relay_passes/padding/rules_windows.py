"""Padding rules of operators that slide a window: convolutions and pooling.

An output is real where its window starts inside the real input. Where the window may also reach behind the real input,
which is where the operator pads at the end, what lies there must be what the operator would put there itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tvm import tirx

from tvm_dydca.relay_passes.outline.control_flow import dims_of_type
from tvm_dydca.relay_passes.padding.extents import PaddedTensor, is_padded
from tvm_dydca.relay_passes.padding.rules_reductions import mean
from tvm_dydca.relay_passes.padding.site import Site, Value

Rule = Callable[[Site], Value]

_SPATIAL = "DHW"


def _window(site: Site, layout: str, out_layout: str, reaches: Callable[[int], bool], outside: Any) -> PaddedTensor:
    """Pad an operator whose first argument is slid over.

    Parameters
    ----------
    reaches : whether the window of a real output may reach behind the real input, for the i-th spatial axis
    outside : what the operator finds outside of its input
    """
    data = site.tensor(0)
    _check_layout(site, data, layout)
    spatial = [axis for axis, letter in enumerate(layout) if letter in _SPATIAL]
    read = [axis for i, axis in enumerate(spatial) if is_padded(data.axes[axis]) and reaches(i)]
    for other in range(1, len(site.args)):
        weight = site.tensor(other)
        site.forbid(weight, range(len(weight.axes)), "and a padded weight is not supported")
    expr = site.emit(site.filled(data, read, outside), *site.args[1:])
    true, size = site.dims(), dims_of_type(expr.ty)
    axes = [
        data.axes[layout.index("N")] if letter == "N" else site.prefix(true[axis], size[axis])
        for axis, letter in enumerate(out_layout or layout)
    ]
    return site.result(expr, axes)


def _check_layout(site: Site, data: PaddedTensor, layout: str) -> None:
    if len(layout) != len(data.axes) or not layout.isupper():
        site.refuse(f"layout {layout} is not supported")
    for axis, letter in enumerate(layout):
        if letter in _SPATIAL and len(data.axes[axis]) > 1:
            site.refuse(f"padding lies between the real elements of axis {axis}, along which its window moves")
        if letter not in _SPATIAL and letter != "N":
            site.forbid(data, [axis], f"and it is {letter} of layout {layout}")


def _numbers(values: Any) -> list[int]:
    return [int(value) for value in values]


def _ends(site: Site) -> list[int]:
    """Return how much the operator pads behind each spatial axis."""
    pads = _numbers(site.attrs.padding)
    if any(amount < 0 for amount in pads):
        site.refuse("negative padding is not supported")
    return pads[len(pads) // 2 :]


def _convolution(site: Site) -> Value:
    ends = _ends(site)
    return _window(site, str(site.attrs.data_layout), str(site.attrs.out_layout), lambda i: ends[i] > 0, 0)


def _transposed(site: Site) -> Value:
    attrs, ends = site.attrs, _ends(site)
    strides, dilation, extra = map(_numbers, (attrs.strides, attrs.dilation, attrs.output_padding))
    kernel = [
        dim for dim, letter in zip(dims_of_type(site.call.args[1].ty), str(attrs.kernel_layout)) if letter in _SPATIAL
    ]

    def reaches(i: int) -> bool:
        # The last output is (H - 1) * stride + (kernel - 1) * dilation - end + extra; input i is added from i * stride.
        width = kernel[i]
        if not isinstance(width, tirx.IntImm):
            return True
        return (int(width.value) - 1) * dilation[i] - ends[i] + extra[i] >= strides[i]

    return _window(site, str(attrs.data_layout), str(attrs.out_layout), reaches, 0)


def _max_pool(site: Site) -> Value:
    ends, ceil = _ends(site), bool(site.attrs.ceil_mode)
    outside, _ = site.limits(site.tensor(0))
    return _window(site, str(site.attrs.layout), str(site.attrs.out_layout), lambda i: ends[i] > 0 or ceil, outside)


def _avg_pool(site: Site) -> Value:
    attrs, ends = site.attrs, _ends(site)

    def reaches(i: int) -> bool:
        if bool(attrs.ceil_mode):
            site.refuse("with ceil_mode it divides by a count that depends on where its input ends")
        if ends[i] > 0 and not bool(attrs.count_include_pad):
            site.refuse("without count_include_pad it divides by a count that depends on where its input ends")
        return ends[i] > 0

    return _window(site, str(attrs.layout), str(attrs.out_layout), reaches, 0)


def _global_pool(site: Site) -> Value:
    attrs, data = site.attrs, site.tensor(0)
    layout = str(attrs.layout)
    _check_layout(site, data, layout)
    spatial = [axis for axis, letter in enumerate(layout) if letter in _SPATIAL]
    if (
        str(attrs.out_layout or layout) != layout
        or attrs.output_size is None
        or set(_numbers(attrs.output_size)) != {1}
    ):
        if any(is_padded(data.axes[axis]) for axis in spatial):
            site.refuse("only an output of size 1 is supported where its windows are padded")
        return _window(site, layout, str(attrs.out_layout), lambda _: False, 0)
    return mean(site, data, spatial, keepdims=True)


RULES: Mapping[str, Rule] = {
    **dict.fromkeys(("nn.conv1d", "nn.conv2d", "nn.conv3d"), _convolution),
    **dict.fromkeys(("nn.conv1d_transpose", "nn.conv2d_transpose", "nn.conv3d_transpose"), _transposed),
    **dict.fromkeys(("nn.max_pool1d", "nn.max_pool2d", "nn.max_pool3d"), _max_pool),
    **dict.fromkeys(("nn.avg_pool1d", "nn.avg_pool2d", "nn.avg_pool3d"), _avg_pool),
    **dict.fromkeys(("nn.adaptive_avg_pool1d", "nn.adaptive_avg_pool2d", "nn.adaptive_avg_pool3d"), _global_pool),
}

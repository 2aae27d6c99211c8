"""What the tests of kernel families share: groups, tensors in texels, and kernels run against PyTorch in float64."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
import tvm

from python_tests.reference import relative_error, stepped
from python_tests.schedules.operands import normal
from tvm_dydca.schedules import ConvGroup
from tvm_dydca.schedules.elementwise import Steps
from tvm_dydca.schedules.kernel import IN_PLACE

SIZES = ((1, 1), (5, 7), (33, 70), (54, 48))
FLOAT32 = 1e-6


OTHERS: dict[str, Steps] = {
    "activation": (("leaky_relu", (0.25,)), ("silu", ()), ("tanh", ())),
    "epilogue": (("leaky_relu", (1.5,)), ("clip", (-2.0, 4.0))),
}
"""Elementwise operators before and after the residual, other than ReLU."""


def texels(x: Any) -> Any:
    """(C, H, W) to the layout TEXELS, zeros in the lanes past C."""
    channels, height, width = x.shape
    padded = np.zeros((-(-channels // 4) * 4, height, width), np.float32)
    padded[:channels] = x
    return np.ascontiguousarray(padded.reshape(-1, 4, height, width).transpose(0, 2, 3, 1))


def group(
    channels: int,
    out: int,
    side: Any,
    *,
    skip: Any = None,
    **rest: Any,
) -> ConvGroup:
    """Return a group of random weights; `side` is of a square filter or a pair, `skip` the channels and side of one."""
    rng = np.random.default_rng(out)
    height, width = side if isinstance(side, tuple) else (side, side)
    inputs = channels // rest.get("groups", 1)
    weight = normal(rng, out, inputs, height, width) / np.float32((height * width * inputs) ** 0.5)
    skip_weight = None if skip is None else normal(rng, out, skip[0], skip[1], skip[1]) / np.float32(5)
    return ConvGroup(weight, normal(rng, out), skip_weight=skip_weight, **rest)


def name_of(group: Any) -> str | None:
    """Return a short name for the parameters of tests; None for what is no group."""
    if not isinstance(group, ConvGroup):
        return None
    plain = ConvGroup(group.weight, group.bias)
    steps = [
        name for name in ("stride", "dilation", "groups", "padding") if getattr(group, name) != getattr(plain, name)
    ]
    height, width = group.sides
    parts = [f"{group.in_channels}x{group.out_channels}x{height}x{width}", *(f"{s}{getattr(group, s)}" for s in steps)]
    return "-".join(parts).replace(" ", "")


def convolved(x: Any, group: ConvGroup) -> Any:
    """Convolve (C, H, W) and add the bias: a torch.Tensor of float64."""
    top, left, bottom, right = group.pads
    padded = F.pad(torch.from_numpy(x).double()[None], (left, right, top, bottom))
    weight, bias = torch.from_numpy(group.weight).double(), torch.from_numpy(group.bias).double()
    return F.conv2d(padded, weight, bias, group.stride, 0, group.dilation, group.groups)[0]


class Compiled:
    """A rule's kernel for one group, compiled for an OpenCL device."""

    def __init__(self, rule: Any, group: ConvGroup, target: Any, device: Any, *knobs: Any, tolerance: float = FLOAT32):
        self.group, self.device, self.tolerance = group, device, tolerance
        self.kernel = rule(group, target, *knobs)
        func = self.kernel.func.with_attr("global_symbol", "kernel")
        self.module = tvm.tirx.build(tvm.IRModule({"kernel": func}), target=target)

    def check(self, *sizes: tuple[int, int]) -> None:
        """Compare with PyTorch for images of some sizes, also where the result is written over an operand."""
        for size in sizes:
            self._check(size)

    def _check(self, size: tuple[int, int]) -> None:
        group, rng = self.group, np.random.default_rng(size)
        inputs = {"input": normal(rng, group.in_channels, *size)}
        expected = convolved(inputs["input"], group)
        expected = stepped(group.activation, expected)
        if group.skip_weight is not None:
            inputs["skip_input"] = normal(rng, group.skip_weight.shape[1], *expected.shape[1:])
            skip = ConvGroup(group.skip_weight, np.zeros_like(group.bias))
            expected = expected + convolved(inputs["skip_input"], skip)
        if group.residual:
            inputs["residual"] = normal(rng, group.out_channels, *expected.shape[1:])
            expected = expected + torch.from_numpy(inputs["residual"]).double()
        expected = stepped(group.epilogue, expected)
        shuffled = F.pixel_shuffle(expected[None], group.shuffle).numpy()
        expected = shuffled if group.shuffle > 1 else texels(expected.numpy())
        arrays = [texels(inputs[operand.role]) for operand in self.kernel.operands]
        for over in (None, *self.kernel.func.attrs.get(IN_PLACE, [])):
            result = np.full(expected.shape, np.nan, np.float32)
            parts = [tvm.runtime.tensor(array, self.device) for array in (*arrays, *self.kernel.constants, result)]
            if over is not None:
                parts[-1] = parts[int(over)]
            self.module["kernel"](*parts)
            assert relative_error(parts[-1].numpy(), expected) < self.tolerance, (size, over)


def source_of(kernel: Any, target: Any) -> str:
    """Return the OpenCL C of a kernel."""
    module = tvm.IRModule({"kernel": kernel.func.with_attr("global_symbol", "kernel")})
    return str(tvm.tirx.build(module, target=target).imports[0].inspect_source())


def lines_with(source: str, *names: str) -> Iterable[str]:
    """Return the lines of a source that hold all of some names."""
    return [line for line in source.splitlines() if all(name in line for name in names)]

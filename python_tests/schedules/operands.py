"""What the tests of kernels share: random arrays in the layouts of kernels, and PyTorch's float64 convolution."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from python_tests.reference import relative_error, stepped
from tvm_dydca.schedules import ConvGroup
from tvm_dydca.schedules.cpu.few_channels import padded_shape

WINOGRAD = 1e-5
"""Largest error, as a part of the reference's largest value: Winograd F(4, 3) loses a digit, F(6, 3) a little more."""

DIRECT = 2e-6
"""Largest error of a direct convolution, as a part of the reference's largest value."""


def blocked(x: Any) -> Any:
    """(C, H, W) to the layout BLOCKED, zeros in the lanes past C."""
    channels, height, width = x.shape
    padded = np.zeros((-(-channels // 16) * 16, height, width), np.float32)
    padded[:channels] = x
    return np.ascontiguousarray(padded.reshape(-1, 16, height, width).transpose(2, 3, 0, 1))


def padded(x: Any, radius: int, rng: np.random.Generator) -> Any:
    """(C, H, W) to the layout PADDED; what a kernel must not use, past the border, is noise."""
    channels, height, width = x.shape
    image = rng.standard_normal(padded_shape(channels, height, width, radius)).astype(np.float32)
    image[:, : height + 2 * radius, : width + 2 * radius] = np.pad(x, ((0, 0), (radius, radius), (radius, radius)))
    return image


def normal(rng: np.random.Generator, *shape: int) -> Any:
    """Draw a float32 array."""
    return rng.standard_normal(shape).astype(np.float32)


def conv(x: Any, weight: Any, bias: Any = None) -> Any:
    """Convolve (C, H, W) to the same size; a torch.Tensor of float64."""
    bias = None if bias is None else torch.from_numpy(bias).double()
    x, weight = torch.from_numpy(x).double()[None], torch.from_numpy(weight).double()
    return F.conv2d(x, weight, bias, padding=weight.shape[2] // 2)[0]


def group_of(
    rng: np.random.Generator, channels_in: int, channels_out: int, sides: tuple[int, int], groups: int = 1, **rest: Any
) -> ConvGroup:
    """Draw the weights of a convolution that neither shrinks nor blows up its input."""
    weight = normal(rng, channels_out, channels_in // groups, *sides) / np.float32(
        (channels_in * np.prod(sides)) ** 0.5
    )
    return ConvGroup(weight, normal(rng, channels_out), groups=groups, **rest)


def reference(group: ConvGroup, x: Any) -> Any:
    """Compute a group on (C, H, W) in float64; None where it has no output."""
    top, left, bottom, right = group.pads
    x = F.pad(torch.from_numpy(x).double()[None], (left, right, top, bottom))
    spans = [(side - 1) * step + 1 for side, step in zip(group.sides, group.dilation)]
    if any(size < span for size, span in zip(x.shape[2:], spans)):
        return None
    weight, bias = torch.from_numpy(group.weight).double(), torch.from_numpy(group.bias).double()
    y = F.conv2d(x, weight, bias, stride=group.stride, dilation=group.dilation, groups=group.groups)[0]
    return stepped(group.activation, y).numpy()


def blocks_equal(
    group: ConvGroup, kernel: Any, run: Any, size: tuple[int, int], at_end: bool = True, tolerance: float = DIRECT
) -> bool:
    """Compare a compiled kernel of channel blocks with `reference`; return whether there was an output."""
    rng = np.random.default_rng(size)
    x = normal(rng, group.in_channels, *size)
    expected = reference(group, x)
    if expected is None:
        return False
    operands = [blocked(x)]
    if group.residual:
        residual = normal(rng, *expected.shape)
        expected = expected + residual
        operands.append(blocked(residual))
    expected = blocked(expected)
    found = run(*operands, *kernel.constants, out=expected.shape, at_end=at_end)
    assert relative_error(found, expected) < tolerance
    return True

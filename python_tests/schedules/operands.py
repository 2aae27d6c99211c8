"""What the tests of kernels share: random arrays in the layouts of kernels, and PyTorch's float64 convolution."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from tvm_dydca.schedules.cpu.few_channels import padded_shape

WINOGRAD = 5e-6
"""Largest error, as a part of the reference's largest value: Winograd F(4, 3) loses a digit."""


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

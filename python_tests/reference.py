"""What the compiler's tests share: random networks, files of both formats, and PyTorch in float64 to compare with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import weight_norm

from tvm_dydca.importer import Conv, WdsrSpec
from tvm_dydca.model.checkpoint import Checkpoint, SourceVideo
from tvm_dydca.model.network import DyDcaNetwork
from tvm_dydca.patches import PatchGrid
from tvm_dydca.schedules.elementwise import Steps

NETWORK_TOLERANCE = 1e-5
"""Largest error of a whole float32 network, as a part of the largest value of the float64 reference."""


def relative_error(found: Any, expected: Any) -> float:
    """Largest difference, as a part of the largest value of `expected`; infinite for another shape or a NaN."""
    found, expected = np.asarray(found), np.asarray(expected)
    if found.shape != expected.shape or not np.isfinite(found).all():
        return float("inf")
    return float(np.abs(found - expected).max() / np.abs(expected).max())


def random_image(rng: np.random.Generator, height: int, width: int, contrast: float = 1.0) -> Any:
    """Noise around 0.5: float32 (1, 3, height, width) in [0, 1]; its activity grows with the contrast."""
    return ((rng.random((1, 3, height, width)) - 0.5) * contrast + 0.5).astype(np.float32)


def activity(x: Any) -> float:
    """Compute what the gate looks at, in float64, as its definition says."""
    x = x.astype(np.float64)
    return float((np.abs(np.diff(x, axis=2)).sum() + np.abs(np.diff(x, axis=3)).sum()) / x.size)


def random_conv(rng: np.random.Generator, out_channels: int, in_channels: int, side: int) -> Conv:
    """Draw a convolution that neither shrinks nor blows up its input."""
    weight = rng.standard_normal((out_channels, in_channels, side, side)) / np.sqrt(in_channels * side * side)
    return Conv(weight.astype(np.float32), rng.standard_normal(out_channels).astype(np.float32))


def random_path(rng: np.random.Generator, blocks: int, scale: int, width: int) -> WdsrSpec:
    """Draw a path of the network."""
    pairs = [(random_conv(rng, 2 * width, width, 3), random_conv(rng, width, 2 * width, 3)) for _ in range(blocks)]
    out = 3 * scale**2
    return WdsrSpec(
        random_conv(rng, width, 3, 3), tuple(pairs), random_conv(rng, out, width, 3), random_conv(rng, out, 3, 5)
    )


def fitted_checkpoint(
    blocks: tuple[int, ...],
    scale: int,
    width: int,
    *,
    expansion: int = 2,
    gates: tuple[float, ...],
    size: tuple[int, int] = (75, 131),
    frames: int = 3,
) -> Checkpoint:
    """Make a checkpoint as fitting leaves it, with random weights and a random path map, for a video of `size`."""
    torch.manual_seed(len(blocks) + width)
    height, width_px = size
    grid = PatchGrid.for_frame(-(-height // scale), -(-width_px // scale), halo=3)
    path_map = np.random.default_rng(5).integers(len(blocks), size=(frames, *grid.fine_shape), dtype=np.uint8)
    network = DyDcaNetwork(blocks, scale, width, expansion)
    source = SourceVideo("clip.mp4", height, width_px, frames, (25, 1))
    return Checkpoint(scale, blocks, width, expansion, network.state_dict(), source, grid, path_map, gates)


class ReleasedPath(nn.Module):
    """A path with the modules, and so the names, of the paper's released code: every convolution under weight_norm."""

    def __init__(self, blocks: int, scale: int, width: int) -> None:
        super().__init__()
        out = 3 * scale**2
        body = [_normed(3, width, 3)]
        for _ in range(blocks):
            block = nn.Module()
            block.body = nn.Sequential(_normed(width, 2 * width, 3), nn.ReLU(), _normed(2 * width, width, 3))
            body.append(block)
        body.append(_normed(width, out, 3))
        self.body = nn.ModuleList(body)
        self.skip = nn.Sequential(_normed(3, out, 5))
        self.scale = scale

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x - 0.5
        y = self.body[0](x)
        for block in self.body[1:-1]:
            y = block.body(y) + y
        return F.pixel_shuffle(self.body[-1](y) + self.skip(x), self.scale) + 0.5


class ReleasedNetwork(nn.Module):
    """Paths routed by height, saved as the released code saves them."""

    def __init__(self, blocks: tuple[int, ...], scale: int, width: int) -> None:
        super().__init__()
        torch.manual_seed(width)
        self.count = len(blocks)
        for k, count in enumerate(blocks, start=1):
            setattr(self, f"network{k}", ReleasedPath(count, scale, width))
        for name, parameter in self.named_parameters():
            if name.endswith("weight_g"):  # otherwise g is exactly |v|, and not folding it would go unseen
                parameter.data *= torch.rand_like(parameter) + 0.5

    def forward(self, x: torch.Tensor, path: int) -> torch.Tensor:
        return getattr(self, f"network{path + 1}")(x)

    def save(self, file: Path) -> Path:
        torch.save({"model_state_dict": self.state_dict(), "epoch": 80}, file)
        return file


def _normed(in_channels: int, out_channels: int, side: int) -> nn.Module:
    return weight_norm(nn.Conv2d(in_channels, out_channels, side, padding=side // 2))


def torch_output(network: nn.Module, x: Any, path: int) -> Any:
    """Run one path in float64."""
    with torch.no_grad():
        return network.double().eval()(torch.from_numpy(x).double(), path).numpy()


_STEPS: dict[str, Callable[..., Any]] = {
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "clip": torch.clip,
    "sigmoid": torch.sigmoid,
    "silu": F.silu,
    "tanh": torch.tanh,
}


def stepped(steps: Steps, y: Any) -> Any:
    """Apply elementwise operators to a torch.Tensor."""
    for name, arguments in steps:
        y = _STEPS[name](y, *arguments)
    return y

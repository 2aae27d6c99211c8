"""Where a fit starts from: every path begins as the best linear upscaler of its own pixels, and learns the rest."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F

from tvm_dydca.fit.frames import Clip
from tvm_dydca.model.network import DyDcaNetwork
from tvm_dydca.model.wdsr import MEAN, WdsrPath
from tvm_dydca.patches import PathMap

_SAMPLE_PIXELS = 500_000
_MIN_FRAMES, _MAX_FRAMES = 4, 48
# What a pixel of another path counts: enough that a path with few pixels, or with none, is still determined.
_OTHER_WEIGHT = 1e-3
_RIDGE = 1e-6


def start_linear(network: DyDcaNetwork, clip: Clip, path_map: PathMap) -> None:
    """Set the 5x5 convolution from the input (``skip``) of every path by least squares, and the last (``tail``) to 0.

    The least squares are exact and take about a second; the same by gradient descent takes a good part of a short
    fit. Everything else keeps its random start. Changes ``network`` in place.
    """
    frames = int(np.clip(_SAMPLE_PIXELS // (clip.grid.height * clip.grid.width), _MIN_FRAMES, _MAX_FRAMES))
    sample = np.unique(np.linspace(0, len(clip.lr) - 1, frames).round().astype(int))
    paths = [network.path(k) for k in range(len(network.paths))]
    size = paths[0].skip.weight[0].numel() + 1
    gram = torch.zeros(len(paths), size, size, dtype=torch.float64)
    moment = torch.zeros(len(paths), size, paths[0].skip.out_channels, dtype=torch.float64)
    for f in sample:
        x = _planes(clip.lr[f])
        u = F.unfold(x, 5, padding=2)[0].T
        u = torch.cat([u, torch.ones(len(u), 1)], dim=1)
        y = F.pixel_unshuffle(_planes(clip.hr[f]), clip.scale)[0].flatten(1).T
        pixels = torch.from_numpy(clip.grid.pixel_paths(path_map[f])).flatten()
        for k in range(len(paths)):
            weighted = u * torch.where(pixels == k, 1.0, _OTHER_WEIGHT)[:, None]
            gram[k] += (weighted.T @ u).double()
            moment[k] += (weighted.T @ y).double()
    for k, path in enumerate(paths):
        ridge = _RIDGE * gram[k].diagonal().mean() * torch.eye(size, dtype=torch.float64)
        _set(path, torch.linalg.solve(gram[k] + ridge, moment[k]).float())


def _planes(frame: npt.NDArray[np.uint8]) -> torch.Tensor:
    """(H, W, 3) uint8 to (1, 3, H, W) float32, with the mean that the network subtracts taken off."""
    return torch.from_numpy(np.ascontiguousarray(frame)).permute(2, 0, 1)[None].float() / 255 - MEAN


def _set(path: WdsrPath, solution: torch.Tensor) -> None:
    with torch.no_grad():
        path.skip.weight.copy_(solution[:-1].T.reshape(path.skip.weight.shape))
        path.skip.bias.copy_(solution[-1])  # type: ignore[union-attr]
        path.tail.weight.zero_()
        path.tail.bias.zero_()  # type: ignore[union-attr]

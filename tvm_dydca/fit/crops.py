"""The crops a fit learns from: cut at random around the cells of one path."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from tvm_dydca.fit.frames import Clip
from tvm_dydca.model.wdsr import WdsrPath
from tvm_dydca.patches import PathMap

# LR pixels. About the size of a fine cell and its surroundings: at equal computation 24 gave 0.29 dB more than 34. At
# 17 the operators are too small to be fast.
CROP = 24


@dataclass(frozen=True)
class Crop:
    """A place in the clip: frame, and the LR rectangle."""

    frame: int
    top: int
    left: int
    height: int
    width: int


class CropSource:
    """Draws crops of each path, and turns crops into tensors.

    Parameters
    ----------
    clip
        The frames.
    path_map
        uint8 of (frames, fine rows, fine columns).
    paths
        Number of paths.
    """

    def __init__(self, clip: Clip, path_map: PathMap, paths: int) -> None:
        """Find the cells of each path."""
        self.clip = clip
        self.path_map = path_map
        self.cells = [np.flatnonzero(path_map.ravel() == k) for k in range(paths)]
        self.height = min(CROP, clip.grid.height)
        self.width = min(CROP, clip.grid.width)

    def draw(self, path: int, count: int, rng: np.random.Generator) -> list[Crop]:
        """Draw crops around uniformly chosen cells of the path; the path must have a cell."""
        return [self._around(int(i), rng.random(2)) for i in rng.choice(self.cells[path], size=count)]

    def spread(self, path: int, count: int) -> list[Crop]:
        """Return at most ``count`` crops centred on cells at even distances through the clip, always the same; the path
        must have a cell.
        """
        cells = self.cells[path]
        chosen = np.unique(np.linspace(0, len(cells) - 1, count).round().astype(int))
        return [self._around(int(cells[i]), np.array([0.5, 0.5])) for i in chosen]

    def _around(self, cell: int, where: npt.NDArray[np.float64]) -> Crop:
        frame, row, column = (int(i) for i in np.unravel_index(cell, self.path_map.shape))
        rows, columns = self.clip.grid.fine_edges()
        return Crop(
            frame,
            _offset(rows[row], rows[row + 1], self.height, self.clip.grid.height, float(where[0])),
            _offset(columns[column], columns[column + 1], self.width, self.clip.grid.width, float(where[1])),
            self.height,
            self.width,
        )

    def weights(self, path: int, crops: list[Crop], others: float) -> torch.Tensor:
        """Return 1 where an LR pixel is the path's, ``others`` elsewhere: float32 (crops, 1, height, width)."""
        own = [
            self.clip.grid.pixel_paths(self.path_map[c.frame])[c.top : c.top + c.height, c.left : c.left + c.width]
            == path
            for c in crops
        ]
        return torch.where(torch.from_numpy(np.stack(own)[:, None]), 1.0, others)

    def tensors(self, crops: list[Crop]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the LR crops (crops, 3, h, w) and their HR, ``scale`` times as large: float32 in [0, 1]."""
        return _planes(self.clip.lr, crops, 1), _planes(self.clip.hr, crops, self.clip.scale)


def crop_error(
    model: WdsrPath, source: CropSource, path: int, crops: list[Crop], others: float
) -> tuple[torch.Tensor, torch.Tensor, float]:
    """Run crops and compare them with the truth.

    Returns the sum of absolute errors, that of squared errors, and that of the weights of the HR values; the pixels of
    other paths weigh ``others``.
    """
    lr, hr = source.tensors(crops)
    s = source.clip.scale
    small = source.weights(path, crops, others)
    weights = small.repeat_interleave(s, 2).repeat_interleave(s, 3)
    error = model(lr) - hr
    return (error.abs() * weights).sum(), (error.detach().square() * weights).sum(), float(small.sum()) * 3 * s * s


def _offset(begin: int, end: int, size: int, frame: int, where: float) -> int:
    """Place ``size`` pixels inside the frame: around the cell [begin, end) if that is shorter, else inside it."""
    low, high = sorted((begin, end - size))
    low, high = min(max(low, 0), frame - size), min(max(high, 0), frame - size)
    return low + min(int(where * (high - low + 1)), high - low)


def _planes(frames: list[npt.NDArray[np.uint8]], crops: list[Crop], s: int) -> torch.Tensor:
    pixels = [frames[c.frame][c.top * s : (c.top + c.height) * s, c.left * s : (c.left + c.width) * s] for c in crops]
    # HWC memory seen as CHW is torch's channels_last already.
    return (torch.from_numpy(np.stack(pixels)).float() / 255).permute(0, 3, 1, 2)

"""The sender's routing: how informative each patch of a video is, and which path it takes because of that.

Also the receiver's rule for videos without a path map. Needs numpy alone; the scores come from `tvm_dydca.fit.frames`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from tvm_dydca.errors import InputError
from tvm_dydca.patches import PatchGrid, PathMap

# A patch that bicubic restores exactly has no finite PSNR.
MAX_PSNR = 100.0

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True)
class FrameScores:
    """What routing needs to know of one frame.

    ``coarse`` and ``fine`` are the PSNR in dB of a general upscaler on each patch and cell of the grid, ``activity``
    is the receiver's measure of each fine cell; float32 of ``coarse_shape``, ``fine_shape``, ``fine_shape``.
    """

    coarse: Scores
    fine: Scores
    activity: Scores


def score_frame(
    grid: PatchGrid,
    scale: int,
    lr: npt.NDArray[np.uint8],
    hr: npt.NDArray[np.uint8],
    general: npt.NDArray[np.uint8],
) -> FrameScores:
    """Score one frame.

    Parameters
    ----------
    grid
        The patch grid of the LR frame.
    scale
        HR pixels for one LR pixel.
    lr
        (H, W, 3) uint8.
    hr, general
        The true frame and the one of a general upscaler, such as bicubic: (h, w, 3) uint8, where h is at most H *
        scale and more than (H - 1) * scale, and w alike. Cells at the edge are scored on what is there.
    """
    squared = np.square(hr.astype(np.float32) - general).mean(axis=2)
    x = lr.astype(np.float32) / np.float32(255)
    rows, columns = grid.fine_edges()
    active = [
        [activity(x[top:bottom, left:right].transpose(2, 0, 1)) for left, right in pairwise(columns)]
        for top, bottom in pairwise(rows)
    ]
    return FrameScores(
        _cell_psnr(squared, *grid.coarse_edges(), scale),
        _cell_psnr(squared, rows, columns, scale),
        np.array(active, np.float32),
    )


def activity(x: npt.NDArray[Any]) -> float:
    """Measure how much an LR patch (3, H, W) in [0, 1] changes from pixel to pixel: the receiver's score.

    The absolute differences between neighbouring rows and between neighbouring columns, summed, over 3 H W. The
    compiled gate computes the same (`tvm_dydca.importer.spec.ActivityRouting`).
    """
    down = np.abs(x[:, 1:, :] - x[:, :-1, :])
    across = np.abs(x[:, :, 1:] - x[:, :, :-1])
    return float(down.sum() + across.sum()) / x.size


def path_map_from_scores(coarse: Scores, fine: Scores, grid: PatchGrid, paths: int) -> PathMap:
    """Route every fine cell of a video, coarse to fine.

    The patches with the lowest PSNR, a share of 1 - 1 / (2 * paths) of all the clip's, are informative: they are
    split in 2x2 cells, and each cell is routed by its own PSNR, the lowest to path 0. Whatever else there is takes
    the cheapest path. Shares are of the ranking within the clip, never PSNR in dB, so that neither the scale nor the
    clip sends everything one way. Each path gets about the same share of the cells.

    Parameters
    ----------
    coarse, fine
        PSNR of (frames, rows, columns) of the grid's ``coarse_shape`` and ``fine_shape``.
    grid
        The patch grid.
    paths
        Number of paths.

    Returns
    -------
    ndarray
        uint8 of (frames, fine rows, fine columns).
    """
    rows, columns = grid.fine_shape
    cheapest = paths - 1
    ids = np.full(fine.shape, cheapest, np.uint8)
    informative_share = 1 - 1 / (2 * paths)
    informative = _rank(coarse) < round(informative_share * coarse.size)
    split = informative.repeat(2, axis=1).repeat(2, axis=2)[:, :rows, :columns]
    # Ranks within the informative cells; equal shares of all cells, as far as the informative ones reach.
    share = min(fine.size / paths, int(split.sum()) * 2 / (2 * paths - 1))
    ids[split] = np.minimum(_rank(fine[split]) // max(share, 1), cheapest)
    return ids


def gate_thresholds(activities: Scores, path_map: PathMap, paths: int) -> tuple[float, ...]:
    """Choose the receiver's thresholds, so that `gate` gives each path as many cells as the sender's map does.

    Both arrays are (frames, fine rows, fine columns). Returns ``paths - 1`` descending thresholds.
    """
    descending = np.sort(activities, axis=None)[::-1]
    ends = np.cumsum(np.bincount(path_map.ravel(), minlength=paths))[:-1]
    # Halfway between the neighbours in the ranking, so that float32 and the compiled gate agree about either.
    padded = np.concatenate([descending[:1] + 1, descending, descending[-1:] - 1]).astype(np.float64)
    return tuple(float(padded[end] + padded[end + 1]) / 2 for end in ends)


def gate(activities: npt.NDArray[Any], thresholds: tuple[float, ...]) -> PathMap:
    """Route by the receiver's rule: a cell's path is the number of thresholds that its activity is below."""
    below: PathMap = (activities[..., None] < np.array(thresholds)).sum(axis=-1, dtype=np.uint8)
    return below


def check_paths(paths: int) -> None:
    """Raise InputError unless a clip can be fitted with this many paths."""
    if not 1 <= paths <= 8:
        raise InputError(f"the number of paths is {paths}; give 1 to 8 (the paper reports 2, 3 and 4).")


def _rank(scores: Scores) -> npt.NDArray[np.intp]:
    """Return each score's place in ascending order; equal ones keep the order of frames, rows and columns."""
    ranks = np.empty(scores.size, np.intp)
    ranks[np.argsort(scores, axis=None, kind="stable")] = np.arange(scores.size)
    return ranks.reshape(scores.shape)


def _cell_psnr(squared: Scores, rows: list[int], columns: list[int], scale: int) -> Scores:
    """Return the PSNR in dB of each cell from the squared error of each HR pixel, in levels of 8 bit."""
    tops, lefts = np.array(rows[:-1]) * scale, np.array(columns[:-1]) * scale
    total = np.add.reduceat(np.add.reduceat(squared.astype(np.float64), tops, axis=0), lefts, axis=1)
    heights = np.diff([*tops, squared.shape[0]])
    widths = np.diff([*lefts, squared.shape[1]])
    mse = total / np.outer(heights, widths)
    least = 255.0**2 / 10 ** (MAX_PSNR / 10)
    psnr: Scores = (10 * np.log10(255.0**2 / np.maximum(mse, least))).astype(np.float32)
    return psnr

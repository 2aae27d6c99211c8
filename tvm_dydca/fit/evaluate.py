"""The receiver in PyTorch: how well a checkpoint restores its video through windows, and what the windows' seams cost.

A window reads a halo around what it produces and pads with zeros beyond it, where the whole frame would have had
pixels. The figures of `Evaluation` compare that with the same paths run seamlessly, on whole frames. By them the
default halo is 4 LR pixels, the least that costs less than 0.05 dB at the borders of windows. Measured on 25 frames
of 640x272, x4, after a fit of 170 s, two paths, seamless 35.09 dB and 35.69 dB at the borders:

====  =======  =============  ==================
halo  PSNR dB  at borders dB  computation
====  =======  =============  ==================
0     34.79    33.83          1.00
2     35.06    35.51          1.16
3     35.08    35.63          1.24
4     35.09    35.68          1.33
6     35.09    35.69          1.51
10    35.09    35.69          1.91 (no seam left)
====  =======  =============  ==================

Windows of larger frames are larger, so their halos cost less.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from tvm_dydca.errors import InputError
from tvm_dydca.fit.frames import mean_psnr
from tvm_dydca.fit.workers import Workers
from tvm_dydca.model.checkpoint import Checkpoint
from tvm_dydca.model.network import DyDcaNetwork
from tvm_dydca.patches import PatchGrid, PathMap, Window, cover
from tvm_dydca.video import VideoReader, downscale, psnr, upscale_bicubic

# LR pixels from a window's border within which a pixel counts as at the border.
BORDER = 2

Rgb = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Evaluation:
    """PSNR in dB of a checkpoint on its video: means over frames, after rounding to 8 bit, over the true area.

    Parameters
    ----------
    frames
        How many frames were restored.
    psnr, bicubic_psnr, seamless_psnr
        Of the windows, of bicubic, and of the paths run on whole frames and composed by the path map.
    border_psnr, border_seamless_psnr
        The first and the last of these, over the pixels within `BORDER` LR pixels of a window's border inside the
        frame; nan where there is none.
    inner_psnr, inner_seamless_psnr
        The same over all other pixels.
    relative_compute
        Multiply-accumulates of the windows, with their halos, over those of the same cells without a halo.
    windows_per_frame
        Mean number of windows, that is calls, for a frame.
    """

    frames: int
    psnr: float
    bicubic_psnr: float
    seamless_psnr: float
    border_psnr: float
    border_seamless_psnr: float
    inner_psnr: float
    inner_seamless_psnr: float
    relative_compute: float
    windows_per_frame: float


def evaluate(
    checkpoint: Checkpoint,
    frames: Iterable[tuple[int, Rgb]],
    *,
    halo: int | None = None,
    threads: int | None = None,
) -> Evaluation:
    """Restore frames from their low resolution and compare them with the truth.

    Parameters
    ----------
    checkpoint
        A fitted video.
    frames
        Pairs of the index in the video and the true frame, (height, width, 3) uint8; `video_frames` gives them.
    halo
        LR pixels, instead of the checkpoint's.
    threads
        See `Workers`.

    Raises
    ------
    InputError
        Where there is no frame, or one that the checkpoint was not fitted to.
    """
    grid = checkpoint.grid if halo is None else replace(checkpoint.grid, halo=halo)
    network = checkpoint.network()
    costs = [network.path(k).macs_per_pixel for k in range(len(network.paths))]
    height, width = checkpoint.source.height, checkpoint.source.width
    true_area = (slice(0, height), slice(0, width))
    rows = []
    windows, read, written = 0, 0, 0
    with Workers(threads) as workers:
        for index, hr in frames:
            if not 0 <= index < checkpoint.source.frames or hr.shape[:2] != (height, width):
                raise InputError(
                    f"frame {index} of {hr.shape[1]}x{hr.shape[0]} is not in the video of the checkpoint: "
                    f"{checkpoint.source.frames} frames of {width}x{height}. Give the video it was fitted to."
                )
            ids = checkpoint.path_map[index]
            lr = downscale(hr, checkpoint.scale)
            calls = cover(grid, ids)
            windowed = restore(network, grid, calls, lr, workers)[true_area]
            seamless = restore(network, grid, _whole_frames(grid, ids), lr, workers, grid.pixel_paths(ids))[true_area]
            border = border_pixels(grid, calls, checkpoint.scale)[true_area]
            bicubic = upscale_bicubic(lr, checkpoint.scale, height, width)
            rows.append((psnr(hr, bicubic), *_figures(hr, windowed, border), *_figures(hr, seamless, border)))
            windows += len(calls)
            read += sum(costs[k] * w.read_height * w.read_width for k, w in calls)
            written += sum(costs[k] * w.height * w.width for k, w in calls)
    if not rows:
        raise InputError("there is no frame to evaluate. Give at least one.")
    means = [mean_psnr([v for v in column if not math.isnan(v)]) for column in zip(*rows)]
    return Evaluation(
        frames=len(rows),
        bicubic_psnr=means[0],
        psnr=means[1],
        border_psnr=means[2],
        inner_psnr=means[3],
        seamless_psnr=means[4],
        border_seamless_psnr=means[5],
        inner_seamless_psnr=means[6],
        relative_compute=read / written,
        windows_per_frame=windows / len(rows),
    )


def video_frames(path: str | Path, every: int = 1) -> Iterator[tuple[int, Rgb]]:
    """Yield index and picture of every so many frames of a video."""
    with VideoReader(path) as reader:
        for frame in reader:
            if frame.index % every == 0:
                yield frame.index, frame.rgb


def restore(
    network: DyDcaNetwork,
    grid: PatchGrid,
    calls: list[tuple[int, Window]],
    lr: Rgb,
    workers: Workers,
    only: PathMap | None = None,
) -> Rgb:
    """Run the calls of one frame and put their outputs together.

    Parameters
    ----------
    network
        The paths.
    grid
        Its size is that of ``lr``.
    calls
        Paths and windows, as `cover` gives them.
    lr
        (H, W, 3) uint8.
    workers
        Run the calls.
    only
        Path ids of (H, W): a call then writes only the pixels of its own path, so that windows may overlap.

    Returns
    -------
    ndarray
        (H * scale, W * scale, 3) uint8.
    """
    s = network.scale
    x = (torch.from_numpy(lr).float() / 255).permute(2, 0, 1)[None]
    out = np.zeros((grid.height * s, grid.width * s, 3), np.uint8)

    def call(path: int, window: Window) -> Rgb:
        rows, columns = window.read_slices()
        with torch.no_grad():
            y = network(x[:, :, rows, columns], path)[0]
        rows, columns = window.crop_slices(s)
        return np.asarray(y[:, rows, columns].clamp(0, 1).mul(255).round().byte().permute(1, 2, 0))

    for (path, window), pixels in zip(calls, workers.map(call, *zip(*calls))):
        target = out[window.write_slices(s)]
        if only is None:
            target[:] = pixels
        else:
            own = (only[window.write_slices(1)] == path).repeat(s, axis=0).repeat(s, axis=1)
            target[own] = pixels[own]
    return out


def border_pixels(grid: PatchGrid, calls: list[tuple[int, Window]], scale: int) -> npt.NDArray[np.bool_]:
    """Return which SR pixels lie within `BORDER` LR pixels of a window's border; the frame's own border is none."""
    inner = np.zeros((grid.height, grid.width), np.bool_)
    for _, w in calls:
        top = w.top + (BORDER if w.top else 0)
        left = w.left + (BORDER if w.left else 0)
        bottom = w.top + w.height - (BORDER if w.top + w.height < grid.height else 0)
        right = w.left + w.width - (BORDER if w.left + w.width < grid.width else 0)
        inner[top : max(top, bottom), left : max(left, right)] = True
    return ~inner.repeat(scale, axis=0).repeat(scale, axis=1)


def _whole_frames(grid: PatchGrid, ids: PathMap) -> list[tuple[int, Window]]:
    """Return a call over the whole frame for each path that the frame has."""
    whole = Window(0, 0, grid.height, grid.width, 0, 0, grid.height, grid.width)
    return [(int(k), whole) for k in np.unique(ids)]


def _figures(hr: Rgb, out: Rgb, border: npt.NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return the PSNR of all pixels, of those at the border, and of the others; nan where there is none."""
    parts = [psnr(hr[mask][None], out[mask][None]) if mask.any() else math.nan for mask in (border, ~border)]
    return psnr(hr, out), parts[0], parts[1]

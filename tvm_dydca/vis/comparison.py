"""The comparison picture: one frame with its path map drawn over it, and crops of bicubic, SR and original."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tvm_dydca.errors import MissingDependencyError
from tvm_dydca.patches import PatchGrid, PathMap
from tvm_dydca.video import psnr

Image = npt.NDArray[np.uint8]

COLOURS = ("#e8590c", "#1c7ed6", "#2f9e44", "#9c36b5", "#f08c00", "#0c8599", "#c2255c", "#5c940d")
"""Of the paths, the largest first."""
CROP_CELLS = 2
"""Sides of a crop in fine cells."""


def draw_comparison(
    out: str | Path,
    *,
    original: Image,
    restored: Image,
    bicubic: Image,
    ids: PathMap,
    grid: PatchGrid,
    scale: int,
    title: str,
) -> Path:
    """Write the picture as PNG.

    Parameters
    ----------
    original, restored, bicubic : one frame, uint8 (H, W, 3), all of one size
    ids : path id of each fine cell of the frame
    grid, scale : where the cells are
    title : line above the frame
    """
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingDependencyError("the picture needs matplotlib: pip install 'tvm_dydca[vis]'") from None

    crops = choose_crops(original, restored, bicubic, grid, scale)
    aspect = original.shape[0] / original.shape[1]
    figure = Figure(figsize=(12, 12 * aspect + 3.3 * len(crops) + 0.6), layout="constrained", dpi=110)
    parts: Any = figure.subfigures(2, 1, height_ratios=[12 * aspect + 0.6, 3.3 * len(crops)])
    top, bottom = parts
    _draw_frame(top.subplots(), restored, ids, grid, scale, crops, title)
    axes = bottom.subplots(len(crops), 3, squeeze=False)
    for row, (area, number) in zip(axes, zip(crops, "ABC")):
        for axis, (name, image) in zip(row, (("bicubic", bicubic), ("Dy-DCA", restored), ("original", original))):
            axis.imshow(image[area], interpolation="nearest")
            axis.set_axis_off()
            quality = "" if image is original else f", {psnr(original[area], image[area]):.1f} dB"
            axis.set_title(f"{number}: {name}{quality}", fontsize=10)
    path = Path(out)
    with matplotlib.rc_context({"savefig.facecolor": "white"}):
        figure.savefig(path, format="png")
    return path


def choose_crops(
    original: Image, restored: Image, bicubic: Image, grid: PatchGrid, scale: int, count: int = 3
) -> list[tuple[slice, slice]]:
    """Choose up to `count` areas that do not overlap, of `CROP_CELLS` cells a side, where bicubic is worst.

    They are where the network has most to do, whether it does it well or not.
    """
    height, width = original.shape[:2]
    rows = min(CROP_CELLS * grid.patch_height // 2 * scale, height)
    columns = min(CROP_CELLS * grid.patch_width // 2 * scale, width)
    error = np.square(bicubic.astype(np.float32) - original).mean(axis=2)
    candidates = [
        (float(error[top : top + rows, left : left + columns].mean()), top, left)
        for top in sorted({*range(0, height - rows + 1, max(rows // 2, 1)), height - rows})
        for left in sorted({*range(0, width - columns + 1, max(columns // 2, 1)), width - columns})
    ]
    chosen: list[tuple[int, int]] = []
    for _, top, left in sorted(candidates, reverse=True):
        if all(abs(top - t) >= rows or abs(left - le) >= columns for t, le in chosen) and len(chosen) < count:
            chosen.append((top, left))
    return [(slice(top, top + rows), slice(left, left + columns)) for top, left in chosen]


def _draw_frame(
    axis: Any, image: Image, ids: PathMap, grid: PatchGrid, scale: int, crops: list[tuple[slice, slice]], title: str
) -> None:
    from matplotlib.patches import Patch, Rectangle

    axis.imshow(image, interpolation="nearest")
    axis.set_axis_off()
    axis.set_title(title, fontsize=11)
    rows, columns = (np.array(edges) * scale for edges in grid.fine_edges())
    for i, (top, bottom) in enumerate(pairwise(rows)):
        for j, (left, right) in enumerate(pairwise(columns)):
            colour = COLOURS[int(ids[i, j]) % len(COLOURS)]
            place = ((left - 0.5, top - 0.5), right - left, bottom - top)
            axis.add_patch(Rectangle(*place, facecolor=colour, alpha=0.28, edgecolor=colour, linewidth=0.6))
    for (down, across), name in zip(crops, "ABC"):
        place = ((across.start, down.start), across.stop - across.start, down.stop - down.start)
        axis.add_patch(Rectangle(*place, fill=False, edgecolor="white", linewidth=1.6))
        axis.text(across.start + 4, down.start + 6, name, color="white", fontsize=12, fontweight="bold", va="top")
    paths = [int(k) for k in np.unique(ids)]
    handles = [Patch(color=COLOURS[k % len(COLOURS)], alpha=0.6, label=f"path {k}") for k in paths]
    axis.legend(handles=handles, loc="lower right", fontsize=9, framealpha=0.9)

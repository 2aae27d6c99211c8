"""The patch grid of a video: what the sender's path map is laid over and what the receiver cuts its windows from.

Needs numpy alone. Everything is in low-resolution pixels, in half-open intervals. A frame is covered by coarse
patches; each may be split into 2x2 fine ones, so a path map has one path id for each fine cell. ``cover`` turns the
map of one frame into windows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tvm_dydca.errors import InputError

PathMap = npt.NDArray[np.uint8]

_LONG_SIDE_PATCHES = 10
_SHORT_SIDE_PATCHES = 5
_MIN_PATCH = 32
# LR pixels; `tvm_dydca.fit.evaluate` says how it was chosen.
DEFAULT_HALO = 4


@dataclass(frozen=True)
class Window:
    """One call of a path: the rectangle that it produces and the one that it reads, both in LR pixels.

    The rectangle read is the one produced and the halo around it, clipped to the frame.
    """

    top: int
    left: int
    height: int
    width: int
    read_top: int
    read_left: int
    read_height: int
    read_width: int

    def read_slices(self) -> tuple[slice, slice]:
        """Rows and columns of the LR frame that the call reads."""
        return (
            slice(self.read_top, self.read_top + self.read_height),
            slice(self.read_left, self.read_left + self.read_width),
        )

    def write_slices(self, scale: int) -> tuple[slice, slice]:
        """Rows and columns of the SR frame (of the LR frame, for scale 1) that the call produces."""
        return (
            slice(self.top * scale, (self.top + self.height) * scale),
            slice(self.left * scale, (self.left + self.width) * scale),
        )

    def crop_slices(self, scale: int) -> tuple[slice, slice]:
        """Rows and columns of the call's own output that belong to ``write_slices``; the rest is halo."""
        top, left = self.top - self.read_top, self.left - self.read_left
        return (slice(top * scale, (top + self.height) * scale), slice(left * scale, (left + self.width) * scale))


@dataclass(frozen=True)
class PatchGrid:
    """Coarse patches over an LR frame, each of them two fine cells high and wide.

    Patches and cells at the bottom and the right edge are cut short, so every pixel of a frame of any size lies in
    exactly one.
    """

    height: int
    width: int
    patch_height: int
    patch_width: int
    halo: int = DEFAULT_HALO

    def __post_init__(self) -> None:
        """Raise InputError for sizes out of range."""
        for name, value, least in (
            ("height", self.height, 1),
            ("width", self.width, 1),
            ("patch_height", self.patch_height, 2),
            ("patch_width", self.patch_width, 2),
            ("halo", self.halo, 0),
        ):
            if not isinstance(value, int) or value < least:
                raise InputError(f"patch grid: {name} is {value!r}; give a whole number of at least {least}.")
        for name, value in (("patch_height", self.patch_height), ("patch_width", self.patch_width)):
            if value % 2:
                raise InputError(f"patch grid: {name} is {value}; it must be even, so that a patch splits into 2x2.")

    @classmethod
    def for_frame(cls, height: int, width: int, *, halo: int = DEFAULT_HALO) -> PatchGrid:
        """Choose patches for an LR frame of any size.

        Ten along the longer side and five along the shorter, but none below 32 pixels unless the frame is.

        960x540 gives patches 96 wide and 108 high, the grid of the released code of the paper (arXiv 2407.02813).
        """
        tall = height > width
        rows, columns = (_LONG_SIDE_PATCHES, _SHORT_SIDE_PATCHES) if tall else (_SHORT_SIDE_PATCHES, _LONG_SIDE_PATCHES)
        return cls(height, width, _patch_size(height, rows), _patch_size(width, columns), halo)

    @property
    def coarse_shape(self) -> tuple[int, int]:
        """Rows and columns of coarse patches."""
        return (-(-self.height // self.patch_height), -(-self.width // self.patch_width))

    @property
    def fine_shape(self) -> tuple[int, int]:
        """Rows and columns of fine cells: the shape of one frame's path map."""
        return (-(-self.height // (self.patch_height // 2)), -(-self.width // (self.patch_width // 2)))

    def fine_edges(self) -> tuple[list[int], list[int]]:
        """Return where the rows and the columns of fine cells begin, and last the frame's end: ascending LR pixels."""
        return (
            [*range(0, self.height, self.patch_height // 2), self.height],
            [*range(0, self.width, self.patch_width // 2), self.width],
        )

    def coarse_edges(self) -> tuple[list[int], list[int]]:
        """Return the same for the coarse patches."""
        return (
            [*range(0, self.height, self.patch_height), self.height],
            [*range(0, self.width, self.patch_width), self.width],
        )

    def pixel_paths(self, ids: PathMap, scale: int = 1) -> PathMap:
        """Spread the path ids of one frame over its pixels: to (height * scale, width * scale)."""
        self.check_ids(ids)
        rows, columns = self.fine_edges()
        return ids.repeat(np.diff(rows) * scale, axis=0).repeat(np.diff(columns) * scale, axis=1)

    def check_ids(self, ids: PathMap) -> None:
        """Raise InputError unless ``ids`` is a uint8 array of ``fine_shape``: one frame of a path map."""
        if ids.dtype != np.uint8 or ids.shape != self.fine_shape:
            raise InputError(
                f"the path map of a frame is {ids.dtype} of shape {ids.shape}; a {self.width}x{self.height} frame in "
                f"patches of {self.patch_width}x{self.patch_height} needs uint8 of {self.fine_shape} (rows, columns)."
            )


def cover(
    grid: PatchGrid, ids: PathMap, max_height: int | None = None, max_width: int | None = None
) -> list[tuple[int, Window]]:
    """Cut one frame into windows of one path each, so that every pixel is produced exactly once.

    Neighbouring cells of one path are merged: from the first free cell a rectangle grows right then down, or down
    then right, whichever is larger. This is what makes the shapes of the calls dynamic, and it saves most of the
    halo's cost.

    Parameters
    ----------
    grid
        The patch grid, with the halo.
    ids
        One frame of the path map: uint8 of ``grid.fine_shape``.
    max_height, max_width
        Most LR pixels that a window may read, its halo included; None for no bound. What exceeds it is split in
        nearly equal parts.

    Returns
    -------
    list of (path id, Window)
        From top to bottom, then from left to right; the same for the same arguments.

    Raises
    ------
    InputError
        For a path map of the wrong shape, or a bound that leaves no pixel inside the halo.
    """
    grid.check_ids(ids)
    for name, bound in (("max_height", max_height), ("max_width", max_width)):
        if bound is not None and bound <= 2 * grid.halo:
            raise InputError(
                f"{name} is {bound}; with a halo of {grid.halo} a window needs at least {2 * grid.halo + 1}."
            )
    row_edges, column_edges = grid.fine_edges()
    windows = []
    for path, r0, r1, c0, c1 in _rectangles(ids.tolist()):
        for top, height in _split(row_edges[r0], row_edges[r1], grid.height, grid.halo, max_height):
            for left, width in _split(column_edges[c0], column_edges[c1], grid.width, grid.halo, max_width):
                windows.append((path, _window(grid, top, left, height, width)))
    return windows


def _patch_size(length: int, count: int) -> int:
    """Return an even patch size near ``length / count`` whose last patch is as near to a whole one as can be had."""
    count = max(1, min(count, length // _MIN_PATCH))
    least = -(-length // count)
    least += least % 2

    def last_share(size: int) -> float:
        return (length - (-(-length // size) - 1) * size) / size

    return max(range(least, least + least // 4 + 1, 2), key=last_share)


def _window(grid: PatchGrid, top: int, left: int, height: int, width: int) -> Window:
    read_top, read_left = max(0, top - grid.halo), max(0, left - grid.halo)
    read_bottom = min(grid.height, top + height + grid.halo)
    read_right = min(grid.width, left + width + grid.halo)
    return Window(top, left, height, width, read_top, read_left, read_bottom - read_top, read_right - read_left)


def _rectangles(ids: list[list[int]]) -> list[tuple[int, int, int, int, int]]:
    """Merge equal cells to rectangles (id, row begin, row end, column begin, column end)."""
    rows, columns = len(ids), len(ids[0])
    free = [
        row[:] for row in ids
    ]  # a cell that is taken becomes -1, so one comparison sees both "another path" and "taken"
    found = []
    for r in range(rows):
        for c in range(columns):
            path = free[r][c]
            if path < 0:
                continue
            wide = c + 1
            while wide < columns and free[r][wide] == path:
                wide += 1
            run = [path] * (wide - c)
            low = r + 1
            while low < rows and free[low][c:wide] == run:
                low += 1
            tall = r + 1
            while tall < rows and free[tall][c] == path:
                tall += 1
            right = c + 1
            while right < wide and all(free[i][right] == path for i in range(r, tall)):
                right += 1
            bottom, end = (low, wide) if (low - r) * (wide - c) >= (tall - r) * (right - c) else (tall, right)
            for i in range(r, bottom):
                free[i][c:end] = [-1] * (end - c)
            found.append((path, r, bottom, c, end))
    return found


def _split(begin: int, end: int, frame: int, halo: int, bound: int | None) -> list[tuple[int, int]]:
    """Split [begin, end) in nearly equal parts (begin, length) that read at most ``bound`` pixels of the frame each."""
    length = end - begin
    if bound is None or min(frame, end + halo) - max(0, begin - halo) <= bound:
        return [(begin, length)]
    parts = -(-length // (bound - 2 * halo))
    cuts = [begin + length * i // parts for i in range(parts + 1)]
    return [(a, b - a) for a, b in pairwise(cuts)]

"""Whole frames through a session: routed by the path map or by the receiver's rule, cut into windows, put together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tvm_dydca import artifact as artifacts
from tvm_dydca.errors import InputError
from tvm_dydca.patches import PatchGrid, PathMap, Window, cover
from tvm_dydca.runtime.session import Session

Image = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class RoutedFrame:
    """One upscaled frame: the image, uint8 (H, W, 3), the path id of each cell, and the windows that were run."""

    image: Image
    ids: PathMap
    windows: tuple[tuple[int, Window], ...]


class FrameUpscaler:
    """Upscales the frames of one video.

    Parameters
    ----------
    session : the loaded artifact
    height, width : of the low-resolution frames, in pixels
    use_path_map : take the sender's path map where the artifact has one for frames of this size; else the rule decides

    Attributes
    ----------
    grid : patches and halo
    mapped_frames : frames that the path map covers, 0 without one
    out_height, out_width : of the upscaled frames
    """

    def __init__(self, session: Session, height: int, width: int, *, use_path_map: bool = True):
        self.session = session
        video = session.artifact.manifest.get("video") or {}
        fitted = PatchGrid(**video["grid"]) if video else None
        if fitted is not None and (fitted.height, fitted.width) == (height, width):
            self.grid = fitted
            source = video["source"]
            self.out_height, self.out_width = source["height"], source["width"]
        else:
            halo = {} if fitted is None else {"halo": fitted.halo}
            self.grid = PatchGrid.for_frame(height, width, **halo)
            self.out_height, self.out_width = height * session.scale, width * session.scale
            fitted = None
        self._map = _read_path_map(session) if use_path_map and fitted is not None else None
        self.mapped_frames = 0 if self._map is None else len(self._map)

    def upscale(self, frame: Image, index: int | None = None) -> RoutedFrame:
        """Upscale a frame.

        Parameters
        ----------
        frame : uint8 (height, width, 3), RGB
        index : its number in the video, which finds its path map; the rule decides for None and beyond the map
        """
        if frame.shape != (self.grid.height, self.grid.width, 3) or frame.dtype != np.uint8:
            raise InputError(
                f"frame is {frame.dtype} {frame.shape}; expected uint8 {(self.grid.height, self.grid.width, 3)}"
            )
        x = np.ascontiguousarray(frame.transpose(2, 0, 1), np.float32)[None] / np.float32(255)
        ids = self._map[index] if self._map is not None and index is not None and index < len(self._map) else None
        if ids is None:
            ids = self._route(x)
        bounds = self.session.bounds
        windows = tuple(cover(self.grid, ids, bounds["H"][1], bounds["W"][1]))
        scale = self.session.scale
        out = np.empty((3, self.grid.height * scale, self.grid.width * scale), np.float32)
        for path, window in windows:
            rows, columns = window.read_slices()
            patch = self.session.run(x[:, :, rows, columns], path=path)[0]
            rows, columns = window.write_slices(scale)
            inner_rows, inner_columns = window.crop_slices(scale)
            out[:, rows, columns] = patch[:, inner_rows, inner_columns]
        return RoutedFrame(to_image(out)[: self.out_height, : self.out_width], ids, windows)

    def _route(self, x: npt.NDArray[np.float32]) -> PathMap:
        """Decide each cell by the network's own rule: heights look at whole patches, content at fine cells."""
        if self.session.routed_by_height:
            heights = np.diff(self.grid.coarse_edges()[0])
            fine_rows, fine_columns = self.grid.fine_shape
            by_row = np.array([self.session.path_of_height(int(height)) for height in heights], np.uint8)
            return by_row.repeat(2)[:fine_rows, None].repeat(fine_columns, axis=1)
        rows, columns = self.grid.fine_edges()
        most_rows, most_columns = self.session.bounds["H"][1], self.session.bounds["W"][1]
        ids = np.empty(self.grid.fine_shape, np.uint8)
        for i, (top, bottom) in enumerate(pairwise(rows)):
            for j, (left, right) in enumerate(pairwise(columns)):
                # Of a cell beyond the bounds, as much as the gate accepts.
                bottom, right = min(bottom, top + most_rows), min(right, left + most_columns)
                ids[i, j] = self.session.route(x[:, :, top:bottom, left:right])
        return ids


def to_image(values: npt.NDArray[np.float32]) -> Image:
    """(3, H, W) float in [0, 1] to (H, W, 3) uint8, rounded to nearest and clipped."""
    levels = values * np.float32(255)
    np.rint(levels, out=levels)
    planes = levels.clip(0, 255, out=levels).astype(np.uint8)
    image = np.empty((*values.shape[1:], 3), np.uint8)
    for channel, plane in enumerate(planes):  # a third of the time of transposing and copying
        image[:, :, channel] = plane
    return image


def _read_path_map(session: Session) -> PathMap | None:
    file = session.artifact.path / artifacts.PATH_MAP
    if not file.is_file():
        return None
    with np.load(file) as arrays:
        path_map: PathMap = arrays["path_map"]
    return path_map

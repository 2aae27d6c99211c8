"""The size at which each path of a network mostly runs, and how much of a video takes it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from tvm_dydca.importer import ImportedNetwork
from tvm_dydca.patches import cover

PATCH = (108, 96)
"""Height and width where no video says more: the patch of the paper's released code for frames of 960x540."""
_FRAMES = 24


@dataclass(frozen=True)
class Typical:
    """Of a path: the size of a call in its middle by pixels, and the path's share of all pixels that calls read."""

    height: int
    width: int
    share: float


class TypicalSizes:
    """The typical size of each path of a network.

    Parameters
    ----------
    network : its path map, where it has one, tells the windows of `patches.cover`, of frames spread over the video;
        else every path has `PATCH`, as far as the bounds allow, and an equal share. None for a module of no known
        network, which has no typical sizes
    """

    def __init__(self, network: ImportedNetwork | None):
        self._paths = {} if network is None else _of_network(network)

    def of(self, function: str) -> Typical | None:
        """Return the typical size of a function: ``path_k``, or a version of one."""
        found = re.match(r"path_(\d+)", function)
        return self._paths.get(int(found.group(1))) if found else None

    def dims(self, function: str) -> dict[str, int] | None:
        """Return the height and width of `of` by the names that the importer gives them."""
        found = self.of(function)
        return None if found is None else {"H": found.height, "W": found.width}


def _of_network(network: ImportedNetwork) -> dict[int, Typical]:
    paths, bounds = range(len(network.spec.paths)), network.bounds
    default = (min(PATCH[0], bounds.height[1]), min(PATCH[1], bounds.width[1]))
    if network.grid is None or network.path_map is None:
        return {path: Typical(*default, 1 / len(paths)) for path in paths}
    frames = np.linspace(0, len(network.path_map) - 1, min(_FRAMES, len(network.path_map))).astype(int)
    sizes: dict[int, list[tuple[int, int, int]]] = {path: [] for path in paths}
    for frame in frames:
        for path, window in cover(network.grid, network.path_map[frame], bounds.height[1], bounds.width[1]):
            height, width = window.read_height, window.read_width
            sizes[path].append((height * width, height, width))
    total = sum(area for found in sizes.values() for area, _, _ in found)
    return {path: _middle(found, total, default) for path, found in sizes.items()}


def _middle(sizes: list[tuple[int, int, int]], total: int, default: tuple[int, int]) -> Typical:
    """Take the window at which half of the pixels lie in smaller ones."""
    if not sizes:
        return Typical(*default, 0.0)
    sizes = sorted(sizes)
    areas = np.cumsum([area for area, _, _ in sizes])
    _, height, width = sizes[int(np.searchsorted(areas, areas[-1] / 2))]
    return Typical(height, width, float(areas[-1]) / total)

"""The dynamic network that a video is overfitted with: independent paths, the largest first; the router is outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import torch
from torch import nn

from tvm_dydca.errors import InputError
from tvm_dydca.model.wdsr import MAX_SCALE, MIN_SCALE, WdsrPath

#: Residual blocks of each path for the numbers of paths that the paper reports.
DEFAULT_BLOCKS: dict[int, tuple[int, ...]] = {1: (4,), 2: (4, 2), 3: (4, 3, 2), 4: (5, 4, 3, 2)}


class DyDcaNetwork(nn.Module):
    """Paths of falling depth over the same input; path 0 is the largest.

    Parameters
    ----------
    blocks
        Residual blocks of each path, none deeper than the one before.
    scale, width, expansion
        As in `WdsrPath`, common to all paths.

    Raises
    ------
    InputError
        For no path, a path without blocks, paths out of order, a scale out of 1 to 8, or a width or an expansion
        below 1.
    """

    def __init__(self, blocks: Sequence[int] = (4, 2), scale: int = 4, width: int = 32, expansion: int = 2) -> None:
        """Make the paths with random parameters."""
        super().__init__()
        if not blocks or min(blocks) < 1 or list(blocks) != sorted(blocks, reverse=True):
            raise InputError(
                f"blocks are {tuple(blocks)}; give at least 1 for every path, the largest path first, such as (4, 2)."
            )
        if not MIN_SCALE <= scale <= MAX_SCALE:
            raise InputError(f"scale is {scale}; it must be {MIN_SCALE} to {MAX_SCALE}.")
        if width < 1 or expansion < 1:
            raise InputError(f"width is {width} and expansion is {expansion}; both must be at least 1.")
        self.scale = scale
        self.paths = nn.ModuleList(WdsrPath(n, scale, width, expansion) for n in blocks)

    def path(self, index: int) -> WdsrPath:
        """Return path ``index``: 0 is the largest."""
        return cast(WdsrPath, self.paths[index])

    def forward(self, x: torch.Tensor, path: int = 0) -> torch.Tensor:
        """Run one path: (N, 3, H, W) in [0, 1] to (N, 3, H * scale, W * scale)."""
        return self.path(path)(x)  # type: ignore[no-any-return]

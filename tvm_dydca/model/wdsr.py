"""One path of the dynamic network: WDSR as the released code of Dy-DCA builds it, without weight normalisation."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

MEAN = 0.5
MIN_SCALE, MAX_SCALE = 1, 8


class WdsrBlock(nn.Module):
    """A residual block: conv3x3 to ``width * expansion`` channels, ReLU, conv3x3 back, plus the input."""

    def __init__(self, width: int, expansion: int) -> None:
        """Make the block with random parameters."""
        super().__init__()
        self.expand = nn.Conv2d(width, width * expansion, 3, padding=1)
        self.project = nn.Conv2d(width * expansion, width, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(N, width, H, W) to the same shape."""
        y: torch.Tensor = self.project(F.relu(self.expand(x)))
        return x + y


class WdsrPath(nn.Module):
    """WDSR (Yu et al., arXiv 1808.08718) in the form of Dy-DCA (arXiv 2407.02813): one path of the network.

    Parameters
    ----------
    blocks
        Residual blocks, at least 1.
    scale
        Upscaling factor of both sides.
    width
        Channels between the blocks.
    expansion
        How many times as many channels lie inside a block.
    """

    def __init__(self, blocks: int, scale: int, width: int = 32, expansion: int = 2) -> None:
        """Make the path with random parameters."""
        super().__init__()
        self.scale, self.width, self.expansion = scale, width, expansion
        self.head = nn.Conv2d(3, width, 3, padding=1)
        self.blocks = nn.ModuleList(WdsrBlock(width, expansion) for _ in range(blocks))
        self.tail = nn.Conv2d(width, 3 * scale**2, 3, padding=1)
        self.skip = nn.Conv2d(3, 3 * scale**2, 5, padding=2)

    @property
    def receptive_radius(self) -> int:
        """LR pixels beyond an output pixel's own that can change it: one for each convolution, two for each block."""
        return 1 + 2 * len(self.blocks) + 1

    @property
    def macs_per_pixel(self) -> int:
        """Multiply-accumulates for one LR pixel, additions of the biases not counted."""
        return sum(m.weight.numel() for m in self.modules() if isinstance(m, nn.Conv2d))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(N, 3, H, W) in [0, 1] to (N, 3, H * scale, W * scale), float32, not clipped."""
        x = x - MEAN
        y = self.head(x)
        for block in self.blocks:
            y = block(y)
        return F.pixel_shuffle(self.tail(y) + self.skip(x), self.scale) + MEAN

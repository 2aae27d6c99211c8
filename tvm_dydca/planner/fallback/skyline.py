"""Placement from the bottom up: fill the lowest free stretch of time with what fits there, or give it up."""

from __future__ import annotations

import numpy as np

from tvm_dydca.planner.fallback.model import Array, Model


class Skyline:
    """The best-fit heuristic for strip packing, as in ``csrc/planner/skyline.h``, without its trees."""

    def __init__(self, model: Model):
        self.model = model

    @staticmethod
    def applies(model: Model) -> bool:
        """It knows neither fixed buffers nor choices."""
        return bool((model.fixed < 0).all()) and not any(buffer.choices for buffer in model.buffers)

    def place(self, order: Array) -> list[int]:
        """Return offsets in units; the first in `order` that fits is taken first."""
        model = self.model
        lower, upper, sizes = model.lower[order], model.upper[order], model.sizes[order]
        count = int(model.upper.max())
        heights = np.zeros(count, np.int64)
        loads = np.zeros(count, np.int64)
        for j in range(len(order)):
            loads[lower[j] : upper[j]] += sizes[j]
        offsets = np.zeros(len(order), np.int64)
        unplaced = np.ones(len(order), bool)
        left = len(order)
        while left:
            start = int(np.argmin(heights))
            others = np.flatnonzero(heights[start:] != heights[start])
            stop = start + int(others[0]) if len(others) else count
            heaviest = start + int(np.argmax(loads[start:stop]))
            fits = unplaced & (lower >= start) & (upper <= stop)
            covers = fits & (lower <= heaviest) & (heaviest < upper)
            j = int(np.argmax(covers if covers.any() else fits))
            if not fits[j]:
                walls = [heights[k] for k in (start - 1, stop) if 0 <= k < count]
                heights[start:stop] = min(walls)
                continue
            alignment = model.alignments[order[j]]
            offsets[j] = -(-heights[start] // alignment) * alignment
            heights[lower[j] : upper[j]] = offsets[j] + sizes[j]
            loads[lower[j] : upper[j]] -= sizes[j]
            unplaced[j] = False
            left -= 1
        placed = np.zeros_like(offsets)
        placed[order] = offsets
        return [int(offset) for offset in placed]

"""Placement of buffers one after another, each at the lowest offset that is free during its life."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tvm_dydca.planner.fallback.model import Array, Model


class FirstFit:
    """Places the fixed buffers first, then the others in a given order."""

    def __init__(self, model: Model):
        self.model = model

    def place(self, order: Array) -> list[int]:
        """Return offsets in units."""
        model = self.model
        offsets = np.maximum(model.fixed, 0)
        ends = offsets + model.sizes
        placed = np.flatnonzero(model.fixed >= 0)
        placed = placed[np.argsort(offsets[placed], kind="stable")]  # Always by ascending offset.
        for j in order:
            if model.fixed[j] >= 0:
                continue
            near = placed[(model.lower[placed] < model.upper[j]) & (model.lower[j] < model.upper[placed])]
            near = near[~model.excluded(j, near)]
            tops = np.maximum.accumulate(np.concatenate(([0], ends[near])))
            tops = -(-tops // model.alignments[j]) * model.alignments[j]
            fits = np.append(offsets[near] >= tops[:-1] + model.sizes[j], True)
            offsets[j] = tops[np.argmax(fits)]
            ends[j] = offsets[j] + model.sizes[j]
            placed = np.insert(placed, np.searchsorted(offsets[placed], offsets[j]), j)
        return [int(offset) for offset in offsets]


def _by(*keys: Array) -> Array:
    return np.lexsort(keys[::-1])


def _from_the_peak(model: Model) -> Array:
    peak = int(np.argmax(model.loads))
    away = np.maximum(np.maximum(model.lower - peak, peak - model.upper + 1), 0)
    return _by(away, -model.sizes, model.lower - model.upper)


GREEDY: dict[str, Callable[[Model], Array]] = {
    "greedy_size": lambda m: _by(-m.sizes, m.lower - m.upper, m.lower),
    "greedy_area": lambda m: _by(-m.sizes * (m.upper - m.lower).astype(float), -m.sizes, m.lower),
    "greedy_lifetime": lambda m: _by(m.lower - m.upper, -m.sizes, m.lower),
    "greedy_time": lambda m: _by(m.lower, m.lower - m.upper, -m.sizes),
    "greedy_peak": _from_the_peak,
}
"""Orders by strategy; the last is that of SoD2 (Niu et al., ASPLOS 2024)."""

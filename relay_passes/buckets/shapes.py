"""The shapes that buckets are chosen for, with their weights, and the one that a bucket is tuned for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np
import numpy.typing as npt

from tvm_dydca.relay_passes.buckets.request import Box, Request

_SAMPLES = 256


@dataclass(frozen=True)
class Shapes:
    """Points, int64 (n, dims), and their weights, float64 (n,), of sum 1."""

    points: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float64]

    def within(self, box: Box) -> npt.NDArray[np.bool_]:
        """Which points a box holds, bool (n,)."""
        inside = (self.points >= np.array(box.low)) & (self.points <= np.array(box.high))
        held: npt.NDArray[np.bool_] = np.logical_and.reduce(inside, axis=1)
        return held


def shapes_of(request: Request) -> Shapes:
    """Return the shapes seen, or points spread evenly over the ranges, half of their weight on typical values."""
    if request.shapes:
        points = np.array([shape for shape, _ in request.shapes], np.int64)
        counts = np.array([count for _, count in request.shapes], np.float64)
        return Shapes(points, counts / counts.sum())
    per_dim = max(2, int(_SAMPLES ** (1 / len(request.whole.dims))))
    columns = []
    for low, high, typical in zip(request.whole.low, request.whole.high, request.typical):
        spread = np.unique(np.linspace(low, high, per_dim).round().astype(np.int64))
        weights = dict.fromkeys(spread.tolist(), (0.5 if typical else 1.0) / len(spread))
        for value in typical:
            weights[value] = weights.get(value, 0.0) + 0.5 / len(typical)
        columns.append(sorted(weights.items()))
    entries = list(product(*columns))
    points = np.array([[value for value, _ in entry] for entry in entries], np.int64)
    return Shapes(points, np.array([prod(weight for _, weight in entry) for entry in entries]))


def typical_shape(box: Box, request: Request, shapes: Shapes) -> tuple[int, ...]:
    """Return the shape that a bucket's kernels are tuned for.

    The most frequent shape seen in the bucket (the largest of several); for ranges, dim by dim the largest typical
    value in the bucket, else the middle.
    """
    inside = shapes.within(box)
    if request.shapes and inside.any():
        chosen = max(zip(shapes.weights[inside].tolist(), shapes.points[inside].tolist()))[1]
        return tuple(chosen)
    found = []
    for low, high, values in zip(box.low, box.high, request.typical):
        named = [value for value in values if low <= value <= high]
        found.append(named[-1] if named else (low + high) // 2)
    return tuple(found)

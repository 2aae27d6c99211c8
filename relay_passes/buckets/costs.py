"""What buckets cost: sums over the shapes asked for, tabulated by the sizes that a bucket may begin and end at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from tvm_dydca.relay_passes.buckets.functions import Asked
from tvm_dydca.relay_passes.buckets.shapes import Shapes
from tvm_dydca.relay_passes.buckets.work import Work

MEMORY = 0.05
VERSION = 0.01
KERNEL = 0.002
MASKED = 1.02
"""Time of a padded version against the same without padding, masks and cropping."""

Cells = tuple[tuple[int, int], ...]
"""A bucket by its candidates: for each dim a half-open range of intervals between neighbouring ends."""


@dataclass(frozen=True)
class Estimate:
    """One function in one bucket, against fixed shapes without waste: 1 is the best possible.

    Attributes
    ----------
    exact : time of kernels that take every size
    padded : time of kernels of the upper bound
    memory : bytes at the upper bound
    """

    exact: float
    padded: float
    memory: float


class Costs:
    """Costs of buckets for some functions together, each weighted by its share of the work.

    Parameters
    ----------
    ends : for each dim the sizes that a bucket may end at, ascending
    padding : for each function, True to pad it wherever it can be proved, False never, None to pad where it costs less
    """

    def __init__(
        self,
        asked: Asked,
        works: Sequence[Work],
        shapes: Shapes,
        ends: tuple[tuple[int, ...], ...],
        padding: Sequence[bool | None],
    ):
        self.ends = ends
        self._asked, self._works, self._shapes, self._padding = asked, works, shapes, tuple(padding)
        self._kernels = np.array([work.kernels for work in works], np.float64)
        self._symbolic = np.array([work.symbolic for work in works])
        values = asked.values(shapes.points)
        spent = [work.at(values) for work in works]
        time = np.stack([cost * shapes.weights for cost, _ in spent])
        size = np.stack([bytes_ * shapes.weights for _, bytes_ in spent])
        self._time_total = np.maximum(time.sum(1), 1.0)
        self._size_total = np.maximum(size.sum(1), 1.0)
        self._shares = self._time_total / self._time_total.sum()
        grid = tuple(len(side) for side in ends)
        cells = tuple(np.searchsorted(side, shapes.points[:, i]) for i, side in enumerate(ends))
        self._mass = _summed(grid, cells, shapes.weights[None])
        self._time = _summed(grid, cells, time)
        corners = asked.values(np.array(list(product(*ends))))
        tops = [work.at(corners) for work in works]
        self._top_time = np.stack([cost for cost, _ in tops]).reshape(-1, *grid)
        self._top_size = np.stack([size for _, size in tops]).reshape(-1, *grid)
        self._known: dict[Cells, float] = {}

    def of(self, cells: Cells) -> float:
        """Return what a bucket adds to the cost of a set; nothing where no shape is in it."""
        if cells not in self._known:
            self._known[cells] = self._cost(cells)
        return self._known[cells]

    def _cost(self, cells: Cells) -> float:
        mass = float(_within(self._mass, cells)[0])
        if mass <= 1e-12:
            return 0.0
        top: Any = (slice(None), *(stop - 1 for _, stop in cells))
        exact = self._shares * self._symbolic * _within(self._time, cells) / self._time_total
        padded = self._shares * MASKED * mass * self._top_time[top] / self._time_total + KERNEL * self._kernels
        chosen = {None: np.minimum(exact, padded), True: padded, False: exact}
        time = np.array([chosen[padding][number] for number, padding in enumerate(self._padding)])
        memory = self._shares * mass * self._top_size[top] / self._size_total
        return float(time.sum() + MEMORY * memory.sum()) + VERSION

    def estimate(self, number: int, inside: Shapes, high: Sequence[int]) -> Estimate:
        """Estimate one function for some of the shapes in a bucket of an upper bound."""
        work = self._works[number]
        top, top_size = (float(x[0]) for x in work.at(self._asked.values(np.array([high]))))
        if not len(inside.points):
            return Estimate(work.symbolic, MASKED, 1.0)
        time, size = (float((x * inside.weights).sum()) for x in work.at(self._asked.values(inside.points)))
        mass = float(inside.weights.sum())
        return Estimate(work.symbolic, MASKED * mass * top / max(time, 1.0), mass * top_size / max(size, 1.0))

    def pads(self, number: int, estimate: Estimate) -> bool:
        """Whether a version of kernels of its own is to be made, where that can be proved right."""
        asked = self._padding[number]
        if asked is not None:
            return asked
        mine = self._shares[number]
        return bool(mine * estimate.padded + KERNEL * self._kernels[number] < mine * estimate.exact)


def _summed(grid: tuple[int, ...], cells: tuple[np.ndarray, ...], values: np.ndarray) -> np.ndarray:
    """Sum values, (k, n), by the cells of n points, into tables (k, *grid + 1) whose entry [i, j] sums cells < i, j."""
    table = np.zeros((values.shape[0], *(n + 1 for n in grid)))
    for row, value in zip(table, values):
        np.add.at(row, tuple(cell + 1 for cell in cells), value)
    for axis in range(1, table.ndim):
        table = table.cumsum(axis)
    return table


def _within(table: np.ndarray, cells: Cells) -> np.ndarray:
    """Return the sums over a range of cells, (k,)."""
    total = np.zeros(table.shape[0])
    for ends in product(*((0, 1) for _ in cells)):
        index: Any = (slice(None), *(side[end] for side, end in zip(cells, ends)))
        total += (-1) ** (len(cells) - sum(ends)) * table[index]
    return total

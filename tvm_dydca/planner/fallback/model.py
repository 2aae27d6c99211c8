"""A problem in whole units, sections of time and cells; the same as in ``csrc/planner/model.h``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import gcd
from typing import Any

import numpy as np
import numpy.typing as npt

from tvm_dydca.planner.live_sum import heaviest_way, live_sums
from tvm_dydca.planner.problem import Buffer

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Model:
    """Buffers of positive size.

    Attributes
    ----------
    unit : bytes; every offset of a tightest placement is a multiple
    sizes : units, rounded up
    raw : bytes
    alignments : units
    fixed : units, -1 where free
    lower, upper : the live ranges in sections, half-open. A section is a longest set of buffers that live at one time
    """

    buffers: tuple[Buffer, ...]
    unit: int
    sizes: Array
    raw: Array
    alignments: Array
    fixed: Array
    lower: Array
    upper: Array

    @staticmethod
    def of(buffers: Sequence[Buffer]) -> Model:
        """Round what has to be rounded: nothing begins between two multiples of what all alignments share."""
        shared = gcd(*(b.alignment if b.offset_bytes is None else b.offset_bytes for b in buffers)) or 1
        unit = gcd(*(-(-b.size_bytes // shared) * shared for b in buffers), *(b.offset_bytes or 0 for b in buffers))
        if any(b.offset_bytes is None and unit % b.alignment for b in buffers):
            unit = shared
        times = np.array([time for time, _ in live_sums(buffers)])
        columns = [
            [-(-b.size_bytes // unit) for b in buffers],
            [b.size_bytes for b in buffers],
            [max(1, b.alignment // gcd(b.alignment, unit)) for b in buffers],
            [-1 if b.offset_bytes is None else b.offset_bytes // unit for b in buffers],
            np.searchsorted(times, [b.lower for b in buffers]),
            np.searchsorted(times, [b.upper for b in buffers]),
        ]
        return Model(tuple(buffers), unit, *(np.array(column, np.int64) for column in columns))

    def size_bytes(self, offsets: Sequence[int] | Array) -> int:
        """Return the highest end of a placement in units."""
        return int((np.asarray(offsets) * self.unit + self.raw).max())

    def next_size(self, size_bytes: int) -> int:
        """Return the smallest size above that some placement may have: a buffer ends there."""
        return size_bytes + 1 + int(((self.raw - size_bytes - 1) % self.unit).min())

    def excluded(self, j: int, some: Array) -> Array:
        """Return for each of the buffers `some` whether it excludes buffer `j`."""
        if not self.buffers[j].choices:
            return np.zeros(len(some), bool)
        return np.array([self.buffers[j].excludes(self.buffers[k]) for k in some], bool)

    @cached_property
    def loads(self) -> Array:
        """The sum of sizes in each section, in units, of exclusive buffers too."""
        change = np.zeros(int(self.upper.max()) + 1, np.int64)
        np.add.at(change, self.lower, self.sizes)
        np.add.at(change, self.upper, -self.sizes)
        return np.cumsum(change)[:-1]

    def live(self, section: int) -> list[int]:
        """Return the buffers that live in a section."""
        found: list[int] = np.flatnonzero((self.lower <= section) & (section < self.upper)).tolist()
        return found

    @cached_property
    def cells(self) -> list[list[int]]:
        """Sets of buffers that live together, the heaviest of each section, and others until all pairs are in one."""
        cells = []
        for section in range(int(self.upper.max())):
            live = self.live(section)
            if not any(self.buffers[k].choices for k in live):
                cells.append(live)
                continue
            cells.append(heaviest_way(self.buffers, live))
            covered = {(a, b) for a in cells[-1] for b in cells[-1]}
            for a in live:
                for b in live:
                    if (a, b) in covered or self.buffers[a].excludes(self.buffers[b]):
                        continue
                    cell = [a] if a == b else [a, b]
                    for k in live:
                        if k not in (a, b) and not any(self.buffers[k].excludes(self.buffers[c]) for c in cell):
                            cell.append(k)
                    cells.append(cell)
                    covered |= {(c, d) for c in cell for d in cell}
        return cells

    def gap(self, cell: Sequence[int]) -> int:
        """Return the bytes that rounding may add at the top: only the highest buffer may end within a unit."""
        return int((self.sizes[cell] * self.unit - self.raw[cell]).max())

    def bound_bytes(self) -> int:
        """Return what no placement goes below: the heaviest way, and the highest end of a fixed buffer."""
        bound = int((np.maximum(self.fixed, 0) * self.unit + self.raw).max())
        for section in np.argsort(-self.loads):
            if int(self.loads[section]) * self.unit <= bound:
                break
            cell = heaviest_way(self.buffers, self.live(section))
            bound = max(bound, int(self.sizes[cell].sum()) * self.unit - self.gap(cell))
        return bound

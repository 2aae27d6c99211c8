"""The exact search in Python: depth first, from the bottom up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tvm_dydca.planner.fallback.model import Model

Branch = tuple[int | None, int, list[int]]
"""The buffer that begins at the floor, or None; the floor; all that could."""


@dataclass
class _Frame:
    key: Any
    branches: list[Branch]
    placed: int | None = None
    raised: list[tuple[int, int]] = field(default_factory=list)  # Heads before they were raised.


class Search:
    """Looks for a placement within a capacity.

    Every buffer has a head: it begins there or higher. A node takes a buffer with the lowest head of all and branches
    on which buffer of its cell begins right there, or none. It turns back where the buffers of a cell, begun as early
    as their heads allow, end above the capacity. ``csrc/planner/search.h`` does the same, and more cleverly.
    """

    def __init__(self, model: Model):
        self.model = model
        self.sizes: list[int] = model.sizes.tolist()
        self.cells = model.cells
        self.cells_of: list[list[int]] = [[] for _ in self.sizes]
        together: list[set[int]] = [set() for _ in self.sizes]
        for c, cell in enumerate(self.cells):
            for j in cell:
                self.cells_of[j].append(c)
                together[j].update(cell)
        self.conflicts = [sorted(some - {j}) for j, some in enumerate(together)]
        self.fixed = [int(f) if f >= 0 else None for f in model.fixed]
        self.obstacles = [
            sorted((f, f + self.sizes[k]) for k in some if (f := self.fixed[k]) is not None) for some in self.conflicts
        ]
        self.head: list[int] = []

    def run(self, capacity_bytes: int, rank: list[int], nodes: int, budget: Any) -> bool | None:
        """Return whether there is a placement, which is then `head` in units; None where `nodes` did not suffice."""
        model = self.model
        self.rank = rank
        self.limit = [(capacity_bytes - int(raw)) // model.unit for raw in model.raw]
        self.cell_limit = [(capacity_bytes + model.gap(cell)) // model.unit for cell in self.cells]
        self.head = [self.clear(j, 0) if f is None else f for j, f in enumerate(self.fixed)]
        if any(head > limit for head, limit in zip(self.head, self.limit)):
            return False
        for j, f in enumerate(self.fixed):
            self.limit[j] = self.limit[j] if f is None else f
        self.unplaced = set(range(len(self.head)))
        if not all(self.check(c) for c in range(len(self.cells))):
            return False
        failed: set[Any] = set()
        frames = [_Frame(self.state(), self.branches())]
        while frames:
            frame = frames[-1]
            self.undo(frame)
            if frame.key in failed or not frame.branches:
                failed.add(frame.key)
                frames.pop()
                continue
            frame.placed, floor, candidates = frame.branches.pop()
            if frame.placed is not None:
                fits = self.place(frame.placed, frame.raised)
            else:
                fits = self.decline(floor, candidates, frame.raised)
            if not fits:
                continue
            if not self.unplaced:
                return True
            nodes -= 1
            budget.steps += 1
            if nodes <= 0 or not budget.goes():
                return None
            frames.append(_Frame(self.state(), self.branches()))
        return False

    def state(self) -> Any:
        """Return what the rest of the search depends on."""
        return tuple(self.head[j] if j in self.unplaced else -1 for j in range(len(self.head)))

    def clear(self, j: int, start: int) -> int:
        """Return the lowest offset from `start` on that keeps the alignment and clear of fixed buffers."""
        step = int(self.model.alignments[j])
        at = -(-start // step) * step
        for low, high in self.obstacles[j]:
            if at < high and low < at + self.sizes[j]:
                at = -(-high // step) * step
        return at

    def branches(self) -> list[Branch]:
        """Return the branches of a node, the first to try last: of the cells at the lowest head the narrowest."""
        floor = min(self.head[j] for j in self.unplaced)
        best: list[int] = []
        for c in {c for j in self.unplaced if self.head[j] == floor for c in self.cells_of[j]}:
            ties = [j for j in self.cells[c] if j in self.unplaced and self.head[j] == floor]
            if not best or len(ties) < len(best):
                best = ties
        best.sort(key=self.rank.__getitem__)
        return [(None, floor, best), *((j, floor, best) for j in reversed(best))]

    def undo(self, frame: _Frame) -> None:
        """Take back what the last branch did."""
        if frame.placed is not None:
            self.unplaced.add(frame.placed)
        for j, head in reversed(frame.raised):
            self.head[j] = head
        frame.placed = None
        frame.raised.clear()

    def raise_head(self, j: int, to: int, raised: list[tuple[int, int]]) -> bool:
        """Raise a head and enter it in `raised`; return whether the buffer can still end below the capacity."""
        raised.append((j, self.head[j]))
        self.head[j] = self.clear(j, to)
        return self.head[j] <= self.limit[j]

    def place(self, j: int, raised: list[tuple[int, int]]) -> bool:
        """Let a buffer begin at its head; return whether the others still fit."""
        self.unplaced.remove(j)
        end = self.head[j] + self.sizes[j]
        for k in self.conflicts[j]:
            if k in self.unplaced and self.head[k] < end and not self.raise_head(k, end, raised):
                return False
        return self.check_around(raised)

    def decline(self, floor: int, candidates: list[int], raised: list[tuple[int, int]]) -> bool:
        """Let none of the candidates begin at the floor; return whether all still fit.

        A buffer above the floor has something in its way there and lies on something, else it could be let down.
        """
        for j in candidates:
            if not self.raise_head(j, floor + 1, raised):
                return False
        for j in candidates:
            near = [k for k in self.conflicts[j] if k in self.unplaced]
            if not any(self.head[k] < floor + self.sizes[j] for k in near):
                return False
            lowest = min(self.head[k] + self.sizes[k] for k in near)
            if lowest > self.head[j] and not self.raise_head(j, lowest, raised):
                return False
        return self.check_around(raised)

    def check_around(self, raised: list[tuple[int, int]]) -> bool:
        """Check the cells of the buffers whose heads were raised."""
        return all(self.check(c) for c in {c for j, _ in raised for c in self.cells_of[j]})

    def check(self, c: int) -> bool:
        """Whether the unplaced buffers of a cell fit one above another."""
        end = 0
        for head, j in sorted((self.head[j], j) for j in self.cells[c] if j in self.unplaced):
            end = max(end, head) + self.sizes[j]
        return end <= self.cell_limit[c]

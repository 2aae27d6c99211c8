"""The strategies in Python, for a system without the native planner: the same answers, later."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tvm_dydca.planner.fallback.first_fit import GREEDY, FirstFit
from tvm_dydca.planner.fallback.model import Model
from tvm_dydca.planner.fallback.search import Search
from tvm_dydca.planner.fallback.skyline import Skyline
from tvm_dydca.planner.problem import Buffer

_MANY = 20_000
_MOST_MEMBERS = 1_000_000  # Of all cells; beyond that the search would take gigabytes.
_NODES = 200


@dataclass
class Best:
    """The best placement so far, and the budget; `result` of the native planner has these fields too."""

    model: Model
    capacity: int | None
    end_s: float
    max_steps: int | None
    on_progress: Callable[[int, int], None] | None
    offsets: list[int]
    size: int
    lower_bound: int
    strategy: int = 0
    steps: int = 0
    restarts: int = 0
    shown_s: float = 0.0

    def keep(self, offsets: Sequence[int], strategy: str) -> None:
        """Take a placement, in units, if it is smaller."""
        from tvm_dydca.planner.native import STRATEGIES

        size = self.model.size_bytes(offsets)
        if not self.offsets or size < self.size:
            self.offsets, self.size, self.strategy = list(offsets), size, STRATEGIES.index(strategy)

    def goes(self) -> bool:
        """Whether there is something left to win, and time for it."""
        now = time.perf_counter()
        if self.on_progress is not None and now > self.shown_s + 0.05:
            self.shown_s = now
            self.on_progress(self.size, self.lower_bound)
        met = self.capacity is not None and self.size <= self.capacity
        out_of_reach = self.capacity is not None and self.lower_bound > self.capacity
        spent = now > self.end_s or (self.max_steps is not None and self.steps >= self.max_steps)
        return not (met or out_of_reach or spent or self.size <= self.lower_bound)


def solve(
    buffers: Sequence[Buffer],
    capacity: int | None,
    strategy: str,
    budget_s: float,
    max_steps: int | None,
    seed: int,
    on_progress: Callable[[int, int], None] | None,
) -> tuple[list[int], Best]:
    """Plan buffers of positive size; the arguments are those of `tvm_dydca.planner.solve`."""
    model = Model.of(buffers)
    end_s = time.perf_counter() + budget_s
    best = Best(model, capacity, end_s, max_steps, on_progress, [], 0, model.bound_bytes())
    if strategy in GREEDY:
        best.keep(FirstFit(model).place(GREEDY[strategy](model)), strategy)
    else:
        improvement = _improve(best, seed)
        next(improvement)
        if strategy == "auto":
            for name, order in GREEDY.items():
                if best.goes() and len(buffers) < _MANY:
                    best.keep(FirstFit(model).place(order(model)), name)
        members = int((model.upper - model.lower).sum())
        if strategy in ("auto", "exact") and best.goes() and members <= _MOST_MEMBERS:
            _search(best, seed, improvement if strategy == "auto" else None)
        if strategy in ("auto", "improve"):
            while best.goes():
                next(improvement)
    return [offset * model.unit for offset in best.offsets], best


def _improve(best: Best, seed: int) -> Iterator[None]:
    """Place again and again: squeaky wheel optimisation, as in csrc/planner/improve.h."""
    rng = np.random.default_rng(seed)
    model = best.model
    placer = Skyline(model) if Skyline.applies(model) else FirstFit(model)
    starts = [(1.0, 0.1), (1.0, 0.5), (1.0, 1.0), (0.5, 1.0), (0.1, 1.0)]
    kept, kept_size, kept_offsets = np.ones(len(model.sizes)), 0, np.zeros(0)
    while True:
        if starts:
            a, b = starts.pop(0)
            priorities = (model.upper - model.lower) ** a * model.sizes**b
            name = "skyline" if isinstance(placer, Skyline) else "greedy_area"
        else:
            target = max(best.lower_bound, best.capacity or 0)
            above = kept_offsets * model.unit + model.raw > target
            some = rng.random(len(kept)) < 0.05
            noise = rng.standard_normal(len(kept))
            priorities = kept * np.exp(np.where(above, abs(noise), 0.3 * noise * some))
            name = "improve"
            best.steps += 1
        offsets = placer.place(np.argsort(-priorities, kind="stable"))
        size = model.size_bytes(offsets)
        if not len(kept_offsets) or size <= kept_size:
            kept, kept_size, kept_offsets = priorities, size, np.array(offsets)
        best.keep(offsets, name)
        yield


def _search(best: Best, seed: int, improvement: Iterator[None] | None) -> None:
    """Search below the best size, at the bound and between the two, in runs of growing length."""
    rng = np.random.default_rng(seed)
    model = best.model
    search = Search(model)
    area = (model.upper - model.lower) * model.sizes.astype(float)
    nodes = _NODES
    while best.goes():
        if best.capacity is None:
            targets = (best.lower_bound, best.size - 1, (best.lower_bound + best.size) // 2)
            target = min(targets[best.restarts % 3], best.size - 1)
        else:
            target = best.capacity
        noise = np.exp(0.5 * rng.standard_normal(len(area))) if best.restarts > 3 else 1.0
        found = search.run(target, np.argsort(np.argsort(-area * noise)).tolist(), nodes, best)
        if found is True:
            best.keep(search.head, "exact")
        elif found is False:
            best.lower_bound = min(model.next_size(target), best.size)
        best.restarts += 1
        nodes += nodes // 8
        if improvement is not None and best.goes():
            next(improvement)

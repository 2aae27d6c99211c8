"""The search behind OrderExecution: an order of the steps of a region in which few bytes live at once. No IR."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple

from tvm_dydca.relay_passes.order.graph import Graph

_SMALL = 40
_BEAM = 16
_WINDOW = 16


@dataclass(frozen=True)
class Ordering:
    """An order of all steps.

    Attributes
    ----------
    order : the steps
    peak_bytes : the most bytes that live at once
    lower_bound_bytes : no order that keeps the fixed steps in place does with fewer
    """

    order: tuple[int, ...]
    peak_bytes: int
    lower_bound_bytes: int

    @property
    def exact(self) -> bool:
        """Whether no order is better."""
        return self.peak_bytes == self.lower_bound_bytes


def find_order(graph: Graph, regions: Sequence[range] | None = None, max_states: int = 4000) -> Ordering:
    """Order the steps within each region so that its peak is low.

    A region is cut at every step that all others of the region come before or after: what ran before it is then the
    same in every order, so the parts are independent. Each part is searched best first over the sets of steps that ran,
    with the peak so far as cost (the dynamic programming of Ahn et al., "Ordering Chaos: Memory-Aware Scheduling of
    Irregularly Wired Neural Networks for Edge Devices", MLSys 2020, with bounds in place of its budget). Where
    `max_states` do not suffice, the part gets the best of its given order, a greedy one and a beam search, and windows
    around its peak are then searched.

    Parameters
    ----------
    regions : half-open ranges of steps that may be permuted among themselves, disjoint and ascending; all other steps
        keep their place. None: all steps are one region
    max_states : sets of steps to look at in a part of up to 40 before the search gives up being exact, and fewer in a
        longer one, in proportion

    Returns
    -------
    An order that is never worse than the given one, and equal to it where it is not better; a second call on the graph
    numbered in that order leaves it as it is.
    """
    order: list[int] = []
    bounds, done, live = [graph.live_at_start()], 0, graph.live_at_start()
    for region in _with_fixed(regions if regions is not None else [range(len(graph.after))], len(graph.after)):
        for part in _parts(graph, region):
            found, bound = Part(graph, done, live, max_states).solve(part)
            bounds.append(bound)
            for step in found:
                _, live = graph.run(step, done, live)
                done |= 1 << step
            order += found
    given, peak = graph.peak_bytes(range(len(graph.after))), graph.peak_bytes(order)
    assert peak <= given, "a part got worse than it was given"
    return Ordering(tuple(order), peak, max(bounds))


def _with_fixed(regions: Sequence[range], n: int) -> list[range]:
    """Fill the gaps between regions with ranges of one step."""
    filled, at = [], 0
    for region in regions:
        filled += [range(i, i + 1) for i in range(at, region.start)] + [region]
        at = region.stop
    return filled + [range(i, i + 1) for i in range(at, n)]


def _parts(graph: Graph, region: range) -> list[list[int]]:
    """Cut a region after every step that all of its steps up to there come before, and all later ones after."""
    inside = sum(1 << step for step in region)
    ancestors: dict[int, int] = {}
    for step in region:
        ancestors[step] = 0
        for earlier in graph.after[step]:
            if earlier in ancestors:
                ancestors[step] |= ancestors[earlier] | 1 << earlier
    descendants = dict.fromkeys(region, 0)
    for step in reversed(region):
        for later in graph.next[step]:
            if later in descendants:
                descendants[step] |= descendants[later] | 1 << later
    parts: list[list[int]] = [[]]
    for step in region:
        parts[-1].append(step)
        if ancestors[step] | descendants[step] | 1 << step == inside:
            parts.append([])
    return [part for part in parts if part]


class _State(NamedTuple):
    """After some steps: the peak so far and what lives, the mask of all that ran, what is ready to run, how it came."""

    peak: int
    live: int
    done: int
    ready: tuple[int, ...]
    path: Any


def _trace(path: Any) -> list[int]:
    steps = []
    while path is not None:
        path, step = path
        steps.append(step)
    return steps[::-1]


class Part:
    """Steps that are ordered together, after the steps of mask `done` have left `live` bytes."""

    def __init__(self, graph: Graph, done: int, live: int, max_states: int):
        self.graph = graph
        self.done = done
        self.live = live
        self.max_states = max_states

    def _after(self, state: _State, step: int, rank: dict[int, int]) -> _State:
        """Return the state that a step which is ready leads to."""
        during, live = self.graph.run(step, state.done, state.live)
        done = state.done | 1 << step
        following = self.graph.next[step]
        grown = [later for later in following if later in rank and not self.graph.before[later] & ~done]
        ready = [*(other for other in state.ready if other != step), *grown]
        if grown:
            ready.sort(key=rank.__getitem__)
        return _State(max(state.peak, during), live, done, tuple(ready), (state.path, step))

    def _start(self, given: list[int], bound: int) -> _State:
        ready = tuple(step for step in given if not self.graph.before[step] & ~self.done)
        return _State(bound, self.live, self.done, ready, None)

    def solve(self, given: list[int]) -> tuple[list[int], int]:
        """Return an order of the steps `given`, and a bound that no order goes below."""
        best, bound = given, self.bound(given)
        while self.peak(best) > bound:
            # Another round may find more, as ties go by the given order; so the result is a fixed point.
            found, bound = self.improve(best, bound)
            if self.peak(found) >= self.peak(best):
                break
            best = found
        return best, bound

    def improve(self, given: list[int], bound: int) -> tuple[list[int], int]:
        """Return the best order of one round, and the bound it proved."""
        best = min(given, self.beam(given, 1, bound), key=self.peak)
        if self.peak(best) > bound:
            found, bound = self.search(given, self.peak(best), bound)
            best = found or best
        if self.peak(best) > bound:
            width = min(_BEAM, max(2, self._states(given) // len(given)))
            best = self.polish(min(best, self.beam(given, width, bound), key=self.peak), bound)
        return best, bound

    def _states(self, given: list[int]) -> int:
        return max(1, self.max_states * _SMALL // max(_SMALL, len(given)))

    def profile(self, order: list[int]) -> list[int]:
        """Bytes that live during each step."""
        done, live, profile = self.done, self.live, []
        for step in order:
            during, live = self.graph.run(step, done, live)
            done |= 1 << step
            profile.append(during)
        return profile

    def peak(self, order: list[int]) -> int:
        """Most bytes that live at once."""
        return max(self.profile(order))

    def bound(self, steps: list[int]) -> int:
        """Most bytes that live during some step in every order: made before it for certain, and used by it or later."""
        if len(steps) == 1:
            return self.peak(steps)
        graph, inside = self.graph, sum(1 << step for step in steps)
        outside = (1 << len(graph.after)) - 1 & ~(self.done | inside)
        before, later = dict.fromkeys(steps, self.done), {step: outside | 1 << step for step in steps}
        for step in steps:
            for earlier in graph.after[step]:
                before[step] |= before.get(earlier, 0) | 1 << earlier
        for step in reversed(steps):
            for following in graph.next[step]:
                later[step] |= later.get(following, 0)
        known = [
            (0 if storage.born is None else 1 << storage.born, -1 if storage.kept else users, storage.size_bytes)
            for storage, users in zip(graph.storages, graph.masks)
            if storage.size_bytes and (storage.kept or users & ~self.done)
        ]
        return max(
            graph.made[step]
            + sum(size for born, users, size in known if not born & ~before[step] and users & later[step])
            for step in steps
        )

    def beam(self, given: list[int], width: int, bound: int) -> list[int]:
        """Take step after step, keeping the `width` best states: by peak, then by what lives. Width 1 is greedy."""
        rank = {step: place for place, step in enumerate(given)}
        states = [self._start(given, bound)]
        for _ in given:
            best: dict[int, _State] = {}
            for state in states:
                for step in state.ready:
                    new = self._after(state, step, rank)
                    if new.done not in best or new.peak < best[new.done].peak:
                        best[new.done] = new
            states = sorted(best.values(), key=lambda state: (state.peak, state.live))[:width]
        return _trace(states[0].path)

    def search(self, given: list[int], peak: int, bound: int) -> tuple[list[int] | None, int]:
        """Look for an order with a peak below `peak`, best first: of the states of the smallest peak the farthest.

        Returns
        -------
        The best order, or None where there is none or the states ran out; and what no order goes below.
        """
        rank = {step: place for place, step in enumerate(given)}
        limit, tie = self._states(given), count()
        seen: set[int] = set()
        heap: list[tuple[int, int, int, _State]] = [(bound, 0, 0, self._start(given, bound))]
        while heap:
            *_, state = heapq.heappop(heap)
            if state.done in seen:
                continue
            if not state.ready:
                return _trace(state.path), state.peak
            if len(seen) >= limit:
                return None, state.peak
            seen.add(state.done)
            free = next((end for step in state.ready if (end := self._free_chain(state, step, rank)) is not None), None)
            apart = {self.graph.twins[step]: step for step in reversed(state.ready)}
            for new in [free] if free is not None else [self._after(state, step, rank) for step in apart.values()]:
                if new.peak < peak and new.done not in seen:
                    heapq.heappush(heap, (new.peak, -new.done.bit_count(), next(tie), new))
        return None, peak

    def _free_chain(self, state: _State, step: int, rank: dict[int, int]) -> _State | None:
        """Follow a chain from a ready step to where it leaves no more bytes than there were; None if the peak rises.

        Such a chain may be taken at once. The bytes that live after a set of steps are a submodular function of it, so
        with the chain run before, no other step of any order finds more bytes than it would have found.
        """
        new = state
        while True:
            new = self._after(new, step, rank)
            if new.peak > state.peak:
                return None
            if new.live <= state.live:
                return new
            following = [later for later in new.ready if later in self.graph.next[step]]
            if not following:
                return None
            step = following[0]

    def polish(self, order: list[int], bound: int) -> list[int]:
        """Search windows around the peak, each with its ends fixed, as long as that lowers them."""
        improved = True
        while improved:
            profile = self.profile(order)
            at, improved = profile.index(max(profile)), False
            for start in range(max(0, at - _WINDOW + 1), at + 1, _WINDOW // 4):
                done, live = self.done, self.live
                for step in order[:start]:
                    _, live = self.graph.run(step, done, live)
                    done |= 1 << step
                window = Part(self.graph, done, live, self.max_states // 8)
                found, _ = window.search(order[start : start + _WINDOW], profile[at], bound)
                if found is not None:
                    order, improved = [*order[:start], *found, *order[start + _WINDOW :]], True
                    break
        return order

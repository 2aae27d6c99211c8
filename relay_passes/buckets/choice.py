"""The choice of buckets by cost: few versions against the work and the memory that a version's upper bound wastes.

The cost of a set of buckets is the time of all shapes together against the best possible, plus `MEMORY` times the same
for bytes, plus `VERSION` for each bucket and `KERNEL` for each kernel that only one bucket uses. Buckets are cells of a
grid. For each number of cuts a side, dynamic programming finds the best cuts of one dim given those of the others, and
goes round the dims until nothing changes; all is deterministic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

import numpy as np

from tvm_dydca.relay_passes.buckets.costs import Cells, Costs
from tvm_dydca.relay_passes.buckets.request import Box, Request
from tvm_dydca.relay_passes.buckets.shapes import Shapes

_MOST_ENDS = 12
_CORNERS = 4096
_ROUNDS = 8

Ends = tuple[tuple[int, ...], ...]
"""For each dim the ends of its intervals, ascending, as numbers of candidates: half-open."""


def candidate_ends(request: Request) -> tuple[tuple[int, ...], ...]:
    """Return for each dim the sizes that a bucket may end at, ascending; the last one is the top of the range."""
    most = min(_MOST_ENDS, max(2, int(_CORNERS ** (1 / len(request.whole.dims)))))
    found = []
    for i, (low, high) in enumerate(zip(request.whole.low, request.whole.high)):
        if request.shapes:
            values = sorted({shape[i] for shape, _ in request.shapes})
            if len(values) > most:
                values = [values[j] for j in np.linspace(0, len(values) - 1, most).round().astype(int)]
        else:
            steps = {round(float(step)) for step in np.geomspace(low, high, most)[1:]}
            values = sorted({high, *(step for step in steps if low < step < high), *request.typical[i]})
        found.append(tuple(values))
    return tuple(found)


def choose(request: Request, shapes: Shapes, costs: Costs, max_buckets: int) -> tuple[Box, ...]:
    """Choose buckets that hold every shape asked for.

    Returns
    -------
    At most `max_buckets`, smallest first. Cells of ranges cover them without overlap. Buckets for shapes seen all begin
    at the least sizes seen, and cells where no shape was seen make none.
    """
    counts = [len(values) for values in costs.ends]
    best: tuple[float, Ends] | None = None
    for limits in _limits(counts, max_buckets):
        ends = _round_the_dims(costs, counts, limits)
        cost = sum(costs.of(cells) for cells in _grid(ends))
        if best is None or cost < best[0] - 1e-9:
            best = (cost, ends)
    assert best is not None, "one interval a dim is always possible"
    boxes = [_box(request, costs.ends, cells) for cells in _grid(best[1])]
    if request.shapes:
        seen = [box for box in boxes if shapes.within(box).any()]
        boxes = [Box(box.dims, request.whole.low, box.high) for box in seen]
    return tuple(sorted(boxes, key=lambda box: (prod(box.high), box.high, box.low)))


def _limits(counts: Sequence[int], max_buckets: int) -> Iterator[tuple[int, ...]]:
    """Yield numbers of intervals a dim whose product is at most `max_buckets`; only those that can't grow."""
    sides = [range(1, min(count, max_buckets) + 1) for count in counts]
    fitting = [limits for limits in product(*sides) if prod(limits) <= max_buckets]
    for limits in fitting:
        if not any(other != limits and all(a >= b for a, b in zip(other, limits)) for other in fitting):
            yield limits


def _round_the_dims(costs: Costs, counts: Sequence[int], limits: Sequence[int]) -> Ends:
    ends: list[tuple[int, ...]] = [(count,) for count in counts]
    for _ in range(_ROUNDS):
        before = list(ends)
        for dim, limit in enumerate(limits):
            ends[dim] = _best_ends(costs, dim, counts[dim], limit, ends)
        if ends == before:
            break
    return tuple(ends)


def _best_ends(costs: Costs, dim: int, count: int, limit: int, ends: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """Cut one dim into at most `limit` intervals, the others being cut: a shortest path over the candidates."""
    others = _grid((*ends[:dim], (count,), *ends[dim + 1 :]))

    def cost(start: int, stop: int) -> float:
        return sum(costs.of((*c[:dim], (start, stop), *c[dim + 1 :])) for c in others)

    intervals = {(start, stop): cost(start, stop) for stop in range(1, count + 1) for start in range(stop)}
    # best[k][j]: cost of the first j candidates in at most k intervals, and where the last of them begins
    best: list[list[tuple[float, int]]] = [[(0.0, 0)] + [(float("inf"), 0)] * count]
    for k in range(1, limit + 1):
        row = [(0.0, 0)]
        for stop in range(1, count + 1):
            row.append(min((best[k - 1][start][0] + intervals[start, stop], start) for start in range(stop)))
        best.append(row)
    k = min(range(1, limit + 1), key=lambda k: (round(best[k][count][0], 9), k))
    found, stop = [], count
    while stop:
        found.append(stop)
        stop, k = best[k][stop][1], k - 1
    return tuple(reversed(found))


def _grid(ends: Ends) -> list[Cells]:
    sides = [list(zip((0, *side[:-1]), side)) for side in ends]
    return list(product(*sides))


def _box(request: Request, ends: Sequence[Sequence[int]], cells: Cells) -> Box:
    low = [first if a == 0 else values[a - 1] + 1 for (a, _), values, first in zip(cells, ends, request.whole.low)]
    return Box(request.whole.dims, tuple(low), tuple(values[b - 1] for (_, b), values in zip(cells, ends)))

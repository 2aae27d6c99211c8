"""The way in: a problem and a strategy to a plan."""

from __future__ import annotations

import time
from collections.abc import Callable

from tvm_dydca.errors import InputError
from tvm_dydca.planner import fallback, native
from tvm_dydca.planner.live_sum import find_peak
from tvm_dydca.planner.plan import CapacityError, Plan, Statistics
from tvm_dydca.planner.problem import Problem

STRATEGIES = native.STRATEGIES


def solve(
    problem: Problem,
    capacity: int | None = None,
    *,
    budget_s: float | None = None,
    strategy: str = "auto",
    seed: int = 0,
    max_steps: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Plan:
    """Find an offset for each buffer.

    Parameters
    ----------
    capacity : bytes; the search ends as soon as a plan fits. None: as few bytes as the budget allows
    budget_s : wall-clock seconds; the first greedy plan is made whatever they are. None: a minute for a capacity,
        otherwise about half a second, and more for many thousand buffers
    strategy : one of `STRATEGIES`. ``greedy_*`` place the buffers one after another at the lowest free offset: by
        falling size, area or lifetime, by the time they begin, or from the peak outward (SoD2, ASPLOS 2024).
        ``skyline`` fills the lowest gap first. ``improve`` repeats a greedy way with other priorities. ``exact``
        searches, and proves that nothing is smaller or stops at the budget. ``auto`` takes them in turn
    seed : of what is random; the same seed and `max_steps` give the same plan wherever the time suffices
    max_steps : nodes of the exact search and placements of the local improvement
    on_progress : told the best size and the lower bound, in bytes, about twenty times a second

    Returns
    -------
    The best plan, with the proven lower bound

    Raises
    ------
    CapacityError
        No plan was found within the capacity; it carries the best one.
    InputError
        For an unknown strategy, or a capacity or budget that is negative.
    """
    if strategy not in STRATEGIES:
        raise InputError(f"strategy {strategy!r} is unknown; choose from {', '.join(STRATEGIES)}")
    if capacity is not None and capacity < 0:
        raise InputError(f"a capacity of {capacity} bytes is negative")
    if budget_s is not None and not budget_s >= 0:
        raise InputError(f"a budget of {budget_s} seconds is negative")
    begin = time.perf_counter()
    # A buffer of no bytes is in nobody's way.
    some = [k for k, buffer in enumerate(problem.buffers) if buffer.size_bytes]
    offsets = [buffer.offset_bytes or 0 for buffer in problem.buffers]
    size_bytes = bound = max((offsets[k] for k in range(len(offsets))), default=0)
    found_by, steps, restarts = strategy, 0, 0
    is_native = native.library() is not None
    if some:
        if budget_s is None:
            budget_s = 60.0 if capacity is not None else 0.4 + 2e-4 * len(some)
        plan_with = native.solve if is_native else fallback.solve
        found, result = plan_with(
            [problem.buffers[k] for k in some], capacity, strategy, budget_s, max_steps, seed, on_progress
        )
        for k, offset in zip(some, found):
            offsets[k] = offset
        size_bytes, bound = max(size_bytes, result.size), max(bound, result.lower_bound)
        found_by, steps, restarts = STRATEGIES[result.strategy], result.steps, result.restarts
    statistics = Statistics(time.perf_counter() - begin, steps, restarts, is_native)
    plan = Plan(tuple(offsets), size_bytes, bound, found_by, statistics)
    if capacity is not None and size_bytes > capacity:
        raise CapacityError(problem, capacity, plan, find_peak(problem))
    return plan

"""The peak against a count at every moment and on every way through the choices."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings

from tvm_dydca.planner import Buffer, Problem
from tvm_dydca.planner.live_sum import find_peak

from .instances import tiny_problems


def live_sum(problem: Problem) -> int:
    choices = sorted({choice for b in problem.buffers for choice, _ in b.choices})
    most = 0
    for way in product(range(3), repeat=len(choices)):
        taken = dict(zip(choices, way))
        exist = [b for b in problem.buffers if all(taken[c] == a for c, a in b.choices)]
        for time in {b.lower for b in exist}:
            most = max(most, sum(b.size_bytes for b in exist if b.lower <= time < b.upper))
    return most


@settings(max_examples=300, deadline=None)
@given(problem=tiny_problems(most=8))
def test_the_peak_is_the_most_that_lives_at_once(problem: Problem) -> None:
    peak = find_peak(problem)
    assert peak.size_bytes == live_sum(problem)
    together = [problem.buffers[k] for k in peak.buffers]
    assert sum(b.size_bytes for b in together) == peak.size_bytes
    assert all(b.lower <= peak.time < b.upper for b in together)
    assert not any(a.excludes(b) for a in together for b in together)


def test_tangled_choices_end_with_a_way_that_exists() -> None:
    """Each buffer depends on 3 of 24 choices: no order of the choices takes them apart."""
    buffers = []
    for k in range(400):
        choices = tuple((c, k // 3 % 4) for c in sorted({k % 24, 7 * k % 24, (5 * k + 3) % 24}))
        buffers.append(Buffer(str(k), 0, 1, 1 + k % 17, choices=choices))
    problem = Problem(tuple(buffers))
    together = [problem.buffers[k] for k in find_peak(problem).buffers]
    assert together
    assert not any(a.excludes(b) for a in together for b in together)

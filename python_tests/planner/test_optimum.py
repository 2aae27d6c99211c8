"""Small problems against their optimum."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from tvm_dydca.planner import Buffer, CapacityError, Problem
from tvm_dydca.planner.live_sum import find_peak

from .conftest import Planner
from .instances import network_problem, smallest_size, tiny_problems, unreachable_problem

FIXTURE = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FIXTURE
@given(problem=tiny_problems())
def test_the_optimum_is_found_and_proven(plan: Planner, problem: Problem) -> None:
    found = plan(problem, strategy="exact", budget_s=60)
    assert found.size_bytes == found.lower_bound_bytes == smallest_size(problem)
    assert found.optimal
    assert find_peak(problem).size_bytes <= found.size_bytes


@FIXTURE
@given(problem=tiny_problems(most=5))
def test_all_strategies_together_find_it_too(plan: Planner, problem: Problem) -> None:
    assert plan(problem, budget_s=60).size_bytes == smallest_size(problem)


@FIXTURE
@given(problem=tiny_problems(most=5))
def test_one_byte_less_is_proven_too_little(plan: Planner, problem: Problem) -> None:
    size = smallest_size(problem)
    plan(problem, size, budget_s=60)
    if size:
        with pytest.raises(CapacityError) as error:
            plan(problem, size - 1, budget_s=60)
        assert error.value.proven
        assert error.value.plan.size_bytes >= error.value.plan.lower_bound_bytes >= size


def test_where_the_live_sum_is_not_reached(plan: Planner) -> None:
    problem = unreachable_problem()
    assert find_peak(problem).size_bytes == 4
    found = plan(problem)
    assert found.size_bytes == 5
    assert found.optimal
    with pytest.raises(CapacityError, match="no plan fits into 4 bytes: the lower bound is 5 bytes"):
        plan(problem, 4)


@pytest.mark.parametrize("buckets", [1, 4])
@pytest.mark.parametrize("blocks", [2, 8])
def test_a_routed_network_takes_what_lives_at_once(plan: Planner, blocks: int, buckets: int) -> None:
    """Buckets and paths overlap: the arena is that of the largest one."""
    problem = network_problem(blocks, buckets)
    found = plan(problem)
    assert found.optimal
    largest = [b for b in problem.buffers if not b.choices or dict(b.choices).get("bucket of 0") == buckets - 1]
    assert found.size_bytes == plan(Problem(tuple(largest))).size_bytes
    if buckets > 1:
        apart = Problem(tuple(Buffer(b.name, b.lower, b.upper, b.size_bytes, b.alignment) for b in problem.buffers))
        assert find_peak(apart).size_bytes > 2 * found.size_bytes


def test_alternatives_of_nested_choices_share_memory(plan: Planner) -> None:
    """Path 0 takes 50 + max(30, 20), path 1 takes 60; something is live on both."""
    problem = Problem(
        (
            Buffer("shared", 0, 10, 7),
            Buffer("of path 0", 0, 10, 50, choices=(("path", 0),)),
            Buffer("bucket 0", 0, 10, 30, choices=(("path", 0), ("bucket", 0))),
            Buffer("bucket 1", 0, 10, 20, choices=(("path", 0), ("bucket", 1))),
            Buffer("of path 1", 0, 10, 60, choices=(("path", 1),)),
        )
    )
    peak = find_peak(problem)
    assert (peak.size_bytes, peak.buffers) == (87, (1, 2, 0))
    assert plan(problem).size_bytes == 87


def test_only_the_highest_buffer_may_end_between_two_alignments(plan: Planner) -> None:
    problem = Problem(tuple(Buffer(f"b{k}", 0, 1, 65 + k, alignment=64) for k in range(3)))
    found = plan(problem)
    assert found.size_bytes == found.lower_bound_bytes == 128 + 128 + 65  # the lowest end is that of the smallest

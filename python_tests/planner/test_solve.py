"""Strategies, budgets and capacities on problems too large to try everything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tvm_dydca.errors import InputError
from tvm_dydca.planner import STRATEGIES, Buffer, CapacityError, Plan, Problem, fallback, native, solve, validate
from tvm_dydca.planner.csv_format import read_problem
from tvm_dydca.planner.live_sum import find_peak

from .conftest import Planner
from .instances import network_problem, random_problem, tight_problem

DATA = Path(__file__).parent / "data" / "minimalloc"


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_makes_a_valid_plan_and_says_who_found_it(plan: Planner, strategy: str) -> None:
    problem = random_problem(0, 200)
    found = plan(problem, strategy=strategy, max_steps=300, budget_s=60)
    assert found.lower_bound_bytes == find_peak(problem).size_bytes
    assert found.size_bytes < 1.3 * found.lower_bound_bytes
    if strategy.startswith("greedy") or strategy == "skyline":
        assert found.strategy == strategy
        assert found.statistics.steps == 0
    else:
        assert found.strategy in STRATEGIES[1:]


def test_the_greedy_strategies_differ() -> None:
    sizes = {s: solve(random_problem(1, 300), strategy=s).size_bytes for s in STRATEGIES if s.startswith("greedy")}
    assert len(set(sizes.values())) == len(sizes) == 5


def test_greedy_orders_by_hand(plan: Planner) -> None:
    """The largest first leaves the hole at the start; the earliest first does not."""
    problem = Problem((Buffer("early", 0, 2, 4), Buffer("late", 2, 4, 6), Buffer("all", 0, 4, 1)))
    assert plan(problem, strategy="greedy_size").offsets_bytes == (0, 0, 6)
    assert plan(problem, strategy="greedy_lifetime").offsets_bytes == (1, 1, 0)
    assert plan(problem, strategy="greedy_time").offsets_bytes == (1, 1, 0)
    assert plan(problem, strategy="greedy_peak").offsets_bytes == (0, 0, 6)


def test_improvement_improves(plan: Planner) -> None:
    problem = tight_problem(2, 100, 2)
    greedy = plan(problem, strategy="skyline")
    improved = plan(problem, strategy="improve", max_steps=100, budget_s=60)
    assert improved.size_bytes < greedy.size_bytes
    assert improved.strategy == "improve"


@pytest.mark.parametrize("strategy", ["improve", "exact", "auto"])
def test_a_seed_and_a_number_of_steps_give_one_plan(plan: Planner, strategy: str) -> None:
    problem = tight_problem(3, 120, 4)
    options = {"strategy": strategy, "max_steps": 150, "budget_s": 600.0}
    first, second = (plan(problem, seed=7, **options) for _ in range(2))
    assert replace(first, statistics=second.statistics) == second
    assert first.statistics.steps == second.statistics.steps


def test_a_budget_of_nothing_still_gives_a_plan(plan: Planner) -> None:
    problem = tight_problem(4, 120, 4)
    at_once = plan(problem, budget_s=0)
    assert at_once.size_bytes > plan(problem, budget_s=60, capacity=1024).size_bytes
    assert at_once.lower_bound_bytes == find_peak(problem).size_bytes


@pytest.mark.parametrize("name", "ABCDE")
def test_public_instances_fit(name: str) -> None:
    """Greedy placement leaves them 23 to 37 % above."""
    problem = read_problem(DATA / f"{name}.1048576.csv").problem
    validate(problem, solve(problem, 1048576), 1048576)


@pytest.mark.parametrize(
    ("count", "dropped", "pinwheels"),
    [(100, 0, 0.0), (160, 2, 0.0), (220, 10, 0.3), (300, 3, 0.0), (180, 18, 0.0), (240, 10, 0.0)],
)
@pytest.mark.parametrize("seed", [0, 1])
def test_tight_instances_fit(count: int, dropped: int, pinwheels: float, seed: int) -> None:
    """Of the size of the public ones, with as much of their area free."""
    problem = tight_problem(seed, count, dropped, pinwheels)
    found = solve(problem, 1024)
    validate(problem, found, 1024)


def test_tight_instances_fit_without_the_native_planner(plan: Planner) -> None:
    plan(tight_problem(5, 60, 0), 1024)


def test_without_the_native_planner_too_large_a_search_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = tight_problem(2, 100, 2)
    monkeypatch.setattr(native, "library", lambda: None)
    monkeypatch.setattr(fallback, "_MOST_MEMBERS", 10)
    found = solve(problem, strategy="exact", budget_s=60)
    validate(problem, found)
    assert (found.strategy, found.statistics.restarts, found.optimal) == ("skyline", 0, False)


@pytest.mark.parametrize("alignment", [1, 64])
def test_a_thousand_buffers_take_what_lives_at_once(alignment: int) -> None:
    problem = random_problem(6, 1000, alignment=alignment)
    found = solve(problem, budget_s=60)
    validate(problem, found)
    assert found.optimal


def test_ten_thousand_buffers(plan: Planner) -> None:
    problem = random_problem(7, 10_000)
    found = plan(problem, strategy="skyline")
    assert found.size_bytes < 1.05 * found.lower_bound_bytes


@pytest.mark.slow
@pytest.mark.parametrize("lives", [100, 15_000])
def test_sixty_thousand_buffers_are_near_the_bound_or_say_so(lives: int) -> None:
    problem = random_problem(8, 60_000, lives)
    found = solve(problem)
    validate(problem, found)
    assert found.lower_bound_bytes == find_peak(problem).size_bytes
    assert found.size_bytes < 1.02 * found.lower_bound_bytes
    assert found.optimal is (found.size_bytes == found.lower_bound_bytes)


def test_fixed_buffers_stay_and_the_others_go_around(plan: Planner) -> None:
    fixed = [Buffer(f"fixed {k}", 100 * k, 100 * k + 150, 500, 1, 700 * (k % 2) + 100) for k in range(4)]
    problem = Problem((*fixed, *random_problem(9, 60).buffers))
    found = plan(problem, max_steps=300, budget_s=60)
    assert found.offsets_bytes[:4] == (100, 800, 100, 800)


def test_buffers_of_no_bytes_are_in_nobody_s_way(plan: Planner) -> None:
    problem = Problem((Buffer("a", 0, 2, 8), Buffer("empty", 0, 2, 0), Buffer("fixed", 0, 2, 0, 4, 4)))
    found = plan(problem)
    assert (found.offsets_bytes, found.size_bytes, found.optimal) == ((0, 0, 4), 8, True)


def test_nothing_to_plan(plan: Planner) -> None:
    found = plan(Problem(()))
    assert (found.offsets_bytes, found.size_bytes, found.lower_bound_bytes) == ((), 0, 0)


def test_capacity_below_the_bound_names_the_largest(plan: Planner) -> None:
    problem = network_problem(2, 2)
    size = plan(problem).size_bytes
    with pytest.raises(CapacityError) as error:
        plan(problem, size - 1)
    assert error.value.proven
    assert error.value.exit_code == 1
    assert error.value.plan.size_bytes >= size
    validate(problem, error.value.plan)
    message = str(error.value)
    assert f"no plan fits into {size - 1} bytes: the lower bound is {size} bytes" in message
    biggest = problem.buffers[error.value.peak.buffers[0]]
    assert f"the largest of them {biggest.name} ({biggest.size_bytes})" in message
    assert message.count("(") == min(5, len(error.value.peak.buffers)) > 2


def test_capacity_not_met_in_time_is_not_called_impossible(plan: Planner) -> None:
    problem = tight_problem(10, 150, 2)
    with pytest.raises(CapacityError, match="no plan was found within 1024 bytes, though there may be one") as error:
        plan(problem, 1024, max_steps=2)
    assert not error.value.proven
    assert isinstance(error.value.plan, Plan)


def test_progress_is_told(plan: Planner) -> None:
    told: list[tuple[int, int]] = []
    options = {"strategy": "improve", "max_steps": 3, "budget_s": 60}
    plan(random_problem(11, 300), on_progress=lambda *sizes: told.append(sizes), **options)
    assert told
    sizes = [size for size, _ in told]
    assert sizes == sorted(sizes, reverse=True)
    assert all(size >= bound > 0 for size, bound in told)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"strategy": "best"}, "strategy 'best' is unknown; choose from auto, "),
        ({"capacity": -1}, "a capacity of -1 bytes is negative"),
        ({"budget_s": -0.5}, "a budget of -0.5 seconds is negative"),
        ({"budget_s": float("nan")}, "a budget of nan seconds"),
    ],
)
def test_bad_options_are_refused(options: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        solve(random_problem(0, 3), **options)  # type: ignore[arg-type]


def fixed(name: str, lower: int, upper: int, offset: int, choices: tuple[tuple[str, int], ...] = ()) -> Buffer:
    return Buffer(name, lower, upper, 100, 4, offset, choices)


def test_overlapping_fixed_offsets_are_refused() -> None:
    apart = [fixed("a", 0, 5, 0), fixed("b", 5, 9, 96), fixed("c", 0, 5, 100)]
    Problem(tuple(apart))
    Problem((fixed("a", 0, 5, 0, (("p", 0),)), fixed("b", 0, 5, 0, (("p", 1),))))
    says = r"buffers a and d live together and are fixed at overlapping offsets: \[0, 100\) and \[96, 196\)"
    with pytest.raises(InputError, match=says):
        Problem((*apart, fixed("d", 4, 6, 96, (("p", 0),))))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("x", 3, 3, 1), r"buffer x lives during \[3, 3\), which is empty"),
        (("x", 0, 1 << 61, 1), "times lie below 2"),
        (("x", 0, 1, -1), "buffer x has -1 bytes"),
        (("x", 0, 1, 1 << 60), "a size lies between 0 and 2"),
        (("x", 0, 1, 1, 0), "buffer x has the alignment 0; it must be at least 1"),
        (("x", 0, 1, 1, 4, 6), "buffer x is fixed at 6, not a multiple of its alignment 4"),
        (("x", 0, 1, 1, 4, -4), "buffer x is fixed at -4; an offset lies between 0"),
        (("x", 0, 1, 1, 1, None, (("p", 0), ("p", 1))), "buffer x names one choice twice"),
    ],
)
def test_impossible_buffers_are_refused(arguments: tuple[object, ...], says: str) -> None:
    with pytest.raises(InputError, match=says):
        Buffer(*arguments)  # type: ignore[arg-type]


def test_names_are_unique_and_sizes_add_up() -> None:
    with pytest.raises(InputError, match="two buffers are named x"):
        Problem((Buffer("x", 0, 1, 1), Buffer("x", 1, 2, 1)))
    with pytest.raises(InputError, match="have 1152921504606846978 bytes in all, with their alignment; less than 2"):
        Problem(tuple(Buffer(str(k), 0, 1, 1 << 59) for k in range(2)))

"""The validator finds each kind of wrong plan, and nothing in right ones."""

from __future__ import annotations

import pytest

from tvm_dydca.planner import Buffer, Plan, PlanError, Problem, validate

PROBLEM = Problem(
    (
        Buffer("first", 0, 4, 10, alignment=4),
        Buffer("second", 2, 6, 6),
        Buffer("after", 4, 8, 10),
        Buffer("fixed", 0, 8, 4, offset_bytes=20),
        Buffer("one way", 0, 4, 8, choices=(("path", 0),)),
        Buffer("other way", 0, 4, 8, choices=(("path", 1), ("bucket", 0))),
        Buffer("empty", 0, 8, 0),
    )
)
RIGHT = (0, 10, 0, 20, 24, 24, 0)


def plan(*offsets: int, size: int = 32, bound: int = 32) -> Plan:
    return Plan(offsets, size, bound, "by hand")


def test_a_right_plan_passes() -> None:
    validate(PROBLEM, plan(*RIGHT), 32)
    validate(Problem(()), Plan((), 0, 0, "by hand"))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({1: 9}, r"buffers first \[0, 10\) and second \[9, 15\) share memory while both live"),
        ({2: 7}, "buffers second .* and after .* share memory"),
        ({4: 17}, "buffers fixed .* and one way .* share memory"),
        ({0: 2}, "buffer first lies at 2; it needs a multiple of 4"),
        ({1: -10}, "buffer second lies at -10"),
        ({3: 40}, "buffer fixed lies at 40; it is fixed at 20"),
        ({4: 40}, "the plan says 32 bytes, but its highest buffer ends at 48"),
    ],
)
def test_wrong_offsets_are_named(wrong: dict[int, int], says: str) -> None:
    with pytest.raises(PlanError, match=says):
        validate(PROBLEM, plan(*(wrong.get(k, offset) for k, offset in enumerate(RIGHT))))


@pytest.mark.parametrize(
    ("wrong", "capacity", "says"),
    [
        (plan(*RIGHT[:-1]), None, "7 buffers have 6 offsets"),
        (plan(*RIGHT, size=33), None, "the plan says 33 bytes, but its highest buffer ends at 32"),
        (plan(*RIGHT, bound=33), None, "takes 32 bytes, below its lower bound 33"),
        (plan(*RIGHT), 31, "takes 32 bytes, above the capacity 31"),
    ],
)
def test_wrong_sizes_are_named(wrong: Plan, capacity: int | None, says: str) -> None:
    with pytest.raises(PlanError, match=says):
        validate(PROBLEM, wrong, capacity)

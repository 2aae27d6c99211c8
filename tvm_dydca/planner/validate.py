"""The check of a plan against its problem: plain, quadratic, and apart from everything that plans."""

from __future__ import annotations

import numpy as np

from tvm_dydca.planner.plan import Plan
from tvm_dydca.planner.problem import Problem


class PlanError(AssertionError):
    """A plan is wrong, by a defect of the planner."""


def validate(problem: Problem, plan: Plan, capacity: int | None = None) -> None:
    """Check a plan.

    Parameters
    ----------
    capacity : bytes that the arena must not exceed

    Raises
    ------
    PlanError
        Where an offset is missing, negative, not aligned or not the fixed one, where two buffers that live together
        share memory (it names both), where the size is not the highest end, or is below the lower bound or above the
        capacity.
    """
    buffers, offsets = problem.buffers, plan.offsets_bytes
    if len(offsets) != len(buffers):
        raise PlanError(f"{len(buffers)} buffers have {len(offsets)} offsets")
    for buffer, offset in zip(buffers, offsets):
        if offset < 0 or offset % buffer.alignment:
            raise PlanError(f"buffer {buffer.name} lies at {offset}; it needs a multiple of {buffer.alignment}")
        if buffer.offset_bytes is not None and offset != buffer.offset_bytes:
            raise PlanError(f"buffer {buffer.name} lies at {offset}; it is fixed at {buffer.offset_bytes}")

    lower = np.array([buffer.lower for buffer in buffers], np.int64)
    upper = np.array([buffer.upper for buffer in buffers], np.int64)
    begin = np.array(offsets, np.int64)
    end = begin + np.array([buffer.size_bytes for buffer in buffers], np.int64)
    for i, buffer in enumerate(buffers):
        in_time = (lower[:i] < upper[i]) & (lower[i] < upper[:i])
        in_memory = (begin[:i] < end[i]) & (begin[i] < end[:i])
        for j in np.flatnonzero(in_time & in_memory):
            if not buffer.excludes(buffers[j]) and buffer.size_bytes and buffers[j].size_bytes:
                raise PlanError(
                    f"buffers {buffers[j].name} [{begin[j]}, {end[j]}) and {buffer.name} [{begin[i]}, {end[i]}) "
                    f"share memory while both live"
                )

    highest = max(end.tolist(), default=0)
    if plan.size_bytes != highest:
        raise PlanError(f"the plan says {plan.size_bytes} bytes, but its highest buffer ends at {highest}")
    if plan.size_bytes < plan.lower_bound_bytes:
        raise PlanError(f"the plan takes {plan.size_bytes} bytes, below its lower bound {plan.lower_bound_bytes}")
    if capacity is not None and plan.size_bytes > capacity:
        raise PlanError(f"the plan takes {plan.size_bytes} bytes, above the capacity {capacity}")

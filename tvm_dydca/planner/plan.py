"""What every strategy returns, and the error for a capacity that is not met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tvm_dydca.errors import DydcaError

if TYPE_CHECKING:
    from tvm_dydca.planner.live_sum import Peak
    from tvm_dydca.planner.problem import Problem


@dataclass(frozen=True)
class Statistics:
    """What a plan took.

    Attributes
    ----------
    time_s : wall-clock seconds
    steps : nodes of the exact search and placements of the local improvement
    restarts : runs of the exact search
    native : whether the C++ library did it
    """

    time_s: float = 0.0
    steps: int = 0
    restarts: int = 0
    native: bool = False


@dataclass(frozen=True)
class Plan:
    """An offset for each buffer.

    Attributes
    ----------
    offsets_bytes : in the order of the problem's buffers
    size_bytes : of the arena, the highest end of a buffer
    lower_bound_bytes : no plan needs less
    strategy : the one that found the offsets
    statistics : what it took
    """

    offsets_bytes: tuple[int, ...]
    size_bytes: int
    lower_bound_bytes: int
    strategy: str
    statistics: Statistics = Statistics()

    @property
    def optimal(self) -> bool:
        """Whether it is proven that no plan needs less."""
        return self.size_bytes == self.lower_bound_bytes


class CapacityError(DydcaError):
    """No plan was found within the capacity.

    Attributes
    ----------
    plan : the best one
    peak : the buffers that need most memory together
    proven : whether there is none
    """

    def __init__(self, problem: Problem, capacity: int, plan: Plan, peak: Peak):
        self.plan = plan
        self.peak = peak
        self.proven = plan.lower_bound_bytes > capacity
        if self.proven:
            verdict, advice = f"no plan fits into {capacity} bytes", "allow more, or shorten what lives"
        else:
            verdict = f"no plan was found within {capacity} bytes, though there may be one"
            advice = "allow more bytes, or more time"
        super().__init__(
            f"{verdict}: the lower bound is {plan.lower_bound_bytes} bytes and the best plan takes {plan.size_bytes}. "
            f"{peak.text(problem)}; {advice}"
        )

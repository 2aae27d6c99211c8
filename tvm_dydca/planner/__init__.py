"""Placement of buffers in one arena. No IR: a `Problem` in, a `Plan` out."""

from tvm_dydca.planner.plan import CapacityError, Plan, Statistics
from tvm_dydca.planner.problem import Buffer, Problem
from tvm_dydca.planner.solve import STRATEGIES, solve
from tvm_dydca.planner.validate import PlanError, validate

__all__ = [
    "STRATEGIES",
    "Buffer",
    "CapacityError",
    "Plan",
    "PlanError",
    "Problem",
    "Statistics",
    "solve",
    "validate",
]

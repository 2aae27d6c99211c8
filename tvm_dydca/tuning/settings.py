"""How a tuning job goes on, what it tells on the way, and what becomes of its tasks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from tvm_dydca.errors import InputError
from tvm_dydca.tuning.space import Candidate
from tvm_dydca.tuning.tasks import Task, TaskKey


@dataclass(frozen=True)
class Settings:
    """How a job goes on.

    Attributes
    ----------
    trials : candidates that each task measures, the default one among them
    batch : candidates that are compiled, then measured in one session: the most that a kill or a lost device costs
    build_s : longest time to compile a candidate
    builders : processes that compile
    seed : of the candidates' order
    """

    trials: int = 16
    batch: int = 8
    build_s: float = 120.0
    builders: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse numbers out of range."""
        for name in ("trials", "batch"):
            if getattr(self, name) < 2:
                raise InputError(f"{name} is {getattr(self, name)}; give at least 2, of which one is the default")


@dataclass(frozen=True)
class TaskResult:
    """What became of a task.

    Attributes
    ----------
    default_s : seconds of the default kernel; None where it was not measured
    best_s : of the one to take, which is the default one where none is faster
    leader_s : of the fastest so far, before it was compared with the default one for longer
    best : the one to take
    measured, failed : candidates with times, and without
    offered : whether the network is without it by default, see `Task.instead_of`
    """

    key: TaskKey
    weight: float
    default_s: float | None
    best_s: float | None
    leader_s: float | None
    best: Candidate
    measured: int
    failed: int
    offered: bool = False


class Observer(Protocol):
    """Is told how a job goes on, from several threads, one at a time."""

    def begun(self, task: Task, tried: int, trials: int) -> None:
        """Begin a task, of whose trials some may have been made before."""

    def tried(self, task: Task, tried: int, result: TaskResult) -> None:
        """Take note of the end of a batch."""

    def ended(self, task: Task, result: TaskResult) -> None:
        """End a task."""

    def lost(self, task: Task, reason: str) -> None:
        """Take note of a lost session."""


class Silent:
    """An observer that does nothing."""

    def begun(self, task: Task, tried: int, trials: int) -> None:
        """Do nothing."""

    def tried(self, task: Task, tried: int, result: TaskResult) -> None:
        """Do nothing."""

    def ended(self, task: Task, result: TaskResult) -> None:
        """Do nothing."""

    def lost(self, task: Task, reason: str) -> None:
        """Do nothing."""

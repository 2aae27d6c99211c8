"""Candidates on a device: each beside the default kernel in the same session, in turns, and with the same result.

A time is told as a multiple of the default kernel's in the same round. So it means the same on a device that has become
slower since, as phones do when they are warm, on another of the same kind, and beside another load. Where the default
kernel's own time moved by more than `DRIFT` from round to round, the rounds are run again, and all of them count.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tvm_dydca.relay_passes.dispatch.choice import Request
from tvm_dydca.rpc.connection import Connection
from tvm_dydca.schedules import Kernel
from tvm_dydca.tuning.workers import ENTRY, Built

DRIFT = 1.1
AGAIN = 2
"""How often rounds are run again."""
ROUND_S = 0.02
"""How long the default kernel runs in a round; the others run as many times."""
REPEATS = 3
"""Parts of that time, of which the shortest counts: what else the machine does makes the others longer."""
HOPELESS = 3.0
"""A candidate that takes this many times the default kernel's time is measured once."""
TOLERANCE = {"float32": 1e-4, "float16": 3e-2}
"""Largest difference from the default kernel's result, as a part of its largest value."""


@dataclass(frozen=True)
class Subject:
    """A compiled kernel to measure."""

    kernel: Kernel
    built: Built


@dataclass(frozen=True)
class Outcome:
    """What became of a subject: its times as multiples of the default kernel's, or why there are none."""

    ratios: tuple[float, ...] = ()
    problem: str | None = None


@dataclass(frozen=True)
class Measurement:
    """Of a batch.

    Attributes
    ----------
    default_s : median seconds of a run of the default kernel
    drift : largest of its rounds by the smallest
    outcomes : of the other subjects
    """

    default_s: float
    drift: float
    outcomes: tuple[Outcome, ...]


def measure(
    connection: Connection,
    kind: str,
    request: Request,
    default: Subject,
    others: Sequence[Subject],
    rounds: int = 3,
    running: Callable[[int | None], None] = lambda _index: None,
) -> Measurement:
    """Measure a batch.

    Parameters
    ----------
    kind : of the device, as `tvm.runtime.device` takes it
    request : the place in a network that the kernels are for
    rounds : of which each runs every subject once
    running : called with the index in `others` of the one that the device is about to run, None for the default one

    Raises
    ------
    RpcError
        The device was lost, or does not run the default kernel.
    """
    device = connection.rpc.device(kind, 0)
    with connection.watched():
        operands = [_send(array, device) for array in _inputs(request)]
        running(None)
        reference = _Runner(connection, device, default, operands, request)
        expected = reference.result()
        runners: list[_Runner | None] = []
        problems: list[str | None] = []
        for index, subject in enumerate(others):
            running(index)
            try:
                runner = _Runner(connection, device, subject, operands, request)
                problem = _difference(runner.result(), expected)
            except Exception as error:
                if connection.link.status().lost:
                    raise
                problem = f"it does not run: {str(error).strip().splitlines()[-1:]}"
            runners.append(None if problem else runner)
            problems.append(problem)
        ratios: list[list[float]] = [[] for _ in others]
        running(None)
        number = reference.runs_in(ROUND_S / REPEATS)
        times = _rounds(reference, runners, ratios, rounds, number, running)
        for _ in range(AGAIN):
            if max(times) <= DRIFT * min(times):
                break
            times = _rounds(reference, runners, ratios, rounds, number, running)
    outcomes = tuple(Outcome(tuple(found), problem) for found, problem in zip(ratios, problems))
    return Measurement(statistics.median(times), max(times) / min(times), outcomes)


def _rounds(
    reference: _Runner,
    runners: Sequence[_Runner | None],
    ratios: list[list[float]],
    rounds: int,
    number: int,
    running: Callable[[int | None], None],
) -> list[float]:
    """Run every subject once a round, add their ratios, and return the default kernel's seconds."""
    times = []
    for _ in range(rounds):
        running(None)
        before = reference.seconds(number)
        for index, runner in enumerate(runners):
            if runner is None or (ratios[index] and min(ratios[index]) > HOPELESS):
                continue
            running(index)
            own = runner.seconds(number)
            running(None)
            after = reference.seconds(number)
            ratios[index].append(2 * own / (before + after))
            times += [before, after]
            before = after
        times.append(before)
    return times


class _Runner:
    """A kernel on the device with its arguments."""

    def __init__(self, connection: Connection, device: Any, subject: Subject, operands: list[Any], request: Request):
        import tvm

        module = connection.load(subject.built.library, subject.built.checksum)
        out_dtype = str(subject.kernel.func.params[-1].dtype)
        self._result = _send(np.full(request.output, np.nan, out_dtype), device)
        constants = [_send(np.ascontiguousarray(array), device) for array in subject.kernel.constants]
        workspaces = [tvm.runtime.empty(shape, dtype, device) for shape, dtype in subject.built.workspaces]
        self._arguments = [*operands, *constants, self._result, *workspaces]
        self._module, self._device = module, device

    def result(self) -> Any:
        """Run once, and return what it computed."""
        self._module.get_function(ENTRY)(*self._arguments)
        return self._result.numpy()

    def runs_in(self, seconds: float) -> int:
        """Return how often it runs in a time."""
        return max(1, min(1000, math.ceil(seconds / max(self.seconds(1), 1e-9))))

    def seconds(self, number: int) -> float:
        """Return the time of a run, of so many one after the other."""
        evaluator = self._module.time_evaluator(ENTRY, self._device, number=number, repeat=REPEATS)
        return float(evaluator(*self._arguments).min)


def _inputs(request: Request) -> list[Any]:
    rng = np.random.default_rng(0)
    dtypes = [str(param.dtype) for param in request.kernel.func.params]
    return [rng.standard_normal(shape, np.float32).astype(dtype) for shape, dtype in zip(request.operands, dtypes)]


def _send(array: Any, device: Any) -> Any:
    import tvm

    return tvm.runtime.tensor(array, device)


def _difference(found: Any, expected: Any) -> str | None:
    """Return how a result differs from what it should be; None where it does not."""
    if found.shape != expected.shape:
        return f"its result has the shape {found.shape}, not {expected.shape}"
    largest = float(np.abs(expected).max()) or 1.0
    error = float(np.abs(found.astype(np.float64) - expected).max()) / largest
    allowed = TOLERANCE[str(expected.dtype)]
    return None if error <= allowed else f"its result is wrong by {error:.2g} of the largest value"

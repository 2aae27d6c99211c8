"""One task of a job: batches of candidates, compiled, measured on one device at a time, and committed."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import tvm_ffi

from tvm_dydca.rpc.errors import DeviceLostError, RpcError
from tvm_dydca.schedules import Kernel
from tvm_dydca.tuning.database import COMPARED
from tvm_dydca.tuning.limits import within_limits
from tvm_dydca.tuning.measure import Measurement, Subject, measure
from tvm_dydca.tuning.search import next_candidates
from tvm_dydca.tuning.space import Candidate, candidates_of, fits
from tvm_dydca.tuning.tasks import Task
from tvm_dydca.tuning.workers import Build

if TYPE_CHECKING:
    from tvm_dydca.tuning.job import Job

STRIKES = 2
"""A candidate that ran when this many sessions were lost has failed."""
LOSSES = 4
"""Sessions that a batch may lose while the default kernel runs, before the job ends."""


class TaskRun:
    """A task.

    Attributes
    ----------
    kernels : the candidate of each scheduled module, by its hash
    useless : candidates that make no kernel, one beyond the target's limits, or another one's
    subjects : compiled candidates
    strikes : sessions that were lost while a candidate ran
    """

    def __init__(self, job: Job, task: Task):
        self.job, self.task = job, task
        self.default = Candidate.default(task.request.rule)
        self.candidates = candidates_of(task.request, job.target)
        self.kernels: dict[int, Candidate] = {}
        self.useless: set[Candidate] = set()
        self.strikes: dict[Candidate, int] = {}
        self.rng = random.Random(f"{job.settings.seed} {task.key}")
        self.subjects: dict[Candidate, Subject] = {}

    def tried(self) -> int:
        """Return how many candidates the database knows."""
        return len(self.job.database.measured(self.task.key))

    def knows_default(self) -> bool:
        """Return whether the default candidate was measured."""
        return self.default in self.job.database.measured(self.task.key)

    def batch(self, count: int) -> bool:
        """Measure some candidates, and commit them; return whether there were any."""
        with self.job.lock:
            chosen = self._propose(count)
        self._build(chosen)
        measurable = [candidate for candidate in chosen if candidate in self.subjects]
        if measurable:
            self._commit(*self._measured(measurable))
        return bool(chosen)

    def compare(self) -> bool:
        """Run the fastest candidate against the default one for longer; False where nothing is left to compare."""
        best = self.job.database.leader(self.task.key, self.default)
        if best is None or best == self.job.database.best(self.task.key, self.default):
            return False
        with self.job.lock:
            kernel = best.kernel(self.task.request.groups, self.job.target)
        assert kernel is not None
        self._build({best: kernel})
        if best in self.subjects:
            self._commit(*self._measured([best], COMPARED))
        return True

    def _propose(self, count: int) -> dict[Candidate, Kernel]:
        """Choose candidates that make kernels of their own; the default one is the first of all."""
        known = self.job.database.measured(self.task.key)
        left = [one for one in self.candidates if one not in known and one not in self.useless]
        order = [self.default] if self.default in left else []
        order += [
            one
            for one in next_candidates(self.job.model, self.task.request, left, count, self.rng)
            if one != self.default
        ]
        chosen: dict[Candidate, Kernel] = {}
        for candidate in order:
            if len(chosen) == count:
                break
            kernel = self._kernel(candidate)
            if kernel is None:
                self.useless.add(candidate)
            else:
                chosen[candidate] = kernel
        return chosen

    def _kernel(self, candidate: Candidate) -> Kernel | None:
        kernel = candidate.kernel(self.task.request.groups, self.job.target)
        if kernel is None or kernel.made is None or not fits(kernel, self.task.request):
            return None
        digest = tvm_ffi.structural_hash(kernel.made.schedule.mod)
        if self.kernels.setdefault(digest, candidate) != candidate:
            return None
        allowed = candidate == self.default or within_limits(kernel, self.task.request, self.job.target)
        return kernel if allowed else None

    def _build(self, chosen: dict[Candidate, Kernel]) -> None:
        """Compile candidates, and the default one, as `subjects`; what does not compile is committed as a failure.

        Raises
        ------
        RpcError
            The default kernel does not compile.
        """
        request, target = self.task.request, self.job.target
        wanted = {**chosen, self.default: request.kernel}
        new = {candidate: kernel for candidate, kernel in wanted.items() if candidate not in self.subjects}
        builds = [Build.of(candidate, kernel, request, target) for candidate, kernel in new.items()]
        for (candidate, kernel), built in zip(new.items(), self.job.builders.build(builds)):
            if not isinstance(built, str):
                self.subjects[candidate] = Subject(kernel, built)
            elif candidate == self.default:
                raise RpcError(f"the default kernel of {self.task.key} cannot be measured: {built}")
            else:
                self._fail(candidate, kernel)

    def _measured(self, chosen: list[Candidate], rounds: int = 3) -> tuple[Measurement, list[Candidate]]:
        """Measure candidates; where the device is lost, again on the next one, without those that it was lost with."""
        others = [candidate for candidate in chosen if candidate != self.default]
        losses = 0
        while True:
            running: dict[str, int | None] = {}
            connection = self.job.source.connect()
            try:
                found = measure(
                    connection,
                    self.job.kind,
                    self.task.request,
                    self.subjects[self.default],
                    [self.subjects[one] for one in others],
                    rounds,
                    lambda index, running=running: running.update(index=index),  # type: ignore[misc]
                )
                return found, [self.default, *others] if self.default in chosen else others
            except DeviceLostError as error:
                with self.job.lock:
                    self.job.observer.lost(self.task, str(error))
                index = running.get("index")
                losses += index is None
                if self.job.stop.is_set() or losses == LOSSES:
                    raise
                if index is not None:
                    others = self._without(others[index], others)
            finally:
                connection.close()

    def _without(self, suspect: Candidate, others: list[Candidate]) -> list[Candidate]:
        self.strikes[suspect] = self.strikes.get(suspect, 0) + 1
        if self.strikes[suspect] < STRIKES:
            return others
        self._fail(suspect, self.subjects[suspect].kernel)
        return [one for one in others if one != suspect]

    def _commit(self, measurement: Measurement, order: list[Candidate]) -> None:
        """Commit a batch. Times are multiples of the default kernel's first one, see `measure`."""
        known = self.job.database.measured(self.task.key).get(self.default)
        default_s = known.median_s if known is not None and known.seconds else measurement.default_s
        outcomes = list(measurement.outcomes)
        for candidate in order:
            kernel = self.subjects[candidate].kernel
            if candidate == self.default:
                self._add(candidate, kernel, [default_s], 1.0)
                continue
            outcome = outcomes.pop(0)
            ratios = outcome.ratios
            typical = sorted(ratios)[len(ratios) // 2] if ratios else math.inf
            self._add(candidate, kernel, [default_s * ratio for ratio in ratios], typical)

    def _fail(self, candidate: Candidate, kernel: Kernel) -> None:
        self._add(candidate, kernel, [], math.inf)

    def _add(self, candidate: Candidate, kernel: Kernel, seconds: list[float], ratio: float) -> None:
        with self.job.lock:
            self.job.database.commit(self.task.key, candidate, kernel, self.job.target, seconds)
            self.job.model.learn(self.task.request, candidate, ratio)

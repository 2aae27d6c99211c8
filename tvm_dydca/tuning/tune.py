"""A tuning job: tasks of a network, batch by batch on the devices there are, into a database that survives the job."""

from __future__ import annotations

import contextlib
import math
import random
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import tvm_ffi

from tvm_dydca import targets
from tvm_dydca.errors import InputError
from tvm_dydca.rpc.errors import DeviceLostError, RpcError
from tvm_dydca.schedules import Kernel
from tvm_dydca.tuning.database import COMPARED, TuningDatabase
from tvm_dydca.tuning.devices import Source, name_of_device
from tvm_dydca.tuning.limits import within_limits
from tvm_dydca.tuning.measure import Measurement, Subject, measure
from tvm_dydca.tuning.search import Model, next_candidates
from tvm_dydca.tuning.space import Candidate, candidates_of, fits
from tvm_dydca.tuning.tasks import Task, TaskKey, find_tasks
from tvm_dydca.tuning.workers import Builders, Job

KINDS = {"llvm": "cpu", "opencl": "opencl"}
"""Kinds of devices, as `tvm.runtime.device` takes them, by kinds of targets."""
STRIKES = 2
"""A candidate that ran when this many sessions were lost has failed."""
LOSSES = 8
"""Sessions that a task may lose one after the other, before the job ends."""
COMPARISONS = 4
"""Candidates of a task that are compared with the default one for longer, until one stays the fastest."""
_BUILDS = "candidates"


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
    """

    key: TaskKey
    weight: float
    default_s: float | None
    best_s: float | None
    leader_s: float | None
    best: Candidate
    measured: int
    failed: int


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


def tune(
    network: Any,
    target: Any,
    work_dir: str | Path,
    source: Source,
    settings: Settings | None = None,
    *,
    buckets: Any = None,
    dtype: str = "float32",
    observer: Observer | None = None,
) -> list[TaskResult]:
    """Tune a network's kernels.

    Parameters
    ----------
    network, target, buckets, dtype : as `tvm_dydca.tuning.tasks.find_tasks` takes them
    work_dir : folder of the database; what is there already is not measured again
    source : of connections to devices

    Returns
    -------
    What became of each task, the heaviest first.

    Raises
    ------
    InputError
        The folder holds a database of something else, or another job writes to it.
    RpcError
        No device is left. What was measured until then is in the database.
    """
    settings, observer = settings or Settings(), observer or Silent()
    folder, kind = Path(work_dir), KINDS[str(target.kind.name)]
    targets.check_dtype(target, dtype)
    tasks = find_tasks(network, target, buckets, dtype)
    if not tasks:
        raise InputError(f"the network has no kernel of ours to tune for a target of kind {target.kind.name}")
    connection = source.connect()
    try:
        device = name_of_device(connection, kind)
    finally:
        connection.close()
    database = TuningDatabase.create(folder, target, dtype, device)
    with _alone(folder), _builders(folder, settings) as builders:
        job = _Job(target, kind, database, source, builders, settings, observer)
        return job.run(tasks)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which ends with the process."""
    try:
        import fcntl
    except ImportError:  # not on Windows
        yield
        return
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError(f"another job tunes in {folder}; wait for it, or give another --work-dir") from None
        yield


@contextlib.contextmanager
def _builders(folder: Path, settings: Settings) -> Iterator[Builders]:
    libraries = folder / _BUILDS
    shutil.rmtree(libraries, ignore_errors=True)  # of a job that was killed
    libraries.mkdir()
    builders = Builders(settings.builders or targets.processors(), settings.build_s, libraries)
    try:
        yield builders
    finally:
        builders.close()
        shutil.rmtree(libraries, ignore_errors=True)


class _Job:
    """The tasks of a job, shared by the devices: each device takes a whole task at a time."""

    def __init__(
        self,
        target: Any,
        kind: str,
        database: TuningDatabase,
        source: Source,
        builders: Builders,
        settings: Settings,
        observer: Observer,
    ):
        self.target, self.kind, self.database, self.source = target, kind, database, source
        self.builders, self.settings, self.observer = builders, settings, observer
        self.model = Model()
        self.lock = threading.Lock()  # of the compiler, the model and the observer
        self.stop = threading.Event()

    def run(self, tasks: list[Task]) -> list[TaskResult]:
        for task in tasks:
            self._recall(task)
        with ThreadPoolExecutor(min(self.source.count, len(tasks))) as pool:
            futures = [pool.submit(self._tune, task) for task in tasks]
            try:
                for future in futures:
                    future.result()
            except BaseException:
                self.stop.set()
                pool.shutdown(wait=True, cancel_futures=True)
                raise
        return [self.result(task) for task in tasks]

    def _recall(self, task: Task) -> None:
        """Tell the model what the database knows."""
        measured = self.database.measured(task.key)
        default = measured.get(Candidate.default(task.request.rule))
        if default is None or not default.seconds:
            return
        for candidate, found in measured.items():
            self.model.learn(task.request, candidate, found.median_s / default.median_s)

    def _tune(self, task: Task) -> None:
        run = _TaskRun(self, task)
        tried = run.tried()
        with self.lock:
            self.observer.begun(task, tried, self.settings.trials)
        while run.tried() < self.settings.trials and not self.stop.is_set():
            if not run.batch(min(self.settings.batch, self.settings.trials - run.tried())):
                break  # there are no more candidates
            with self.lock:
                self.observer.tried(task, run.tried(), self.result(task))
        for _ in range(COMPARISONS):
            if self.stop.is_set() or not run.compare():
                break
        with self.lock:
            self.observer.ended(task, self.result(task))

    def result(self, task: Task) -> TaskResult:
        """Return what the database says of a task."""
        measured = self.database.measured(task.key)
        default = Candidate.default(task.request.rule)
        best = self.database.best(task.key, default) or default
        leader = self.database.leader(task.key, default) or default

        def median_s(candidate: Candidate) -> float | None:
            return measured[candidate].median_s if candidate in measured and measured[candidate].seconds else None

        failed = sum(not found.seconds for found in measured.values())
        times = (median_s(default), median_s(best), median_s(leader))
        return TaskResult(task.key, task.weight, *times, best, len(measured) - failed, failed)


class _TaskRun:
    """One task on one device at a time."""

    def __init__(self, job: _Job, task: Task):
        self.job, self.task = job, task
        self.default = Candidate.default(task.request.rule)
        self.candidates = candidates_of(task.request, job.target)
        self.kernels: dict[int, Candidate] = {}  # by the hash of what was scheduled
        self.useless: set[Candidate] = set()  # no kernel, beyond the limits, or another's kernel
        self.strikes: dict[Candidate, int] = {}
        self.rng = random.Random(f"{job.settings.seed} {task.key}")
        self.default_subject: Subject | None = None

    def tried(self) -> int:
        """Return how many candidates the database knows."""
        return len(self.job.database.measured(self.task.key))

    def batch(self, count: int) -> bool:
        """Measure some candidates, and commit them; return whether there were any."""
        with self.job.lock:
            chosen = self._propose(count)
        subjects = self._built(chosen)
        measurable = [candidate for candidate in chosen if candidate in subjects]
        if measurable:
            found = self._measured(measurable, subjects)
            self._commit(found[0], [(one, subjects[one].kernel) for one in found[1]])
        return bool(chosen)

    def compare(self) -> bool:
        """Run the fastest candidate against the default one for longer; False where nothing is left to compare."""
        best = self.job.database.leader(self.task.key, self.default)
        if best is None or best == self.job.database.best(self.task.key, self.default):
            return False
        with self.job.lock:
            kernel = best.kernel(self.task.request.groups, self.job.target)
        assert kernel is not None
        subjects = self._built({best: kernel})
        if best in subjects:
            measurement, order = self._measured([best], subjects, COMPARED)
            self._commit(measurement, [(one, kernel) for one in order])
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
        return kernel if within_limits(kernel, self.task.request, self.job.target) else None

    def _built(self, chosen: dict[Candidate, Kernel]) -> dict[Candidate, Subject]:
        """Compile candidates; what does not compile is committed as a failure."""
        request, target = self.task.request, self.job.target
        jobs = [Job.of(candidate, kernel, request, target) for candidate, kernel in chosen.items()]
        subjects = {}
        if self.default_subject is None:
            jobs.append(Job.of(self.default, request.kernel, request, target))
        results = list(self.job.builders.build(jobs))
        if self.default_subject is None:
            last = results.pop()
            if isinstance(last, str):
                raise RpcError(f"the default kernel of {self.task.key} cannot be measured: {last}")
            self.default_subject = Subject(request.kernel, last)
        for (candidate, kernel), built in zip(chosen.items(), results):
            if isinstance(built, str):
                self._fail(candidate, kernel)
            else:
                subjects[candidate] = Subject(kernel, built)
        return subjects

    def _measured(
        self, chosen: list[Candidate], subjects: dict[Candidate, Subject], rounds: int = 3
    ) -> tuple[Measurement, list[Candidate]]:
        """Measure candidates; where the device is lost, again on the next one, without those that it was lost with."""
        assert self.default_subject is not None
        others = [candidate for candidate in chosen if candidate != self.default]
        for loss in range(LOSSES):
            running: dict[str, int | None] = {}
            connection = self.job.source.connect()
            try:
                found = measure(
                    connection,
                    self.job.kind,
                    self.task.request,
                    self.default_subject,
                    [subjects[one] for one in others],
                    rounds,
                    lambda index, running=running: running.update(index=index),  # type: ignore[misc]
                )
                return found, [self.default, *others] if self.default in chosen else others
            except DeviceLostError as error:
                with self.job.lock:
                    self.job.observer.lost(self.task, str(error))
                if self.job.stop.is_set() or loss == LOSSES - 1:
                    raise
                if (index := running.get("index")) is not None:
                    others = self._without(others[index], others, subjects)
            finally:
                connection.close()
        raise AssertionError("unreachable")

    def _without(
        self, suspect: Candidate, others: list[Candidate], subjects: dict[Candidate, Subject]
    ) -> list[Candidate]:
        self.strikes[suspect] = self.strikes.get(suspect, 0) + 1
        if self.strikes[suspect] < STRIKES:
            return others
        self._fail(suspect, subjects[suspect].kernel)
        return [one for one in others if one != suspect]

    def _commit(self, measurement: Measurement, order: list[tuple[Candidate, Kernel]]) -> None:
        """Commit a batch. Times are multiples of the default kernel's first one, see `measure`."""
        known = self.job.database.measured(self.task.key).get(self.default)
        default_s = known.median_s if known is not None and known.seconds else measurement.default_s
        outcomes = list(measurement.outcomes)
        for candidate, kernel in order:
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

"""The tasks of a job, shared by the devices: each device takes a whole task at a time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tvm_dydca.tuning.database import TuningDatabase
from tvm_dydca.tuning.devices import Source
from tvm_dydca.tuning.search import Model
from tvm_dydca.tuning.settings import Observer, Settings, TaskResult
from tvm_dydca.tuning.space import Candidate
from tvm_dydca.tuning.task_run import TaskRun
from tvm_dydca.tuning.tasks import Task
from tvm_dydca.tuning.workers import Builders

COMPARISONS = 4
"""Candidates of a task that are compared with the default one for longer, until one stays the fastest."""


class Job:
    """A job.

    Attributes
    ----------
    target, kind : what is compiled for, and the kind of its devices as `tvm.runtime.device` takes it
    lock : of the compiler, the model and the observer
    stop : set where a task ended the job
    """

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
        self.lock = threading.Lock()
        self.stop = threading.Event()

    def run(self, tasks: list[Task]) -> list[TaskResult]:
        """Tune every task."""
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
        run = TaskRun(self, task)
        tried = run.tried()
        with self.lock:
            self.observer.begun(task, tried, self.settings.trials)
        while (run.tried() < self.settings.trials or not run.knows_default()) and not self.stop.is_set():
            if not run.batch(max(1, min(self.settings.batch, self.settings.trials - run.tried()))):
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
        offered = task.instead_of is not None
        return TaskResult(task.key, task.weight, *times, best, len(measured) - failed, failed, offered)

"""Kernels that stand for several: tuned like others, and taken where the network is faster with them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import tvm_dydca
from tvm_dydca import targets
from tvm_dydca.importer import load_network
from tvm_dydca.schedules.opencl import residual_block
from tvm_dydca.tuning import network as networks
from tvm_dydca.tuning.database import COMPARED, TuningDatabase
from tvm_dydca.tuning.network import NetworkResult, keep_what_helps
from tvm_dydca.tuning.settings import TaskResult
from tvm_dydca.tuning.space import Candidate, candidates_of
from tvm_dydca.tuning.tasks import find_tasks

BLOCK, EXPAND, PROJECT = "direct3x3_20x40_block", "winograd4x4_20x40_relu", "winograd4x4_40x20_residual"
FASTER = Candidate.of(residual_block.rule, residual_block.Knobs(rows=6, wide=2))


class Job:
    """A network for OpenCL, and a database of made-up times: every kernel takes a second by default."""

    def __init__(self, file: Any, folder: Any, block_s: float):
        self.network, self.target = load_network(file), targets.resolve("opencl")
        self.tasks = find_tasks(self.network, self.target)
        self.database = TuningDatabase.create(folder, self.target, "float32", "made up")
        self.results = []
        for task in self.tasks:
            offered, default = task.instead_of is not None, Candidate.default(task.request.rule)
            times = {default: 1.0, FASTER: block_s} if offered else {default: 1.0}
            for candidate, seconds in times.items():
                kernel = candidate.kernel(task.request.groups, self.target)
                self.database.commit(task.key, candidate, kernel, self.target, [seconds] * COMPARED)
            best, best_s = (FASTER, block_s) if block_s < 1 and offered else (default, 1.0)
            self.results.append(TaskResult(task.key, task.weight, 1.0, best_s, best_s, best, 1, 0, offered))
        self.offers = {task.key: task.instead_of for task in self.tasks if task.instead_of is not None}

    def keep(self) -> NetworkResult:
        return keep_what_helps(
            self.network, self.target, "opencl", self.database, None, self.results, self.offers  # type: ignore[arg-type]
        )  # fmt: skip

    def tuned(self, out: Any) -> Any:
        return tvm_dydca.compile(self.network, self.target, out=out, tuned=self.database.folder)


def blocks(artifact: Any) -> set[str]:
    """Return the paths with residual blocks in one kernel."""
    return {entry["function"] for entry in artifact.plan()["kernels"] if entry["schedule"] == BLOCK}


def test_a_residual_block_is_a_task_beside_those_of_its_convolutions(fitted: Any) -> None:
    tasks = find_tasks(load_network(fitted.file), targets.resolve("opencl"))
    offered = {task.key: task for task in tasks if task.instead_of is not None}
    assert {key.kernel for key in offered} == {BLOCK}
    assert {key.size for key in offered} == {task.key.size for task in tasks}
    by_key = {task.key: task for task in tasks}
    for key, task in offered.items():
        assert task.instead_of is not None
        assert [(part.kernel, part.size) for part in task.instead_of] == [(EXPAND, key.size), (PROJECT, key.size)]
        assert all(by_key[part].weight == task.weight for part in task.instead_of)
    request = next(iter(offered.values())).request
    assert {one.rule for one in candidates_of(request, targets.resolve("opencl"))} == {"opencl.residual_block"}


def test_it_is_taken_where_the_network_is_faster(fitted: Any, tmp_path: Any, monkeypatch: Any) -> None:
    job = Job(fitted.file, tmp_path / "db", 0.9)
    compared = []
    ratios = iter([0.8, 0.99])

    def compare(_source: Any, _kind: str, before: Any, after: Any, _paths: Any) -> float:
        compared.append((blocks(before), blocks(after)))
        return next(ratios)

    monkeypatch.setattr(networks, "_compare", compare)
    found = job.keep()
    (first, after_first), (second, both) = compared
    assert first == set()
    assert second == after_first < both == {"path_0", "path_1"}
    (taken,) = job.database.taken
    assert found == NetworkResult(0.8, (), (str(taken),))
    artifact = job.tuned(tmp_path / "artifact")
    assert blocks(artifact) == after_first
    hits = artifact.plan()["tuned"]["hits"]
    assert hits[str(taken)] == str(FASTER)
    assert artifact.plan()["tuned"]["misses"] == {}
    kernels = [entry for entry in artifact.plan()["kernels"] if entry["schedule"] == BLOCK]
    assert [entry["tuned"]["knobs"] for entry in kernels] == [dict(FASTER.knobs)]
    again = TuningDatabase.open(tmp_path / "db", job.target)
    assert again.taken == job.database.taken, "it is written down"


def test_it_is_not_taken_where_it_brings_nothing(fitted: Any, tmp_path: Any, monkeypatch: Any) -> None:
    job = Job(fitted.file, tmp_path / "db", 0.9)
    calls = []
    monkeypatch.setattr(networks, "_compare", lambda *args: calls.append(args) or 0.995)
    assert job.keep() == NetworkResult(1.0, ())
    assert len(calls) == 2
    assert job.database.taken == set()


def test_one_that_is_slow_alone_or_was_not_measured_is_not_tried(fitted: Any, tmp_path: Any) -> None:
    job = Job(fitted.file, tmp_path / "db", 0.9)
    measured = list(job.results)
    for alone_s in (2.5, None):
        job.results = [replace(one, default_s=alone_s, best_s=alone_s) if one.offered else one for one in measured]
        assert job.keep() == NetworkResult(1.0, ())

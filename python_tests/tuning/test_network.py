"""Whole networks with tuned kernels against default ones: what makes them slower is not taken."""

from __future__ import annotations

import pytest

import tvm_dydca
from tvm_dydca.importer import load_network
from tvm_dydca.tuning import network as networks
from tvm_dydca.tuning.database import COMPARED, TuningDatabase
from tvm_dydca.tuning.devices import this_machine
from tvm_dydca.tuning.network import NetworkResult, keep_what_helps
from tvm_dydca.tuning.settings import TaskResult
from tvm_dydca.tuning.space import Candidate, candidates_of, fits
from tvm_dydca.tuning.tasks import find_tasks


@pytest.fixture
def job(fitted, target, tmp_path):
    """A network, and a database that promises more of each of its tasks than of the one before."""
    network = load_network(fitted.file)
    tasks = find_tasks(network, target)
    database = TuningDatabase.create(tmp_path / "db", target, "float32", "made up")
    results = []
    for number, task in enumerate(tasks):
        request, default = task.request, Candidate.default(task.request.rule)
        other = next(
            one for one in candidates_of(request, target)[1:] if fits(one.kernel(request.groups, target), request)
        )
        for candidate, seconds in ((default, 1.0), (other, 0.9 - number / 100)):
            kernel = candidate.kernel(request.groups, target)
            database.commit(task.key, candidate, kernel, target, [seconds] * COMPARED)
        results.append(TaskResult(task.key, task.weight, 1.0, 0.9 - number / 100, 0.9, other, 2, 0))
    return network, database, results


def test_those_that_promise_least_go_first(job, target, monkeypatch):
    network, database, results = job
    hits = []
    ratios = iter([1.2, 1.01, 0.9])

    def compare(_source, _kind, default, tuned, paths):
        assert default.plan().get("tuned") is None
        assert sorted(paths) == [0, 1]
        hits.append(tuned.plan()["tuned"]["hits"])
        return next(ratios)

    monkeypatch.setattr(networks, "_compare", compare)
    found = keep_what_helps(network, target, "cpu", database, None, results)
    assert found == NetworkResult(0.9, (str(results[0].key), str(results[1].key)))
    for task, result in enumerate(results):
        names = [step[str(result.key)] for step in hits]
        default = str(Candidate.default(find_tasks(network, target)[task].request.rule))
        assert [name == default for name in names] == [task < step for step in range(3)]


@pytest.mark.slow
def test_none_is_left_where_none_helps(job, target, monkeypatch, tmp_path):
    network, database, results = job
    monkeypatch.setattr(networks, "_compare", lambda *_args: 1.1)
    found = keep_what_helps(network, target, "cpu", database, None, results)
    assert found == NetworkResult(1.0, tuple(str(result.key) for result in results))
    artifact = tvm_dydca.compile(network, target, out=tmp_path / "artifact", tuned=database.folder)
    defaults = {str(task.key): str(Candidate.default(task.request.rule)) for task in find_tasks(network, target)}
    assert artifact.plan()["tuned"]["hits"] == defaults


def test_networks_are_compared_on_the_device(job, target):
    network, database, results = job
    with this_machine(60) as server:
        found = keep_what_helps(network, target, "cpu", database, server, results)
    assert 0 < found.ratio <= 1
    left = [str(result.key) for result in results if result.key in database.left_out]
    assert sorted(left) == sorted(found.left_out)

"""A job on devices that are made up: batches, resumption, lost sessions, wrong results, several devices."""

from __future__ import annotations

import itertools
import math
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tvm_dydca.errors import InputError
from tvm_dydca.rpc.errors import DeviceLostError, RpcError
from tvm_dydca.tuning import Settings, task_run, tune
from tvm_dydca.tuning.database import COMPARED, RECORDS, TuningDatabase
from tvm_dydca.tuning.measure import Measurement, Outcome
from tvm_dydca.tuning.network import NetworkResult
from tvm_dydca.tuning.settings import Silent
from tvm_dydca.tuning.space import Candidate
from tvm_dydca.tuning.workers import Builders, Built


@dataclass
class MadeUp:
    """Devices whose kernels take as long as `ratio` says; what it raises happens when the kernel runs.

    Attributes
    ----------
    batches : candidates of each session that measures new ones, without the default one
    finals : sessions that compare one with the default one for longer
    """

    count: int = 1
    batches: list[list[Any]] = field(default_factory=list)
    finals: int = 0

    def ratio(self, knobs: dict[str, int]) -> float | str:
        """Return the time as a multiple of the default kernel's, or what is wrong."""
        return 0.5 + abs(math.log2(knobs.get("k_unroll", 4))) / 8

    def connect(self) -> MadeUp:
        return self

    def close(self) -> None:
        pass

    def measure(
        self, connection: Any, kind: str, request: Any, default: Any, others: Any, rounds: int, running: Any
    ) -> Measurement:
        assert connection is self
        assert kind == "cpu"
        if rounds == COMPARED:
            self.finals += 1
        else:
            self.batches.append([subject.kernel for subject in others])
        running(None)
        outcomes = []
        for index, subject in enumerate(others):
            running(index)
            found = self.ratio(dict(subject.built.candidate.knobs))
            outcomes.append(
                Outcome(problem=found) if isinstance(found, str) else Outcome(tuple(itertools.repeat(found, rounds)))
            )
        return Measurement(1e-3, 1.0, tuple(outcomes))


@dataclass(frozen=True)
class NotBuilt(Built):
    """A candidate that nobody compiled."""

    candidate: Candidate


@pytest.fixture
def run(one_kernel, target, tmp_path, monkeypatch):
    """Tune `one_kernel` on devices that are made up; return what became of its only task."""
    monkeypatch.setattr(Builders, "__init__", lambda *_args: None)
    monkeypatch.setattr(Builders, "close", lambda _self: None)
    monkeypatch.setattr(
        Builders, "build", lambda _self, builds: [NotBuilt(Path(), "", (), one.candidate) for one in builds]
    )
    monkeypatch.setattr(tune_module(), "name_of_device", lambda *_args: "made up")

    def make(devices, trials=6, batch=3, observer=None, seed=0):
        monkeypatch.setattr(task_run, "measure", devices.measure)
        settings = Settings(trials=trials, batch=batch, seed=seed)
        (result,) = tune(one_kernel, target, tmp_path / "db", devices, settings, observer=observer).tasks
        return result

    return make


def tune_module():
    import importlib

    return importlib.import_module("tvm_dydca.tuning.tune")


def records(tmp_path):
    return len((tmp_path / "db" / RECORDS).read_text().splitlines())


def test_a_task_has_its_trials_then_the_fastest_one_is_compared(run, tmp_path, target):
    devices = MadeUp()
    result = run(devices)
    assert [len(batch) for batch in devices.batches] == [2, 3]  # the default one is in the first
    assert devices.finals == 1
    assert (result.measured, result.failed) == (6, 0)
    assert result.default_s == 1e-3
    assert result.best_s == result.leader_s < 0.98e-3
    assert records(tmp_path) == 6 + 1
    measured = TuningDatabase.open(tmp_path / "db", target).measured(result.key)
    assert len(measured[result.best].seconds) == 3 + COMPARED


def test_a_job_that_is_started_again_goes_on(run, tmp_path):
    first, second = MadeUp(), MadeUp()
    run(first, trials=3)
    before = (tmp_path / "db" / RECORDS).read_text()
    with (tmp_path / "db" / RECORDS).open("a") as file:
        file.write(before[: len(before) // 2].replace("\n", ""))  # killed as it wrote
    result = run(second, trials=8)
    assert result.measured == 8
    assert [len(batch) for batch in second.batches] == [3, 2]
    assert (tmp_path / "db" / RECORDS).read_text().startswith(before)
    third = MadeUp()
    assert run(third, trials=8) == result
    assert third.batches == []


def test_a_job_ended_by_an_error_has_lost_no_finished_batch(run, tmp_path):
    class Ends(MadeUp):
        def connect(self):
            if len(self.batches) == 1:
                raise RpcError("got no device within 60 s")
            return self

    with pytest.raises(RpcError, match="got no device"):
        run(Ends())
    assert records(tmp_path) == 3
    assert run(MadeUp()).measured == 6


def test_a_wrong_result_is_never_taken(run, tmp_path, target):
    class Wrong(MadeUp):
        def ratio(self, knobs):
            return "its result is wrong by 0.5 of the largest value" if knobs.get("k_unroll", 4) != 4 else 1.0

    result = run(Wrong(), trials=10)
    assert result.failed > 0
    assert result.best_s == result.default_s
    measured = TuningDatabase.open(tmp_path / "db", target).measured(result.key)
    assert all(bool(found.seconds) == (dict(one.knobs).get("k_unroll", 4) == 4) for one, found in measured.items())


def test_the_default_stays_where_nothing_is_faster_when_compared(run):
    class Lucky(MadeUp):
        def ratio(self, knobs):
            return 0.9 if self.finals == 0 else 1.01

    result = run(Lucky(), trials=4, batch=4)
    assert result.best_s == result.default_s
    assert result.best == Candidate("cpu.winograd", ())


class Losing(MadeUp):
    """Loses a session when a candidate of 8 channels a step runs."""

    def ratio(self, knobs):
        if knobs.get("k_unroll", 4) == 8:
            raise DeviceLostError("the device at 127.0.0.1:1 was lost: it said nothing for 60 s")
        return 0.7


class Counting(Silent):
    """Counts lost sessions."""

    def __init__(self):
        self.losses = 0

    def lost(self, task, reason):
        assert "said nothing" in reason
        self.losses += 1


def test_a_candidate_that_ends_sessions_fails_and_its_batch_is_measured_again(run, tmp_path, target):
    observer = Counting()
    result = run(Losing(), trials=9, batch=9, observer=observer)
    measured = TuningDatabase.open(tmp_path / "db", target).measured(result.key)
    bad = [one for one in measured if dict(one.knobs).get("k_unroll", 4) == 8]
    assert bad
    assert (result.failed, result.measured) == (len(bad), 9 - len(bad))
    assert observer.losses == 2 * len(bad)


def test_a_device_that_is_always_lost_ends_the_job(run, tmp_path):
    class Lost(MadeUp):
        def measure(self, *_args):
            raise DeviceLostError("the device at 127.0.0.1:1 was lost: it closed the connection")

    with pytest.raises(DeviceLostError, match="closed the connection"):
        run(Lost())
    assert not (tmp_path / "db" / RECORDS).read_text()


def test_several_devices_share_the_tasks(fitted, target, tmp_path, monkeypatch, run):
    from tvm_dydca.importer import load_network

    both, used = threading.Barrier(2, timeout=30), set()

    class Two(MadeUp):
        def measure(self, *args):
            if threading.current_thread() not in used:
                used.add(threading.current_thread())
                both.wait()  # until the other one measures as well
            return super().measure(*args)

    devices = Two(count=2)
    monkeypatch.setattr(Two, "ratio", lambda *_args: 1.5)
    monkeypatch.setattr(task_run, "measure", devices.measure)
    results = tune(load_network(fitted.file), target, tmp_path / "db", devices, Settings(trials=2, batch=2))
    assert len(used) == 2
    assert [result.measured for result in results.tasks] == [2] * 6
    assert results.network == NetworkResult(1.0, ())


def test_an_interrupt_ends_the_job_after_its_batch(run, tmp_path):
    class Interrupted(MadeUp):
        def measure(self, *args):
            if self.batches:
                raise KeyboardInterrupt
            return super().measure(*args)

    with pytest.raises(KeyboardInterrupt):
        run(Interrupted())
    assert records(tmp_path) == 3


def test_only_one_job_writes_to_a_folder(run, one_kernel, target, tmp_path):
    class Second(MadeUp):
        def measure(self, *args):
            with pytest.raises(InputError, match="another job tunes in"):
                tune(one_kernel, target, tmp_path / "db", MadeUp())
            return super().measure(*args)

    assert run(Second()).measured == 6


@pytest.mark.parametrize("name", ["trials", "batch"])
def test_too_few(name):
    with pytest.raises(InputError, match=rf"{name} is 1; give at least 2"):
        Settings(**{name: 1})


def test_the_default_is_measured_even_beyond_the_target_s_limits(run, monkeypatch):
    """It is what runs without tuning."""
    monkeypatch.setattr(task_run, "within_limits", lambda kernel, *_args: kernel.name.startswith("direct"))
    result = run(MadeUp(), trials=4)
    assert result.default_s == 1e-3
    assert result.best.rule == "cpu.direct"

"""A tuning database: what is committed is there after a kill, and one of something else is refused by name."""

from __future__ import annotations

import json

import pytest
import tvm

from tvm_dydca.errors import InputError
from tvm_dydca.schedules.cpu import winograd
from tvm_dydca.tuning.database import COMPARED, FAILED_S, HEADER, RECORDS, WORKLOADS, TuningDatabase
from tvm_dydca.tuning.space import Candidate

BEST = {"tiles": 12, "k_unroll": 8}
OPENCL = tvm.target.Target("opencl", host="llvm")


@pytest.fixture
def commit(cpu_task, target):
    """Commit a candidate with these knobs and times."""

    def make(database, seconds, **knobs):
        candidate = Candidate.default(cpu_task.request.rule)
        if knobs:
            candidate = Candidate.of(cpu_task.request.rule, winograd.Knobs(**knobs))
        kernel = candidate.kernel(cpu_task.request.groups, target)
        database.commit(cpu_task.key, candidate, kernel, target, seconds)
        return candidate

    return make


@pytest.fixture
def folder(tmp_path, target, commit):
    """A database with a record of each of three workloads."""
    database = TuningDatabase.create(tmp_path / "db", target, "float32", "this one")
    commit(database, [2.0])
    commit(database, [1.0] * COMPARED, **BEST)
    commit(database, [], tiles=8)
    return database.folder


def lines(folder, name):
    return (folder / name).read_text().splitlines()


def test_what_was_committed_is_there_again(folder, cpu_task, target):
    again = TuningDatabase.open(folder, target)
    assert again.tasks() == [cpu_task.key]
    found = {str(candidate): measured.seconds for candidate, measured in again.measured(cpu_task.key).items()}
    expected = {"winograd knobs=default": [2.0]}
    for knobs, seconds in ((BEST, [1.0] * COMPARED), ({"tiles": 8}, [])):
        expected[str(Candidate.of(cpu_task.request.rule, winograd.Knobs(**knobs)))] = seconds
    assert found == expected
    assert again.header["device"] == "this one"


def test_the_files_are_metaschedule_s(folder):
    from tvm.s_tir import meta_schedule as ms

    database = ms.database.JSONDatabase(work_dir=str(folder))
    records = database.get_all_tuning_records()
    assert len(records) == len(database) == 3
    assert sorted(float(record.run_secs[0]) for record in records) == [1.0, 2.0, FAILED_S]
    assert len(lines(folder, WORKLOADS)) == 3  # chunks of 4 tiles, of 12 and of 8 are other loops
    for record in records:
        schedule = tvm.s_tir.Schedule(record.workload.mod)
        record.trace.apply_to_schedule(schedule, remove_postproc=False)


def test_a_candidate_is_the_best_once_it_was_compared_and_is_faster(folder, cpu_task, target, commit):
    database, default = TuningDatabase.open(folder, target), Candidate.default(cpu_task.request.rule)
    best = database.best(cpu_task.key, default)
    assert dict(best.knobs)["k_unroll"] == 8
    lucky = commit(database, [0.5, 0.5, 0.5], k_unroll=2)
    assert database.best(cpu_task.key, default) == best
    assert database.leader(cpu_task.key, default) == lucky
    commit(database, [1.99] * COMPARED, k_unroll=2)
    assert database.leader(cpu_task.key, default) == best
    commit(database, [1.99] * (3 * COMPARED), **BEST)
    assert database.best(cpu_task.key, default) == default  # 1 % is no reason


def test_without_the_default_s_time_nothing_is_best(tmp_path, cpu_task, target, commit):
    database = TuningDatabase.create(tmp_path, target, "float32", "")
    commit(database, [1.0] * COMPARED, **BEST)
    assert database.best(cpu_task.key, Candidate.default(cpu_task.request.rule)) is None


def test_the_nearest_size_comes_first(folder, cpu_task, target):
    from dataclasses import replace

    database, default = TuningDatabase.open(folder, target), Candidate.default(cpu_task.request.rule)
    key = cpu_task.key
    for size in ((10, 10), (200, 100), (20, 25)):
        database.commit(replace(key, size=size), default, cpu_task.request.kernel, target, [1.0])
    database.commit(replace(key, made_of="0" * 16), default, cpu_task.request.kernel, target, [1.0])
    found = [one.size for one in database.sizes(replace(key, size=(20, 26)))]
    assert found == [(20, 25), (20, 24), (10, 10), (200, 100)]


@pytest.mark.parametrize("name", [WORKLOADS, RECORDS])
@pytest.mark.parametrize("torn", [0.3, 0.999, 1.0], ids=["some", "all but the end", "all but the line's end"])
def test_a_torn_last_line_is_taken_away(folder, target, commit, name, torn):
    whole = (folder / name).read_bytes()
    last = whole.splitlines()[-1]
    (folder / name).write_bytes(whole + last[: int(len(last) * torn)])
    again = TuningDatabase.open(folder, target)
    assert (folder / name).read_bytes() == whole
    commit(again, [3.0], rows=3)
    assert len(TuningDatabase.open(folder, target)._records) == 4


def test_records_of_a_workload_that_was_torn_are_taken_away(folder, cpu_task, target):
    whole = lines(folder, WORKLOADS)
    (folder / WORKLOADS).write_text("\n".join([whole[0], whole[1], whole[2][:100]]))
    again = TuningDatabase.open(folder, target)
    assert len(again.measured(cpu_task.key)) == 2
    assert len(lines(folder, RECORDS)) == 2


def test_damage_before_the_last_line_is_named(folder, target):
    whole = lines(folder, RECORDS)
    (folder / RECORDS).write_text("\n".join([whole[0], whole[1][:50], whole[2], ""]))
    with pytest.raises(InputError, match=rf"{RECORDS} is damaged in line 2"):
        TuningDatabase.open(folder, target)


@pytest.mark.parametrize(
    ("name", "value", "match"),
    [
        ("tvm", "0.26.0", "for TVM 0.26.0, here it is"),
        ("tvm_dydca", "0.0.1", "for version 0.0.1, here it is"),
        ("version", 9, "for format version 9, here it is 1"),
        ("dtype", "float16", "for dtype float16, here it is float32"),
        ("target", {"kind": "llvm", "keys": ["cpu"], "mcpu": "cortex-a76"}, "for target kind=llvm mcpu=cortex-a76"),
        ("format", "other", "does not describe a tuning database"),
    ],
)
def test_a_database_of_something_else_is_refused_by_name(folder, target, name, value, match):
    header = json.loads((folder / HEADER).read_text())
    (folder / HEADER).write_text(json.dumps(header | {name: value}))
    for action in (TuningDatabase.open, lambda *args: TuningDatabase.create(*args, "float32", "this one")):
        with pytest.raises(InputError, match=match):
            action(folder, target)


def test_another_target_is_refused_by_name(folder):
    with pytest.raises(InputError, match=r"for target kind=llvm mcpu=\S+, here it is kind=opencl"):
        TuningDatabase.open(folder, OPENCL)


def test_no_database(tmp_path, target):
    with pytest.raises(InputError, match=rf"no tuning database at .*: it has no {HEADER}"):
        TuningDatabase.open(tmp_path, target)
    (tmp_path / HEADER).write_text("{")
    with pytest.raises(InputError, match=f"cannot read .*{HEADER}"):
        TuningDatabase.open(tmp_path, target)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot write a tuning database at"):
        TuningDatabase.create(tmp_path / "file" / "db", target, "float32", "")

"""The database of a tuning job: MetaSchedule's two files, and one that says what for and by which versions.

``database_workload.json`` holds the unscheduled modules, each with the kernel that it is for in an attribute, and
``database_tuning_record.json`` the traces of their schedules with the seconds of single runs. The last step of a trace
is an annotation: the size that it was measured at, and the candidate. ``dydca_tuning.json`` names the target, the
device and the versions. Lines are only ever appended to the first two, so that a job that is killed loses what it was
writing alone.
"""

from __future__ import annotations

import json
import os
import statistics
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tvm_dydca.errors import InputError
from tvm_dydca.schedules import Kernel
from tvm_dydca.tuning.space import Candidate
from tvm_dydca.tuning.tasks import TaskKey

WORKLOADS, RECORDS, HEADER = "database_workload.json", "database_tuning_record.json", "dydca_tuning.json"
FORMAT, VERSION = "tvm_dydca.tuning", 1
LEFT_OUT, TAKEN = "left_out", "taken"
"""Entries of the header: kernel, hash, height and width of each task in the attribute of this name."""
KERNEL = "dydca.tuning"
"""Attribute of a workload's main function: `TaskKey.kernel` and `TaskKey.made_of` in JSON."""
CANDIDATE = "dydca.candidate"
"""Annotation of a schedule: `TaskKey.size` and the `Candidate`, a list in JSON."""
FAILED_S = 1e10
"""Seconds that MetaSchedule gives to what did not run, or gave a wrong result."""
WORTH = 0.98
"""A candidate stands in the place of the default one where it takes at most this part of its time."""
COMPARED = 9
"""Times that a candidate must have for that: the fastest of many, each measured a few times, is often a lucky one."""


@dataclass
class Measured:
    """What is known of a candidate: its record's number, and the seconds of its runs, none where it failed."""

    record: int
    seconds: list[float] = field(default_factory=list)

    @property
    def median_s(self) -> float:
        """The median, infinite where it failed."""
        return statistics.median(self.seconds) if self.seconds else float("inf")


def target_of(target: Any) -> dict[str, Any]:
    """Return what of a target its kernels depend on, as plain data: all but a GPU's host and its limits."""
    found: dict[str, Any] = {"kind": str(target.kind.name), "keys": sorted(map(str, target.keys))}
    for name in ("mcpu", "mtriple", "mattr", "num-cores"):
        if name in target.attrs:
            value = target.attrs[name]
            found[name] = value if isinstance(value, int) else str(value)
    return found


class TuningDatabase:
    """A folder with the three files.

    Attributes
    ----------
    folder : where it lies
    header : of `HEADER`
    left_out : tasks whose best candidate makes the network slower, see `tvm_dydca.tuning.network`
    taken : tasks of kernels for several, with which the network is faster than with these
    """

    def __init__(self, folder: Path, header: dict[str, Any]):
        from tvm.s_tir import meta_schedule as ms

        self.folder, self.header = folder, header
        self.left_out, self.taken = (
            {TaskKey(kernel, made_of, (height, width)) for kernel, made_of, height, width in header.get(entry, [])}
            for entry in (LEFT_OUT, TAKEN)
        )
        self._lock = threading.RLock()
        for name in (WORKLOADS, RECORDS):
            _repair(folder / name)
        _drop_strays(folder)
        try:
            self._database = ms.database.JSONDatabase(work_dir=str(folder))
            self._records = list(self._database.get_all_tuning_records())
        except (RuntimeError, ValueError, TypeError) as error:
            reason = str(error).strip().splitlines()[-1]
            raise InputError(f"the database in {folder} is damaged: {reason}; tune again in another folder") from None
        self._measured: dict[TaskKey, dict[Candidate, Measured]] = {}
        for number, record in enumerate(self._records):
            self._note(number, record)

    @classmethod
    def open(cls, folder: str | Path, target: Any, dtype: str = "float32", *, alike: bool = False) -> TuningDatabase:
        """Open a database to read from it.

        Parameters
        ----------
        alike : whether one for another target will do, which the caller knows to be like this one

        Raises
        ------
        InputError
            There is none, it is damaged, or it is for another target, element type or version. The text names which.
        """
        root = Path(folder)
        if not (root / HEADER).is_file():
            raise InputError(f"no tuning database at {root}: it has no {HEADER}; make one with dydca tune")
        header = _read_header(root / HEADER)
        _check(root, header, _new_header(target, dtype), {"target"} if alike else set())
        return cls(root, header)

    @classmethod
    def create(cls, folder: str | Path, target: Any, dtype: str, device: str) -> TuningDatabase:
        """Open a database to add to it, which is made where there is none.

        Parameters
        ----------
        device : its name, for people

        Raises
        ------
        InputError
            As `open`, or the folder cannot be made.
        """
        root = Path(folder)
        try:
            root.mkdir(parents=True, exist_ok=True)
            if not (root / HEADER).is_file():
                header = _new_header(target, dtype) | {"device": device}
                _write_whole(root / HEADER, json.dumps(header, indent=2) + "\n")
        except OSError as error:
            raise InputError(f"cannot write a tuning database at {root}: {error.strerror}") from None
        return cls.open(root, target, dtype)

    def tasks(self) -> list[TaskKey]:
        """Return the tasks that it has records of."""
        return list(self._measured)

    def measured(self, key: TaskKey) -> Mapping[Candidate, Measured]:
        """Return what is known of a task's candidates."""
        with self._lock:
            return dict(self._measured.get(key, {}))

    def commit(self, key: TaskKey, candidate: Candidate, kernel: Kernel, target: Any, seconds: list[float]) -> None:
        """Add a record.

        Parameters
        ----------
        kernel : what the candidate makes
        seconds : of single runs; none where it failed
        """
        from tvm.s_tir import meta_schedule as ms

        with self._lock:
            workload = self._database.commit_workload(_workload(key, kernel))
            trace = annotated(key, candidate, kernel).trace
            record = ms.database.TuningRecord(trace, workload, seconds or [FAILED_S], target, [])
            self._database.commit_tuning_record(record)
            self._records.append(record)
            self._note(len(self._records) - 1, record)

    def leave_out(self, keys: Iterable[TaskKey]) -> None:
        """Take the default candidate of these tasks from now on, and the best one of all others."""
        with self._lock:
            self.left_out = set(keys)
            self._write_entry(LEFT_OUT, self.left_out)

    def take(self, keys: Iterable[TaskKey]) -> None:
        """Take these tasks' kernels in the place of several from now on, and no others'."""
        with self._lock:
            self.taken = set(keys)
            self._write_entry(TAKEN, self.taken)

    def _write_entry(self, entry: str, keys: set[TaskKey]) -> None:
        self.header = self.header | {entry: sorted([key.kernel, key.made_of, *key.size] for key in keys)}
        _write_whole(self.folder / HEADER, json.dumps(self.header, indent=2) + "\n")

    def sizes(self, key: TaskKey) -> list[TaskKey]:
        """Return the tasks of a key's kernel at all sizes, the nearest one in pixels first."""
        same = [k for k in self._measured if (k.kernel, k.made_of) == (key.kernel, key.made_of)]
        pixels = key.size[0] * key.size[1]
        return sorted(same, key=lambda k: max(k.size[0] * k.size[1], pixels) / min(k.size[0] * k.size[1], pixels))

    def best(self, key: TaskKey, default: Candidate) -> Candidate | None:
        """Return the fastest candidate with `COMPARED` times; the default one where none is faster by `WORTH`.

        None where the default one was not measured, or failed. The default one for tasks that are left out.
        """
        found = self._fastest(key, default, COMPARED)
        return default if found is not None and key in self.left_out else found

    def leader(self, key: TaskKey, default: Candidate) -> Candidate | None:
        """Return what `best` returns, were every candidate compared already."""
        return self._fastest(key, default, 1)

    def _fastest(self, key: TaskKey, default: Candidate, times: int) -> Candidate | None:
        measured = self.measured(key)
        if default not in measured or not measured[default].seconds:
            return None
        enough = WORTH * measured[default].median_s
        fast = [one for one, found in measured.items() if len(found.seconds) >= times and found.median_s <= enough]
        return min(fast, key=lambda one: measured[one].median_s, default=default)

    def record(self, key: TaskKey, candidate: Candidate) -> Any:
        """Return MetaSchedule's record of a candidate."""
        return self._records[self._measured[key][candidate].record]

    def write_best(self, folder: Path, defaults: Mapping[TaskKey, Candidate]) -> None:
        """Write a smaller database: of each task the record of the best candidate, and of the default one.

        Parameters
        ----------
        folder : where there is none yet
        defaults : the default candidate of each task to write
        """
        from tvm.s_tir import meta_schedule as ms

        folder.mkdir(parents=True)
        smaller = ms.database.JSONDatabase(work_dir=str(folder))
        for key, default in defaults.items():
            for candidate in dict.fromkeys((default, self.best(key, default))):
                if candidate is not None:
                    found = self.record(key, candidate)
                    seconds = self._measured[key][candidate].seconds
                    workload = smaller.commit_workload(found.workload.mod)
                    smaller.commit_tuning_record(
                        ms.database.TuningRecord(found.trace, workload, seconds, found.target, [])
                    )
        _write_whole(folder / HEADER, json.dumps(self.header, indent=2) + "\n")

    def has_workload(self, key: TaskKey, kernel: Kernel) -> bool:
        """Return whether a kernel's unscheduled module is that of the database."""
        return bool(self._database.has_workload(_workload(key, kernel)))

    def _note(self, number: int, record: Any) -> None:
        try:
            found = json.loads(str(record.workload.mod["main"].attrs[KERNEL]))
            (height, width), text = json.loads(_annotation(record.trace))
            key = TaskKey(found["kernel"], found["made_of"], (int(height), int(width)))
            candidate = Candidate.from_json(text)
        except (KeyError, ValueError, IndexError, TypeError, AttributeError):
            return  # of MetaSchedule's own searches
        seconds = [float(one) for one in record.run_secs or []]
        known = self._measured.setdefault(key, {}).setdefault(candidate, Measured(number))
        known.seconds += [one for one in seconds if one < FAILED_S]


def annotated(key: TaskKey, candidate: Candidate, kernel: Kernel) -> Any:
    """Return a kernel's schedule with `CANDIDATE` as the last step."""
    assert kernel.made is not None
    schedule = kernel.made.schedule.copy()
    schedule.annotate(
        schedule.get_sblock("root", func_name="main"), CANDIDATE, json.dumps([key.size, candidate.to_json()])
    )
    return schedule


def _annotation(trace: Any) -> str:
    last = trace.insts[-1]
    if str(last.attrs[0]) != CANDIDATE:
        raise ValueError("no candidate")
    return str(last.inputs[1])


def _workload(key: TaskKey, kernel: Kernel) -> Any:
    import tvm

    assert kernel.made is not None
    text = json.dumps({"kernel": key.kernel, "made_of": key.made_of})
    funcs = {gvar.name_hint: func for gvar, func in kernel.made.unscheduled.functions_items()}
    funcs["main"] = funcs["main"].with_attr(KERNEL, text)
    return tvm.IRModule(funcs)


def _new_header(target: Any, dtype: str) -> dict[str, Any]:
    import tvm

    from tvm_dydca import __version__

    return {
        "format": FORMAT,
        "version": VERSION,
        "tvm": tvm.__version__,
        "tvm_dydca": __version__,
        "target": target_of(target),
        "dtype": dtype,
    }


def _check(root: Path, header: dict[str, Any], here: dict[str, Any], ignored: set[str]) -> None:
    if header.get("format") != FORMAT:
        raise InputError(f"{root / HEADER} does not describe a tuning database; make one with dydca tune")
    for name, value in here.items():
        found = header.get(name)
        if found != value and name not in ignored:
            what = {"tvm": "TVM", "tvm_dydca": "version", "version": "format version"}.get(name, name)
            raise InputError(
                f"the tuning database in {root} is for {what} {_text(found)}, here it is {_text(value)}; tune again in "
                "another folder"
            )


def _text(value: Any) -> str:
    return " ".join(f"{k}={v}" for k, v in value.items() if k != "keys") if isinstance(value, dict) else str(value)


def _read_header(file: Path) -> dict[str, Any]:
    try:
        header = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read {file}: {error}") from None
    if not isinstance(header, dict):
        raise InputError(f"{file} is damaged: it holds no JSON object")
    return header


def _write_whole(file: Path, text: str) -> None:
    partial = file.with_name(f".{file.name}.partial")
    with partial.open("w") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    partial.replace(file)


def _repair(file: Path) -> None:
    """Take away a last line that was not written whole.

    Raises
    ------
    InputError
        A line before the last one is damaged.
    """
    if not file.is_file():
        return
    lines = file.read_bytes().split(b"\n")
    whole = lines[:-1]  # what follows the last line's end is torn, or nothing
    if whole and not _is_json(whole[-1]):
        whole.pop()
    for number, line in enumerate(whole):
        if not _is_json(line):
            raise InputError(f"{file} is damaged in line {number + 1}; remove that line, or tune again elsewhere")
    text = b"".join(line + b"\n" for line in whole)
    if len(text) != sum(map(len, lines)) + len(lines) - 1:
        _write_whole(file, text.decode())


def _drop_strays(folder: Path) -> None:
    """Take away records whose workload is not there, which a torn file of workloads leaves."""
    workloads, records = folder / WORKLOADS, folder / RECORDS
    if not records.is_file():
        return
    count = len(workloads.read_bytes().splitlines()) if workloads.is_file() else 0
    lines = records.read_text().splitlines()
    kept = [line for line in lines if json.loads(line)[0] < count]
    if len(kept) != len(lines):
        _write_whole(records, "".join(line + "\n" for line in kept))


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True

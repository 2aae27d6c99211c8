"""A network's kernels, measured batch by batch on the devices there are, into a database that survives the job."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tvm_dydca import targets
from tvm_dydca.errors import InputError
from tvm_dydca.importer import ImportedNetwork
from tvm_dydca.tuning.database import TuningDatabase
from tvm_dydca.tuning.devices import Source, name_of_device
from tvm_dydca.tuning.job import Job
from tvm_dydca.tuning.network import NetworkResult, keep_what_helps
from tvm_dydca.tuning.settings import Observer, Settings, Silent, TaskResult
from tvm_dydca.tuning.tasks import find_tasks
from tvm_dydca.tuning.workers import Builders

KINDS = {"llvm": "cpu", "opencl": "opencl"}
"""Kinds of devices, as `tvm.runtime.device` takes them, by kinds of targets."""
_BUILDS = "candidates"


@dataclass(frozen=True)
class TuningResult:
    """What `tune` did: to each task, and to the network as a whole."""

    tasks: list[TaskResult]
    network: NetworkResult | None


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
) -> TuningResult:
    """Tune a network's kernels, then compare the whole network with the default one.

    Parameters
    ----------
    network, target, buckets, dtype : as `tvm_dydca.tuning.tasks.find_tasks` takes them
    work_dir : folder of the database; what is there already is not measured again
    source : of connections to devices

    Returns
    -------
    What became of each task, the heaviest first, and of the network: None for an IRModule, of which nothing says how
    it is called.

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
        database.leave_out(database.left_out.difference(task.key for task in tasks))
        database.take(database.taken.difference(task.key for task in tasks))
        job = Job(target, kind, database, source, builders, settings, observer)
        results = job.run(tasks)
        if not isinstance(network, ImportedNetwork):
            return TuningResult(results, None)
        options = {"buckets": buckets, "dtype": dtype}
        offers = {task.key: task.instead_of for task in tasks if task.instead_of is not None}
        whole = keep_what_helps(network, target, kind, database, source, results, offers, **options)
        return TuningResult([job.result(task) for task in tasks], whole)


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

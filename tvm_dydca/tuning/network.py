"""Whole networks in pairs on the device, with tuned kernels and without: kernels that lose there are left out.

A kernel that is faster by itself can be slower beside others, whose data it finds in caches or drives out of them.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from tvm_dydca import artifact as artifacts
from tvm_dydca.artifact import Artifact
from tvm_dydca.importer import ImportedNetwork
from tvm_dydca.rpc.connection import Connection
from tvm_dydca.rpc.errors import RpcError
from tvm_dydca.tuning.database import WORTH, TuningDatabase
from tvm_dydca.tuning.devices import Source
from tvm_dydca.tuning.settings import TaskResult
from tvm_dydca.tuning.tasks import TaskKey
from tvm_dydca.tuning.typical import Typical, TypicalSizes

HOPELESS = 1.2
"""A kernel that takes this many times as long as those it stands for is not tried in the network."""
ROUNDS = 15
_ROUND_S = 0.02
_SESSIONS = 3


@dataclass(frozen=True)
class NetworkResult:
    """What tuned kernels bring to a network.

    Attributes
    ----------
    ratio : time with them by time without, over all paths as the path map uses them; 1 where none is left
    left_out : tasks whose best candidate is not taken, for the network was slower with it
    taken : tasks whose kernel stands for several, for the network is faster with it
    """

    ratio: float
    left_out: tuple[str, ...]
    taken: tuple[str, ...] = ()


def keep_what_helps(
    network: ImportedNetwork,
    target: Any,
    kind: str,
    database: TuningDatabase,
    source: Source,
    results: Sequence[TaskResult],
    offers: Mapping[TaskKey, tuple[TaskKey, ...]] = MappingProxyType({}),
    **options: Any,
) -> NetworkResult:
    """Leave out tuned kernels, those that promise least first, until the network is no slower with the others.

    Then take kernels that stand for several, one after the other, where the network is faster with them.

    Parameters
    ----------
    kind : of the device, as `tvm.runtime.device` takes it
    database : which then says what is left out, and what is taken
    results : of its tasks
    offers : tasks of kernels that stand for several, each with the tasks of these
    options : ``buckets`` and ``dtype`` for `tvm_dydca.compile`

    Raises
    ------
    RpcError
        No device is left, or the network ends each session on it.
    """
    import tvm_dydca

    gains = {
        one.key: one.default_s / one.best_s for one in results if one.key not in offers and one.default_s and one.best_s
    }
    tuned = sorted((key for key, gain in gains.items() if gain > 1), key=lambda key: gains[key])
    others, taken = database.left_out.difference(gains), set(database.taken)
    offered = _promising(results, offers)
    if not tuned and not offered:
        return NetworkResult(1.0, ())
    sizes = TypicalSizes(network)
    paths = {path: size for path in range(len(network.spec.paths)) if (size := sizes.of(f"path_{path}"))}
    with tempfile.TemporaryDirectory() as folder:

        def compiled(name: str, **more: Any) -> Artifact:
            return tvm_dydca.compile(network, target, out=Path(folder) / name, **options, **more)

        best = default = compiled("default")
        left_out, ratio = tuned, 1.0
        for count in range(len(tuned)):
            database.leave_out(others.union(tuned[:count]))
            with_tuned = compiled(f"without_{count}", tuned=database.folder)
            found = _compare(source, kind, default, with_tuned, paths)
            if found <= 1:
                best, left_out, ratio = with_tuned, tuned[:count], found
                break
        database.leave_out(others.union(left_out))
        joined: list[TaskKey] = []
        try:
            for number, key in enumerate(offered):
                database.take(taken.union(joined, [key]))
                with_it = compiled(f"with_{number}", tuned=database.folder)
                found = _compare(source, kind, best, with_it, paths)
                if found <= WORTH:
                    joined.append(key)
                    best, ratio = with_it, ratio * found
        finally:  # also where a device is lost during a trial
            database.take(taken.union(joined))
    return NetworkResult(ratio, tuple(map(str, left_out)), tuple(map(str, joined)))


def _promising(results: Sequence[TaskResult], offers: Mapping[TaskKey, tuple[TaskKey, ...]]) -> list[TaskKey]:
    """Return the offers to try in the network, the best first: all but those that are much slower alone."""
    seconds = {one.key: one.best_s for one in results}
    found = {}
    for key, parts in offers.items():
        own, theirs = seconds.get(key), [seconds.get(part) for part in parts]
        if own and theirs and all(theirs):
            found[key] = own / sum(one for one in theirs if one)
    return sorted((key for key in found if found[key] <= HOPELESS), key=lambda key: found[key])


def _compare(source: Source, kind: str, default: Artifact, tuned: Artifact, paths: dict[int, Typical]) -> float:
    """Return the second's time by the first's."""
    for _ in range(_SESSIONS):
        connection = source.connect()
        try:
            return _compare_on(connection, kind, default, tuned, paths)
        except RpcError as error:
            reason = str(error)
        finally:
            connection.close()
    raise RpcError(f"the network ended {_SESSIONS} sessions in a row; the last: {reason}")


def _compare_on(
    connection: Connection, kind: str, default: Artifact, tuned: Artifact, paths: dict[int, Typical]
) -> float:
    before = after = 0.0
    with connection.watched():
        device = connection.rpc.device(kind, 0)
        pair = [_Loaded(connection, device, one) for one in (default, tuned)]
        for path, size in paths.items():
            seconds, ratio = _ratio(pair, path, size)
            calls = size.share / (size.height * size.width)
            before += calls * seconds
            after += calls * seconds * ratio
    return after / before if before else 1.0


def _ratio(pair: Sequence[_Loaded], path: int, size: Typical) -> tuple[float, float]:
    """Return the first's seconds, and the second's by the first's: the median over rounds, in turn."""
    first, second = (one.call(path, size) for one in pair)
    number = max(1, min(1000, round(_ROUND_S / max(first(1), 1e-9))))
    second(1)
    times, ratios = [], []
    before = first(number)
    for _ in range(ROUNDS):
        own, again = second(number), first(number)
        ratios.append(2 * own / (before + again))
        times.append(before)
        before = again
    return statistics.median(times), statistics.median(ratios)


class _Loaded:
    """An artifact on the device."""

    def __init__(self, connection: Connection, device: Any, artifact: Artifact):
        from tvm import relax

        manifest = artifact.manifest
        module = connection.load(artifact.library, manifest["files"][artifacts.LIBRARY]["sha256"])
        self._device, self._scale = device, manifest["network"]["scale"]
        self._vm = relax.VirtualMachine(module, [device] * manifest.get("textures", {}).get("virtual_devices", 1))
        self._arena = self._vm["arena"]()

    def call(self, path: int, size: Typical) -> Any:
        """Return a function of a number of calls of a path at a size, to the seconds of one."""
        import tvm

        height, width = size.height, size.width
        x = tvm.runtime.tensor(np.random.default_rng(0).random((1, 3, height, width), np.float32), self._device)
        out = tvm.runtime.empty((1, 3, height * self._scale, width * self._scale), "float32", self._device)

        def seconds(number: int) -> float:
            timer = self._vm.time_evaluator(f"path_{path}_into", self._device, number=number, repeat=1)
            return float(timer(x, self._arena, out).mean)

        return seconds

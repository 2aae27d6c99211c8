"""What there is to tune in a network: each kernel at each size once, with its part of the work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tvm_dydca.importer import ImportedNetwork
from tvm_dydca.relay_passes.dispatch.choice import Group, Request
from tvm_dydca.schedules import Kernel
from tvm_dydca.schedules.registry import family_of
from tvm_dydca.tuning.typical import TypicalSizes


@dataclass(frozen=True)
class TaskKey:
    """What a task is known by in a database.

    Attributes
    ----------
    kernel : name of the default kernel
    made_of : structural hash of its unscheduled module: another network, or another version of the kernel, has another
    size : height and width of the input
    """

    kernel: str
    made_of: str
    size: tuple[int, int]

    def __str__(self) -> str:
        """Return the kernel with its size, for people."""
        return f"{self.kernel} at {self.size[0]}x{self.size[1]}"


@dataclass(frozen=True)
class Task:
    """A kernel to tune at one size.

    Attributes
    ----------
    request : where the kernel stands first in the network, and what it is called with
    weight : number of calls, each counted as much as the path map uses its path
    instead_of : tasks of the kernels that it would stand for, and is not taken for unless the network is faster with
        it; None for a kernel that the network has
    """

    key: TaskKey
    request: Request
    weight: float
    instead_of: tuple[TaskKey, ...] | None = None


def key_of(request: Request) -> TaskKey | None:
    """Return the key of a place in a network, None where tuning leaves its kernel alone."""
    import tvm_ffi

    if request.kernel.made is None or not hasattr(family_of(request.rule), "CHOICES"):
        return None
    digest = tvm_ffi.structural_hash(request.kernel.made.unscheduled) & (1 << 64) - 1
    return TaskKey(request.kernel.name, f"{digest:016x}", request.size)


class TaskFinder:
    """A `Chooser` that takes every kernel as it is and notes it; one that would stand for several it only notes."""

    def __init__(self, sizes: TypicalSizes):
        self._sizes = sizes
        self._tasks: dict[TaskKey, Task] = {}
        self._offered: set[TaskKey] = set()
        self._keys: list[tuple[Group, TaskKey]] = []  # of all groups that one kernel computes alone

    def typical(self, function: str) -> Mapping[str, int] | None:
        """Return the typical size of a function of a known network."""
        return self._sizes.dims(function)

    def choose(self, request: Request) -> Kernel:
        """Note a kernel."""
        key = self._note(request)
        if key is not None and len(request.groups) == 1:
            self._keys.append((request.groups[0], key))
        return request.kernel

    def offer(self, request: Request) -> None:
        """Note a kernel that would stand for several."""
        key = self._note(request)
        if key is not None:
            self._offered.add(key)

    def tasks(self) -> list[Task]:
        """Return what was noted, the heaviest first."""
        found = [
            replace(task, instead_of=self._parts(task.request)) if key in self._offered else task
            for key, task in self._tasks.items()
        ]
        return sorted(found, key=lambda task: -task.weight)

    def _note(self, request: Request) -> TaskKey | None:
        key = key_of(request)
        if key is not None:
            found = self._sizes.of(request.function)
            before = self._tasks.get(key, Task(key, request, 0.0))
            self._tasks[key] = replace(before, weight=before.weight + (1.0 if found is None else found.share))
        return key

    def _parts(self, request: Request) -> tuple[TaskKey, ...]:
        return tuple(key for part in request.groups for group, key in self._keys if group is part)


def find_tasks(network: Any, target: Any, buckets: Any = None, dtype: str = "float32") -> list[Task]:
    """Find what there is to tune, the heaviest first.

    Parameters
    ----------
    network : `ImportedNetwork`, or an IRModule: its kernels are tuned at the typical sizes of buckets, else at the
        upper bounds of its dims
    target, buckets, dtype : as `tvm_dydca.compile` takes them, the target resolved
    """
    from tvm_dydca.relay_passes import OutlinePaths, pipeline

    known = isinstance(network, ImportedNetwork)
    finder = TaskFinder(TypicalSizes(network if known else None))
    outline: Any = OutlinePaths()
    with target:
        pipeline(target, buckets, dtype, finder)(outline(network.build() if known else network))
    return finder.tasks()

"""What there is to tune in a network: each kernel at each size once, with its part of the work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tvm_dydca.importer import ImportedNetwork
from tvm_dydca.relay_passes.dispatch.choice import Request
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
    """

    key: TaskKey
    request: Request
    weight: float


def key_of(request: Request) -> TaskKey | None:
    """Return the key of a place in a network, None where tuning leaves its kernel alone."""
    import tvm_ffi

    if request.kernel.made is None or not hasattr(family_of(request.rule), "CHOICES"):
        return None
    digest = tvm_ffi.structural_hash(request.kernel.made.unscheduled) & (1 << 64) - 1
    return TaskKey(request.kernel.name, f"{digest:016x}", request.size)


class TaskFinder:
    """A `Chooser` that takes every kernel as it is, and notes it."""

    def __init__(self, sizes: TypicalSizes):
        self._sizes = sizes
        self.tasks: dict[TaskKey, Task] = {}

    def typical(self, function: str) -> Mapping[str, int] | None:
        """Return the typical size of a function of a known network."""
        return self._sizes.dims(function)

    def choose(self, request: Request) -> Kernel:
        """Note a kernel."""
        key = key_of(request)
        if key is not None:
            found = self._sizes.of(request.function)
            before = self.tasks.get(key, Task(key, request, 0.0))
            self.tasks[key] = replace(before, weight=before.weight + (1.0 if found is None else found.share))
        return request.kernel


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
    return sorted(finder.tasks.values(), key=lambda task: -task.weight)

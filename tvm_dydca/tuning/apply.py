"""A tuned database in a compilation: which kernels it has a record of, and what stands in the place of each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tvm_dydca.importer import ImportedNetwork
from tvm_dydca.relay_passes.dispatch.choice import Request
from tvm_dydca.schedules import Kernel
from tvm_dydca.schedules.kernel import TUNED
from tvm_dydca.tuning.database import TuningDatabase, annotated
from tvm_dydca.tuning.limits import within_limits
from tvm_dydca.tuning.packaged import WHEEL, packaged
from tvm_dydca.tuning.space import Candidate, fits
from tvm_dydca.tuning.tasks import TaskKey, key_of
from tvm_dydca.tuning.typical import TypicalSizes


class TunedKernels:
    """A `Chooser` that takes the fastest candidate of a database, at the nearest size that it was tuned at.

    Parameters
    ----------
    folder : of the database, or `packaged.WHEEL`
    target, dtype : what is compiled for
    network : as `TypicalSizes` takes it

    Attributes
    ----------
    hits : what was taken for each kernel at its typical size: what a record's trace makes, as was checked
    misses : for each kernel that the database has nothing for, why

    Raises
    ------
    InputError
        As `TuningDatabase.open` and `packaged.packaged`.
    """

    def __init__(self, folder: str | Path, target: Any, dtype: str = "float32", network: ImportedNetwork | None = None):
        ours = str(folder) == WHEEL
        self.database = TuningDatabase.open(packaged(target) if ours else folder, target, dtype, alike=ours)
        self._target = target
        self._sizes = TypicalSizes(network)
        self.hits: dict[TaskKey, Candidate] = {}
        self.misses: dict[str, str] = {}

    def typical(self, function: str) -> Mapping[str, int] | None:
        """Return the typical size of a function of a known network."""
        return self._sizes.dims(function)

    def choose(self, request: Request) -> Kernel:
        """Return the tuned kernel, or the default one."""
        key = key_of(request)
        if key is None:
            self.misses[f"{request.kernel.name} at {request.size[0]}x{request.size[1]}"] = "it has no knobs"
            return request.kernel
        default = Candidate.default(request.rule)
        for near in self.database.sizes(key):
            best = self.database.best(near, default)
            kernel = None if best is None else self._made(request, near, best)
            if best is not None and kernel is not None:
                self.hits[key] = best
                return kernel
        self.misses[str(key)] = "the database has no record of it, or one of another version of the kernel"
        return request.kernel

    def offer(self, request: Request) -> Kernel | None:
        """Return the tuned kernel, where the network is known to be faster with it than with those it stands for."""
        key, default = key_of(request), Candidate.default(request.rule)
        if key is None:
            return None
        nearest = next(iter(self.database.sizes(key)), None)
        if nearest is None or nearest not in self.database.taken:
            return None
        best = self.database.best(nearest, default)
        kernel = None if best is None else self._made(request, nearest, best)
        if best is not None and kernel is not None:
            self.hits[key] = best
        return kernel

    def report(self) -> dict[str, Any]:
        """Return what was taken, as plain data."""
        return {
            "device": self.database.header.get("device"),
            "hits": {str(key): str(candidate) for key, candidate in self.hits.items()},
            "misses": dict(self.misses),
        }

    def _made(self, request: Request, near: TaskKey, best: Candidate) -> Kernel | None:
        """Return the kernel of a candidate, if it is what the record's trace makes of the record's workload.

        None where they differ, as the record is of other code than this; and where the target's limits are lower.
        """
        import tvm
        import tvm_ffi

        kernel = best.kernel(request.groups, self._target)
        if kernel is None or kernel.made is None or not fits(kernel, request):
            return None
        default = best == Candidate.default(request.rule)  # which is taken without a database as well
        if not default and not within_limits(kernel, request, self._target):
            return None
        if not self.database.has_workload(near, kernel):
            return None
        again = tvm.s_tir.Schedule(kernel.made.unscheduled)
        try:
            self.database.record(near, best).trace.apply_to_schedule(again, remove_postproc=False)
        except (RuntimeError, ValueError):  # what the trace looks for is not there
            return None
        if not tvm_ffi.structural_equal(again.mod, annotated(near, best, kernel).mod):
            return None
        note = {"size": list(near.size), "rule": best.rule, "knobs": dict(best.knobs)}
        return replace(kernel, func=kernel.func.with_attr(TUNED, json.dumps(note)))

"""A tuned database in a compilation: which kernels it has a record of, and what stands in the place of each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tvm_dydca.errors import DydcaError
from tvm_dydca.importer import ImportedNetwork
from tvm_dydca.relay_passes.dispatch.choice import Request
from tvm_dydca.schedules import Kernel
from tvm_dydca.schedules.kernel import TUNED
from tvm_dydca.tuning.database import TuningDatabase, annotated
from tvm_dydca.tuning.space import Candidate, fits
from tvm_dydca.tuning.tasks import TaskKey, key_of
from tvm_dydca.tuning.typical import TypicalSizes


class TunedKernels:
    """A `Chooser` that takes the fastest candidate of a database, at the nearest size that it was tuned at.

    Parameters
    ----------
    folder : of the database
    target, dtype : what is compiled for
    network : as `TypicalSizes` takes it

    Attributes
    ----------
    hits : what was taken for each place, by its key
    misses : for each place that the database has nothing for, why

    Raises
    ------
    InputError
        As `TuningDatabase.open`.
    """

    def __init__(self, folder: str | Path, target: Any, dtype: str = "float32", network: ImportedNetwork | None = None):
        self.database = TuningDatabase.open(folder, target, dtype)
        self._target = target
        self._sizes = TypicalSizes(network)
        self.hits: dict[TaskKey, Candidate] = {}
        self.misses: dict[str, str] = {}

    def typical(self, function: str) -> Mapping[str, int] | None:
        """Return the typical size of a function of a known network."""
        found = self._sizes.of(function)
        return None if found is None else {"H": found.height, "W": found.width}

    def choose(self, request: Request) -> Kernel:
        """Return the tuned kernel, or the default one."""
        key = key_of(request)
        if key is None:
            self.misses[f"{request.kernel.name} at {request.size[0]}x{request.size[1]}"] = "it has no knobs"
            return request.kernel
        default = Candidate.default(request.rule)
        for near in self.database.sizes(key):
            best = self.database.best(near, default)
            if best is not None:
                self.hits[key] = best
                return self._made(request, near, best)
        self.misses[str(key)] = "the database has no record of it"
        return request.kernel

    def report(self) -> dict[str, Any]:
        """Return what was taken, as plain data."""
        return {
            "device": self.database.header.get("device"),
            "hits": {str(key): str(candidate) for key, candidate in self.hits.items()},
            "misses": dict(self.misses),
        }

    def _made(self, request: Request, near: TaskKey, best: Candidate) -> Kernel:
        """Apply a record's trace to the kernel that its candidate makes here.

        Raises
        ------
        DydcaError
            They do not make the same: the record is of other code than this.
        """
        import tvm
        import tvm_ffi

        kernel = best.kernel(request.groups, self._target)
        if kernel is None or kernel.made is None or not fits(kernel, request):
            raise DydcaError(f"{near}: its record in {self.database.folder}, {best}, fits no kernel of this version")
        again = tvm.s_tir.Schedule(kernel.made.unscheduled)
        self.database.record(near, best).trace.apply_to_schedule(again, remove_postproc=False)
        same = tvm_ffi.structural_equal(again.mod, annotated(best, kernel).mod)
        if not same or not self.database.has_workload(near, kernel):
            raise DydcaError(
                f"{near}: the record in {self.database.folder} makes another kernel than {best} does here; tune again"
            )
        note = {"size": list(near.size), "rule": best.rule, "knobs": dict(best.knobs)}
        return replace(kernel, func=kernel.func.with_attr(TUNED, json.dumps(note)))

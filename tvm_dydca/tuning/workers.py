"""Compiles candidates in processes of their own: one that takes too long, or crashes the compiler, costs itself.

The processes live as long as the job: each starts once, in the seconds that importing TVM takes. MetaSchedule's own
builder starts new ones for each batch, which import its tensor intrinsics first, for a minute.
"""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tvm_dydca.relay_passes.dispatch.choice import Group, Request, Shape
from tvm_dydca.schedules import Kernel
from tvm_dydca.tuning.limits import dims_of, shapes_of, with_dims
from tvm_dydca.tuning.space import Candidate

ENTRY = "kernel"
"""Name of the function in a candidate's library."""


@dataclass(frozen=True)
class Build:
    """A candidate to compile, as plain data: what it is made of, and the shapes that it is called with."""

    candidate: Candidate
    groups: tuple[Group, ...]
    target: str
    shapes: tuple[Shape, ...]

    @classmethod
    def of(cls, candidate: Candidate, kernel: Kernel, request: Request, target: Any) -> Build:
        """Describe a kernel that a candidate makes for a place in a network."""
        return cls(candidate, request.groups, str(target), tuple(shapes_of(kernel, request)))


@dataclass(frozen=True)
class Built:
    """A compiled candidate.

    Attributes
    ----------
    library : the file
    checksum : its SHA-256
    workspaces : shape and dtype of each tensor that it takes after its own parameters
    """

    library: Path
    checksum: str
    workspaces: tuple[tuple[Shape, str], ...]


def build(what: Build, folder: str) -> Built:
    """Compile a candidate as the arena has it in a network: with its workspaces as parameters."""
    import tvm

    from tvm_dydca import _compat, link, targets
    from tvm_dydca._autoload import autoload
    from tvm_dydca.relay_passes.arena.kernels import prepare_kernels

    autoload()
    target = tvm.target.Target(json.loads(what.target))
    kernel = what.candidate.kernel(what.groups, target)
    if kernel is None:
        raise ValueError(f"{what.candidate} makes no kernel")
    (prepared,) = prepare_kernels(tvm.IRModule({ENTRY: kernel.func}), targets.threads_of(target), set()).values()
    dims, analyzer = dims_of(kernel.func, what.shapes), tvm.sym.Analyzer()
    workspaces = tuple(
        (tuple(int(analyzer.simplify(with_dims(dim, dims))) for dim in workspace.shape), str(workspace.dtype))
        for workspace in prepared.workspaces
    )
    module = tvm.IRModule({ENTRY: prepared.func.with_attr("global_symbol", ENTRY)})
    with _compat.repaired(target):
        compiled = tvm.compile(module, target=target)
    library = Path(tempfile.mkdtemp(dir=folder)) / "candidate.so"
    compiled.export_library(str(library), **link.export_options(target))
    return Built(library, hashlib.sha256(library.read_bytes()).hexdigest(), workspaces)


def _ignore_interrupts() -> None:
    """Leave it to the job what the terminal's interrupt means: a candidate is not a failure for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class Builders:
    """A pool of processes that compile.

    Parameters
    ----------
    count : of processes
    timeout_s : longest time for one candidate
    folder : for the libraries; what is left in it goes with it
    """

    def __init__(self, count: int, timeout_s: float, folder: Path):
        from tvm.support.popen_pool import PopenPoolExecutor

        self._folder = folder
        quiet = subprocess.DEVNULL
        self._pool: Any = PopenPoolExecutor(
            max_workers=count, timeout=timeout_s, initializer=_ignore_interrupts, stdout=quiet, stderr=quiet
        )

    def build(self, builds: Sequence[Build]) -> Iterator[Built | str]:
        """Compile candidates; each gives a library, or why there is none, in their order."""
        for future in [self._pool.submit(build, one, str(self._folder)) for one in builds]:
            try:
                yield future.result()
            except TimeoutError:
                yield "it took too long to compile"
            except Exception as error:  # whatever the compiler says of it
                yield f"it does not compile: {str(error).strip().splitlines()[-1:]}"

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(wait=False)

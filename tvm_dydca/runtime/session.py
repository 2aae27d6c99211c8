"""A session: an artifact loaded on a device, its input checked before any kernel sees it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from tvm_dydca import artifact as artifacts
from tvm_dydca import hosts, thread_pool
from tvm_dydca.artifact import Artifact
from tvm_dydca.errors import DydcaError, InputError
from tvm_dydca.memory import largest_together
from tvm_dydca.runtime.devices import find_device, make_transfer

Array = npt.NDArray[np.float32]


def load(path: str | Path, device: str = "cpu", *, memory_limit: int | None = None) -> Session:
    """Load an artifact.

    Parameters
    ----------
    path : directory of the artifact
    device : ``cpu``, ``opencl:0`` ...; of the kind that the artifact was compiled for
    memory_limit : bytes that the arena, the textures and the weights may take together

    Raises
    ------
    InputError
        For a broken artifact (see `tvm_dydca.artifact.read`), one for another machine, a device of another kind, or
        more memory than allowed.
    OpenCLError
        Where there is no such OpenCL device.
    """
    artifact = artifacts.read(path)
    hosts.check_runs_here(artifact)
    return Session(artifact, find_device(device, artifact.manifest), memory_limit)


class Session:
    """Runs one artifact in one arena, which is allocated here and never again.

    A session runs one call at a time: calls from several threads wait for each other. For calls side by side load the
    artifact once for each thread; sessions share nothing.

    Attributes
    ----------
    artifact : the artifact, with its manifest
    scale : upscaling factor
    paths : number of paths
    bounds : for each symbolic dim its inclusive range
    arena_bytes : memory of everything but weights, inputs and results
    device : tvm.runtime.Device
    """

    def __init__(self, artifact: Artifact, device: Any, memory_limit: int | None = None):
        self.artifact = artifact
        self.device = device
        thread_pool.use_all_processors(os.environ)
        thread_pool.end_soon(os.environ)
        manifest = artifact.manifest
        if "network" not in manifest or "main" not in manifest.get("functions", {}):
            raise InputError(f"artifact {artifact.path} holds no routed network; run it as a TVM library instead")
        self.scale: int = manifest["network"]["scale"]
        self.paths: int = len(manifest["network"]["paths"])
        self.bounds: dict[str, tuple[int, int]] = {
            name: (low, high) for name, (low, high) in manifest["functions"]["main"]["bounds"].items()
        }
        self._routing: dict[str, Any] = manifest["network"]["routing"]
        self._lock = Lock()
        self._memory_limit = memory_limit
        self._choice = np.zeros((), np.int64)
        self._open()

    def _open(self) -> None:
        """Load the library on the device, and take the arena and what transfers need."""
        from tvm import relax

        try:
            library = self._load_library()
            virtual_devices = self.artifact.manifest.get("textures", {}).get("virtual_devices", 1)
            self._vm = relax.VirtualMachine(library, [self.device] * virtual_devices)
            self._functions = {name: self._vm[f"{name}_into"] for name in self.artifact.manifest["functions"]}
        except DydcaError:
            raise
        except Exception as error:
            raise DydcaError(f"TVM cannot load {self.artifact.library}: {error}") from None
        plan = self.artifact.plan()
        self.arena_bytes: int = plan["planned_bytes"]
        if self._memory_limit is not None:
            _check_limit(self.artifact.path, plan, self._memory_limit)
        try:
            self._arena = self._vm["arena"]()
            self._transfer = make_transfer(self.device, [high for _, high in self.bounds.values()], self.scale)
        except Exception as error:
            raise DydcaError(f"there is no room for the arena of {self.arena_bytes} bytes: {error}") from None

    def _load_library(self) -> Any:
        import tvm

        from tvm_dydca import _compat

        with _compat.quiet_scopes() if "textures" in self.artifact.manifest else contextlib.nullcontext():
            return tvm.runtime.load_module(str(self.artifact.library))

    def run(self, x: npt.ArrayLike, path: int | None = None, out: Array | None = None) -> Array:
        """Upscale a batch.

        Parameters
        ----------
        x : float32 (N, 3, H, W) in [0, 1], H and W within `bounds`; each sample is routed for itself
        path : the path to take; None to let the network's own rule decide
        out : float32 (N, 3, scale H, scale W) to write the result to. The kernels write to it where it is C-contiguous,
            and nothing is allocated then; otherwise the result is copied. It must not overlap `x`

        Returns
        -------
        float32 (N, 3, scale H, scale W), not clipped; `out` if it was given.

        Raises
        ------
        InputError
            Where `x`, `path` or `out` is not as above; the text names the dim, its value and its range.
        """
        x = self._checked(x)
        name = "main" if path is None else f"path_{self._checked_path(path)}"
        shape = (x.shape[0], 3, x.shape[2] * self.scale, x.shape[3] * self.scale)
        if out is None:
            out = np.empty(shape, np.float32)
        elif not isinstance(out, np.ndarray) or out.shape != shape or out.dtype != np.float32:
            raise InputError(f"out must be a float32 array of shape {shape}")
        elif not out.flags.writeable:
            raise InputError("out is read-only; give an array that can be written")
        elif np.may_share_memory(x, out):
            raise InputError("out overlaps x; give memory of its own")
        direct = out if out.flags.c_contiguous else np.empty(shape, np.float32)
        with self._lock:
            for n in range(x.shape[0]):
                self._call(name, x[n : n + 1], direct[n : n + 1])
        if direct is not out:
            out[...] = direct
        return out

    def route(self, x: npt.ArrayLike) -> int:
        """Return the path that `run` takes for ``x``, float32 (1, 3, H, W), by the network's own rule."""
        x = self._checked(x)
        if x.shape[0] != 1:
            raise InputError(f"x has {x.shape[0]} samples; route decides for one at a time")
        if self.routed_by_height:
            return self.path_of_height(x.shape[2])
        with self._lock:
            self._call("gate", x, self._choice)
            return int(self._choice)

    @property
    def routed_by_height(self) -> bool:
        """Whether the network's own rule looks at the input's height, rather than at its content."""
        return bool(self._routing["kind"] == "height")

    def path_of_height(self, height: int) -> int:
        """Return the path that a network routed by height takes for inputs of a height, within the bounds or not."""
        return sum(height >= threshold for threshold in self._routing["thresholds"])

    def _call(self, name: str, x: Array, out: npt.NDArray[Any]) -> None:
        given, taken = self._transfer.given(x), self._transfer.taken(out)
        self._functions[name](given, self._arena, taken)
        self._transfer.fetch(taken, out)

    def _checked(self, x: npt.ArrayLike) -> Array:
        array = np.asarray(x)
        if array.dtype != np.float32:
            raise InputError(
                f"x is {array.dtype}; it must be float32 in [0, 1], for example frame.astype('float32') / 255"
            )
        if array.ndim != 4 or array.shape[1] != 3 or array.shape[0] < 1:
            raise InputError(f"x has shape {array.shape}; it must be (N, 3, H, W) with N at least 1")
        for name, value in (("H", array.shape[2]), ("W", array.shape[3])):
            low, high = self.bounds[name]
            if not low <= value <= high:
                raise InputError(
                    f"{name} = {value} is outside the bounds of this artifact, {low} to {high}; "
                    f"cut the input into patches, or compile with --bounds"
                )
        # Memory is shared with TVM, which takes none that is read-only.
        return np.require(array, requirements=("C", "W"))

    def _checked_path(self, path: int) -> int:
        if not isinstance(path, (int, np.integer)) or not 0 <= path < self.paths:
            raise InputError(f"path = {path!r}: this artifact has paths 0 to {self.paths - 1}")
        return int(path)


def _check_limit(path: Path, plan: dict[str, Any], limit: int) -> None:
    needed = plan["planned_bytes"] + plan["image_bytes"] + plan["constant_bytes"]
    if needed > limit:
        bound, largest = largest_together(plan["arena"])
        named = ", ".join(f"{name} ({size} bytes)" for name, size in largest)
        raise InputError(
            f"artifact {path} needs {needed} bytes: an arena of {plan['planned_bytes']} (no plan is below {bound}), "
            f"textures of {plan['image_bytes']} and weights of {plan['constant_bytes']}; memory_limit is {limit}. The "
            f"largest buffers that live at once are {named}; allow more, or compile for smaller sizes with --buckets"
        )

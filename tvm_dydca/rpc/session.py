"""A session on a device at the end of an RPC tracker. Where the device is lost, it goes on with the next one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from tvm_dydca import artifact as artifacts
from tvm_dydca.artifact import Artifact
from tvm_dydca.errors import InputError
from tvm_dydca.rpc.connection import Connection, acquire
from tvm_dydca.rpc.errors import DeviceLostError, RpcError
from tvm_dydca.rpc.tracker import DEFAULT_KEY, Tracker
from tvm_dydca.runtime.devices import find_device
from tvm_dydca.runtime.session import Array, Session

LOSSES_IN_A_ROW = 3
"""How many devices a single call may lose before it is taken for the cause."""

T = TypeVar("T")


@dataclass(frozen=True)
class Traffic:
    """What the connections of a session did: modules uploaded, and all bytes, seen from this machine."""

    uploads: int
    upload_bytes: int
    upload_seconds: float
    sent_bytes: int
    received_bytes: int


class RemoteSession(Session):
    """A `Session` whose kernels run at the other end of TVM's RPC; a context manager, which frees the device.

    Where a call loses its device, the session asks the tracker for the key again, uploads the library, and makes the
    same call again: results are those of an undisturbed run.

    Parameters
    ----------
    artifact : compiled for the device's kind and CPU
    tracker, key : where the device is to be had, and under which name
    device : ``cpu``, ``opencl:0`` ... as the server's machine numbers them
    timeout_s : longest wait for a device, at the start and after each loss; and longest silence of a device while it
        owes an answer. A call longer than that counts as silence
    memory_limit : see `Session`

    Attributes
    ----------
    address : ``host:port`` of the server in use
    losses : devices that were lost

    Raises
    ------
    InputError
        The tracker does not know the key, or the device does not fit the artifact.
    RpcError
        No device in time, or the artifact cannot run on it.
    """

    def __init__(
        self,
        artifact: Artifact,
        tracker: Tracker,
        key: str = DEFAULT_KEY,
        device: str = "cpu",
        *,
        timeout_s: float = 60,
        memory_limit: int | None = None,
    ):
        if not 0 < timeout_s < float("inf"):
            raise InputError(f"rpc timeout of {timeout_s} s: it must be more than 0 seconds")
        self.tracker, self.key, self.timeout_s = tracker, key, timeout_s
        self._device_name = device
        self.losses = 0
        self._past = Traffic(0, 0, 0.0, 0, 0)
        self._connection: Connection | None = None
        try:
            super().__init__(artifact, None, memory_limit)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> RemoteSession:
        """Return the session itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the device back."""
        self.close()

    @property
    def address(self) -> str | None:
        """``host:port`` of the device's server, None after `close`."""
        return None if self._connection is None else self._connection.address

    @property
    def traffic(self) -> Traffic:
        """What went over the wire so far."""
        return _added(self._past, self._connection)

    def close(self) -> None:
        """Give the device back to the tracker; a later call asks for one again."""
        connection = self._connection
        if connection is not None:
            with connection.link.watched():  # what is freed there is freed by calls
                for name in ("_vm", "_functions", "_arena", "_transfer", "device"):
                    self.__dict__.pop(name, None)
            self._past = self.traffic
            connection.close()
            self._connection = None

    def time_on_device(self, x: npt.ArrayLike, path: int | None = None, repeat: int = 5) -> float:
        """Time a call on the device itself, by TVM's `time_evaluator`: without transfers and the network.

        Parameters
        ----------
        x, path : as for `run`, with one sample
        repeat : calls to take the median of, each after an untimed one

        Returns
        -------
        Seconds.
        """
        x = self._checked(x)
        name = "main" if path is None else f"path_{self._checked_path(path)}"
        out = np.empty((1, 3, x.shape[2] * self.scale, x.shape[3] * self.scale), np.float32)

        def measure() -> float:
            given, taken = self._transfer.given(x[:1]), self._transfer.taken(out)
            timer = self._vm.time_evaluator(f"{name}_into", self.device, number=1, repeat=1)
            # One answer each, so that the silence between answers is that of calls.
            return float(np.median([timer(given, self._arena, taken).mean for _ in range(repeat)]))

        with self._lock:
            return self._surviving(measure, f"timing {name}")

    def _open(self) -> None:
        self._surviving(lambda: None, "loading the artifact")

    def _load_library(self) -> Any:
        assert self._connection is not None
        manifest = self.artifact.manifest
        self.device = find_device(self._device_name, manifest, self._connection.rpc)
        _check_features(self.artifact, self._connection)
        return self._connection.load(self.artifact.library, manifest["files"][artifacts.LIBRARY]["sha256"])

    def _call(self, name: str, x: Array, out: npt.NDArray[Any]) -> None:
        call = super()._call
        self._surviving(lambda: call(name, x, out), f"{name} on {x.shape[2]}x{x.shape[3]}")

    def _surviving(self, work: Callable[[], T], what: str) -> T:
        """Do something with the device; where that loses it, get another and do it again."""
        reason = ""
        for _ in range(LOSSES_IN_A_ROW):
            try:
                if self._connection is None:
                    self._connection = self._acquire(reason)
                    with self._connection.watched():
                        super()._open()
                with self._connection.watched():
                    return work()
            except DeviceLostError as error:
                reason = str(error)
            # Not in the handler: the error's traceback holds tensors of the device.
            self.losses += 1
            self.close()
        raise RpcError(f"{what} lost {LOSSES_IN_A_ROW} devices in a row; the last: {reason}")

    def _acquire(self, reason: str) -> Connection:
        try:
            return acquire(self.tracker, self.key, self.timeout_s, again=self.losses > 0)
        except RpcError as error:
            if not reason:
                raise
            raise RpcError(f"{reason}; {error}") from None


def load(
    path: str | Path,
    tracker: Tracker,
    key: str = DEFAULT_KEY,
    device: str = "cpu",
    *,
    timeout_s: float = 60,
    memory_limit: int | None = None,
) -> RemoteSession:
    """Read an artifact and load it on a device of the tracker; see `RemoteSession`."""
    artifact = artifacts.read(path, runs_here=False)
    return RemoteSession(artifact, tracker, key, device, timeout_s=timeout_s, memory_limit=memory_limit)


def _added(past: Traffic, now: Connection | None) -> Traffic:
    if now is None:
        return past
    return Traffic(
        past.uploads + now.uploads,
        past.upload_bytes + now.upload_bytes,
        past.upload_seconds + now.upload_seconds,
        past.sent_bytes + now.link.status().sent_bytes,
        past.received_bytes + now.link.status().received_bytes,
    )


def _check_features(artifact: Artifact, connection: Connection) -> None:
    """Refuse code for CPU features that the device lacks, where its server can tell: it would die at the first call."""
    from tvm.target import Target, codegen

    needed = artifact.manifest["target"].get("features", [])
    try:
        cpu = str(connection.rpc.get_function("target.llvm_get_system_cpu")())
    except AttributeError:  # a server with TVM's runtime alone
        return
    if not needed or not codegen.llvm_is_valid_cpu(cpu, "x86_64-linux-gnu"):
        return
    has = {str(f) for f in codegen.llvm_get_cpu_features(Target({"kind": "llvm", "mcpu": cpu}))}
    missing = [feature for feature in needed if feature not in has]
    if missing:
        raise InputError(
            f"artifact {artifact.path} was compiled for {artifact.manifest['target'].get('mcpu')} and needs "
            f"{', '.join(missing)}, which the CPU of {connection.address}, {cpu}, lacks; compile it again with "
            f"""--target '{{"kind": "llvm", "mcpu": "{cpu}"}}'"""
        )

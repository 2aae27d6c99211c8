"""Where candidates run: this machine, in a server's process of its own, or what has a key at a tracker."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any, Protocol

from tvm_dydca import thread_pool
from tvm_dydca.errors import DydcaError, InputError
from tvm_dydca.rpc.connection import Connection, acquire
from tvm_dydca.rpc.errors import RpcError
from tvm_dydca.rpc.tracker import Offer, Tracker

_START_S = 60.0
_AGAIN_S = 0.2


class Source(Protocol):
    """Gives connections to devices of one kind."""

    @property
    def count(self) -> int:
        """How many devices may be used at once."""

    def connect(self) -> Connection:
        """Return a connection to a device that is free, which the caller closes; or raise `RpcError`."""


class Farm:
    """The devices under a key of a tracker.

    Parameters
    ----------
    timeout_s : longest wait for a device, and longest silence of one

    Raises
    ------
    InputError, RpcError
        As `tvm_dydca.rpc.connection.acquire`.
    """

    def __init__(self, tracker: Tracker, key: str, timeout_s: float):
        self._tracker, self._key, self._timeout_s = tracker, key, timeout_s
        acquire(tracker, key, timeout_s).close()  # says what is wrong, while nothing has begun
        self.count = max(1, tracker.queues(time.monotonic() + timeout_s)[key].servers)

    def connect(self) -> Connection:
        """Return a connection to the next device; one that was lost may come back meanwhile."""
        return acquire(self._tracker, self._key, self._timeout_s, again=True)


class ThisMachine:
    """A guarded server on this machine: a kernel that crashes ends a session of it, and not this process."""

    count = 1

    def __init__(self, port: int, timeout_s: float):
        self.port, self._timeout_s = port, timeout_s

    def connect(self) -> Connection:
        """Return a connection to the server, which may be about to start."""
        until = time.monotonic() + _START_S
        while True:
            try:
                return Connection(Offer("127.0.0.1", self.port, ""), self._timeout_s, self._timeout_s)
            except (RpcError, OSError) as error:
                if time.monotonic() > until:
                    raise RpcError(f"the server on this machine cannot be reached: {error}") from None
            time.sleep(_AGAIN_S)


@contextlib.contextmanager
def this_machine(timeout_s: float) -> Iterator[ThisMachine]:
    """Start a server for the block.

    Parameters
    ----------
    timeout_s : longest silence of a candidate
    """
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
    command = [sys.executable, "-m", "tvm_dydca.tuning.server", "--host", "127.0.0.1", "--silent"]
    command += ["--port", str(port), "--port-end", str(port + 1)]
    quiet = subprocess.DEVNULL
    environment = dict(os.environ)
    thread_pool.use_all_processors(environment)  # as a session of ours does
    # In a session of its own, which the terminal's interrupt does not reach.
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, env=environment, start_new_session=True
    )
    try:
        yield ThisMachine(port, timeout_s)
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
        process.kill()


def name_of_device(connection: Connection, kind: str) -> str:
    """Return the name of a kind's first device, for people.

    Raises
    ------
    InputError
        There is no such device.
    """
    if kind != "opencl":
        with connection.watched(), contextlib.suppress(AttributeError):  # TVM's runtime alone does not tell
            return str(connection.rpc.get_function("target.llvm_get_system_cpu")())
        return connection.address
    from tvm_dydca.opencl import UnlistedDevicesError, devices

    try:
        with connection.watched():
            found: list[Any] = devices(connection.rpc)
    except UnlistedDevicesError:
        return connection.address
    except DydcaError as error:
        raise InputError(f"{connection.address} has no OpenCL device to tune on: {error}") from None
    return str(found[0].name)

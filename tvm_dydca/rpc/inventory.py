"""What a tracker has: its keys, and of each free device its kinds and limits."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tvm_dydca.opencl import DeviceInfo, OpenCLError, devices
from tvm_dydca.rpc.connection import Connection
from tvm_dydca.rpc.errors import RpcError
from tvm_dydca.rpc.tracker import Queue, Tracker


@dataclass(frozen=True)
class RemoteMachine:
    """A free server: its CPU and LLVM triple, where it has TVM's compiler to tell, and its OpenCL devices.

    ``opencl_problem`` says why there are none; ``problem`` why nothing could be asked.
    """

    address: str
    cpu: str | None = None
    triple: str | None = None
    opencl: tuple[DeviceInfo, ...] = ()
    opencl_problem: str | None = None
    problem: str | None = None


@dataclass(frozen=True)
class KeyInventory:
    """A key of the tracker, and its free servers."""

    key: str
    queue: Queue
    machines: tuple[RemoteMachine, ...]


def take_inventory(tracker: Tracker, timeout_s: float) -> list[KeyInventory]:
    """Ask the tracker for its keys, and each free server for its devices, which takes it for less than a second.

    Parameters
    ----------
    timeout_s : longest wait for the tracker, and for each server

    Raises
    ------
    RpcError
        There is no tracker at the address.
    """
    queues = tracker.queues(time.monotonic() + timeout_s)
    return [KeyInventory(key, queue, _machines(tracker, key, queue.free, timeout_s)) for key, queue in queues.items()]


def _machines(tracker: Tracker, key: str, free: int, timeout_s: float) -> tuple[RemoteMachine, ...]:
    found: list[RemoteMachine] = []
    held: list[Connection] = []  # until the last one was asked, else the tracker gives the same one again
    try:
        for _ in range(free):
            address = "unknown"
            try:
                offer = tracker.request(key, time.monotonic() + timeout_s)
                address = f"{offer.host}:{offer.port}"
                held.append(Connection(offer, timeout_s, timeout_s))
                found.append(_describe(held[-1]))
            except RpcError as error:
                found.append(RemoteMachine(address, problem=str(error)))
    finally:
        for connection in held:
            connection.close()
    return tuple(found)


def _describe(connection: Connection) -> RemoteMachine:
    with connection.watched():
        cpu, triple = (_told(connection, f"target.llvm_get_system_{what}") for what in ("cpu", "triple"))
        try:
            return RemoteMachine(connection.address, cpu, triple, tuple(devices(connection.rpc)))
        except OpenCLError as error:
            return RemoteMachine(connection.address, cpu, triple, opencl_problem=str(error))


def _told(connection: Connection, function: str) -> str | None:
    try:
        return str(connection.rpc.get_function(function)())
    except AttributeError:  # TVM's runtime alone
        return None

"""TVM's RPC tracker asked with a deadline: the stock client waits for ever where no device is free.

The messages are those of `tvm.rpc.tracker`: a magic number each way, then JSON after its length.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tvm_dydca.errors import InputError
from tvm_dydca.rpc.errors import RpcError

DEFAULT_PORT = 9190
DEFAULT_KEY = "android"
_LARGEST_MESSAGE = 1 << 20


@dataclass(frozen=True)
class Offer:
    """A device that the tracker gave out: its server's address, and the key that opens it once."""

    host: str
    port: int
    match_key: str


@dataclass(frozen=True)
class Queue:
    """What a tracker knows of a key: servers connected to it, how many are free, how many requests wait for one.

    A server counts while it is connected to the tracker, busy or not. A request that was given up counts as waiting
    until its turn comes.
    """

    servers: int
    free: int
    waiting: int


@dataclass(frozen=True)
class Tracker:
    """Address of a tracker. Every question has a connection of its own, and nothing outlives it."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Tracker:
        """Read ``HOST:PORT``; what is missing comes from ``TVM_TRACKER_HOST`` and ``TVM_TRACKER_PORT``.

        Raises
        ------
        InputError
            Where the port is not a number from 1 to 65535, or there is no host.
        """
        host, _, port = text.rpartition(":") if ":" in text else (text, "", "")
        host = host.strip("[]") or os.environ.get("TVM_TRACKER_HOST", "")
        port = port or os.environ.get("TVM_TRACKER_PORT", str(DEFAULT_PORT))
        if not host:
            raise InputError("no RPC tracker is named: give --rpc HOST:PORT, or set TVM_TRACKER_HOST")
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise InputError(f"tracker {text or host!r}: port {port!r} must be a number from 1 to 65535")
        return cls(host, int(port))

    def __str__(self) -> str:
        """Return ``HOST:PORT``."""
        return f"{self.host}:{self.port}"

    def queues(self, until: float) -> dict[str, Queue]:
        """Return what the tracker has by key.

        Parameters
        ----------
        until : `time.monotonic` by which there must be an answer

        Raises
        ------
        RpcError
            There is no tracker, or it did not answer in time.
        """
        with self._asked(until) as talk:
            code, summary = talk.ask(until, [_codes().SUMMARY])
            if code != _codes().SUCCESS:
                raise ValueError(f"code {code}")
            servers = [str(info["key"]).partition(":")[2] for info in summary["server_info"]]
            queues = summary["queue_info"]
            return {
                key: Queue(
                    servers.count(key), queues.get(key, {}).get("free", 0), queues.get(key, {}).get("pending", 0)
                )
                for key in sorted({*servers, *queues})
            }

    def request(self, key: str, until: float) -> Offer:
        """Wait for a free device. A request that was given up takes no device.

        Raises
        ------
        RpcError
            As `queues`, or no device was free in time.
        """
        with self._asked(until, f"no device under the key {key!r} was free in time") as talk:
            code, (host, port, match_key) = talk.ask(until, [_codes().REQUEST, key, "", 1])
            if code != _codes().SUCCESS:
                raise ValueError(f"code {code}")
            return Offer(str(host), int(port), str(match_key))

    @contextmanager
    def _asked(self, until: float, late: str | None = None) -> Iterator[_Talk]:
        from tvm.rpc.base import RPC_TRACKER_MAGIC

        found = False
        try:
            with socket.create_connection((self.host, self.port), _left(until)) as sock:
                talk = _Talk(sock)
                sock.sendall(struct.pack("<i", RPC_TRACKER_MAGIC))
                if talk.receive(4, until) != struct.pack("<i", RPC_TRACKER_MAGIC):
                    raise ValueError("another magic number")
                found = True
                yield talk
        except TimeoutError:
            raise RpcError(
                f"tracker {self}: {late if found and late else 'it did not answer in time; is it a TVM RPC tracker?'}"
            ) from None
        except (ValueError, TypeError, LookupError) as error:
            raise RpcError(f"{self} does not talk like an RPC tracker of TVM ({error})") from None
        except OSError as error:
            raise RpcError(
                f"tracker {self} cannot be reached ({error.strerror or error}); "
                f"start one with python -m tvm.exec.rpc_tracker --port {self.port}"
            ) from None


class _Talk:
    """Messages over a socket, each byte of them before the deadline."""

    def __init__(self, sock: socket.socket):
        self._sock = sock

    def ask(self, until: float, message: list[Any]) -> Any:
        text = json.dumps(message).encode()
        self._sock.settimeout(_left(until))
        self._sock.sendall(struct.pack("<i", len(text)) + text)
        (size_bytes,) = struct.unpack("<i", self.receive(4, until))
        if not 0 < size_bytes <= _LARGEST_MESSAGE:
            raise ValueError(f"a message of {size_bytes} bytes")
        return json.loads(self.receive(size_bytes, until))

    def receive(self, size_bytes: int, until: float) -> bytes:
        found = bytearray()
        while len(found) < size_bytes:
            self._sock.settimeout(_left(until))
            part = self._sock.recv(size_bytes - len(found))
            if not part:
                raise ConnectionResetError("it closed the connection")
            found += part
        return bytes(found)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _codes() -> Any:
    from tvm.rpc.base import TrackerCode

    return TrackerCode

"""A wire to a device that ends by itself: a loopback port whose bytes go to the device's server and back.

TVM's client waits for a server's answer without a limit, in native code, and where a remote object is freed it holds
Python's lock meanwhile, so no thread of this process can end the wait. The bytes therefore go through a small process
(`tvm_dydca.rpc.wire`), which cuts the connection where nothing moves for too long while an answer is due.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from tvm_dydca.rpc import wire


@dataclass(frozen=True)
class LinkStatus:
    """Why a link is down, None while it is up, and the bytes that went each way, seen from this machine."""

    lost: str | None = None
    sent_bytes: int = 0
    received_bytes: int = 0


class Link:
    """Connects to a server, and opens a port of this machine for one client.

    Parameters
    ----------
    host, port : of the server
    connect_s : how long the server's machine may take to accept

    Attributes
    ----------
    port : of the loopback address, where the client connects
    silence_s : how long nothing may move in either direction while `watched`; a slow link that moves is left alone

    Raises
    ------
    OSError
        The server cannot be reached.
    """

    def __init__(self, host: str, port: int, connect_s: float):
        self.silence_s = connect_s
        self._watching = 0
        self._last = LinkStatus()
        self._control, theirs = socket.socketpair()
        with theirs:
            # Isolated, and without site: only the standard library is needed.
            command = [sys.executable, "-I", "-S", wire.__file__, host, str(port), str(connect_s)]
            quiet = subprocess.DEVNULL
            self._process = subprocess.Popen(command, stdin=theirs.fileno(), stdout=quiet, stderr=quiet)
        self._lines = self._control.makefile("r", encoding="utf-8")
        answer = json.loads(self._lines.readline() or '{"lost": "its process did not start"}')
        if "port" not in answer:
            self.close()
            raise OSError(f"{host}:{port}: {answer['lost']}")
        self.port: int = answer["port"]

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Cut the link where nothing moves for `silence_s` in this block, in which answers are due."""
        self._watching += 1
        if self._watching == 1:
            self._tell(b"w", self.silence_s)
        try:
            yield
        finally:
            self._watching -= 1
            if self._watching == 0:
                self._tell(b"r")

    def status(self) -> LinkStatus:
        """Return whether the link is up, and what went through."""
        if self._last.lost is None:
            self._tell(b"?")
            with suppress(OSError, ValueError):
                told = json.loads(self._lines.readline() or '{"lost": "its process ended"}')
                sent, received = (
                    told.get("sent", self._last.sent_bytes),
                    told.get("received", self._last.received_bytes),
                )
                self._last = LinkStatus(told["lost"], sent, received)
        return self._last

    def close(self) -> None:
        """End the link and its process."""
        self._lines.close()
        self._control.close()
        try:
            self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:  # while it connects it does not listen to us
            self._process.kill()
            self._process.wait()

    def _tell(self, code: bytes, seconds: float = 0) -> None:
        with suppress(OSError):  # its status says more
            self._control.sendall(wire.MESSAGE.pack(code, seconds))

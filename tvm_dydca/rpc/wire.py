"""The process behind a `tvm_dydca.rpc.link.Link`: carries bytes between a client here and a server, until told to end.

It is run as a file of its own, with the standard library alone, so that it starts in 20 ms. Its standard input is a
socket to its owner:

- ``{"port": N}`` or ``{"lost": "why"}``, a line, when it has connected or not;
- from the owner ``<cd``: ``w`` and seconds to look at the clock from now on, ``r`` to rest, ``?`` to ask for a status;
- a status is a line ``{"lost": null or "why", "sent": bytes, "received": bytes}``, sent once unasked when the link is
  down. The process ends when the owner closes its end.
"""

from __future__ import annotations

import fcntl
import json
import select
import signal
import socket
import struct
import sys
import termios
import time
from contextlib import suppress

MESSAGE = struct.Struct("<cd")
_CHUNK_BYTES = 1 << 18


class Wire:
    """Bytes both ways between ``near`` and ``far``, with at most a chunk in flight each way."""

    def __init__(self, near: socket.socket, far: socket.socket, owner: socket.socket):
        self._near, self._far, self._owner = near, far, owner
        self._waiting = {near: memoryview(b""), far: memoryview(b"")}  # by where it goes
        self._moved_bytes = {near: 0, far: 0}
        self._silence_s: float | None = None
        self._moved_s = 0.0
        self._queued_bytes = 0

    def run(self) -> None:
        """Carry until one side ends or is silent for too long, then answer the owner until it closes."""
        for sock in (self._near, self._far):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setblocking(False)
        lost = self._carry()
        for sock in (self._near, self._far):
            sock.close()
        self._tell(lost)
        while True:
            if self._listen() == b"?":
                self._tell(lost)

    def _carry(self) -> str:
        other = {self._near: self._far, self._far: self._near}
        while True:
            self._look_at_queue()
            left = None if self._silence_s is None else self._moved_s + self._silence_s - time.monotonic()
            if left is not None and left <= 0:
                return f"it was silent for {self._silence_s:g} s (a call that takes longer needs a longer rpc timeout)"
            readers = [sock for sock in other if not self._waiting[other[sock]]]
            writers = [sock for sock in other if self._waiting[sock]]
            look_s = None if left is None or self._silence_s is None else min(left, self._silence_s / 8)
            readable, writable, _ = select.select([self._owner, *readers], writers, [], look_s)
            if self._owner in readable and self._listen() == b"?":
                self._tell(None)
            try:
                for sock in writable:
                    self._push(sock)
                for sock in readers:
                    if sock in readable:
                        part = sock.recv(_CHUNK_BYTES)
                        if not part:
                            return "closed" if sock is self._near else "its server closed the connection"
                        self._waiting[other[sock]] = memoryview(part)
                        self._push(other[sock])
            except BlockingIOError:
                continue
            except OSError as error:
                return f"the connection broke ({error.strerror or error})"

    def _look_at_queue(self) -> None:
        """Take it for a movement where the system has brought more of what we sent to the other machine."""
        with suppress(OSError):  # not every system tells
            (queued_bytes,) = struct.unpack("i", fcntl.ioctl(self._far, termios.TIOCOUTQ, bytes(4)))
            if queued_bytes < self._queued_bytes:
                self._moved_s = time.monotonic()
            self._queued_bytes = queued_bytes

    def _push(self, sock: socket.socket) -> None:
        count = sock.send(self._waiting[sock])
        self._waiting[sock] = self._waiting[sock][count:]
        self._moved_bytes[sock] += count
        self._moved_s = time.monotonic()

    def _listen(self) -> bytes:
        code, seconds = MESSAGE.unpack(_exactly(self._owner, MESSAGE.size))
        if code in b"wr":
            self._silence_s = seconds if code == b"w" else None
            self._moved_s = time.monotonic()
        return bytes(code)

    def _tell(self, lost: str | None) -> None:
        _say(self._owner, lost=lost, sent=self._moved_bytes[self._far], received=self._moved_bytes[self._near])


def main(host: str, port: str, connect_s: str) -> None:
    """Connect to the server, let one client in, carry."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the terminal; the owner decides when to end
    owner = socket.socket(fileno=sys.stdin.fileno())
    try:
        far = socket.create_connection((host, int(port)), float(connect_s))
    except OSError as error:
        _say(owner, lost=f"it cannot be reached ({error.strerror or error})")
        return
    with socket.create_server(("127.0.0.1", 0), backlog=1) as door:
        _say(owner, port=door.getsockname()[1])
        # The owner's client comes at once. An owner that ends before leaves us to this limit.
        door.settimeout(float(connect_s))
        near, _ = door.accept()
    Wire(near, far, owner).run()


def _say(owner: socket.socket, **what: object) -> None:
    owner.sendall(json.dumps(what).encode() + b"\n")


def _exactly(sock: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        part = sock.recv(count - len(found))
        if not part:
            raise EOFError
        found += part
    return found


if __name__ == "__main__":
    with suppress(EOFError, OSError):  # the owner went away
        main(*sys.argv[1:])

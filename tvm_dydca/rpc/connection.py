"""One connection to a device: got from the tracker within a deadline, with modules that are uploaded once."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tvm_dydca.errors import DydcaError, InputError
from tvm_dydca.rpc.errors import DeviceLostError, RpcError
from tvm_dydca.rpc.link import Link
from tvm_dydca.rpc.tracker import Offer, Tracker

_AGAIN_S = 0.2


class Connection:
    """An RPC session over a `Link`.

    Attributes
    ----------
    address : ``host:port`` of the device's server
    link : what the session's bytes go through
    rpc : tvm.rpc.RPCSession
    uploads, upload_bytes, upload_seconds : of modules
    """

    def __init__(self, offer: Offer, silence_s: float, connect_s: float):
        from tvm import rpc

        self.address = f"{offer.host}:{offer.port}"
        self.uploads, self.upload_bytes, self.upload_seconds = 0, 0, 0.0
        self._modules: dict[str, Any] = {}
        self.link = Link(offer.host, offer.port, connect_s)
        try:
            with self.link.watched():
                self.rpc: Any = rpc.connect("127.0.0.1", self.link.port, offer.match_key)
        except Exception as error:
            reason = self.link.status().lost or _text(error)
            self.link.close()
            raise RpcError(f"the server at {self.address} accepted no session: {reason}") from None
        self.link.silence_s = silence_s

    @contextmanager
    def watched(self) -> Iterator[None]:
        """See `Link.watched`.

        Raises
        ------
        DeviceLostError
            The link went down.
        RpcError
            The device says that what it was asked to do failed.
        """
        with self.link.watched():
            try:
                yield
            except Exception as error:
                if lost := self.link.status().lost:
                    raise DeviceLostError(f"the device at {self.address} was lost: {lost}") from None
                if isinstance(error, DydcaError):
                    raise
                raise RpcError(f"the device at {self.address} refused: {_text(error)}") from None

    def load(self, library: Path, checksum: str) -> Any:
        """Upload a library and return it as a remote module; what this connection has is not uploaded again.

        The file is removed as soon as it is loaded, which Linux and Android allow. So nothing of it is left on the
        device, even by a server that is killed.
        """
        if checksum not in self._modules:
            name = f"{checksum}.so"
            begin = time.perf_counter()
            with self.watched():
                self.rpc.upload(str(library), name)
                self.upload_seconds += time.perf_counter() - begin
                self.uploads += 1
                self.upload_bytes += library.stat().st_size
                try:
                    self._modules[checksum] = self.rpc.load_module(name)
                finally:
                    with suppress(Exception):  # where the link is down, the server removes its folder
                        self.rpc.remove(name)
        return self._modules[checksum]

    def close(self) -> None:
        """End the session: the server drops it, and is free for the next."""
        with self.link.watched(), suppress(Exception):
            self._modules.clear()
            self.rpc = None
        self.link.close()


def acquire(tracker: Tracker, key: str, timeout_s: float, *, again: bool = False) -> Connection:
    """Get a device from the tracker and connect to it.

    Parameters
    ----------
    timeout_s : by when there must be a session; later, how long the device may be silent
    again : wait for a tracker and a key that are not there: they were, and may come back

    Raises
    ------
    InputError
        The tracker does not know the key.
    RpcError
        No tracker, or no session in time; the text says what the tracker lists.
    """
    until = time.monotonic() + timeout_s
    if not again:
        queues = tracker.queues(until)
        if key not in queues or not queues[key].servers:
            raise InputError(
                f"tracker {tracker} has no server under the key {key!r}; it lists {_listed(queues)}. "
                "Give one of these with --key, or start a server with "
                f"python -m tvm.exec.rpc_server --tracker {tracker} --key {key}"
            )
    while True:
        try:
            offer = tracker.request(key, until)
            # A device that does not answer must leave time for another under the same key.
            return Connection(offer, timeout_s, max(0.1, min(until - time.monotonic(), timeout_s / 2)))
        except (RpcError, OSError) as error:
            reason = str(error)
        if time.monotonic() + _AGAIN_S >= until:
            raise RpcError(f"got no device within {timeout_s:g} s: {reason}; {_state(tracker)}")
        time.sleep(_AGAIN_S)


def _state(tracker: Tracker) -> str:
    try:
        return f"the tracker lists {_listed(tracker.queues(time.monotonic() + 1))}"
    except RpcError:
        return "the tracker does not say what it has"


def _listed(queues: Any) -> str:
    found = [
        f"{key!r}: {queue.servers} servers, {queue.free} free, {queue.waiting} requests waiting"
        for key, queue in queues.items()
        if queue.servers
    ]
    return "; ".join(found) or "no servers"


def _text(error: Exception) -> str:
    """Return what went wrong there, without TVM's words about where it was caught and how it was checked."""
    lines = [line.strip() for line in str(error).splitlines()]
    said = [line for line in lines if line and not line.endswith("Error caught from RPC call:")]
    return re.sub(r"Check failed: \(.*?\) is false: ", "", " ".join(said)) or type(error).__name__

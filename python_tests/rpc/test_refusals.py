"""What is missing ends in one sentence within the timeout: no tracker, no key, no free device, silent peers."""

from __future__ import annotations

import socket
import threading
import time

import numpy as np
import pytest

from python_tests.reference import NETWORK_TOLERANCE, random_image, relative_error
from python_tests.rpc.farm import free_port, silent_server
from tvm_dydca import rpc
from tvm_dydca.cli.main import main
from tvm_dydca.errors import InputError
from tvm_dydca.rpc import RpcError, Tracker
from tvm_dydca.rpc.tracker import Offer

TIMEOUT_S = 1.5


def refused(seconds, match, *args, error=RpcError):
    """Expect a refusal by `rpc.load`, no later than said; four times that is allowed for a busy machine."""
    begin = time.monotonic()
    with pytest.raises(error, match=match) as caught:
        rpc.load(*args, timeout_s=TIMEOUT_S)
    assert time.monotonic() - begin < 4 * seconds + 2
    return str(caught.value)


def test_no_tracker(fitted):
    port = free_port()
    refused(
        0,
        rf"127.0.0.1:{port} cannot be reached .*python -m tvm.exec.rpc_tracker",
        fitted.folder,
        Tracker("127.0.0.1", port),
    )


def test_a_tracker_that_is_silent(fitted):
    with silent_server() as port:
        refused(TIMEOUT_S, "did not answer in time", fitted.folder, Tracker("127.0.0.1", port))


def test_something_else_at_the_trackers_port(fitted):
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve():
            sock, _ = door.accept()
            with sock:
                sock.recv(4)
                sock.sendall(b"HTTP/1.1 400")

        thread = threading.Thread(target=serve)
        thread.start()
        tracker = Tracker("127.0.0.1", door.getsockname()[1])
        refused(0, "does not talk like an RPC tracker", fitted.folder, tracker)
        thread.join()


def test_a_key_that_the_tracker_does_not_know(farm, board, fitted):
    refused(
        0,
        r"no server under the key 'bored'; it lists 'board': 2 servers, 2 free.*--key",
        fitted.folder,
        farm.tracker,
        "bored",
        error=InputError,
    )


def test_no_device_is_free(farm, board, fitted):
    """The requests that were given up take no device from who comes later."""
    from tvm_dydca.rpc.connection import acquire

    held = [acquire(farm.tracker, "board", 20) for _ in board]
    text = refused(TIMEOUT_S, r"within 1\.5 s.*no device under the key 'board'", fitted.folder, farm.tracker, "board")
    assert "'board': 2 servers, 0 free" in text
    for connection in held:
        connection.close()
    with rpc.load(fitted.folder, farm.tracker, "board", timeout_s=30):
        pass


def test_a_server_that_never_answers(farm, board, fitted, monkeypatch):
    """It takes the connection and is silent."""
    with silent_server() as port:
        monkeypatch.setattr(Tracker, "request", lambda *_: Offer("127.0.0.1", port, "board:1"))
        refused(
            TIMEOUT_S, rf"127.0.0.1:{port} accepted no session: it was silent", fitted.folder, farm.tracker, "board"
        )


def test_a_server_that_is_gone(farm, board, fitted, monkeypatch):
    port = free_port()
    monkeypatch.setattr(Tracker, "request", lambda *_: Offer("127.0.0.1", port, "board:1"))
    refused(TIMEOUT_S, rf"127.0.0.1:{port}: it cannot be reached", fitted.folder, farm.tracker, "board")


def test_a_device_that_falls_silent(farm, board, fitted):
    """Paused within a session: another one under the key takes over; where none is free, that is the error."""
    from tvm_dydca.rpc.connection import acquire

    x = random_image(np.random.default_rng(1), 20, 30)
    servers = {server.address: server for server in board}
    with rpc.load(fitted.folder, farm.tracker, "board", timeout_s=TIMEOUT_S) as session:
        paused = servers[session.address]
        try:
            paused.pause()
            assert relative_error(session.run(x, path=0), fitted.torch(x, 0)) < NETWORK_TOLERANCE
            assert session.losses == 1
            assert session.address != paused.address
        finally:
            paused.go_on()
        farm.wait("board", 1)
        held = acquire(farm.tracker, "board", 20)
        paused = servers[session.address]
        try:
            paused.pause()
            begin = time.monotonic()
            with pytest.raises(RpcError, match=r"was lost: it was silent for 1\.5 s.*; got no device within 1\.5 s"):
                session.run(x, path=0)
            assert time.monotonic() - begin < 4 * 2 * TIMEOUT_S + 2
        finally:
            paused.go_on()
            held.close()


@pytest.mark.parametrize(
    ("argv", "match"),
    [
        (["--rpc", "127.0.0.1:none"], "port 'none' must be a number"),
        (["--rpc", "127.0.0.1:70000"], "port '70000' must be a number"),
        (["--rpc"], "no RPC tracker is named"),
        (["--rpc", "127.0.0.1:1", "--rpc-timeout", "0"], "it must be more than 0"),
    ],
)
def test_bad_options(argv, match, fitted, tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("TVM_TRACKER_HOST", raising=False)
    out = tmp_path / "out.mp4"
    assert main(["run", str(fitted.folder), "missing.mp4", "--out", str(out), *argv]) == 2
    assert match in capsys.readouterr().err
    assert not out.exists()

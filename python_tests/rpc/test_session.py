"""Sessions on TVM's own servers: the results of PyTorch, and nothing left on either side."""

from __future__ import annotations

import json
import tempfile
import time
from contextlib import ExitStack

import numpy as np
import psutil
import pytest

import tvm_dydca
from python_tests.cli.conftest import last_json, write_clip
from python_tests.reference import NETWORK_TOLERANCE, random_image, relative_error
from python_tests.rpc.farm import slow_road
from tvm_dydca import rpc
from tvm_dydca.cli.main import main
from tvm_dydca.errors import InputError
from tvm_dydca.importer import load_network
from tvm_dydca.rpc.tracker import Offer, Tracker
from tvm_dydca.video import VideoReader


def check(session, fitted, sizes):
    rng = np.random.default_rng(8)
    for height, width in sizes:
        x = random_image(rng, height, width)
        for path in (0, 1):
            assert relative_error(session.run(x, path=path), fitted.torch(x, path)) < NETWORK_TOLERANCE
    batch = np.concatenate([random_image(rng, 18, 23, contrast=c) for c in (1.0, 0.1)])
    assert [session.route(one[None]) for one in batch] == [0, 1]
    assert relative_error(session.run(batch), fitted.session.run(batch)) < NETWORK_TOLERANCE


def test_a_cpu_gives_what_pytorch_gives(farm, board, fitted, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folders = set((farm.folder / "tmp").iterdir())  # of servers that were killed
    with rpc.load(fitted.folder, farm.tracker, "board", timeout_s=20) as session:
        check(session, fitted, [(38, 66), (1, 1), (17, 66), (9, 14)])
        assert 0 < session.time_on_device(np.zeros((1, 3, 20, 30), np.float32), 0) < 10
        traffic = session.traffic
        assert traffic.uploads == 1
        assert traffic.upload_bytes == (fitted.folder / "lib.so").stat().st_size < traffic.sent_bytes
        assert traffic.received_bytes > 2 * 4 * 3 * 4 * 38 * 66  # the two results of the first size
        assert farm.left_files() == []  # a server that is killed now leaves no file
        assert farm.queue("board").free == 1
    farm.wait("board", 2)
    assert farm.left_files() == []
    assert set((farm.folder / "tmp").iterdir()) == folders
    assert list(tmp_path.iterdir()) == []
    assert not [one for one in psutil.Process().children() if "wire.py" in " ".join(one.cmdline())]


def test_an_opencl_device_gives_what_pytorch_gives(farm, board, fitted, opencl_folder):
    with rpc.load(opencl_folder, farm.tracker, "board", "opencl:0", timeout_s=30) as session:
        check(session, fitted, [(38, 66), (3, 4)])
    with pytest.raises(InputError, match=r"device 'opencl:77': there are \d+ OpenCL devices"):
        rpc.load(opencl_folder, farm.tracker, "board", "opencl:77", timeout_s=20)
    with pytest.raises(InputError, match=r"device 'cpu': the artifact was compiled for opencl"):
        rpc.load(opencl_folder, farm.tracker, "board", timeout_s=20)
    farm.wait("board", 2)


def test_textures_of_a_device_give_what_pytorch_gives(farm, board, fitted, tmp_path):
    """The server's virtual machine makes the images of weights."""
    out = tmp_path / "artifact"
    tvm_dydca.compile(load_network(fitted.file), "qcom/adreno-opencl-texture", out=out)
    with rpc.load(out, farm.tracker, "board", "opencl:0", timeout_s=60) as session:
        check(session, fitted, [(38, 66), (3, 4)])
    farm.wait("board", 2)


def test_a_closed_session_asks_for_a_device_again(farm, board, fitted):
    x = random_image(np.random.default_rng(2), 12, 20)
    session = rpc.load(fitted.folder, farm.tracker, "board", timeout_s=20)
    session.close()
    farm.wait("board", 2)
    assert relative_error(session.run(x, path=1), fitted.torch(x, 1)) < NETWORK_TOLERANCE
    assert session.losses == 0
    session.close()
    session.close()


def test_a_library_is_uploaded_once_to_a_connection(farm, board, fitted):
    from tvm_dydca.rpc.connection import acquire

    connection = acquire(farm.tracker, "board", 20)
    try:
        first = connection.load(fitted.folder / "lib.so", "abc")
        assert connection.load(fitted.folder / "lib.so", "abc") is first
        assert connection.uploads == 1
    finally:
        del first
        connection.close()


def test_a_slow_link_is_waited_for_while_it_moves(farm, board, fitted, monkeypatch):
    """The upload takes longer than the timeout, which is for silence."""
    x = random_image(np.random.default_rng(2), 12, 20)
    size = (fitted.folder / "lib.so").stat().st_size
    request = Tracker.request
    with ExitStack() as stack:

        def through_road(self, key, until):
            offer = request(self, key, until)
            return Offer("127.0.0.1", stack.enter_context(slow_road(offer.port, size / 4)), offer.match_key)

        monkeypatch.setattr(Tracker, "request", through_road)
        begin = time.monotonic()
        with rpc.load(fitted.folder, farm.tracker, "board", timeout_s=3) as session:
            assert time.monotonic() - begin > 3
            assert relative_error(session.run(x, path=1), fitted.torch(x, 1)) < NETWORK_TOLERANCE
            assert session.losses == 0


def test_run_writes_the_video_of_a_local_run(farm, board, fitted, tmp_path, capsys):
    """Without loss, because x264's lossy bits vary from run to run on processors with AVX-512."""
    low = write_clip(tmp_path / "low.mp4", 38, 66, 3)
    frames = []
    for name, extra in (("here", []), ("there", ["--rpc", str(farm.tracker), "--key", "board"])):
        out = tmp_path / f"{name}.mp4"
        assert main(["run", str(fitted.folder), str(low), "--out", str(out), "--json", "--crf", "0", *extra]) == 0
        with VideoReader(out) as reader:
            frames.append([frame.rgb.tobytes() for frame in reader])
    assert frames[0] == frames[1]
    text = capsys.readouterr().out
    figures = last_json(text)["rpc"]
    assert figures["server"] in [one.address for one in board]
    assert figures["key"] == "board"
    assert figures["losses"] == 0
    assert figures["uploads"] == 1
    assert figures["device_ms"] > 0
    assert "on the device" in text


def test_devices_of_a_tracker_are_listed(farm, board, monkeypatch, capsys):
    monkeypatch.setenv("TVM_TRACKER_HOST", farm.tracker.host)
    monkeypatch.setenv("TVM_TRACKER_PORT", str(farm.tracker.port))
    assert main(["devices", "--json", "--rpc"]) == 0
    text = capsys.readouterr().out
    listed = json.loads(text.splitlines()[-1])["keys"]
    (one,) = [entry for entry in listed if entry["key"] == "board"]
    assert one["queue"] == {"servers": 2, "free": 2, "waiting": 0}
    assert {machine["address"] for machine in one["machines"]} == {server.address for server in board}
    for machine in one["machines"]:
        assert machine["cpu"]
        assert machine["opencl"][0]["memory_bytes"] > 0
    assert "board: 2 servers, 2 free" in text
    assert one["machines"][0]["opencl"][0]["name"] in text

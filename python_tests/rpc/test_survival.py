"""Servers and trackers that end while a video runs: the video is complete and right, or there is one error."""

from __future__ import annotations

import numpy as np
import psutil
import pytest

from python_tests.cli.conftest import write_clip
from python_tests.reference import NETWORK_TOLERANCE, random_image, relative_error
from tvm_dydca import rpc
from tvm_dydca.rpc import RpcError
from tvm_dydca.runtime.session import Session
from tvm_dydca.runtime.video import upscale_video
from tvm_dydca.video import VideoReader

FRAMES = 4


@pytest.fixture
def low(tmp_path):
    return write_clip(tmp_path / "low.mp4", 38, 66, FRAMES)


def upscaled(session, low, out, at_frame=lambda index: None):
    """Return the frames; without loss, because x264's lossy bits vary from run to run on processors with AVX-512."""
    upscale_video(session, low, out, crf=0, on_frame=lambda index, _total, _routed: at_frame(index))
    with VideoReader(out) as reader:
        return [frame.rgb.tobytes() for frame in reader]


def test_a_server_killed_in_mid_run_that_comes_back(farm, frail, fitted, low, tmp_path):
    """Another one is started under its key; the video is that of an undisturbed run."""
    servers = [frail]
    farm.wait("frail", 1)

    def restart(index):
        if index == 1:
            servers[0].kill()
            servers.append(farm.start_server("frail"))

    with rpc.load(fitted.folder, farm.tracker, "frail", timeout_s=60) as session:
        found = upscaled(session, low, tmp_path / "there.mp4", restart)
        assert session.losses == 1
        assert session.address == servers[1].address
        assert session.traffic.uploads == 2
    assert found == upscaled(fitted.session, low, tmp_path / "here.mp4")
    assert farm.left_files() == []
    farm.wait("frail", 1)
    with rpc.load(fitted.folder, farm.tracker, "frail", timeout_s=2) as session:
        servers[1].kill()
        out = tmp_path / "none.mp4"
        with pytest.raises(RpcError, match=r"(closed the connection|broke).*got no device within 2 s"):
            upscaled(session, low, out)
    assert not [file for file in tmp_path.iterdir() if "none" in file.name]


def test_a_tracker_that_is_started_again(farm, board, fitted, low, tmp_path):
    """The session goes on without it, and later ones find the servers under their key again."""

    def restart(index):
        if index == 0:
            farm.stop_tracker()
            farm.start_tracker()

    with rpc.load(fitted.folder, farm.tracker, "board", timeout_s=20) as session:
        found = upscaled(session, low, tmp_path / "there.mp4", restart)
        assert session.losses == 0
    assert found == upscaled(fitted.session, low, tmp_path / "here.mp4")
    farm.wait("board", 2)


def test_a_crash_costs_our_server_one_session(farm, guarded, fitted):
    """TVM's own server would be under its key afterwards and never answer."""
    farm.wait("guarded", 1)
    x = random_image(np.random.default_rng(4), 20, 30)
    with rpc.load(fitted.folder, farm.tracker, "guarded", timeout_s=20) as session:
        for losses in (1, 2):
            guarded.crash_session()
            assert relative_error(session.run(x, path=0), fitted.torch(x, 0)) < NETWORK_TOLERANCE
            assert session.losses == losses
        assert session.address == guarded.address


def test_a_call_that_takes_every_device_down_is_given_up(farm, guarded, fitted, monkeypatch):
    farm.wait("guarded", 1)
    with rpc.load(fitted.folder, farm.tracker, "guarded", timeout_s=20) as session:
        call = Session._call

        def crash(self, *args):
            guarded.crash_session()
            call(self, *args)

        monkeypatch.setattr(Session, "_call", crash)
        with pytest.raises(RpcError, match=r"path_0 on 20x30 lost 3 devices in a row; the last: .* was lost"):
            session.run(np.zeros((1, 3, 20, 30), np.float32), path=0)
        monkeypatch.undo()
    assert farm.left_files() == []


def test_our_server_ends_with_the_process_that_was_started(farm, board, guarded, fitted):
    """Its listener and the session's process go, and their folders."""
    farm.wait("guarded", 1)
    session = rpc.load(fitted.folder, farm.tracker, "guarded", timeout_s=20)
    family = psutil.Process(guarded.process.pid).children(recursive=True)
    assert len(family) == 3  # the one with the command line, the listener, the session
    family[0].kill()
    _, alive = psutil.wait_procs(family, timeout=20)
    assert alive == []
    guarded.process.wait(timeout=20)  # no zombie for later tests to find
    session.close()
    farm.wait("board", 2)
    assert list((farm.folder / "tmp").glob("*/*")) == []

"""Every file that is not a whole video must be refused in one sentence that says what is wrong with it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tvm_dydca.errors import InputError
from tvm_dydca.video import VideoReader


def refused(path, words):
    with pytest.raises(InputError, match=words) as caught:
        VideoReader(path)
    text = str(caught.value)
    assert str(path) in text
    assert "\n" not in text


def test_no_such_file(tmp_path):
    refused(tmp_path / "none.mp4", "no such file")


def test_directory(tmp_path):
    refused(tmp_path, "is a directory")


def test_device():
    refused(Path("/dev/null"), "not a regular file")


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs Linux's /proc")
def test_unreadable_file():
    refused(Path("/proc/self/mem"), "cannot be read")


@pytest.mark.parametrize("content", [b"", b"a text, not a video\n" * 100, bytes(range(256)) * 40])
@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.txt"])
def test_not_a_video(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    refused(path, "not a video")


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.bmp"])
def test_picture(tmp_path, name):
    Image.fromarray(np.zeros((32, 32, 3), np.uint8)).save(tmp_path / name)
    refused(tmp_path / name, "not a video")


def test_audio_alone(tmp_path):
    path = tmp_path / "a.wav"
    with av.open(str(path), "w") as output:
        stream = output.add_stream("pcm_s16le", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 3200), np.int16), format="s16", layout="stereo")
        frame.sample_rate = 8000
        output.mux(stream.encode(frame))
    refused(path, "no video stream with frames")


@pytest.mark.parametrize(
    ("name", "words"),
    [("a.avi", "a video stream but no frame"), ("a.mp4", "no video stream with frames"), ("a.mkv", "not a video that")],
)
def test_no_frames(tmp_path, name, words):
    """The containers differ in what is left of a stream that nothing was written to."""
    path = tmp_path / name
    with av.open(str(path), "w") as output:
        stream = output.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        output.start_encoding()
    refused(path, words)


@pytest.fixture
def clip(tmp_path, make_clip, noise):
    """Noise, so that every byte of the file matters: 20 frames, each a key frame."""

    def make(name):
        frames = [[f[..., 0], f[::2, ::2, 1], f[::2, ::2, 2]] for f in noise(20, 64, 64)]
        return make_clip(tmp_path / name, frames, pix_fmt="yuv420p", options={"crf": "20", "g": "1"})

    return make


def damaged_at(path):
    """Open a file that starts well, and return the frame at which it is said to be damaged."""
    good = []
    with pytest.raises(InputError, match="damaged or cut short at frame") as caught:
        good.extend(frame.index for frame in VideoReader(path))
    text = str(caught.value)
    assert str(path) in text
    said = int(re.search(r"at frame (\d+)", text).group(1))
    assert good == list(range(said))
    return said


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_damage_in_the_middle(clip, name):
    path = clip(name)
    with open(path, "rb+") as file:
        file.seek(path.stat().st_size // 2)
        file.write(bytes(3000))
    assert 5 <= damaged_at(path) <= 12


def test_cut_short_mkv(clip):
    path = clip("a.mkv")
    os.truncate(path, path.stat().st_size * 6 // 20)
    assert 3 <= damaged_at(path) <= 6


def test_cut_short_mp4_with_its_index_in_front(clip):
    path = clip("a.mp4")
    with (
        av.open(str(path)) as source,
        av.open(str(path.with_name("b.mp4")), "w", options={"movflags": "faststart"}) as o,
    ):
        stream = o.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                o.mux(packet)
    path = path.with_name("b.mp4")
    assert sum(1 for _ in VideoReader(path)) == 20
    os.truncate(path, path.stat().st_size // 2)
    assert 7 <= damaged_at(path) <= 11


def test_cut_short_mp4_with_its_index_behind(clip):
    path = clip("a.mp4")
    os.truncate(path, path.stat().st_size // 2)
    refused(path, "not a video that FFmpeg can read")


def test_size_that_changes_on_the_way(tmp_path, make_clip):
    joined = tmp_path / "a.h264"
    with open(joined, "wb") as file:
        for side in (32, 48):
            planes = [np.full((side, side), 90, np.uint8)] * 3
            file.write(make_clip(tmp_path / f"{side}.h264", [planes] * 2, pix_fmt="yuv444p").read_bytes())
    with pytest.raises(InputError, match="frame 2 is 48x48 pixels where the first is 32x32"):
        list(VideoReader(joined))

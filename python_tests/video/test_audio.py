"""The audio of a source must reach the written video unchanged, or as AAC, and in step with the pictures."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from tvm_dydca.errors import InputError
from tvm_dydca.video import VideoReader, VideoWriter


@pytest.fixture
def source(tmp_path, make_clip, film):
    """Make a source of 25 frames a second with the given audio; its first picture is shown at ``start`` frames."""

    def make(name, audio, start=0, count=50):
        planes = [[f[..., c] for c in range(3)] for f in film(count, 32, 48)]
        pts = list(range(start, start + count))
        return make_clip(tmp_path / name, planes, pix_fmt="yuv444p", audio=audio, pts=pts)

    return make


def copy(path, source, frames=1000, timed=True, **options):
    with VideoReader(source) as reader:
        info = reader.info
        with VideoWriter(path, info.height, info.width, info.rate, audio_from=source, **options) as writer:
            for frame in reader:
                if frame.index < frames:
                    writer.write(frame.rgb, *((frame.pts, frame.time_base) if timed else ()))
    return path


def starts(path):
    """When the first picture and the first sound begin, in seconds."""
    with av.open(str(path)) as container:
        packets = [(p.stream.type, p.pts * p.time_base) for p in container.demux() if p.size]
    return tuple(min(time for kind, time in packets if kind == wanted) for wanted in ("video", "audio"))


@pytest.mark.parametrize(
    ("origin", "codec", "target"),
    [("s.mp4", "aac", "t.mp4"), ("s.mp4", "aac", "t.mkv"), ("s.mkv", "aac", "t.mov"), ("s.mkv", "flac", "t.mp4")],
)
def test_packets_are_copied(tmp_path, source, audio_packets, origin, codec, target):
    origin = source(origin, codec)
    copy(tmp_path / target, origin)
    packets = audio_packets(origin)
    assert len(packets) > 15
    assert audio_packets(tmp_path / target) == packets
    assert sum(1 for _ in VideoReader(tmp_path / target)) == 50


@pytest.mark.parametrize("target", ["t.mp4", "t.mkv"])
@pytest.mark.parametrize(("origin", "codec"), [("s.mov", "pcm_mulaw"), ("s.avi", "adpcm_ms")])
def test_what_the_container_cannot_hold_becomes_aac(tmp_path, source, origin, codec, target):
    target = copy(tmp_path / target, source(origin, codec))
    with av.open(str(target)) as container:
        stream = container.streams.audio[0]
        assert (stream.codec_context.name, stream.codec_context.sample_rate) == ("aac", 44100)
        sound = np.concatenate([f.to_ndarray() for f in container.decode(audio=0)], axis=1)
    assert 2 <= sound.shape[1] / 44100 < 2.1
    middle = sound[0, 22050:66150]
    loudest = np.argmax(np.abs(np.fft.rfft(middle))) * 44100 / len(middle)
    assert loudest == pytest.approx(440, abs=2)
    assert np.std(middle) == pytest.approx(0.3 / np.sqrt(2), rel=0.1)


@pytest.mark.parametrize("timed", [True, False])
@pytest.mark.parametrize("target", ["t.mp4", "t.mkv"])
@pytest.mark.parametrize("codec", ["aac", "pcm_mulaw"])
def test_sound_and_pictures_stay_in_step(tmp_path, source, timed, target, codec):
    origin = source("s.mov", codec, start=13)
    picture, sound = starts(origin)
    assert picture - sound > Fraction(1, 2)
    copied_picture, copied_sound = starts(copy(tmp_path / target, origin, timed=timed))
    # AAC's encoder starts 1024 samples early, and Matroska rounds to the millisecond.
    assert float(copied_picture - copied_sound) == pytest.approx(float(picture - sound), abs=0.025)


@pytest.mark.parametrize("target", ["t.mp4", "t.mkv"])
def test_streams_are_interleaved(tmp_path, source, target):
    """Over more than the 10 s for which FFmpeg's muxer would wait for audio that comes late."""
    target = copy(tmp_path / target, source("s.mp4", "aac", count=450))
    with av.open(str(target)) as container:
        packets = sorted((p.pos, p.stream.type, float(p.pts * p.time_base)) for p in container.demux() if p.size)
    last = {"video": 0.0, "audio": 0.0}
    for _, kind, time in packets:
        last[kind] = time
        assert abs(last["video"] - last["audio"]) < 0.5


@pytest.mark.parametrize(("shortest", "seconds"), [(False, 2.0), (True, 0.4)])
def test_audio_beyond_the_last_frame(tmp_path, source, shortest, seconds):
    target = copy(tmp_path / "t.mkv", source("s.mp4", "aac"), frames=10, shortest=shortest)
    with av.open(str(target)) as container:
        end = max(float(p.pts * p.time_base) for p in container.demux(audio=0) if p.size)
    assert sum(1 for _ in VideoReader(target)) == 10
    assert end == pytest.approx(seconds, abs=0.06)


def test_the_target_may_be_the_source(tmp_path, source, audio_packets):
    origin = source("s.mp4", "aac")
    packets = audio_packets(origin)
    with VideoWriter(origin, 16, 16, 25, audio_from=origin) as writer:
        writer.write(np.zeros((16, 16, 3), np.uint8))
    assert audio_packets(origin) == packets
    assert VideoReader(origin).info.width == 16


def test_a_silent_source_is_no_error(tmp_path, source):
    assert not VideoReader(copy(tmp_path / "t.mp4", source("s.mp4", None))).info.has_audio


def test_a_source_that_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        VideoWriter(tmp_path / "t.mp4", 16, 16, 25, audio_from=tmp_path / "none.mp4")
    assert list(tmp_path.iterdir()) == []

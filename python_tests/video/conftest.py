"""Clips made on the spot with PyAV, whose every sample is known, for the tests of ``tvm_dydca.video``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest

Picture = npt.NDArray[Any]

_COLOURS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0), (255, 255, 0), (0, 255, 255), (128,) * 3]


@pytest.fixture
def bars() -> Picture:
    """Eight bars of 16 pixels, saturated colours and greys: uint8 (64, 128, 3)."""
    return np.repeat(np.array([_COLOURS], np.uint8), 64, axis=0).repeat(16, axis=1)


@pytest.fixture
def noise() -> Callable[[int, int, int], Picture]:
    """Frames of noise, (count, height, width) -> uint8 (count, height, width, 3)."""
    return lambda *size: np.random.default_rng(7).integers(0, 256, (*size, 3), dtype=np.uint8)


@pytest.fixture
def film() -> Callable[[int, int, int], Picture]:
    """Smooth moving frames, (count, height, width) -> uint8 (count, height, width, 3)."""

    def make(count: int, height: int, width: int) -> Picture:
        t, y, x, c = np.ogrid[:count, :height, :width, :3]
        return (127.5 + 100 * np.sin(x / 9 + t / 3 + c) * np.cos(y / 7 - c)).astype(np.uint8)

    return make


def _fill(frame: av.VideoFrame, planes: Sequence[Picture]) -> None:
    for plane, samples in zip(frame.planes, planes):
        rows = np.zeros((plane.height, plane.line_size), np.uint8)
        data = np.ascontiguousarray(samples).view(np.uint8).reshape(plane.height, -1)
        rows[:, : data.shape[1]] = data
        plane.update(rows.tobytes())


@pytest.fixture
def make_clip() -> Callable[..., Path]:
    """Write a clip from the very planes of ``pix_fmt``, so that no conversion of swscale's stands between."""

    def make(
        path: Path,
        frames: Sequence[Sequence[Picture]],
        *,
        pix_fmt: str,
        codec: str = "libx264",
        pts: Sequence[int] | None = None,
        time_base: Fraction = Fraction(1, 25),
        colorspace: int | None = None,
        color_range: int | None = None,
        audio: str | None = None,
        options: dict[str, str] | None = None,
    ) -> Path:
        height, width = frames[0][0].shape[:2]
        with av.open(str(path), "w") as output:
            stream: Any = output.add_stream(codec, rate=25, options=options or {"qp": "0", "preset": "ultrafast"})
            stream.width, stream.height, stream.pix_fmt = width, height, pix_fmt
            stream.codec_context.time_base = time_base
            if colorspace is not None:
                stream.codec_context.colorspace = colorspace
            if color_range is not None:
                stream.codec_context.color_range = color_range
            sound: Any = output.add_stream(audio, rate=44100) if audio else None
            packets = []
            for index, planes in enumerate(frames):
                frame = av.VideoFrame(width, height, pix_fmt)
                _fill(frame, planes)
                frame.pts, frame.time_base = (pts[index] if pts else index), time_base
                packets += stream.encode(frame)
            packets += stream.encode(None)
            if sound is not None:
                packets += _tone(sound, seconds=len(frames) / 25)
            output.mux(packets)
        return path

    return make


def _tone(stream: Any, seconds: float) -> list[Any]:
    stream.codec_context.layout = "stereo"
    count = round(seconds * 44100)
    wave = (0.3 * np.sin(np.arange(count) * 2 * np.pi * 440 / 44100)).astype(np.float32)
    frame = av.AudioFrame.from_ndarray(np.stack([wave, -wave]), format="fltp", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = 44100, 0, Fraction(1, 44100)
    return [*stream.encode(frame), *stream.encode(None)]


@pytest.fixture
def audio_packets() -> Callable[[Path], list[bytes]]:
    """The bytes of every audio packet of a file."""

    def read(path: Path) -> list[bytes]:
        with av.open(str(path)) as container:
            return [bytes(packet) for packet in container.demux(audio=0) if packet.size]

    return read

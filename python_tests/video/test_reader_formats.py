"""Every pixel format, size, orientation and timing must come out of the reader as the RGB that was put in."""

from __future__ import annotations

import struct
from fractions import Fraction

import numpy as np
import pytest

from tvm_dydca.video import VideoReader

BT601, BT709 = (0.299, 0.114), (0.2126, 0.0722)
LIMITED, FULL = (16, 219, 224), (0, 255, 255)


def to_yuv(rgb, matrix=BT601, levels=LIMITED, bits=8):
    """The standards' formulas, kept apart from swscale's code: float planes, rounded to ``bits``."""
    kr, kb = matrix
    offset, luma, chroma = (level * 2 ** (bits - 8) for level in levels)
    if levels is FULL:
        luma = chroma = 2**bits - 1
    r, g, b = np.moveaxis(rgb / 255.0, -1, 0)
    y = kr * r + (1 - kr - kb) * g + kb * b
    planes = [
        offset + luma * y,
        2 ** (bits - 1) + chroma * (b - y) / 2 / (1 - kb),
        2 ** (bits - 1) + chroma * (r - y) / 2 / (1 - kr),
    ]
    return [np.clip(np.rint(p), 0, 2**bits - 1).astype(np.uint8 if bits == 8 else np.uint16) for p in planes]


def halved(planes):
    return [planes[0], planes[1][::2, ::2], planes[2][::2, ::2]]


def decoded(path):
    with VideoReader(path) as reader:
        frames = list(reader)
    for frame in frames:
        assert frame.rgb.dtype == np.uint8
        assert frame.rgb.flags.c_contiguous
        assert frame.rgb.shape == (reader.info.height, reader.info.width, 3)
    return reader.info, frames


def away_from_edges(rgb):
    """The middle of each bar: chroma of half size blurs where bars meet."""
    return rgb.reshape(64, 8, 16, 3)[:, :, 4:12].astype(int)


@pytest.mark.parametrize(
    ("matrix", "colorspace"), [(BT601, None), (BT601, 6), (BT709, 1)], ids=["untagged", "bt601", "bt709"]
)
@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv444p", "yuv420p10le", "yuv444p10le"])
def test_limited_range_colours(tmp_path, make_clip, bars, matrix, colorspace, pix_fmt):
    planes = to_yuv(bars, matrix, bits=10 if "10" in pix_fmt else 8)
    planes = halved(planes) if "420" in pix_fmt else planes
    path = make_clip(tmp_path / "a.mp4", [planes], pix_fmt=pix_fmt, colorspace=colorspace, color_range=1)
    info, (frame,) = decoded(path)
    assert info.pix_fmt == pix_fmt
    assert np.abs(away_from_edges(frame.rgb) - away_from_edges(bars)).max() <= 2


@pytest.mark.parametrize(("matrix", "colorspace"), [(BT601, 6), (BT709, 1)], ids=["bt601", "bt709"])
def test_full_range_colours(tmp_path, make_clip, bars, matrix, colorspace):
    planes = to_yuv(bars, matrix, FULL)
    path = make_clip(tmp_path / "a.mp4", [planes], pix_fmt="yuv444p", colorspace=colorspace, color_range=2)
    _, (frame,) = decoded(path)
    assert np.abs(frame.rgb.astype(int) - bars).max() <= 2


@pytest.mark.parametrize(
    ("codec", "pix_fmt", "levels", "bits"),
    [
        ("libx264", "gray", LIMITED, 8),
        ("libx264", "gray10le", LIMITED, 10),
        ("ffv1", "gray", FULL, 8),
        ("ffv1", "gray10le", FULL, 10),
    ],
)
def test_grey(tmp_path, make_clip, codec, pix_fmt, levels, bits):
    ramp = np.repeat(np.arange(0, 256, 2, dtype=np.uint8)[None, :, None], 64, axis=0).repeat(3, axis=2)
    luma = to_yuv(ramp, levels=levels, bits=bits)[:1]
    path = make_clip(tmp_path / "a.mkv", [luma], codec=codec, pix_fmt=pix_fmt, options={} if codec == "ffv1" else None)
    _, (frame,) = decoded(path)
    assert np.abs(frame.rgb.astype(int) - ramp).max() <= 1


@pytest.mark.parametrize(("height", "width"), [(37, 53), (1, 1), (2, 35)])
def test_odd_sizes(tmp_path, make_clip, film, height, width):
    rgb = film(3, height, width)
    path = make_clip(tmp_path / "a.mkv", [to_yuv(f) for f in rgb], pix_fmt="yuv444p")
    info, frames = decoded(path)
    assert (info.height, info.width, info.frames) == (height, width, 3)
    assert np.abs(np.stack([f.rgb for f in frames]).astype(int) - rgb).max() <= 2


@pytest.mark.parametrize(
    ("rotation", "matrix", "upright"),
    [
        (0, (1, 0, 0, 1), lambda a: a),
        (90, (0, 1, -1, 0), lambda a: np.rot90(a, -1)),
        (180, (-1, 0, 0, -1), lambda a: np.rot90(a, 2)),
        (270, (0, -1, 1, 0), lambda a: np.rot90(a, 1)),
        (180, (-1, 0, 0, 1), lambda a: a[:, ::-1]),
    ],
    ids=["upright", "clockwise", "half turn", "counterclockwise", "mirrored"],
)
def test_display_matrix(tmp_path, make_clip, film, rotation, matrix, upright):
    """The matrix is put into the MP4's track header by hand: ISO 14496-12, 8.3.2, (x, y) -> (ax + cy, bx + dy)."""
    stored = film(1, 32, 48)[0]
    path = make_clip(tmp_path / "a.mp4", [to_yuv(stored)], pix_fmt="yuv444p")
    data = bytearray(path.read_bytes())
    a, b, c, d = (value * 65536 for value in matrix)
    struct.pack_into(">9i", data, data.index(b"tkhd") + 44, a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(data)
    info, (frame,) = decoded(path)
    expected = upright(stored)
    assert info.rotation == rotation
    assert (info.height, info.width) == expected.shape[:2]
    assert np.abs(frame.rgb.astype(int) - expected).max() <= 2


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_variable_frame_rate_keeps_its_times(tmp_path, make_clip, film, suffix):
    times = [0, 40, 100, 105, 300, 1000]
    planes = [to_yuv(f) for f in film(6, 32, 32)]
    path = make_clip(tmp_path / f"a{suffix}", planes, pix_fmt="yuv444p", pts=times, time_base=Fraction(1, 1000))
    _, frames = decoded(path)
    assert [f.pts * f.time_base * 1000 for f in frames] == times
    assert [f.index for f in frames] == list(range(6))


def test_frames_without_times_get_increasing_ones(tmp_path, make_clip, film):
    planes = [to_yuv(f) for f in film(5, 32, 32)]
    path = make_clip(tmp_path / "a.h264", planes, pix_fmt="yuv444p")
    info, frames = decoded(path)
    times = [f.pts * f.time_base for f in frames]
    assert np.diff(times).tolist() == [1 / info.rate] * 4


def test_a_reader_can_be_iterated_over_again_and_in_part(tmp_path, make_clip, film):
    path = make_clip(tmp_path / "a.mp4", [to_yuv(f) for f in film(6, 32, 32)], pix_fmt="yuv444p")
    with VideoReader(path) as reader:
        part = iter(reader)
        next(part)
        first, second = list(reader), list(reader)
        assert next(part).index == 1
    assert len(first) == 6
    for one, other in zip(first, second):
        assert (one.index, one.pts) == (other.index, other.pts)
        np.testing.assert_array_equal(one.rgb, other.rgb)
    assert list(part) == []
    with pytest.raises(ValueError, match="closed"):
        iter(reader)


def test_info(tmp_path, make_clip, film):
    planes = [to_yuv(f) for f in film(10, 32, 48)]
    silent = VideoReader(make_clip(tmp_path / "a.mp4", planes, pix_fmt="yuv444p")).info
    assert (silent.height, silent.width, silent.frames, silent.rate) == (32, 48, 10, 25)
    assert (silent.pix_fmt, silent.has_audio, silent.rotation) == ("yuv444p", False, 0)
    assert VideoReader(make_clip(tmp_path / "b.mkv", planes, pix_fmt="yuv444p", audio="aac")).info.has_audio

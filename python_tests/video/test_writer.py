"""What the writer writes must read back as it was: values, colours, times; and a failed write must leave nothing."""

from __future__ import annotations

import os
from fractions import Fraction

import av
import numpy as np
import pytest

from tvm_dydca.errors import DydcaError, InputError
from tvm_dydca.video import VideoReader, VideoWriter, psnr

CONTAINERS = ["a.mp4", "a.mkv", "a.mov", "a.m4v"]


def write(path, frames, rate=25, **options):
    with VideoWriter(path, *frames.shape[1:3], rate, **options) as writer:
        for frame in frames:
            writer.write(frame)


def write_and_stop(path, frames, stop):
    with VideoWriter(path, 32, 32, 25) as writer:
        for frame in frames:
            writer.write(frame)
        raise stop


def read(path):
    with VideoReader(path) as reader:
        return list(reader)


@pytest.mark.parametrize("name", CONTAINERS)
@pytest.mark.parametrize(("height", "width"), [(48, 64), (37, 53), (1, 1)])
def test_lossless_is_exact(tmp_path, noise, name, height, width):
    frames = noise(5, height, width)
    write(tmp_path / name, frames, lossless=True)
    np.testing.assert_array_equal([f.rgb for f in read(tmp_path / name)], frames)
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize(
    ("height", "width", "pix_fmt"), [(96, 128, "yuv420p"), (97, 129, "yuv444p"), (96, 129, "yuv444p")]
)
def test_lossy_is_close(tmp_path, film, height, width, pix_fmt):
    frames = film(12, height, width)
    write(tmp_path / "a.mp4", frames)
    info = VideoReader(tmp_path / "a.mp4").info
    assert (info.pix_fmt, info.height, info.width, info.frames) == (pix_fmt, height, width, 12)
    assert min(psnr(frame, back.rgb) for frame, back in zip(frames, read(tmp_path / "a.mp4"))) > 38


@pytest.mark.parametrize("sizes", [((64, 128), 6, 6), ((720, 1280), 1, 1)], ids=["sd is bt601", "hd is bt709"])
def test_colours_are_right_and_tagged(tmp_path, bars, sizes):
    (height, width), matrix, primaries = sizes
    picture = bars.repeat(width // 128, axis=1)[:1].repeat(height, axis=0)
    write(tmp_path / "a.mp4", picture[None], crf=4)
    with av.open(str(tmp_path / "a.mp4")) as container:
        context = container.streams.video[0].codec_context
        frame = next(container.decode(video=0))
        assert (context.colorspace, context.color_primaries, context.color_trc) == (matrix, primaries, primaries)
        assert context.color_range == 1
        # Red's luma tells the matrix that was used: 16 + 219 * 0.299 or * 0.2126.
        red = np.frombuffer(frame.planes[0], np.uint8)[width // 16]
    assert abs(int(red) - (81 if matrix == 6 else 63)) <= 1
    middle = slice(width // 16, None, width // 8)
    back = read(tmp_path / "a.mp4")[0].rgb
    assert np.abs(back[4:-4, middle].astype(int) - picture[4:-4, middle]).max() <= 4


@pytest.mark.parametrize("rate", [25, 29.97, Fraction(30000, 1001), Fraction(24000, 1001), 0.5])
def test_a_constant_rate_is_kept(tmp_path, film, rate):
    write(tmp_path / "a.mp4", film(6, 32, 32), rate=rate)
    expected = Fraction(rate).limit_denominator(100_000)
    assert [f.pts * f.time_base for f in read(tmp_path / "a.mp4")] == [i / expected for i in range(6)]
    assert float(VideoReader(tmp_path / "a.mp4").info.rate) == pytest.approx(float(expected), rel=1e-4)


@pytest.mark.parametrize("name", CONTAINERS)
def test_the_times_of_a_variable_rate_are_kept(tmp_path, film, name):
    times = [0, 40, 100, 105, 300, 1000]
    with VideoWriter(tmp_path / name, 32, 32, 25) as writer:
        for time, frame in zip(times, film(6, 32, 32)):
            writer.write(frame, time, Fraction(1, 1000))
    assert [f.pts * f.time_base * 1000 for f in read(tmp_path / name)] == times


def test_the_last_frame_has_its_length(tmp_path, film):
    write(tmp_path / "a.mp4", film(5, 32, 32))
    with av.open(str(tmp_path / "a.mp4")) as container:
        assert container.duration == 200_000


def test_a_frame_without_time_follows_the_last(tmp_path, film):
    frames = film(3, 32, 32)
    with VideoWriter(tmp_path / "a.mp4", 32, 32, 10) as writer:
        writer.write(frames[0], 7, Fraction(1, 50))
        writer.write(frames[1])
        writer.write(frames[2], 30, Fraction(1, 50))
    assert np.diff([f.pts * f.time_base for f in read(tmp_path / "a.mp4")]).tolist() == [
        Fraction(1, 10),
        Fraction(18, 50),
    ]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, ZeroDivisionError])
@pytest.mark.parametrize("count", [0, 1, 80])
def test_an_interrupted_write_leaves_nothing(tmp_path, film, stop, count):
    with pytest.raises(stop):
        write_and_stop(tmp_path / "a.mp4", film(count, 32, 32), stop)
    assert os.listdir(tmp_path) == []


def test_an_existing_target_is_replaced_at_the_end_and_not_before(tmp_path, film):
    target = tmp_path / "a.mp4"
    target.write_bytes(b"former")
    with pytest.raises(KeyboardInterrupt):
        write_and_stop(target, film(1, 32, 32), KeyboardInterrupt)
    assert target.read_bytes() == b"former"
    with VideoWriter(target, 32, 32, 25) as writer:
        writer.write(film(1, 32, 32)[0])
        assert target.read_bytes() == b"former"
    assert len(read(target)) == 1
    assert os.listdir(tmp_path) == ["a.mp4"]
    with pytest.raises(ValueError, match="closed"):
        writer.write(film(1, 32, 32)[0])


def test_a_writer_that_is_dropped_leaves_nothing(tmp_path):
    writer = VideoWriter(tmp_path / "a.mp4", 32, 32, 25)
    assert len(os.listdir(tmp_path)) == 1
    del writer
    assert os.listdir(tmp_path) == []


def test_the_file_behind_a_link_is_written(tmp_path, film):
    (tmp_path / "real").mkdir()
    (tmp_path / "link.mp4").symlink_to(tmp_path / "real" / "a.mp4")
    write(tmp_path / "link.mp4", film(1, 32, 32))
    assert (tmp_path / "link.mp4").is_symlink()
    assert os.listdir(tmp_path / "real") == ["a.mp4"]


def test_the_umask_rules_the_permissions(tmp_path, film):
    former = os.umask(0o027)
    try:
        write(tmp_path / "a.mp4", film(1, 32, 32))
    finally:
        os.umask(former)
    assert (tmp_path / "a.mp4").stat().st_mode & 0o777 == 0o640


def write_on_a_full_disk(path, frames):
    """Swap the hidden file for the device on which every write fails as on a full disk."""
    with VideoWriter(path, *frames.shape[1:3], 25, lossless=True) as writer:
        (hidden,) = (p for p in path.parent.iterdir() if p.name.startswith("."))
        hidden.unlink()
        hidden.symlink_to("/dev/full")
        for frame in frames:
            writer.write(frame)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs Linux's /dev/full")
@pytest.mark.parametrize(("name", "count"), [("a.mp4", 3), ("a.mkv", 3), ("a.mp4", 200)])
def test_a_full_disk(tmp_path, noise, name, count):
    (tmp_path / name).write_bytes(b"former")
    with pytest.raises(DydcaError, match=f"No space left on {tmp_path} while writing {tmp_path / name}"):
        write_on_a_full_disk(tmp_path / name, noise(count, 64, 64))
    assert os.listdir(tmp_path) == [name]
    assert (tmp_path / name).read_bytes() == b"former"


def test_no_frame_written(tmp_path):
    with pytest.raises(InputError, match="no frame was written"), VideoWriter(tmp_path / "a.mp4", 32, 32, 25):
        pass
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("none/a.mp4", "folder .*none does not exist"),
        ("file/a.mp4", "cannot be written to"),
        ("folder.mp4", "is a directory"),
        ("a.xyz", "'.xyz'.*use .mp4, .m4v, .mov, .mkv"),
        ("a", "extension ''"),
        ("pipe.mp4", "not a regular file"),
    ],
)
def test_targets_that_cannot_be(tmp_path, path, words):
    (tmp_path / "file").write_text("a file")
    (tmp_path / "folder.mp4").mkdir()
    os.mkfifo(tmp_path / "pipe.mp4")
    before = sorted(os.listdir(tmp_path))
    with pytest.raises(InputError, match=words) as caught:
        VideoWriter(tmp_path / path, 32, 32, 25)
    assert str(tmp_path / path) in str(caught.value)
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.skipif(not os.path.exists("/proc/self"), reason="needs Linux's /proc")
def test_a_folder_that_takes_no_files_even_from_root():
    with pytest.raises(InputError, match="the folder /proc cannot be written to"):
        VideoWriter("/proc/a.mp4", 32, 32, 25)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"height": 0}, "32x0 pixels"),
        ({"width": 16385}, "16385x32 pixels"),
        ({"rate": 0}, "0 frames a second"),
        ({"rate": -1}, "-1 frames a second"),
        ({"crf": 52}, "crf is 52"),
    ],
)
def test_bad_parameters(tmp_path, arguments, words):
    with pytest.raises(InputError, match=words):
        VideoWriter(tmp_path / "a.mp4", **{"height": 32, "width": 32, "rate": 25, **arguments})
    assert os.listdir(tmp_path) == []


def test_bad_frames(tmp_path):
    good = np.zeros((32, 32, 3), np.uint8)
    with VideoWriter(tmp_path / "a.mp4", 32, 32, 25) as writer:
        for bad in (good[:31], good[..., :1], good.astype(np.float32)):
            with pytest.raises(InputError, match=r"must be uint8 \(32, 32, 3\)"):
                writer.write(bad)
        with pytest.raises(InputError, match="only one of pts and time_base"):
            writer.write(good, 3)
        writer.write(good, 3, Fraction(1, 25))
        with pytest.raises(InputError, match="pts must increase"):
            writer.write(good, 3, Fraction(1, 25))
        writer.write(good, 4, Fraction(1, 25))
    assert len(read(tmp_path / "a.mp4")) == 2

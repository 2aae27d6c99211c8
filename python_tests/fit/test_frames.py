"""Tests of reading a clip: what is held, and where."""

import tempfile

import numpy as np
import pytest

from tvm_dydca.errors import DydcaError
from tvm_dydca.fit.frames import read_clip
from tvm_dydca.video import downscale, psnr, upscale_bicubic


def test_frames_are_padded_for_training_and_measured_on_the_true_area(film, clip):
    frames = film(4, 131, 141)
    read = read_clip(clip, 4, halo=3)
    assert (read.source.height, read.source.width, read.source.frames, read.source.fps) == (131, 141, 4, (25, 1))
    assert (read.grid.height, read.grid.width, read.grid.halo) == (33, 36, 3)
    bicubic = []
    for lr, hr, true in zip(read.lr, read.hr, frames):
        np.testing.assert_array_equal(lr, downscale(true, 4))
        assert hr.shape == (132, 144, 3)
        np.testing.assert_array_equal(hr[:131, :141], true)
        assert (hr[131] == hr[130]).all()
        bicubic.append(psnr(true, upscale_bicubic(lr, 4, 131, 141)))
    assert read.bicubic_psnr == pytest.approx(np.mean(bicubic))


@pytest.mark.parametrize("limit", [0, 60_000])
def test_beyond_the_limit_frames_lie_in_a_file_without_a_name(clip, tmp_path, monkeypatch, limit):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    held = read_clip(clip, 2, 2)
    filed = read_clip(clip, 2, 2, memory_limit_bytes=limit)
    assert not isinstance(held.hr[0], np.memmap)
    assert isinstance(filed.hr[0], np.memmap)
    for name in ("lr", "hr"):
        np.testing.assert_array_equal(np.stack(getattr(filed, name)), np.stack(getattr(held, name)))
    assert not list(tmp_path.iterdir())


def test_a_full_temporary_folder_is_said(clip, monkeypatch):
    def full():
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pytest.raises(DydcaError, match="No space left on device"):
        read_clip(clip, 2, 2, memory_limit_bytes=0)

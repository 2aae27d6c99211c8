"""PSNR and SSIM against computations by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tvm_dydca.errors import InputError
from tvm_dydca.video import Quality, psnr, ssim


def test_psnr_of_a_known_error():
    reference = np.full((16, 16, 3), 100, np.uint8)
    assert psnr(reference, reference + 5) == pytest.approx(20 * math.log10(255 / 5), abs=1e-4)
    one = reference.copy()
    one[3, 4, 1] = 0
    assert psnr(reference, one) == pytest.approx(10 * math.log10(255**2 * 16 * 16 * 3 / 100**2), abs=1e-4)


def test_psnr_of_equal_frames_is_infinite(noise):
    rgb = noise(1, 16, 16)[0]
    assert psnr(rgb, rgb.copy()) == math.inf


def test_uint8_does_not_wrap():
    black, white = np.zeros((16, 16, 3), np.uint8), np.full((16, 16, 3), 255, np.uint8)
    assert psnr(black, white) == psnr(white, black) == pytest.approx(0)


def test_floats_are_in_the_unit_range(noise):
    reference, image = noise(2, 24, 24)
    for measure in (psnr, ssim):
        assert measure(reference / 255, image / 255) == pytest.approx(measure(reference, image), rel=1e-5)
        assert measure(reference, image / 255) == pytest.approx(measure(reference, image), rel=1e-5)


def test_shave_leaves_the_border_out(noise):
    reference = noise(1, 32, 40)[0]
    image = reference.copy()
    image[:4], image[-4:], image[:, :4], image[:, -4:] = 0, 0, 0, 0
    assert psnr(reference, image) < 30
    assert psnr(reference, image, shave=3) < 40
    assert psnr(reference, image, shave=4) == math.inf
    assert ssim(reference, image, shave=4) == 1


def ssim_by_hand(reference, image):
    """Wang et al. 2004, equations 13 to 17, one window after the other, in float64."""
    x, y = (frame.astype(np.float64) @ [0.299, 0.587, 0.114] for frame in (reference, image))
    tap = np.exp(-0.5 * (np.arange(-5, 6) / 1.5) ** 2)
    weights = np.outer(tap, tap) / tap.sum() ** 2
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    values = []
    for i in range(x.shape[0] - 10):
        for j in range(x.shape[1] - 10):
            a, b = x[i : i + 11, j : j + 11], y[i : i + 11, j : j + 11]
            ma, mb = (weights * a).sum(), (weights * b).sum()
            va, vb = (weights * (a - ma) ** 2).sum(), (weights * (b - mb) ** 2).sum()
            cov = (weights * (a - ma) * (b - mb)).sum()
            values.append((2 * ma * mb + c1) * (2 * cov + c2) / ((ma**2 + mb**2 + c1) * (va + vb + c2)))
    return np.mean(values)


@pytest.mark.parametrize("size", [(11, 11), (20, 27)])
@pytest.mark.parametrize("strength", [3, 40])
def test_ssim_by_hand(film, noise, size, strength):
    reference = film(1, *size)[0]
    image = np.clip(reference + (noise(1, *size)[0] / 255.0 - 0.5) * strength, 0, 255).astype(np.uint8)
    # Single precision tells on a single window; over a frame it averages out.
    assert ssim(reference, image) == pytest.approx(ssim_by_hand(reference, image), abs=1e-4)


def test_ssim_weighs_the_channels(film):
    reference = film(1, 24, 24)[0]
    changed = []
    for channel in range(3):
        image = reference.copy()
        image[..., channel] = 255 - image[..., channel]
        changed.append(ssim(reference, image))
    assert changed[1] < changed[0] < changed[2]


def test_quality_is_the_mean_over_frames(film, noise):
    quality = Quality(shave=2)
    assert math.isnan(quality.psnr)
    assert math.isnan(quality.ssim)
    pairs = list(zip(film(3, 24, 24), noise(3, 24, 24)))
    for reference, image in pairs:
        quality.add(reference, image)
    assert quality.frames == 3
    assert quality.psnr == pytest.approx(np.mean([psnr(*pair, shave=2) for pair in pairs]))
    assert quality.ssim == pytest.approx(np.mean([ssim(*pair, shave=2) for pair in pairs]))


def test_a_frame_that_is_refused_is_not_counted():
    quality = Quality()
    with pytest.raises(InputError):
        quality.add(np.zeros((5, 5, 3), np.uint8), np.zeros((5, 5, 3), np.uint8))
    assert quality.frames == 0


@pytest.mark.parametrize("measure", [psnr, ssim])
def test_bad_input(measure):
    rgb = np.zeros((20, 20, 3), np.uint8)
    with pytest.raises(InputError, match=r"\(20, 20, 3\) and \(20, 19, 3\)"):
        measure(rgb, rgb[:, :19])
    with pytest.raises(InputError, match="height, width, 3"):
        measure(rgb[..., 0], rgb[..., 0])
    with pytest.raises(InputError, match="int32"):
        measure(rgb, rgb.astype(np.int32))
    with pytest.raises(InputError, match="too few"):
        measure(rgb, rgb, shave=10)
    with pytest.raises(InputError, match="too few"):
        measure(rgb, rgb, shave=-1)


def test_ssim_needs_room_for_its_window():
    rgb = np.zeros((12, 12, 3), np.uint8)
    assert ssim(rgb, rgb) == 1
    with pytest.raises(InputError, match="11 or more"):
        ssim(rgb, rgb, shave=1)

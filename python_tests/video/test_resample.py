"""Sizes, padding and values of the resampling, against torch's antialiased bicubic."""

from __future__ import annotations

import numpy as np
import pytest

from tvm_dydca.errors import InputError
from tvm_dydca.video import downscale, pad_to_multiple, upscale_bicubic

SIZES = [(64, 96), (65, 97), (67, 99), (1, 1), (3, 50)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scale", [1, 2, 3, 4])
def test_sizes(noise, size, scale):
    rgb = noise(1, *size)[0]
    lr = downscale(rgb, scale)
    assert lr.dtype == np.uint8
    assert lr.shape == (-(-size[0] // scale), -(-size[1] // scale), 3)
    back = upscale_bicubic(lr, scale, *size)
    assert back.dtype == np.uint8
    assert back.shape == rgb.shape
    assert back.flags.c_contiguous


def test_padding_repeats_the_edge(noise):
    rgb = noise(1, 5, 7)[0]
    padded = pad_to_multiple(rgb, 4)
    assert padded.shape == (8, 8, 3)
    np.testing.assert_array_equal(padded[:5, :7], rgb)
    np.testing.assert_array_equal(padded[5:, :7], rgb[4:5].repeat(3, axis=0))
    np.testing.assert_array_equal(padded[:, 7], padded[:, 6])
    np.testing.assert_array_equal(pad_to_multiple(padded, 4), padded)


@pytest.mark.parametrize("scale", [2, 3, 4])
@pytest.mark.parametrize("content", ["noise", "film"])
def test_values_agree_with_torch(request, scale, content):
    torch = pytest.importorskip("torch")
    rgb = request.getfixturevalue(content)(1, 60, 84)[0]

    def resized(image, **how):
        planes = torch.from_numpy(image).permute(2, 0, 1)[None].float()
        result = torch.nn.functional.interpolate(planes, mode="bicubic", antialias=True, align_corners=False, **how)
        return result[0].permute(1, 2, 0).clamp(0, 255).round().numpy()

    lr = downscale(rgb, scale)
    assert np.abs(lr - resized(rgb, scale_factor=1 / scale)).max() <= 1
    assert np.abs(upscale_bicubic(lr, scale, 60, 84) - resized(lr, scale_factor=scale)).max() <= 1


def test_scale_1_changes_nothing(noise):
    rgb = noise(1, 9, 8)[0]
    lr = downscale(rgb, 1)
    np.testing.assert_array_equal(lr, rgb)
    assert not np.shares_memory(lr, rgb)
    np.testing.assert_array_equal(upscale_bicubic(rgb, 1, 9, 8), rgb)


@pytest.mark.parametrize(
    "bad",
    [
        np.zeros((8, 8, 3), np.float32),
        np.zeros((8, 8, 4), np.uint8),
        np.zeros((8, 8), np.uint8),
        np.zeros((0, 8, 3), np.uint8),
    ],
    ids=["float", "rgba", "grey", "empty"],
)
def test_other_arrays_are_refused(bad):
    for call in (pad_to_multiple, downscale, lambda a, s: upscale_bicubic(a, s, 16, 16)):
        with pytest.raises(InputError, match=r"must be uint8 \(height, width, 3\)"):
            call(bad, 2)


def test_bad_factors_and_sizes_are_refused():
    rgb = np.zeros((8, 8, 3), np.uint8)
    for call in (pad_to_multiple, downscale, lambda a, s: upscale_bicubic(a, s, 16, 16)):
        with pytest.raises(InputError, match="whole number from 1"):
            call(rgb, 0)
    for height, width in [(17, 16), (14, 16), (16, 17), (16, 14)]:
        with pytest.raises(InputError, match=f"cannot give {width}x{height}"):
            upscale_bicubic(rgb, 2, height, width)

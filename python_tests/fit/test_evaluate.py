"""Tests of the receiver in PyTorch: windows, seams and their figures."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from tvm_dydca.errors import InputError
from tvm_dydca.fit.evaluate import border_pixels, evaluate, restore, video_frames
from tvm_dydca.fit.workers import Workers
from tvm_dydca.patches import PatchGrid, cover
from tvm_dydca.video import downscale, psnr


def test_a_halo_of_the_receptive_radius_leaves_no_seam_and_none_leaves_one(fitted, clip):
    radius = fitted.network().path(0).receptive_radius
    wide = evaluate(fitted, video_frames(clip, 2), halo=radius)
    assert wide.psnr == pytest.approx(wide.seamless_psnr, abs=1e-3)
    assert wide.border_psnr == pytest.approx(wide.border_seamless_psnr, abs=1e-3)
    none = evaluate(fitted, video_frames(clip, 2), halo=0)
    assert none.seamless_psnr == pytest.approx(wide.seamless_psnr, abs=1e-6)
    assert none.border_seamless_psnr - none.border_psnr > 0.1
    assert none.relative_compute == 1 < wide.relative_compute


def test_restoring_is_the_network_on_each_window(fitted, film):
    hr = film(1, 131, 141)[0]
    lr = downscale(hr, 2)
    grid, network = fitted.grid, fitted.network()
    calls = cover(grid, fitted.path_map[0])
    x = torch.from_numpy(lr).permute(2, 0, 1)[None].float() / 255
    expected = np.zeros((grid.height * 2, grid.width * 2, 3), np.float32)
    for path, w in calls:
        rows, columns = w.read_slices()
        with torch.no_grad():
            y = network(x[:, :, rows, columns], path)[0].permute(1, 2, 0).numpy()
        expected[w.write_slices(2)] = y[w.crop_slices(2)]
    with Workers(2) as workers:
        found = restore(network, grid, calls, lr, workers)
    assert np.abs(found - np.clip(expected, 0, 1) * 255).max() <= 0.51
    assert {path for path, _ in calls} == {0, 1}


def test_quality_is_measured_on_the_true_area(fitted, clip, film):
    result = evaluate(fitted, video_frames(clip, 4))
    hr = film(1, 131, 141)[0]
    with Workers() as workers:
        out = restore(fitted.network(), fitted.grid, cover(fitted.grid, fitted.path_map[0]), downscale(hr, 2), workers)
    assert out.shape == (132, 142, 3)
    assert result.psnr == pytest.approx(psnr(hr, out[:131, :141]))
    assert result.frames == 1


def test_the_border_is_that_of_windows_inside_the_frame():
    grid = PatchGrid(20, 20, 20, 20, halo=0)
    ids = np.array([[0, 1], [0, 1]], np.uint8)
    mask = border_pixels(grid, cover(grid, ids), 2)
    expected = np.zeros((40, 40), bool)
    expected[:, 2 * (10 - 2) : 2 * (10 + 2)] = True
    np.testing.assert_array_equal(mask, expected)
    assert not border_pixels(grid, cover(grid, np.zeros_like(ids)), 2).any()


def test_a_frame_without_a_seam_has_no_figure_for_one(fitted, clip):
    plain = replace(fitted, path_map=np.zeros_like(fitted.path_map))
    result = evaluate(plain, video_frames(clip, 4))
    assert np.isnan(result.border_psnr)
    assert result.inner_psnr == pytest.approx(result.psnr)
    assert result.windows_per_frame == 1


def test_frames_of_another_video_are_refused(fitted, film):
    with pytest.raises(InputError, match="4 frames of 141x131"):
        evaluate(fitted, [(0, film(1, 64, 64)[0])])
    with pytest.raises(InputError, match="frame 4"):
        evaluate(fitted, [(4, film(1, 131, 141)[0])])
    with pytest.raises(InputError, match="no frame"):
        evaluate(fitted, [])

"""Tests of the routing: scores of cells, the sender's path map and the receiver's rule."""

import numpy as np
import pytest

from tvm_dydca.fit.frames import read_clip
from tvm_dydca.fit.score import activity, gate, gate_thresholds, path_map_from_scores, score_frame
from tvm_dydca.patches import PatchGrid


def test_a_cell_is_scored_on_its_own_pixels_also_where_the_frame_cuts_it_short():
    rng = np.random.default_rng(0)
    grid = PatchGrid(13, 17, 8, 6)
    hr, general = rng.integers(256, size=(2, 13 * 3 - 2, 17 * 3 - 1, 3), dtype=np.uint8)
    scores = score_frame(grid, 3, rng.integers(256, size=(13, 17, 3), dtype=np.uint8), hr, general)
    assert scores.fine.shape == grid.fine_shape == (4, 6)
    assert scores.coarse.shape == grid.coarse_shape == (2, 3)
    for found, height, width in ((scores.fine, 4, 3), (scores.coarse, 8, 6)):
        for (r, c), score in np.ndenumerate(found):
            cell = (slice(r * height * 3, (r + 1) * height * 3), slice(c * width * 3, (c + 1) * width * 3))
            mse = np.square(hr[cell].astype(float) - general[cell]).mean()
            assert score == pytest.approx(10 * np.log10(255**2 / mse), abs=1e-4)


def test_a_cell_restored_exactly_has_a_finite_score():
    frame = np.zeros((8, 8, 3), np.uint8)
    scores = score_frame(PatchGrid(4, 4, 4, 4), 2, frame[:4, :4], frame, frame)
    assert (scores.fine == 100).all()
    assert (scores.activity == 0).all()


def test_activity_is_the_sum_of_steps_down_and_across_over_the_number_of_values():
    x = np.zeros((3, 3, 2), np.float32)
    x[0] = [[0.0, 0.5], [0.25, 0.5], [0.25, 1.0]]
    # Down: 0.25, 0, 0, 0.5; across: 0.5, 0.25, 0.75; of 18 values.
    assert activity(x) == pytest.approx((0.75 + 1.5) / 18)
    assert activity(x[:, :1]) == pytest.approx(0.5 / 6)
    assert activity(x[:, :, :1]) == pytest.approx(0.25 / 9)
    assert activity(x[:, :1, :1]) == 0


@pytest.mark.parametrize("paths", [1, 2, 3, 4])
def test_paths_get_even_shares_and_path_0_the_hardest_cells_of_informative_patches(paths):
    rng = np.random.default_rng(1)
    grid = PatchGrid.for_frame(320, 640)
    coarse = rng.normal(30, 5, (6, *grid.coarse_shape)).astype(np.float32)
    fine = (coarse.repeat(2, 1).repeat(2, 2) + rng.normal(0, 2, (6, *grid.fine_shape))).astype(np.float32)
    ids = path_map_from_scores(coarse, fine, grid, paths)
    shares = np.bincount(ids.ravel(), minlength=paths) / ids.size
    np.testing.assert_allclose(shares, 1 / paths, atol=0.01)
    split = coarse < np.quantile(coarse, 1 - 1 / (2 * paths))
    cells = split.repeat(2, 1).repeat(2, 2)
    assert (ids[~cells] == paths - 1).all()
    for k in range(paths - 1):
        assert fine[cells & (ids == k)].max() <= fine[cells & (ids == k + 1)].min()


def test_routing_does_not_depend_on_the_level_of_the_scores():
    rng = np.random.default_rng(2)
    grid = PatchGrid.for_frame(70, 130)
    coarse = rng.normal(30, 5, (3, *grid.coarse_shape)).astype(np.float32)
    fine = rng.normal(30, 5, (3, *grid.fine_shape)).astype(np.float32)
    ids = path_map_from_scores(coarse, fine, grid, 2)
    np.testing.assert_array_equal(path_map_from_scores(coarse + 25, fine + 25, grid, 2), ids)


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_at_every_scale_both_paths_are_used_and_the_hard_half_takes_path_0(clip, scale):
    read = read_clip(clip, scale, halo=2)
    ids = path_map_from_scores(read.coarse, read.fine, read.grid, 2)
    pixels = np.stack([read.grid.pixel_paths(frame) for frame in ids])
    middle = read.grid.width // 2
    assert 0.3 < (pixels == 0).mean() < 0.7
    assert (pixels[:, :, middle:] == 0).mean() > (pixels[:, :, :middle] == 0).mean() + 0.3


@pytest.mark.parametrize("paths", [1, 2, 3, 4])
def test_the_gate_gives_each_path_the_share_of_the_map(paths):
    rng = np.random.default_rng(3)
    activities = rng.random((5, 8, 8)).astype(np.float32)
    ids = rng.choice(paths, size=activities.shape, p=np.arange(1, paths + 1) / sum(range(paths + 1))).astype(np.uint8)
    thresholds = gate_thresholds(activities, ids, paths)
    assert list(thresholds) == sorted(thresholds, reverse=True)
    routed = gate(activities, thresholds)
    np.testing.assert_array_equal(
        np.bincount(routed.ravel(), minlength=paths), np.bincount(ids.ravel(), minlength=paths)
    )


def test_the_gate_agrees_with_a_map_that_follows_activity_and_handles_a_path_without_cells():
    activities = np.linspace(0, 1, 12, dtype=np.float32).reshape(1, 3, 4)
    ids = (activities < 0.4).astype(np.uint8)
    np.testing.assert_array_equal(gate(activities, gate_thresholds(activities, ids, 2)), ids)
    for only in (0, 1):
        ids = np.full(activities.shape, only, np.uint8)
        np.testing.assert_array_equal(gate(activities, gate_thresholds(activities, ids, 2)), ids)

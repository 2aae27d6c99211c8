"""Tests of the patch grid and of the windows that cover a frame."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tvm_dydca.errors import InputError
from tvm_dydca.patches import PatchGrid, cover

SIDE = st.integers(1, 150)


@st.composite
def routed_frames(draw):
    """Return a grid, one frame of a path map over it, and a bound on what a window may read (or None)."""
    patch = st.integers(1, 20).map(lambda n: 2 * n)
    grid = PatchGrid(draw(SIDE), draw(SIDE), draw(patch), draw(patch), draw(st.integers(0, 8)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    ids = rng.integers(draw(st.integers(1, 4)), size=grid.fine_shape, dtype=np.uint8)
    bound = draw(st.none() | st.integers(2 * grid.halo + 1, 60))
    return grid, ids, bound


@settings(max_examples=150, deadline=None)
@given(routed_frames())
def test_cover_produces_every_pixel_once_on_its_own_path(case):
    grid, ids, bound = case
    paths = grid.pixel_paths(ids)
    times = np.zeros((grid.height, grid.width), int)
    for path, window in cover(grid, ids, bound, bound):
        assert window.height >= 1
        assert window.width >= 1
        times[window.write_slices(1)] += 1
        assert (paths[window.write_slices(1)] == path).all()
    assert (times == 1).all()


@settings(max_examples=150, deadline=None)
@given(routed_frames())
def test_a_window_reads_its_halo_clipped_to_the_frame_and_to_the_bound(case):
    grid, ids, bound = case
    for _, w in cover(grid, ids, bound, bound):
        assert w.read_top == max(0, w.top - grid.halo)
        assert w.read_left == max(0, w.left - grid.halo)
        assert w.read_top + w.read_height == min(grid.height, w.top + w.height + grid.halo)
        assert w.read_left + w.read_width == min(grid.width, w.left + w.width + grid.halo)
        assert bound is None or max(w.read_height, w.read_width) <= bound


@settings(max_examples=60, deadline=None)
@given(routed_frames(), st.integers(1, 4))
def test_slices_of_a_window_move_the_same_pixels_at_any_scale(case, scale):
    grid, ids, bound = case
    frame = np.arange(grid.height * grid.width).reshape(grid.height, grid.width)
    large = frame.repeat(scale, axis=0).repeat(scale, axis=1)
    out = np.full_like(large, -1)
    for _, w in cover(grid, ids, bound, bound):
        result = frame[w.read_slices()].repeat(scale, axis=0).repeat(scale, axis=1)
        out[w.write_slices(scale)] = result[w.crop_slices(scale)]
    assert (out == large).all()


def test_equal_cells_merge_to_the_largest_rectangle_first_found():
    grid = PatchGrid(40, 60, 20, 20, halo=0)
    ids = np.array([[0, 0, 1, 1, 1, 1], [0, 0, 1, 1, 1, 1], [0, 1, 1, 1, 1, 1], [0, 1, 1, 1, 1, 1]], np.uint8)
    windows = [(p, w.top, w.left, w.height, w.width) for p, w in cover(grid, ids)]
    assert windows == [(0, 0, 0, 20, 20), (1, 0, 20, 40, 40), (0, 20, 0, 20, 10), (1, 20, 10, 20, 10)]


def test_a_frame_of_one_path_is_one_call_without_a_halo_and_is_not_split_where_it_fits():
    grid = PatchGrid.for_frame(68, 160, halo=4)
    ids = np.zeros(grid.fine_shape, np.uint8)
    assert [(w.read_height, w.read_width) for _, w in cover(grid, ids)] == [(68, 160)]
    assert [(w.read_height, w.read_width) for _, w in cover(grid, ids, 68, 160)] == [(68, 160)]
    assert len(cover(grid, ids, 67, 160)) == 2


@given(SIDE, SIDE)
def test_pixel_paths_is_the_cell_that_a_pixel_lies_in(height, width):
    grid = PatchGrid.for_frame(height, width)
    rows, columns = grid.fine_shape
    ids = (np.arange(rows * columns) % 251).astype(np.uint8).reshape(rows, columns)
    y, x = np.mgrid[:height, :width]
    assert (grid.pixel_paths(ids) == ids[y // (grid.patch_height // 2), x // (grid.patch_width // 2)]).all()
    assert grid.pixel_paths(ids, 3).shape == (3 * height, 3 * width)


def test_the_grid_of_the_paper():
    grid = PatchGrid.for_frame(540, 960)
    assert (grid.patch_height, grid.patch_width) == (108, 96)
    assert grid.coarse_shape == (5, 10)
    assert grid.fine_shape == (10, 20)
    tall = PatchGrid.for_frame(960, 540)
    assert (tall.patch_height, tall.patch_width) == (96, 108)


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_patches_of_any_frame_are_even_not_small_and_end_in_no_sliver(height, width):
    grid = PatchGrid.for_frame(height, width)
    for side, patch, count in zip((height, width), (grid.patch_height, grid.patch_width), grid.coarse_shape):
        assert patch % 2 == 0
        assert patch >= min(32, side)
        assert count <= 10
        last = side - (count - 1) * patch
        assert last >= patch / 2 or count == 1
    assert grid.fine_edges()[0][-1] == height
    assert grid.coarse_edges()[1][-1] == width


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((0, 10, 2, 2, 0), "height"),
        ((10, -1, 2, 2, 0), "width"),
        ((10, 10, 3, 2, 0), "patch_height"),
        ((10, 10, 2, 0, 0), "patch_width"),
        ((10, 10, 2, 2, -1), "halo"),
        ((10, 10, 2, 2.0, 1), "patch_width"),
    ],
)
def test_a_bad_grid_is_named(arguments, named):
    with pytest.raises(InputError, match=named):
        PatchGrid(*arguments)


def test_a_path_map_of_another_frame_and_a_bound_within_the_halo_are_refused():
    grid = PatchGrid(40, 60, 20, 20, halo=4)
    with pytest.raises(InputError, match=r"\(4, 6\)"):
        cover(grid, np.zeros((4, 5), np.uint8))
    with pytest.raises(InputError, match="uint8"):
        cover(grid, np.zeros((4, 6), np.int64))
    with pytest.raises(InputError, match="max_width is 8"):
        cover(grid, np.zeros((4, 6), np.uint8), 9, 8)


def test_covering_a_frame_takes_less_than_a_millisecond_of_a_processor():
    grid = PatchGrid.for_frame(160, 160)
    ids = np.random.default_rng(0).integers(2, size=grid.fine_shape, dtype=np.uint8)
    assert grid.fine_shape == (10, 10)

    def seconds() -> float:
        begin = time.process_time()
        cover(grid, ids)
        return time.process_time() - begin

    assert min(seconds() for _ in range(50)) < 1e-3

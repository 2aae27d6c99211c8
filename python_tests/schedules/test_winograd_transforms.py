"""The transforms are exact, and the filters lie where the kernels look for them."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tvm_dydca.schedules.winograd_transforms import TILES, transform_filter

NUMBERS = st.integers(-1000, 1000).map(Fraction)


@settings(deadline=None)
@given(st.sampled_from(sorted(TILES)), st.data())
def test_tiles_of_all_sizes_are_exactly_the_correlation(side, data):
    tile = TILES[side]
    inputs = data.draw(st.lists(NUMBERS, min_size=tile.inside, max_size=tile.inside))
    taps = data.draw(st.lists(NUMBERS, min_size=3, max_size=3))
    transformed = [sum(g * tap for g, tap in zip(row, taps)) for row in tile.filter_rows]
    found = tile.back([a * b for a, b in zip(transformed, tile.forward(inputs, Fraction))], Fraction)
    assert found == [sum(inputs[k + tap] * taps[tap] for tap in range(3)) for k in range(tile.out)]


@pytest.mark.parametrize("tile", sorted(TILES))
@pytest.mark.parametrize(
    ("inputs", "outputs"), [((5, 3), (1, 1)), ((20, 24), (2, 2)), ((3, 40), (2, 4)), ((16, 16), (1, 1))]
)
def test_filters_are_transformed_blocked_and_padded_with_zeros(inputs, outputs, tile):
    (channels_in, channels_out), (in_blocks, out_blocks) = inputs, outputs
    weight = np.random.default_rng(0).standard_normal((channels_out, channels_in, 3, 3)).astype(np.float32)
    found = transform_filter(weight, in_blocks, out_blocks, tile)
    side = tile + 2
    assert found.shape == (side**2, out_blocks, 16 * in_blocks, 16)
    assert found.dtype == np.float32
    assert found.flags.c_contiguous
    g = np.array(TILES[tile].filter_rows, dtype=np.float64)
    for o, i in np.ndindex(16 * out_blocks, 16 * in_blocks):
        mine = found[:, o // 16, i, o % 16].reshape(side, side)
        if o < channels_out and i < channels_in:
            np.testing.assert_allclose(mine, g @ weight[o, i].astype(np.float64) @ g.T, rtol=1e-6, atol=1e-7)
        else:
            assert not mine.any()


def test_filters_are_transformed_in_float64():
    """Rounded once, at the end: adding up in float32 would cost accuracy in every convolution."""
    weight = np.random.default_rng(1).standard_normal((16, 16, 3, 3)).astype(np.float32)
    g = np.array(TILES[4].filter_rows, dtype=np.float64)
    exact = np.einsum("pk,oikl,ql->pqoi", g, weight.astype(np.float64), g).reshape(36, 1, 16, 16).swapaxes(2, 3)
    np.testing.assert_array_equal(transform_filter(weight, 1, 1, 4), exact.astype(np.float32))

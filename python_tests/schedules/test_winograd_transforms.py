"""The transforms are exact, and the filters lie where the kernels look for them."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tvm_dydca.schedules.winograd_transforms import (
    IN,
    OUT,
    TILES,
    G,
    input_transform,
    output_transform,
    transform_filter,
)

NUMBERS = st.integers(-1000, 1000).map(Fraction)


def winograd_1d(inputs, taps):
    transformed = [sum(g * tap for g, tap in zip(row, taps)) for row in G]
    products = [a * b for a, b in zip(transformed, input_transform(inputs, Fraction))]
    return output_transform(products, Fraction)


@settings(deadline=None)
@given(st.lists(NUMBERS, min_size=IN, max_size=IN), st.lists(NUMBERS, min_size=3, max_size=3))
def test_a_tile_is_exactly_the_correlation(inputs, taps):
    expected = [sum(inputs[k + tap] * taps[tap] for tap in range(3)) for k in range(OUT)]
    assert winograd_1d(inputs, taps) == expected


@settings(deadline=None)
@given(st.sampled_from((2, 4)), st.data())
def test_tiles_of_both_sizes_are_exact(side, data):
    tile = TILES[side]
    inputs = data.draw(st.lists(NUMBERS, min_size=tile.inside, max_size=tile.inside))
    taps = data.draw(st.lists(NUMBERS, min_size=3, max_size=3))
    transformed = [sum(g * tap for g, tap in zip(row, taps)) for row in tile.filter_rows]
    found = tile.back([a * b for a, b in zip(transformed, tile.forward(inputs, Fraction))], Fraction)
    assert found == [sum(inputs[k + tap] * taps[tap] for tap in range(3)) for k in range(tile.out)]


@pytest.mark.parametrize(
    ("inputs", "outputs"), [((5, 3), (1, 1)), ((20, 24), (2, 2)), ((3, 40), (2, 4)), ((16, 16), (1, 1))]
)
def test_filters_are_transformed_blocked_and_padded_with_zeros(inputs, outputs):
    (channels_in, channels_out), (in_blocks, out_blocks) = inputs, outputs
    weight = np.random.default_rng(0).standard_normal((channels_out, channels_in, 3, 3)).astype(np.float32)
    found = transform_filter(weight, in_blocks, out_blocks)
    assert found.shape == (36, out_blocks, 16 * in_blocks, 16)
    assert found.dtype == np.float32
    assert found.flags.c_contiguous
    g = np.array(G, dtype=np.float64)
    for o, i in np.ndindex(16 * out_blocks, 16 * in_blocks):
        mine = found[:, o // 16, i, o % 16].reshape(6, 6)
        if o < channels_out and i < channels_in:
            np.testing.assert_allclose(mine, g @ weight[o, i].astype(np.float64) @ g.T, rtol=1e-6, atol=1e-7)
        else:
            assert not mine.any()


def test_filters_of_smaller_tiles():
    weight = np.random.default_rng(0).standard_normal((20, 3, 3, 3)).astype(np.float32)
    found = transform_filter(weight, 1, 2, tile=2)
    assert found.shape == (16, 2, 16, 16)
    exact = TILES[2].transform(weight).reshape(16, 20, 3)
    np.testing.assert_array_equal(found[:, 1, :3, :4].swapaxes(1, 2), exact[:, 16:].astype(np.float32))
    assert not found[:, 1, :, 4:].any()


def test_filters_are_transformed_in_float64():
    """Rounded once, at the end: adding up in float32 would cost accuracy in every convolution."""
    weight = np.random.default_rng(1).standard_normal((16, 16, 3, 3)).astype(np.float32)
    g = np.array(G, dtype=np.float64)
    exact = np.einsum("pk,oikl,ql->pqoi", g, weight.astype(np.float64), g).reshape(36, 1, 16, 16).swapaxes(2, 3)
    np.testing.assert_array_equal(transform_filter(weight, 1, 1), exact.astype(np.float32))

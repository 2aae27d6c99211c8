"""Register tiles: what fits, and how many registers a target has."""

import pytest
import tvm
from hypothesis import given, settings
from hypothesis import strategies as st

from tvm_dydca.schedules.cpu.tiling import accumulator_budget, even_chunk, register_tile

SMALL = st.integers(1, 24)


@settings(deadline=None)
@given(rows=SMALL, columns=SMALL, budget=SMALL)
def test_a_tile_divides_fits_and_no_larger_one_does(rows, columns, budget):
    r, c = register_tile(rows, columns, budget)
    assert rows % r == 0
    assert columns % c == 0
    assert r * c <= budget
    for other in ((i, j) for i in range(1, rows + 1) for j in range(1, columns + 1)):
        if rows % other[0] == 0 and columns % other[1] == 0 and other[0] * other[1] <= budget:
            assert other[0] * other[1] <= r * c
            if other[0] * other[1] == r * c:
                assert sum(other) >= r + c, "a squarer tile loads less"


@pytest.mark.parametrize(
    ("rows", "columns", "budget", "tile"),
    [(12, 4, 24, (6, 4)), (12, 2, 24, (12, 2)), (12, 4, 6, (3, 2)), (12, 2, 3, (3, 1))],
)
def test_tiles_of_the_network_s_convolutions(rows, columns, budget, tile):
    assert register_tile(rows, columns, budget) == tile


@pytest.mark.parametrize(
    ("count", "chunk"), [(1, 1), (4, 4), (12, 12), (13, 7), (16, 8), (24, 12), (25, 9), (48, 12), (49, 12), (1000, 12)]
)
def test_a_few_chunks_are_of_one_size(count, chunk):
    assert even_chunk(count, 12) == chunk


@pytest.mark.parametrize(
    ("options", "budget"),
    [
        ({"mcpu": "cascadelake"}, 24),
        ({"mcpu": "x86-64-v4"}, 24),
        ({"mcpu": "haswell"}, 4),
        ({"mcpu": "x86-64-v3"}, 4),
        ({"mcpu": "znver2"}, 4),
        ({"mcpu": "x86-64"}, 3),
        ({"mcpu": "nehalem"}, 3),
        ({}, 3),
        ({"mattr": ["+avx512f"]}, 24),
        ({"mattr": ["+avx2"]}, 4),
        ({"mcpu": "x86-64-v4", "mattr": ["-avx512f"]}, 4),
        ({"mtriple": "aarch64-linux-gnu"}, 4),
        ({"mtriple": "aarch64-linux-android", "mcpu": "cortex-x3"}, 4),
        ({"mtriple": "arm64-apple-macos", "mcpu": "apple-m1"}, 4),
    ],
)
def test_the_budget_follows_the_target_s_registers(options, budget):
    assert accumulator_budget(tvm.target.Target({"kind": "llvm", **options})) == budget

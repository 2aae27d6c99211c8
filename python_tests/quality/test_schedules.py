"""What must hold in the inner loops of our kernels for OpenCL, whatever their source looks like."""

from __future__ import annotations

from typing import Any

import pytest
import tvm

from python_tests.opencl.test_direct import group
from tvm_dydca.quality.lowering import device_functions
from tvm_dydca.quality.work import KernelWork, kernel_work
from tvm_dydca.schedules.elementwise import RELU
from tvm_dydca.schedules.opencl import direct, layout, residual_block, winograd

TARGET = tvm.target.Target("opencl", host="llvm")
KNOBS = (direct.DEFAULT, direct.Knobs(2, 2, 4, 4), direct.Knobs(8, 2, 16, 1))
GROUPS = {
    "relu": group(32, 32, 3, activation=RELU),
    "residual": group(64, 32, 3, residual=True),
    "few channels": group(3, 32, 3),
    "skip and shuffle": group(32, 48, 3, skip=(3, 5), shuffle=4),
    "1x1": group(32, 32, 1),
    "5x5": group(16, 16, 5),
}


def work(func: Any) -> KernelWork:
    (function,) = device_functions(func, TARGET)
    return kernel_work(function)


@pytest.mark.parametrize("name", GROUPS)
@pytest.mark.parametrize("knobs", KNOBS, ids=str)
def test_direct_convolutions(name: str, knobs: direct.Knobs) -> None:
    conv = GROUPS[name]
    found = work(direct.rule(conv, TARGET, knobs).func)
    body = found.body
    assert body.scalar_products == body.tested_products == 0, "products are vectors, and under no test"
    assert body.scalar_loads == 0, "loads are vectors"
    assert found.indexed_arrays == (), "arrays of a work-item can be registers"
    sides = [conv.kernel_size] if conv.skip_weight is None else [conv.kernel_size, conv.skip_weight.shape[2]]
    assert body.tested_loads == sum(knobs.pixels + side - 1 for side in sides), "a texel is tested once a filter's row"
    weights = body.vector_loads - body.tested_loads
    assert body.vector_products == weights * knobs.pixels, "a loaded weight serves each pixel of the tile"
    assert found.work_group == (knobs.columns, knobs.rows, 1)
    assert found.local_bytes == 0


@pytest.mark.parametrize("tile", winograd.CHOICES["tile"])
@pytest.mark.parametrize("name", ["relu", "residual"])
def test_winograd_convolutions(name: str, tile: int) -> None:
    found = work(winograd.rule(GROUPS[name], TARGET, winograd.Knobs(tile=tile)).func)
    body = found.body
    assert body.scalar_products == body.scalar_loads == 0, "products and loads are vectors"
    assert body.tested_products == body.tested_loads == 0, "the products of transformed tiles know no border"
    assert body.vector_products == winograd.Knobs().own_columns * body.vector_loads, "a weight serves several tiles"
    assert found.indexed_arrays == ()
    assert found.items <= 256
    assert found.local_bytes <= 16384


@pytest.mark.parametrize(
    "knobs",
    [residual_block.DEFAULT, residual_block.Knobs(14, 14, 8, 2, 4, 4, 1), residual_block.Knobs(wide=1)],
    ids=str,
)
def test_residual_blocks(knobs: residual_block.Knobs) -> None:
    first, second = group(32, 64, 3, activation=RELU), group(64, 32, 3, residual=True)
    found = work(residual_block.rule(first, second, TARGET, knobs).func)
    body = found.body
    assert body.scalar_products == body.scalar_loads == 0, "products and loads are vectors"
    assert body.tested_products == 0, "neither the image's end nor the last items are tested for at products"
    wide_pixels = {16: 6, 14: 4}[knobs.columns]
    assert body.tested_loads == wide_pixels + 2, "a texel of the input is tested once a filter's row"
    assert found.indexed_arrays == ()
    assert found.items <= 256
    assert found.local_bytes <= 16384


@pytest.mark.parametrize("channels", [3, 10, 32])
def test_conversions_of_layouts(channels: int) -> None:
    for func in (layout.pack(channels), layout.unpack(channels)):
        found = work(func)
        assert found.registers <= 1, "a texel"
        assert found.local_bytes == 0
        assert found.items <= 256

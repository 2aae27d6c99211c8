"""The OpenCL C of the important kernels is what it was; after a change that is meant, make golden writes it anew."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from python_tests.opencl.golden_source import kernel_source, normalised
from python_tests.opencl.test_direct import group
from python_tests.passes.graphs import Graph, relax_module
from tvm_dydca import _compat, targets
from tvm_dydca.relay_passes import DispatchKernels
from tvm_dydca.schedules.elementwise import RELU
from tvm_dydca.schedules.kernel import SCHEDULE
from tvm_dydca.schedules.opencl import direct, layout, residual_block, winograd

GOLDEN = Path(__file__).with_name("golden")
BENT, RESIDUAL = group(32, 32, 3, activation=RELU), group(32, 32, 3, residual=True)
TAIL = group(32, 48, 3, skip=(3, 5), shuffle=4)
WIDER, BACK = group(32, 64, 3, activation=RELU), group(64, 32, 3, residual=True)
KERNELS: dict[str, Callable[[Any], Any]] = {
    "direct3x3_32x32_relu": lambda target: direct.rule(BENT, target).func,
    "direct3x3_32x32_residual": lambda target: direct.rule(RESIDUAL, target).func,
    "direct3x3_32x48_skip5x5_shuffle4": lambda target: direct.rule(TAIL, target).func,
    "winograd4x4_32x32_relu": lambda target: winograd.rule(BENT, target).func,
    "direct3x3_32x64_block": lambda target: residual_block.rule(WIDER, BACK, target).func,
    "pack_3": lambda _target: layout.pack(3),
}
IN_IMAGES = {
    "texture_winograd4x4_32x32_relu": Graph(lambda ops, x: ops.relu(ops.conv(x, 32)), {"x": 32}),
    "texture_direct3x3_32x48_skip5x5_shuffle4": Graph(
        lambda ops, x, y: ops.shuffle(ops.add(ops.conv(x, 48), ops.conv(y, 48, 5)), 4), {"x": 32, "y": 3}
    ),
}
"""Networks of one kernel each, with its input and its weights in textures."""


@pytest.mark.parametrize("name", KERNELS)
def test_the_source_is_the_golden_one(name: str, target: Any, pytestconfig: pytest.Config) -> None:
    check(name, kernel_source(KERNELS[name](target), target), pytestconfig)


@pytest.mark.parametrize("name", IN_IMAGES)
def test_the_source_on_textures_is_the_golden_one(name: str, pytestconfig: pytest.Config) -> None:
    target = targets.resolve("qcom/adreno-opencl-texture")
    dispatch: Any = DispatchKernels(target)
    mod = dispatch(relax_module(main=IN_IMAGES[name]))
    (func,) = (func for _, func in mod.functions_items() if f"texture_{(func.attrs or {}).get(SCHEDULE)}" == name)
    with _compat.adreno():
        check(name, kernel_source(func, target), pytestconfig)


def check(name: str, found: str, pytestconfig: pytest.Config) -> None:
    file = GOLDEN / f"{name}.cl"
    if pytestconfig.getoption("--update-golden"):
        file.write_text(found)
    golden = file.read_text()
    difference = difflib.unified_diff(golden.splitlines(), found.splitlines(), f"golden/{name}.cl", "now", lineterm="")
    assert found == golden, "\n" + "\n".join(difference) + "\nmake golden takes what is emitted now"


def test_there_are_no_other_golden_files() -> None:
    assert sorted(file.stem for file in GOLDEN.iterdir()) == sorted([*KERNELS, *IN_IMAGES])


@pytest.mark.parametrize(
    ("emitted", "expected"),
    [
        ("// Function: f\n__kernel void f(int n);\n__kernel void f(int n) {\n}\n", "__kernel void f(int n) {\n}\n"),
        ("y_ptr[((convert_long(get_group_id(1))) * (long)8)]", "y[(group_y * 8)]\n"),
        ("(((float4)(P[0], P[0], P[0], P[0])) * w)", "(P[0] * w)\n"),
        ("(float4)(P[0], P[0], P[0], P[1])", "(float4)(P[0], P[0], P[0], P[1])\n"),
        ("if (((bool)((a) < b)) && (c))", "if ((a < b) && c)\n"),
        ("vload4(0, (x))", "vload4(0, x)\n"),
        (
            "for (int ax7 = 0; ax7 < 8; ++ax7) {\n  cse_v9 = ax7",
            "for (int loop_0 = 0; loop_0 < 8; ++loop_0) {\n  common_0 = loop_0\n",
        ),
    ],
)
def test_what_is_taken_off_the_source(emitted: str, expected: str) -> None:
    assert normalised(emitted) == expected

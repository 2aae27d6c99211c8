"""Kernels of ours over float16 tensors: sums are float32, and only what is stored is rounded.

PoCL has no arithmetic of float16. It has OpenCL's loads and stores of halves as floats, though, and nothing else of
float16 is in these kernels: the test puts those in place of the vectors that they load and store.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
import tvm
import tvm_ffi

from python_tests.opencl.families import OTHERS, convolved, group, name_of, source_of, texels
from python_tests.opencl.test_residual_block import pair, reference
from python_tests.reference import relative_error, stepped
from python_tests.schedules.operands import normal
from tvm_dydca.schedules.elementwise import RELU
from tvm_dydca.schedules.opencl import depthwise, direct, residual_block, winograd

CALLBACK = "tvm_callback_opencl_postproc"
ROUNDED = 2.0**-11
"""Of a stored value, as a part of it."""


def half(array: Any) -> Any:
    """Round to float16, as float32."""
    return array.astype(np.float16).astype(np.float32)


def without_arithmetic(source: str) -> str:
    source = source.replace("convert_float4(vload4(", "(vload_half4(").replace(
        "vstore4((convert_half4(", "vstore_half4((("
    )
    return re.sub(r"^#(pragma OPENCL EXTENSION cl_khr_fp16|error).*$", "", source, flags=re.MULTILINE)


@pytest.fixture
def loads_of_halves() -> Iterator[None]:
    tvm_ffi.register_global_func(CALLBACK, lambda source, _target: without_arithmetic(str(source)), override=True)
    yield
    tvm_ffi.registry.remove_global_func(CALLBACK)


@pytest.mark.usefixtures("loads_of_halves")
@pytest.mark.parametrize(
    ("rule", "group"),
    [
        (direct.rule, group(32, 24, 3, activation=RELU, residual=True)),
        (direct.rule, group(8, 10, 3, residual=True, **OTHERS)),
        (direct.rule, group(7, 9, (2, 5), stride=(2, 1), skip=(3, 5))),
        (depthwise.rule, group(9, 9, 3, groups=9, dilation=(2, 1))),
    ],
    ids=name_of,
)
def test_only_what_is_stored_is_rounded(rule: Any, group: Any, target: Any, device: Any) -> None:
    group = replace(group, weight=half(group.weight), bias=half(group.bias), dtype="float16")
    if group.skip_weight is not None:
        group = replace(group, skip_weight=half(group.skip_weight))
    kernel = rule(group, target)
    assert kernel.name.endswith("_float16")
    module = tvm.tirx.build(tvm.IRModule({"kernel": kernel.func.with_attr("global_symbol", "kernel")}), target=target)
    rng = np.random.default_rng(0)
    inputs = {"input": half(normal(rng, group.in_channels, 21, 34))}
    expected = convolved(inputs["input"], group)
    expected = stepped(group.activation, expected)
    inputs["residual"] = half(normal(rng, group.out_channels, *expected.shape[1:]))
    inputs["skip_input"] = half(normal(rng, 3, *expected.shape[1:]))
    if group.skip_weight is not None:
        skip = replace(group, weight=group.skip_weight, bias=0 * group.bias, stride=(1, 1), padding=None)
        expected = expected + convolved(inputs["skip_input"], skip)
    if group.residual:
        expected = expected + torch.from_numpy(inputs["residual"]).double()
    expected = stepped(group.epilogue, expected)
    expected = texels(expected.numpy())
    arrays = [texels(inputs[operand.role]).astype(np.float16) for operand in kernel.operands]
    result = tvm.runtime.tensor(np.full(expected.shape, np.nan, np.float16), device)
    module["kernel"](*(tvm.runtime.tensor(array, device) for array in (*arrays, *kernel.constants)), result)
    assert 1e-6 < relative_error(result.numpy(), expected) < ROUNDED


@pytest.mark.usefixtures("loads_of_halves")
def test_residual_blocks_are_float16_in_global_memory_alone(target: Any, device: Any) -> None:
    groups = [replace(one, weight=half(one.weight), bias=half(one.bias), dtype="float16") for one in pair(12, 20)]
    kernel = residual_block.rule(*groups, target)
    assert kernel.name == "direct3x3_12x20_block_float16"
    module = tvm.tirx.build(tvm.IRModule({"kernel": kernel.func.with_attr("global_symbol", "kernel")}), target=target)
    x = half(normal(np.random.default_rng(0), 12, 13, 34))
    expected = texels(reference(x, *groups).numpy())
    arrays = (texels(x).astype(np.float16), *kernel.constants, np.full(expected.shape, np.nan, np.float16))
    parts = [tvm.runtime.tensor(array, device) for array in arrays]
    module["kernel"](*parts)
    assert 1e-6 < relative_error(parts[-1].numpy(), expected) < ROUNDED


def test_sums_are_float32(target: Any) -> None:
    source = source_of(direct.rule(replace(group(32, 24, 3), dtype="float16"), target), target)
    assert "float4 A_local_ptr[" in source
    assert re.search(r"half\d* \w+_ptr\[", source) is None, "nothing local is float16"


def test_winograd_is_for_float32(target: Any) -> None:
    assert winograd.rule(replace(group(8, 8, 3), dtype="float16"), target) is None

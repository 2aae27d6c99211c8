"""A residual block in one kernel equals PyTorch in float64, for any size, and keeps the wide tensor in local memory."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
import tvm

from python_tests.opencl.families import FLOAT32, OTHERS, convolved, group, lines_with, source_of, texels
from python_tests.reference import relative_error, stepped
from python_tests.schedules.operands import normal
from tvm_dydca.relay_passes.arena.kernels import prepare_kernels
from tvm_dydca.schedules import ConvGroup
from tvm_dydca.schedules.elementwise import RELU
from tvm_dydca.schedules.kernel import IN_PLACE
from tvm_dydca.schedules.opencl import residual_block
from tvm_dydca.schedules.opencl.residual_block import Knobs


def pair(channels: int, inner: int, *, biased: bool = True) -> tuple[ConvGroup, ConvGroup]:
    first, second = group(channels, inner, 3, activation=RELU), group(inner, channels, 3, residual=True)
    if biased:
        return first, second
    return replace(first, bias=np.zeros_like(first.bias)), replace(second, bias=np.zeros_like(second.bias))


def reference(x: Any, first: ConvGroup, second: ConvGroup) -> Any:
    wide = stepped(first.activation, convolved(x, first)).numpy()
    return stepped(second.epilogue, convolved(wide, second) + torch.from_numpy(x).double())


class Block:
    """A kernel, compiled for an OpenCL device."""

    def __init__(self, groups: tuple[ConvGroup, ConvGroup], target: Any, device: Any, *knobs: Knobs):
        self.groups, self.device = groups, device
        self.kernel = residual_block.rule(*groups, target, *knobs)
        func = self.kernel.func.with_attr("global_symbol", "kernel")
        self.module = tvm.tirx.build(tvm.IRModule({"kernel": func}), target=target)

    def check(self, *sizes: tuple[int, int]) -> None:
        for size in sizes:
            x = normal(np.random.default_rng(size), self.groups[0].in_channels, *size)
            expected = texels(reference(x, *self.groups).numpy())
            result = np.full(expected.shape, np.nan, np.float32)
            parts = [tvm.runtime.tensor(array, self.device) for array in (texels(x), *self.kernel.constants, result)]
            self.module["kernel"](*parts)
            assert relative_error(parts[-1].numpy(), expected) < FLOAT32, size
            assert (parts[0].numpy() == texels(x)).all(), "the input was written"


def test_sizes_that_no_tile_divides(target, device):
    tile = [(rows, columns) for rows in (7, 8, 9) for columns in (15, 16, 17)]
    Block(pair(8, 16), target, device).check((1, 1), (1, 40), (40, 1), (2, 2), (33, 70), *tile)


@pytest.mark.parametrize(("channels", "inner"), [(32, 64), (5, 7), (2, 3), (20, 52)])
def test_channels(channels, inner, target, device):
    Block(pair(channels, inner), target, device).check((1, 1), (9, 23))


def test_a_wide_tensor_that_is_many_times_as_wide(target, device):
    Block(pair(4, 132), target, device).check((1, 1), (11, 18))


def test_other_operators(target, device):
    first, second = pair(8, 12)
    block = Block(
        (replace(first, activation=OTHERS["activation"]), replace(second, epilogue=OTHERS["epilogue"])), target, device
    )
    assert block.kernel.name == "direct3x3_8x12_block_leaky_relu_silu_tanh_leaky_relu_clip"
    block.check((1, 1), (10, 17))


def test_without_biases(target, device):
    Block(pair(8, 12, biased=False), target, device).check((1, 1), (10, 17))


@pytest.mark.parametrize(
    "knobs",
    [
        Knobs(6, 14, 2, 1, 1, 2, 1),
        Knobs(14, 8, 8, 2, 4, 5, 4),
        Knobs(3, 5, 5, 3, 2, 7, 2),
        Knobs(1, 1, 1, 1, 1, 1, 1),
    ],
    ids=str,
)
def test_every_knob(knobs, target, device):
    Block(pair(24, 20), target, device, knobs).check((1, 1), (5, 7), (33, 35))


@pytest.mark.parametrize(("limit", "used"), [(16384, 12288), (12287, 6144), (6144, 6144), (6143, None)])
def test_it_keeps_to_the_local_memory_of_the_target(limit, used):
    smaller = tvm.target.Target({"kind": "opencl", "max_shared_memory_per_block": limit}, host="llvm")
    kernel = residual_block.rule(*pair(32, 64), smaller)
    assert (kernel is None) == (used is None)
    if kernel is None:
        reason = "a work-group of 256 items with 6143 bytes is too small for its tile"
        assert residual_block.why_not(*pair(32, 64), smaller) == reason
    else:
        (local,) = lines_with(source_of(kernel, smaller), "__local float4")
        assert int(local.split("[")[1].split("]")[0]) * 16 == used


def test_a_work_group_has_no_more_items_than_the_target_allows(device):
    target = tvm.target.Target({"kind": "opencl", "max_num_threads": 32}, host="llvm")
    Block(pair(32, 16), target, device).check((17, 18))
    assert residual_block.rule(*pair(32, 16), target, Knobs(rows=16)) is None


def test_nothing_of_the_wide_tensor_is_in_global_memory(target):
    kernel = residual_block.rule(*pair(32, 64), target)
    (prepared,) = prepare_kernels(tvm.IRModule({"kernel": kernel.func}), 1, set()).values()
    assert prepared.workspaces == ()
    assert IN_PLACE not in kernel.func.attrs, "work-groups read the borders of others"
    assert [operand.role for operand in kernel.operands] == ["input"]
    assert [constant.shape for constant in kernel.constants] == [
        (16, 8, 3, 3, 4, 4), (16, 4), (8, 16, 3, 3, 4, 4), (8, 4)
    ]  # fmt: skip
    assert kernel.name == "direct3x3_32x64_block"
    source = source_of(kernel, target)
    assert source.count("__kernel void") == 2, "a declaration and a kernel"
    assert source.count("barrier(") == 2, "before local memory is written anew, and before it is read"


FIRST, SECOND = pair(8, 16)


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        ((group(8, 16, 5, activation=RELU), SECOND), "a filter is 5x5, not 3x3"),
        ((replace(FIRST, padding=(0, 0, 0, 0)), replace(SECOND, padding=(2, 2, 2, 2))), "its padding is 0, 0, 0, 0"),
        ((FIRST, group(16, 8, 3, residual=True, groups=2)), "it has 2 groups"),
        ((replace(FIRST, epilogue=RELU), SECOND), "they are not x + second(first(x))"),
        ((FIRST, replace(SECOND, activation=RELU)), "they are not x + second(first(x))"),
        ((FIRST, replace(SECOND, shuffle=2)), "a skip or a pixel shuffle is fused into it"),
    ],
)
def test_what_it_leaves(groups, reason, target):
    assert residual_block.rule(*groups, target) is None
    assert residual_block.why_not(*groups, target).startswith(reason)

"""Depthwise convolutions on CPUs equal PyTorch's float64, whatever the filter, the steps and the size."""

import numpy as np
import pytest

from python_tests.schedules.operands import blocks_equal, group_of
from tvm_dydca.schedules.cpu import depthwise
from tvm_dydca.schedules.elementwise import RELU
from tvm_dydca.schedules.kernel import BLOCKED, IN_PLACE

SIZES = ((1, 1), (1, 37), (13, 1), (5, 7), (23, 18))
CASES = {
    "3x3_64_relu": (64, (3, 3), {"activation": RELU}),
    "3x3_17_stride2x2": (17, (3, 3), {"stride": (2, 2)}),
    "5x5_33_relu_residual": (33, (5, 5), {"activation": RELU, "residual": True}),
    "3x5_3_dilation4x2": (3, (3, 5), {"dilation": (4, 2)}),
    "2x4_16_stride1x3_uneven padding": (16, (2, 4), {"stride": (1, 3), "padding": (0, 1, 3, 2)}),
    "1x1_5": (5, (1, 1), {}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_convolution(name, target, compile_kernel):
    channels, sides, rest = CASES[name]
    group = group_of(np.random.default_rng(channels), channels, channels, sides, groups=channels, **rest)
    kernel = depthwise.rule(group, target)
    run = compile_kernel(kernel.func)
    for at_end in (True, False):
        assert sum(blocks_equal(group, kernel, run, size, at_end) for size in SIZES) >= 3


@pytest.mark.parametrize("pixels", [2, 12])
def test_other_knobs_compute_the_same(pixels, target, compile_kernel):
    group = group_of(np.random.default_rng(1), 20, 20, (3, 3), groups=20, stride=(2, 2), residual=True)
    kernel = depthwise.rule(group, target, depthwise.Knobs(pixels))
    run = compile_kernel(kernel.func)
    assert all(blocks_equal(group, kernel, run, size) for size in SIZES)


def test_a_kernel_says_what_it_reads_and_is_named_after_what_it_does(target):
    group = group_of(np.random.default_rng(0), 7, 7, (3, 5), groups=7, stride=(2, 1), activation=RELU, residual=True)
    kernel = depthwise.rule(group, target)
    assert kernel.name == "depthwise3x5_7_stride2x1_relu_residual"
    assert [(operand.role, operand.layout) for operand in kernel.operands] == [
        ("input", BLOCKED),
        ("residual", BLOCKED),
    ]
    assert list(map(int, kernel.func.attrs[IN_PLACE])) == [1]
    assert kernel.out_layout == BLOCKED


@pytest.mark.parametrize(
    ("channels", "groups", "rest", "reason"),
    [
        ((8, 8), 4, {}, "the filter takes 2 channels to 2 in each group"),
        ((4, 8), 4, {}, "the filter takes 1 channels to 2 in each group"),
        ((4, 4), 4, {"shuffle": 2}, "a skip or a pixel shuffle is fused into it"),
    ],
)
def test_what_it_leaves(channels, groups, rest, reason, target):
    group = group_of(np.random.default_rng(0), *channels, (3, 3), groups=groups, **rest)
    assert depthwise.rule(group, target) is None
    assert depthwise.why_not(group) == reason

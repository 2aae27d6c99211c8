"""Direct convolutions on CPUs equal PyTorch's float64, whatever the filter, the steps, the groups and the size."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from python_tests.schedules.operands import blocks_equal, group_of, normal
from tvm_dydca.schedules.cpu import direct
from tvm_dydca.schedules.elementwise import RELU
from tvm_dydca.schedules.kernel import BLOCKED, IN_PLACE

SIZES = ((1, 1), (1, 37), (13, 1), (5, 7), (23, 18))


CASES = {
    "1x1_64x80_relu": (64, 80, (1, 1), {"activation": RELU}),
    "1x1_5x3": (5, 3, (1, 1), {}),
    "5x5_17x33_relu_residual": (17, 33, (5, 5), {"activation": RELU, "residual": True}),
    "3x3_20x40_stride2x2": (20, 40, (3, 3), {"stride": (2, 2)}),
    "7x7_6x16_stride4x3": (6, 16, (7, 7), {"stride": (4, 3), "padding": (3, 3, 3, 3)}),
    "3x3_8x8_dilation2x3": (8, 8, (3, 3), {"dilation": (2, 3)}),
    "2x4_9x5_uneven padding": (9, 5, (2, 4), {"padding": (0, 1, 3, 2)}),
    "3x3_32x64_groups2_residual": (32, 64, (3, 3), {"groups": 2, "residual": True}),
    "3x3_12x18_groups6_stride2x2": (12, 18, (3, 3), {"groups": 6, "stride": (2, 2)}),
    "3x1_48x96_groups12": (48, 96, (3, 1), {"groups": 12}),
}


@pytest.fixture(scope="module", params=CASES)
def case(request, target, compile_kernel):
    channels_in, channels_out, sides, rest = CASES[request.param]
    group = group_of(np.random.default_rng(channels_in), channels_in, channels_out, sides, **rest)
    kernel = direct.rule(group, target)
    return group, kernel, compile_kernel(kernel.func)


@pytest.mark.parametrize("at_end", [True, False], ids=["end", "start"])
def test_a_convolution(case, at_end):
    assert sum(blocks_equal(*case, size, at_end) for size in SIZES) >= 3


def test_a_kernel_says_what_it_reads_and_is_named_after_what_it_does(target):
    rng = np.random.default_rng(0)
    group = group_of(rng, 32, 32, (3, 5), groups=2, stride=(2, 1), dilation=(1, 3), activation=RELU, residual=True)
    kernel = direct.rule(group, target)
    assert kernel.name == "direct3x5_32x32_stride2x1_dilation1x3_groups2_relu_residual"
    assert [(operand.role, operand.layout) for operand in kernel.operands] == [
        ("input", BLOCKED),
        ("residual", BLOCKED),
    ]
    assert list(map(int, kernel.func.attrs[IN_PLACE])) == [1]
    assert kernel.out_layout == BLOCKED


@pytest.mark.parametrize(
    ("knobs", "rest"),
    [
        (direct.Knobs(pixels=16, columns=1, k_unroll=8), {"activation": RELU}),
        (direct.Knobs(pixels=5, columns=3, k_unroll=1), {"stride": (2, 2), "residual": True}),
    ],
)
def test_other_knobs_compute_the_same(knobs, rest, target, compile_kernel):
    group = group_of(np.random.default_rng(1), 20, 48, (3, 3), **rest)
    kernel = direct.rule(group, target, knobs)
    run = compile_kernel(kernel.func)
    assert all(blocks_equal(group, kernel, run, size) for size in SIZES)


@pytest.mark.parametrize("size", [(1, 1), (2, 7), (9, 11)])
def test_an_image_of_known_size(size, target, compile_kernel):
    group = group_of(np.random.default_rng(1), 20, 48, (5, 5), size=size)
    kernel = direct.rule(group, target)
    assert blocks_equal(group, kernel, compile_kernel(kernel.func), size)


@pytest.mark.parametrize(
    ("channels", "groups", "joined"),
    [((16, 32), 4, 4), ((4, 4), 8, 2), ((8, 16), 6, 3), ((3, 2), 6, 1), ((1, 1), 32, 2), ((5, 7), 1, 1)],
)
def test_groups_are_joined_to_whole_blocks(channels, groups, joined):
    inside, out = channels
    weight = normal(np.random.default_rng(0), out * groups, inside, 1, 1)
    wide, left = direct.join_groups(weight, groups)
    assert left == joined
    assert wide.shape == (out * groups, inside * groups // joined, 1, 1)
    x = torch.randn(1, inside * groups, 2, 3, dtype=torch.float64)
    expected = F.conv2d(x, torch.from_numpy(weight).double(), groups=groups)
    torch.testing.assert_close(F.conv2d(x, torch.from_numpy(wide).double(), groups=left), expected)


@pytest.mark.parametrize(
    ("channels", "rest", "reason"),
    [
        (4, {}, "4 input channels are too few"),
        (8, {"shuffle": 2}, "a skip or a pixel shuffle is fused into it"),
        (8, {"skip_weight": np.ones((12, 3, 1, 1), np.float32)}, "a skip or a pixel shuffle is fused into it"),
    ],
)
def test_what_it_leaves(channels, rest, reason, target):
    group = group_of(np.random.default_rng(0), channels, 12, (1, 1), **rest)
    assert direct.rule(group, target) is None
    assert direct.why_not(group) == reason

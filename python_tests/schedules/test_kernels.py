"""Every kernel equals PyTorch's float64 on any size, writes all of its output, and touches nothing else."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
import tvm

from python_tests.reference import relative_error, stepped
from python_tests.schedules.operands import (
    DIRECT,
    WINOGRAD,
    blocked,
    blocks_equal,
    conv,
    group_of,
    normal,
    padded,
    reference,
)
from tvm_dydca.schedules import ConvGroup
from tvm_dydca.schedules.cpu import few_channels, winograd
from tvm_dydca.schedules.cpu.few_channels import pack, pad_input, padded_shape, unpack
from tvm_dydca.schedules.elementwise import RELU
from tvm_dydca.schedules.kernel import BLOCKED, NCHW, PADDED

SIZES = ((1, 1), (1, 37), (13, 1), (4, 4), (5, 7), (24, 25), (53, 47))
BOTH_ENDS = pytest.mark.parametrize("at_end", [True, False], ids=["end", "start"])
NARROW = {"avx2": {"kind": "llvm", "mcpu": "x86-64-v3"}, "sse": {"kind": "llvm", "mcpu": "x86-64"}}


class Winograd:
    """A kernel of the Winograd family with its group, its code and random operands."""

    def __init__(self, group, target, compile_kernel):
        self.group = group
        self.kernel = winograd.rule(group, target)
        self.run_kernel = compile_kernel(self.kernel.func)

    def check(self, size, at_end=True):
        rng = np.random.default_rng(size)
        group, constants = self.group, self.kernel.constants
        x, residual = normal(rng, group.in_channels, *size), normal(rng, group.out_channels, *size)
        expected = stepped(group.activation, conv(x, group.weight, group.bias))
        operands = [blocked(x)]
        if group.residual:
            expected = expected + torch.from_numpy(residual).double()
            operands.append(blocked(residual))
        expected = stepped(group.epilogue, expected)
        found = self.run_kernel(*operands, *constants, out=blocked(residual).shape, at_end=at_end)
        assert relative_error(found, blocked(expected.numpy())) < WINOGRAD


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((32, 64, True, False), id="32x64_relu"),
        pytest.param((64, 32, False, True), id="64x32_residual"),
        pytest.param((20, 24, True, True), id="20x24_relu_residual"),
        pytest.param((5, 3, False, False), id="5x3"),
    ],
)
def winograd_kernel(request, target, compile_kernel):
    channels_in, channels_out, relu, residual = request.param
    rng = np.random.default_rng(channels_in)
    weight = normal(rng, channels_out, channels_in, 3, 3) / np.float32(3 * channels_in**0.5)
    group = ConvGroup(weight, normal(rng, channels_out), activation=RELU * relu, residual=residual)
    return Winograd(group, target, compile_kernel)


@BOTH_ENDS
@pytest.mark.parametrize("size", SIZES)
def test_winograd(winograd_kernel, size, at_end):
    winograd_kernel.check(size, at_end)


def test_winograd_on_random_sizes(winograd_kernel):
    rng = np.random.default_rng(9)
    for _ in range(12):
        winograd_kernel.check(tuple(int(n) for n in rng.integers(1, 40, 2)))


@pytest.mark.parametrize("options", NARROW.values(), ids=NARROW)
def test_winograd_with_the_tiles_of_a_narrower_machine(options, compile_kernel):
    """The schedule of a narrower machine, compiled for this one."""
    rng = np.random.default_rng(0)
    group = ConvGroup(normal(rng, 40, 18, 3, 3) / np.float32(12), normal(rng, 40), activation=RELU)
    narrow = Winograd(group, tvm.target.Target(options), compile_kernel)
    for size in ((1, 1), (6, 31), (23, 18)):
        narrow.check(size)


@pytest.mark.parametrize("padding", [(0, 0, 0, 0), (2, 0, 1, 5)])
def test_winograd_with_another_padding(padding, target, compile_kernel):
    group = group_of(np.random.default_rng(3), 20, 18, (3, 3), padding=padding, activation=RELU, residual=True)
    kernel = winograd.rule(group, target)
    run = compile_kernel(kernel.func)
    done = [blocks_equal(group, kernel, run, size, tolerance=WINOGRAD) for size in (*SIZES, (3, 3), (8, 3))]
    assert sum(done) >= 6


@pytest.mark.parametrize(
    ("channels", "groups", "rest"),
    [
        ((64, 96), 2, {"activation": RELU, "residual": True}),
        ((12, 18), 6, {"padding": (0, 2, 1, 1)}),
        ((16, 64), 16, {}),
    ],
)
def test_winograd_with_groups(channels, groups, rest, target, compile_kernel):
    group = group_of(np.random.default_rng(3), *channels, (3, 3), groups=groups, **rest)
    kernel = winograd.rule(group, target)
    assert kernel.name.startswith(f"winograd6x6_{channels[0]}x{channels[1]}_groups{groups}")
    run = compile_kernel(kernel.func)
    assert sum(blocks_equal(group, kernel, run, size, tolerance=WINOGRAD) for size in SIZES) >= 5


@pytest.mark.parametrize("rest", [{"activation": RELU, "residual": True}, {"padding": (0, 1, 3, 2)}])
def test_winograd_by_tiles_of_two_is_as_accurate_as_a_direct_convolution(rest, target, compile_kernel):
    group = group_of(np.random.default_rng(3), 36, 18, (3, 3), **rest)
    kernel = winograd.rule(group, target, winograd.Knobs(tile=2))
    assert kernel.name.startswith("winograd2x2_36x18")
    run = compile_kernel(kernel.func)
    assert sum(blocks_equal(group, kernel, run, size, tolerance=DIRECT) for size in SIZES) >= 4


@pytest.mark.parametrize(
    ("size", "tile", "tiles"),
    [
        ((1, 1), 2, 1),
        ((4, 3), 4, 1),
        ((6, 5), 6, 1),
        ((7, 2), 2, 4),
        ((16, 14), 4, 4),
        ((20, 30), 6, 4),
        ((54, 48), 6, 4),
    ],
)
def test_winograd_of_an_image_of_known_size(size, tile, tiles, target, compile_kernel):
    group = group_of(np.random.default_rng(3), 20, 40, (3, 3), activation=RELU, size=size)
    assert winograd.knobs_for(group, target) == winograd.Knobs(tile=tile, tiles=tiles)
    kernel = winograd.rule(group, target)
    assert kernel.name == f"winograd{tile}x{tile}_20x40_relu"
    assert blocks_equal(group, kernel, compile_kernel(kernel.func), size, tolerance=WINOGRAD)


@pytest.fixture(scope="module", params=[2, 3, 4])
def tail(request, target, compile_kernel):
    factor = request.param
    out, inside = 3 * factor**2, {2: 20, 3: 7, 4: 32}[factor]
    rng = np.random.default_rng(factor)
    weight = normal(rng, out, inside, 3, 3) / np.float32(3 * inside**0.5)
    skip = normal(rng, out, 3, 5, 5) / np.float32(9)
    group = ConvGroup(weight, normal(rng, out), skip_weight=skip, shuffle=factor)
    kernel = winograd.rule(group, target)
    return group, kernel, compile_kernel(kernel.func)


@BOTH_ENDS
@pytest.mark.parametrize("radius", [2, 4])
@pytest.mark.parametrize("size", SIZES)
def test_the_last_layer_adds_the_skip_and_shuffles(tail, size, radius, at_end):
    group, kernel, run = tail
    assert [(o.role, o.layout, o.radius) for o in kernel.operands] == [("input", BLOCKED, 0), ("skip_input", PADDED, 2)]
    assert kernel.out_layout == NCHW
    rng = np.random.default_rng(size)
    x, image = normal(rng, group.in_channels, *size), normal(rng, 3, *size)
    expected = F.pixel_shuffle(
        conv(x, group.weight, group.bias) + conv(image, group.skip_weight), group.shuffle
    ).numpy()
    out = (1, *expected.shape)
    found = run(blocked(x), padded(image, radius, rng), *kernel.constants, out=out, at_end=at_end)
    assert relative_error(found[0], expected) < WINOGRAD


@pytest.mark.parametrize(("inside", "out", "factor"), [(32, 48, 4), (7, 18, 3), (20, 4, 2)])
def test_a_last_layer_without_a_skip(inside, out, factor, target, compile_kernel):
    steps = {"activation": (("leaky_relu", (0.25,)),), "epilogue": (("silu", ()),)}
    group = group_of(np.random.default_rng(3), inside, out, (3, 3), shuffle=factor, **steps)
    kernel = winograd.rule(group, target)
    assert kernel.name == f"winograd6x6_{inside}x{out}_leaky_relu_shuffle{factor}_silu"
    run = compile_kernel(kernel.func)
    for size in SIZES:
        x = normal(np.random.default_rng(size), inside, *size)
        expected = stepped(group.epilogue, stepped(group.activation, conv(x, group.weight, group.bias)))
        expected = F.pixel_shuffle(expected, factor).numpy()
        for at_end in (True, False):
            found = run(blocked(x), *kernel.constants, out=(1, *expected.shape), at_end=at_end)
            assert relative_error(found[0], expected) < WINOGRAD


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((3, 32, 3, False), id="3x32"),
        pytest.param((3, 20, 5, True), id="5x5_3x20_relu"),
        pytest.param((1, 7, 1, False), id="1x1_1x7"),
        pytest.param((4, 50, 7, True), id="7x7_4x50_relu"),
    ],
)
def first_layer(request, target, compile_kernel):
    channels_in, channels_out, side, relu = request.param
    rng = np.random.default_rng(side)
    weight = normal(rng, channels_out, channels_in, side, side) / np.float32(side * channels_in**0.5)
    group = ConvGroup(weight, normal(rng, channels_out), activation=RELU * relu)
    kernel = few_channels.rule(group, target)
    return group, kernel, compile_kernel(kernel.func)


@BOTH_ENDS
@pytest.mark.parametrize("further", [0, 2])
@pytest.mark.parametrize("size", SIZES)
def test_the_first_layer(first_layer, size, further, at_end):
    group, kernel, run = first_layer
    own = group.kernel_size // 2
    assert [(o.role, o.layout, o.radius) for o in kernel.operands] == [("input", PADDED, own)]
    assert kernel.out_layout == BLOCKED
    rng = np.random.default_rng(size)
    x = normal(rng, group.in_channels, *size)
    expected = conv(x, group.weight, group.bias)
    expected = blocked(stepped(group.activation, expected).numpy())
    found = run(padded(x, own + further, rng), *kernel.constants, out=expected.shape, at_end=at_end)
    assert relative_error(found, expected) < DIRECT


STEPPING = {
    "3x3_3x20_stride2x2": (3, 20, (3, 3), {"stride": (2, 2), "padding": (1, 1, 1, 1)}),
    "7x7_3x64_stride2x2_relu": (3, 64, (7, 7), {"stride": (2, 2), "padding": (3, 3, 3, 3), "activation": RELU}),
    "2x4_4x5_uneven padding": (4, 5, (2, 4), {"padding": (0, 1, 3, 2)}),
    "3x3_1x16_no padding": (1, 16, (3, 3), {"padding": (0, 0, 0, 0)}),
    "3x2_2x33_dilation2x3": (2, 33, (3, 2), {"dilation": (2, 3), "stride": (1, 4)}),
}


@pytest.mark.parametrize("case", STEPPING)
def test_a_first_layer_with_other_steps_and_padding(case, target, compile_kernel):
    rng = np.random.default_rng(5)
    channels_in, channels_out, sides, rest = STEPPING[case]
    group = group_of(rng, channels_in, channels_out, sides, **rest)
    kernel = few_channels.rule(group, target)
    (operand,) = kernel.operands
    assert operand.exact
    assert operand.radius == max(group.pads)
    run, done = compile_kernel(kernel.func), 0
    for size in (*SIZES, (31, 30)):
        x = normal(rng, channels_in, *size)
        expected = reference(group, x)
        if expected is not None:
            done += 1
            found = run(padded(x, operand.radius, rng), *kernel.constants, out=blocked(expected).shape)
            assert relative_error(found, blocked(expected)) < DIRECT
    assert done >= 4


@BOTH_ENDS
@pytest.mark.parametrize(("channels", "radius", "shift"), [(3, 2, 0.5), (1, 0, 0.0), (4, 1, -1.25)])
def test_padding_moves_the_image_and_not_its_border(channels, radius, shift, compile_kernel, at_end):
    run = compile_kernel(pad_input(channels, radius, shift))
    for size in SIZES:
        x = normal(np.random.default_rng(size), 1, channels, *size)
        shape = padded_shape(channels, *size, radius)
        assert all(n >= s + 2 * radius and (n - 2 * radius) % 4 == 0 for n, s in zip(shape[1:], size))
        expected = np.zeros(shape, np.float32)
        expected[:, radius : radius + size[0], radius : radius + size[1]] = x[0] - np.float32(shift)
        np.testing.assert_array_equal(run(x, out=shape, at_end=at_end), expected)


@BOTH_ENDS
@pytest.mark.parametrize("channels", [1, 16, 20, 48])
def test_packing_and_back(channels, compile_kernel, at_end):
    forth, back = compile_kernel(pack(channels)), compile_kernel(unpack(channels))
    for size in ((1, 1), (3, 11), (8, 5)):
        x = normal(np.random.default_rng(size), 1, channels, *size)
        there = forth(x, out=(*size, -(-channels // 16), 16), at_end=at_end)
        np.testing.assert_array_equal(there, blocked(x[0]))
        np.testing.assert_array_equal(back(there, out=x.shape, at_end=at_end), x)


def test_unpacking_does_not_look_at_the_lanes_past_the_channels(compile_kernel):
    there = np.full((2, 3, 2, 16), np.nan, np.float32)
    there[..., 0, :] = 1
    there[..., 1, :4] = 2
    found = compile_kernel(unpack(20))(np.nan_to_num(there, nan=9), out=(1, 20, 2, 3))
    assert (found[:, :16] == 1).all()
    assert (found[:, 16:] == 2).all()

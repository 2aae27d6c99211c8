"""A residual block in one kernel equals PyTorch in float64, beside its input or over it, in a ring of its size."""

from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F
import tvm
import tvm_ffi
from tvm import ir

from python_tests.reference import relative_error, stepped
from python_tests.schedules.guarded import Guarded
from python_tests.schedules.operands import WINOGRAD, blocked, conv, normal
from tvm_dydca.relay_passes.arena.kernels import prepare_kernels
from tvm_dydca.schedules import ConvGroup
from tvm_dydca.schedules.cpu import winograd_block
from tvm_dydca.schedules.elementwise import RELU
from tvm_dydca.targets import threads_of

BAND, BAND_NARROW = 24, 56
"""Rows of a band of images wider than 240 pixels, and of others."""
SIZES = (
    *((1, 1), (1, 40), (3, 5), (4, 4), (5, 300), (53, 47), (107, 95), (130, 70), (333, 2), (2, 241)),
    *((bands * BAND_NARROW + more, 6) for bands in (1, 2, 3) for more in (-5, -4, -1, 0, 1, 3, 4, 5)),
    *((bands * BAND + more, 241) for bands in (1, 2) for more in (-4, -1, 0, 1, 4)),
    *((BAND_NARROW + 1, width) for width in (239, 240, 241, 500)),
)


def groups(channels, inner):
    rng = np.random.default_rng(inner)
    first = normal(rng, inner, channels, 3, 3) / np.float32(3 * channels**0.5)
    second = normal(rng, channels, inner, 3, 3) / np.float32(3 * inner**0.5)
    return (
        ConvGroup(first, normal(rng, inner), activation=RELU),
        ConvGroup(second, normal(rng, channels), residual=True),
    )


class Block:
    """A kernel as an arena runs it: its workspaces, with the ring, are given, and end where memory does."""

    def __init__(self, channels, inner, code, target, knobs=winograd_block.DEFAULT):
        self.first, self.second = groups(channels, inner)
        self.kernel = winograd_block.rule(self.first, self.second, code, knobs)
        module = tvm.IRModule({"kernel": self.kernel.func})
        (self.prepared,) = prepare_kernels(module, threads_of(target), set()).values()
        self.constants = [Guarded(constant.shape, True, constant) for constant in self.kernel.constants]
        named = tvm.IRModule({"kernel": self.prepared.func.with_attr("global_symbol", "kernel")})
        self.run_kernel = tvm.compile(named, target=target)["kernel"]

    def workspace_elements(self, size):
        """Return the elements of the only workspace."""
        dims = dict(zip(("H", "W"), size))
        (workspace,) = self.prepared.workspaces
        values = (ir.Var, lambda var: tvm.tirx.const(dims[var.name], "int64"))
        return int(tvm.sym.Analyzer().simplify(tvm_ffi.structural_map(workspace.shape[0], values)).value)

    def ring_pixels(self, size):
        """Return the pixels that the ring grows by, from an image of one pixel."""
        elements = self.workspace_elements(size) - self.workspace_elements((1, 1))
        return 1 + elements / (-(-self.first.out_channels // 16) * 16)

    def check(self, size):
        x = normal(np.random.default_rng(size), self.first.in_channels, *size)
        inner = stepped(self.first.activation, conv(x, self.first.weight, self.first.bias))
        inner = F.conv2d(inner[None], torch.from_numpy(self.second.weight).double(), padding=1)[0]
        expected = inner + torch.from_numpy(x + self.second.bias[:, None, None].astype(np.float64))
        expected = blocked(stepped(self.second.epilogue, expected).numpy())
        workspace = Guarded((self.workspace_elements(size),), at_end=True)
        for over_input in (False, True):
            given = Guarded(expected.shape, True, blocked(x))
            result = given if over_input else Guarded(expected.shape, True)
            parts = (given, *self.constants, result, workspace)
            self.run_kernel(*(tvm.runtime.from_dlpack(part.array) for part in parts))
            for part in parts:
                part.check()
            assert relative_error(result.array, expected) < WINOGRAD, "over its input" if over_input else "beside it"
            assert over_input or (given.array == blocked(x)).all(), "the input was written"


@pytest.fixture(scope="module")
def block(target):
    return Block(20, 40, target, target)


@pytest.mark.parametrize("size", SIZES)
def test_a_block(block, size):
    block.check(size)


@pytest.mark.parametrize(("channels", "inner"), [(32, 64), (5, 7), (40, 17)])
def test_channels(channels, inner, target):
    block = Block(channels, inner, target, target)
    for size in ((7, 9), (61, 30)):
        block.check(size)


def test_random_sizes(block):
    rng = np.random.default_rng(4)
    for _ in range(8):
        block.check(tuple(int(n) for n in rng.integers(1, 150, 2)))


def test_the_tiles_of_a_narrower_machine(target):
    block = Block(18, 34, tvm.target.Target({"kind": "llvm", "mcpu": "x86-64-v3"}), target)
    for size in ((6, 31), (59, 18)):
        block.check(size)


def test_tiles_of_two(target):
    block = Block(18, 20, target, target, winograd_block.Knobs(tile=2))
    assert block.kernel.name == "winograd2x2_18x20_block"
    for size in ((1, 1), (3, 5), (53, 47), (60, 7), (61, 240), (27, 241), (28, 241), (57, 243), (117, 239)):
        block.check(size)


def test_convolutions_that_change_the_size_in_between_are_no_block(target):
    first, second = groups(20, 40)
    cut, grown = replace(first, padding=(0, 0, 0, 0)), replace(second, padding=(2, 2, 2, 2))
    assert winograd_block.rule(cut, grown, target) is None


def test_a_shuffle_in_between_or_at_the_end_is_no_block(target):
    first, second = groups(20, 16)
    assert winograd_block.rule(first, second, target) is not None
    assert winograd_block.rule(replace(first, shuffle=2), second, target) is None
    assert winograd_block.rule(first, replace(second, shuffle=2), target) is None


def test_the_ring_holds_a_band_and_never_more_than_the_image(block):
    rows = {(54, 48): 54, (64, 240): 64, (270, 240): 64, (270, 480): 32, (270, 960): 32, (9, 480): 9}
    pixels = {size: count * size[1] for size, count in rows.items()}
    assert {size: block.ring_pixels(size) for size in pixels} == pixels


def test_what_a_kernel_says_of_itself(target):
    kernel = winograd_block.rule(*groups(20, 40), target)
    assert kernel.name == "winograd6x6_20x40_block"
    assert [operand.role for operand in kernel.operands] == ["input"]
    assert [constant.shape for constant in kernel.constants] == [(64, 3, 32, 16), (3, 16), (64, 2, 48, 16), (2, 16)]

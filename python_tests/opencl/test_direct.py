"""Direct convolutions on an OpenCL device equal PyTorch in float64, for any size, with every epilogue and knob."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
import tvm

from python_tests.reference import relative_error
from python_tests.schedules.operands import conv, normal
from tvm_dydca.relay_passes.arena.kernels import prepare_kernels
from tvm_dydca.schedules import CONVERSIONS, ConvGroup
from tvm_dydca.schedules.kernel import IN_PLACE, TEXELS
from tvm_dydca.schedules.opencl import direct

SIZES = ((1, 1), (5, 7), (33, 70), (54, 48))
FLOAT32 = 1e-6


def texels(x):
    """(C, H, W) to the layout TEXELS, zeros in the lanes past C."""
    channels, height, width = x.shape
    padded = np.zeros((-(-channels // 4) * 4, height, width), np.float32)
    padded[:channels] = x
    return np.ascontiguousarray(padded.reshape(-1, 4, height, width).transpose(0, 2, 3, 1))


def group(channels, out, side, *, relu=False, residual=False, skip=None, shuffle=1):
    rng = np.random.default_rng(out)
    weight = normal(rng, out, channels, side, side) / np.float32(side * channels**0.5)
    skip_weight = None if skip is None else normal(rng, out, skip[0], skip[1], skip[1]) / np.float32(5)
    return ConvGroup(weight, normal(rng, out), relu, residual, skip_weight, shuffle)


class Compiled:
    """A rule's kernel for one group, compiled for an OpenCL device."""

    def __init__(self, group, target, device, knobs=direct.DEFAULT):
        self.group, self.device = group, device
        self.kernel = direct.rule(group, target, knobs)
        func = self.kernel.func.with_attr("global_symbol", "kernel")
        self.module = tvm.tirx.build(tvm.IRModule({"kernel": func}), target=target)

    def check(self, size):
        group, rng = self.group, np.random.default_rng(size)
        inputs = {"input": normal(rng, group.in_channels, *size)}
        expected = conv(inputs["input"], group.weight, group.bias)
        expected = F.relu(expected) if group.relu else expected
        if group.skip_weight is not None:
            inputs["skip_input"] = normal(rng, group.skip_weight.shape[1], *size)
            expected = expected + conv(inputs["skip_input"], group.skip_weight)
        if group.residual:
            inputs["residual"] = normal(rng, group.out_channels, *size)
            expected = expected + torch.from_numpy(inputs["residual"]).double()
        shuffled = F.pixel_shuffle(expected[None], group.shuffle).numpy()
        expected = shuffled if group.shuffle > 1 else texels(expected.numpy())
        arrays = [texels(inputs[operand.role]) for operand in self.kernel.operands]
        for over in (None, *self.kernel.func.attrs.get(IN_PLACE, [])):
            result = np.full(expected.shape, np.nan, np.float32)
            parts = [tvm.runtime.tensor(array, self.device) for array in (*arrays, *self.kernel.constants, result)]
            if over is not None:
                parts[-1] = parts[int(over)]
            self.module["kernel"](*parts)
            assert relative_error(parts[-1].numpy(), expected) < FLOAT32, (size, over)


@pytest.mark.parametrize(
    "group",
    [
        group(3, 32, 3),
        group(32, 64, 3, relu=True),
        group(64, 32, 3, residual=True),
        group(32, 48, 3, skip=(3, 5), shuffle=4),
        group(5, 12, 1, skip=(3, 3), shuffle=2),
        group(6, 27, 3, shuffle=3),
        group(9, 7, 5, relu=True, residual=True),
        group(1, 1, 1),
    ],
    ids=lambda group: f"{group.in_channels}x{group.out_channels}x{group.kernel_size}",
)
def test_every_epilogue(group, target, device):
    compiled = Compiled(group, target, device)
    for size in SIZES:
        compiled.check(size)


@pytest.mark.parametrize("knobs", [direct.Knobs(2, 2, 4, 4), direct.Knobs(8, 3, 16, 1), direct.Knobs(3, 1, 1, 5)])
def test_every_knob(knobs, target, device):
    compiled = Compiled(group(20, 24, 3, relu=True), target, device, knobs)
    for size in SIZES:
        compiled.check(size)


def test_other_convolutions_are_left(target):
    assert direct.rule(group(4, 4, 2), target) is None


def test_registers_stay_in_the_kernel(target):
    """What a work-item has for itself is no workspace: an arena would give all of them the same place."""
    module = tvm.IRModule({"kernel": direct.rule(group(8, 8, 3), target).func})
    (prepared,) = prepare_kernels(module, 2, set()).values()
    assert prepared.workspaces == ()


def test_the_inner_loop_has_vectors_and_no_tests(target):
    module = tvm.IRModule(
        {"kernel": direct.rule(group(32, 64, 3, relu=True), target).func.with_attr("global_symbol", "k")}
    )
    source = tvm.tirx.build(module, target=target).imports[0].inspect_source()
    products = [line for line in source.splitlines() if "ws_local" in line and "A_local" in line]
    assert len(products) == 3 * 4 * 16, "3 columns of the filter, 4 input channels, a tile of 4 pixels of 4 blocks"
    assert all("(float4)" in line and "if (" not in line for line in products)
    loads = [line for line in source.splitlines() if "ws_local" in line and "A_local" not in line and "=" in line]
    assert all("vload4" in line for line in loads)


@pytest.mark.parametrize("channels", [1, 3, 4, 10])
def test_into_the_layout_and_back(channels, target, device):
    conversion = CONVERSIONS[TEXELS]
    module = {"pack": conversion.pack(channels), "unpack": conversion.unpack(channels)}
    module = {name: func.with_attr("global_symbol", name) for name, func in module.items()}
    built = tvm.tirx.build(tvm.IRModule(module), target=target)
    for size in SIZES:
        x = normal(np.random.default_rng(size), 1, channels, *size)
        packed = tvm.runtime.tensor(np.full(conversion.shape(channels, *size), np.nan, np.float32), device)
        built["pack"](tvm.runtime.tensor(x, device), packed)
        np.testing.assert_array_equal(packed.numpy(), texels(x[0]))
        back = tvm.runtime.tensor(np.full(x.shape, np.nan, np.float32), device)
        built["unpack"](packed, back)
        np.testing.assert_array_equal(back.numpy(), x)

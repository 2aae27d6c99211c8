"""Direct convolutions on an OpenCL device equal PyTorch in float64, for any size, with every epilogue and knob."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import tvm

from python_tests.opencl.families import OTHERS, SIZES, Compiled, group, name_of, source_of, texels
from python_tests.schedules.operands import normal
from tvm_dydca.relay_passes.arena.kernels import prepare_kernels
from tvm_dydca.schedules import CONVERSIONS
from tvm_dydca.schedules.elementwise import RELU
from tvm_dydca.schedules.kernel import TEXELS
from tvm_dydca.schedules.opencl import direct


@pytest.mark.parametrize(
    "group",
    [
        group(3, 32, 3),
        group(32, 64, 3, activation=RELU),
        group(64, 32, 3, residual=True),
        group(32, 48, 3, skip=(3, 5), shuffle=4),
        group(5, 12, 1, skip=(3, 3), shuffle=2),
        group(6, 27, 3, shuffle=3),
        group(9, 7, 5, activation=RELU, residual=True),
        group(9, 7, 3, residual=True, **OTHERS),
        group(5, 12, 3, skip=(3, 5), shuffle=2, **OTHERS),
        group(1, 1, 1),
    ],
    ids=name_of,
)
def test_every_epilogue(group, target, device):
    Compiled(direct.rule, group, target, device).check(*SIZES)


@pytest.mark.parametrize("knobs", [direct.Knobs(2, 2, 4, 4), direct.Knobs(8, 3, 16, 1), direct.Knobs(3, 1, 1, 5)])
def test_every_knob(knobs, target, device):
    Compiled(direct.rule, group(20, 24, 3, activation=RELU), target, device, knobs).check(*SIZES)


@pytest.mark.parametrize(
    "group",
    [
        group(8, 12, 3, stride=(2, 2), padding=(1, 1, 1, 1), activation=RELU, residual=True),
        group(5, 6, 1, stride=(2, 3), padding=(0, 0, 0, 0)),
        group(3, 8, 5, stride=(4, 4), dilation=(1, 2), padding=(2, 0, 1, 3)),
        group(4, 4, 3, dilation=(9, 9), padding=(9, 9, 9, 9)),
        group(7, 9, (2, 4), dilation=(2, 3)),
        group(16, 24, (3, 1), groups=2, activation=RELU),
        group(32, 32, 3, groups=8, stride=(1, 2), padding=(0, 1, 2, 1)),
    ],
    ids=name_of,
)
def test_every_step(group, target, device):
    Compiled(direct.rule, group, target, device).check((5, 7), (33, 70), (20, 25))


def test_random_convolutions(target, device):
    rng = np.random.default_rng(0)
    for _ in range(5):
        side, stride, dilation = (tuple(int(n) for n in rng.integers(1, most, 2)) for most in (6, 4, 4))
        padding = tuple(int(n) for n in rng.integers(0, 5, 4))
        drawn = group(int(rng.integers(1, 20)), int(rng.integers(1, 20)), side, activation=RELU * int(rng.integers(2)))
        drawn = replace(drawn, stride=stride, dilation=dilation, padding=padding)
        smallest = tuple((n - 1) * d + 1 for n, d in zip(side, dilation))
        Compiled(direct.rule, drawn, target, device).check(smallest, (smallest[0] + 11, smallest[1] + 34))


@pytest.mark.parametrize(
    ("group", "reason"),
    [
        (group(12, 12, 3, groups=2), "its groups of 6 to 6 channels are no multiples of 4"),
        (group(8, 12, 3, shuffle=2, padding=(0, 0, 0, 0)), "a pixel shuffle is fused into it, and it changes the size"),
    ],
    ids=name_of,
)
def test_what_it_leaves(group, reason, target):
    assert direct.rule(group, target) is None
    assert str(direct.why_not(group)).startswith(reason)


def test_registers_stay_in_the_kernel(target):
    """What a work-item has for itself is no workspace: an arena would give all of them the same place."""
    module = tvm.IRModule({"kernel": direct.rule(group(8, 8, 3), target).func})
    (prepared,) = prepare_kernels(module, 2, set()).values()
    assert prepared.workspaces == ()


def test_the_inner_loop_has_vectors_and_no_tests(target):
    source = source_of(direct.rule(group(32, 64, 3, activation=RELU), target), target)
    products = [line for line in source.splitlines() if "U_local" in line and "A_local" in line]
    assert len(products) == 3 * 4 * 16, "3 columns of the filter, 4 input channels, a tile of 4 pixels of 4 blocks"
    assert all("(float4)" in line and "if (" not in line for line in products)
    loads = [line for line in source.splitlines() if "U_local" in line and "A_local" not in line and "=" in line]
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

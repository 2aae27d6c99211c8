"""Rules: what each takes, what it leaves, and what it says of the kernel."""

from dataclasses import replace

import numpy as np
import pytest
import tvm

from tvm_dydca.schedules import ConvGroup, rules_for
from tvm_dydca.schedules.cpu import few_channels, winograd
from tvm_dydca.schedules.elementwise import RELU

TARGET = tvm.target.Target({"kind": "llvm", "mcpu": "x86-64-v3"})


def group(channels_in, channels_out, side=3, **rest):
    weight = np.ones((channels_out, channels_in, side, side), np.float32)
    return ConvGroup(weight, np.ones(channels_out, np.float32), **rest)


def skip(channels_out, side=5):
    return np.ones((channels_out, 3, side, side), np.float32)


@pytest.mark.parametrize(
    "left",
    [
        group(5, 16),
        group(32, 16, side=5),
        group(3, 16, residual=True),
        group(3, 12, skip_weight=skip(12)),
        group(3, 12, shuffle=2),
    ],
    ids=["many channels", "many channels 5x5", "residual", "skip", "shuffle"],
)
def test_the_first_layer_s_rule_leaves_what_is_not_its_own(left):
    assert few_channels.rule(left, TARGET) is None


@pytest.mark.parametrize(
    "left",
    [
        group(4, 16),
        group(32, 16, side=5),
        group(32, 16, side=1),
        group(32, 16, stride=(1, 2)),
        group(32, 16, dilation=(2, 2)),
        group(1, 16, groups=3),
        group(32, 12, skip_weight=skip(12), shuffle=2, padding=(0, 0, 0, 0)),
        group(32, 12, shuffle=2, residual=True),
        group(32, 12, skip_weight=skip(12)),
        group(32, 20, shuffle=2),
        group(32, 12, skip_weight=skip(12), shuffle=2, residual=True),
    ],
    ids=[
        "few channels",
        "5x5",
        "1x1",
        "stride",
        "dilation",
        "few channels of groups",
        "padding in the last layer",
        "shuffle of a residual",
        "skip alone",
        "shuffle to many channels",
        "residual in the last layer",
    ],
)
def test_winograd_s_rule_leaves_what_is_not_its_own(left):
    assert winograd.rule(left, TARGET) is None


def test_a_target_without_kernels_has_no_rules():
    assert rules_for(tvm.target.Target("cuda")) == ()


@pytest.mark.parametrize(
    ("taken", "name"),
    [
        (group(3, 32), "few_channels_3x3"),
        (group(32, 64, activation=RELU), "winograd"),
        (group(12, 12, skip_weight=skip(12), shuffle=2), "winograd"),
        (group(32, 64, stride=(2, 2)), "direct3x3"),
        (group(32, 64, side=1), "direct1x1"),
        (group(1, 32, groups=32), "depthwise3x3"),
        (group(8, 64, groups=4), "winograd"),
        (group(8, 64, side=5, groups=4), "direct5x5"),
        (group(1, 3, groups=3), "depthwise3x3"),
        (group(1, 6, groups=3), "direct3x3"),
    ],
)
def test_the_first_of_a_cpu_s_rules_that_takes_a_group(taken, name):
    kernel = next(kernel for rule in rules_for(TARGET) if (kernel := rule(taken, TARGET)) is not None)
    assert kernel.name.startswith(name)


def test_kernels_are_named_after_what_they_do():
    names = {
        "few_channels_3x3_3x32": few_channels.rule(group(3, 32), TARGET),
        "few_channels_5x5_3x12_relu": few_channels.rule(group(3, 12, side=5, activation=RELU), TARGET),
        "winograd6x6_32x20_relu_residual": winograd.rule(group(32, 20, activation=RELU, residual=True), TARGET),
        "winograd4x4_32x12_skip5x5_shuffle2": winograd.rule(group(32, 12, skip_weight=skip(12), shuffle=2), TARGET),
    }
    assert {name: kernel.name for name, kernel in names.items()} == {name: name for name in names}


def test_a_group_reads_its_sizes_off_the_weights():
    found = replace(group(5, 7, side=1), activation=RELU)
    assert (found.in_channels, found.out_channels, found.kernel_size) == (5, 7, 1)

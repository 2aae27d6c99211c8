"""Depthwise convolutions on an OpenCL device equal PyTorch in float64, for any size and any step."""

from __future__ import annotations

from dataclasses import replace

import pytest

from python_tests.opencl.families import OTHERS, Compiled, group, name_of
from tvm_dydca.schedules.elementwise import RELU
from tvm_dydca.schedules.opencl import depthwise


@pytest.mark.parametrize(
    "group",
    [
        group(8, 8, 3, groups=8, activation=RELU, residual=True),
        group(3, 3, 5, groups=3, stride=(2, 3), padding=(2, 1, 0, 3)),
        group(17, 17, (2, 3), groups=17, dilation=(3, 2)),
        group(5, 5, 1, groups=5, stride=(2, 2)),
        group(5, 5, 3, groups=5, residual=True, **OTHERS),
    ],
    ids=name_of,
)
@pytest.mark.parametrize("knobs", [depthwise.DEFAULT, depthwise.Knobs(3, 4, 1)], ids=str)
def test_every_step(group, knobs, target, device):
    Compiled(depthwise.rule, group, target, device, knobs).check((5, 7), (33, 70), (20, 25))


def test_one_pixel(target, device):
    Compiled(depthwise.rule, group(6, 6, 3, groups=6), target, device).check((1, 1))


@pytest.mark.parametrize(
    ("group", "reason"),
    [
        (group(8, 8, 3), "it is no depthwise convolution"),
        (group(8, 16, 3, groups=8), "it is no depthwise convolution"),
        (replace(group(8, 8, 3, groups=8), shuffle=2), "a skip or a pixel shuffle is fused into it"),
    ],
    ids=name_of,
)
def test_what_it_leaves(group, reason, target):
    assert depthwise.rule(group, target) is None
    assert depthwise.why_not(group) == reason

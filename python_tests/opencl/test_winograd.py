"""Winograd convolutions on an OpenCL device equal PyTorch in float64, for any size, with every epilogue and knob."""

from __future__ import annotations

import pytest

from python_tests.opencl.families import OTHERS, Compiled, group, lines_with, name_of, source_of
from tvm_dydca.schedules.elementwise import RELU
from tvm_dydca.schedules.opencl import winograd

TOLERANCE = 1e-5
"""As a part of the largest value: Winograd F(4, 3) loses a digit."""


@pytest.mark.parametrize(
    "group",
    [
        group(32, 64, 3, activation=RELU),
        group(64, 32, 3, residual=True),
        group(5, 7, 3, activation=RELU, residual=True),
        group(17, 33, 3),
        group(9, 10, 3, residual=True, **OTHERS),
    ],
    ids=name_of,
)
def test_every_epilogue(group, target, device):
    Compiled(winograd.rule, group, target, device, tolerance=TOLERANCE).check((1, 1), (5, 7), (33, 70))


@pytest.mark.parametrize(
    "knobs",
    [winograd.Knobs(4, 2, 2, 3, 2, 1), winograd.Knobs(2, 4, 2, 2, 3, 4)],
    ids=str,
)
def test_every_knob(knobs, target, device):
    Compiled(winograd.rule, group(20, 24, 3), target, device, knobs, tolerance=TOLERANCE).check(
        (1, 1), (5, 7), (33, 70)
    )


@pytest.mark.parametrize(
    ("group", "reason"),
    [
        (group(8, 8, 5), "the filter is 5x5, not 3x3"),
        (group(4, 8, 3), "4 input channels are too few"),
        (group(8, 12, 3, shuffle=2), "a skip or a pixel shuffle is fused into it"),
        (group(8, 8, 3, stride=(2, 2)), "its stride is 2x2, not 1x1"),
    ],
    ids=name_of,
)
def test_what_it_leaves(group, reason, target):
    assert winograd.rule(group, target) is None
    assert winograd.why_not(group) == reason


def test_it_needs_little_local_memory_and_no_tests_between_products(target):
    source = source_of(winograd.rule(group(32, 64, 3, activation=RELU), target), target)
    (local,) = lines_with(source, "__local float")
    assert int(local.split("[")[1].split("]")[0]) * 4 == 36 * 3 * 8 * 16, "of 3 tiles, in 8 blocks"
    products = lines_with(source, "M_local", "u_local")
    assert len(products) == 4 * 3 * 8, "4 input channels for 3 tiles in 8 blocks"
    assert all("(float4)" in line and "select" not in line and "?" not in line for line in products)

"""Every family with other knobs than its own: the same result, and a trace that makes the same kernel."""

import itertools

import numpy as np
import pytest
import torch.nn.functional as F
import tvm

from python_tests.reference import relative_error
from python_tests.schedules.operands import WINOGRAD, blocked, conv, normal, padded
from tvm_dydca.schedules import ConvGroup, rules_for
from tvm_dydca.schedules.cpu import depthwise, few_channels, winograd, winograd_block
from tvm_dydca.schedules.cpu import direct as cpu_direct
from tvm_dydca.schedules.elementwise import RELU
from tvm_dydca.schedules.opencl import direct, residual_block
from tvm_dydca.schedules.opencl import winograd as winograd_opencl
from tvm_dydca.schedules.registry import block_rule_for, family_of

CPU = tvm.target.Target({"kind": "llvm", "mcpu": "x86-64-v3"})
OPENCL = tvm.target.Target("opencl")
RNG = np.random.default_rng(0)
FEW = ConvGroup(normal(RNG, 40, 3, 3, 3), normal(RNG, 40), activation=RELU)
PLAIN = ConvGroup(normal(RNG, 40, 20, 3, 3) / np.float32(14), normal(RNG, 40), activation=RELU)
BACK = ConvGroup(normal(RNG, 20, 40, 3, 3) / np.float32(19), normal(RNG, 20), residual=True)
EACH = ConvGroup(normal(RNG, 20, 1, 3, 3), normal(RNG, 20), groups=20, stride=(2, 1))
TAIL = ConvGroup(normal(RNG, 12, 20, 3, 3), normal(RNG, 12), skip_weight=normal(RNG, 12, 3, 5, 5), shuffle=2)


def corners(family):
    """Return the knobs of all first choices, of all last ones, and of neither."""
    names = list(family.CHOICES)
    for values in itertools.islice(zip(*map(itertools.cycle, family.CHOICES.values())), 0, 7, 3):
        yield family.Knobs(**dict(zip(names, values)))
    yield family.Knobs(**{name: values[-1] for name, values in family.CHOICES.items()})


@pytest.mark.parametrize("target", [CPU, OPENCL], ids=["cpu", "opencl"])
def test_the_default_is_among_the_choices(target):
    for rule in (*rules_for(target), block_rule_for(target)):
        family = family_of(rule)
        for name, values in family.CHOICES.items():
            assert getattr(family.Knobs(), name) in values


@pytest.mark.parametrize(
    ("rule", "groups", "target"),
    [
        pytest.param(few_channels.rule, [FEW], CPU, id="few_channels"),
        pytest.param(winograd.rule, [PLAIN], CPU, id="winograd"),
        pytest.param(winograd.rule, [TAIL], CPU, id="winograd tail"),
        pytest.param(winograd_block.rule, [PLAIN, BACK], CPU, id="block"),
        pytest.param(cpu_direct.rule, [BACK], CPU, id="cpu direct"),
        pytest.param(depthwise.rule, [EACH], CPU, id="depthwise"),
        pytest.param(direct.rule, [BACK], OPENCL, id="direct"),
        pytest.param(winograd_opencl.rule, [BACK], OPENCL, id="winograd on OpenCL"),
        pytest.param(residual_block.rule, [PLAIN, BACK], OPENCL, id="block on OpenCL"),
    ],
)
def test_the_trace_makes_the_kernel(rule, groups, target):
    for knobs in corners(family_of(rule)):
        kernel = rule(*groups, target, knobs)
        again = tvm.s_tir.Schedule(kernel.made.unscheduled)
        kernel.made.schedule.trace.apply_to_schedule(again, remove_postproc=False)
        func = kernel.made.composed(again.mod)
        for name, value in kernel.func.attrs.items():
            func = func.with_attr(name, value)
        tvm.ir.assert_structural_equal(func, kernel.func)


def test_first_layers_with_other_knobs(target, compile_kernel):
    for knobs in corners(few_channels):
        kernel = few_channels.rule(FEW, target, knobs)
        run = compile_kernel(kernel.func)
        for size in ((1, 1), (3, 25), (7, 12)):
            x = normal(np.random.default_rng(size), 3, *size)
            expected = blocked(F.relu(conv(x, FEW.weight, FEW.bias)).numpy())
            found = run(padded(x, 1, RNG), *kernel.constants, out=expected.shape)
            assert relative_error(found, expected) < 2e-6


def test_winograd_with_other_knobs(target, compile_kernel):
    for knobs in corners(winograd):
        kernel = winograd.rule(PLAIN, target, knobs)
        run = compile_kernel(kernel.func)
        for size in ((1, 1), (9, 23), (16, 16)):
            x = normal(np.random.default_rng(size), 20, *size)
            expected = blocked(F.relu(conv(x, PLAIN.weight, PLAIN.bias)).numpy())
            found = run(blocked(x), *kernel.constants, out=expected.shape)
            assert relative_error(found, expected) < WINOGRAD

"""Products with constant matrices on CPUs equal PyTorch's float64, for any number of rows."""

import numpy as np
import pytest
import torch

from python_tests.reference import relative_error, stepped
from python_tests.schedules.operands import DIRECT, normal
from tvm_dydca.schedules import MatmulGroup
from tvm_dydca.schedules.cpu import matmul
from tvm_dydca.schedules.elementwise import RELU
from tvm_dydca.schedules.kernel import NCHW

ROWS = (1, 2, 11, 12, 13, 40)
CASES = {
    "64x80_relu": (64, 80, True),
    "5x3": (5, 3, False),
    "17x33": (17, 33, False),
    "33x16_relu": (33, 16, True),
    "3x1": (3, 1, False),
    "48x200": (48, 200, False),
}


def group_of(inside, out, **rest):
    rng = np.random.default_rng(inside)
    return MatmulGroup(normal(rng, inside, out) / np.float32(inside**0.5), normal(rng, out), **rest)


def product_equal(group, kernel, run, leading, at_end=True):
    x = normal(np.random.default_rng(leading), *leading, group.weight.shape[0])
    weight, bias = torch.from_numpy(group.weight).double(), torch.from_numpy(group.bias).double()
    expected = torch.from_numpy(x).double() @ weight + bias
    expected = stepped(group.activation, expected).numpy()
    found = run(x, *kernel.constants, out=expected.shape, at_end=at_end)
    assert relative_error(found, expected) < DIRECT


@pytest.mark.parametrize("name", CASES)
def test_a_product_of_any_number_of_rows(name, target, compile_kernel):
    inside, out, relu = CASES[name]
    group = group_of(inside, out, activation=RELU * relu)
    kernel = matmul.rule(group, target)
    assert kernel.name == f"matmul_{name}"
    assert [(operand.role, operand.layout) for operand in kernel.operands] == [("input", NCHW)]
    run = compile_kernel(kernel.func)
    for rows in ROWS:
        for at_end in (True, False):
            product_equal(group, kernel, run, (rows,), at_end)


@pytest.mark.parametrize("rows", [1, 5, 12, 30])
def test_a_product_of_a_known_number_of_rows(rows, target, compile_kernel):
    group = group_of(20, 67, rows=rows, activation=RELU)
    kernel = matmul.rule(group, target)
    product_equal(group, kernel, compile_kernel(kernel.func), (rows,))


def test_a_product_with_several_leading_dims(target, compile_kernel):
    group = group_of(8, 18, leading=3)
    kernel = matmul.rule(group, target)
    run = compile_kernel(kernel.func)
    for leading in ((1, 1, 1), (2, 3, 4), (5, 1, 7)):
        product_equal(group, kernel, run, leading)


@pytest.mark.parametrize("knobs", [matmul.Knobs(chunk=8, rows=4, columns=1, k_unroll=1), matmul.Knobs(24, 8, 6, 8, 12)])
def test_other_knobs_compute_the_same(knobs, target, compile_kernel):
    group = group_of(18, 100)
    kernel = matmul.rule(group, target, knobs)
    run = compile_kernel(kernel.func)
    for rows in ROWS:
        product_equal(group, kernel, run, (rows,))


def test_the_default_is_among_the_choices():
    for name, values in matmul.CHOICES.items():
        assert getattr(matmul.DEFAULT, name) in values


def test_what_it_leaves(target):
    group = group_of(8, 8, leading=4)
    assert matmul.rule(group, target) is None
    assert matmul.why_not(group) == "4 leading dims are more than 3"

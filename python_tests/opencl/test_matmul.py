"""Products with constant matrices on an OpenCL device equal NumPy in float64, for any number of rows."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import tvm

from python_tests.opencl.families import FLOAT32, OTHERS
from python_tests.reference import relative_error, stepped
from python_tests.schedules.operands import normal
from tvm_dydca.schedules import MatmulGroup
from tvm_dydca.schedules.elementwise import RELU
from tvm_dydca.schedules.opencl import matmul

RNG = np.random.default_rng(0)


def group(inside, out, **rest):
    return MatmulGroup(normal(RNG, inside, out) / np.float32(inside**0.5), normal(RNG, out), **rest)


@pytest.mark.parametrize(
    ("group", "dims"),
    [
        (group(64, 64, activation=RELU), [(1,), (33,), (200,)]),
        (group(1, 1), [(1,), (70,)]),
        (group(17, 5), [(1,), (9,)]),
        (group(30, 130, leading=3, activation=RELU), [(1, 1, 1), (2, 5, 7)]),
        (group(33, 92, leading=2), [(3, 21)]),
        (group(12, 20, rows=1), [(1,)]),
        (group(12, 20, activation=OTHERS["activation"]), [(7,)]),
    ],
    ids=lambda case: "x".join(map(str, case.weight.shape)) if isinstance(case, MatmulGroup) else "",
)
@pytest.mark.parametrize("knobs", [matmul.DEFAULT, matmul.Knobs(3, 4, 4, 2)], ids=str)
def test_any_number_of_rows(group, dims, knobs, target, device):
    kernel = matmul.rule(group, target, knobs)
    module = tvm.tirx.build(tvm.IRModule({"kernel": kernel.func.with_attr("global_symbol", "kernel")}), target=target)
    for leading in dims:
        x = normal(np.random.default_rng(leading), *leading, group.weight.shape[0])
        expected = x.astype(np.float64) @ group.weight + group.bias
        expected = stepped(group.activation, torch.from_numpy(expected)).numpy()
        result = tvm.runtime.tensor(np.full(expected.shape, np.nan, np.float32), device)
        module["kernel"](*(tvm.runtime.tensor(array, device) for array in (x, *kernel.constants)), result)
        assert relative_error(result.numpy(), expected) < FLOAT32, leading


def test_more_dims_are_left(target):
    assert matmul.rule(group(4, 4, leading=4), target) is None
    assert matmul.why_not(group(4, 4, leading=4)) == "4 leading dims are more than 3"

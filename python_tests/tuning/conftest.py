"""A server of this machine to measure on, and a network of one kernel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import tvm
from tvm import relax

from python_tests.rpc.farm import Farm
from tvm_dydca.tuning.devices import ThisMachine, this_machine
from tvm_dydca.tuning.tasks import Task, find_tasks

SIZE = (20, 24)


@pytest.fixture(scope="session")
def server() -> Iterator[ThisMachine]:
    with this_machine(60) as machine:
        yield machine


@pytest.fixture(scope="session")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    farm = Farm(tmp_path_factory.mktemp("tuning-farm"))
    try:
        yield farm
    finally:
        farm.stop()


@pytest.fixture(scope="session")
def one_kernel() -> Any:
    """A convolution of 8 to 16 channels with ReLU, of images of `SIZE`."""
    rng = np.random.default_rng(0)
    weight = (rng.standard_normal((16, 8, 3, 3)) / 9).astype(np.float32)
    x = relax.Var("x", relax.TensorType((1, 8, *SIZE), "float32"))
    builder = relax.BlockBuilder()
    with builder.function("main", [x]):
        with builder.dataflow():
            y = builder.emit(relax.op.nn.conv2d(x, relax.const(weight), padding=1))
            out = builder.emit_output(relax.op.nn.relu(y))
        builder.emit_func_output(out)
    return builder.get()


@pytest.fixture(scope="session")
def cpu_task(one_kernel: Any, target: Any) -> Task:
    (task,) = find_tasks(one_kernel, target)
    return task


@pytest.fixture(scope="session")
def opencl_task(one_kernel: Any) -> Task:
    (task,) = find_tasks(one_kernel, tvm.target.Target("opencl", host="llvm"))
    return task

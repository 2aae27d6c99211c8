"""A server of this machine to measure on, and a network of one kernel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import tvm

from python_tests.rpc.farm import Farm
from python_tests.tuning.networks import convolutions
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
    return convolutions(SIZE, 8, 16)


@pytest.fixture(scope="session")
def cpu_task(one_kernel: Any, target: Any) -> Task:
    (task,) = find_tasks(one_kernel, target)
    return task


@pytest.fixture(scope="session")
def opencl_task(one_kernel: Any) -> Task:
    (task,) = find_tasks(one_kernel, tvm.target.Target("opencl", host="llvm"))
    return task

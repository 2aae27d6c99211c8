"""The runtime as TVM's users meet it: kernels of any size, copies, another process, timers, attributes."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tvm
import tvm_ffi
from tvm import relax

from python_tests.opencl.conftest import Run
from python_tests.opencl.kernels import data_handle, load, scale_module, vector_add
from tvm_dydca.opencl import devices


@pytest.mark.parametrize("size", [1, 63, 64, 65, 100_000])
def test_vector_add(device: Any, target: Any, size: int) -> None:
    a, b = np.random.default_rng(size).random((2, size), np.float32)
    c = tvm.runtime.empty((size,), "float32", device)
    vector_add(target)["add"](tvm.runtime.tensor(a, device), tvm.runtime.tensor(b, device), c)
    np.testing.assert_array_equal(c.numpy(), a + b)


def test_empty_tensors(device: Any, target: Any) -> None:
    a, b, c = (tvm.runtime.empty((0,), "float32", device) for _ in range(3))
    vector_add(target)["add"](a, b, c)
    assert c.numpy().shape == (0,)


def test_copies_respect_byte_offsets(device: Any) -> None:
    whole = np.arange(64, dtype=np.float32)
    base = tvm.runtime.tensor(whole, device)
    part = base._create_view((10,), "float32", 4 * 7)
    np.testing.assert_array_equal(part.numpy(), whole[7:17])

    part.copyfrom(-np.arange(10, dtype=np.float32))
    whole[7:17] = -np.arange(10)
    np.testing.assert_array_equal(base.numpy(), whole)

    other = tvm.runtime.tensor(np.zeros(64, np.float32), device)
    part.copyto(other._create_view((10,), "float32", 4 * 30))
    np.testing.assert_array_equal(other.numpy()[29:41], [0, *whole[7:17], 0])


def test_a_view_beyond_its_buffer_is_not_copied(device: Any) -> None:
    base = tvm.runtime.empty((64,), "uint8", device)
    small = tvm.runtime.tensor(np.zeros(8, np.float32), device)
    with pytest.raises(Exception, match="size"):
        base.copyto(small)


def test_float_and_integer_arguments(device: Any) -> None:
    x = tvm.runtime.tensor(np.arange(8, dtype=np.float32), device)
    scale = load(scale_module())["scale"]
    scale(data_handle(x), 0.5, 2, 4)
    scale(data_handle(x), 3, 2, 4)
    np.testing.assert_array_equal(x.numpy(), np.arange(8) * 1.5)


def test_exported_and_run_in_another_process(device: Any, target: Any, python: Run, tmp_path: Path) -> None:
    library = tmp_path / "add.so"
    vector_add(target).export_library(str(library))
    done = python(RUN_ADD, library)
    assert done.stdout.strip() == "True", done.stderr


def test_compiled_where_there_is_no_opencl(python: Run, tmp_path: Path) -> None:
    """Stock TVM writes the same bytes that we read."""
    library = tmp_path / "add.so"
    made = python(COMPILE_ADD_WITHOUT_RUNTIME, library)
    assert made.stdout.strip() == "False", made.stderr
    done = python(RUN_ADD, library)
    assert done.stdout.strip() == "True", done.stderr


RUN_ADD = """
import sys, numpy as np, tvm
a, b = np.random.default_rng(0).random((2, 1000), np.float32)
dev = tvm.opencl(0)
c = tvm.runtime.empty((1000,), "float32", dev)
tvm.runtime.load_module(sys.argv[1])["add"](tvm.runtime.tensor(a, dev), tvm.runtime.tensor(b, dev), c)
print(np.array_equal(c.numpy(), a + b))
"""

COMPILE_ADD_WITHOUT_RUNTIME = """
import sys, tvm_dydca.opencl
tvm_dydca.opencl.load = lambda: False
import tvm
from python_tests.opencl.kernels import vector_add
vector_add(tvm.target.Target("opencl", host="llvm")).export_library(sys.argv[1])
print(tvm.opencl(0).exist)
"""


def test_time_evaluator_measures_on_the_device(device: Any, target: Any) -> None:
    """Device time grows with the work; a timer that saw no events would give zero."""
    add = vector_add(target)

    def seconds(size: int) -> float:
        a, b, c = (tvm.runtime.tensor(np.zeros(size, np.float32), device) for _ in range(3))
        result = add.mod.time_evaluator("add", device, number=3, repeat=3)(a, b, c)
        return float(result.min)

    assert 0 < seconds(1000) < seconds(3_000_000)


def test_threads_may_time_at_once(device: Any, target: Any) -> None:
    """The first timer replaces the queue while the other thread's kernels are on it."""
    mod = vector_add(target).mod
    values = np.random.default_rng(0).random((2, 100_000), np.float32)

    def run(_: int) -> bool:
        a, b = (tvm.runtime.tensor(v, device) for v in values)
        c = tvm.runtime.empty((100_000,), "float32", device)
        result = mod.time_evaluator("add", device, number=5, repeat=5)(a, b, c)
        return float(result.min) > 0 and np.array_equal(c.numpy(), values.sum(0))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(run, range(8)))


def test_attributes(device: Any) -> None:
    info = devices()[0]
    assert device.exist
    assert device.device_name == info.name
    assert device.max_threads_per_block == info.work_group_items
    assert device.max_shared_memory_per_block == info.local_memory_bytes
    assert device.multi_processor_count == info.compute_units
    assert device.compute_version in info.version
    assert len(device.max_thread_dimensions) == 3
    assert not tvm.opencl(len(devices())).exist


def test_nothing_is_left_allocated(device: Any, target: Any) -> None:
    before = devices()[0].allocated_bytes
    a, b, c = (tvm.runtime.tensor(np.zeros(1000, np.float32), device) for _ in range(3))
    vector_add(target)["add"](a, b, c)
    assert devices()[0].allocated_bytes == before + 3 * 4000
    del a, b, c
    assert devices()[0].allocated_bytes == before


def test_a_pool_serves_the_next_call(device: Any) -> None:
    """A network with one shape allocates in its first two calls alone, since the VM keeps the last result meanwhile."""
    vm = relax.VirtualMachine(two_steps(), device)
    x = tvm.runtime.tensor(np.zeros(4096, np.float32), device)
    before = devices()[0].allocated_bytes
    vm["main"](x)
    vm["main"](x)
    after_two = devices()[0].allocated_bytes
    for _ in range(5):
        vm["main"](x)
    assert before < after_two == devices()[0].allocated_bytes
    del vm
    gc.collect()
    tvm_ffi.get_global_func("vm.builtin.memory_manager.clear")()
    assert devices()[0].allocated_bytes <= before


def two_steps() -> Any:
    builder = relax.BlockBuilder()
    x = relax.Var("x", relax.TensorType((4096,), "float32"))
    with builder.function("main", [x]):
        with builder.dataflow():
            y = builder.emit(relax.op.exp(x))
            z = builder.emit_output(relax.op.nn.softmax(y))
        builder.emit_func_output(z)
    return tvm.compile(builder.get(), tvm.target.Target("opencl", host="llvm"))

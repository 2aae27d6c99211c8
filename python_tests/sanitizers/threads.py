"""A program that uses the OpenCL runtime and the planner from several threads at once; prints ``done`` if all is right.

Arguments: the folder of an artifact for OpenCL, which each of two threads loads and runs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import numpy as np
import tvm
import tvm_ffi
from tvm import relax

import tvm_dydca
from python_tests.opencl.kernels import HANDLE, SCALE, data_handle, load, module_bytes, scale_module, vector_add
from python_tests.opencl.test_textures import Storage
from python_tests.planner.instances import network_problem
from tvm_dydca.opencl import devices
from tvm_dydca.planner import solve, validate

THREADS, ROUNDS = 4, 6
DEVICE = tvm.opencl(0)
FLOAT = tvm.DataType("float32")


def kernels_of_the_same_source(number: int) -> None:
    """All build the same kernels, and write the same entries of the cache."""
    for factor in range(ROUNDS):
        code = SCALE.replace("factor;", f"factor * {factor + 1};")
        module = load(module_bytes({"scale": ([HANDLE, (2, 32)], ["blockIdx.x"])}, code))
        x = tvm.runtime.tensor(np.full(64, number + 1, np.float32), DEVICE)
        module["scale"](data_handle(x), 2.0, 64)
        assert (x.numpy() == 2 * (number + 1) * (factor + 1)).all()


SHARED = load(scale_module())


def one_kernel_of_all(number: int) -> None:
    """All set arguments of one kernel, which keeps them from call to call."""
    x = tvm.runtime.tensor(np.full(64, 1, np.float32), DEVICE)
    for _ in range(4 * ROUNDS):
        SHARED["scale"](data_handle(x), 2.0 ** (number + 1), 4, 16)
        SHARED["scale"](data_handle(x), 0.5 ** (number + 1), 4, 16)
    assert (x.numpy() == 1).all()


def buffers_parts_and_textures(number: int) -> None:
    view = tvm_ffi.get_global_func("dydca.opencl.view")
    offset = devices()[0].base_alignment_bytes
    for k in range(4 * ROUNDS):
        base = tvm.runtime.tensor(np.zeros((number + k) % 7 * 1000 + 4096, np.float32), DEVICE)
        part = view(base, offset, tvm_ffi.Shape((256,)), FLOAT, "global")
        part.copyfrom(np.full(256, number, np.float32))
        assert (base.numpy()[offset // 4 : offset // 4 + 256] == number).all()
        shape = (1, 4, number + k % 3 + 1, 4)
        texture = tvm.runtime.empty(shape, "float32", DEVICE, "global.texture")
        texture.copyfrom(np.full(shape, number, np.float32))
        assert (texture.numpy() == number).all()


PASSES = (relax.transform.LowerRuntimeBuiltin(), relax.transform.VMShapeLower(), relax.transform.AttachGlobalSymbol())
STORAGE = relax.build(
    Storage,
    tvm.target.Target("opencl", host="llvm"),
    relax_pipeline=tvm.transform.Sequential(PASSES),
)


def storages_of_one_pool(number: int) -> None:
    """The virtual machines share a pool, which one thread empties now and then."""
    allocate = tvm_ffi.get_global_func("vm.builtin.alloc_tensor")
    vm = relax.VirtualMachine(STORAGE, DEVICE)
    for k in range(4 * ROUNDS):
        storage = vm["main"]()
        for scope, shape in (("global", (8, 8, 4)), ("global.texture", (1, k % 4 + 1, 8, 4))):
            tensor = allocate(storage, 0, tvm_ffi.Shape(shape), FLOAT, scope)
            tensor.copyfrom(np.full(shape, number, np.float32))
            assert (tensor.numpy() == number).all()
        del tensor, storage
        if number == 0:
            tvm_ffi.get_global_func("vm.builtin.memory_manager.clear")()


ADD = vector_add(tvm.target.Target("opencl", host="llvm")).mod


def timers(number: int) -> None:
    """The first replaces the queue under the others."""
    a, b = (tvm.runtime.tensor(np.full(1000, value, np.float32), DEVICE) for value in (number, 1))
    c = tvm.runtime.empty((1000,), "float32", DEVICE)
    assert ADD.time_evaluator("add", DEVICE, number=3, repeat=3)(a, b, c).min > 0
    assert (c.numpy() == number + 1).all()


def damaged_modules(number: int) -> None:
    """Errors cross from the library in all threads."""
    good = scale_module()
    for size in range(0, len(good), 5):
        try:
            load(good[:size])
        except ValueError:
            continue
        raise AssertionError(size)
    assert number >= 0


def plans(number: int) -> None:
    problem = network_problem(2 + number, 2)
    validate(problem, solve(problem, max_steps=300, budget_s=600))


def sessions(number: int) -> None:
    """Each has a session of its own, made while the other runs."""
    if number > 1:
        return
    x = np.random.default_rng(number).random((1, 3, 12, 14), np.float32)
    session = tvm_dydca.load(sys.argv[1], "opencl:0")
    first = session.run(x)
    for _ in range(ROUNDS):
        assert np.array_equal(session.run(x), first)


def warm_up() -> None:
    """Run the compiled functions once: TVM's code remembers each kernel at its first call, without any lock."""
    timers(0)
    session = tvm_dydca.load(sys.argv[1], "opencl:0")
    for path in range(session.paths):
        session.run(np.zeros((1, 3, 12, 14), np.float32), path=path)
    session.run(np.zeros((1, 3, 12, 14), np.float32))


def together(work: Callable[[int], None]) -> None:
    """Run in all threads from one moment on."""
    barrier = Barrier(THREADS)

    def run(number: int) -> Any:
        barrier.wait()
        work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(run, range(THREADS)))
    print(work.__name__, flush=True)


warm_up()
for one in (
    kernels_of_the_same_source,
    one_kernel_of_all,
    buffers_parts_and_textures,
    storages_of_one_pool,
    timers,
    damaged_modules,
    plans,
    sessions,
):
    together(one)
print("done")

"""What the analysis counts in kernels whose counts are known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tvm
from tvm import te
from tvm.script import tirx as T

from python_tests.opencl.test_direct import group
from tvm_dydca.quality.lowering import device_functions
from tvm_dydca.quality.work import Body, kernel_work
from tvm_dydca.relay_passes.record_dims import value_at
from tvm_dydca.schedules.elementwise import RELU
from tvm_dydca.schedules.opencl import direct, layout


@pytest.fixture(scope="module")
def target() -> Any:
    return tvm.target.Target("opencl", host="llvm")


def work(func: Any, target: Any) -> Any:
    (function,) = device_functions(func, target)
    return kernel_work(function)


def dot(tested: bool, vectors: bool) -> Any:
    """Rows of 32 numbers times a vector in local memory, 8 items of a work-group for 8 rows."""
    n = te.var("n", "int64")
    step = 4 if vectors else 1

    @T.prim_func(s_tir=True)
    def kernel(x: T.Buffer((n, 32), "float32"), w: T.Buffer((32,), "float32"), y: T.Buffer((n, 4), "float32")):
        T.func_attr({"global_symbol": "kernel", "tirx.noalias": True})
        for block in T.thread_binding(n // 8, thread="blockIdx.x"):
            for item in T.thread_binding(8, thread="threadIdx.x"):
                with T.sblock("all"):
                    row = T.axis.spatial(n, block * 8 + item)
                    part = T.axis.spatial(8, item)
                    shared = T.sblock_alloc_buffer((32,), "float32", scope="shared")
                    total = T.sblock_alloc_buffer((4,), "float32", scope="local")
                    for v in T.vectorized(4):
                        total[v] = T.float32(0)
                    for k in range(4):
                        shared[part * 4 + k] = w[part * 4 + k]
                    for k in range(32 // step):
                        if not tested or row < 1000:
                            for v in T.vectorized(step):
                                total[v] = total[v] + x[row, k * step + v] * shared[k * step + v]
                    for v in T.vectorized(4):
                        y[row, v] = T.max(total[v], T.float32(0))

    return kernel


@pytest.mark.parametrize("tested", [False, True])
@pytest.mark.parametrize("vectors", [False, True])
def test_a_loop_of_products(target: Any, tested: bool, vectors: bool) -> None:
    found = work(dot(tested, vectors), target)
    expected = {"vector_products": 1, "vector_loads": 1} if vectors else {"scalar_products": 1, "scalar_loads": 1}
    tests = {"tested_products": 1, "tested_loads": 1} if tested else {}
    assert found.body == Body(**expected, **tests)
    assert found.work_group == (8, 1, 1)
    assert found.local_bytes == 32 * 4
    assert found.registers == 1
    assert found.indexed_arrays == ()
    assert value_at(found.flops, {"n": 64}) == 64 * (32 * 2 + 4)
    assert value_at(found.bytes, {"n": 64}) == 4 * (64 * 32 + 32 + 64 * 4)
    assert value_at(found.flops, {}) is None


def test_an_array_that_a_loop_indexes_is_no_register(target: Any) -> None:
    n = te.var("n", "int64")

    @T.prim_func(s_tir=True)
    def kernel(x: T.Buffer((n, 8), "float32"), y: T.Buffer((n, 8), "float32")):
        T.func_attr({"global_symbol": "kernel", "tirx.noalias": True})
        for row in T.thread_binding(n, thread="blockIdx.x"):
            with T.sblock("all"):
                at = T.axis.spatial(n, row)
                own = T.sblock_alloc_buffer((8,), "float32", scope="local")
                for k in range(8):
                    own[k] = x[at, k]
                for k in range(8):
                    y[at, k] = own[7 - k]

    found = work(kernel, target)
    assert found.indexed_arrays == ("own",)
    assert value_at(found.flops, {"n": 5}) == 0


def test_operations_of_a_convolution_are_those_of_whole_tiles(target: Any) -> None:
    conv = group(8, 16, 3, activation=RELU)
    knobs = direct.Knobs(pixels=2, blocks=2, columns=4, rows=4)
    found = work(direct.rule(conv, target, knobs).func, target)
    # Work-groups of 4 rows and 8 columns: (5, 9) takes 2 x 2 of them. Bias and ReLU are two operations more.
    assert value_at(found.flops, {"H": 5, "W": 9}) == 8 * 16 * 16 * (8 * 9 * 2 + 2)
    assert value_at(found.bytes, {"H": 5, "W": 9}) == 4 * (5 * 9 * (8 + 16) + 8 * 16 * 9 + 16)
    assert found.registers == 4 + 4 + 8, "2x2 accumulators, 4 texels of a row, 2 blocks of 4 weights"


def test_what_is_counted_is_in_the_source(target: Any) -> None:
    """The same numbers, counted in the text that a driver compiles."""
    func = direct.rule(group(32, 64, 3, activation=RELU), target).func.with_attr("global_symbol", "kernel")
    source = tvm.tirx.build(tvm.IRModule({"kernel": func}), target=target).imports[0].inspect_source()
    loop = source[source.rindex("for (") :].partition("\n    }\n")[0]
    body = work(func, target).body
    assert loop.count("vload4(") == body.vector_loads
    assert loop.count("if (") == body.tested_loads
    products = [line for line in loop.splitlines() if " + " in line and "A_local_ptr[" in line and "float4" in line]
    assert len(products) == body.vector_products


def test_float16_is_told_from_float32(target: Any) -> None:
    a, b = (te.placeholder((64, 4), name=name, dtype="float16") for name in "ab")
    c = te.compute((64, 4), lambda i, v: a[i, v] + b[i, v], name="c")
    schedule = tvm.s_tir.Schedule(te.create_prim_func([a, b, c]))
    items, lane = schedule.get_loops(schedule.get_sblock("c"))
    schedule.bind(items, "threadIdx.x")
    schedule.vectorize(lane)
    found = work(schedule.mod["main"], target)
    assert found.dtype == "float16"
    assert value_at(found.bytes, {}) == 3 * 64 * 4 * 2
    assert found.body == Body(vector_loads=2)


@pytest.mark.parametrize(("lanes", "stride"), [(3, 1), (4, 2)])
def test_vectors_that_opencl_does_not_load_at_once_are_scalars(target: Any, lanes: int, stride: int) -> None:
    x = te.placeholder((64, lanes * stride), name="x")
    y = te.compute((64, lanes), lambda i, v: x[i, v * stride], name="y")
    schedule = tvm.s_tir.Schedule(te.create_prim_func([x, y]))
    items, lane = schedule.get_loops(schedule.get_sblock("y"))
    schedule.bind(items, "threadIdx.x")
    schedule.vectorize(lane)
    assert work(schedule.mod["main"], target).body == Body(scalar_loads=lanes)


def test_a_copy_has_no_operations(target: Any) -> None:
    found = work(layout.pack(10), target)
    assert value_at(found.flops, {"H": 3, "W": 5}) == 0
    assert value_at(found.bytes, {"H": 3, "W": 5}) == 4 * 3 * 5 * (10 + 12)


def test_functions_of_the_host_are_left_out() -> None:
    @T.prim_func(s_tir=True)
    def host(x: T.Buffer((1,), "int64")):
        T.func_attr({"global_symbol": "host", "tirx.is_host_func": True})
        x[0] = x[0] + np.int64(1)

    assert device_functions(host, tvm.target.Target("opencl", host="llvm")) == []

"""What the memory benchmark reads off plans and kernels."""

import tvm
from tvm.script import ir as I
from tvm.script import tirx as T

from benchmarks.bench_memory import arena_figures, counted
from benchmarks.networks import dydca
from benchmarks.stock_memory import hidden_workspaces


def root(size_bytes, lower_bound_bytes):
    optimal = size_bytes == lower_bound_bytes
    return {"size_bytes": size_bytes, "lower_bound_bytes": lower_bound_bytes, "optimal": optimal}


def test_the_root_that_the_arena_is_as_large_as_decides_whether_it_is_proven():
    arena = {"size_bytes": 100, "dynamic": ["main/x"], "roots": [root(100, 100), root(90, 80)]}
    assert arena_figures(arena) == {"arena_bytes": 100, "lower_bound_bytes": 100, "proven": True, "dynamic": 1}
    arena["roots"][0] = root(100, 95)
    assert not arena_figures(arena)["proven"]


def test_sums_hold_weights_workspaces_and_the_arrays_of_the_caller():
    figures = {"arena_bytes": 1, "hidden_bytes": 2, "weight_bytes": 4, "edge_bytes": 100}
    figures |= {"stock_planned_bytes": 10, "stock_hidden_bytes": 20, "stock_weight_bytes": 40}
    assert counted(figures) == {"ours": 7, "ours_with_edges": 107, "stock": 70, "stock_with_edges": 170}
    assert dydca("", (1,), (2, 5)).edge_bytes == 4 * 3 * (2 * 5 + 8 * 20)


def test_workspaces_count_while_they_live_and_once_a_thread_in_parallel_loops():
    @I.ir_module
    class Kernels:
        @T.prim_func(s_tir=True)
        def plain(x: T.Buffer((4096,), "float32"), y: T.Buffer((4096,), "float32")):
            T.func_attr({"global_symbol": "plain"})
            a = T.sblock_alloc_buffer((4096,))
            b = T.sblock_alloc_buffer((1024,))
            for i in range(4096):
                with T.sblock("a"):
                    v = T.axis.spatial(4096, i)
                    a[v] = x[v] * T.float32(2)
            for i in range(1024):
                with T.sblock("b"):
                    v = T.axis.spatial(1024, i)
                    b[v] = a[v] + a[4095 - v]
            for i in range(4096):
                with T.sblock("y"):
                    v = T.axis.spatial(4096, i)
                    y[v] = a[v] + b[v % 1024]

        @T.prim_func(s_tir=True)
        def parallel(x: T.Buffer((8, 4096), "float32"), y: T.Buffer((8, 4096), "float32")):
            T.func_attr({"global_symbol": "parallel"})
            for n in T.parallel(8):
                with T.sblock("row"):
                    row = T.axis.spatial(8, n)
                    a = T.sblock_alloc_buffer((4096,))
                    for i in range(4096):
                        with T.sblock("a"):
                            v = T.axis.spatial(4096, i)
                            a[v] = x[row, v] * T.float32(2)
                    for i in range(4096):
                        with T.sblock("y"):
                            v = T.axis.spatial(4096, i)
                            y[row, v] = a[4095 - v]

    target = tvm.target.Target({"kind": "llvm", "num-cores": 3})
    found = hidden_workspaces(Kernels, target)
    assert found == {"plain": 4 * (4096 + 1024), "parallel": 3 * 4 * 4096}

"""Rank and dimension propagation: what is found, how it is written, and that its claims agree with measured shapes."""

import math
import re
import runpy
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
import tvm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tvm import relax
from tvm.script import ir as I
from tvm.script import relax as R
from tvm.script import tirx as T

from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes.dims import Kind, analyze_dims
from tvm_dydca.relay_passes.propagate_dims import PropagateDims


def propagate(mod):
    """Run the pass and check what every use of it must keep."""
    after = tvm.transform.Sequential([PropagateDims()])(mod)
    relax.analysis.well_formed(after)
    assert PropagateDims()(after).same_as(after)
    return after


def check(before, expected):
    tvm.ir.assert_structural_equal(propagate(before), expected)


def runner(mod, function="main"):
    machine = relax.VirtualMachine(tvm.compile(mod, "llvm"), tvm.cpu())

    def run(*arrays):
        result = machine[function](*(tvm.runtime.tensor(np.asarray(a)) for a in arrays))
        return result.numpy() if hasattr(result, "numpy") else [part.numpy() for part in result]

    return run


def dims(mod, function="main"):
    """Texts of the dims by variable."""
    found = {}
    for dim in analyze_dims(mod).dims:
        if dim.function == function:
            found.setdefault(dim.variable, []).append(dim.text)
    return found


def test_a_reshape_by_a_computed_shape():
    @I.ir_module(check_well_formed=False)
    class Before:
        @R.function
        def main(x: R.Tensor(("n", 4, 6), "float32")) -> R.Tensor("float32", ndim=2):
            with R.dataflow():
                of = R.shape_of(x)
                shape = R.shape_to_tensor(of)
                head = R.take(shape, R.const([0], "int64"), axis=0)
                second = R.take(shape, R.const([1], "int64"), axis=0)
                tail = R.multiply(second, R.const([6], "int64"))
                both = R.concat((head, tail), axis=0)
                target: R.Shape(ndim=2) = R.tensor_to_shape(both)
                flat = R.reshape(x, target)
                out = R.nn.relu(flat)
                R.output(out)
            return out

    @I.ir_module
    class Expected:
        @R.function
        def main(x: R.Tensor(("n", 4, 6), "float32")) -> R.Tensor(("n", 24), "float32"):
            n = T.int64()
            with R.dataflow():
                flat: R.Tensor((n, 24), "float32") = R.reshape(x, R.shape([n, 24]))
                out: R.Tensor((n, 24), "float32") = R.nn.relu(flat)
                R.output(out)
            return out

    check(Before, Expected)


def slices():
    @I.ir_module
    class Module:
        @R.function
        def main(
            x: R.Tensor(("n", 4), "float32"), y: R.Tensor(("n", 4), "float32"), k: R.Tensor((1,), "int64")
        ) -> R.Tensor("float32", ndim=2):
            R.func_attr({"tir_var_upper_bound": {"n": 64}})
            with R.dataflow():
                zeros: R.Tensor((2,), "int64") = R.zeros(R.shape([2]), "int64")
                ones: R.Tensor((2,), "int64") = R.ones(R.shape([2]), "int64")
                end: R.Tensor((2,), "int64") = R.concat((k, R.const([4], "int64")), axis=0)
                a = R.dynamic_strided_slice(x, zeros, end, ones)
                b = R.dynamic_strided_slice(y, zeros, end, ones)
                c = R.add(a, b)
                R.output(c)
            return c

    return Module


def test_slices_by_one_run_time_number_share_a_named_dim():
    @I.ir_module
    class Expected:
        @R.function
        def main(
            x: R.Tensor(("n", 4), "float32"), y: R.Tensor(("n", 4), "float32"), k: R.Tensor((1,), "int64")
        ) -> R.Tensor("float32", ndim=2):
            R.func_attr({"tir_var_upper_bound": {"n": 64, "a_0": 64}})
            a_0 = T.int64()
            with R.dataflow():
                zeros: R.Tensor((2,), "int64") = R.zeros(R.shape([2]), "int64")
                ones: R.Tensor((2,), "int64") = R.ones(R.shape([2]), "int64")
                end: R.Tensor((2,), "int64") = R.concat((k, R.const([4], "int64")), axis=0)
                a = R.match_cast(R.dynamic_strided_slice(x, zeros, end, ones), R.Tensor((a_0, 4), "float32"))
                b = R.match_cast(R.dynamic_strided_slice(y, zeros, end, ones), R.Tensor((a_0, 4), "float32"))
                c: R.Tensor((a_0, 4), "float32") = R.add(a, b)
                R.output(c)
            return c

    check(slices(), Expected)
    (unknown,) = {(dim.text, dim.reason) for dim in analyze_dims(slices()).unknown if dim.text != "k_at_0"}
    assert unknown == ("a_0", "element 0 of k is known only while running")


@pytest.fixture(scope="module")
def run_slices():
    return runner(propagate(slices()))


@pytest.mark.parametrize("k", [0, 3, 7, 9, -2])
def test_slices_run_as_in_numpy(run_slices, k):
    """Stock TVM can't compile this module: it has no kernel for an addition of tensors without dims."""
    x, y = np.random.default_rng(0).standard_normal((2, 7, 4)).astype("float32")
    np.testing.assert_array_equal(run_slices(x, y, [k]), (x + y)[:k])


def test_slices_by_dims_become_static_ones():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor(("n", 4), "float32"), y: R.Tensor(("m",), "float32")) -> R.Tensor("float32", ndim=2):
            m = T.int64()
            with R.dataflow():
                end = R.shape_to_tensor(R.shape([m, 4]))
                begin = R.const([1, 0], "int64")
                out = R.dynamic_strided_slice(x, begin, end, R.const([2, 1], "int64"))
                R.output(out)
            return out

    after = propagate(Before)
    (binding,) = after["main"].body.blocks[0].bindings
    assert binding.value.op.name == "relax.strided_slice"
    run = runner(after)
    for n, m in ((9, 5), (3, 8), (6, 1)):
        x = np.random.default_rng(n).standard_normal((n, 4)).astype("float32")
        np.testing.assert_array_equal(run(x, np.zeros(m, "float32")), x[1:m:2])


def computed_length(step):
    """A vector as long as `step` makes of the rows of x, from -6 up, plus 20."""
    builder = relax.BlockBuilder()
    n = tvm.tirx.Var("n", "int64")
    x = relax.Var("x", relax.TensorType([n], "float32"))
    with builder.function("main", [x]):
        with builder.dataflow():
            shape = builder.emit(relax.op.shape_to_tensor(builder.emit(relax.op.shape_of(x))))
            count = builder.emit(relax.op.subtract(shape, relax.const([7], "int64")))
            count = builder.emit(step(count))
            count = builder.emit(relax.op.add(count, relax.const([20], "int64")))
            target = builder.emit(relax.op.tensor_to_shape(count))
            out = builder.emit_output(relax.op.full(target, relax.const(1.0), "float32"))
        builder.emit_func_output(out)
    return builder.get()


LENGTHS = {
    "add": (lambda v: relax.op.add(v, relax.const([3], "int64")), lambda v: v + 3),
    "subtract": (lambda v: relax.op.subtract(relax.const([3], "int64"), v), lambda v: 3 - v),
    "multiply": (lambda v: relax.op.multiply(v, relax.const([-2], "int64")), lambda v: -2 * v),
    "floor_divide": (lambda v: relax.op.floor_divide(v, relax.const([4], "int64")), lambda v: v // 4),
    "divide": (lambda v: relax.op.divide(v, relax.const([4], "int64")), lambda v: int(v / 4)),
    "mod": (lambda v: relax.op.mod(v, relax.const([4], "int64")), lambda v: int(math.fmod(v, 4))),
    "floor_mod": (lambda v: relax.op.floor_mod(v, relax.const([4], "int64")), lambda v: v % 4),
    "maximum": (lambda v: relax.op.maximum(v, relax.const([1], "int64")), lambda v: max(v, 1)),
    "minimum": (lambda v: relax.op.minimum(v, relax.const([1], "int64")), lambda v: min(v, 1)),
    "negative": (relax.op.negative, lambda v: -v),
    "abs": (relax.op.abs, abs),
}


@pytest.mark.parametrize("name", LENGTHS)
def test_arithmetic_on_shapes_is_that_of_the_kernels(name):
    step, in_python = LENGTHS[name]
    mod = computed_length(step)
    (text,) = dims(mod)["gv"]
    run = runner(propagate(mod))
    for n in (1, 2, 4, 7, 9, 13):
        assert eval(text, {"T": LANGUAGE}, {"n": n}) == in_python(n - 7) + 20
        assert run(np.zeros(n, "float32")).shape == (in_python(n - 7) + 20,)


def test_a_limit_of_either_sign_counts_from_either_end():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor(("n",), "float32")) -> R.Tensor("float32", ndim=1):
            with R.dataflow():
                of = R.shape_of(x)
                shape = R.shape_to_tensor(of)
                end = R.subtract(shape, R.const([5], "int64"))
                out = R.dynamic_strided_slice(x, R.const([0], "int64"), end, R.const([1], "int64"))
                R.output(out)
            return out

    (text,) = dims(Before)["out"]
    run = runner(propagate(Before))
    for n in (1, 3, 5, 8, 12):
        x = np.arange(n, dtype="float32")
        assert eval(text, {"T": LANGUAGE}, {"n": n}) == len(x[: n - 5])
        np.testing.assert_array_equal(run(x), x[: n - 5])


def test_a_dim_is_not_written_by_what_comes_later():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor(("n",), "float32"), y: R.Tensor(("n",), "float32")) -> R.Tensor("int64", ndim=2):
            with R.dataflow():
                a = R.nonzero(x)
                b = R.nonzero(y)
                twice = R.concat((b, b), axis=1)
                t = R.permute_dims(twice)
                out = R.matmul(a, t)
                R.output(out)
            return out

    assert (dims(Before)["a"], dims(Before)["twice"]) == (["1", "a_1"], ["1", "b_1 * 2"])
    x, y = np.array([1, 1, 0, 1, 1], "float32"), np.array([0, 0, 1, 1, 0], "float32")
    np.testing.assert_array_equal(runner(propagate(Before))(x, y), [[0 * 2 + 1 * 3 + 3 * 2 + 4 * 3]])


def test_a_matched_dim_that_equals_another_gives_way_to_it():
    """As TVM's ONNX importer writes Range: the length is computed, then matched under a name of its own."""

    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor(("n", 4), "float32")) -> R.Tensor("int64", ndim=1):
            n, length = T.int64(), T.int64()
            with R.dataflow():
                shape = R.shape_to_tensor(R.shape([n, 4]))
                first = R.take(shape, R.const([0], "int64"), axis=0)
                count = R.maximum(first, R.const(0, "int64"))
                target: R.Shape(ndim=1) = R.tensor_to_shape(count)
                _ = R.match_cast(target, R.Shape([length]))
                out = R.arange(0, length, 1, "int64")
                R.output(out)
            return out

    @I.ir_module
    class Expected:
        @R.function
        def main(x: R.Tensor(("n", 4), "float32")) -> R.Tensor(("n",), "int64"):
            n = T.int64()
            with R.dataflow():
                out: R.Tensor((n,), "int64") = R.arange(0, n, 1, "int64")
                R.output(out)
            return out

    check(Before, Expected)


def test_dims_equal_within_bounds_are_one():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor(("n",), "float32")) -> R.Tensor("float32", ndim=1):
            R.func_attr({"tir_var_lower_bound": {"n": 8}, "tir_var_upper_bound": {"n": 64}})
            n, m = T.int64(), T.int64()
            with R.dataflow():
                wide = R.broadcast_to(x, R.shape([T.max(n * 2 // 2, 8)]))
                again = R.match_cast(wide, R.Tensor((m,), "float32"))
                out = R.nn.relu(again)
                R.output(out)
            return out

    assert dims(Before)["again"] == dims(Before)["out"] == ["n"]
    main = propagate(Before)["main"]
    assert main.ret_ty.shape[0].same_as(main.params[0].ty.shape[0])


def test_what_a_later_match_demands_is_known_from_the_start():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor("float32", ndim=2), w: R.Tensor((16, 8), "float32")) -> R.Tensor("float32", ndim=2):
            n = T.int64()
            with R.dataflow():
                y = R.nn.relu(x)
                z = R.matmul(y, w)
                out = R.match_cast(z, R.Tensor((n, 8), "float32"))
                R.output(out)
            return out

    @I.ir_module
    class Expected:
        @R.function
        def main(x: R.Tensor(("n", 16), "float32"), w: R.Tensor((16, 8), "float32")) -> R.Tensor(("n", 8), "float32"):
            n = T.int64()
            with R.dataflow():
                y: R.Tensor((n, 16), "float32") = R.nn.relu(x)
                z: R.Tensor((n, 8), "float32") = R.matmul(y, w)
                out: R.Tensor((n, 8), "float32") = z
                R.output(out)
            return out

    check(Before, Expected)


def test_ranks_come_from_the_operators_that_need_them():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor("float32"), w: R.Tensor((6, 3, 3, 3), "float32")) -> R.Tensor("float32"):
            with R.dataflow():
                y = R.nn.relu(x)
                out = R.nn.conv2d(y, w, padding=1)
                R.output(out)
            return out

    assert dims(Before)["x"] == ["x_0", "3", "x_2", "x_3"]
    assert dims(Before)["out"] == ["x_0", "6", "x_2", "x_3"]
    propagate(Before)


def test_a_check_of_the_program_stays():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor((12,), "float32"), s: R.Tensor((2,), "int64")) -> R.Tensor((3, 4), "float32"):
            with R.dataflow():
                target: R.Shape(ndim=2) = R.tensor_to_shape(s)
                _ = R.match_cast(target, R.Shape([3, 4]))
                out = R.reshape(x, R.shape([3, 4]))
                R.output(out)
            return out

    run = runner(propagate(Before))
    x = np.arange(12, dtype="float32")
    np.testing.assert_array_equal(run(x, [3, 4]), x.reshape(3, 4))
    with pytest.raises(RuntimeError, match="match_cast error"):
        run(x, [4, 3])


def test_branches_that_agree_and_branches_that_differ():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor(("n", 4), "float32"), c: R.Tensor((), "bool")) -> R.Tensor("float32", ndim=2):
            if c:
                a = R.nonzero(x)
                b = R.astype(a, "float32")
                y = R.nn.relu(b)
            else:
                d = R.concat((x, x), axis=1)
                e = R.strided_slice(d, [0], [0], [2], assume_inbound=True)
                y = R.nn.relu(e)
            out = R.nn.relu(y)
            return out

    found = dims(Before)
    assert found["out"] == ["2", found["out"][1]]
    unknown = {dim.text: dim.reason for dim in analyze_dims(Before).unknown}
    assert unknown[found["out"][1]] == "the branches of an If differ"
    run = runner(propagate(Before))
    x = np.array([[1, 0, 2, 0], [0, 0, 3, 0], [1, 1, 1, 1]], "float32")
    np.testing.assert_array_equal(run(x, np.array(True)), np.array(np.nonzero(x), "float32"))
    np.testing.assert_array_equal(run(x, np.array(False)), np.concatenate([x, x], 1)[:2])


def test_what_one_branch_demands_says_nothing_outside():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor("float32", ndim=2), c: R.Tensor((), "bool")) -> R.Tensor("float32", ndim=2):
            if c:
                y = R.match_cast(x, R.Tensor((3, 4), "float32"))
                z = R.nn.relu(y)
            else:
                z = R.nn.relu(x)
            return z

    assert dims(Before)["x"] == ["x_0", "x_1"]
    run = runner(propagate(Before))
    np.testing.assert_array_equal(run(np.ones((5, 2), "float32"), np.array(False)), np.ones((5, 2)))


def test_functions_learn_from_their_calls_and_callers_from_results():
    @I.ir_module
    class Before:
        @R.function(private=True)
        def inner(a: R.Tensor("float32"), b: R.Tensor("float32")) -> R.Tensor("float32"):
            y = R.add(a, b)
            z = R.concat((y, y), axis=0)
            return z

        @R.function
        def main(x: R.Tensor(("n", 4), "float32")) -> R.Tensor("float32"):
            R.func_attr({"tir_var_upper_bound": {"n": 64}, "tir_var_lower_bound": {"n": 2}})
            y = R.nn.relu(x)
            z = Before.inner(x, y)
            return z

    @I.ir_module
    class Expected:
        @R.function(private=True)
        def inner(a: R.Tensor(("a_0", 4), "float32"), b: R.Tensor(("a_0", 4), "float32")) -> R.Tensor(
            ("a_0 * 2", 4), "float32"
        ):
            R.func_attr({"tir_var_upper_bound": {"a_0": 64}, "tir_var_lower_bound": {"a_0": 2}})
            a_0 = T.int64()
            y: R.Tensor((a_0, 4), "float32") = R.add(a, b)
            z: R.Tensor((a_0 * 2, 4), "float32") = R.concat((y, y), axis=0)
            return z

        @R.function
        def main(x: R.Tensor(("n", 4), "float32")) -> R.Tensor(("n * 2", 4), "float32"):
            R.func_attr({"tir_var_upper_bound": {"n": 64}, "tir_var_lower_bound": {"n": 2}})
            n = T.int64()
            y: R.Tensor((n, 4), "float32") = R.nn.relu(x)
            z: R.Tensor((n * 2, 4), "float32") = Expected.inner(x, y)
            return z

    check(Before, Expected)


def routed(main_bounds, path_bounds=None, private=True):
    """Main sends n < 70 to path_0 and the rest to path_1; neither has bounds of its own unless given."""
    bounds = {} if path_bounds is None else path_bounds
    builder = relax.BlockBuilder()
    paths = []
    for k in range(2):
        n = tvm.tirx.Var("n", "int64")
        x = relax.Var("x", relax.TensorType([n], "float32"))
        with builder.function(f"path_{k}", [x], private=private):
            builder.emit_func_output(builder.emit((relax.op.nn.relu, relax.op.exp)[k](x)))
        paths.append(next(g for g in builder.get().get_global_vars() if g.name_hint == f"path_{k}"))
    n = tvm.tirx.Var("n", "int64")
    x = relax.Var("x", relax.TensorType([n], "float32"))
    with builder.function("main", [x]):
        condition = relax.Var("is_0", tvm.ir.PrimType("bool"))
        builder.emit_normalized(relax.VarBinding(condition, n < 70))
        branches = []
        for path in paths:
            y = relax.Var("y", relax.TensorType([n], "float32"))
            branches.append(relax.SeqExpr([relax.BindingBlock([relax.VarBinding(y, relax.Call(path, [x]))])], y))
        builder.emit_func_output(builder.emit(relax.If(condition, *branches)))
    mod = builder.get()
    for name, limits in {"main": main_bounds, **bounds}.items():
        func = mod[name].with_attr("tir_var_lower_bound", {"n": limits[0]})
        mod[name] = func.with_attr("tir_var_upper_bound", {"n": limits[1]})
    return mod


def bounds_of(func):
    attrs = dict(func.attrs or {})
    return tuple(int(dict(attrs[f"tir_var_{side}_bound"])["n"]) for side in ("lower", "upper"))


def test_bounds_reach_every_function_and_routing_narrows_private_ones():
    after = propagate(routed((8, 544)))
    assert bounds_of(after["path_0"]) == (8, 69)
    assert bounds_of(after["path_1"]) == (70, 544)
    after = propagate(routed((8, 544), private=False))
    assert bounds_of(after["path_0"]) == bounds_of(after["path_1"]) == (8, 544)
    after = propagate(routed((8, 544), {"path_1": (60, 700)}, private=False))
    assert bounds_of(after["path_1"]) == (60, 700)


def test_bounds_that_hold_no_size():
    with pytest.raises(InputError, match=r"function main: dim n is bounded to \[9, 8\]"):
        PropagateDims()(routed((9, 8)))


def test_bounds_of_two_functions_that_contradict_each_other():
    with pytest.raises(
        InputError, match=r"function main: the call y passes n in \[8, 69\] for dim n of function path_0"
    ):
        PropagateDims()(routed((8, 544), {"path_0": (100, 200)}))


def test_a_call_that_is_never_made_contradicts_nothing():
    propagate(routed((100, 544), {"path_0": (8, 69)}))


def test_bounds_that_contradict_an_equation():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor(("n",), "float32")) -> R.Tensor("float32", ndim=1):
            R.func_attr({"tir_var_lower_bound": {"n": 8, "m": 20}, "tir_var_upper_bound": {"n": 9, "m": 30}})
            m = T.int64()
            y = R.concat((x, x), axis=0)
            z = R.match_cast(y, R.Tensor((m,), "float32"))
            return z

    with pytest.raises(InputError, match=r"function main: dim m is bounded to \[20, 30\], but it equals n \* 2"):
        PropagateDims()(Before)


def test_shapes_that_can_never_run_name_the_function_and_the_binding():
    @I.ir_module(check_well_formed=False)
    class Before:
        @R.function
        def main(x: R.Tensor((3, 4), "float32"), y: R.Tensor("float32", ndim=2)) -> R.Tensor("float32", ndim=2):
            z = R.nn.relu(y)
            _ = R.match_cast(z, R.Tensor((5, 4), "float32"))
            broken = R.add(x, y)
            return broken

    with pytest.raises(InputError, match="function main: binding broken can't run"):
        PropagateDims()(Before)


def test_recursion_and_inner_functions_are_left_alone():
    @I.ir_module
    class Before:
        @R.function
        def again(x: R.Tensor(("n",), "float32"), more: R.Tensor((), "bool")) -> R.Tensor("float32", ndim=1):
            if more:
                y: R.Tensor("float32", ndim=1) = Before.again(x, more)
                z: R.Tensor("float32", ndim=1) = y
            else:
                z: R.Tensor("float32", ndim=1) = R.concat((x, x), axis=0)
            return z

        @R.function
        def main(x: R.Tensor(("n",), "float32"), more: R.Tensor((), "bool")) -> R.Tensor("float32", ndim=1):
            R.func_attr({"tir_var_lower_bound": {"n": 2}, "tir_var_upper_bound": {"n": 9}})
            y: R.Tensor("float32", ndim=1) = Before.again(x, more)
            return y

        @R.function
        def outer(x: R.Tensor(("n",), "float32")) -> R.Tensor(("n",), "float32"):
            n = T.int64()

            @R.function
            def inner(y: R.Tensor(("n",), "float32")) -> R.Tensor(("n",), "float32"):
                return R.nn.relu(y)

            z: R.Tensor((n,), "float32") = inner(x)
            return z

    after = propagate(Before)
    assert analyze_dims(Before).skipped == ("outer",)
    tvm.ir.assert_structural_equal(after["outer"], Before["outer"])


def test_the_table_says_what_stays_unknown_and_why():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor(("n", 4), "float32"), f: R.Any) -> R.Tuple(R.Tensor("int64", ndim=2), R.Tensor):
            with R.dataflow():
                i = R.nonzero(x)
                t = R.call_pure_packed("user.function", f, ty_args=R.Tensor("float32"))
                out = (i, t)
                R.output(out)
            return out

    report = analyze_dims(Before)
    assert {(d.variable, d.axis): (d.after, d.reason) for d in report.unknown if d.variable != "out"} == {
        ("i", "1"): (Kind.NOT_CONSTANT, "relax.nonzero finds it while running"),
        ("t", ""): (Kind.UNDEFINED, "nothing tells its rank"),
    }
    assert report.table().splitlines() == [
        "main: 3 constant, 1 symbolic, 2 known only while running, 2 undefined",
        "",
        "restored:",
        "  main.i[0]      ? -> 2",
        "  main.out[0.0]  ? -> 2",
        "",
        "unknown:",
        "  main.i[1]      ? -> i_1    relax.nonzero finds it while running",
        "  main.t[]       ?           nothing tells its rank",
        "  main.out[0.1]  ? -> i_1    relax.nonzero finds it while running",
        "  main.out[1]    ?           nothing tells its rank",
    ]


def test_an_unused_computation_demands_nothing():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor("float32", ndim=2), w: R.Tensor((16, 8), "float32")) -> R.Tensor("float32", ndim=2):
            with R.dataflow():
                _ = R.matmul(x, w)
                out = R.nn.relu(x)
                R.output(out)
            return out

    assert dims(Before)["x"] == ["x_0", "x_1"]
    x = np.ones((2, 3), "float32")
    np.testing.assert_array_equal(runner(propagate(Before))(x, np.ones((16, 8), "float32")), x)


def test_a_long_module_takes_less_time_than_its_lowering():
    n, m = (tvm.tirx.Var(name, "int64") for name in "nm")
    x = y = relax.Var("x", relax.TensorType((1, 8, n, m), "float32"))
    weight = relax.const(np.zeros((8, 8, 3, 3), "float32"))
    builder = relax.BlockBuilder()
    with builder.function("main", [x]):
        with builder.dataflow():
            for i in range(100):
                y = builder.emit(relax.op.add(y, y) if i % 2 else relax.op.nn.conv2d(y, weight, padding=1))
            y = builder.emit_output(y)
        builder.emit_func_output(y)
    mod = builder.get()
    times = []
    for run in (PropagateDims(), PropagateDims(), relax.transform.LegalizeOps()):
        start = time.process_time()
        run(mod)
        times.append(time.process_time() - start)
    assert times[1] < times[2] / 4, times
    assert PropagateDims()(mod).same_as(mod)


def test_the_documentation_says_what_happens(tmp_path):
    text = (Path(__file__).parents[2] / "docs/passes/propagate_dims.md").read_text()
    before, after = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (table,) = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    imports = "from tvm.script import ir as I, relax as R, tirx as T\n"
    (tmp_path / "documented.py").write_text(imports + before + after)  # TVMScript reads its source from a file
    modules = runpy.run_path(str(tmp_path / "documented.py"))
    check(modules["Before"], modules["After"])
    assert analyze_dims(modules["Before"]).table() == table.rstrip("\n")


def onnx_module(nodes, outputs, **inputs):
    onnx = pytest.importorskip("onnx")
    from tvm.relax.frontend.onnx import from_onnx

    helper, kinds = onnx.helper, onnx.TensorProto
    constants = {"zero": 0, "one": 1, "two": 2, "minus": -1}
    initial = [onnx.numpy_helper.from_array(np.array([v], "int64"), n) for n, v in constants.items()]
    initial += [onnx.numpy_helper.from_array(np.array(v, "int64"), f"{n}_") for n, v in constants.items()]
    given = [helper.make_tensor_value_info(n, getattr(kinds, kind), shape) for n, (kind, shape) in inputs.items()]
    results = [helper.make_tensor_value_info(name, getattr(kinds, kind), None) for name, kind in outputs.items()]
    graph = helper.make_graph([helper.make_node(*n[:3], **n[3]) for n in nodes], "g", given, results, initial)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    return from_onnx(model, keep_params_in_input=False)


IMAGE = {"x": ("FLOAT", ["N", 3, "H", "W"])}


@pytest.mark.filterwarnings("ignore:Field 'shape'")
def test_an_onnx_slice_by_a_run_time_limit():
    nodes = [("Slice", ["x", "zero", "k", "two"], ["a"], {}), ("Relu", ["a"], ["y"], {})]
    mod = onnx_module(nodes, {"y": "FLOAT"}, **IMAGE, k=("INT64", [1]))
    assert dims(mod)["gv"] == ["N", "3", "lv8_2", "W"]
    run = runner(propagate(mod))
    x = np.random.default_rng(0).random((2, 3, 6, 5), "float32")
    for k in (1, 4, -1):
        np.testing.assert_array_equal(run(x, [k]), x[:, :, :k])


@pytest.mark.filterwarnings("ignore:Field 'shape'")
def test_an_onnx_tensor_of_a_computed_shape():
    nodes = [
        ("Shape", ["x"], ["s"], {}),
        ("Gather", ["s", "two"], ["h"], {"axis": 0}),
        ("Concat", ["h", "h"], ["hh"], {"axis": 0}),
        ("ConstantOfShape", ["hh"], ["y"], {}),
    ]
    mod = onnx_module(nodes, {"y": "FLOAT"}, **IMAGE)
    assert dims(mod)["gv"] == ["H", "H"]
    np.testing.assert_array_equal(runner(propagate(mod))(np.zeros((1, 3, 4, 5), "float32")), np.zeros((4, 4)))


@pytest.mark.filterwarnings("ignore:Field 'shape'")
def test_an_onnx_range():
    nodes = [
        ("Shape", ["x"], ["s"], {}),
        ("Gather", ["s", "two"], ["h"], {"axis": 0}),
        ("Squeeze", ["h"], ["n"], {}),
        ("Range", ["zero_", "n", "one_"], ["y"], {}),
    ]
    mod = onnx_module(nodes, {"y": "INT64"}, **IMAGE)
    assert dims(mod)["gv"] == ["H"]
    np.testing.assert_array_equal(runner(propagate(mod))(np.zeros((1, 3, 4, 5), "float32")), np.arange(4))


class Sliced(torch.nn.Module):
    def forward(self, x, k):
        n = k.item()
        torch._check(n >= 1)
        torch._check(n <= x.shape[0])
        y = x[:n].reshape(-1, 2) + 1
        return torch.cond(y.mean() > 0, lambda v: v * 2, lambda v: v - 1, (x,)), y


def test_a_network_of_torch_export():
    from tvm.relax.frontend.torch import from_exported_program

    shapes = {"x": {0: torch.export.Dim("N", min=2, max=64)}, "k": None}
    program = torch.export.export(Sliced(), (torch.randn(8, 4), torch.tensor(3)), dynamic_shapes=shapes)
    mod = from_exported_program(program)
    after = propagate(mod)
    (n,) = (str(name) for name in dict(mod["main"].attrs["tir_var_upper_bound"]) if str(name).startswith("s"))
    for gvar, func in after.functions_items():
        assert int(dict(func.attrs["tir_var_upper_bound"])[n]) == 64, gvar
    run = runner(after)
    for rows, k in ((2, 1), (9, 9), (33, 7)):
        x = torch.randn(rows, 4)
        for got, want in zip(run(x.numpy(), np.array(k)), Sliced()(x, torch.tensor(k))):
            np.testing.assert_allclose(got, want.numpy(), rtol=1e-6)


class RandomGraph:
    """A random function of one tensor and one integer, built as Relax and run in numpy side by side.

    `tensors` are float32 of rank 2, `vectors` int64 of static length, each with its value in numpy.
    """

    def __init__(self, draw, x, k):
        self.draw = draw
        self.builder = relax.BlockBuilder()
        self.measured = {}
        n = tvm.tirx.Var("n", "int64")
        var_x = relax.Var(
            "x", relax.TensorType(*(((n, 4), "float32") if draw(st.booleans()) else (None, "float32", None, 2)))
        )
        var_k = relax.Var("k", relax.TensorType((1,), "int64"))
        c = relax.Var("c", relax.TensorType((), "bool"))
        self.condition = (c, draw(st.booleans()))
        self.tensors, self.vectors = [(var_x, x)], [(var_k, np.array([k]))]
        self.inputs = (x, np.array([k]), np.array(self.condition[1]))
        self.helper = self.add_helper()
        with self.builder.function("main", [var_x, var_k, c]):
            for _ in range(draw(st.integers(1, 9))):
                getattr(self, draw(st.sampled_from(STEPS)))()
            self.output = self.tensors[-1][1]
            self.builder.emit_func_output(self.tensors[-1][0])
        self.module = self.builder.get()

    def add_helper(self):
        """A private function that stacks its input on itself, with more or less of its shapes given."""
        shape = [tvm.tirx.Var("p", "int64"), tvm.tirx.Var("q", "int64")]
        given = [(shape, "float32"), (None, "float32", None, 2), (None, "float32")]
        a = relax.Var("a", relax.TensorType(*self.draw(st.sampled_from(given))))
        with self.builder.function("helper", [a], private=True):
            self.builder.emit_func_output(self.builder.emit(relax.op.concat([a, a], 0)))
        return self.builder.get().get_global_var("helper")

    def call(self):
        x, a = self.pick(self.tensors)
        self.bind(relax.Call(self.helper, [x]), np.concatenate([a, a]), self.tensors)

    def pick(self, kind, length=None):
        return self.draw(st.sampled_from([(v, a) for v, a in kind if length is None or len(a) == length]))

    def bind(self, call, value, to=None):
        var = call if isinstance(call, relax.Var) else self.builder.emit(call)
        self.measured[var.name] = value.shape
        if to is not None and value.size <= 4000:
            to.append((var, value))
        return var

    def constant(self, value):
        return relax.const(value, "int64"), np.array(value, "int64")

    def relu(self):
        x, a = self.pick(self.tensors)
        self.bind(relax.op.nn.relu(x), np.maximum(a, 0), self.tensors)

    def twice(self):
        (x, a), axis = self.pick(self.tensors), self.draw(st.integers(0, 1))
        self.bind(relax.op.concat([x, x], axis), np.concatenate([a, a], axis), self.tensors)

    def transpose(self):
        x, a = self.pick(self.tensors)
        self.bind(relax.op.permute_dims(x), a.T, self.tensors)

    def gram(self):
        x, a = self.pick(self.tensors)
        t = self.bind(relax.op.permute_dims(x), a.T)
        self.bind(relax.op.matmul(x, t), a @ a.T, self.tensors)

    def nonzero(self):
        x, a = self.pick(self.tensors)
        found = np.array(np.nonzero(a))
        i = self.bind(relax.op.nonzero(x), found)
        self.bind(relax.op.astype(i, "float32"), found.astype("float32"), self.tensors)

    def match(self):
        x, a = self.pick(self.tensors)
        first = tvm.tirx.Var(f"m{len(self.measured)}", "int64")
        second = tvm.tirx.Var(f"l{len(self.measured)}", "int64")
        second = a.shape[1] if self.draw(st.booleans()) else second
        self.bind(self.builder.match_cast(x, relax.TensorType((first, second), "float32")), a, self.tensors)

    def shape(self):
        x, a = self.pick(self.tensors)
        if x.ty.ndim < 0:  # TVM would make a vector of length -1 of its shape
            return
        s = self.builder.emit(relax.op.shape_of(x))
        self.bind(relax.op.shape_to_tensor(s), np.array(a.shape), self.vectors)

    def take(self):
        v, a = self.pick(self.vectors)
        i = self.draw(st.integers(0, len(a) - 1))
        self.bind(relax.op.take(v, relax.const([i], "int64"), axis=0), a[[i]], self.vectors)

    def arithmetic(self):
        (v, a), (c, b) = self.pick(self.vectors), self.constant(self.draw(st.integers(1, 5)))
        name, run = self.draw(st.sampled_from(ARITHMETIC))
        self.bind(getattr(relax.op, name)(v, c), run(a, b), self.vectors)

    def pair(self):
        (v, a), (w, b) = self.pick(self.vectors, 1), self.pick(self.vectors, 1)
        self.bind(relax.op.concat([v, w], 0), np.concatenate([a, b]), self.vectors)

    def full(self):
        pairs = [(v, a) for v, a in self.vectors if len(a) == 2]
        if pairs:
            v, a = self.draw(st.sampled_from(pairs))
            low, b = self.constant(7)
            v = self.bind(relax.op.minimum(v, low), np.minimum(a, b))
            v = self.bind(relax.op.maximum(v, relax.const(0, "int64")), np.clip(a, 0, 7))
            s = self.builder.emit(relax.op.tensor_to_shape(v))
            self.bind(relax.op.full(s, relax.const(1.0), "float32"), np.ones(np.clip(a, 0, 7), "float32"), self.tensors)

    def slice(self):
        pairs = [(v, a) for v, a in self.vectors if len(a) == 2]
        if pairs:
            (x, a), (v, end) = self.pick(self.tensors), self.draw(st.sampled_from(pairs))
            zero, one = (self.constant([i, i])[0] for i in range(2))
            self.bind(relax.op.dynamic_strided_slice(x, zero, v, one), a[: end[0], : end[1]], self.tensors)

    def branch(self):
        (x, a), (y, b) = self.pick(self.tensors), self.pick(self.tensors)
        branches = []
        for var in (x, y):
            call = self.builder.normalize(relax.op.nn.relu(var))
            out = relax.Var("inside", call.ty)
            branches.append(
                self.builder.normalize(relax.SeqExpr([relax.BindingBlock([relax.VarBinding(out, call)])], out))
            )
        chosen = a if self.condition[1] else b
        self.bind(relax.If(self.condition[0], *branches), np.maximum(chosen, 0), self.tensors)


STEPS = [
    "relu",
    "twice",
    "transpose",
    "gram",
    "nonzero",
    "match",
    "shape",
    "shape",
    "take",
    "arithmetic",
    "pair",
    "full",
    "slice",
    "branch",
    "call",
]
ARITHMETIC = [
    ("add", np.add),
    ("subtract", np.subtract),
    ("multiply", np.multiply),
    ("floor_divide", np.floor_divide),
    ("divide", lambda a, b: np.trunc(a / b).astype("int64")),
    ("maximum", np.maximum),
    ("minimum", np.minimum),
]
LANGUAGE = SimpleNamespace(
    min=min,
    max=max,
    Select=lambda c, a, b: a if c else b,
    Div=lambda a, b: math.trunc(a / b),
    truncmod=lambda a, b: int(math.fmod(a, b)),
)


@st.composite
def random_graphs(draw):
    n, k, seed = draw(st.integers(0, 6)), draw(st.integers(-2, 8)), draw(st.integers(0, 3))
    x = np.random.default_rng(seed).integers(-1, 2, (n, 4)).astype("float32")
    return RandomGraph(draw, x, k)


def agrees(report, measured):
    """Whether one value of each symbol gives every measured dim."""
    claims = [(d.text, measured[d.variable][int(d.axis)], d) for d in report.dims if d.variable in measured and d.axis]
    values = {}
    for text, size, dim in claims:
        assert dim.low <= size <= (size if dim.high is None else dim.high), dim
        if text.isidentifier():
            assert values.setdefault(text, size) == size, dim
    for text, size, dim in claims:
        try:
            found = eval(text, {"T": LANGUAGE}, values)
        except NameError:  # a symbol that no measured tensor has as a whole dim
            continue
        assert found == size, dim


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(random_graphs())
def test_on_random_graphs_it_ends_and_claims_what_numpy_measures(graph):
    before = analyze_dims(graph.module)
    agrees(before, graph.measured)
    after = propagate(graph.module)
    agrees(analyze_dims(after), graph.measured)
    open_before = {(d.variable, d.axis) for d in before.unknown}
    assert {(d.variable, d.axis) for d in analyze_dims(after).unknown if d.variable in graph.measured} <= open_before


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(random_graphs())
def test_random_graphs_compute_the_same(graph):
    mod = relax.transform.DeadCodeElimination()(propagate(graph.module))  # a helper that nothing calls has no shapes
    np.testing.assert_allclose(runner(mod)(*graph.inputs), graph.output, rtol=1e-5)

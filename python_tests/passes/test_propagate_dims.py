"""PropagateDims inside a function: what is found and how it is written."""

# ruff: noqa: SIM108 - an If of TVMScript is a statement

import math
import re
import runpy
from pathlib import Path

import numpy as np
import pytest
import tvm
import tvm_ffi
from tvm import relax
from tvm.script import ir as I
from tvm.script import relax as R
from tvm.script import tirx as T

from python_tests.passes.propagated import LANGUAGE, check, dims, propagate, runner
from tvm_dydca.relay_passes.dims import analyze_dims


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
        assert eval(text, LANGUAGE, {"n": n}) == in_python(n - 7) + 20
        assert run(np.zeros(n, "float32")).shape == (in_python(n - 7) + 20,)


def float_length(step, high):
    """A vector as long as `step` makes of the rows of x as a float, from -6 up, plus 20. There are at most `high`."""
    builder = relax.BlockBuilder()
    n = tvm.tirx.Var("n", "int64")
    x = relax.Var("x", relax.TensorType([n], "float32"))
    with builder.function("main", [x], attrs={"tir_var_upper_bound": {"n": high}}):
        with builder.dataflow():
            shape = builder.emit(relax.op.shape_to_tensor(builder.emit(relax.op.shape_of(x))))
            count = builder.emit(relax.op.subtract(shape, relax.const([7], "int64")))
            count = builder.emit(relax.op.astype(count, "float32"))
            for operator, *constants in step:
                constants = [relax.const(constant, "float32") for constant in constants]
                count = builder.emit(getattr(relax.op, operator)(count, *constants))
            count = builder.emit(relax.op.astype(count, "int64"))
            count = builder.emit(relax.op.add(count, relax.const([20], "int64")))
            target = builder.emit(relax.op.tensor_to_shape(count))
            out = builder.emit_output(relax.op.full(target, relax.const(1.0), "float32"))
        builder.emit_func_output(out)
    return builder.get()


FLOAT_LENGTHS = {
    "a third of it, rounded up": ([("divide", 3.0), ("ceil",)], lambda v: math.ceil(v / 3)),
    "a third of it, rounded down": ([("divide", 3.0), ("floor",)], lambda v: math.floor(v / 3)),
    "a third of it, cut off": ([("divide", 3.0)], lambda v: int(v / 3)),
    "its half, by a scale": ([("multiply", 0.5), ("trunc",)], lambda v: int(v / 2)),
    "more by a scale": ([("multiply", 1.5), ("floor",)], lambda v: math.floor(v * 1.5)),
    "limits": ([("maximum", 0.0), ("minimum", 4.0), ("negative",)], lambda v: -min(max(v, 0), 4)),
    "sums": ([("add", 2.0), ("subtract", 5.0), ("ceil",)], lambda v: v - 3),
}


@pytest.mark.parametrize("name", FLOAT_LENGTHS)
def test_lengths_computed_in_floats(name):
    """ONNX graphs compute the length of a range and the sizes of a resize so."""
    step, in_python = FLOAT_LENGTHS[name]
    mod = float_length(step, 2000)
    (text,) = dims(mod)["gv"]
    run = runner(propagate(mod))
    for n in (1, 2, 4, 7, 9, 13, 1999):
        assert eval(text, LANGUAGE, {"n": n}) == in_python(n - 7) + 20
        assert run(np.zeros(n, "float32")).shape == (in_python(n - 7) + 20,)


def test_floats_that_may_be_rounded_are_not_followed():
    largest = 2**24 + 7
    assert dims(float_length([("negative",)], largest))["gv"] != dims(float_length([("negative",)], largest + 1))["gv"]
    (unknown,) = {d.reason for d in analyze_dims(float_length([], largest + 1)).unknown if d.variable == "gv"}
    assert unknown == "element 0 of lv4 is known only while running"


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


def test_a_matched_dim_has_the_bounds_and_the_reason_of_what_it_matches():
    @I.ir_module
    class Before:
        @R.function
        def main(k: R.Tensor((1,), "int64")) -> R.Tensor("int64", ndim=1):
            length = T.int64()
            with R.dataflow():
                low = R.maximum(k, R.const([2], "int64"))
                count = R.minimum(low, R.const([7], "int64"))
                target: R.Shape(ndim=1) = R.tensor_to_shape(count)
                _ = R.match_cast(target, R.Shape([length]))
                out = R.arange(0, length, 1, "int64")
                R.output(out)
            return out

    found = {(d.text, d.low, d.high, d.reason) for d in analyze_dims(Before).dims if d.variable == "out"}
    assert found == {("length", 2, 7, "element 0 of k is known only while running")}
    run = runner(propagate(Before))
    assert [len(run([k])) for k in (-3, 4, 9)] == [2, 4, 7]


def test_a_type_that_says_less_than_the_operator():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor(("n", 4), "float32")) -> R.Tensor("float32", ndim=2):
            y: R.Tensor("float32", ndim=2) = R.concat((x, x), axis=0)
            z: R.Tensor("float32") = R.nn.relu(y)
            return z

    @I.ir_module
    class Expected:
        @R.function
        def main(x: R.Tensor(("n", 4), "float32")) -> R.Tensor(("n * 2", 4), "float32"):
            n = T.int64()
            y: R.Tensor((n * 2, 4), "float32") = R.concat((x, x), axis=0)
            z: R.Tensor((n * 2, 4), "float32") = R.nn.relu(y)
            return z

    check(Before, Expected)


def even():
    """A reshape of rows of 2 * s elements, as torch.export writes them where their number must be even."""
    builder = relax.BlockBuilder()
    s = tvm.tirx.Var("s", "int64")
    x = relax.Var("x", relax.TensorType([3, 2 * s], "float32"))
    attrs = {"tir_var_lower_bound": {"s": 2}, "tir_var_upper_bound": {"s": 32}}
    with builder.function("main", [x], attrs=attrs):
        with builder.dataflow():
            out = builder.emit_output(relax.op.reshape(x, [3, 2, s]))
        builder.emit_func_output(out)
    return builder.get()


def test_a_size_that_must_be_even():
    """Stock TVM takes a symbol from a dim that is that symbol, and from no other."""
    with pytest.raises(ValueError, match="s is not defined"):
        relax.analysis.well_formed(even())

    @I.ir_module
    class Expected:
        @R.function
        def main(x: R.Tensor((3, "x_1"), "float32")) -> R.Tensor((3, 2, "x_1 // 2"), "float32"):
            R.func_attr(
                {"tir_var_lower_bound": {"s": 2, "x_1": 4}, "tir_var_upper_bound": {"s": 32, "x_1": 64}},
            )
            x_1 = T.int64()
            with R.dataflow():
                checked = R.match_cast(x, R.Tensor((3, 2 * (x_1 // 2)), "float32"))
                out: R.Tensor((3, 2, x_1 // 2), "float32") = R.reshape(checked, R.shape([3, 2, x_1 // 2]))
                R.output(checked, out)
            return out

    check(even(), Expected)
    run = runner(propagate(even()))
    for width in (4, 10, 64):
        x = np.random.default_rng(width).random((3, width), "float32")
        np.testing.assert_array_equal(run(x), x.reshape(3, 2, -1))
    with pytest.raises(RuntimeError, match="match_cast error"):
        run(np.zeros((3, 7), "float32"))


def test_symbols_of_one_name_share_bounds_that_hold_for_both():
    """TVM's ONNX importer calls the length of every range the same."""

    @I.ir_module
    class Before:
        @R.function
        def main(k: R.Tensor((1,), "int64")) -> R.Tuple(R.Tensor("int64", ndim=1), R.Tensor("int64", ndim=1)):
            a, b = T.int64(), T.int64()
            few = R.minimum(k, R.const([3], "int64"))
            many = R.minimum(k, R.const([9], "int64"))
            short: R.Shape(ndim=1) = R.tensor_to_shape(few)
            long: R.Shape(ndim=1) = R.tensor_to_shape(many)
            _ = R.match_cast(short, R.Shape([a]))
            _1 = R.match_cast(long, R.Shape([b]))
            x = R.arange(0, a, 1, "int64")
            y = R.arange(0, b, 1, "int64")
            return (x, y)

    b = tvm.tirx.Var("b", "int64")
    (a,) = (v for v in relax.analysis.all_vars(Before["main"]) if v.name == "a")
    renamed = tvm_ffi.structural_map(Before["main"], (tvm.ir.Var, lambda v: b if v.same_as(a) else v))
    after = propagate(tvm.IRModule({"main": renamed}))
    assert dict(after["main"].attrs["tir_var_upper_bound"]) == {"b": 9}


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


def test_branches_that_differ_bound_what_follows():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor(("n",), "float32"), c: R.Tensor((), "bool")) -> R.Tensor("float32", ndim=1):
            R.func_attr({"tir_var_lower_bound": {"n": 8}, "tir_var_upper_bound": {"n": 20}})
            if c:
                y = R.concat((x, x), axis=0)
            else:
                y = R.zeros(R.shape([5]), "float32")
            out = R.nn.relu(y)
            return out

    assert {(d.low, d.high) for d in analyze_dims(Before).dims if d.variable == "out"} == {(5, 40)}
    assert dict(propagate(Before)["main"].attrs["tir_var_upper_bound"]) == {"n": 20, "y_0": 40}


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


def test_the_documentation_says_what_happens(tmp_path):
    text = (Path(__file__).parents[2] / "docs/passes/propagate_dims.md").read_text()
    before, after = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (table,) = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    imports = "from tvm.script import ir as I, relax as R, tirx as T\n"
    (tmp_path / "documented.py").write_text(imports + before + after)  # TVMScript reads its source from a file
    modules = runpy.run_path(str(tmp_path / "documented.py"))
    check(modules["Before"], modules["After"])
    assert analyze_dims(modules["Before"]).table() == table.rstrip("\n")

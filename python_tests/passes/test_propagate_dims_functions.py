"""PropagateDims between functions: ranks, equal dims and shapes that are passed; and the report."""

import numpy as np
import tvm
from tvm.script import ir as I
from tvm.script import relax as R
from tvm.script import tirx as T

from python_tests.passes.propagated import check, dims, propagate, runner
from tvm_dydca.relay_passes.dims import Kind, analyze_dims


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


def test_shapes_that_are_passed_as_tensors():
    """An outlined branch takes the target of a reshape as a parameter."""

    @I.ir_module(check_well_formed=False)
    class Before:
        @R.function(private=True)
        def path(x: R.Tensor("float32", ndim=3), s: R.Tensor((2,), "int64")) -> R.Tensor("float32", ndim=2):
            target: R.Shape(ndim=2) = R.tensor_to_shape(s)
            flat = R.reshape(x, target)
            return flat

        @R.function
        def main(x: R.Tensor(("n", 4, "m"), "float32")) -> R.Tensor("float32", ndim=2):
            shape = R.shape_of(x)
            sizes = R.shape_to_tensor(shape)
            rows = R.take(sizes, R.const([0], "int64"), axis=0)
            columns = R.take(sizes, R.const([2], "int64"), axis=0)
            four = R.multiply(columns, R.const([4], "int64"))
            s = R.concat((rows, four), axis=0)
            y = Before.path(x, s)
            z = R.nn.relu(y)
            return z

    after = propagate(Before)
    assert dims(Before, "path")["flat"] == ["x_0", "x_2 * 4"]
    assert dims(Before)["z"] == ["n", "m * 4"]
    x = np.random.default_rng(0).standard_normal((3, 4, 5)).astype("float32")
    np.testing.assert_array_equal(runner(after)(x), np.maximum(x.reshape(3, 20), 0))


def test_what_is_known_of_a_shape_that_only_a_run_can_tell():
    @I.ir_module
    class Before:
        @R.function(private=True)
        def filled(s: R.Tensor((2,), "int64")) -> R.Tensor("float32", ndim=2):
            target: R.Shape(ndim=2) = R.tensor_to_shape(s)
            z = R.full(target, R.const(1.0), "float32")
            return z

        @R.function
        def main(k: R.Tensor((1,), "int64")) -> R.Tensor("float32", ndim=2):
            low = R.minimum(k, R.const([7], "int64"))
            count = R.maximum(low, R.const([2], "int64"))
            both = R.concat((count, count), axis=0)
            y = Before.filled(both)
            return y

    found = [(d.text, d.low, d.high) for d in analyze_dims(Before).dims if d.variable == "z"]
    assert found == [("target_1", 2, 7)] * 2
    assert len(set(dims(Before)["y"])) == 1
    after = propagate(Before)
    assert dict(after["filled"].attrs["tir_var_upper_bound"]) == {"target_1": 7}
    assert runner(after)([4]).shape == (4, 4)


def test_names_of_passed_shapes_are_used_where_they_have_a_value_only():
    """Every call passes one number three times: what has no name, what has one late, what has one from the first."""

    @I.ir_module
    class Before:
        @R.function(private=True)
        def path(s: R.Tensor((2,), "int64"), t: R.Tensor((1,), "int64")) -> R.Tensor("float32", ndim=1):
            early, late = T.int64(), T.int64()
            first: R.Shape(ndim=1) = R.tensor_to_shape(t)
            _ = R.match_cast(first, R.Shape([early]))
            a = R.full(R.shape([early]), R.const(1.0, "float32"))
            second = R.take(s, R.const([1], "int64"), axis=0)
            last: R.Shape(ndim=1) = R.tensor_to_shape(second)
            _1 = R.match_cast(last, R.Shape([late]))
            b = R.full(R.shape([late]), R.const(1.0, "float32"))
            c = R.add(a, b)
            return c

        @R.function
        def main(k: R.Tensor((1,), "int64")) -> R.Tensor("float32", ndim=1):
            both = R.concat((k, k), axis=0)
            y = Before.path(both, k)
            return y

    assert dims(Before, "path")["c"] == ["early"]
    np.testing.assert_array_equal(runner(propagate(Before))([3]), [2, 2, 2])


def test_a_call_that_is_written_out_says_nothing_any_more():
    @I.ir_module
    class Before:
        @R.function(private=True)
        def both(x: R.Tensor(("p",), "float32")) -> R.Tuple(R.Shape(["p"]), R.Tensor(("p",), "float32")):
            p = T.int64()
            s: R.Shape([p]) = R.shape_of(x)
            y: R.Tensor((p,), "float32") = R.nn.relu(x)
            return (s, y)

        @R.function
        def main(x: R.Tensor(("n",), "float32"), y: R.Tensor((3,), "float32")) -> R.Tensor("float32", ndim=1):
            of_x = Before.both(x)
            s = of_x[0]
            z = R.full(s, R.const(1.0, "float32"))
            of_y = Before.both(y)
            t = of_y[1]
            out = R.concat((z, t), axis=0)
            return out

    assert dims(Before, "both")["x"] == ["p"]
    assert dims(propagate(Before), "both")["x"] == ["3"]


def test_a_caller_that_stands_before_what_it_calls():
    @I.ir_module(check_well_formed=False)
    class Before:
        @R.function
        def main(x: R.Tensor(("n",), "float32")) -> R.Tensor("float32", ndim=1):
            y = Before.outer(x)
            return y

        @R.function(private=True)
        def outer(x: R.Tensor(("n",), "float32")) -> R.Tensor("float32", ndim=1):
            y = Before.inner(x)
            return y

        @R.function(private=True)
        def inner(x: R.Tensor(("n",), "float32")) -> R.Tensor("float32", ndim=1):
            y: R.Tensor("float32", ndim=1) = R.concat((x, x), axis=0)
            return y

    backwards = tvm.IRModule({name: Before[name] for name in ("main", "outer", "inner")})
    assert dims(backwards)["y"] == dims(backwards, "outer")["y"] == ["n * 2"]


def test_dims_that_every_call_gives_as_one_expression_of_others():
    @I.ir_module(check_well_formed=False)
    class Before:
        @R.function(private=True)
        def path(x: R.Tensor("float32", ndim=1), y: R.Tensor("float32", ndim=1)) -> R.Tensor("float32", ndim=1):
            both = R.concat((x, x), axis=0)
            z = R.add(both, y)
            return z

        @R.function
        def main(x: R.Tensor(("n",), "float32"), v: R.Tensor((3,), "float32")) -> R.Tensor("float32", ndim=1):
            twice = R.concat((x, x), axis=0)
            six = R.concat((v, v), axis=0)
            a = Before.path(x, twice)
            b = Before.path(v, six)
            out = R.concat((a, b), axis=0)
            return out

    assert dims(Before, "path")["y"] == dims(Before, "path")["z"] == ["x_0 * 2"]
    assert dims(Before)["out"] == ["n * 2 + 6"]
    x, v = np.arange(4, dtype="float32"), np.arange(3, dtype="float32")
    want = np.concatenate([np.tile(x, 2), np.tile(v, 2)]) * 2
    np.testing.assert_array_equal(runner(propagate(Before))(x, v), want)


def test_a_function_that_is_used_as_a_value_keeps_its_signature():
    @I.ir_module
    class Before:
        @R.function(private=True)
        def path(x: R.Tensor(("p",), "float32")) -> R.Tensor(("p",), "float32"):
            p = T.int64()
            z: R.Tensor((p,), "float32") = R.nn.relu(x)
            return z

        @R.function
        def main(x: R.Tensor(("n",), "float32"), y: R.Tensor((3,), "float32")) -> R.Tensor("float32", ndim=1):
            f = Before.path
            a = Before.path(y)
            b = f(x)
            c = R.concat((a, b), axis=0)
            return c

    assert propagate(Before)["path"].same_as(Before["path"])
    assert {(d.low, d.high) for d in analyze_dims(Before).dims if d.function == "path"} == {(0, None)}
    assert dims(Before)["a"] == ["3"]
    x = np.array([-1, 2], "float32")
    np.testing.assert_array_equal(runner(propagate(Before))(x, np.ones(3, "float32")), [1, 1, 1, 0, 2])


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

"""PropagateDims between functions: bounds, equal dims, contradictions; and the report of what stays unknown."""

import numpy as np
import pytest
import tvm
from tvm import relax
from tvm.script import ir as I
from tvm.script import relax as R
from tvm.script import tirx as T

from python_tests.passes.propagated import check, dims, propagate, runner
from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes.dims import Kind, analyze_dims
from tvm_dydca.relay_passes.propagate_dims import PropagateDims


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
    assert dims(Before)["a"] == ["3"]
    x = np.array([-1, 2], "float32")
    np.testing.assert_array_equal(runner(propagate(Before))(x, np.ones(3, "float32")), [1, 1, 1, 0, 2])


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

    with pytest.raises(
        InputError, match=r"function main: binding z needs n \* 2 in \[16, 18\] to equal m in \[20, 30\]"
    ):
        PropagateDims()(Before)


def test_bounds_that_contradict_a_number():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor(("n", 4), "float32"), w: R.Tensor((20, 4), "float32")) -> R.Tensor("float32", ndim=2):
            R.func_attr({"tir_var_upper_bound": {"n": 16}})
            y = R.permute_dims(x)
            z: R.Tensor("float32", ndim=2) = R.matmul(y, w)
            return z

    with pytest.raises(InputError, match=r"function main: binding z needs n in \[0, 16\] to equal 20; correct"):
        PropagateDims()(Before)


def test_a_branch_that_cannot_run_is_no_error():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor(("n",), "float32"), c: R.Tensor((), "bool")) -> R.Tensor("float32", ndim=1):
            R.func_attr({"tir_var_upper_bound": {"n": 16}})
            if c:
                z = R.match_cast(x, R.Tensor((20,), "float32"))
                y: R.Tensor("float32", ndim=1) = z
            else:
                y: R.Tensor("float32", ndim=1) = R.nn.relu(x)
            return y

    x = np.array([-1, 2, -3], "float32")
    np.testing.assert_array_equal(runner(propagate(Before))(x, np.array(False)), [0, 2, 0])


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


@pytest.mark.parametrize("low", [0, 2])
def test_a_recursion_on_ever_shorter_tensors_ends(low):
    """It passes on one element less than it got: bounds that followed that would take a round for every number."""

    @I.ir_module
    class Before:
        @R.function(private=True)
        def again(x: R.Tensor(("n",), "float32"), y: R.Tensor(("m",), "float32")) -> R.Tensor("float32", ndim=1):
            n = T.int64()
            more: R.Prim("bool") = n > 3
            if more:
                s = R.strided_slice(x, [0], [0], [n - 1], assume_inbound=True)
                z: R.Tensor("float32", ndim=1) = Before.again(s, y)
            else:
                both = R.concat((x, y), axis=0)
                z: R.Tensor("float32", ndim=1) = both
            return z

        @R.function
        def main(x: R.Tensor(("n",), "float32")) -> R.Tensor("float32", ndim=1):
            R.func_attr({"tir_var_lower_bound": {"n": 1}, "tir_var_upper_bound": {"n": 9}})
            y = Before.again(x, x)
            return y

    before = Before
    before["main"] = before["main"].with_attr("tir_var_lower_bound", {"n": low})
    after = propagate(before)
    assert dict(after["again"].attrs["tir_var_upper_bound"]) == {"m": 9}
    run = runner(after)
    for n in (2, 3, 7):
        x = np.arange(n, dtype="float32")
        np.testing.assert_array_equal(run(x), np.concatenate([x[:3], x]))


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

"""PropagateDims on bounds: how they reach every function, and what contradicts them."""

import numpy as np
import pytest
import tvm
from tvm import relax
from tvm.script import ir as I
from tvm.script import relax as R
from tvm.script import tirx as T

from python_tests.passes.propagated import propagate, runner
from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes.propagate_dims import PropagateDims


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

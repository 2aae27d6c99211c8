"""PropagateDims inside a function: what is found and how it is written."""

# ruff: noqa: SIM108 - an If of TVMScript is a statement

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

from python_tests.passes.propagated import check, dims, propagate, runner
from tvm_dydca.relay_passes.dims import analyze_dims, solver


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
    assert "tir_var_lower_bound" not in after["main"].attrs


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


def test_a_rank_goes_back_through_many_operators_in_one_sweep(monkeypatch):
    builder, sweeps = relax.BlockBuilder(), []
    x = y = relax.Var("x", relax.TensorType(None, "float32"))
    with builder.function("main", [x]):
        for _ in range(40):
            y = builder.emit(relax.op.nn.relu(y))
        builder.emit_func_output(builder.match_cast(y, relax.TensorType([tvm.tirx.Var("n", "int64"), 4], "float32")))
    forward = solver._Sweeps._forward
    monkeypatch.setattr(solver._Sweeps, "_forward", lambda *args: sweeps.append(0) or forward(*args))
    assert dims(builder.get())["x"] == ["n", "4"]
    assert len(sweeps) <= 4


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

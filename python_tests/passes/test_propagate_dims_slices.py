"""PropagateDims on slices: their lengths, how they are written, and what they compute."""

import numpy as np
import pytest
import tvm
from tvm import relax
from tvm.script import ir as I
from tvm.script import relax as R
from tvm.script import tirx as T

from python_tests.passes.propagated import LANGUAGE, check, dims, propagate, runner
from tvm_dydca.relay_passes.dims import analyze_dims


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


def test_a_limit_of_either_sign_counts_from_either_end():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor(("n",), "float32")) -> R.Tensor("float32", ndim=1):
            with R.dataflow():
                of = R.shape_of(x)
                shape = R.shape_to_tensor(of)
                end = R.subtract(shape, R.const([5], "int64"))
                head = R.dynamic_strided_slice(x, R.const([0], "int64"), end, R.const([1], "int64"))
                more = R.add(head, R.const(1, "float32"))
                out = R.multiply(more, head)
                R.output(out)
            return out

    (text,) = dims(Before)["out"]
    after = propagate(Before)
    assert after["main"].body.blocks[0].bindings[0].value.op.name == "relax.strided_slice"
    run = runner(after)
    for n in (1, 3, 5, 8, 12):
        x = np.arange(n, dtype="float32")
        assert eval(text, LANGUAGE, {"n": n}) == len(x[: n - 5])
        np.testing.assert_array_equal(run(x), (x * (x + 1))[: n - 5])


def to_the_end(inbound):
    """The last rows of x, written with a limit beyond any size as importers write it, and all columns so too."""
    builder = relax.BlockBuilder()
    n, m = (tvm.tirx.Var(name, "int64") for name in "nm")
    x = relax.Var("x", relax.TensorType([n, m], "float32"))
    attrs = {"tir_var_lower_bound": {"n": 2}, "tir_var_upper_bound": {"n": 64}}
    with builder.function("main", [x], attrs=attrs):
        with builder.dataflow():
            rows = relax.op.strided_slice(x, [0], [n // 2], [2**63 - 1], assume_inbound=inbound)
            all_columns = relax.op.strided_slice(builder.emit(rows), [1], [0], [2**63 - 1], assume_inbound=inbound)
            once = builder.emit(relax.op.nn.relu(builder.emit(all_columns)))
            out = builder.emit_output(relax.op.add(once, once))
        builder.emit_func_output(out)
    return builder.get()


@pytest.mark.parametrize("inbound", [False, True])
def test_limits_beyond_any_size_mean_the_end(inbound):
    @I.ir_module
    class Expected:
        @R.function
        def main(x: R.Tensor(("n", "m"), "float32")) -> R.Tensor(("n - n // 2", "m"), "float32"):
            R.func_attr({"tir_var_lower_bound": {"n": 2}, "tir_var_upper_bound": {"n": 64}})
            n, m = T.int64(), T.int64()
            with R.dataflow():
                rows = R.strided_slice(x, (0,), (n // 2,), (n,), (1,), assume_inbound=True)
                again: R.Tensor((n - n // 2, m), "float32") = rows
                once: R.Tensor((n - n // 2, m), "float32") = R.nn.relu(again)
                out: R.Tensor((n - n // 2, m), "float32") = R.add(once, once)
                R.output(out)
            return out

    check(to_the_end(inbound), Expected)
    run = runner(propagate(to_the_end(inbound)))
    for n in (2, 7, 33):
        x = np.random.default_rng(n).standard_normal((n, 4)).astype("float32")
        np.testing.assert_array_equal(run(x), 2 * np.maximum(x[n // 2 :], 0))


def test_a_slice_that_lies_inside_by_its_bounds():
    """Stock TVM says of its length that it is min(m, n). To match that as m would hang its CanonicalizeBindings."""

    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor(("n",), "float32"), y: R.Tensor(("m",), "float32")) -> R.Tensor("float32", ndim=1):
            R.func_attr({"tir_var_lower_bound": {"n": 8}, "tir_var_upper_bound": {"m": 8}})
            m = T.int64()
            with R.dataflow():
                head = R.strided_slice(x, [0], [0], [m])
                out = R.multiply(head, y)
                R.output(out)
            return out

    @I.ir_module
    class Expected:
        @R.function
        def main(x: R.Tensor(("n",), "float32"), y: R.Tensor(("m",), "float32")) -> R.Tensor(("m",), "float32"):
            R.func_attr({"tir_var_lower_bound": {"n": 8}, "tir_var_upper_bound": {"m": 8}})
            m = T.int64()
            with R.dataflow():
                head = R.strided_slice(x, (0,), (0,), (m,), (1,), assume_inbound=True)
                out: R.Tensor((m,), "float32") = R.multiply(head, y)
                R.output(out)
            return out

    check(Before, Expected)
    run = runner(propagate(Before))
    for n, m in ((8, 8), (11, 3), (30, 1)):
        x, y = (np.random.default_rng(n).standard_normal(size).astype("float32") for size in (n, m))
        np.testing.assert_array_equal(run(x, y), x[:m] * y)


def test_an_empty_slice_ends_where_it_begins():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor(("n",), "float32"), y: R.Tensor(("m",), "float32")) -> R.Tensor("float32", ndim=1):
            m = T.int64()
            with R.dataflow():
                end = R.shape_to_tensor(R.shape([m]))
                tail = R.dynamic_strided_slice(x, R.const([3], "int64"), end, R.const([1], "int64"))
                out = R.nn.relu(tail)
                R.output(out)
            return out

    run = runner(propagate(Before))
    for n, m in ((8, 6), (8, 3), (8, 1), (2, 9)):
        np.testing.assert_array_equal(run(np.arange(n, dtype="float32"), np.zeros(m, "float32")), np.arange(n)[3:m])


def test_a_dim_is_not_matched_as_an_expression_of_itself():
    """All of x from behind, of which stock TVM gives the length as a long expression of n."""

    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor(("n",), "float32")) -> R.Tensor("float32", ndim=1):
            R.func_attr({"tir_var_upper_bound": {"n": 64}})
            with R.dataflow():
                back = R.strided_slice(x, [0], [-1], [-(2**62)], [-1])
                out = R.nn.relu(back)
                R.output(out)
            return out

    assert dims(Before)["out"] == ["n"]
    relax.transform.CanonicalizeBindings()(propagate(Before))


def test_a_limit_that_may_be_negative_has_no_bounds_to_write_down():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor(("n",), "float32"), k: R.Tensor((1,), "int64")) -> R.Tensor("float32", ndim=1):
            m = T.int64()
            few = R.minimum(k, R.const([5], "int64"))
            limit: R.Shape(ndim=1) = R.tensor_to_shape(few)
            _ = R.match_cast(limit, R.Shape([m]))
            out = R.strided_slice(x, [0], [0], [m])
            return out

    after = propagate(Before)
    assert dict(after["main"].attrs["tir_var_upper_bound"])["m"] == 5
    assert "tir_var_lower_bound" not in after["main"].attrs

"""PropagateDims on the elements of tensors that shapes are computed with."""

import math

import numpy as np
import pytest
import tvm
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

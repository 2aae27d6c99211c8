"""Padded versions: how they look, what they refuse, and what stands in their signature and attributes."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pytest
import tvm
from tvm import relax
from tvm.script import ir as I
from tvm.script import relax as R
from tvm.script import tirx as T

from python_tests.passes import padded as runs
from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes.classify_dynamism import OPERATOR_CLASSES
from tvm_dydca.relay_passes.padding.exact_values import cast, evaluate, scalar
from tvm_dydca.relay_passes.padding.padded_version import RULES, Unprovable, linked, pad_to

op, nn = relax.op, relax.op.nn
H, W = TypeVar("H"), TypeVar("W")


def const(*shape):
    return relax.const(np.random.default_rng(0).standard_normal(shape).astype("float32"))


def inserted(version):
    builder = relax.BlockBuilder()
    builder.add_func(linked(version, builder), "main")
    relax.analysis.well_formed(builder.get())
    return builder.get()


# How they look.


def test_a_mask_stands_where_a_window_reaches_behind_the_real_elements():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor((1, 1, H, W), "float32"), w: R.Tensor((1, 1, 3, 3), "float32")) -> R.Tensor(
            (1, 1, H, W), "float32"
        ):
            R.func_attr({"tir_var_lower_bound": {"H": 2}, "tir_var_upper_bound": {"H": 64, "W": 64}, "tag": 1})
            with R.dataflow():
                first = R.nn.conv2d(x, w, padding=1)
                second = R.nn.conv2d(first, w, padding=1)
                R.output(second)
            return second

    @I.ir_module
    class Expected:
        @T.prim_func(private=True, s_tir=True)
        def pad(
            x: T.Buffer((T.int64(1), T.int64(1), H, W), "float32"),
            out: T.Buffer((T.int64(1), T.int64(1), T.int64(8), T.int64(6)), "float32"),
        ):
            T.func_attr({"tirx.noalias": True})
            for n, c, h, w in T.grid(T.int64(1), T.int64(1), T.int64(8), T.int64(6)):
                with T.sblock("pad"):
                    vn, vc, vh, vw = T.axis.remap("SSSS", [n, c, h, w])
                    T.reads(x[vn, vc, vh, vw])
                    T.writes(out[vn, vc, vh, vw])
                    out[vn, vc, vh, vw] = T.if_then_else(vh < H and vw < W, x[vn, vc, vh, vw], T.float32(0.0))

        @T.prim_func(private=True, s_tir=True)
        def mask(
            x: T.Buffer((T.int64(1), T.int64(1), T.int64(8), T.int64(6)), "float32"),
            H: T.int64,
            W: T.int64,
            out: T.Buffer((T.int64(1), T.int64(1), T.int64(8), T.int64(6)), "float32"),
        ):
            T.func_attr({"tirx.noalias": True})
            for n, c, h, w in T.grid(T.int64(1), T.int64(1), T.int64(8), T.int64(6)):
                with T.sblock("mask"):
                    vn, vc, vh, vw = T.axis.remap("SSSS", [n, c, h, w])
                    T.reads(x[vn, vc, vh, vw])
                    T.writes(out[vn, vc, vh, vw])
                    out[vn, vc, vh, vw] = T.if_then_else(vh < H and vw < W, x[vn, vc, vh, vw], T.float32(0.0))

        @T.prim_func(private=True, s_tir=True)
        def crop(
            x: T.Buffer((T.int64(1), T.int64(1), T.int64(8), T.int64(6)), "float32"),
            out: T.Buffer((T.int64(1), T.int64(1), H, W), "float32"),
        ):
            T.func_attr({"tirx.noalias": True})
            for n, c, h, w in T.grid(T.int64(1), T.int64(1), H, W):
                with T.sblock("crop"):
                    vn, vc, vh, vw = T.axis.remap("SSSS", [n, c, h, w])
                    T.reads(x[vn, vc, vh, vw])
                    T.writes(out[vn, vc, vh, vw])
                    out[vn, vc, vh, vw] = T.if_then_else(vh < H and vw < W, x[vn, vc, vh, vw], T.float32(0.0))

        @R.function
        def main(x: R.Tensor((1, 1, H, W), "float32"), w: R.Tensor((1, 1, 3, 3), "float32")) -> R.Tensor(
            (1, 1, H, W), "float32"
        ):
            R.func_attr({"tir_var_lower_bound": {"H": 2}, "tir_var_upper_bound": {"H": 8, "W": 6}, "tag": 1})
            cls = Expected
            with R.dataflow():
                x_padded = R.call_tir(cls.pad, (x,), out_ty=R.Tensor((1, 1, 8, 6), "float32"))
                first: R.Tensor((1, 1, 8, 6), "float32") = R.nn.conv2d(x_padded, w, padding=1)
                masked = R.call_tir(cls.mask, (first, H, W), out_ty=R.Tensor((1, 1, 8, 6), "float32"))
                second: R.Tensor((1, 1, 8, 6), "float32") = R.nn.conv2d(masked, w, padding=1)
                result = R.call_tir(cls.crop, (second,), out_ty=R.Tensor((1, 1, H, W), "float32"))
                R.output(result)
            return result

    version = runs.padded(Before["main"], {"H": 8, "W": 6})
    tvm.ir.assert_structural_equal(inserted(version), Expected)


def test_a_padding_of_zeros_needs_no_mask_and_a_dim_left_out_stays_symbolic():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor((1, 2, H, W), "float32"), w: R.Tensor((2, 2, 3, 3), "float32")) -> R.Tensor:
            with R.dataflow():
                y = R.nn.relu(x)
                z = R.nn.conv2d(y, w, padding=1)
                m = R.mean(z, axis=[1])
                R.output(m)
            return m

    version = runs.padded(Before["main"], {"H": 8})
    assert runs.dims_text(version.func) == [
        "x_padded (1, 2, 8, W)",
        "y (1, 2, 8, W)",
        "z (1, 2, 8, W)",
        "m (1, 8, W)",
        "gv (1, H, W)",
    ]
    assert version.masks == 0


def test_rows_of_merged_axes_are_counted_apart():
    """Of 3 * H rows the first H of every 7 are real."""

    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor((3, H, 4), "float32")) -> R.Tensor((4,), "float32"):
            with R.dataflow():
                y = R.exp(x)
                z = R.reshape(y, R.shape([3 * H, 4]))
                s = R.sum(z, axis=[0])
                R.output(s)
            return s

    version = runs.padded(Before["main"], {"H": 7})
    (mask,) = (kernel for gvar, kernel in version.kernels.items() if gvar.name_hint == "mask")
    assert "v_i0 % T.int64(7) < H" in mask.script()
    assert runs.dims_text(version.func) == [
        "x_padded (3, 7, 4)",
        "y (3, 7, 4)",
        "z (21, 4)",
        "z_masked (21, 4)",
        "s (4)",
        "gv (4)",
    ]


# What they refuse.


def conv(emit, x):
    return emit(nn.conv2d(x, const(3, 4, 3, 3), padding=1))


IMAGE = {"x": (1, 4, "H", "W")}
ROWS = {"x": (3, "L", 4)}
REFUSED = {
    "resize": (lambda e, x: e(op.image.resize2d(x, (4, 4))), IMAGE, "image.resize2d", "not known how to pad it"),
    "made_of_dims": (
        lambda e, x: e(op.hamming_window(e.L, True, 0.5, 0.5, "float32")),
        ROWS,
        "hamming_window",
        "the shape of its result depends on padded dims",
    ),
    "size": (lambda e, x: e(op.size(x)), ROWS, "size", "not known how to pad it"),
    "gather": (
        lambda e, x: e(op.gather_elements(x, relax.const(np.zeros((3, 1, 4), "int64")), 1)),
        ROWS,
        "gather_elements",
        "not known how to pad it",
    ),
    "channels": (
        lambda e, x: e(nn.conv2d(x, e(op.zeros((3, e.L, 1, 1), "float32")))),
        {"x": (1, "L", 5, 5)},
        "nn.conv2d",
        "axis 1 of its operand is padded (of L), and it is C of layout NCHW",
    ),
    "packed_layout": (
        lambda e, x: e(nn.max_pool2d(x, [2, 2], layout="NCHW4c")),
        {"x": (1, 1, "H", "W", 4)},
        "nn.max_pool2d",
        "layout NCHW4c is not supported",
    ),
    "avg_pool_of_what_is_there": (
        lambda e, x: e(nn.avg_pool2d(x, [3, 3], padding=[1, 1])),
        IMAGE,
        "nn.avg_pool2d",
        "without count_include_pad it divides by a count that depends on where its input ends",
    ),
    "avg_pool_ceil": (
        lambda e, x: e(nn.avg_pool2d(x, [2, 2], [2, 2], ceil_mode=True, count_include_pad=True)),
        IMAGE,
        "nn.avg_pool2d",
        "with ceil_mode",
    ),
    "adaptive_pool": (
        lambda e, x: e(nn.adaptive_avg_pool2d(x, 2)),
        IMAGE,
        "nn.adaptive_avg_pool2d",
        "only an output of size 1",
    ),
    "layer_norm": (
        lambda e, x: e(nn.layer_norm(x, e(op.ones((e.W,), "float32")), e(op.zeros((e.W,), "float32")), [-1])),
        IMAGE,
        "nn.layer_norm",
        "axis 3 of its operand is padded (of W), and it normalises along that axis",
    ),
    "instance_norm": (
        lambda e, x: e(nn.instance_norm(x, const(4), const(4), 1, [2, 3])),
        IMAGE,
        "nn.instance_norm",
        "normalises along that axis",
    ),
    "batch_norm_while_training": (
        lambda e, x: e(relax.TupleGetItem(e(nn.batch_norm(x, const(4), const(4), const(4), const(4), 1)), 0)),
        IMAGE,
        "nn.batch_norm",
        "normalises along that axis",
    ),
    "median": (
        lambda e, x: e(relax.TupleGetItem(e(op.median(x, axis=[1])), 0)),
        ROWS,
        "median",
        "its middle element depends on how many there are",
    ),
    "topk_of_too_few": (
        lambda e, x: e(relax.TupleGetItem(e(op.topk(x, 2, axis=1)), 0)),
        ROWS,
        "topk",
        "axis 1 is not proved to have 2 real elements",
    ),
    "mean_of_integers": (lambda e, x: e(op.mean(x, 1)), {"x": (3, "L", "int64")}, "mean", "a mean of int64"),
    "concat": (
        lambda e, x: e(op.concat([x, const(3, 1, 4)], 1)),
        ROWS,
        "concat",
        "axis 1 of its operand is padded (of L), and another operand comes behind that padding",
    ),
    "split": (lambda e, x: e(relax.TupleGetItem(e(op.split(x, [1], 1)), 1)), ROWS, "split", "where it is cut depends"),
    "tile": (lambda e, x: e(op.tile(x, [1, 2, 1])), ROWS, "tile", "it is repeated as a whole"),
    "flip": (lambda e, x: e(op.flip(x, 1)), ROWS, "flip", "turning it would put the padding first"),
    "squeeze": (lambda e, x: e(op.squeeze(x)), {"x": (1, "L")}, "squeeze", "a padded one may be 1 at run time"),
    "squeeze_a_dim": (lambda e, x: e(op.squeeze(x, [1])), {"x": (1, "L")}, "squeeze", "so that it is not 1"),
    "two_dims": (
        lambda e, x, y: e(op.matmul(x, y)),
        {"x": (2, "L"), "y": ("H", 3)},
        "matmul",
        "the axis that it sums over are not proved to be the same",
    ),
    "broadcast_of_two_dims": (
        lambda e, x, y: e(op.add(x, y)),
        {"x": (2, "L"), "y": (2, "H")},
        "add",
        "the extents of its operands along axis 1 are not proved to be the same",
    ),
    "reshape_that_mixes_rows": (
        lambda e, x: e(op.reshape(x, (2, e.L * 2))),
        {"x": ("L", 4)},
        "reshape",
        "from (L, 4) to (2, L * 2) its rows would mix real elements with padding",
    ),
    "cumsum_of_merged_rows": (
        lambda e, x: e(op.cumsum(e(op.reshape(x, (3 * e.L, 4))), 0)),
        ROWS,
        "cumsum",
        "padding lies between the real elements of axis 0",
    ),
    "argmax_of_all": (lambda e, x: e(op.argmax(x)), ROWS, "argmax", "padding lies between the real elements"),
    "conv_of_merged_rows": (
        lambda e, x: e(nn.conv1d(e(op.reshape(x, (1, 4, e.H * e.W))), const(2, 4, 3))),
        IMAGE,
        "nn.conv1d",
        "padding lies between the real elements of axis 2, along which its window moves",
    ),
    "slice_from_the_end": (
        lambda e, x: e(op.strided_slice(x, [1], [-1], [2**31], [1])),
        ROWS,
        "strided_slice",
        "where it begins on axis 1, at -1, depends on the size",
    ),
    "slice_backwards": (
        lambda e, x: e(op.strided_slice(x, [1], [3], [0], [-1])),
        ROWS,
        "strided_slice",
        "its stride on axis 1, -1, may run backwards",
    ),
    "pad_by_reflection": (
        lambda e, x: e(nn.pad(x, [0, 0, 1, 1, 0, 0], pad_mode="reflect")),
        ROWS,
        "nn.pad",
        "reflect padding reads what lies at its end",
    ),
    "last_element": (
        lambda e, x: e(op.take(x, relax.const(-1, "int64"), 1)),
        ROWS,
        "take",
        "index -1 or -1 may not be a real element",
    ),
    "clipped_lookup": (
        lambda e, x, i: e(op.take(x, i, 1, "clip")),
        {**ROWS, "i": (2, "int64")},
        "take",
        "mode clip treats indices by its length",
    ),
    "range_down": (
        lambda e, x: e(op.arange(e.L, 0, -1, "int64")),
        ROWS,
        "arange",
        "its elements, from L in steps of -1, depend on the size",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_proved_is_refused_with_its_reason(name):
    body, params, operator, reason = REFUSED[name]
    upper = {dim: 8 for dim in "HWL" if f"'{dim}'" in str(params)}
    refusal = pad_to(runs.function(body, **params), upper)
    assert isinstance(refusal, Unprovable)
    assert (refusal.operator, reason in refusal.reason) == (operator, True), str(refusal)
    assert str(refusal) == f"{refusal.binding} ({operator}): {refusal.reason}"


def test_lost_dims_are_refused():
    @I.ir_module
    class Module:
        @R.function
        def main(x: R.Tensor((H,), "float32"), shape: R.Shape(ndim=2)) -> R.Tensor(ndim=2, dtype="float32"):
            with R.dataflow():
                y = R.reshape(x, shape)
                R.output(y)
            return y

    refusal = pad_to(Module["main"], {"H": 8})
    assert refusal == Unprovable("y", "reshape", "the dims of its result are not known; PropagateDims may find them")


def test_control_flow_is_refused():
    @I.ir_module
    class Branched:
        @R.function
        def main(x: R.Tensor((H,), "float32"), gate: R.Tensor((), "bool")) -> R.Tensor((H,), "float32"):
            if gate:  # noqa: SIM108
                y = R.exp(x)
            else:
                y = R.cos(x)
            return y

    refusal = pad_to(Branched["main"], {"H": 8})
    assert refusal == Unprovable("y", "If", "only plain dataflow is padded")


def test_calls_are_copied_where_nothing_of_theirs_is_padded():
    @I.ir_module
    class Calls:
        @T.prim_func(private=True, s_tir=True)
        def double(x: T.Buffer((T.int64(4),), "float32"), out: T.Buffer((T.int64(4),), "float32")):
            for i in range(T.int64(4)):
                with T.sblock("double"):
                    vi = T.axis.spatial(T.int64(4), i)
                    out[vi] = x[vi] * T.float32(2)

        @R.function
        def main(x: R.Tensor((H, 4), "float32"), scale: R.Tensor((4,), "float32")) -> R.Tensor((H, 4), "float32"):
            cls = Calls
            with R.dataflow():
                twice = R.call_tir(cls.double, (scale,), out_ty=R.Tensor((4,), "float32"))
                y = R.multiply(x, twice)
                R.output(y)
            return y

    version = runs.padded(Calls["main"], {"H": 8})
    assert runs.dims_text(version.func) == ["twice (4)", "x_padded (8, 4)", "y (8, 4)", "gv (H, 4)"]
    assert "double" not in {gvar.name_hint for gvar in version.kernels}
    assert (
        Calls["main"]
        .body.blocks[0]
        .bindings[0]
        .value.args[0]
        .same_as(version.func.body.blocks[0].bindings[0].value.args[0])
    )


def test_a_call_on_something_padded_is_refused():
    @I.ir_module
    class Calls:
        @R.function
        def main(x: R.Tensor((H, 4), "float32")) -> R.Tensor((H, 4), "float32"):
            with R.dataflow():
                y = R.call_pure_packed("sorted_somehow", x, ty_args=R.Tensor((H, 4), "float32"))
                R.output(y)
            return y

    refusal = pad_to(Calls["main"], {"H": 8})
    assert refusal == Unprovable("y", "call_pure_packed", "it is not known how to pad it, and its operand is padded")


def test_a_cast_must_hold_at_every_size():
    @I.ir_module
    class Module:
        @R.function
        def holds(x: R.Tensor((H, 4), "float32"), y: R.Tensor((W, 4), "float32")) -> R.Tensor((4,), "float32"):
            with R.dataflow():
                z = R.match_cast(R.strided_slice(x, axes=[0], begin=[0], end=[H + 3]), R.Tensor((H, 4), "float32"))
                s = R.sum(z, axis=[0])
                R.output(s)
            return s

        @R.function
        def may_fail(x: R.Tensor((H, 4), "float32"), y: R.Tensor((W, 4), "float32")) -> R.Tensor((4,), "float32"):
            with R.dataflow():
                z = R.match_cast(x, R.Tensor((W, 4), "float32"))
                s = R.sum(z, axis=[0])
                R.output(s)
            return s

    assert runs.padded(Module["holds"], {"H": 8, "W": 8}).masks == 1
    refusal = pad_to(Module["may_fail"], {"H": 8, "W": 8})
    assert refusal == Unprovable("z", "Var", "its cast is not proved to hold: (H, 4) is not (W, 4)")


def test_names_of_dims_and_sizes_are_checked():
    func = runs.function(lambda e, x: e(op.exp(x)), {"H": 4}, x=("H", "W"))
    with pytest.raises(InputError, match=r"pad_to: Z is no dim of the function's parameters, which are: H, W"):
        pad_to(func, {"Z": 8})
    with pytest.raises(InputError, match=r"pad_to: H: the size 3 is below the lower bound 4; give 4 or more"):
        pad_to(func, {"H": 3})


def test_a_tighter_bound_of_the_function_stays():
    func = runs.function(lambda e, x: e(op.exp(x)), x=("H", "W")).with_attr("tir_var_upper_bound", {"H": 6, "W": 60})
    assert dict(runs.padded(func, {"H": 8, "W": 8}).func.attrs["tir_var_upper_bound"]) == {"H": 6, "W": 8}


def test_tuples_and_shapes_as_parameters():
    @I.ir_module
    class Module:
        @R.function
        def main(
            pair: R.Tuple(R.Tensor((H, 4), "float32"), R.Tensor((4,), "float32")), shape: R.Shape([H, 2, 2])
        ) -> R.Tuple(R.Tensor((H, 2, 2), "float32"), R.Tuple(R.Tensor((4,), "float32"), R.Shape([H, 2, 2]))):
            with R.dataflow():
                rows = pair[0]
                scale = pair[1]
                scaled = R.multiply(rows, scale)
                result = R.reshape(scaled, shape)
                total = R.sum(scaled, axis=[0])
                gv = (result, (total, shape))
                R.output(gv)
            return gv

    version = runs.padded(Module["main"], {"H": 8})
    run = runs.runner(inserted(version))
    for rows in (1, 5, 8):
        x, scale = (
            np.random.default_rng(rows).standard_normal((rows, 4)).astype("float32"),
            np.arange(4, dtype="float32"),
        )
        result, total, shape = run("main", [x, scale], (rows, 2, 2))
        np.testing.assert_allclose(result, (x * scale).reshape(rows, 2, 2), rtol=1e-6)
        np.testing.assert_allclose(total, (x * scale).sum(0), rtol=1e-5)
        assert shape.tolist() == [rows, 2, 2]


def test_a_dim_of_one_size_is_fixed():
    func = runs.function(lambda e, x: e(op.mean(e(op.exp(x)), 0)), {"H": 4}, x=("H", 3))
    version = runs.padded(func, {"H": 4})
    assert (version.masks, runs.dims_text(version.func)[0]) == (0, "x_padded (4, 3)")


# What they rely on.


def test_every_rule_is_for_an_operator_that_exists():
    assert {f"relax.{name}" for name in RULES} <= set(OPERATOR_CLASSES)


NUMBERS = np.array([-np.inf, -3, -1, -0.5, 0, 0.5, 1, 2, 1e30, np.inf], "float32")
UNARY = """
    abs asin asinh atan atanh ceil cos cosh erf exp floor isfinite isinf isnan negative sigmoid sign sin sinh sqrt
    square tan tanh trunc nn.gelu nn.gelu_tanh nn.leakyrelu nn.relu nn.selu nn.silu"""
BINARY = """
    add subtract multiply divide maximum minimum power equal not_equal less less_equal greater greater_equal"""
LOGICAL = "logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor"


def constructor(name):
    return getattr(nn, name[3:]) if name.startswith("nn.") else getattr(op, name)


def test_numbers_that_are_claimed_are_those_that_kernels_compute():
    flags = np.array([False, True])
    left, right = (side.ravel() for side in np.meshgrid(NUMBERS, NUMBERS))
    true, false = (side.ravel() for side in np.meshgrid(flags, flags))

    def body(emit, x, a, b, p, q):
        results = [emit(constructor(name)(x)) for name in UNARY.split()]
        results += [emit(constructor(name)(a, b)) for name in BINARY.split()]
        results += [emit(constructor(name)(p, q)) for name in LOGICAL.split()]
        results += [emit(op.logical_not(p)), emit(op.bitwise_not(p))]
        return (*results, emit(op.astype(x, "float16")), emit(op.astype(p, "float32")), emit(op.astype(x, "bool")))

    shapes = {"x": NUMBERS.shape, "a": left.shape, "b": left.shape, "p": (4, "bool"), "q": (4, "bool")}
    run = runs.runner(tvm.IRModule({"main": runs.function(body, **shapes).with_attr("global_symbol", "main")}))
    found = iter(run("main", NUMBERS, left, right, true, false))
    claims = 0
    operands = [(UNARY, (NUMBERS,)), (BINARY, (left, right)), (LOGICAL, (true, false))]
    for names, arrays in [*operands, ("logical_not bitwise_not", (true,))]:
        for name in names.split():
            result = next(found)
            for computed, *values in zip(result, *arrays):
                claimed = evaluate(name, values, result.dtype)
                assert claimed is None or claimed == computed, (name, values)
                claims += claimed is not None
    for array in (NUMBERS, true, NUMBERS):
        result = next(found)
        for computed, value in zip(result, array):
            claimed = cast(value, result.dtype)
            assert claimed is None or claimed == computed, (value, result.dtype)
            claims += claimed is not None
    assert claims > 600


def test_numbers_that_round_are_not_claimed():
    one = np.float32(1)
    assert evaluate("divide", [one, np.float32(3)], "float32") is None
    assert evaluate("add", [one, np.float32(1e-9)], "float32") is None
    assert evaluate("exp", [one], "float32") is None
    assert evaluate("subtract", [np.float32(np.inf), np.float32(np.inf)], "float32") is None
    assert (scalar(0.1, "float32"), scalar(300, "int8"), scalar(1, "bfloat16")) == (None, None, None)

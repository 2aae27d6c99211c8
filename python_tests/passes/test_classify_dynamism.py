"""The tables cover what TVM has, and agree with its type inference and with execution; rules, report and pass."""

# TVMScript is no Python: every binding counts, and an If is written out.
# ruff: noqa: F841, SIM108

from __future__ import annotations

import ast
import itertools
import time
from pathlib import Path

import numpy as np
import pytest
import tvm
from tvm import relax, tirx
from tvm.ir import Op
from tvm.script import ir as I
from tvm.script import relax as R
from tvm.script import tirx as T

from python_tests.passes.operator_samples import NO_SAMPLE, sample
from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes.classify_dynamism import (
    ONNX_OPERATOR_CLASSES,
    OPERATOR_CLASSES,
    ClassifyDynamism,
    Dynamism,
    classify,
    classify_module,
    onnx_class,
)

ISDO, ISDOS, ISVDOS, EDO = Dynamism

REGISTERED = {str(name) for name in Op.list_op_names() if str(name).startswith("relax.")}


def onnx_frontend():
    """Operators of the installed ONNX frontend, read from its source: importing it takes the onnx package."""
    source = Path(relax.__file__).parent / "frontend" / "onnx" / "onnx_frontend.py"
    tree = ast.walk(ast.parse(source.read_text()))
    functions = {node.name: node for node in tree if isinstance(node, ast.FunctionDef)}
    (table,) = (node for node in ast.walk(functions["_get_convert_map"]) if isinstance(node, ast.Dict))
    (direct,) = (
        node.value
        for node in ast.walk(functions["_check_for_unsupported_ops"])
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "directly_handled_ops"
    )
    return {key.value for key in table.keys}, ast.literal_eval(direct)


def classes(func, mod=None):
    return {binding.variable: binding.dynamism for binding in classify(func, mod).bindings}


def reason(func, variable, mod=None):
    return next(b.reason for b in classify(func, mod).bindings if b.variable == variable)


def emitted(make, *types):
    """Class of the last of the expressions that `make` yields, in a function of parameters of these types."""
    builder = relax.BlockBuilder()
    params = [relax.Var(f"p{i}", type_) for i, type_ in enumerate(types)]
    with builder.function("main", params):
        for expr in make(*params):
            last = builder.emit(expr)
        builder.emit_func_output(last)
    module = builder.get()
    relax.analysis.well_formed(module)
    return classify(module["main"]).bindings[-1].dynamism


# The tables against TVM


def test_every_registered_relax_operator_has_a_row_and_no_row_is_stale():
    assert len(REGISTERED) > 200
    assert sorted(OPERATOR_CLASSES) == sorted(REGISTERED)


def test_every_operator_of_the_onnx_frontend_has_a_row_and_no_row_is_stale():
    converted, direct = onnx_frontend()
    assert len(converted) > 150
    assert sorted(ONNX_OPERATOR_CLASSES) == sorted(converted | direct)


def test_the_frontends_source_is_read_rightly():
    from tvm.relax.frontend.onnx import onnx_frontend as frontend

    assert onnx_frontend()[0] == set(frontend._get_convert_map())


PADDED = {"vision.all_class_non_max_suppression", "vision.non_max_suppression"}
"""Known only by executing, yet of a static type, since TVM pads them."""


SHORT_NAMES = {name.removeprefix("relax.") for name in OPERATOR_CLASSES}


def test_only_named_operators_go_without_a_sample():
    assert NO_SAMPLE < SHORT_NAMES


@pytest.mark.parametrize("name", sorted(SHORT_NAMES - NO_SAMPLE))
def test_the_class_is_what_tvms_own_type_inference_finds(name):
    """Over operands of static shapes and unknown values TVM infers static dims just where the class says it can."""
    func = sample(name)
    binding = func.body.blocks[-1].bindings[-1]
    found = classify(func).bindings[-1]
    assert found.operator == f"relax.{name}"
    static = is_static(binding.var.ty)
    assert static == (found.dynamism <= ISDOS or name in PADDED), (found, binding.var.ty)


def is_static(type_):
    if isinstance(type_, relax.TupleType):
        return all(is_static(part) for part in type_.fields)
    dims = type_.values if isinstance(type_, relax.ShapeType) else getattr(type_.shape, "values", None)
    return dims is not None and all(isinstance(dim, tirx.IntImm) for dim in dims)


def test_what_tvm_registers_as_data_dependent_is_never_isdos_by_itself():
    dependent = [name for name in REGISTERED if Op.get(name).get_attr("FDataDependent")]
    assert dependent
    for name in dependent:
        assert classify(sample(name.removeprefix("relax."))).bindings[0].dynamism >= ISVDOS


@pytest.mark.parametrize("table", [OPERATOR_CLASSES, ONNX_OPERATOR_CLASSES], ids=["relax", "onnx"])
def test_knowing_an_operand_never_makes_a_class_more_dynamic(table):
    from tvm_dydca.relay_passes.dynamism.operator_classes import Verdict, evaluate

    class Site:
        def __init__(self, known):
            self.known = known

        def unknown(self, index):
            return [] if self.known[index] else [f"operand {index}"]

        def all_known(self):
            return all(self.known)

        def promise(self):
            return Verdict(ISDOS, "")

    for row in table.values():
        found = {known: evaluate(row, Site(known)).dynamism for known in itertools.product((False, True), repeat=5)}
        for known, index in itertools.product(found, range(5)):
            more = (*known[:index], True, *known[index + 1 :])
            assert found[more] <= found[known]


# Operands

X = relax.TensorType((tirx.Var("n", "int64"), 4), "float32")
INT64 = tvm.ir.PrimType("int64")


def vector(length):
    return relax.TensorType((length,), "int64")


@pytest.mark.parametrize(
    ("expected", "make", "types"),
    [
        (ISDOS, lambda x: [relax.op.reshape(x, (-1, 2))], [X]),
        (ISDOS, lambda x: [relax.op.reshape(x, (4, x.ty.shape[0]))], [X]),
        (ISVDOS, lambda x, k: [relax.op.reshape(x, (k, 4))], [X, INT64]),
        (ISVDOS, lambda x, v: [s := relax.op.tensor_to_shape(v), relax.op.reshape(x, s)], [X, vector(2)]),
        (ISDOS, lambda x, s: [relax.op.reshape(x, s)], [X, relax.ShapeType(ndim=2)]),
        (ISDO, lambda x: [relax.op.full(x.ty.shape, relax.const(1.0), "float32")], [X]),
        (ISDOS, lambda x, v: [relax.op.full((2, x.ty.shape[0]), v, "float32")], [X, relax.TensorType((), "float32")]),
        (ISDO, lambda x: [relax.op.full_like(x, relax.const(1.0))], [X]),
        (ISVDOS, lambda k: [relax.op.zeros((k, 2), "float32")], [INT64]),
        (ISDO, lambda x: [relax.op.arange(0, x.ty.shape[0] * 2, 1, "int64")], [X]),
        (ISVDOS, lambda k: [relax.op.arange(k, 9, 1, "int64")], [INT64]),
        (ISDO, lambda x: [relax.op.eye(x.ty.shape[0], dtype="float32")], [X]),
        (ISDOS, lambda x: [relax.op.topk(x, 2)], [X]),
        (ISDOS, lambda x, k: [relax.op.take(x, k, axis=0)], [X, INT64]),
        (ISDOS, lambda x: [relax.op.strided_slice(x, [0], [1], [x.ty.shape[0] - 1])], [X]),
        (ISVDOS, lambda x, k: [relax.op.strided_slice(x, [0], [k], [9])], [X, INT64]),
        (ISDO, lambda: [relax.op.nonzero(relax.const(np.eye(3, dtype="float32")))], []),
        (ISDO, lambda: [relax.op.add(relax.const(1.0), relax.const(2.0))], []),
        (ISDOS, lambda: [relax.op.nn.dropout(relax.const(1.0))], []),
        (ISDOS, lambda: [relax.op.builtin.alloc_tensor(relax.ShapeExpr([2]), "float32", 0)], []),
        (ISDO, lambda x: [relax.op.ones_like(x)], [X]),
    ],
)
def test_the_class_depends_on_which_operands_are_known(expected, make, types):
    with tvm.target.Target("llvm"):
        assert emitted(make, *types) == expected


def test_constant_slices_are_isdos_and_computed_ones_isvdos():
    def sliced(begin):
        end, step = relax.const([2, 2], "int64"), relax.const([1, 1], "int64")
        return lambda x, v: [relax.op.dynamic_strided_slice(x, v if begin is None else begin, end, step)]

    assert emitted(sliced(relax.const([0, 0], "int64")), X, vector(2)) == ISDOS
    assert emitted(sliced(None), X, vector(2)) == ISVDOS


def test_a_value_that_follows_from_shapes_counts_as_known_all_along_a_chain():
    """What ONNX's Shape, Gather, Mul, Concat, Reshape becomes."""

    @R.function
    def func(x: R.Tensor(("n", 4), "float32"), y: R.Tensor((2,), "int64")):
        shape = R.shape_of(x)
        dims = R.shape_to_tensor(shape)
        first = R.take(dims, R.const([0], "int64"), axis=0)
        wanted = R.concat((first, R.const([4], "int64")), axis=0)
        reshaped = R.reshape(x, R.tensor_to_shape(wanted))
        other = R.multiply(wanted, y)
        lost = R.reshape(x, R.tensor_to_shape(other))
        return reshaped, lost

    module = relax.transform.Normalize()(tvm.IRModule({"main": func}))
    found = classes(module["main"])
    assert [found[name] for name in ("shape", "dims", "first", "wanted", "other")] == [ISDO] * 4 + [ISDOS]
    assert (found["reshaped"], found["lost"]) == (ISDOS, ISVDOS)


def test_match_cast_names_dims_but_does_not_make_values_shapes():
    @R.function
    def func(x: R.Tensor(ndim=2, dtype="float32"), v: R.Tensor((2,), "int64")):
        a, b, c = T.int64(), T.int64(), T.int64()
        named = R.match_cast(x, R.Tensor((a, b), "float32"))
        from_shape = R.zeros(R.shape([a, b]), "float32")
        shape = R.tensor_to_shape(v)
        read = R.match_cast(shape, R.Shape([c, 2]))
        from_value = R.zeros(R.shape([c, 2]), "float32")
        flat = R.reshape(from_value, R.shape([c * 2]))
        return named, from_shape, read, flat

    assert classes(func) == {
        "named": ISDOS,
        "from_shape": ISDO,
        "shape": ISVDOS,
        "read": ISVDOS,
        "from_value": ISVDOS,
        "flat": ISDOS,  # c is a dim of its own operand
    }
    assert reason(func, "from_value") == "shape is read from the value of c"


def test_tuples_and_host_numbers_pass_on_what_they_hold():
    @R.function
    def func(x: R.Tensor(("n",), "float32"), k: T.int64):
        n = T.int64()
        pair = (x, x)
        first = pair[0]
        known: T.bool = n > 3
        computed: T.int64 = k * 2
        ranged = R.arange(0, computed, 1, dtype="int64")
        return first, ranged

    assert classes(func) == {"pair": ISDOS, "first": ISDOS, "known": ISDO, "computed": ISVDOS, "ranged": ISVDOS}


# Calls and branches


@I.ir_module
class Calls:
    @T.prim_func(s_tir=True, private=True)
    def copy(a: T.handle, b: T.handle):
        n = T.int64()
        A = T.match_buffer(a, (n,))
        B = T.match_buffer(b, (n,))
        for i in range(n):
            with T.sblock("copy"):
                v = T.axis.remap("S", [i])
                B[v] = A[v]

    @T.prim_func(s_tir=True, private=True)
    def fill(a: T.handle, b: T.handle):
        n, m = T.int64(), T.int64()
        A = T.match_buffer(a, (n,))
        B = T.match_buffer(b, (m,))
        for i in range(m):
            with T.sblock("fill"):
                v = T.axis.remap("S", [i])
                B[v] = A[0]

    @R.function
    def path(x: R.Tensor(("n",), "float32")) -> R.Tensor(("n",), "float32"):
        return x

    @R.function
    def lost(x: R.Tensor(("n",), "float32")) -> R.Tensor(ndim=1, dtype="float32"):
        return R.unique(x)

    @R.function
    def loop(x: R.Tensor(("n",), "float32"), stop: R.Tensor((), "bool")) -> R.Tensor(("n",), "float32"):
        cls = Calls
        if stop:
            result = R.add(x, x)
        else:
            result = cls.loop(x, stop)
        return result

    @R.function(pure=False)
    def main(x: R.Tensor(("n",), "float32"), k: T.int64, stop: R.Tensor((), "bool")):
        n, m = T.int64(), T.int64()
        cls = Calls
        kernel = R.call_tir(cls.copy, (x,), out_ty=R.Tensor((n,), "float32"))
        sized = R.call_tir(cls.fill, (x,), out_ty=R.Tensor((k,), "float32"))
        constant = R.call_tir(cls.copy, (R.const([1.0, 2.0], "float32"),), out_ty=R.Tensor((2,), "float32"))
        filled = R.call_tir(cls.fill, (R.const([1.0], "float32"),), out_ty=R.Tensor((k,), "float32"))
        unique = R.unique(x)
        named = R.match_cast(unique, R.Tensor((m,), "float32"))
        counted = R.call_dps_packed("f", (named,), out_ty=R.Tensor((m,), "float32"))
        promised = R.call_pure_packed("f", x, ty_args=(R.Tensor((n,), "float32"),))
        opaque = R.call_packed("f", x, ty_args=(R.Tensor(ndim=1, dtype="float32"),))
        anything = R.call_packed("f", x, ty_args=(R.Any,))
        R.print(x, format="{}")
        direct = cls.path(x)
        dynamic = cls.lost(x)
        looped = cls.loop(x, stop)
        return looped


def test_calls_are_classed_by_what_their_types_promise():
    found = classify(Calls["main"], Calls).bindings
    assert {b.operator if b.operator == "relax.print" else b.variable: b.dynamism for b in found} == {
        "kernel": ISDOS,
        "sized": ISVDOS,
        "constant": ISDO,
        "filled": ISVDOS,
        "unique": EDO,
        "named": ISDOS,
        "counted": ISDOS,
        "promised": ISDOS,
        "opaque": EDO,
        "anything": EDO,
        "relax.print": ISDOS,
        "direct": ISDOS,
        "dynamic": EDO,
        "looped": EDO,
    }


def test_a_call_of_a_function_that_calls_itself_is_known_only_by_executing():
    assert "calls itself" in reason(Calls["main"], "looped", Calls)
    assert classes(Calls["loop"])["result"] == EDO
    assert [b.operator for b in classify(Calls["loop"], Calls).bindings] == ["If", "relax.add", "@loop"]


def branching(condition):
    """A function with an If over ``condition(builder, x, k)``, its branches of different dims."""
    builder = relax.BlockBuilder()
    x, k = relax.Var("x", X), relax.Var("k", INT64)
    n = x.ty.shape[0]
    with builder.function("main", [x, k]):
        chosen = builder.emit(condition(x, k))
        sides = []
        for factor in (1, 2):
            inside = relax.Var("inside", relax.TensorType((n * 4 * factor,), "float32"))
            value = relax.op.reshape(relax.op.concat([x] * factor, 0), (n * 4 * factor,))
            sides.append(relax.SeqExpr([relax.BindingBlock([relax.VarBinding(inside, value)])], inside))
        builder.emit_func_output(builder.emit(relax.If(chosen, *sides), "routed"))
    module = relax.transform.Normalize()(builder.get())
    relax.analysis.well_formed(module)
    return module["main"]


def test_a_branch_chosen_by_shapes_is_isdos_even_where_its_type_lost_the_dims():
    func = branching(lambda x, k: relax.prim_value(x.ty.shape[0] < 70))
    (routed,) = (b for b in classify(func).bindings if b.operator == "If")
    assert routed.dynamism == ISDOS
    assert {b.depth for b in classify(func).bindings} == {0, 1}


@pytest.mark.parametrize(
    ("condition", "read"),
    [
        (lambda x, k: relax.prim_value(k < 70), "the value of"),
        (lambda x, k: relax.op.greater(relax.op.mean(x), relax.const(0.5)), "the value of"),
    ],
    ids=["number", "tensor"],
)
def test_a_branch_chosen_by_data_is_known_only_by_executing(condition, read):
    (routed,) = (b for b in classify(branching(condition)).bindings if b.operator == "If")
    assert routed.dynamism == EDO
    assert read in routed.reason


def test_a_dim_found_inside_a_branch_is_unknown_outside():
    @R.function
    def func(x: R.Tensor(("n",), "float32")) -> R.Tensor(ndim=1, dtype="float32"):
        n = T.int64()
        large: T.bool = n > 70
        if large:
            m = T.int64()
            unique = R.unique(x)
            result = R.match_cast(unique, R.Tensor((m,), "float32"))
        else:
            result = R.add(x, x)
        return result

    (routed,) = (b for b in classify(func).bindings if b.operator == "If")
    assert routed.dynamism == EDO
    assert "known only inside" in routed.reason


# Execution


@I.ir_module
class Executed:
    @R.function
    def isdo(x: R.Tensor(("n", 4), "float32")) -> R.Tensor((2,), "int64"):
        shape = R.shape_of(x)
        result = R.shape_to_tensor(shape)
        return result

    @R.function
    def isdos(x: R.Tensor(("n", 4), "float32")) -> R.Tensor(("n", 4), "float32"):
        result = R.nn.relu(x)
        return result

    @R.function
    def isvdos(x: R.Tensor(("n", 4), "float32")) -> R.Tensor(ndim=1, dtype="float32"):
        n, m = T.int64(), T.int64()
        first = R.strided_slice(x, [0, 1], [0, 0], [1, 1])
        flat = R.reshape(first, R.shape([1]))
        whole = R.astype(flat, "int64")
        shape = R.tensor_to_shape(whole)
        named = R.match_cast(shape, R.Shape([m]))
        result = R.ones(R.shape([m]), "float32")
        return result

    @R.function
    def edo(x: R.Tensor(("n", 4), "float32")) -> R.Tensor(ndim=2, dtype="int64"):
        result = R.nonzero(x)
        return result


def test_what_executing_finds_is_what_the_classes_say():
    """Over inputs of one shape: ISDO keeps its value, ISDOS its shape, the others change their shape with the data."""
    found = {name: report.bindings[-1].dynamism.name.lower() for name, report in classify_module(Executed).items()}
    assert found == {name: name for name in ("isdo", "isdos", "isvdos", "edo")}
    vm = relax.VirtualMachine(relax.build(ClassifyDynamism()(Executed), target="llvm"), tvm.cpu())
    rng = np.random.default_rng(3)
    for rows in (2, 5, 9):
        data = [np.floor(rng.uniform(-2, 2, (rows, 4))).astype(np.float32) for _ in range(2)]
        data[0][0, 0], data[1][0, 0] = 3, 7
        data[1][-1, -1] = data[0][-1, -1] = 0
        data[1].reshape(-1)[1:] = 0
        data[0][1, 1] = 1
        outputs = {name: [vm[name](tvm.runtime.tensor(x)).numpy() for x in data] for name in found}
        np.testing.assert_array_equal(outputs["isdo"], [[rows, 4]] * 2)
        for x, relu, nonzero in zip(data, outputs["isdos"], outputs["edo"]):
            np.testing.assert_array_equal(relu, np.maximum(x, 0))
            np.testing.assert_array_equal(nonzero, np.nonzero(x))
        assert [array.shape for array in outputs["isvdos"]] == [(3,), (7,)]
        assert len({array.shape for array in outputs["edo"]}) == 2


def test_a_network_from_torch_export():
    import torch
    from tvm.relax.frontend.torch import from_exported_program

    class Gated(torch.nn.Module):
        def forward(self, x):
            y = torch.cond(x.mean() > 0, lambda v: v * 2, lambda v: v + 1, (x,))
            return y.reshape(x.shape[0], -1)

    rows = torch.export.Dim("rows", min=2, max=9)
    exported = torch.export.export(Gated(), (torch.rand(2, 3, 4),), dynamic_shapes={"x": {0: rows}})
    module = from_exported_program(exported)
    reports = classify_module(module)
    assert {b.operator: b.dynamism for b in reports["main"].bindings}["If"] == EDO
    assert {b.dynamism for b in reports["main"].bindings if b.operator != "If"} == {ISDOS}
    assert len(reports) == 3


# ONNX


@pytest.mark.parametrize(
    ("operator", "known", "expected"),
    [
        ("Reshape", [False, False], ISVDOS),
        ("Reshape", [False, True], ISDOS),
        ("Reshape", [True, True], ISDO),
        ("TopK", [False, False], ISVDOS),
        ("TopK", [False, True], ISDOS),
        ("ReduceSum", [False], ISDOS),
        ("Shape", [False], ISDO),
        ("ConstantOfShape", [False], ISVDOS),
        ("ConstantOfShape", [True], ISDO),
        ("Slice", [False, True, True, True, False], ISVDOS),
        ("Resize", [False, True, True], ISDOS),
        ("Compress", [False, False], EDO),
        ("Compress", [False, True], ISDOS),
        ("NonZero", [False], EDO),
        ("If", [False], EDO),
        ("If", [True], ISDOS),
        ("Constant", [], ISDO),
        ("Dropout", [True], ISDOS),
    ],
)
def test_an_onnx_node_by_its_known_inputs(operator, known, expected):
    assert onnx_class(operator, known) == expected


def imported(nodes, outputs, constants=(), computed=()):
    """`main` of an ONNX model over x of (n, 6), constant and computed int64 vectors, and outputs by element type."""
    import onnx
    from onnx import TensorProto, helper
    from tvm.relax.frontend.onnx import from_onnx

    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 6])]
    inputs += [helper.make_tensor_value_info(name, TensorProto.INT64, [length]) for name, length in computed]
    values = [helper.make_tensor(name, TensorProto.INT64, [len(value)], value) for name, value in constants]
    results = [helper.make_tensor_value_info(name, type_, [None] * rank) for name, type_, rank in outputs]
    graph = helper.make_graph(
        [helper.make_node(*names, **attrs) for *names, attrs in nodes], "g", inputs, results, values
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model)
    return from_onnx(model)["main"]


FLOAT, INT64_ELEMENTS = 1, 7


@pytest.mark.parametrize(
    ("operator", "constants", "computed", "outputs"),
    [
        ("Relu", (), (), [("y", FLOAT, 2)]),
        ("NonZero", (), (), [("y", INT64_ELEMENTS, 2)]),
        ("Reshape", [("v", [3, -1])], (), [("y", FLOAT, 2)]),
        ("Expand", (), [("v", 2)], [("y", FLOAT, 2)]),
        ("Tile", [("v", [1, 2])], (), [("y", FLOAT, 2)]),
        ("Tile", (), [("v", 2)], [("y", FLOAT, 2)]),
        ("Slice", [("v", [0]), ("w", [1])], (), [("y", FLOAT, 2)]),
        ("Slice", (), [("v", 2), ("w", 2)], [("y", FLOAT, 2)]),
        ("ReduceSum", [("v", [1])], (), [("y", FLOAT, 2)]),
        ("TopK", [("v", [2])], (), [("y", FLOAT, 2), ("z", INT64_ELEMENTS, 2)]),
    ],
)
def test_an_imported_node_is_as_dynamic_as_the_onnx_table_says(operator, constants, computed, outputs):
    names = ["x", *(name for name, _ in (*constants, *computed))]
    func = imported([(operator, names, [name for name, *_ in outputs], {})], outputs, constants, computed)
    found = max(binding.dynamism for binding in classify(func).bindings)
    assert found == onnx_class(operator, [False] + [True] * len(constants) + [False] * len(computed))


def test_a_reshape_that_onnx_computes_from_shapes_stays_isdos():
    nodes = [
        ("Shape", ["x"], ["s"], {}),
        ("Slice", ["s", "zero", "one"], ["rows"], {}),
        ("Concat", ["rows", "rest"], ["wanted"], {"axis": 0}),
        ("Reshape", ["x", "wanted"], ["y"], {}),
    ]
    func = imported(nodes, [("y", FLOAT, 3)], [("zero", [0]), ("one", [1]), ("rest", [2, 3])])
    assert max(binding.dynamism for binding in classify(func).bindings) == ISDOS


# The report and the pass


@I.ir_module
class Before:
    @R.function
    def main(x: R.Tensor(("n", 4), "float32"), k: T.int64) -> R.Tensor(ndim=2, dtype="float32"):
        with R.dataflow():
            shape = R.shape_of(x)
            relu = R.nn.relu(x)
            head = R.strided_slice(relu, [0], [0], [k])
            R.output(head)
        return head


@I.ir_module
class Expected:
    @R.function
    def main(x: R.Tensor(("n", 4), "float32"), k: T.int64) -> R.Tensor(ndim=2, dtype="float32"):
        R.func_attr(
            {
                "dydca.dynamism": {"ISDO": 1, "ISDOS": 1, "ISVDOS": 1, "EDO": 0},
                "dydca.dynamism_bindings": ["ISDO", "ISDOS", "ISVDOS"],
            }
        )
        with R.dataflow():
            shape = R.shape_of(x)
            relu = R.nn.relu(x)
            head = R.strided_slice(relu, [0], [0], [k])
            R.output(head)
        return head


def test_the_pass_attaches_attributes_and_changes_nothing_else():
    after = tvm.transform.Sequential([ClassifyDynamism()])(Before)
    tvm.ir.assert_structural_equal(after, Expected)
    relax.analysis.well_formed(after)
    assert "dydca.dynamism" not in Before["main"].attrs


def test_the_pass_is_idempotent_and_replaces_stale_attributes():
    once = ClassifyDynamism()(Calls)
    tvm.ir.assert_structural_equal(ClassifyDynamism()(once), once)
    stale = tvm.IRModule({"main": Before["main"].with_attr("dydca.dynamism", {"EDO": 9})})
    assert dict(ClassifyDynamism()(stale)["main"].attrs["dydca.dynamism"]) == classify(Before["main"]).counts


def test_only_relax_functions_are_given_attributes():
    after = ClassifyDynamism()(Calls)
    tvm.ir.assert_structural_equal(after["copy"], Calls["copy"])
    for name, report in classify_module(Calls).items():
        assert list(after[name].attrs["dydca.dynamism_bindings"]) == [b.dynamism.name for b in report.bindings]
        assert sum(report.counts.values()) == len(report.bindings)


def test_attributes_survive_saving():
    after = ClassifyDynamism()(Before)
    tvm.ir.assert_structural_equal(tvm.ir.load_json(tvm.ir.save_json(after)), after)


def test_the_table_is_readable():
    expected = """\
main: 1 ISDO, 1 ISDOS, 1 ISVDOS, 0 EDO
variable  operator             class   reason
shape     relax.shape_of       ISDO    reads no values, only shapes
relu      relax.nn.relu        ISDOS   shape follows from the operands' shapes
head      relax.strided_slice  ISVDOS  shape is read from the value of k"""
    assert classify(Before["main"], Before).table() == expected


def test_a_report_cannot_be_changed():
    report = classify(Before["main"])
    with pytest.raises(AttributeError):
        report.function = "other"
    with pytest.raises(AttributeError):
        report.bindings[0].dynamism = EDO


def test_five_hundred_bindings_take_tens_of_milliseconds():
    builder = relax.BlockBuilder()
    x = relax.Var("x", X)
    with builder.function("main", [x]):
        y = x
        for i in range(250):
            y = builder.emit(relax.op.add(y, relax.const(1.0)))
            y = builder.emit(relax.op.reshape(y, (x.ty.shape[0], 4)) if i % 2 else relax.op.nn.relu(y))
        builder.emit_func_output(y)
    module = builder.get()
    times = []
    for _ in range(3):
        start = time.process_time()
        ClassifyDynamism()(module)
        times.append(time.process_time() - start)
    assert min(times) < 0.2


# Bad input


def test_a_kernel_is_refused():
    with pytest.raises(InputError, match=r"relax\.Function, not PrimFunc"):
        classify(Calls["copy"])


def test_a_function_out_of_normal_form_is_refused_by_name():
    x = relax.Var("x", relax.TensorType((2,), "float32"))
    y = relax.Var("y", relax.TensorType((2,), "float32"))
    block = relax.BindingBlock([relax.VarBinding(y, relax.op.add(relax.op.exp(x), x))])
    func = relax.Function([x], relax.SeqExpr([block], y), x.ty)
    with pytest.raises(InputError, match=r"tangled: the value of y .*Normalize"):
        ClassifyDynamism()(tvm.IRModule({"tangled": func}))


def test_an_operator_without_a_row_is_judged_by_its_type(monkeypatch):
    monkeypatch.delitem(OPERATOR_CLASSES, "relax.nn.relu")
    assert classes(Before["main"])["relu"] == ISDOS
    assert reason(Before["main"], "relu").startswith("no row in OPERATOR_CLASSES")


def test_a_match_cast_of_a_call_is_judged_by_the_call():
    """TVM's ONNX frontend makes them, though they are out of normal form."""
    x, m = relax.Var("x", X), tirx.Var("m", "int64")
    type_ = relax.TensorType((2, m), "int64")
    y = relax.Var("y", type_)
    value = relax.BlockBuilder().normalize(relax.op.nonzero(x))
    block = relax.BindingBlock([relax.MatchCast(y, value, type_)])
    func = relax.Function([x], relax.SeqExpr([block], y), relax.TensorType(ndim=2, dtype="int64"))
    (found,) = classify(func).bindings
    assert (found.operator, found.dynamism) == ("relax.nonzero", EDO)

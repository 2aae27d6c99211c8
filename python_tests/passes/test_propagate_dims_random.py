"""PropagateDims on random graphs: it ends, it claims what numpy measures, it knows more where more is written."""

import numpy as np
import tvm
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tvm import relax

from python_tests.passes.propagated import LANGUAGE, propagate, runner
from tvm_dydca.relay_passes.dims import Kind, analyze_dims


class RandomGraph:
    """A random function of one tensor and one integer, built as Relax and run in numpy side by side.

    `tensors` are float32 of rank 2, `vectors` int64 of static length, each with its value in numpy.
    """

    def __init__(self, draw, x, k, typed):
        self.draw = draw
        self.builder = relax.BlockBuilder()
        self.measured = {}
        n = tvm.tirx.Var("n", "int64")
        var_x = relax.Var("x", relax.TensorType(*(((n, 4), "float32") if typed else (None, "float32", None, 2))))
        var_k = relax.Var("k", relax.TensorType((1,), "int64"))
        c = relax.Var("c", relax.TensorType((), "bool"))
        self.condition = (c, draw(st.booleans()))
        self.tensors, self.vectors = [(var_x, x)], [(var_k, np.array([k]))]
        self.inputs = (x, np.array([k]), np.array(self.condition[1]))
        self.stacked, self.filled = self.add_helpers()
        attrs = {"tir_var_upper_bound": {"n": 64}}
        with self.builder.function("main", [var_x, var_k, c], attrs=attrs):
            for _ in range(draw(st.integers(1, 12))):
                getattr(self, draw(st.sampled_from(STEPS)))()
            self.output = self.tensors[-1][1]
            self.builder.emit_func_output(self.tensors[-1][0])
        self.module = self.builder.get()

    def add_helpers(self):
        """Private functions: one stacks its input, of which more or less is given, on itself, one fills a shape."""
        shape = [tvm.tirx.Var("p", "int64"), tvm.tirx.Var("q", "int64")]
        given = [(shape, "float32"), (None, "float32", None, 2), (None, "float32")]
        a = relax.Var("a", relax.TensorType(*self.draw(st.sampled_from(given))))
        with self.builder.function("stacked", [a], private=True):
            self.builder.emit_func_output(self.builder.emit(relax.op.concat([a, a], 0)))
        s = relax.Var("s", relax.TensorType((2,), "int64"))
        with self.builder.function("filled", [s], private=True):
            target = self.builder.emit(relax.op.tensor_to_shape(s))
            self.builder.emit_func_output(self.builder.emit(relax.op.full(target, relax.const(1.0), "float32")))
        return (self.builder.get().get_global_var(name) for name in ("stacked", "filled"))

    def call(self):
        x, a = self.pick(self.tensors)
        if x.ty.ndim >= 0:  # a rank that only calls could give each other is found by none
            self.bind(relax.Call(self.stacked, [x]), np.concatenate([a, a]), self.tensors)

    def pick(self, kind, length=None):
        found = [(v, a) for v, a in kind if length is None or len(a) == length]
        return found[self.draw(st.integers(0, len(found) - 1))] if found else (None, None)

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
        if a.shape[1] == 0:  # TVM's kernels leave a sum of nothing as it was
            return
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

    def between(self, v, a):
        """A vector that can be a shape: of numbers from 0 to 7."""
        v = self.bind(relax.op.minimum(v, relax.const(7, "int64")), np.minimum(a, 7))
        return self.bind(relax.op.maximum(v, relax.const(0, "int64")), np.clip(a, 0, 7)), np.clip(a, 0, 7)

    def full(self):
        v, a = self.pick(self.vectors, 2)
        if v is not None:
            v, a = self.between(v, a)
            s = self.builder.emit(relax.op.tensor_to_shape(v))
            self.bind(relax.op.full(s, relax.const(1.0), "float32"), np.ones(a, "float32"), self.tensors)

    def call_full(self):
        v, a = self.pick(self.vectors, 2)
        if v is not None:
            v, a = self.between(v, a)
            self.bind(relax.Call(self.filled, [v]), np.ones(a, "float32"), self.tensors)

    def range(self):
        v, a = self.between(*self.pick(self.vectors, 1))
        length = tvm.tirx.Var(f"r{len(self.measured)}", "int64")
        self.builder.match_cast(self.builder.emit(relax.op.tensor_to_shape(v)), relax.ShapeType([length]))
        r = self.bind(relax.op.arange(0, length, 1, "float32"), np.arange(a[0], dtype="float32"))
        column = np.arange(a[0], dtype="float32")[:, None]
        self.bind(relax.op.expand_dims(r, 1), column, self.tensors)

    def scaled(self):
        v, a = self.pick(self.vectors)
        name, number, run = self.draw(st.sampled_from(SCALES))
        rounded, rounds = self.draw(st.sampled_from([("floor", np.floor), ("ceil", np.ceil)]))
        f = self.bind(relax.op.astype(v, "float32"), a)
        f = self.bind(getattr(relax.op, name)(f, relax.const(number, "float32")), a)
        f = self.bind(getattr(relax.op, rounded)(f), a)
        result = rounds(run(a.astype("float32"), np.float32(number))).astype("int64")
        self.bind(relax.op.astype(f, "int64"), result, self.vectors)

    def slice(self):
        (x, a), (v, end) = self.pick(self.tensors), self.pick(self.vectors, 2)
        if v is not None:
            zero, one = (self.constant([i, i])[0] for i in range(2))
            self.bind(relax.op.dynamic_strided_slice(x, zero, v, one), a[: end[0], : end[1]], self.tensors)

    def static_slice(self):
        (x, a), (begin, end) = self.pick(self.tensors), self.draw(st.sampled_from(LIMITS))
        if x.ty.ndim >= 0:
            self.bind(relax.op.strided_slice(x, [0], [begin], [end]), a[begin:end], self.tensors)

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
    "scaled",
    "pair",
    "pair",
    "full",
    "range",
    "slice",
    "static_slice",
    "branch",
    "call",
    "call_full",
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
SCALES = [("multiply", 1.5, np.multiply), ("multiply", 0.25, np.multiply), ("divide", 3.0, np.divide)]
LIMITS = [(0, 3), (1, 2**63 - 1), (0, -1), (-2, 2**63 - 1)]


@st.composite
def random_graphs(draw, typed=None):
    """A graph whose input has a shape or a rank only, or two that differ in that alone."""
    n, k, seed = draw(st.integers(0, 6)), draw(st.integers(-2, 8)), draw(st.integers(0, 3))
    x = np.random.default_rng(seed).integers(-1, 2, (n, 4)).astype("float32")
    if typed is None:
        return RandomGraph(draw, x, k, draw(st.booleans()))
    drawn = []

    def note(strategy):
        drawn.append(draw(strategy))
        return drawn[-1]

    first = RandomGraph(note, x, k, typed[0])
    again = iter(drawn)
    return first, RandomGraph(lambda _: next(again), x, k, typed[1])


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
            found = eval(text, LANGUAGE, values)
        except NameError:  # a symbol that no measured tensor has as a whole dim
            continue
        assert found == size, dim


def unknown(report, variables):
    return {(d.variable, d.axis) for d in report.unknown if d.variable in variables}


SETTINGS = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=60, **SETTINGS)
@given(random_graphs())
def test_on_random_graphs_it_ends_and_claims_what_numpy_measures(graph):
    before = analyze_dims(graph.module)
    agrees(before, graph.measured)
    after = propagate(graph.module)
    agrees(analyze_dims(after), graph.measured)
    assert unknown(analyze_dims(after), graph.measured) <= unknown(before, graph.measured)


@settings(max_examples=40, **SETTINGS)
@given(random_graphs(typed=(False, True)))
def test_more_that_is_written_is_never_less_that_is_known(graphs):
    less, more = (analyze_dims(graph.module) for graph in graphs)
    # What is demanded of a dim without a name replaces it, but n is a name of the program's own signature.
    assume([dim.text for dim in less.dims if (dim.function, dim.variable) == ("main", "x")] == ["x_0", "x_1"])
    assert unknown(more, graphs[0].measured) <= unknown(less, graphs[0].measured)
    constants = {(d.variable, d.axis): d.text for d in less.dims if d.after == Kind.CONSTANT}
    for dim in (d for d in more.dims if d.variable in graphs[0].measured):
        assert constants.get((dim.variable, dim.axis), dim.text) == dim.text


@settings(max_examples=8, **SETTINGS)
@given(random_graphs())
def test_random_graphs_compute_the_same(graph):
    mod = relax.transform.DeadCodeElimination()(propagate(graph.module))  # a helper that nothing calls has no shapes
    np.testing.assert_allclose(runner(mod)(*graph.inputs), graph.output, rtol=1e-5)

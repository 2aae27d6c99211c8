"""Masked gates: which are found, that their work is really skipped, with the same results, and which are left alone."""

import logging

import numpy as np
import pytest
import torch
import torch.nn.functional as F
import tvm
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from tvm import relax, tirx
from tvm.relax.frontend.torch import from_exported_program
from tvm.script import ir as I
from tvm.script import relax as R

from python_tests.reference import NETWORK_TOLERANCE, relative_error
from tvm_dydca.relay_passes.outline.control_flow import bindings_of
from tvm_dydca.relay_passes.outline.masked_gates import find_masked_gates
from tvm_dydca.relay_passes.outline.zero_one import ZeroOne
from tvm_dydca.relay_passes.outline_paths import OutlinePaths

op = relax.op


def number(value, dtype="float32"):
    return relax.const(value, dtype)


def kernel(channels, seed, side):
    return (np.random.default_rng(seed).standard_normal((channels, channels, side, side)) / channels).astype("float32")


def conv(emit, x, seed=0, side=3):
    """A convolution that keeps the channels."""
    return emit(op.nn.conv2d(x, number(kernel(int(x.ty.shape[1]), seed, side)), padding=side // 2))


def network(body, shape=(1, 4, 6, 6)):
    """Build a module of one dataflow function: ``body(emit, x)``."""
    builder = relax.BlockBuilder()
    x = relax.Var("x", relax.TensorType(shape, "float32"))
    with builder.function("main", [x]):
        with builder.dataflow():
            out = builder.emit_output(body(builder.emit, x))
        builder.emit_func_output(out)
    return builder.get()


def opened(module):
    """Apply the pass; the result is well-formed, and the same if the pass comes again."""
    after = OutlinePaths()(module)
    relax.analysis.well_formed(after)
    tvm.ir.assert_structural_equal(OutlinePaths()(after), after, map_free_vars=True)
    return after


def machine(module):
    return relax.VirtualMachine(relax.build(module, target="llvm"), tvm.cpu())


def convolutions(vm, x):
    """Run, and return the result and how many convolutions ran."""
    ran = []

    def note(_func, name, before, _ret, *_args):
        if before and "conv2d" in name and not name.startswith("main"):
            ran.append(name)
        return 0

    vm.set_instrument(note)
    result = vm["main"](tvm.runtime.tensor(x))
    return result.numpy(), len(ran)


def paths(module):
    return [gvar.name_hint for gvar, f in module.functions_items() if f.attrs and f.attrs.get("dydca.role") == "path"]


# Masks: (1, 1, 1, 1) and 1 where the mean of x is positive


def score(emit, x):
    return emit(op.mean(x, [1, 2, 3], keepdims=True))


def pair(emit, x):
    """Scores (1, 2) of "closed" and "open"."""
    s = emit(op.reshape(score(emit, x), (1, 1)))
    return emit(op.concat([emit(op.negative(s)), s], axis=1))


def comparison(emit, x):
    return emit(op.astype(emit(op.greater(score(emit, x), number(0.0))), "float32"))


def rounded(emit, x):
    return emit(op.round(emit(op.sigmoid(emit(op.multiply(score(emit, x), number(9.0)))))))


def step(emit, x):
    return emit(op.clip(emit(op.sign(score(emit, x))), 0, 1))


def sign_of_relu(emit, x):
    return emit(op.sign(emit(op.nn.relu(score(emit, x)))))


def half_up(emit, x):
    return emit(op.floor(emit(op.add(emit(op.sigmoid(score(emit, x))), number(0.5)))))


def argmax(emit, x):
    best = emit(op.argmax(pair(emit, x), 1))
    return emit(op.reshape(emit(op.astype(best, "float32")), (1, 1, 1, 1)))


def one_hot(emit, x):
    best = emit(op.argmax(pair(emit, x), 1))
    hot = emit(op.one_hot(best, relax.prim_value(1.0), relax.prim_value(0.0), 2, 1))
    return emit(op.reshape(emit(op.astype(emit(op.take(hot, number(1, "int64"), 1)), "float32")), (1, 1, 1, 1)))


def straight_through(emit, x):
    """As SkipNet writes it for training: ``hard - soft + soft``, expanded to the whole tensor."""
    soft = emit(op.sigmoid(score(emit, x)))
    hard = emit(op.astype(emit(op.greater(soft, number(0.5))), "float32"))
    mask = emit(op.add(emit(op.subtract(hard, soft)), soft))
    return emit(op.broadcast_to(mask, x.ty.shape))


def scattered(emit, x):
    """As ConvNet-AIG writes it: 1 scattered into zeros at the argmax of a softmax, straight through."""
    soft = emit(op.nn.softmax(pair(emit, x), 1))
    best = emit(op.argmax(soft, 1, keepdims=True))
    hard = emit(op.scatter_elements(emit(op.zeros((1, 2), "float32")), best, number(np.ones((1, 1), "float32")), 1))
    mask = emit(op.add(soft, emit(op.subtract(hard, soft))))
    return emit(op.reshape(emit(op.strided_slice(mask, [1], [1], [2])), (1, 1, 1, 1)))


MASKS = [comparison, rounded, step, sign_of_relu, half_up, argmax, one_hot, straight_through, scattered]


# Forms


def blend(emit, m, f, x):
    return emit(op.add(emit(op.multiply(m, f)), emit(op.multiply(emit(op.subtract(number(1.0), m)), x))))


def blend_backwards(emit, m, f, x):
    return emit(op.add(emit(op.multiply(x, emit(op.subtract(number(1.0), m)))), emit(op.multiply(f, m))))


def residual(emit, m, f, x):
    return emit(op.add(x, emit(op.multiply(m, f))))


def residual_backwards(emit, m, f, x):
    return emit(op.add(emit(op.multiply(f, m)), x))


def product(emit, m, f, x):
    return emit(op.nn.relu(emit(op.multiply(m, f))))


def choice(emit, m, f, x):
    return emit(op.where(emit(op.astype(m, "bool")), f, x))


EXPECTED = {
    blend: lambda m, f, x: m * f + (1 - m) * x,
    blend_backwards: lambda m, f, x: m * f + (1 - m) * x,
    residual: lambda m, f, x: x + m * f,
    residual_backwards: lambda m, f, x: x + m * f,
    product: lambda m, f, x: np.maximum(m * f, 0),
    choice: lambda m, f, x: f if m else x,
}


def gated(mask, form):
    return lambda emit, x: form(emit, mask(emit, x), conv(emit, emit(op.nn.relu(x))), x)


def convolved(x):
    """Compute what `gated` masks, by PyTorch."""
    weight = torch.from_numpy(kernel(4, 0, 3))
    return F.conv2d(F.relu(torch.from_numpy(x)), weight, padding=1).numpy()


@pytest.mark.parametrize(
    ("mask", "form"),
    [(m, blend) for m in MASKS]
    + [(comparison, f) for f in EXPECTED if f is not blend]
    + [(straight_through, residual)],
)
def test_the_work_is_skipped_with_the_same_result(mask, form):
    after = opened(network(gated(mask, form)))
    assert paths(after)[:1] == ["path_0"]
    vm = machine(after)
    noise = np.random.default_rng(0).standard_normal((1, 4, 6, 6)).astype("float32")
    for is_open in (True, False):
        x = noise + np.float32(0.5 if is_open else -0.5)
        found, ran = convolutions(vm, x)
        assert ran == is_open
        expected = EXPECTED[form](np.float32(is_open), convolved(x), x)
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


@I.ir_module
class Before:
    @R.function
    def main(x: R.Tensor((1, 4, 4), "float32"), w: R.Tensor((1, 4, 4), "float32"), m: R.Tensor((1, 1, 1), "bool")):
        with R.dataflow():
            mask = R.astype(m, "float32")
            a = R.matmul(x, w)
            f = R.nn.relu(a)
            taken = R.multiply(mask, f)
            rest = R.subtract(R.const(1.0, "float32"), mask)
            kept = R.multiply(rest, x)
            y = R.add(taken, kept)
            out = R.exp(y)
            R.output(out)
        return out


@I.ir_module
class Expected:
    @R.function(private=True)
    def main_part_0(m: R.Tensor((1, 1, 1), "bool")) -> R.Tensor((), "bool"):
        R.func_attr({"dydca.role": "part"})
        with R.dataflow():
            condition = R.reshape(m, R.shape([]))
            R.output(condition)
        return condition

    @R.function(private=True)
    def path_0(x: R.Tensor((1, 4, 4), "float32"), w: R.Tensor((1, 4, 4), "float32")) -> R.Tensor((1, 4, 4), "float32"):
        R.func_attr({"dydca.role": "path"})
        with R.dataflow():
            a = R.matmul(x, w)
            f = R.nn.relu(a)
            R.output(f)
        return f

    @R.function(private=True)
    def main_part_1(y: R.Tensor((1, 4, 4), "float32")) -> R.Tensor((1, 4, 4), "float32"):
        R.func_attr({"dydca.role": "part"})
        with R.dataflow():
            out = R.exp(y)
            R.output(out)
        return out

    @R.function
    def main(x: R.Tensor((1, 4, 4), "float32"), w: R.Tensor((1, 4, 4), "float32"), m: R.Tensor((1, 1, 1), "bool")):
        cls = Expected
        condition = cls.main_part_0(m)
        if condition:
            y: R.Tensor((1, 4, 4), "float32") = cls.path_0(x, w)
        else:
            y: R.Tensor((1, 4, 4), "float32") = x
        out = cls.main_part_1(y)
        return out


def test_a_masked_gate_becomes_a_branch_on_a_scalar():
    tvm.ir.assert_structural_equal(opened(Before), Expected)


def test_the_option_leaves_them():
    assert OutlinePaths(skip_masked=False)(Before).same_as(Before)


def test_the_report_names_what_is_skipped():
    (gate,) = find_masked_gates(Before["main"]).gates
    assert gate.output.name == "y"
    assert gate.mask.name == "m"
    assert [[var.name for var in side] for side in gate.skipped] == [["a", "f"], []]


def two_sided(emit, x):
    """Work on either side, and a value that both share."""
    shared = conv(emit, x, 1)
    on, off = conv(emit, shared, 2), conv(emit, conv(emit, shared, 3), 4)
    return blend(emit, comparison(emit, x), on, off)


def gate_in_a_gate(emit, x):
    outer = comparison(emit, x)
    y = conv(emit, x, 1)
    inner = emit(op.astype(emit(op.greater(score(emit, y), number(0.0))), "float32"))
    z = residual(emit, inner, conv(emit, y, 2), y)
    return blend(emit, outer, z, x)


def experts(emit, x):
    """One of three by a one-hot mask, summed: m0*f0 + m1*f1 + m2*f2."""
    scores = emit(op.mean(x, [2, 3]))
    best = emit(op.argmax(emit(op.strided_slice(scores, [1], [0], [3])), 1))
    hot = emit(op.one_hot(best, relax.prim_value(1.0), relax.prim_value(0.0), 3, 1))
    total = None
    for k in range(3):
        mask = emit(op.reshape(emit(op.astype(emit(op.take(hot, number(k, "int64"), 1)), "float32")), (1, 1, 1, 1)))
        part = emit(op.multiply(mask, conv(emit, x, k)))
        total = part if total is None else emit(op.add(total, part))
    return total


def smaller(emit, x):
    """Work whose result is broadcast by the blend, not by the mask."""
    return emit(op.mean(conv(emit, x), [2, 3], keepdims=True))


def broadcast_blend(emit, x):
    return blend(emit, comparison(emit, x), smaller(emit, x), x)


def broadcast_residual(emit, x):
    return residual(emit, comparison(emit, x), smaller(emit, x), x)


@pytest.mark.parametrize(
    ("body", "counts"),
    [(two_sided, {2, 3}), (gate_in_a_gate, {0, 1, 2}), (experts, {1}), (broadcast_residual, {0, 1})],
    ids=["two sides", "a gate in a gate", "experts", "broadcast residual"],
)
def test_gates_within_and_beside_each_other(body, counts):
    before = network(body)
    all_work, skipping = machine(before), machine(opened(before))
    rng = np.random.default_rng(1)
    seen = set()
    for _ in range(12):
        x = (rng.standard_normal((1, 4, 6, 6)) + rng.standard_normal((1, 4, 1, 1))).astype("float32")
        expected, _every = convolutions(all_work, x)
        found, ran = convolutions(skipping, x)
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)
        seen.add(ran)
    assert seen == counts


# Left alone


def soft(emit, x):
    return emit(op.sigmoid(score(emit, x)))


def by_channel(emit, x):
    return emit(op.astype(emit(op.greater(emit(op.mean(x, [2, 3], keepdims=True)), number(0.0))), "float32"))


def of_three(emit, x):
    best = emit(op.argmax(emit(op.strided_slice(emit(op.mean(x, [2, 3])), [1], [0], [3])), 1))
    return emit(op.reshape(emit(op.astype(best, "float32")), (1, 1, 1, 1)))


def per_sample(emit, x):
    mean = emit(op.mean(x, [1, 2, 3], keepdims=True))
    return emit(op.astype(emit(op.greater(mean, number(0.0))), "float32"))


def work_used_twice(emit, x):
    f = conv(emit, x)
    return emit(op.add(blend(emit, comparison(emit, x), f, x), f))


def cheap(emit, x):
    return blend(emit, comparison(emit, x), emit(op.exp(x)), x)


BATCH = tirx.Var("n", "int64")


@pytest.mark.parametrize(
    ("body", "shape", "reason"),
    [
        (gated(soft, blend), (1, 4, 6, 6), "not provably 0 or 1"),
        (gated(of_three, residual), (1, 4, 6, 6), "not provably 0 or 1"),
        (gated(per_sample, blend), (2, 4, 6, 6), "each of 2 samples"),
        (gated(per_sample, residual), (BATCH, 4, 6, 6), "each of n samples"),
        (broadcast_blend, (1, 4, 6, 6), "broadcast to a larger shape"),
        (gated(by_channel, blend), (1, 4, 6, 6), None),
        (work_used_twice, (1, 4, 6, 6), None),
        (cheap, (1, 4, 6, 6), None),
    ],
    ids=["soft", "argmax of three", "batch", "unknown batch", "broadcast", "channels", "work used twice", "cheap work"],
)
def test_what_cannot_be_skipped_is_left_alone(body, shape, reason, caplog):
    module = network(body, shape)
    with caplog.at_level(logging.INFO, logger="tvm_dydca"):
        assert OutlinePaths()(module).same_as(module)
    found = find_masked_gates(module["main"])
    assert found.gates == ()
    if reason is None:
        assert found.left_alone == ()
    else:
        assert [reason in left.reason for left in found.left_alone] == [True]
        assert reason in caplog.text
        assert "main" in caplog.text


# Gates by the dozen


def tower(blocks):
    def body(emit, x):
        for k in range(blocks):
            limit = number(np.float32(0.02 * k - 0.2))
            mask = emit(op.astype(emit(op.greater(score(emit, x), limit)), "float32"))
            x = blend(emit, mask, emit(op.tanh(conv(emit, x, k, 1))), x)
        return x

    return body


def test_twenty_gated_blocks_are_twenty_functions_and_skip_one_by_one():
    after = opened(network(tower(20)))
    assert len(paths(after)) == 20
    assert len(after.functions) <= 2 * 20 + 1, "one path and one part a gate, and main"
    main = bindings_of(after["main"].body)
    assert sum(isinstance(binding.value, relax.If) for binding in main) == 20
    vm, all_work = machine(after), machine(network(tower(20)))
    counts = set()
    for shift in np.linspace(-0.5, 0.5, 9):
        x = (np.random.default_rng(7).standard_normal((1, 4, 6, 6)) + shift).astype("float32")
        expected, every = convolutions(all_work, x)
        found, ran = convolutions(vm, x)
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)
        assert every == 20
        counts.add(ran)
    assert len(counts) >= 3


def test_the_number_of_functions_grows_linearly():
    sizes = [len(OutlinePaths()(network(tower(blocks))).functions) for blocks in (5, 10, 20)]
    assert sizes[1] - sizes[0] == 10
    assert sizes[2] - sizes[1] == 20


# From PyTorch


class SkipNet(nn.Module):
    """A gate after each block decides on the next: ``mask.expand_as(x) * x + (1 - mask).expand_as(prev) * prev``."""

    def __init__(self, blocks=3):
        super().__init__()
        self.head = nn.Conv2d(3, 8, 3, padding=1)
        self.blocks = nn.ModuleList([nn.Conv2d(8, 8, 3, padding=1) for _ in range(blocks)])
        self.gates = nn.ModuleList([nn.Linear(8, 1) for _ in range(blocks)])

    def forward(self, x):
        prev = x = F.relu(self.head(x))
        for block, gate in zip(self.blocks, self.gates):
            soft = torch.sigmoid(gate(prev.mean((2, 3))) * 20)
            mask = ((soft > 0.5).float().detach() - soft.detach() + soft).view(1, 1, 1, 1)
            x = F.relu(block(prev)) + prev
            prev = mask.expand_as(x) * x + (1 - mask).expand_as(prev) * prev
        return prev


class ConvNetAig(nn.Module):
    """``shortcut(x) + out * w[:, 1].unsqueeze(1)`` with w one-hot by scatter at the maximum, straight through."""

    def __init__(self, blocks=3):
        super().__init__()
        self.head = nn.Conv2d(3, 8, 3, padding=1)
        self.gates = nn.ModuleList([nn.Conv2d(8, 2, 1) for _ in range(blocks)])
        self.blocks = nn.ModuleList([nn.Conv2d(8, 8, 3, padding=1) for _ in range(blocks)])

    def forward(self, x):
        x = F.relu(self.head(x))
        for block, gate in zip(self.blocks, self.gates):
            w = gate(F.adaptive_avg_pool2d(x, 1)) * 20
            y = F.softmax(w, 1)
            hard = torch.zeros_like(w).scatter_(1, y.detach().max(1, keepdim=True)[1], 1)
            w = (hard - y.detach()) + y
            x = F.relu(x + block(x) * w[:, 1].unsqueeze(1))
        return x


@pytest.mark.parametrize("network_type", [SkipNet, ConvNetAig])
def test_gated_networks_of_torch_export_equal_pytorch_and_skip(network_type):
    torch.manual_seed(2)
    network = network_type().eval()
    dims = {2: torch.export.Dim("h", min=8, max=64), 3: torch.export.Dim("w", min=8, max=64)}
    program = torch.export.export(network, (torch.rand(1, 3, 16, 18),), dynamic_shapes=(dims,))
    after = opened(from_exported_program(program, unwrap_unit_return_tuple=True))
    assert len(paths(after)) == 3
    vm = machine(after)
    gates = 0 if network_type is SkipNet else 3  # ConvNet-AIG's gates are convolutions themselves
    rng = np.random.default_rng(0)
    seen = set()
    for _ in range(9):
        height, width = rng.integers(8, 65, 2)
        colour = rng.standard_normal((1, 3, 1, 1)) * 4
        x = (rng.standard_normal((1, 3, height, width)) * 0.3 + colour).astype("float32")
        with torch.no_grad():
            expected = network(torch.from_numpy(x)).numpy()
        found, ran = convolutions(vm, x)
        assert relative_error(found, expected) < NETWORK_TOLERANCE
        seen.add(ran - 1 - gates)
    assert len(seen) >= 3
    assert seen <= {0, 1, 2, 3}


# What is 0 or 1

UNARY = {
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    "round": np.round,
    "floor": np.floor,
    "ceil": np.ceil,
    "sign": np.sign,
    "abs": np.abs,
    "negative": np.negative,
    "nn.relu": lambda a: np.maximum(a, 0),
    "clip": lambda a: np.clip(a, 0, 1),
    "one_minus": lambda a: 1 - a,
    "half_more": lambda a: a + 0.5,
    "positive": lambda a: (a > 0).astype(float),
}
BINARY = {"add": np.add, "subtract": np.subtract, "multiply": np.multiply, "minimum": np.minimum, "maximum": np.maximum}
TREES = st.recursive(
    st.sampled_from(["x", "zero", "one", "two"]),
    lambda inner: (
        st.tuples(st.sampled_from(sorted(UNARY)), inner) | st.tuples(st.sampled_from(sorted(BINARY)), inner, inner)
    ),
    max_leaves=6,
)


@settings(max_examples=120, deadline=None)
@given(TREES)
def test_what_is_said_to_be_zero_or_one_is(tree):
    builder = relax.BlockBuilder()
    x = relax.Var("x", relax.TensorType((9,), "float32"))
    data = np.array([-3, -1, -0.5, -0.2, 0, 0.3, 0.5, 1, 2.6])
    constants = {"zero": 0.0, "one": 1.0, "two": 2.0}
    bound = {}

    def bind(expr):
        expr = builder.normalize(expr)
        var = relax.Var("v", expr.ty)
        bound[var] = expr
        return var

    def build(node):
        if isinstance(node, str):
            return (x, data) if node == "x" else (number(constants[node]), np.array(constants[node]))
        name, *operands = node
        exprs, values = zip(*map(build, operands))
        compute = {**UNARY, **BINARY}[name]
        if name == "clip":
            made = op.clip(exprs[0], 0, 1)
        elif name == "one_minus":
            made = op.subtract(number(1.0), exprs[0])
        elif name == "half_more":
            made = op.add(exprs[0], number(0.5))
        elif name == "positive":
            made = op.astype(bind(op.greater(exprs[0], number(0.0))), "float32")
        else:
            made = getattr(op.nn if name.startswith("nn.") else op, name.removeprefix("nn."))(*exprs)
        return bind(made), compute(*values)

    expr, values = build(tree)
    if ZeroOne(bound).holds(expr):
        assert np.isin(np.round(values, 9), (0, 1)).all()

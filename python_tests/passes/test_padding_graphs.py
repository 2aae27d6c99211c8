"""Padded versions of random graphs: every tensor against the same graph without padding, every claim against memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import tvm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tvm import relax, tirx
from tvm_ffi import structural_equal

from python_tests.passes import padded as runs
from tvm_dydca.relay_passes.padding.padded_version import PaddedVersion, pad_to

op, nn = relax.op, relax.op.nn
LOW, HIGH = 6, 9
"""Range of H and W. All windows fit into LOW."""

UPPER = {"H": HIGH, "W": HIGH}
SIZES = ({"H": LOW, "W": HIGH - 1}, {"H": HIGH, "W": LOW + 1}, UPPER)

TOLERANCE = 2e-4
"""Errors pass through a dozen operators, and a static sum adds up in another order."""


def weight(*shape):
    return relax.const(
        (np.random.default_rng(5).standard_normal(shape) / np.sqrt(np.prod(shape[1:]))).astype("float32")
    )


@dataclass
class Graph:
    """Grows one operator after the other; where one does not fit, nothing is added."""

    emit: Any
    tensors: list[Any]
    pick: Any

    def one(self, rank=None):
        """Pick a float tensor."""
        fitting = [x for x in self.tensors if str(x.ty.dtype) == "float32" and rank in (None, x.ty.ndim)]
        return fitting[self.pick(len(fitting))] if fitting else None

    def like(self, x):
        """Pick another float tensor of the same dims."""
        same = [y for y in self.tensors if str(y.ty.dtype) == "float32" and structural_equal(y.ty.shape, x.ty.shape)]
        return same[self.pick(len(same))]

    def add(self, *exprs):
        for expr in exprs:
            self.tensors.append(self.emit(expr))

    def axis(self, x):
        return self.pick(x.ty.ndim)


def fixed(dim):
    return int(dim.value) if isinstance(dim, tirx.IntImm) else 0


def unary(g):
    functions = (nn.relu, op.cos, op.tanh, op.negative, op.abs, op.sigmoid, nn.silu, lambda x: op.clip(x, -0.5, 0.5))
    g.add(functions[g.pick(len(functions))](g.one()))


def scaled(g):
    functions = (op.add, op.multiply, op.maximum)
    g.add(functions[g.pick(3)](g.one(), relax.const((-1.0, 0.0, 0.5)[g.pick(3)])))


def binary(g):
    x = g.one()
    g.add((op.add, op.subtract, op.minimum)[g.pick(3)](x, g.like(x)))


def choice(g):
    x = g.one()
    condition = g.emit(op.greater(g.like(x), relax.const(0.0)))
    g.tensors.append(condition)
    g.add(op.where(condition, x, relax.const((0.0, 1.0)[g.pick(2)])))


def convolution(g):
    x = g.one(4)
    channels = x is not None and fixed(x.ty.shape[1])
    if channels and g.pick(3):
        stride, padding, dilation = (1 + g.pick(2), g.pick(3), 1 + g.pick(2))
        g.add(nn.conv2d(x, weight(2, channels, 2 + g.pick(2), 2), strides=stride, padding=padding, dilation=dilation))
    elif channels:
        g.add(nn.conv2d_transpose(x, weight(channels, 2, 1 + g.pick(3), 3), strides=1 + g.pick(2), padding=g.pick(2)))


def pool(g):
    x = g.one(4)
    if x is not None and g.pick(2):
        g.add(nn.max_pool2d(x, [2, 3], [1 + g.pick(2), 1], padding=g.pick(2), ceil_mode=bool(g.pick(2))))
    elif x is not None:
        g.add(nn.avg_pool2d(x, [3, 2], [1, 1 + g.pick(2)], padding=g.pick(2), count_include_pad=True))


def reduction(g):
    x = g.one()
    axes = sorted({g.axis(x), g.axis(x)})
    g.add((op.mean, op.max, op.min, op.variance, op.sum)[g.pick(5)](x, axes, keepdims=True))


def dropped(g):
    x = g.one()
    if x.ty.ndim > 2:
        g.add((op.sum, op.max)[g.pick(2)](x, g.axis(x)))


def softmax(g):
    x = g.one()
    g.add((nn.softmax, nn.log_softmax)[g.pick(2)](x, g.axis(x)))


def place(g):
    x = g.one()
    g.add((op.argmax, op.argmin)[g.pick(2)](x, g.axis(x), keepdims=True))


def product(g):
    x = g.one()
    if x.ty.ndim >= 2:
        order = [*range(x.ty.ndim - 2), x.ty.ndim - 1, x.ty.ndim - 2]
        turned = g.emit(op.permute_dims(g.like(x), order))
        g.add(op.tanh(g.emit(op.matmul(x, turned))))


def moves(g):
    x = g.one()
    rank, axis = x.ty.ndim, g.axis(x)
    order = [*range(axis, rank), *range(axis)]
    kind = g.pick(6)
    if kind == 0:
        g.add(op.permute_dims(x, order))
    elif kind == 1 and rank < 5:
        g.add(op.expand_dims(x, axis))
    elif kind == 2 and fixed(x.ty.shape[axis]) == 1 and rank > 1:
        g.add(op.squeeze(x, axis))
    elif kind == 3:
        g.add(op.concat([x, g.like(x)], axis) if fixed(x.ty.shape[axis]) else op.cumsum(x, axis))
    elif kind == 4:
        g.add(op.repeat(x, 2, axis))
    elif rank >= 2:
        g.add((op.tril, op.triu)[g.pick(2)](x, g.pick(3) - 1))


def merged(g):
    x = g.one()
    axis, dims = g.axis(x), list(x.ty.shape)
    if axis:
        flat = op.reshape(x, [*dims[: axis - 1], dims[axis - 1] * dims[axis], *dims[axis + 1 :]])
        g.add(flat)
        if g.pick(2):
            g.add(op.reshape(g.emit(op.cos(g.tensors[-1])), dims))


def cut(g):
    x = g.one()
    axis = g.axis(x)
    if g.pick(2):
        g.add(nn.pad(x, [g.pick(2) if i // 2 == axis else 0 for i in range(2 * x.ty.ndim)], pad_value=float(g.pick(2))))
    elif not fixed(x.ty.shape[axis]):
        g.add(op.strided_slice(x, [axis], [g.pick(2)], [(2**40, -1)[g.pick(2)]], [1 + g.pick(2)]))


def looked_up(g):
    x = g.one()
    count = g.emit(op.arange(0, g.emit.H, 1, "int64"))
    g.add(op.take(weight(HIGH, 3), count, 0))
    axis = g.axis(x)
    g.add(op.take(x, relax.const(0, "int64"), axis) if x.ty.ndim > 2 else op.broadcast_to(x, [g.emit.W, *x.ty.shape]))


GROWTH = (
    *(unary, scaled, binary, choice, convolution, pool, reduction, dropped, softmax, place, product),
    *(moves, merged, cut, looked_up, convolution, unary),
)


def build(numbers):
    """Read a graph from numbers; all its tensors are results."""
    stream = iter(numbers)

    def body(emit, x, y):
        g = Graph(emit, [x, y], lambda count: next(stream, 0) % count)
        for _ in range(len(numbers) // 5):
            grow = GROWTH[next(stream, 0) % len(GROWTH)]
            size = len(g.tensors)
            grow(g)
            if any(unfit(tensor) for tensor in g.tensors[size:]):
                del g.tensors[size:]
        return tuple(g.tensors[2:]) or (emit(op.cos(x)),)

    func = runs.function(body, {"H": LOW, "W": LOW}, x=(1, 2, "H", "W"), y=(2, "W", 3))
    return relax.transform.DeadCodeElimination()(tvm.IRModule({"main": func}))["main"]


def unfit(tensor):
    """Whether a tensor has too many elements, or too few for the next window."""
    low, high = ([runs.number_at(d, {"H": n, "W": n}) for d in tensor.ty.shape] for n in (LOW, HIGH))
    return len(low) > 5 or np.prod(high) > 5000 or any(n < (1 if fixed(d) else 3) for n, d in zip(low, tensor.ty.shape))


def check(numbers):
    """Compare all tensors of a graph with those of the same graph at static sizes; return whether it is padded."""
    func = build(numbers)
    if not isinstance(pad_to(func, UPPER), PaddedVersion):
        return False
    with runs.garbage():
        known = runs.padded(func, UPPER)
    with runs.garbage(forget=True):
        forgetful = runs.padded(func, UPPER)
    inside, tensors = runs.exposed(known)
    mod = runs.module({"known": known, "forgetful": forgetful, "inside": inside})
    for i, sizes in enumerate(SIZES):
        fixed_size = relax.utils.copy_with_new_vars(func).bind_symbolic_vars(sizes)
        mod[f"true_{i}"] = fixed_size.with_attr("global_symbol", f"true_{i}")
    run = runs.runner(mod)
    for i, sizes in enumerate(SIZES):
        arrays = runs.inputs(func, sizes)
        true = run(f"true_{i}", *arrays)
        for name in ("known", "forgetful"):
            for number, (a, b) in enumerate(zip(run(name, *arrays), true)):
                limit = TOLERANCE * max(np.abs(b).max(), 1)
                np.testing.assert_allclose(a, b, rtol=0, atol=limit, err_msg=f"result {number}, {name}, {sizes}")
        for tensor, array in zip(tensors, run("inside", *arrays)):
            assert runs.untrue_claims(tensor, array, sizes) == []
    return True


numbers = st.lists(st.integers(0, 1 << 16), min_size=20, max_size=70)


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(numbers)
def test_random_graphs(numbers):
    check(numbers)


@pytest.mark.slow
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(numbers)
def test_many_random_graphs(numbers):
    check(numbers)

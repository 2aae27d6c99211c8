"""The analysis: which products are found in a function, with which operators after them."""

import numpy as np
import pytest
from tvm import relax

from python_tests.passes.graphs import Graph, relax_module
from tvm_dydca.relay_passes.dispatch.matmul_groups import find_matmul_groups
from tvm_dydca.schedules.elementwise import RELU


def groups(body, inputs):
    func = relax_module(main=Graph(body, inputs))["main"]
    return func, find_matmul_groups(func)


def constant(ops, *shape):
    return relax.const(ops.draw(*shape))


def test_the_longest_chain_comes_first_and_the_product_alone_last():
    func, (chain,) = groups(lambda ops, x: ops.relu(ops.linear(x, 6)), {"x": (-1, 8)})
    assert [len(one.covered) for one in chain] == [3, 2, 1]
    assert [one.group.activation for one in chain] == [RELU, (), ()]
    assert [bool(one.group.bias.any()) for one in chain] == [True, True, False]
    assert all(one.input.same_as(func.params[0]) for one in chain)


def test_a_transposed_weight_is_the_matrix_that_the_product_has():
    draws = []

    def body(ops, x):
        draws.append(ops.draw(8, 6))
        return ops.add(ops.matmul(x, relax.const(draws[0])), ops.linear(x, 6))

    _, (plain, linear) = groups(body, {"x": (-1, 8)})
    np.testing.assert_array_equal(plain[-1].group.weight, draws[0])
    assert linear[-1].group.weight.shape == (8, 6)


def test_biases_add_up_before_the_relu_alone():
    def body(ops, x):
        y = ops.add(ops.matmul(x, constant(ops, 8, 6)), constant(ops, 1, 6))
        return ops.add(ops.relu(ops.add(y, ops.number(2.0))), constant(ops, 6))

    _, (chain,) = groups(body, {"x": (-1, 8)})
    assert len(chain) == 4
    first, second = chain[2].group.bias, chain[1].group.bias
    assert first.any()
    np.testing.assert_allclose(second, first + 2, rtol=1e-6)
    assert not chain[1].group.activation
    assert chain[0].group.activation == RELU


@pytest.mark.parametrize(
    ("shape", "leading", "rows"), [((-1, 8), 1, None), ((2, -1, 8), 2, None), ((2, 3, 8), 2, 6), ((1, 8), 1, 1)]
)
def test_a_group_says_how_many_rows_there_are(shape, leading, rows):
    _, (chain,) = groups(lambda ops, x: ops.linear(x, 6), {"x": shape})
    assert {(one.group.leading, one.group.rows) for one in chain} == {(leading, rows)}


def stacked(ops, x, shape):
    """Multiply with a matrix broadcast to ``shape``, as `torch.export` writes products of several leading dims."""
    weight = relax.op.permute_dims(constant(ops, 6, 8))
    wide = ops._emit(relax.op.broadcast_to(ops._emit(weight), (1, *shape)))
    return ops.matmul(x, ops._emit(relax.op.reshape(wide, shape)))


def test_a_stack_of_one_matrix_is_the_matrix():
    _, (chain,) = groups(lambda ops, x: stacked(ops, x, (3, 8, 6)), {"x": (3, -1, 8)})
    assert chain[-1].group.weight.shape == (8, 6)
    assert chain[-1].group.leading == 2


def test_a_stack_that_makes_more_products_than_the_input_has_is_no_group():
    _, found = groups(lambda ops, x: stacked(ops, x, (3, 8, 6)), {"x": (1, -1, 8)})
    assert found == []


@pytest.mark.parametrize(
    ("body", "inputs"),
    [
        (lambda ops, x, w: ops.matmul(x, w), {"x": (-1, 8), "w": (8, 6)}),
        (lambda ops, x: ops.matmul(x, constant(ops, 2, 8, 6)), {"x": (2, -1, 8)}),
        (lambda ops, x: ops.matmul(x, constant(ops, 8)), {"x": (-1, 8)}),
        (lambda ops, x: ops.matmul(x, constant(ops, 8, 6)), {"x": (8,)}),
        (lambda ops, x: ops.relu(x), {"x": (-1, 8)}),
    ],
    ids=["computed weight", "a matrix for each sample", "a vector of weights", "a vector", "no product"],
)
def test_what_no_kernel_can_take_is_no_group(body, inputs):
    assert groups(body, inputs)[1] == []

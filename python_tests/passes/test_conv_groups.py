"""The analysis: which groups are found in a function, in which order, with which operands."""

import numpy as np
import pytest
from tvm import relax

from python_tests.passes.graphs import Graph, relax_module
from tvm_dydca.relay_passes.dispatch.conv_groups import find_conv_groups
from tvm_dydca.schedules import ConvGroup
from tvm_dydca.schedules.elementwise import RELU


def groups(body, inputs):
    func = relax_module(main=Graph(body, inputs))["main"]
    return func, find_conv_groups(func)


def names(func):
    """Variables of a function by what they are bound to."""
    return {
        binding.var: getattr(getattr(binding.value, "op", None), "name", "")
        for block in func.body.blocks
        for binding in block.bindings
    }


def test_the_longest_chain_comes_first_and_the_convolution_alone_last():
    func, found = groups(lambda ops, x, r: ops.add(ops.relu(ops.conv(x, 6)), r), {"x": 8, "r": 6})
    (chain,) = found
    assert [len(one.covered) for one in chain] == [4, 3, 2, 1]
    assert [(one.group.activation, one.group.residual) for one in chain] == [(RELU, 1), (RELU, 0), ((), 0), ((), 0)]
    assert all(one.input.same_as(func.params[0]) for one in chain)
    assert chain[0].residual.same_as(func.params[1])
    assert [names(func)[one.output] for one in chain] == ["relax.add", "relax.nn.relu", "relax.add", "relax.nn.conv2d"]


def test_biases_add_up():
    _, found = groups(lambda ops, x: ops.add(ops.bias(ops.conv(x, 6)), ops.number(2.0)), {"x": 8})
    longest, *_, alone = found[0]
    assert not alone.group.bias.any()
    first = found[0][-2].group.bias
    second = found[0][-3].group.bias - first
    assert first.any()
    assert second.any()
    np.testing.assert_allclose(longest.group.bias, first + second + 2, rtol=1e-6)


def test_a_skip_brings_its_weight_its_input_and_its_bias():
    func, found = groups(
        lambda ops, x, z: ops.shuffle(ops.add(ops.conv(x, 12), ops.conv(z, 12, 5)), 2), {"x": 8, "z": 3}
    )
    main, skip = found
    longest, joined, added = main[:3]
    assert added.residual is not None
    assert added.group.skip_weight is None
    assert (longest.group.shuffle, joined.group.shuffle) == (2, 1)
    assert longest.skip_input.same_as(func.params[1])
    assert longest.residual is None
    np.testing.assert_array_equal(longest.group.skip_weight, skip[-1].group.weight)
    own, skips = main[-2].group.bias, skip[-2].group.bias
    np.testing.assert_allclose(longest.group.bias, own + skips, rtol=1e-6)
    assert len(longest.covered) == 6


def test_convolutions_of_more_channels_come_first():
    _, found = groups(lambda ops, x, z, y: (ops.conv(z, 5), ops.conv(x, 6), ops.conv(y, 7)), {"x": 9, "z": 3, "y": 4})
    assert [chain[0].group.in_channels for chain in found] == [9, 4, 3]


def test_each_variable_of_a_group_is_read_inside_it_alone():
    """What makes it safe to drop the covered bindings."""
    func, found = groups(
        lambda ops, x, r: (lambda y: (ops.concat(ops.relu(y), y), ops.add(ops.relu(ops.conv(y, 6)), r)))(
            ops.conv(x, 6)
        ),
        {"x": 8, "r": 6},
    )
    for chain in found:
        for one in chain:
            inner = [var for var in one.covered if not var.same_as(one.output)]
            for block in func.body.blocks:
                for binding in block.bindings:
                    if any(binding.var.same_as(var) for var in one.covered):
                        continue
                    read = relax.analysis.free_vars(binding.value)
                    assert not any(var.same_as(other) for var in inner for other in read)


def _weight(ops, *shape):
    return relax.const(ops.draw(*shape))


@pytest.mark.parametrize(
    ("body", "expected", "reason"),
    [
        (lambda ops, x: ops.conv(x, 6), {"padding": (1, 1, 1, 1)}, None),
        (lambda ops, x: ops.conv(x, 6, strides=(2, 1)), {"stride": (2, 1)}, "its stride is 2x1, not 1x1"),
        (lambda ops, x: ops.conv(x, 6, dilation=(1, 2)), {"dilation": (1, 2)}, "its dilation is 1x2, not 1x1"),
        (lambda ops, x: ops.conv(x, 6, groups=2), {"groups": 2, "in_channels": 8}, "it has 2 groups"),
        (lambda ops, x: ops.conv(x, 16, groups=8), {"groups": 8, "in_channels": 8}, "it has 8 groups"),
        (lambda ops, x: ops.conv(x, 6, 4), {"sides": (4, 4)}, "the filter's side of 4 is even"),
        (
            lambda ops, x: ops.conv_with(x, _weight(ops, 6, 8, 3, 5), padding=(1, 2)),
            {"sides": (3, 5), "padding": (1, 2, 1, 2)},
            "the filter is 3x5, not square",
        ),
        (
            lambda ops, x: ops.conv_with(x, _weight(ops, 6, 8, 3, 3), padding=(0, 1, 2, 3)),
            {"pads": (0, 1, 2, 3)},
            "its padding is 0, 1, 2, 3, not 1 on every side",
        ),
    ],
    ids=["same", "stride", "dilation", "groups", "depthwise", "even kernel", "not square", "padding"],
)
def test_a_group_says_how_it_steps_and_what_is_not_same(body, expected, reason):
    _, (chain,) = groups(body, {"x": 8})
    for found in chain:
        assert {name: getattr(found.group, name) for name in expected} == expected
        assert found.group.not_same() == reason


@pytest.mark.parametrize(("shape", "size"), [((1, 8, 9, 12), (5, 12)), ((1, 8, -1, 12), None)])
def test_a_group_says_the_size_of_its_output_where_it_is_known(shape, size):
    _, (chain,) = groups(lambda ops, x: ops.conv(x, 6, strides=(2, 1)), {"x": shape})
    assert all(found.group.size == size for found in chain)


def test_padding_that_is_not_given_keeps_the_size():
    for side, dilation, pads in ((3, 1, (1, 1, 1, 1)), (3, 2, (2, 2, 2, 2)), (4, 1, (1, 1, 2, 2))):
        group = ConvGroup(np.ones((1, 1, side, side)), np.ones(1), dilation=(dilation, dilation))
        assert group.pads == pads


def test_a_skip_that_is_not_same_stays_on_its_own():
    """Of as many pixels as the main branch, by another stride."""
    _, (same, strided) = groups(
        lambda ops, x, z: ops.add(ops.conv(x, 12), ops.conv(z, 12, strides=2)),
        {"x": (1, 8, 6, 6), "z": (1, 3, 12, 12)},
    )
    assert same[0].residual is not None
    assert all(one.group.skip_weight is None for one in same)
    assert strided[0].skip_input.same_as(same[0].input)


@pytest.mark.parametrize(
    ("body", "inputs"),
    [
        (lambda ops, x: ops.conv(x, 6), {"x": (3, 8, -1, -1)}),
        (lambda ops, x, w: ops.conv_with(x, w, padding=1), {"x": 8, "w": (6, 8, 3, 3)}),
        (lambda ops, x: ops.relu(x), {"x": 8}),
    ],
    ids=["batch", "computed weight", "no convolution"],
)
def test_what_no_kernel_can_take_is_no_group(body, inputs):
    assert groups(body, inputs)[1] == []


def test_nothing_is_changed():
    module = relax_module(main=Graph(lambda ops, x: ops.relu(ops.conv(x, 6)), {"x": 8}))
    before = module["main"].script()
    find_conv_groups(module["main"])
    assert module["main"].script() == before

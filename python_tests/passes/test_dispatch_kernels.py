"""DispatchKernels: which kernels stand where, what is left alone, and that the function computes what it did."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pytest
import tvm
from tvm import relax
from tvm.ir import assert_structural_equal

from python_tests.passes.graphs import Graph, build, calls, largest_error, relax_module
from python_tests.reference import NETWORK_TOLERANCE, random_path
from tvm_dydca.importer import ActivityRouting, Bounds, NetworkSpec, ShapeRouting, build_module
from tvm_dydca.relay_passes import DispatchKernels
from tvm_dydca.relay_passes.dispatch_kernels import LEFT
from tvm_dydca.schedules.kernel import IN_PLACE


@dataclass(frozen=True)
class Case(Graph):
    """A graph and the calls that it must become."""

    expected: list[str]


EIGHT = {"x": 8}
TWO = {"x": 8, "r": 6}


def _used_twice(ops, x):
    y = ops.conv(x, 6)
    return ops.concat(ops.relu(y), y)


def _both_outputs(ops, x):
    y = ops.conv(x, 6)
    return y, ops.relu(y)


def _output_read_by_a_kernel(ops, x):
    y = ops.relu(ops.conv(x, 6))
    return y, ops.conv(y, 5)


def _sum_of_two(ops, x, z):
    return ops.add(ops.relu(ops.conv(x, 6)), ops.conv(z, 6))


def _residual_read_elsewhere(ops, x):
    y = ops.relu(ops.conv(x, 8))
    return ops.add(ops.conv(y, 8), y), ops.mean(y)


def _block(ops, x, wide=20):
    return ops.add(ops.conv(ops.relu(ops.conv(x, wide)), 8), x)


def _block_read_inside(ops, x):
    y = ops.relu(ops.conv(x, 20))
    return ops.add(ops.conv(y, 8), x), ops.mean(y)


def _block_whose_convolution_is_read_inside(ops, x):
    y = ops.conv(x, 20)
    return ops.add(ops.conv(ops.relu(y), 8), x), ops.mean(y)


def _shuffled_block(ops, x):
    return ops.shuffle(_block(ops, x), 2)


def _tail(ops, x, z, factor=2):
    return ops.shuffle(ops.add(ops.conv(x, 12), ops.conv(z, 12, 5)), factor)


def _tail_whose_skip_is_read_twice(ops, x, z):
    skip = ops.conv(z, 12, 5)
    return ops.shuffle(ops.add(ops.conv(x, 12), skip), 2), ops.mean(skip)


def _two_heads(ops, x):
    y = ops.subtract(x, ops.number(0.25))
    return ops.concat(ops.conv(y, 7), ops.conv(y, 5, 5))


def _shift_read_elsewhere(ops, x):
    y = ops.subtract(x, ops.number(0.25))
    return ops.conv(y, 7), ops.mean(y)


CASES = {
    "bias and relu": Case(lambda ops, x: ops.relu(ops.conv(x, 6)), EIGHT, ["pack", "winograd6x6_relu", "unpack"]),
    "two in a row stay blocked": Case(
        lambda ops, x: ops.conv(ops.relu(ops.conv(x, 20)), 6),
        EIGHT,
        ["pack", "winograd6x6_relu", "winograd6x6", "unpack"],
    ),
    "two biases": Case(lambda ops, x: ops.bias(ops.conv(x, 6)), EIGHT, ["pack", "winograd6x6", "unpack"]),
    "a bias after the relu": Case(
        lambda ops, x: ops.bias(ops.relu(ops.conv(x, 6))), EIGHT, ["pack", "winograd6x6_relu", "unpack", "add"]
    ),
    "no bias": Case(lambda ops, x: ops.conv(x, 6, bias=False), EIGHT, ["pack", "winograd6x6", "unpack"]),
    "a value read twice is not absorbed": Case(
        _used_twice, EIGHT, ["pack", "winograd6x6", "unpack", "nn.relu", "concat"]
    ),
    "a value that is returned is not absorbed": Case(
        _both_outputs, EIGHT, ["pack", "winograd6x6", "unpack", "nn.relu"]
    ),
    "a blocked value is returned and read": Case(
        _output_read_by_a_kernel, EIGHT, ["pack", "winograd6x6_relu", "unpack", "winograd6x6", "unpack"]
    ),
    "added to itself": Case(
        lambda ops, x: (lambda y: ops.add(y, y))(ops.conv(x, 6)), EIGHT, ["pack", "winograd6x6", "unpack", "add"]
    ),
    "residual of an input": Case(
        lambda ops, x, r: ops.add(r, ops.conv(x, 6)), TWO, ["pack", "pack", "winograd6x6_residual", "unpack"]
    ),
    "relu before the residual": Case(
        lambda ops, x, r: ops.add(ops.relu(ops.conv(x, 6)), r),
        TWO,
        ["pack", "pack", "winograd6x6_relu_residual", "unpack"],
    ),
    "relu after the residual": Case(
        lambda ops, x, r: ops.relu(ops.add(ops.conv(x, 6), r)),
        TWO,
        ["pack", "pack", "winograd6x6_residual_relu", "unpack"],
    ),
    "a residual that broadcasts": Case(
        lambda ops, x, r: ops.add(ops.conv(x, 6), r),
        {"x": 8, "r": (1, 6, 1, 1)},
        ["pack", "winograd6x6", "unpack", "add"],
    ),
    "a residual that is read elsewhere": Case(
        _residual_read_elsewhere,
        EIGHT,
        ["pack", "winograd6x6_relu", "winograd6x6_residual", "unpack", "unpack", "mean"],
    ),
    "a residual block": Case(_block, EIGHT, ["pack", "winograd6x6_block", "unpack"]),
    "two blocks": Case(
        lambda ops, x: _block(ops, _block(ops, x), 40),
        EIGHT,
        ["pack", "winograd6x6_block", "winograd6x6_block", "unpack"],
    ),
    "the residual first": Case(
        lambda ops, x: ops.add(x, ops.conv(ops.relu(ops.conv(x, 20)), 8)),
        EIGHT,
        ["pack", "winograd6x6_block", "unpack"],
    ),
    "a block whose middle is read": Case(
        _block_read_inside,
        EIGHT,
        ["pack", "winograd6x6_relu", "winograd6x6_residual", "unpack", "unpack", "mean"],
    ),
    "a block whose convolution is read": Case(
        _block_whose_convolution_is_read_inside,
        EIGHT,
        ["pack", "winograd6x6", "unpack", "nn.relu", "pack", "winograd6x6_residual", "unpack", "mean"],
    ),
    "a block with the residual of another": Case(
        lambda ops, x, r: ops.add(ops.conv(ops.relu(ops.conv(x, 20)), 8), r),
        {"x": 8, "r": 8},
        ["pack", "winograd6x6_relu", "pack", "winograd6x6_residual", "unpack"],
    ),
    "a block without a relu": Case(
        lambda ops, x: ops.add(ops.conv(ops.conv(x, 20), 8), x),
        EIGHT,
        ["pack", "winograd6x6_block_linear", "unpack"],
    ),
    "a block with a relu after it": Case(
        lambda ops, x: ops.relu(_block(ops, x)), EIGHT, ["pack", "winograd6x6_block_relu", "unpack"]
    ),
    "a block with other operators": Case(
        lambda ops, x: ops.step(
            ops.add(ops.conv(ops.step(ops.conv(x, 20), "leaky_relu", 0.125), 8), x), "clip", -4.0, 3.0
        ),
        EIGHT,
        ["pack", "winograd6x6_block_leaky_relu_clip", "unpack"],
    ),
    "a block with a factor": Case(
        lambda ops, x: ops.add(ops.multiply(ops.conv(ops.relu(ops.conv(x, 20)), 8), ops.number(0.25)), x),
        EIGHT,
        ["pack", "winograd6x6_block", "unpack"],
    ),
    "a factor by channel": Case(
        lambda ops, x: ops.bias(ops.multiply(_constant(ops, 1, 6, 1, 1), ops.bias(ops.conv(x, 6)))),
        EIGHT,
        ["pack", "winograd6x6", "unpack"],
    ),
    "a factor after the relu": Case(
        lambda ops, x: ops.multiply(ops.relu(ops.conv(x, 6)), ops.number(0.25)),
        EIGHT,
        ["pack", "winograd6x6_relu", "unpack", "multiply"],
    ),
    "several operators": Case(
        lambda ops, x: ops.step(ops.step(ops.conv(x, 6), "prelu", 1.5), "silu"),
        EIGHT,
        ["pack", "winograd6x6_leaky_relu_silu", "unpack"],
    ),
    "operators before and after a residual": Case(
        lambda ops, x, r: ops.step(ops.add(ops.step(ops.conv(x, 6, 5), "silu"), r), "leaky_relu", 0.25),
        TWO,
        ["pack", "pack", "direct5x5_silu_residual_leaky_relu", "unpack"],
    ),
    "bounds without zero, of channels that fill no block": Case(
        lambda ops, x: ops.step(ops.conv(x, 6), "clip", 0.25, 4.0), EIGHT, ["pack", "winograd6x6", "unpack", "clip"]
    ),
    "bounds without zero, of whole blocks": Case(
        lambda ops, x: ops.step(ops.conv(x, 16), "clip", 0.25, 4.0), EIGHT, ["pack", "winograd6x6_clip", "unpack"]
    ),
    "a sigmoid of channels that fill no block": Case(
        lambda ops, x: ops.step(ops.conv(x, 6), "sigmoid"), EIGHT, ["pack", "winograd6x6", "unpack", "sigmoid"]
    ),
    "a sigmoid of whole blocks": Case(
        lambda ops, x: ops.step(ops.conv(x, 32), "sigmoid"), EIGHT, ["pack", "winograd6x6_sigmoid", "unpack"]
    ),
    "an operator after a first layer": Case(
        lambda ops, x: ops.step(ops.conv(x, 6), "leaky_relu", 0.25),
        {"x": 3},
        ["pad_input_1", "few_channels_3x3_leaky_relu", "unpack"],
    ),
    "an operator after the last layer": Case(
        lambda ops, x, z: ops.step(ops.add(_tail(ops, x, z), ops.number(0.5)), "clip", 0.0, 4.0),
        {"x": 8, "z": 3},
        ["pack", "pad_input_2", "winograd6x6_skip5x5_shuffle2_clip"],
    ),
    "an operator before the shuffle of the last layer": Case(
        lambda ops, x, z: ops.shuffle(ops.step(ops.add(ops.conv(x, 12), ops.conv(z, 12, 5)), "leaky_relu", 0.5), 2),
        {"x": 8, "z": 3},
        ["pack", "pad_input_2", "winograd6x6_skip5x5_shuffle2_leaky_relu"],
    ),
    "a block with a relu before the residual": Case(
        lambda ops, x: ops.add(ops.relu(ops.conv(ops.relu(ops.conv(x, 20)), 8)), x),
        EIGHT,
        ["pack", "winograd6x6_relu", "winograd6x6_relu_residual", "unpack"],
    ),
    "a block of a wider kernel": Case(
        lambda ops, x: ops.add(ops.conv(ops.relu(ops.conv(x, 20, 5)), 8), x),
        EIGHT,
        ["pack", "direct5x5_relu", "winograd6x6_residual", "unpack"],
    ),
    "a block of few channels": Case(
        lambda ops, x: ops.add(ops.conv(ops.relu(ops.conv(x, 20)), 4), x),
        {"x": 4},
        ["pad_input_1", "few_channels_3x3_relu", "pack", "winograd6x6_residual", "unpack"],
    ),
    "a shuffle after a block": Case(
        _shuffled_block, EIGHT, ["pack", "winograd6x6_block", "unpack", "nn.pixel_shuffle"]
    ),
    "a sum of two convolutions": Case(
        _sum_of_two, {"x": 8, "z": 8}, ["pack", "winograd6x6", "pack", "winograd6x6_relu_residual", "unpack"]
    ),
    "the last layer": Case(_tail, {"x": 8, "z": 3}, ["pack", "pad_input_2", "winograd6x6_skip5x5_shuffle2"]),
    "a number after the shuffle": Case(
        lambda ops, x, z: ops.add(_tail(ops, x, z), ops.number(0.5)),
        {"x": 8, "z": 3},
        ["pack", "pad_input_2", "winograd6x6_skip5x5_shuffle2"],
    ),
    "a bias by channel after the shuffle": Case(
        lambda ops, x, z: ops.bias(_tail(ops, x, z)),
        {"x": 8, "z": 3},
        ["pack", "pad_input_2", "winograd6x6_skip5x5_shuffle2", "add"],
    ),
    "a skip that is read elsewhere": Case(
        _tail_whose_skip_is_read_twice,
        {"x": 8, "z": 3},
        [
            *("pad_input_2", "few_channels_5x5", "pack", "winograd6x6_residual"),
            *("unpack", "nn.pixel_shuffle", "unpack", "mean"),
        ],
    ),
    "shuffle without a skip": Case(
        lambda ops, x: ops.shuffle(ops.conv(x, 12), 2),
        EIGHT,
        ["pack", "winograd6x6_shuffle2"],
    ),
    "shuffle without a skip, after a relu": Case(
        lambda ops, x: ops.shuffle(ops.relu(ops.conv(x, 16)), 2), EIGHT, ["pack", "winograd6x6_relu_shuffle2"]
    ),
    "shuffle without a skip, as torch.export writes it": Case(
        lambda ops, x: ops.exported_shuffle(ops.conv(x, 27), 3), EIGHT, ["pack", "winograd6x6_shuffle3"]
    ),
    "the last layer, with a shuffle as torch.export writes it": Case(
        lambda ops, x, z: ops.add(
            ops.exported_shuffle(ops.add(ops.conv(x, 12), ops.conv(z, 12, 5)), 2), ops.number(0.5)
        ),
        {"x": 8, "z": 3},
        ["pack", "pad_input_2", "winograd6x6_skip5x5_shuffle2"],
    ),
    "a permutation that is almost a shuffle": Case(
        lambda ops, x: ops.exported_shuffle(ops.conv(x, 12), 2, (0, 1, 4, 3, 5, 2)),
        EIGHT,
        ["pack", "winograd6x6", "unpack", "reshape", "permute_dims", "reshape"],
    ),
    "shuffle to many channels": Case(
        lambda ops, x: ops.shuffle(ops.conv(x, 20), 2), EIGHT, ["pack", "winograd6x6", "unpack", "nn.pixel_shuffle"]
    ),
    "shuffle of a residual": Case(
        lambda ops, x, r: ops.shuffle(ops.add(ops.conv(x, 12), r), 2),
        {"x": 8, "r": 12},
        ["pack", "pack", "winograd6x6_residual", "unpack", "nn.pixel_shuffle"],
    ),
    "a convolution of the enlarged image": Case(
        lambda ops, x: ops.conv(ops.shuffle(x, 2), 6, 5),
        {"x": 12},
        ["nn.pixel_shuffle", "pad_input_2", "few_channels_5x5", "unpack"],
    ),
    "one padded copy for two kernels, the wider": Case(
        _two_heads,
        {"x": 3},
        ["pad_input_2", "few_channels_3x3", "few_channels_5x5", "unpack", "unpack", "concat"],
    ),
    "a shift that is read elsewhere": Case(
        _shift_read_elsewhere, {"x": 2}, ["subtract", "pad_input_1", "few_channels_3x3", "unpack", "mean"]
    ),
    "stride": Case(
        lambda ops, x: ops.conv(ops.conv(x, 6, strides=2), 6),
        EIGHT,
        ["pack", "direct3x3_stride2x2", "winograd6x6", "unpack"],
    ),
    "stride of a first layer": Case(
        lambda ops, x: ops.conv(ops.relu(ops.conv(x, 6, 5, strides=2)), 6),
        {"x": 3},
        ["pad_input_2", "few_channels_5x5_stride2x2_relu", "winograd6x6", "unpack"],
    ),
    "first layers with borders of their own": Case(
        lambda ops, x: (ops.conv(x, 6, 5), ops.conv(x, 6, 3), ops.conv(x, 6, 3, strides=2)),
        {"x": 3},
        [
            "pad_input_2",
            "few_channels_5x5",
            "unpack",
            "few_channels_3x3",
            "unpack",
            "pad_input_1",
            "few_channels_3x3_stride2x2",
            "unpack",
        ],
    ),
    "groups": Case(lambda ops, x: ops.conv(x, 6, groups=2), EIGHT, ["pack", "winograd6x6_groups2", "unpack"]),
    "dilation": Case(lambda ops, x: ops.conv(x, 6, dilation=2), EIGHT, ["pack", "direct3x3_dilation2x2", "unpack"]),
    "5x5 of many channels": Case(
        lambda ops, x: ops.relu(ops.conv(x, 6, 5)), EIGHT, ["pack", "direct5x5_relu", "unpack"]
    ),
    "1x1 and a residual": Case(
        lambda ops, x, r: ops.add(ops.conv(x, 6, 1), r), TWO, ["pack", "pack", "direct1x1_residual", "unpack"]
    ),
    "an even kernel": Case(lambda ops, x: ops.conv(x, 6, 2), EIGHT, ["pack", "direct2x2", "unpack"]),
    "a filter that is not square, and padding on one side": Case(
        lambda ops, x: ops.conv_with(x, _constant(ops, 6, 8, 2, 4), padding=(1, 3)),
        EIGHT,
        ["pack", "direct2x4", "unpack"],
    ),
    "no padding": Case(
        lambda ops, x: ops.conv_with(x, _constant(ops, 6, 8, 3, 3), padding=0),
        {"x": (1, 8, 9, 13)},
        ["pack", "winograd4x4", "unpack"],
    ),
    "two convolutions added": Case(
        lambda ops, x, z: ops.add(ops.conv(x, 6, 5), ops.conv(z, 6)),
        {"x": 8, "z": 3},
        ["pad_input_1", "few_channels_3x3", "pack", "direct5x5_residual", "unpack"],
    ),
    "a shortcut of its own convolution": Case(
        lambda ops, x: ops.add(ops.conv(ops.relu(ops.conv(x, 20)), 20), ops.conv(x, 20, 1)),
        EIGHT,
        ["pack", "winograd6x6_relu", "direct1x1", "winograd6x6_residual", "unpack"],
    ),
    "a depthwise convolution": Case(
        lambda ops, x: ops.relu(ops.conv(x, 8, groups=8)), EIGHT, ["pack", "depthwise3x3_8_relu", "unpack"]
    ),
    "a depthwise convolution with other operators": Case(
        lambda ops, x: ops.step(ops.add(ops.step(ops.conv(x, 8, groups=8), "relu6"), x), "tanh"),
        EIGHT,
        ["pack", "depthwise3x3_8_clip_residual_tanh", "unpack"],
    ),
    "a product with bias and relu": Case(lambda ops, x: ops.relu(ops.linear(x, 20)), {"x": (-1, 9)}, ["matmul_relu"]),
    "a product with another operator": Case(
        lambda ops, x: ops.step(ops.step(ops.linear(x, 20), "silu"), "sigmoid"),
        {"x": (-1, 9)},
        ["matmul_silu_sigmoid"],
    ),
    "a product that is read twice": Case(
        lambda ops, x: (lambda y: (y, ops.relu(y)))(ops.linear(x, 20)),
        {"x": (2, -1, 9)},
        ["matmul", "nn.relu"],
    ),
    "a product with what a kernel makes": Case(
        lambda ops, x: ops.linear(ops.conv(x, 8), 5),
        {"x": (1, 8, -1, 13)},
        ["pack", "winograd6x6", "unpack", "matmul"],
    ),
    "a static shape": Case(lambda ops, x: ops.conv(x, 6), {"x": (1, 8, 9, 13)}, ["pack", "winograd6x6", "unpack"]),
}

LEFT_ALONE = {
    "two samples": Case(lambda ops, x: ops.conv(x, 6), {"x": (2, 8, -1, -1)}, ["nn.conv2d", "add"]),
    "a product of two tensors": Case(lambda ops, x, w: ops.matmul(x, w), {"x": (-1, 8), "w": (8, 6)}, ["matmul"]),
    "weights that are computed": Case(
        lambda ops, x, w: ops.conv_with(x, w, padding=1), {"x": 8, "w": (6, 8, 3, 3)}, ["nn.conv2d", "add"]
    ),
}


def _constant(ops, *shape):
    array = ops.draw(*shape)
    if type(ops).__name__ == "RelaxOps":
        return relax.const(array)
    import torch

    return torch.from_numpy(array).double()


EVERY = {**CASES, **LEFT_ALONE}


@pytest.fixture(scope="module")
def before():
    """One module with a function for each case; together, since scheduling a kernel takes a third of a second."""
    return relax_module(**{case_name(name): case for name, case in EVERY.items()})


@pytest.fixture(scope="module")
def after(before, target):
    return DispatchKernels(target)(before)


@pytest.fixture(scope="module")
def vm(after, target):
    return build(after, target)


def case_name(name):
    return re.sub(r"\W+", "_", name)


def test_the_module_stays_well_formed(after):
    relax.analysis.well_formed(after)


@pytest.mark.parametrize("name", EVERY)
def test_the_calls(name, after):
    assert calls(after[case_name(name)]) == EVERY[name].expected


NO_OUTPUT_OF_ONE_PIXEL = ("dilation",)
SIZES = ((1, 1), (6, 11), (17, 26))


@pytest.mark.parametrize(
    ("name", "size"),
    [(name, size) for name in EVERY for size in SIZES if size != (1, 1) or name not in NO_OUTPUT_OF_ONE_PIXEL],
)
def test_the_values(name, size, vm):
    assert largest_error(vm[case_name(name)], EVERY[name], size) < NETWORK_TOLERANCE


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_what_no_rule_takes_is_left_as_it_is(name, before, after):
    left = after[case_name(name)]
    assert_structural_equal(left.without_attr(LEFT), before[case_name(name)])
    assert list(left.attrs[LEFT]), "and it says why"


def test_a_second_time_changes_nothing(after, target):
    assert_structural_equal(DispatchKernels(target)(after), after)


def network(routing, blocks=(2, 1)):
    rng = np.random.default_rng(0)
    spec = NetworkSpec(tuple(random_path(rng, count, 2, 20) for count in blocks), 2, routing)
    return build_module(spec, Bounds((1, 32), (1, 32)))


@pytest.fixture(scope="module")
def by_height(target):
    before = network(ShapeRouting((16,)))
    return before, DispatchKernels(target)(before)


def test_a_path_of_the_network_is_kernels_from_end_to_end(by_height):
    block = ["winograd6x6_block"]
    first, last = ["pad_input_2", "few_channels_3x3"], ["winograd6x6_skip5x5_shuffle2"]
    assert calls(by_height[1]["path_0"]) == first + 2 * block + last
    assert calls(by_height[1]["path_1"]) == first + block + last


def test_paths_share_their_kernels(by_height):
    kernels = [gvar.name_hint for gvar, func in by_height[1].functions_items() if not isinstance(func, relax.Function)]
    assert len(kernels) == 4


def test_attributes_and_types_of_a_function_are_kept(by_height):
    before, after = by_height
    for name in ("main", "path_0", "path_1"):
        assert dict(after[name].attrs["tir_var_upper_bound"]) == {"H": 32, "W": 32}
        assert_structural_equal(after[name].attrs, before[name].attrs)
        assert str(after[name].ret_ty) == str(before[name].ret_ty)


def test_the_result_of_a_block_may_be_written_over_its_input(by_height):
    (block,) = [func for gvar, func in by_height[1].functions_items() if gvar.name_hint.endswith("_block")]
    assert list(map(int, block.attrs[IN_PLACE])) == [0]


@pytest.mark.parametrize("routing", [ShapeRouting((16,)), ActivityRouting((0.2,))])
def test_routing_is_left_as_it_is(target, routing):
    before = network(routing, blocks=(1, 1))
    after = DispatchKernels(target)(before)
    for name in ("main", *(["gate"] if isinstance(routing, ActivityRouting) else [])):
        assert after[name].script() == before[name].script()


def test_a_target_without_rules_changes_nothing():
    module = network(ShapeRouting((16,)))
    assert_structural_equal(DispatchKernels(tvm.target.Target("cuda"))(module), module)


def test_the_pass_has_its_name_and_composes(target):
    dispatch = DispatchKernels(target)
    assert dispatch.info.name == "DispatchKernels"
    case = CASES["two in a row stay blocked"]
    module = tvm.transform.Sequential([dispatch, relax.transform.LegalizeOps()])(relax_module(main=case))
    assert calls(module["main"]) == case.expected


def test_kernels_are_never_fused_with_their_neighbours(target):
    """FuseTIR would mix a scheduled kernel with an unscheduled one."""
    graph = Graph(lambda ops, x: ops.relu(ops.bias(ops.conv(ops.relu(x), 6))), {"x": 3})
    stock = [relax.transform.LegalizeOps(), relax.transform.AnnotateTIROpPattern(), relax.transform.FuseOps()]
    module = tvm.transform.Sequential([DispatchKernels(target), *stock])(relax_module(main=graph))
    assert calls(module["main"]) == ["relu", "pad_input_1", "few_channels_3x3_relu", "unpack"]


def test_an_opencl_device_has_kernels_of_its_own():
    module = DispatchKernels(tvm.target.Target("opencl"))(network(ShapeRouting((16,))))
    called = [name for path in ("path_0", "path_1") for name in calls(module[path])]
    assert called
    assert all(name.startswith(("direct", "winograd", "pack", "subtract")) for name in called), called

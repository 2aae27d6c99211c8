"""What is asked of BucketShapes, the choice of buckets by cost, and the tree that finds one. No module is rewritten."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tvm import tirx

from python_tests.passes.graphs import Graph, relax_module
from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes.buckets import choice
from tvm_dydca.relay_passes.buckets.costs import Costs
from tvm_dydca.relay_passes.buckets.dispatch import decide, decision_tree, depth
from tvm_dydca.relay_passes.buckets.expressions import evaluate, grows
from tvm_dydca.relay_passes.buckets.functions import find_reached
from tvm_dydca.relay_passes.buckets.request import Box, read_request
from tvm_dydca.relay_passes.buckets.shapes import shapes_of, typical_shape
from tvm_dydca.relay_passes.buckets.work import work_of

GRAPH = Graph(lambda ops, x: ops.relu(ops.conv(x, 6)), {"x": 8})


def costs_of(request, target=None, padding=None):
    asked = find_reached(relax_module(main=GRAPH), request.whole.dims)
    works = [work_of(reached, target) for reached in asked.functions]
    return Costs(asked, works, shapes_of(request), choice.candidate_ends(request), [padding] * len(works))


def chosen(buckets, *, most=8, padding=None):
    request = read_request(buckets)
    return choice.choose(request, shapes_of(request), costs_of(request, padding=padding), most)


@pytest.mark.parametrize(
    ("buckets", "message"),
    [
        ({}, "none of: ranges"),
        (7, "none of: ranges"),
        ("H", "none of: ranges"),
        ([], "none of: ranges"),
        ({"H": (5, 2)}, "H: the range 5 to 2 is empty"),
        ({"H": (0, 2)}, "below 1"),
        ({"H": "ab"}, "H: 'ab' is not a range"),
        ({"H": (1.5, 2)}, "not a range"),
        ({"H": (1, 2, 9)}, "typical value 9 of H is outside of its range 1 to 2"),
        ([{"H": 3}, {"W": 3}], "does not name the dims H"),
        ([{"H": (1, 4)}, {"H": (6, 8)}], "no bucket takes H 5, which lies between others"),
        ([{"H": (1, 4), "W": (1, 4)}, {"H": (5, 8), "W": (2, 4)}], "no bucket takes H 5 to 8, W 1"),
    ],
)
def test_what_is_not_a_request_is_refused_by_name(buckets, message):
    with pytest.raises(InputError, match=message):
        read_request(buckets)


def test_the_three_ways_to_ask():
    ranges = read_request({"W": (24, 960), "H": (24, 544, [108, 54])})
    assert ranges.whole == Box(("H", "W"), (24, 24), (544, 960))
    assert ranges.typical == ((54, 108), ())
    seen = read_request([{"H": 54, "W": 48}, {"H": 108, "W": 96}, {"H": 54, "W": 48}])
    assert seen.shapes == (((54, 48), 2), ((108, 96), 1))
    assert seen.whole == Box(("H", "W"), (54, 48), (108, 96))
    listed = read_request([{"H": (1, 8)}, {"H": (9, 9)}])
    assert [str(box) for box in listed.boxes] == ["H 1 to 8", "H 9"]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(0, 80)), min_size=1, max_size=2),
    st.integers(1, 8),
    st.sampled_from([None, True, False]),
)
def test_buckets_of_ranges_hold_every_shape_once(sides, most, padding):
    buckets = {name: (low, low + more) for name, (low, more) in zip("HW", sides)}
    boxes = chosen(buckets, most=most, padding=padding)
    assert len(boxes) <= most
    for shape in itertools.product(*(range(low, high + 1) for low, high in buckets.values())):
        point = Box(boxes[0].dims, shape, shape)
        assert sum(box.contains(point) for box in boxes) == 1
    assert boxes == chosen(buckets, most=most, padding=padding)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 64), st.integers(1, 64)), min_size=1, max_size=30), st.integers(1, 8))
def test_buckets_of_shapes_seen_hold_each_of_them(shapes, most):
    boxes = chosen([{"H": h, "W": w} for h, w in shapes], most=most)
    assert len(boxes) <= most
    for shape in shapes:
        assert any(box.contains(Box(box.dims, shape, shape)) for box in boxes)
    assert all(box.low == boxes[0].low for box in boxes), "nested, from the least size seen"


def test_the_dynamic_program_finds_what_trying_everything_finds():
    request = read_request({"H": (1, 64, [20, 33])})
    costs = costs_of(request, padding=True)
    count = len(costs.ends[0])

    def cost(ends):
        return sum(costs.of(((a, b),)) for a, b in zip((0, *ends), ends))

    ways = [(*inner, count) for size in range(4) for inner in itertools.combinations(range(1, count), size)]
    best = min(map(cost, ways))
    boxes = choice.choose(request, shapes_of(request), costs, 4)
    found = tuple(sorted(costs.ends[0].index(box.high[0]) + 1 for box in boxes))
    assert cost(found) == pytest.approx(best, rel=1e-9)
    assert len(boxes) > 1, "padding to 64 would waste most of the work"


def test_padding_makes_more_buckets_than_kernels_that_take_every_size():
    assert len(chosen({"H": (8, 64)}, padding=True)) > len(chosen({"H": (8, 64)}, padding=False))


def test_a_bucket_ends_at_a_typical_value():
    boxes = chosen({"H": (8, 64, 37)}, padding=True)
    assert 37 in [box.high[0] for box in boxes]


def test_the_typical_shape_is_the_most_frequent_one():
    request = read_request([{"H": 9}, {"H": 12}, {"H": 9}, {"H": 30}])
    shapes = shapes_of(request)
    assert typical_shape(Box(("H",), (9,), (12,)), request, shapes) == (9,)
    assert typical_shape(Box(("H",), (13,), (30,)), request, shapes) == (30,)
    ranges = read_request({"H": (1, 21, [5, 8])})
    assert typical_shape(Box(("H",), (1,), (10,)), ranges, shapes_of(ranges)) == (8,)
    assert typical_shape(Box(("H",), (11,), (21,)), ranges, shapes_of(ranges)) == (16,)


def test_costs_follow_the_work():
    request = read_request({"H": (1, 64), "W": (1, 64)})
    asked = find_reached(relax_module(main=GRAPH), ("H", "W"))
    work = work_of(asked.functions[0], None)
    cost, size = work.at(asked.values(np.array([[10, 20], [20, 20]])))
    macs = 10 * 20 * 6 * (8 * 9)  # the convolution; then a bias, a ReLU
    assert cost[0] == pytest.approx(macs + 2 * 16 * 10 * 20 * 6)
    assert cost[1] == pytest.approx(2 * cost[0])
    assert size[0] == pytest.approx(3 * 4 * 10 * 20 * 6)
    assert work.symbolic > 1, "no target: no kernels of ours"
    assert request.whole.dims == tuple(str(symbol.name) for symbol in asked.symbols)


def test_kernels_of_ours_do_not_mind_symbolic_sizes(target):
    asked = find_reached(relax_module(main=GRAPH), ("H", "W"))
    assert work_of(asked.functions[0], target).symbolic == 1.0


boxes_of_two = st.lists(
    st.tuples(st.integers(1, 9), st.integers(0, 9), st.integers(1, 9), st.integers(0, 9)), min_size=1, max_size=9
).map(lambda entries: [Box(("H", "W"), (a, c), (a + b, c + d)) for a, b, c, d in entries])


@settings(deadline=None)
@given(boxes_of_two)
def test_the_tree_finds_the_first_box_that_holds_a_shape(boxes):
    tree = decision_tree(boxes)
    low = [min(box.low[i] for box in boxes) for i in range(2)]
    high = [max(box.high[i] for box in boxes) for i in range(2)]
    for shape in itertools.product(range(low[0], high[0] + 1), range(low[1], high[1] + 1)):
        point = Box(("H", "W"), shape, shape)
        expected = next((i for i, box in enumerate(boxes) if box.contains(point)), None)
        assert decide(tree, shape) == expected


@pytest.mark.parametrize("side", [1, 2, 4, 8])
def test_the_tree_over_a_grid_is_balanced(side):
    boxes = [
        Box(("H", "W"), (10 * i + 1, 10 * j + 1), (10 * i + 10, 10 * j + 10))
        for i, j in itertools.product(range(side), repeat=2)
    ]
    assert depth(decision_tree(boxes)) == 2 * (side.bit_length() - 1)


def test_expressions_of_dims():
    h, w = tirx.Var("H", "int64"), tirx.Var("W", "int64")
    values = {h: np.array([7.0, 8.0]), w: np.array([2.0, 3.0])}
    expr = (h * 4 + w - 1) // 2
    assert evaluate(expr, values).tolist() == [14, 17]
    assert evaluate(tirx.Min(h, w), values).tolist() == [2, 3]
    assert evaluate(tirx.Var("other", "int64") + h, values) is None
    assert grows(expr)
    assert grows(h * w)
    assert not grows(h - w)
    assert not grows(h % 4)
    assert not grows(h * (w - 3)), "a factor that may be negative"

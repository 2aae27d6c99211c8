"""The search behind OrderExecution: against all orders of small graphs, and its promises on larger ones."""

from __future__ import annotations

import random
import time
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tvm_dydca.relay_passes.order.graph import Graph, Storage
from tvm_dydca.relay_passes.order.search import Part, find_order

SIZES = st.integers(0, 9)


@st.composite
def graphs(draw, most=8, sizes=SIZES):
    """Steps of random needs, storages of none, one or two a step, read through views as well, and some from before."""
    n = draw(st.integers(1, most))
    after = [draw(st.frozensets(st.integers(0, step - 1), max_size=2)) if step else frozenset() for step in range(n)]
    storages = []
    for born in [None, None, *range(n), *range(n)]:
        if draw(st.booleans()):
            # A step that reads a storage comes after its maker, directly or not.
            later = _later(after, born) if born is not None else range(n)
            users = draw(st.frozensets(st.sampled_from(sorted(later)), max_size=3)) if later else frozenset()
            storages.append(Storage(draw(sizes), born, users, draw(st.sampled_from([False, False, True]))))
    return Graph(tuple(after), tuple(storages))


@st.composite
def branches(draw):
    """One step, chains of few kinds that read it, and steps that join some of them: much of it can be swapped."""
    after, size = [frozenset()], [1]
    kinds = draw(st.lists(st.lists(st.sampled_from([1, 3, 9]), min_size=1, max_size=2), min_size=1, max_size=2))
    ends = []
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=2, max_size=4)):
        at = 0
        for bytes_ in kind:
            after.append(frozenset([at]))
            size.append(bytes_)
            at = len(after) - 1
        ends.append(at)
    for _ in range(draw(st.integers(1, 2))):
        after.append(frozenset(draw(st.sets(st.sampled_from(ends), min_size=1))))
        size.append(1)
    users = [{step for step, needs in enumerate(after) if i in needs} for i in range(len(after))]
    skip = draw(st.integers(1, len(after) - 1))
    if later := _later(after, skip):
        users[skip].add(draw(st.sampled_from(sorted(later))))
        after = [needs | {i for i in range(step) if step in users[i]} for step, needs in enumerate(after)]
    storages = [Storage(size[i], i, frozenset(users[i]), i in ends and draw(st.booleans())) for i in range(len(after))]
    return Graph(tuple(after), tuple(storages))


def _later(after, step):
    found = set()
    for other in range(step + 1, len(after)):
        if after[other] & (found | {step}):
            found.add(other)
    return found


def is_valid(graph, order):
    return sorted(order) == list(range(len(graph.after))) and all(
        graph.after[step] <= set(order[:place]) for place, step in enumerate(order)
    )


def peak(graph, order):
    """The definition, step by step: what is born by then, and used from then on or kept."""
    place = {step: at for at, step in enumerate(order)}
    most = sum(s.size_bytes for s in graph.storages if s.born is None and (s.users or s.kept))
    for at in range(len(order)):
        live = 0
        for storage in graph.storages:
            born = -1 if storage.born is None else place[storage.born]
            last = max([born, *(place[user] for user in storage.users)])
            live += storage.size_bytes * (born <= at and (storage.kept or at <= last))
        most = max(most, live)
    return most


def least_peak(graph, allowed=lambda step, place: True):
    """Best of all orders in which each step may stand where it does, by trying them all."""

    @cache
    def rest(done):
        ready = (s for s, needs in enumerate(graph.after) if s not in done and needs <= done and allowed(s, len(done)))
        return min((max(living(done, s), rest(done | {s})) for s in ready), default=0 if len(done) == n else 1 << 60)

    def living(done, step):
        return sum(
            s.size_bytes
            for s in graph.storages
            if (s.born is None or s.born in done | {step}) and (s.kept or not s.users | {s.born} - {None} <= done)
        )

    n = len(graph.after)
    start = sum(s.size_bytes for s in graph.storages if s.born is None and (s.users or s.kept))
    return max(start, rest(frozenset()))


@settings(max_examples=250, deadline=None)
@given(graphs())
def test_a_small_graph_gets_the_best_of_all_orders(graph):
    found = find_order(graph)
    assert is_valid(graph, found.order)
    assert found.exact
    assert found.peak_bytes == peak(graph, found.order) == least_peak(graph)


@settings(max_examples=400, deadline=None)
@given(st.one_of(branches(), graphs(sizes=st.sampled_from([1, 3]))))
def test_no_pruning_of_the_search_loses_the_best_order(graph):
    """The search alone, with nothing known before."""
    start = graph.live_at_start()
    order, bound = Part(graph, 0, start, 1 << 20).search(list(range(len(graph.after))), 1 << 60, start)
    assert is_valid(graph, order)
    assert bound == peak(graph, order) == least_peak(graph)


@settings(max_examples=100, deadline=None)
@given(graphs(), st.integers(1, 4))
def test_few_states_still_give_a_valid_order_and_true_bounds(graph, max_states):
    found = find_order(graph, max_states=max_states)
    assert is_valid(graph, found.order)
    best = least_peak(graph)
    assert found.lower_bound_bytes <= best <= found.peak_bytes == peak(graph, found.order)
    assert found.peak_bytes <= peak(graph, range(len(graph.after)))


@settings(max_examples=100, deadline=None)
@given(graphs(), st.data())
def test_only_steps_of_one_region_change_places(graph, data):
    n = len(graph.after)
    cuts = sorted(data.draw(st.sets(st.integers(0, n), max_size=4)))
    regions = [range(a, b) for a, b in zip(cuts[::2], cuts[1::2])]
    found = find_order(graph, regions)
    inside = {step for region in regions for step in region}
    assert all(found.order[step] == step for step in range(n) if step not in inside)
    assert all({found.order[step] for step in region} == set(region) for region in regions)

    def allowed(step, place):
        return step == place if step not in inside else any(step in region and place in region for region in regions)

    assert found.exact
    assert found.peak_bytes == least_peak(graph, allowed)


def renumber(graph, order):
    """Return the graph with its steps numbered in an order."""
    place = {step: at for at, step in enumerate(order)}
    after = tuple(frozenset(place[other] for other in graph.after[step]) for step in order)
    storages = [
        Storage(s.size_bytes, None if s.born is None else place[s.born], frozenset(place[u] for u in s.users), s.kept)
        for s in graph.storages
    ]
    return Graph(after, tuple(storages))


@settings(max_examples=150, deadline=None)
@given(graphs(most=14), st.sampled_from([2, 20, 4000]))
def test_a_found_order_is_left_as_it_is(graph, max_states):
    found = find_order(graph, max_states=max_states)
    again = find_order(renumber(graph, found.order), max_states=max_states)
    assert again.order == tuple(range(len(graph.after)))
    assert again.peak_bytes == found.peak_bytes


def random_graph(n, span, seed):
    rng = random.Random(seed)
    after = [frozenset(j for j in range(max(0, i - span), i) if rng.random() < 0.3) for i in range(n)]
    users = [frozenset(k for k in range(n) if i in after[k]) for i in range(n)]
    return Graph(tuple(after), tuple(Storage(rng.randint(1, 20), i, users[i]) for i in range(n)))


@pytest.mark.parametrize("seed", [0, 1, 3])
def test_a_graph_beyond_the_search_is_improved_within_its_bounds(seed):
    graph = random_graph(100, 6, seed)
    found = find_order(graph, max_states=400)
    assert is_valid(graph, found.order)
    assert found.lower_bound_bytes < found.peak_bytes == peak(graph, found.order) < graph.peak_bytes(range(100))
    assert find_order(graph, max_states=400) == found


def chain_of_blocks(blocks, branches, wide=40, narrow=1):
    """Blocks of branches that blow up and shrink again, written breadth first, each block joined at its end."""
    after, storages = [frozenset()], [(narrow, 0)]
    for _ in range(blocks):
        start, heads = len(after) - 1, range(len(after), len(after) + branches)
        after += [frozenset([start])] * branches
        storages += [(wide, head) for head in heads]
        tails = range(len(after), len(after) + branches)
        after += [frozenset([head]) for head in heads]
        storages += [(narrow, tail) for tail in tails]
        storages.append((narrow, len(after)))
        after.append(frozenset(tails))
    users = [frozenset(step for step, needs in enumerate(after) if i in needs) for i in range(len(after))]
    return Graph(tuple(after), tuple(Storage(size, i, users[i]) for size, i in storages))


def test_wide_blocks_run_one_branch_at_a_time():
    graph = chain_of_blocks(1, 4)
    found = find_order(graph)
    assert graph.peak_bytes(range(len(graph.after))) == 1 + 4 * 40
    assert found.exact
    assert found.peak_bytes == 40 + 1 + 3  # one head and its tail, three tails before
    assert [step % 4 for step in found.order[1:9]] == [1, 1, 2, 2, 3, 3, 0, 0]


def test_many_equal_branches_are_told_apart_only_once():
    """Twenty branches have more states than any search could see, but they can be swapped: one order is enough."""
    found = find_order(chain_of_blocks(1, 20), max_states=200)
    assert found.exact
    assert found.peak_bytes == 40 + 1 + 19


ONE, NONE = frozenset([0]), frozenset()


def two_chains(*, size=5, kept=False, start=ONE, waits=NONE, last=5, reads=NONE, head_reads=ONE, users=NONE):
    """0 is read by 1 and 3, these by 2 and 4, these by 5, then comes 6; the options set the second chain apart."""
    after = [NONE, ONE, frozenset([1]), start, frozenset([3]), frozenset([2, 4]) | waits, frozenset([last])]
    storages = [
        Storage(1, 0, frozenset([1]) | reads | ({3} if head_reads else NONE)),
        Storage(5, 1, frozenset([2])),
        Storage(2, 2, frozenset([5])),
        Storage(size, 3, frozenset([4]) | users),
        Storage(2, 4, frozenset([5]), kept),
    ]
    return Graph(tuple(after), tuple(storages))


@pytest.mark.parametrize(
    ("difference", "same"),
    [
        ({}, True),
        ({"size": 6}, False),
        ({"kept": True}, False),
        ({"start": NONE, "head_reads": NONE}, False),
        ({"head_reads": NONE}, False),
        ({"waits": frozenset([3])}, False),
        ({"last": 4}, False),
        ({"reads": frozenset([4])}, False),
        ({"users": frozenset([5])}, False),
    ],
)
def test_only_chains_alike_in_all_they_make_read_and_lead_to_are_twins(difference, same):
    twins = two_chains(**difference).twins
    assert (twins[1] == twins[3]) is same
    assert twins[1] not in (twins[0], twins[2], twins[5])


def test_five_hundred_steps_take_no_longer_than_a_moment():
    graph = chain_of_blocks(55, 4)
    assert len(graph.after) > 490
    start = time.process_time()
    found = find_order(graph)
    assert time.process_time() - start < 2  # some 50 ms
    assert found.exact

"""PlanStaticArena on every network that is measured: at the bound, nothing left out, nothing hidden in kernels."""

import pytest

from benchmarks.bench_memory import NETWORKS, lower
from benchmarks.stock_memory import hidden_workspaces
from tvm_dydca.memory import describe_memory


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.title)
def test_an_arena_is_as_small_as_can_be(network, target):
    source = network.compiled()
    module = source.build() if hasattr(source, "build") else source
    planned = lower(module, target, network.named_buckets(module))
    arena = describe_memory(planned)["arena"]
    assert not arena["dynamic"]
    for root in arena["roots"]:
        assert root["optimal"], root["function"]
        assert root["size_bytes"] == root["lower_bound_bytes"]
    assert arena["size_bytes"] == max(root["size_bytes"] for root in arena["roots"])
    assert set(hidden_workspaces(planned, target).values()) <= {0}


def test_a_gated_tower_takes_as_much_as_a_block(target):
    """With buckets too, whose dispatchers all ask the same of the same sizes."""
    sizes = {}
    for network in NETWORKS:
        if "gates" in network.title:
            module = network.compiled()
            planned = lower(module, target, network.named_buckets(module))
            sizes[network.title] = describe_memory(planned)["arena"]["size_bytes"]
    assert len(sizes) == 2
    assert len(set(sizes.values())) == 1, sizes

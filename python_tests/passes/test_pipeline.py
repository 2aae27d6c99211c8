"""The whole pipeline on networks that no importer of ours made, and the repairs of the stock wheel that it needs."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
import tvm
from torch import nn
from tvm import relax, tirx
from tvm.relax.frontend.torch import from_exported_program

from python_tests.passes.graphs import Graph, build, largest_error, relax_module
from python_tests.reference import NETWORK_TOLERANCE, random_image, relative_error
from tvm_dydca import _compat
from tvm_dydca.relay_passes import pipeline

SHUFFLE = Graph(lambda ops, x: ops.shuffle(ops.relu(x), 2), {"x": 12})


class Network(nn.Module):
    """An ordinary network: torch.export makes reshapes of its biases, and permutations of its shuffle."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.tensor([0.4, 0.5, 0.6]).view(1, 3, 1, 1))
        self.head = nn.Conv2d(3, 8, 3, padding=1)
        self.expand = nn.Conv2d(8, 12, 3, padding=1)
        self.project = nn.Conv2d(12, 8, 3, padding=1)
        self.depthwise = nn.Conv2d(8, 8, 3, padding=1, groups=8)
        self.tail = nn.Conv2d(8, 12, 3, padding=1)
        self.wide = nn.Conv2d(3, 3, 5, padding=2)

    def forward(self, x):
        x = x - self.mean
        y = self.head(x)
        y = y + self.project(F.relu(self.expand(y)))
        return self.wide(F.pixel_shuffle(F.relu(self.tail(self.depthwise(y))), 2)) + self.mean


@pytest.fixture(scope="module")
def exported():
    torch.manual_seed(0)
    network = Network().eval()
    dims = {2: torch.export.Dim("h", min=1, max=48), 3: torch.export.Dim("w", min=1, max=48)}
    program = torch.export.export(network, (torch.rand(1, 3, 10, 14),), dynamic_shapes=(dims,))
    return network, from_exported_program(program, unwrap_unit_return_tuple=True)


def test_a_network_of_torch_export_equals_pytorch(exported, target):
    network, module = exported
    vm = build(module, target)
    for size in ((1, 1), (10, 14), (37, 46)):
        x = random_image(np.random.default_rng(size), *size)
        with torch.no_grad():
            expected = network.double()(torch.from_numpy(x).double()).numpy()
        assert relative_error(vm["main"](tvm.runtime.tensor(x)).numpy(), expected) < NETWORK_TOLERANCE


def test_a_network_of_torch_export_gets_kernels_with_its_epilogues(exported, target):
    with target:
        lowered = pipeline(target)(exported[1])
    kernels = {gvar.name_hint for gvar, func in lowered.functions_items() if isinstance(func, tirx.PrimFunc)}
    assert {
        "few_channels_3x3_3x8",
        "winograd6x6_8x12_block",
        "depthwise3x3_8",
        "winograd6x6_8x12_relu_shuffle2",
    } < kernels
    assert not any(name.startswith("pack") or "conv2d" in name for name in kernels), "every convolution is ours"


def test_nothing_of_high_level_is_left(target):
    with target:
        lowered = pipeline(target)(relax_module(main=Graph(lambda ops, x: ops.mean(ops.conv(x, 6)), {"x": 8})))
    relax.analysis.well_formed(lowered)
    names = set()
    relax.analysis.post_order_visit(
        lowered["main"], lambda expr: names.add(expr.op.name) if hasattr(getattr(expr, "op", None), "name") else None
    )
    assert names == {
        "relax.vm.alloc_storage",
        "relax.vm.alloc_tensor",
        "relax.vm.kill_object",
        "relax.call_builtin_with_ctx",
    }


def test_every_storage_of_a_bounded_function_is_planned(target):
    """A run allocates nothing of its own; workspaces of the kernels are in the arena, too."""
    from tvm_dydca.memory import describe_memory

    graph = Graph(lambda ops, x: ops.conv(ops.relu(ops.conv(x, 6)), 5), {"x": 8})
    with target:
        figures = describe_memory(pipeline(target)(relax_module(main=graph)))
    assert figures["arena"]["dynamic"] == []
    (root,) = figures["arena"]["roots"]
    assert {buffer["kind"] for buffer in root["buffers"]} == {"value", "workspace"}
    assert figures["planned_bytes"] == root["size_bytes"] == root["lower_bound_bytes"]


def test_the_stock_wheel_cannot_lower_a_pixel_shuffle():
    """If this fails TVM was repaired: drop the entry of `_compat.legalizers`, whose own guard should agree."""
    with pytest.raises((AttributeError, TypeError), match=r"pixel_shuffle|'module' object is not callable"):
        relax.transform.LegalizeOps()(relax_module(main=SHUFFLE))


def test_our_legalisation_of_a_pixel_shuffle_can(target):
    vm = build(relax_module(main=SHUFFLE), target)
    for size in ((1, 1), (5, 8)):
        assert largest_error(vm["main"], SHUFFLE, size) == 0


def test_the_repair_gives_way_to_a_wheel_that_can(monkeypatch):
    assert set(_compat.legalizers()) == {"relax.nn.pixel_shuffle"}
    from tvm import topi

    monkeypatch.setattr(topi.nn, "pixel_shuffle", lambda *args: None)
    assert _compat.legalizers() == {}

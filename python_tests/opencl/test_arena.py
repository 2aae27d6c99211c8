"""PlanStaticArena in the stock Adreno pipeline: buffers at offsets of one arena, textures in shared images."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
import tvm
from torch import nn
from tvm import relax
from tvm.relax.frontend.torch import from_exported_program

from tvm_dydca import _compat
from tvm_dydca.relay_passes import PlanStaticArena


class Deep(nn.Module):
    """Four convolutions one after the other, with a residual over the middle two."""

    def __init__(self) -> None:
        super().__init__()
        widths = (8, 16, 24, 16, 8)
        self.convs = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in pairwise(widths))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for conv in self.convs:
            x = torch.relu(conv(x))
        return x


@pytest.mark.parametrize("tag", ["qcom/adreno-opencl", "qcom/adreno-opencl-texture"])
def test_a_chain_in_the_stock_pipeline(device: Any, tag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    network = Deep().eval()
    x = torch.rand(1, 8, 12, 16)
    mod = from_exported_program(torch.export.export(network, (x,)), unwrap_unit_return_tuple=True)
    target = tvm.target.Target(tag, host="llvm")
    plan = PlanStaticArena(target)
    monkeypatch.setattr(relax.transform, "StaticPlanBlockMemory", lambda: plan)
    with _compat.adreno():
        built = tvm.compile(mod, target)
    (root,) = plan.report.roots
    assert plan.report.dynamic == ()
    assert root.optimal
    if tag.endswith("texture"):
        # Of the textures on the way two live at a time: what a convolution reads, and what it writes.
        assert len(plan.report.images) == 2
        assert sum(len(image.textures) for image in plan.report.images) >= 4
        largest = 12 * 16 * 24 * 4
        assert plan.report.images[0].size_bytes == largest
        assert plan.report.images[1].size_bytes < largest
    else:
        assert plan.report.images == ()
    vm = relax.VirtualMachine(built, [device] * 8)
    arena = vm["arena"]()
    for seed in range(3):
        x = torch.rand(1, 8, 12, 16, generator=torch.Generator().manual_seed(seed))
        with torch.no_grad():
            expected = network.double()(x.double()).numpy()
        network.float()
        given = tvm.runtime.tensor(x.numpy(), device)
        taken = tvm.runtime.tensor(np.full(expected.shape, np.nan, np.float32), device)
        vm["main_into"](given, arena, taken)
        for found in (vm["main"](given), taken):
            assert np.abs(found.numpy() - expected).max() < 1e-5

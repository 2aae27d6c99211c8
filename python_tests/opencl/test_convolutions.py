"""Convolution networks that stock TVM compiles for OpenCL buffers, against PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
import tvm
from torch import nn
from tvm import relax
from tvm.relax.frontend.torch import from_exported_program


class Chain(nn.Module):
    """Two 3x3 convolutions with ReLUs and a residual, and a strided one."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first = nn.Conv2d(3, 16, 3, padding=1)
        self.second = nn.Conv2d(16, 16, 3, padding=1)
        self.third = nn.Conv2d(16, 8, 3, stride=2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.first(x))
        return torch.relu(self.third(torch.relu(self.second(x)) + x))


@pytest.mark.parametrize(("height", "width"), [(7, 9), (24, 40), (33, 17)])
def test_a_fused_chain_equals_pytorch(device: Any, target: Any, height: int, width: int) -> None:
    network = Chain().eval()
    x = torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(height))
    mod = from_exported_program(torch.export.export(network, (x,)), keep_params_as_input=False)
    vm = relax.VirtualMachine(tvm.compile(mod, target), device)
    (y,) = vm["main"](tvm.runtime.tensor(x.numpy(), device))
    with torch.no_grad():
        expected = network.double()(x.double()).numpy()
    np.testing.assert_allclose(y.numpy(), expected, rtol=0, atol=2e-6)

    timed = vm.time_evaluator("main", device, number=2, repeat=3)(tvm.runtime.tensor(x.numpy(), device))
    assert len(timed.results) == 3
    assert min(timed.results) > 0

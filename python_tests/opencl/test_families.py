"""Networks of all kinds of convolutions through the pipeline: each has a kernel of ours, and results are PyTorch's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
import tvm
from torch import nn
from torch.export import Dim, export
from tvm import relax
from tvm.relax.frontend.torch import from_exported_program

from python_tests.reference import relative_error
from tvm_dydca.relay_passes import pipeline
from tvm_dydca.schedules.kernel import SCHEDULE

TOLERANCE = 1e-5


class Kinds(nn.Module):
    """Every kind of convolution, one after the other."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first = nn.Conv2d(3, 17, 7, stride=2, padding=3)
        self.depthwise = nn.Conv2d(17, 17, 3, padding=1, groups=17)
        self.points = nn.Conv2d(17, 33, 1)
        self.plain = nn.Conv2d(33, 33, 3, padding=1)
        self.dilated = nn.Conv2d(33, 8, 3, padding=4, dilation=4)
        self.grouped = nn.Conv2d(8, 8, 5, groups=2, padding=(1, 2))
        self.even = nn.Conv2d(8, 12, (2, 4), stride=(1, 2), padding=(1, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.first(x))
        x = torch.relu(self.points(torch.relu(self.depthwise(x)) + x))
        x = self.plain(x) + x
        return self.even(torch.relu(self.grouped(torch.relu(self.dilated(x)))))


def compiled(network: nn.Module, dims: Any, target: Any, example: torch.Tensor) -> tuple[Any, list[str]]:
    """Compile a network; return it with the names of its kernels of ours."""
    program = export(network, (example,), dynamic_shapes=(dims,))
    mod = from_exported_program(program, keep_params_as_input=False, unwrap_unit_return_tuple=True)
    with target:
        lowered = pipeline(target)(mod)
        built = relax.build(lowered, target, relax_pipeline=tvm.transform.Sequential([]))
    kernels = [func.attrs[SCHEDULE] for func in lowered.functions.values() if func.attrs and SCHEDULE in func.attrs]
    return built, sorted({str(name) for name in kernels})


@pytest.fixture(scope="module")
def kinds(target: Any) -> Any:
    network = Kinds().eval()
    dims = {2: Dim("height", min=9, max=200), 3: Dim("width", min=9, max=200)}
    return network, *compiled(network, dims, target, torch.rand(1, 3, 30, 40))


def test_each_has_a_kernel_of_its_family(kinds: Any) -> None:
    _, _, names = kinds
    assert names == [
        "depthwise3x3_groups17_relu_residual",
        "direct1x1_17x33_relu",
        "direct2x4_8x12_stride1x2",
        "direct3x3_33x8_dilation4x4_relu",
        "direct5x5_8x8_groups2_relu",
        "direct7x7_3x17_stride2x2_relu",
        "pack",
        "unpack",
        "winograd4x4_33x33_residual",
    ]


def test_results_are_pytorchs(kinds: Any, device: Any) -> None:
    network, built, _ = kinds
    vm = relax.VirtualMachine(built, device)
    for size in ((9, 9), (31, 18), (90, 131)):
        x = torch.rand(1, 3, *size, generator=torch.Generator().manual_seed(size[1]))
        found = vm["main"](tvm.runtime.tensor(x.numpy(), device)).numpy()
        with torch.no_grad():
            expected = network.double()(x.double()).numpy()
        network.float()
        assert np.abs(expected).max() > 0.1
        assert relative_error(found, expected) < TOLERANCE, size


def test_products_of_any_number_of_rows(target: Any, device: Any) -> None:
    torch.manual_seed(1)
    network = nn.Sequential(nn.Linear(30, 64), nn.ReLU(), nn.Linear(64, 10)).eval()
    built, names = compiled(network, {0: Dim("rows", min=1, max=500)}, target, torch.rand(7, 30))
    assert names == ["matmul_30x64_relu", "matmul_64x10"]
    vm = relax.VirtualMachine(built, device)
    for rows in (1, 77):
        x = torch.rand(rows, 30, generator=torch.Generator().manual_seed(rows))
        found = vm["main"](tvm.runtime.tensor(x.numpy(), device)).numpy()
        with torch.no_grad():
            assert relative_error(found, network(x).numpy()) < TOLERANCE

"""Networks of random layers, from torch.export to the virtual machine: each has a kernel of ours, and is right."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
import tvm
from torch import nn
from tvm import relax
from tvm.relax.frontend.torch import from_exported_program

from python_tests.reference import NETWORK_TOLERANCE, relative_error
from tvm_dydca.relay_passes import pipeline
from tvm_dydca.relay_passes.dispatch_kernels import LEFT

SMALLEST, LARGEST = 24, 64
"""Sides of images: the smallest has an output for any of the layers."""
CHANNELS = (1, 3, 5, 16, 17, 33)


def draw(rng, channels):
    """Draw a convolution of so many input channels."""
    kind = rng.choice(["plain", "depthwise", "groups", "multiplied"])
    sides = tuple(int(n) for n in rng.integers(1, 6, 2))
    if kind == "plain":
        out, groups = int(rng.choice(CHANNELS)), 1
    else:
        groups = channels if kind != "groups" or channels % 3 else channels // 3
        out = groups * (1 if kind == "depthwise" else int(rng.integers(1, 4)))
    options = {
        "stride": tuple(int(n) for n in rng.choice([1, 1, 1, 2, 3], 2)),
        "dilation": tuple(int(n) for n in rng.choice([1, 1, 2], 2)),
        "padding": tuple(int(n) for n in rng.integers(0, 4, 2)),
    }
    if rng.random() < 0.3:
        sides, options = (3, 3), {"padding": int(rng.integers(0, 3))}
    return nn.Conv2d(channels, out, sides, groups=groups, **options)


class Layers(nn.Module):
    """Random convolutions with ReLUs, a residual, and products of every pixel and of the mean."""

    def __init__(self, seed):
        super().__init__()
        torch.manual_seed(seed)
        rng = np.random.default_rng(seed)
        channels = int(rng.choice([3, 8, 33]))
        self.inputs = channels
        self.convs = nn.ModuleList()
        for _ in range(2):
            self.convs.append(draw(rng, channels))
            channels = self.convs[-1].out_channels
        self.mix = nn.Conv2d(channels, channels, 1)
        self.each_pixel = nn.Linear(channels, 17)
        self.head = nn.Sequential(nn.Linear(17, 33), nn.ReLU(), nn.Linear(33, 5, bias=False))

    def forward(self, x):
        for conv in self.convs:
            x = F.relu(conv(x))
        x = x + self.mix(x)
        pixels = F.relu(self.each_pixel(x.permute(0, 2, 3, 1)))
        return pixels, self.head(pixels.mean((1, 2)))


def exported(network, smallest, size, channels):
    dims = {2: torch.export.Dim("h", min=smallest, max=LARGEST), 3: torch.export.Dim("w", min=smallest, max=LARGEST)}
    program = torch.export.export(network, (torch.rand(1, channels, *size),), dynamic_shapes=(dims,))
    return from_exported_program(program, unwrap_unit_return_tuple=True)


def check(vm, network, x):
    with torch.no_grad():
        expected = network.double()(torch.from_numpy(x).double())
    found = vm["main"](tvm.runtime.tensor(x))
    for mine, theirs in zip(found, expected):
        assert relative_error(mine.numpy(), theirs.numpy()) < NETWORK_TOLERANCE


def compiled(mod, target, buckets=None):
    """Lower a module, where each convolution and product must get a kernel of ours, and compile it."""
    with target:
        lowered = pipeline(target, buckets)(mod)
    for name, func in lowered.functions_items():
        assert LEFT not in (func.attrs or {}), f"{name}: {func.attrs[LEFT]}"
    executable = relax.build(lowered, target=target, relax_pipeline=tvm.transform.Sequential([]))
    return relax.VirtualMachine(executable, tvm.cpu())


def image(rng, network, size):
    return rng.standard_normal((1, network.inputs, *size)).astype(np.float32)


@pytest.mark.parametrize("seed", range(4))
def test_random_layers(seed, target):
    network = Layers(seed).eval()
    vm = compiled(exported(network, SMALLEST, (30, 41), network.inputs), target)
    rng = np.random.default_rng(seed)
    for size in ((SMALLEST, SMALLEST), (LARGEST, 37), tuple(rng.integers(SMALLEST, LARGEST, 2))):
        check(vm, network, image(rng, network, size))


def test_sizes_of_two_buckets(target):
    network = Layers(1).eval()
    mod = exported(network, SMALLEST, (30, 41), network.inputs)
    names = [str(dim) for dim in mod["main"].params[0].ty.shape if isinstance(dim, tvm.ir.Var)]
    vm = compiled(mod, target, [dict.fromkeys(names, (SMALLEST, 40)), dict.fromkeys(names, (SMALLEST, LARGEST))])
    rng = np.random.default_rng(1)
    for size in ((SMALLEST, SMALLEST), (40, 40), (29, 38), (41, SMALLEST), (LARGEST, LARGEST), (47, 61)):
        check(vm, network, image(rng, network, size))

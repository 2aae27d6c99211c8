"""Padded versions of networks from torch.export: provable, and equal to PyTorch at every size up to the bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import torch
import torch.nn.functional as F
import tvm
from torch import nn
from tvm import relax
from tvm.relax.frontend.torch import from_exported_program

from python_tests.passes import padded as runs
from python_tests.reference import relative_error
from tvm_dydca.relay_passes import PropagateDims, pipeline

TOLERANCE = 1e-5
"""Largest error against PyTorch in float32, as a part of the largest value."""

WORDS = 50


class Encoder(nn.Module):
    """PyTorch's own encoder layer: embeddings, masked attention, layer norm, a mean over the words."""

    def __init__(self):
        super().__init__()
        self.words, self.places = nn.Embedding(WORDS, 16), nn.Embedding(64, 16)
        self.layer = nn.TransformerEncoderLayer(16, 2, 32, dropout=0.0, batch_first=True)
        self.head = nn.Linear(16, 5)

    def forward(self, ids):
        x = self.words(ids) + self.places(torch.arange(ids.shape[1]))
        return self.head(self.layer(x, src_key_padding_mask=ids == 0).mean(1))


class SmallEncoder(nn.Module):
    """The same written out, with a class token in front and a mean over the words that are there."""

    def __init__(self):
        super().__init__()
        self.words, self.places = nn.Embedding(WORDS, 16), nn.Parameter(torch.randn(1, 64, 16))
        self.first = nn.Parameter(torch.randn(1, 1, 16))
        self.qkv, self.out, self.norm, self.head = (
            nn.Linear(16, 48),
            nn.Linear(16, 16),
            nn.LayerNorm(16),
            nn.Linear(16, 5),
        )

    def forward(self, ids):
        n, length = ids.shape
        ids = torch.cat([torch.ones(n, 1, dtype=torch.int64), ids], 1)
        x = self.words(ids[:, 1:]) + self.places[:, :length]
        x = torch.cat([self.first.expand(n, 1, 16), x], 1)
        q, k, v = (part.reshape(n, length + 1, 2, 8).transpose(1, 2) for part in self.qkv(self.norm(x)).chunk(3, -1))
        there = ids != 0
        scores = (q @ k.transpose(-1, -2) / 8**0.5).masked_fill(~there[:, None, None, :], float("-inf"))
        x = x + self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(n, length + 1, 16))
        weight = there.float()[..., None]
        return self.head((x * weight).sum(1) / weight.sum(1).clamp(min=1))


class CausalAttention(SmallEncoder):
    """scaled_dot_product_attention over words, a result for each of them."""

    def forward(self, ids):
        n, length = ids.shape
        x = self.norm(self.words(ids) + self.places[:, :length])
        q, k, v = (part.reshape(n, length, 2, 8).transpose(1, 2) for part in self.qkv(x).chunk(3, -1))
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return x + self.out(mixed.transpose(1, 2).reshape(n, length, 16))


class Classifier(nn.Module):
    """Convolutions with strides and groups, batch norm, both poolings, a mean over the image."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            *(nn.Conv2d(3, 8, 3, 2, 1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(3, 2, 1)),
            *(nn.Conv2d(8, 8, 3, 1, 1, groups=4), nn.SiLU(), nn.AvgPool2d(2), nn.Conv2d(8, 12, 1), nn.Hardswish()),
        )
        self.head = nn.Linear(12, 5)

    def forward(self, x):
        return self.head(F.adaptive_avg_pool2d(self.body(x), 1).flatten(1))


class Upscaler(nn.Module):
    """Residual blocks and a pixel shuffle; the last convolution reads a mirrored border."""

    def __init__(self):
        super().__init__()
        self.head, self.body = nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 8, 3, padding=1)
        self.tail, self.last = nn.Conv2d(8, 12, 3, padding=1), nn.Conv2d(3, 3, 3, padding=1, padding_mode="reflect")

    def forward(self, x):
        y = F.relu(self.head(x))
        y = y + self.body(y)
        return torch.clamp(self.last(F.pixel_shuffle(self.tail(y), 2)) * 0.5 + 0.5, 0, 1)


class Pixels(nn.Module):
    """Attention over pixels and squeeze and excitation: tokens are a product of two padded dims."""

    def __init__(self):
        super().__init__()
        self.norm, self.qkv, self.out = nn.LayerNorm(4), nn.Linear(4, 12), nn.Linear(4, 4)

    def forward(self, x):
        n, c, h, w = x.shape
        rows = self.norm(x.permute(0, 2, 3, 1).reshape(n, h * w, c))
        q, k, v = self.qkv(rows).chunk(3, -1)
        mixed = self.out(torch.softmax(q @ k.transpose(1, 2), -1) @ v)
        y = mixed.reshape(n, h, w, c).permute(0, 3, 1, 2)
        return y * torch.sigmoid(x.mean((2, 3), keepdim=True)) + x


@dataclass(frozen=True)
class Network:
    """A network with the range of its dims, and how many masks its padded version takes."""

    module: Any
    low: int
    high: int
    masks: int
    batch: int = 1
    channels: int = 0

    def draw(self, *sizes: int) -> Any:
        generator = torch.Generator().manual_seed(sum(sizes))
        if self.channels:
            return torch.rand(self.batch, self.channels, *sizes, generator=generator) - 0.3
        ids = torch.randint(0, WORDS, (self.batch, *sizes), generator=generator)
        ids[:, -1] *= torch.arange(self.batch) % 2  # some end early
        ids[:, 0] = 1
        return ids


NETWORKS = {
    "encoder": Network(Encoder, 2, 24, masks=5, batch=2),
    "small_encoder": Network(SmallEncoder, 2, 24, masks=3, batch=3),
    "causal_attention": Network(CausalAttention, 2, 24, masks=3, batch=2),
    "classifier": Network(Classifier, 17, 40, masks=3, channels=3),
    "upscaler": Network(Upscaler, 4, 12, masks=4, channels=3),
    "pixels": Network(Pixels, 2, 6, masks=2, channels=4),
}


def exported(network):
    torch.manual_seed(0)
    made = network.module().eval()
    example = network.draw(*range(network.high - 3, network.high - 1 if network.channels else network.high - 2))
    axes = (2, 3) if network.channels else (1,)
    dims = {axis: torch.export.Dim(f"d{axis}", min=network.low, max=64) for axis in axes}
    program = torch.export.export(made, (example,), dynamic_shapes=(dims,))
    mod = PropagateDims()(from_exported_program(program, unwrap_unit_return_tuple=True))
    return made, mod["main"]


@pytest.fixture(scope="module")
def networks():
    """By name the network in PyTorch, the imported function, and its padded version."""
    found = {}
    for name, network in NETWORKS.items():
        made, func = exported(network)
        found[name] = (made, func, runs.padded(func, upper(network, func)))
    return found


def upper(network, func):
    return {dim.name: network.high for dim in relax.analysis.tir_vars_in_type(func.params[0].ty)}


@pytest.fixture(scope="module")
def stock(networks):
    """Stock TVM, with garbage in all padding of which nothing is known."""
    with runs.garbage():
        versions = {name: runs.padded(func, upper(NETWORKS[name], func)) for name, (_, func, _) in networks.items()}
    return runs.runner(runs.module(versions))


@pytest.fixture(scope="module")
def ours(networks, target):
    """The pipeline of this package."""
    mod = runs.module({name: version for name, (_, _, version) in networks.items()})
    machine = relax.VirtualMachine(relax.build(mod, target=target, relax_pipeline=pipeline(target)), tvm.cpu())
    return lambda name, x: [machine[name](tvm.runtime.tensor(x)).numpy()]


def sizes_of(network):
    low, high = network.low, network.high
    middle = (low + high) // 2
    if network.channels:
        return [(low, low), (low, high), (middle, high - 1), (high, middle + 1), (high, high)]
    return [(low,), (middle,), (high - 1,), (high,)]


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("compiled", ["stock", "ours"])
def test_it_equals_pytorch_at_every_size(request, networks, name, compiled):
    run = request.getfixturevalue(compiled)
    for sizes in sizes_of(NETWORKS[name]):
        x = NETWORKS[name].draw(*sizes)
        with torch.no_grad():
            true = networks[name][0](x).numpy()
        (found,) = run(name, x.numpy())
        assert relative_error(found, true) < TOLERANCE, sizes


@pytest.mark.parametrize("name", NETWORKS)
def test_all_shapes_are_static_inside(networks, name):
    _, func, version = networks[name]
    inside = version.func.body.blocks[0].bindings[:-1]
    types = [binding.var.ty for binding in inside if isinstance(binding.var.ty, relax.TensorType)]
    assert len(types) > 10
    assert all(isinstance(dim, tvm.tirx.IntImm) for type_ in types for dim in type_.shape)
    tvm.ir.assert_structural_equal(version.func.ret_ty, func.ret_ty, map_free_vars=True)
    tvm.ir.assert_structural_equal(version.func.params[0].ty, func.params[0].ty, map_free_vars=True)
    assert version.masks == NETWORKS[name].masks


@pytest.mark.parametrize("name", NETWORKS)
def test_it_is_right_without_padding_too(networks, name, target):
    """The version of a bucket where padding does not pay: symbolic dims, several of them, all through the pipeline."""
    made, func, _ = networks[name]
    executable = relax.build(tvm.IRModule({"main": func}), target=target, relax_pipeline=pipeline(target))
    run = relax.VirtualMachine(executable, tvm.cpu())["main"]
    for sizes in sizes_of(NETWORKS[name]):
        x = NETWORKS[name].draw(*sizes)
        with torch.no_grad():
            expected = made(x).numpy()
        assert relative_error(run(tvm.runtime.tensor(x.numpy())).numpy(), expected) < TOLERANCE

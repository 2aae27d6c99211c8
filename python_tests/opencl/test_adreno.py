"""The repairs of the stock Adreno path: networks equal PyTorch with them, and without any one of them they fail."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
import tvm
from torch import nn
from torch.nn import functional
from tvm import relax
from tvm.relax.frontend.torch import from_exported_program
from tvm.tirx import compilation_pipeline

from tvm_dydca import _compat
from tvm_dydca._compat import adreno_convolution, adreno_lowering, adreno_pooling

TAGS = ("qcom/adreno-opencl", "qcom/adreno-opencl-texture")


class Chain(nn.Module):
    """Conv, ReLU, conv, ReLU."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Conv2d(8, 16, 3, padding=1), nn.Conv2d(16, 8, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.second(torch.relu(self.first(x))))


class Residual(nn.Module):
    """A 1x1 convolution whose input is added to its result."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Conv2d(8, 8, 1), nn.Conv2d(8, 8, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.first(x)
        return torch.relu(self.second(x) + x)


class Pooled(nn.Module):
    """A convolution and a max pool."""

    def __init__(self, *window: int) -> None:
        super().__init__()
        self.first, self.window = nn.Conv2d(8, 8, 3, padding=1), window

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.max_pool2d(self.first(x), *self.window)


class Averaged(nn.Module):
    """A convolution and the mean of each channel."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.adaptive_avg_pool2d(self.first(x), 1)


def make(network: nn.Module) -> nn.Module:
    generator = torch.Generator().manual_seed(0)
    for parameter in network.parameters():
        with torch.no_grad():
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.2)
    return network.eval()


def error(network: nn.Module, tag: str, device: Any, size: tuple[int, int] = (12, 16)) -> float:
    """Compile, run, and return the largest difference from PyTorch in float64."""
    x = torch.rand(1, 8, *size, generator=torch.Generator().manual_seed(1))
    mod = from_exported_program(torch.export.export(network, (x,)), keep_params_as_input=False)
    built = tvm.compile(mod, tvm.target.Target(tag, host="llvm"))
    vm = relax.VirtualMachine(built, [device] * 8)  # one for each scope that the module names
    (y,) = vm["main"](tvm.runtime.tensor(x.numpy(), device))
    with torch.no_grad():
        expected = network.double()(x.double()).numpy()
    network.float()
    return float(np.abs(y.numpy() - expected).max())


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("network", [Chain(), Residual(), Pooled(2), Pooled(3, 2, 1), Averaged()])
def test_networks_equal_pytorch(device: Any, network: nn.Module, tag: str) -> None:
    with _compat.adreno():
        assert error(make(network), tag, device) < 1e-5


@pytest.mark.parametrize("size", [(7, 9), (17, 33)])
def test_the_chain_in_textures_at_other_sizes(device: Any, size: tuple[int, int]) -> None:
    with _compat.adreno():
        assert error(make(Chain()), TAGS[1], device, size) < 1e-5


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Any:
    def leave_out(module: ModuleType, name: str) -> None:
        kept = [repair for repair in module.repairs() if repair[1] != name]
        assert len(kept) < len(module.repairs())
        monkeypatch.setattr(module, "repairs", lambda: kept)

    return leave_out


def test_without_the_pipeline_the_source_does_not_build(device: Any, without: Any) -> None:
    without(adreno_lowering, "PIPELINE_MAP")
    with _compat.adreno(), pytest.raises(Exception, match="does not build"):
        error(make(Chain()), TAGS[1], device)


def test_the_named_pipeline_of_stock_tvm_is_one_pass() -> None:
    with pytest.raises(TypeError):
        _, _, _ = compilation_pipeline.get_tir_pipeline("adreno")
    with _compat.adreno():
        _, _, _ = compilation_pipeline.get_tir_pipeline("adreno")


def test_without_the_type_of_stores_channels_are_wrong(device: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = tvm.transform.Sequential([])
    monkeypatch.setattr(adreno_lowering, "retype_texture_stores", lambda: nothing)
    with _compat.adreno():
        assert error(make(Chain()), TAGS[1], device) > 0.01


def test_without_the_schedule_a_residual_raises(device: Any, without: Any) -> None:
    without(adreno_convolution, "Conv2d")
    with _compat.adreno(), pytest.raises(Exception, match=r"all the consumer\(s\) of the given block"):
        error(make(Residual()), TAGS[1], device)


def test_without_the_rule_pooling_is_wrong(device: Any, without: Any) -> None:
    without(adreno_pooling, "Pool2D")
    with _compat.adreno():
        assert error(make(Pooled(2)), TAGS[1], device) > 0.01


def half_chain() -> Any:
    """Return a Relax module of two float16 convolutions (TVM's importer makes their results float32)."""
    rng = np.random.default_rng(0)
    weights = [relax.const((rng.standard_normal(s) * 0.1).astype("float16")) for s in ((16, 8, 3, 3), (8, 16, 3, 3))]
    builder = relax.BlockBuilder()
    x = relax.Var("x", relax.TensorType((1, 8, 12, 16), "float16"))
    with builder.function("main", [x]):
        with builder.dataflow():
            y = builder.emit(relax.op.nn.relu(builder.emit(relax.op.nn.conv2d(x, weights[0], padding=(1, 1)))))
            y = builder.emit_output(relax.op.nn.relu(builder.emit(relax.op.nn.conv2d(y, weights[1], padding=(1, 1)))))
        builder.emit_func_output(y)
    return builder.get()


def source(built: Any) -> str:
    """Return the OpenCL C inside a compiled module."""
    modules = [built.mod]
    while modules:
        module = modules.pop()
        if module.kind == "opencl":
            return str(module.inspect_source())
        modules += list(module.imports)
    raise LookupError("no module of the kind opencl")


def test_float16_in_textures_compiles() -> None:
    with _compat.adreno():
        text = source(tvm.compile(half_chain(), tvm.target.Target(TAGS[1], host="llvm")))
    kernels = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    assert "READ_IMAGEH(" in kernels
    assert "write_imageh(" in kernels
    assert not re.search(r"READ_IMAGEF\(|imagef\(", kernels)


def test_without_the_element_type_float16_does_not_compile(without: Any) -> None:
    without(adreno_convolution, "conv2d_NCHWc_OIHWo")
    with _compat.adreno(), pytest.raises((ValueError, tvm.error.InternalError)):
        tvm.compile(half_chain(), tvm.target.Target(TAGS[1], host="llvm"))


def test_tvm_is_as_before_afterwards() -> None:
    modules = (adreno_lowering, adreno_convolution, adreno_pooling)
    touched = [(owner, name) for module in modules for owner, name, _ in module.repairs()]
    before = [getattr(owner, name) for owner, name in touched]
    with _compat.adreno(), _compat.adreno():
        assert not any(getattr(owner, name) is old for (owner, name), old in zip(touched, before))
    assert all(getattr(owner, name) is old for (owner, name), old in zip(touched, before))
    with pytest.raises(KeyError), _compat.adreno():
        raise KeyError
    assert all(getattr(owner, name) is old for (owner, name), old in zip(touched, before))


def test_another_release_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tvm, "__version__", "0.28.0")
    before = compilation_pipeline.PIPELINE_MAP
    with _compat.adreno():
        assert compilation_pipeline.PIPELINE_MAP is before


def test_other_targets_compile_as_before(device: Any) -> None:
    mod = half_chain()
    target = tvm.target.Target("opencl", host="llvm")
    plain = source(tvm.compile(mod, target))
    with _compat.adreno():
        assert source(tvm.compile(mod, target)) == plain

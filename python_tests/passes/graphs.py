"""Small graphs, written once and built twice: as Relax functions for the passes, and in PyTorch's float64."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
import tvm
from tvm import relax, tirx

from python_tests.reference import relative_error, stepped
from tvm_dydca.relay_passes import pipeline


@dataclass(frozen=True)
class Graph:
    """A function of tensors.

    Attributes
    ----------
    body : ``body(ops, *inputs)`` with the operators of `RelaxOps`; the result is a tensor or a tuple of tensors
    inputs : by name the channels of a (1, channels, H, W) tensor, or a whole shape with -1 for H and then W
    """

    body: Callable[..., Any]
    inputs: Mapping[str, int | tuple[int, ...]]

    def shape(self, name: str, height: Any, width: Any) -> list[Any]:
        """Shape of an input at a size."""
        shape = self.inputs[name]
        dims = iter((height, width))
        return [next(dims) if n == -1 else n for n in ((1, shape, -1, -1) if isinstance(shape, int) else shape)]


class _Weights:
    def __init__(self) -> None:
        self._rng = np.random.default_rng(17)

    def draw(self, *shape: int) -> Any:
        return (self._rng.standard_normal(shape) / np.sqrt(np.prod(shape[1:]))).astype(np.float32)


class RelaxOps(_Weights):
    """Operators that emit bindings."""

    def __init__(self, builder: Any) -> None:
        super().__init__()
        self._builder = builder

    def _emit(self, expr: Any) -> Any:
        return self._builder.emit(expr)

    def conv(self, x: Any, channels: int, side: int = 3, *, bias: bool = True, groups: int = 1, **options: Any) -> Any:
        weight = self.draw(channels, int(x.ty.shape[1]) // groups, side, side)
        return self.conv_with(x, relax.const(weight), bias=bias, padding=side // 2, groups=groups, **options)

    def conv_with(self, x: Any, weight: Any, *, bias: bool = True, **options: Any) -> Any:
        y = self._emit(relax.op.nn.conv2d(x, weight, **options))
        return self.bias(y) if bias else y

    def linear(self, x: Any, columns: int, *, bias: bool = True) -> Any:
        """As `torch.export` writes it."""
        weight = relax.const(self.draw(columns, int(x.ty.shape[-1])))
        y = self._emit(relax.op.matmul(x, self._emit(relax.op.permute_dims(weight))))
        return self.add(relax.const(self.draw(columns)), y) if bias else y

    def matmul(self, x: Any, y: Any) -> Any:
        return self._emit(relax.op.matmul(x, y))

    def bias(self, x: Any) -> Any:
        return self.add(x, relax.const(self.draw(1, int(x.ty.shape[1]), 1, 1)))

    def number(self, value: float) -> Any:
        return relax.const(value, "float32")

    def add(self, x: Any, y: Any) -> Any:
        return self._emit(relax.op.add(x, y))

    def subtract(self, x: Any, y: Any) -> Any:
        return self._emit(relax.op.subtract(x, y))

    def multiply(self, x: Any, y: Any) -> Any:
        return self._emit(relax.op.multiply(x, y))

    def relu(self, x: Any) -> Any:
        return self._emit(relax.op.nn.relu(x))

    def step(self, x: Any, name: str, *arguments: float) -> Any:
        """An operator of `schedules.elementwise`, ``prelu`` of one slope, or ``relu6``."""
        made: dict[str, Callable[..., Any]] = {
            "leaky_relu": relax.op.nn.leakyrelu,
            "prelu": lambda x, slope: relax.op.nn.prelu(x, relax.const([slope], "float32")),
            "clip": relax.op.clip,
            "relu6": relax.op.nn.relu6,
            "sigmoid": relax.op.sigmoid,
            "silu": relax.op.nn.silu,
            "tanh": relax.op.tanh,
        }
        return self._emit(made[name](x, *arguments))

    def shuffle(self, x: Any, factor: int) -> Any:
        return self._emit(relax.op.nn.pixel_shuffle(x, factor))

    def exported_shuffle(self, x: Any, factor: int, axes: tuple[int, ...] = (0, 1, 4, 2, 5, 3)) -> Any:
        """As `torch.export` writes it; with other axes it is something else."""
        n, channels, h, w = x.ty.shape
        out = int(channels) // factor**2
        apart = self._emit(relax.op.reshape(x, [n, out, factor, factor, h, w]))
        moved = self._emit(relax.op.permute_dims(apart, list(axes)))
        return self._emit(relax.op.reshape(moved, [n, out, h * factor, w * factor]))

    def concat(self, *parts: Any) -> Any:
        return self._emit(relax.op.concat(parts, axis=1))

    def mean(self, x: Any) -> Any:
        return self._emit(relax.op.mean(x, [2, 3], keepdims=True))


class TorchOps(_Weights):
    """The same on tensors."""

    def conv(self, x: Any, channels: int, side: int = 3, *, bias: bool = True, groups: int = 1, **options: Any) -> Any:
        weight = torch.from_numpy(self.draw(channels, x.shape[1] // groups, side, side)).double()
        return self.conv_with(x, weight, bias=bias, padding=side // 2, groups=groups, **options)

    def conv_with(self, x: Any, weight: Any, *, bias: bool = True, **options: Any) -> Any:
        options = {{"strides": "stride"}.get(name, name): value for name, value in options.items()}
        y = F.conv2d(x, weight, **options)
        return self.bias(y) if bias else y

    def linear(self, x: Any, columns: int, *, bias: bool = True) -> Any:
        y = x @ torch.from_numpy(self.draw(columns, x.shape[-1])).double().T
        return y + torch.from_numpy(self.draw(columns)).double() if bias else y

    def matmul(self, x: Any, y: Any) -> Any:
        return x @ y

    def bias(self, x: Any) -> Any:
        return x + torch.from_numpy(self.draw(1, x.shape[1], 1, 1)).double()

    def number(self, value: float) -> Any:
        return value

    def add(self, x: Any, y: Any) -> Any:
        return x + y

    def subtract(self, x: Any, y: Any) -> Any:
        return x - y

    def multiply(self, x: Any, y: Any) -> Any:
        return x * y

    def relu(self, x: Any) -> Any:
        return F.relu(x)

    def step(self, x: Any, name: str, *arguments: float) -> Any:
        others = {"prelu": ("leaky_relu", arguments), "relu6": ("clip", (0.0, 6.0))}
        return stepped((others.get(name, (name, arguments)),), x)

    def shuffle(self, x: Any, factor: int) -> Any:
        return F.pixel_shuffle(x, factor)

    def exported_shuffle(self, x: Any, factor: int, axes: tuple[int, ...] = (0, 1, 4, 2, 5, 3)) -> Any:
        n, channels, h, w = x.shape
        out = channels // factor**2
        apart = x.reshape(n, out, factor, factor, h, w)
        return apart.permute(*axes).reshape(n, out, h * factor, w * factor)

    def concat(self, *parts: Any) -> Any:
        return torch.cat(parts, 1)

    def mean(self, x: Any) -> Any:
        return x.mean((2, 3), keepdim=True)


def relax_module(**graphs: Graph) -> Any:
    """Build a module of one function, of one dataflow block, for each graph."""
    builder = relax.BlockBuilder()
    for name, graph in graphs.items():
        h, w = tirx.Var("H", "int64"), tirx.Var("W", "int64")
        params = [relax.Var(n, relax.TensorType(graph.shape(n, h, w), "float32")) for n in graph.inputs]
        bounds = {"tir_var_lower_bound": {"H": 1, "W": 1}, "tir_var_upper_bound": {"H": 64, "W": 64}}
        with builder.function(name, params, attrs=bounds):
            with builder.dataflow():
                result = graph.body(RelaxOps(builder), *params)
                several = isinstance(result, tuple)
                outputs = [builder.emit_output(part) for part in (result if several else (result,))]
            builder.emit_func_output(relax.Tuple(outputs) if several else outputs[0])
    # So that an output is bound to its operator, as importers bind it, and not to a variable.
    module = relax.transform.CanonicalizeBindings()(builder.get())
    relax.analysis.well_formed(module)
    return module


def calls(func: Any) -> list[str]:
    """Names of what a function calls, in order: kernels by theirs, operators without ``relax.``; see `_anonymous`."""
    names = []
    for block in func.body.blocks:
        for binding in block.bindings:
            call = binding.value
            if isinstance(call, relax.Call):
                kernel = call.op.name == "relax.call_tir"
                name = call.args[0].name_hint if kernel else call.op.name.removeprefix("relax.")
                names.append(_anonymous(name))
    return names


def _anonymous(name: str) -> str:
    """Without numbers of channels: kernels of as many blocks of 16 are one, under the first one's name."""
    name = re.sub(r"((?<=winograd\dx\d)|(?<=few_channels_\dx\d)|(?<=direct\dx\d)|(?<=matmul))_\d+x\d+", "", name)
    return re.sub(r"^((un)?pack|pad_input_\d)(_?\d+)?$", r"\1", name)


def build(module: Any, target: Any) -> Any:
    """Compile a module by the whole pipeline."""
    return relax.VirtualMachine(relax.build(module, target=target, relax_pipeline=pipeline(target)), tvm.cpu())


def largest_error(function: Any, graph: Graph, size: tuple[int, int], device: Any = None) -> float:
    """Compare with PyTorch on random inputs: the largest error of the outputs, relative to each one's largest value."""
    rng = np.random.default_rng(size)
    arrays = [rng.standard_normal(graph.shape(name, *size)).astype(np.float32) for name in graph.inputs]
    found = function(*(tvm.runtime.tensor(array, device) for array in arrays))
    expected = graph.body(TorchOps(), *(torch.from_numpy(array).double() for array in arrays))
    pairs = list(zip(found, expected)) if isinstance(expected, tuple) else [(found, expected)]
    assert pairs
    return max(relative_error(mine.numpy(), theirs.numpy()) for mine, theirs in pairs)

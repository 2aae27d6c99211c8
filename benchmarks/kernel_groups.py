"""The convolutions of a Dy-DCA path, each with what follows it, as modules for compilers and as PyTorch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

COLOURS, CHANNELS, WIDE, SCALE = 3, 32, 64, 4

Size = tuple[int, int]


@dataclass(frozen=True)
class BenchGroup:
    """A convolution of a path, or a block of two.

    Attributes
    ----------
    inputs : channels of each input (1, C, H, W), by name
    weights : float32 arrays by name
    relax : from variables of the inputs and a function that emits, to the result
    torch : from tensors of the inputs and of the weights, to the result
    macs_per_pixel : multiply-accumulates of direct convolution, for each pixel of the inputs
    """

    name: str
    inputs: Mapping[str, int]
    weights: Mapping[str, Any]
    relax: Callable[..., Any]
    torch: Callable[..., Any]
    macs_per_pixel: int

    def module(self, size: Size | None = None) -> Any:
        """Return an IRModule with the function ``main``: of one size, or of symbolic H and W."""
        from tvm import relax, tirx

        builder = relax.BlockBuilder()
        h, w = size or (tirx.Var("H", "int64"), tirx.Var("W", "int64"))
        params = {n: relax.Var(n, relax.TensorType((1, c, h, w), "float32")) for n, c in self.inputs.items()}
        constants = {name: relax.const(array) for name, array in self.weights.items()}
        with builder.function("main", list(params.values())):
            with builder.dataflow():
                out = builder.emit_output(self.relax(builder.emit, **params, **constants))
            builder.emit_func_output(out)
        return relax.transform.CanonicalizeBindings()(builder.get())

    def arrays(self, size: Size) -> dict[str, Any]:
        """Draw inputs."""
        rng = np.random.default_rng(size)
        return {name: rng.standard_normal((1, c, *size)).astype(np.float32) for name, c in self.inputs.items()}


def path_groups() -> tuple[BenchGroup, ...]:
    """Return the groups of a path of 32 channels, x4."""
    rng = np.random.default_rng(0)

    def conv(out: int, channels: int, side: int, name: str = "") -> dict[str, Any]:
        weight = rng.standard_normal((out, channels, side, side)) / (side * channels**0.5)
        bias = rng.standard_normal((1, out, 1, 1))
        return {f"w{name}": weight.astype(np.float32), f"b{name}": bias.astype(np.float32)}

    head, expand = conv(CHANNELS, COLOURS, 3), conv(WIDE, CHANNELS, 3)
    project = conv(CHANNELS, WIDE, 3)
    second = {f"{name}2": array for name, array in project.items()}
    tail = conv(COLOURS * SCALE**2, CHANNELS, 3) | conv(COLOURS * SCALE**2, COLOURS, 5, "s")
    return (
        _group("head", {"x": COLOURS}, head, _head, _torch_head),
        _group("expand", {"x": CHANNELS}, expand, _expand, _torch_expand),
        _group("project", {"x": WIDE, "r": CHANNELS}, project, _project, _torch_project),
        _group("block", {"x": CHANNELS}, expand | second, _block, _torch_block),
        _group("tail", {"x": CHANNELS, "s": COLOURS}, tail, _tail, _torch_tail),
    )


def _group(name: str, inputs: Any, weights: Any, relax: Any, torch: Any) -> BenchGroup:
    macs = sum(array.size for key, array in weights.items() if key.startswith("w"))
    return BenchGroup(name, inputs, weights, relax, torch, macs)


def _conv(emit: Any, x: Any, w: Any, b: Any) -> Any:
    from tvm import relax

    pad = int(w.ty.shape[2]) // 2
    return emit(relax.op.add(emit(relax.op.nn.conv2d(x, w, padding=pad)), b))


def _head(emit: Any, x: Any, w: Any, b: Any) -> Any:
    return _conv(emit, x, w, b)


def _expand(emit: Any, x: Any, w: Any, b: Any) -> Any:
    from tvm import relax

    return emit(relax.op.nn.relu(_conv(emit, x, w, b)))


def _project(emit: Any, x: Any, r: Any, w: Any, b: Any) -> Any:
    from tvm import relax

    return emit(relax.op.add(_conv(emit, x, w, b), r))


def _block(emit: Any, x: Any, w: Any, b: Any, w2: Any, b2: Any) -> Any:
    return _project(emit, _expand(emit, x, w, b), x, w2, b2)


def _tail(emit: Any, x: Any, s: Any, w: Any, b: Any, ws: Any, bs: Any) -> Any:
    from tvm import relax

    return emit(relax.op.nn.pixel_shuffle(emit(relax.op.add(_conv(emit, x, w, b), _conv(emit, s, ws, bs))), SCALE))


def _torch_conv(x: Any, w: Any, b: Any) -> Any:
    import torch.nn.functional as F

    return F.conv2d(x, w, b.reshape(-1), padding=w.shape[2] // 2)


def _torch_head(x: Any, w: Any, b: Any) -> Any:
    return _torch_conv(x, w, b)


def _torch_expand(x: Any, w: Any, b: Any) -> Any:
    return _torch_conv(x, w, b).relu_()


def _torch_project(x: Any, r: Any, w: Any, b: Any) -> Any:
    return _torch_conv(x, w, b).add_(r)


def _torch_block(x: Any, w: Any, b: Any, w2: Any, b2: Any) -> Any:
    return _torch_project(_torch_expand(x, w, b), x, w2, b2)


def _torch_tail(x: Any, s: Any, w: Any, b: Any, ws: Any, bs: Any) -> Any:
    import torch.nn.functional as F

    return F.pixel_shuffle(_torch_conv(x, w, b).add_(_torch_conv(s, ws, bs)), SCALE)

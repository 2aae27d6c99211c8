"""The networks that are measured: PyTorch modules for the peers, and what our compiler takes of the same weights."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

SCALE = 4

Ranges = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class BenchNetwork:
    """A network and the sizes that it is compiled for.

    Attributes
    ----------
    title : what it is
    modules : makes PyTorch modules of one input (1, 3, H, W): each path, or the whole network where it has none apart
    compiled : makes what `tvm_dydca.compile` takes
    least, most : bounds, (H, W)
    scale : of the output's sides
    buckets : ranges of (height, width) that get versions of their own, or none
    """

    title: str
    modules: Callable[[], tuple[Any, ...]]
    compiled: Callable[[], Any]
    least: tuple[int, int]
    most: tuple[int, int]
    scale: int
    buckets: tuple[Ranges, ...] = ()

    @property
    def edge_bytes(self) -> int:
        """Bytes of the largest input and its output, both float32 with 3 channels."""
        return 3 * self.most[0] * self.most[1] * 4 * (1 + self.scale**2)

    def named_buckets(self, module: Any) -> Any:
        """Return the buckets as `tvm_dydca.compile` takes them, by the names that a module has for its dims."""
        names = [str(dim) for dim in list(module["main"].params[0].ty.shape)[2:]]
        return [dict(zip(names, ranges)) for ranges in self.buckets] or None


def dydca(title: str, blocks: tuple[int, ...], most: tuple[int, int], threshold: float | None = None) -> BenchNetwork:
    """Paths of Dy-DCA with random weights, routed by content, or by height where a threshold in rows is given."""
    return BenchNetwork(
        title, partial(_paths, blocks), partial(_imported, blocks, most, threshold), (1, 1), most, SCALE
    )


def gated(title: str, gates: int, most: tuple[int, int], buckets: tuple[Ranges, ...] = ()) -> BenchNetwork:
    """A tower of the example's residual blocks behind hard gates."""
    least = (8, 8)
    return BenchNetwork(title, lambda: (_tower(gates),), partial(_traced, gates, least, most), least, most, 1, buckets)


def cpu_target(threads: int) -> Any:
    """Return this CPU as a target for a number of threads, whose workspaces an arena will hold.

    For all threads of the machine it is what ``llvm`` means elsewhere, so that a database of `dydca tune` fits.
    """
    import tvm

    from tvm_dydca import targets

    target = targets.resolve("llvm")
    if threads == targets.processors():
        return target
    return tvm.target.Target({**targets.describe(target), "num-cores": threads})


def _paths(blocks: tuple[int, ...]) -> tuple[Any, ...]:
    import torch

    from tvm_dydca.model.network import DyDcaNetwork

    torch.manual_seed(0)
    return tuple(DyDcaNetwork(blocks, SCALE).eval().paths)


def _imported(blocks: tuple[int, ...], most: tuple[int, int], threshold: float | None) -> Any:
    from tvm_dydca.importer import Bounds, Conv, ImportedNetwork, NetworkSpec, WdsrSpec
    from tvm_dydca.importer.spec import ActivityRouting, ShapeRouting

    def conv(module: Any) -> Any:
        return Conv(module.weight.detach().numpy(), module.bias.detach().numpy())

    paths = tuple(
        WdsrSpec(
            conv(path.head),
            tuple((conv(block.expand), conv(block.project)) for block in path.blocks),
            conv(path.tail),
            conv(path.skip),
        )
        for path in _paths(blocks)
    )
    routing: Any = ShapeRouting((int(threshold),)) if threshold is not None else ActivityRouting((0.25,))
    if len(blocks) == 1:
        routing = ActivityRouting(())
    return ImportedNetwork(NetworkSpec(paths, SCALE, routing), Bounds((1, most[0]), (1, most[1])))


def _tower(gates: int) -> Any:
    import torch
    from torch import nn

    from examples.other_dynamic_net import GatedBlock

    torch.manual_seed(2)
    blocks = (GatedBlock(16) for _ in range(gates))
    return nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), *blocks, nn.Conv2d(16, 3, 1)).eval()


def _traced(gates: int, least: tuple[int, int], most: tuple[int, int]) -> Any:
    import torch
    from tvm.relax.frontend.torch import from_exported_program

    dims = {axis + 2: torch.export.Dim(name, min=least[axis], max=most[axis]) for axis, name in enumerate(("h", "w"))}
    example = torch.rand(1, 3, 32, 48)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of PyTorch about itself
        program = torch.export.export(_tower(gates), (example,), dynamic_shapes=(dims,))
        return from_exported_program(program, unwrap_unit_return_tuple=True)

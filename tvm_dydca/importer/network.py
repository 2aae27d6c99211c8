"""Which importer a file needs, and what comes out: the network, its bounds, and the video's side information."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tvm_dydca.errors import InputError, MissingDependencyError
from tvm_dydca.importer.released import RELEASED_KEY, RELEASED_THRESHOLDS, read_released
from tvm_dydca.importer.spec import ActivityRouting, Bounds, Conv, NetworkSpec, WdsrSpec
from tvm_dydca.patches import PatchGrid

DEFAULT_BOUNDS = Bounds((1, 544), (1, 960))
"""Of networks that belong to no video: patches up to a whole 960x540 frame."""


@dataclass(frozen=True)
class ImportedNetwork:
    """A network read from a file.

    Attributes
    ----------
    bounds : heights and widths that it shall be compiled for
    grid, path_map, source : of the video it was fitted to, or None; as in `tvm_dydca.model.checkpoint.Checkpoint`
    """

    spec: NetworkSpec
    bounds: Bounds
    grid: PatchGrid | None = None
    path_map: npt.NDArray[np.uint8] | None = None
    source: Mapping[str, Any] | None = None

    def build(self) -> Any:
        """Return the IRModule in the routed form."""
        from tvm_dydca.importer.routed import build_module

        return build_module(self.spec, self.bounds)


def load_network(
    path: str | Path, *, thresholds: tuple[int, ...] = RELEASED_THRESHOLDS, bounds: Bounds | None = None
) -> ImportedNetwork:
    """Read a checkpoint of `dydca fit`, or a ``.pth`` of the paper's released code.

    Parameters
    ----------
    thresholds : heights that route a released network: path k is taken where H < thresholds[k]
    bounds : heights and widths to compile for; by default those of the fitted video's LR frames, else `DEFAULT_BOUNDS`

    Raises
    ------
    InputError
        For a file that is missing, damaged, or a checkpoint of something else.
    """
    try:
        import torch
    except ImportError:
        raise MissingDependencyError("reading a checkpoint needs PyTorch: pip install 'tvm_dydca[fit]'") from None
    from tvm_dydca.model.checkpoint import Checkpoint

    try:
        with Path(path).open("rb") as file:
            released = torch.load(file, map_location="cpu", weights_only=True)
    except Exception:  # whatever is wrong with the file, Checkpoint.load says it best
        released = None
    if isinstance(released, dict) and RELEASED_KEY in released:
        return ImportedNetwork(read_released(str(path), released[RELEASED_KEY], thresholds), bounds or DEFAULT_BOUNDS)
    return _from_checkpoint(Checkpoint.load(path), bounds)


def _from_checkpoint(checkpoint: Any, bounds: Bounds | None) -> ImportedNetwork:
    tensors = {name: tensor.numpy() for name, tensor in checkpoint.state_dict.items()}

    def conv(name: str) -> Conv:
        return Conv(tensors[f"{name}.weight"], tensors[f"{name}.bias"])

    paths = tuple(
        WdsrSpec(
            head=conv(f"paths.{k}.head"),
            blocks=tuple(
                (conv(f"paths.{k}.blocks.{i}.expand"), conv(f"paths.{k}.blocks.{i}.project")) for i in range(count)
            ),
            tail=conv(f"paths.{k}.tail"),
            skip=conv(f"paths.{k}.skip"),
        )
        for k, count in enumerate(checkpoint.blocks)
    )
    spec = NetworkSpec(paths, checkpoint.scale, ActivityRouting(tuple(checkpoint.gate_thresholds)))
    grid = checkpoint.grid
    if bounds is None:
        bounds = Bounds((1, grid.height), (1, grid.width))
    elif bounds.height[1] <= 2 * grid.halo or bounds.width[1] <= 2 * grid.halo:
        raise InputError(
            f"bounds H={bounds.height}, W={bounds.width} leave no room inside a halo of {grid.halo} pixels"
        )
    return ImportedNetwork(spec, bounds, grid, checkpoint.path_map, asdict(checkpoint.source))

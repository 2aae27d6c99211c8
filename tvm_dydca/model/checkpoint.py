"""The checkpoint of a fitted video: what the sender writes after fitting, and the importer and the receiver read."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch

from tvm_dydca.errors import DydcaError, InputError
from tvm_dydca.model.network import DyDcaNetwork
from tvm_dydca.patches import PatchGrid, PathMap

FORMAT = "tvm_dydca.checkpoint"
VERSION = 1

_T = TypeVar("_T")


@dataclass(frozen=True)
class SourceVideo:
    """The high-resolution video that was fitted: file name, size in pixels, frames, and frames a second as a ratio."""

    name: str
    height: int
    width: int
    frames: int
    fps: tuple[int, int]


@dataclass(frozen=True)
class Checkpoint:
    """A fitted network and the side information that its video is enlarged with.

    Parameters
    ----------
    scale, blocks, width, expansion
        As in `DyDcaNetwork`.
    state_dict
        Its parameters, float32 on the CPU.
    source
        The video it was fitted to.
    grid
        Patches and halo over the LR frame.
    path_map
        uint8 of (frames, fine rows, fine columns): the path of each fine cell.
    gate_thresholds
        One fewer than paths, descending: how a frame without a path map is routed, see `tvm_dydca.fit.score.gate`.
    fit
        Plain numbers about the fit: seed, steps, seconds, PSNR and so on.
    """

    scale: int
    blocks: tuple[int, ...]
    width: int
    expansion: int
    state_dict: Mapping[str, torch.Tensor]
    source: SourceVideo
    grid: PatchGrid
    path_map: PathMap
    gate_thresholds: tuple[float, ...]
    fit: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise InputError where the parts do not belong together."""
        grid_size = (self.grid.height, self.grid.width)
        lr_size = (-(-self.source.height // self.scale), -(-self.source.width // self.scale))
        if grid_size != lr_size:
            raise InputError(f"its patch grid is for frames of {grid_size}, its video has LR frames of {lr_size}")
        shape = (self.source.frames, *self.grid.fine_shape)
        if self.path_map.dtype != np.uint8 or self.path_map.shape != shape:
            raise InputError(
                f"its path map is {self.path_map.dtype} of shape {self.path_map.shape}, not uint8 of {shape}"
            )
        if self.path_map.size and int(self.path_map.max()) >= len(self.blocks):
            raise InputError(f"its path map names path {self.path_map.max()}, it has {len(self.blocks)} paths")
        gates = self.gate_thresholds
        if len(gates) != len(self.blocks) - 1 or list(gates) != sorted(gates, reverse=True):
            raise InputError(f"its gate thresholds are {gates}; {len(self.blocks)} paths need one fewer, descending")

    def network(self) -> DyDcaNetwork:
        """Build the network with these parameters, in evaluation mode, on the CPU."""
        net = DyDcaNetwork(self.blocks, self.scale, self.width, self.expansion)
        net.load_state_dict(dict(self.state_dict))
        return net.eval()

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the checkpoint whole or not at all: to a temporary file beside ``path``, which then takes its name.

        Raises
        ------
        InputError
            Where the folder is missing or not writable, or ``path`` is a folder.
        DydcaError
            Where writing failed halfway, as on a full disk; ``path`` is then as it was before.
        """
        target = Path(path)
        check_writable(target)
        payload = {
            "format": FORMAT,
            "version": VERSION,
            "scale": self.scale,
            "blocks": list(self.blocks),
            "width": self.width,
            "expansion": self.expansion,
            "state_dict": {name: tensor.detach().cpu().contiguous() for name, tensor in self.state_dict.items()},
            "source": {**asdict(self.source), "fps": list(self.source.fps)},
            "grid": asdict(self.grid),
            "path_map": torch.from_numpy(np.ascontiguousarray(self.path_map)),
            "gate_thresholds": [float(t) for t in self.gate_thresholds],
            "fit": dict(self.fit),
        }
        partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
        try:
            with partial.open("wb") as file:
                torch.save(payload, file)
            os.replace(partial, target)
        except (OSError, RuntimeError) as error:  # torch reports a short write as RuntimeError
            raise DydcaError(
                f"could not write the checkpoint {target}: {error}. Free some space and fit again."
            ) from error
        finally:
            partial.unlink(missing_ok=True)
        return target

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Checkpoint:
        """Read a checkpoint; no code in the file is run.

        Raises
        ------
        InputError
            For a file that is missing, unreadable, cut short, no checkpoint, of another version, or inconsistent in
            itself.
        """
        source = Path(path)
        payload = _read(source)
        if not isinstance(payload, dict) or payload.get("format") != FORMAT:
            raise InputError(
                f"{source} is a PyTorch file but no checkpoint of `dydca fit`. Give the file that `dydca fit` wrote."
            )
        if payload.get("version") != VERSION:
            raise InputError(
                f"{source} is a checkpoint of version {payload.get('version')!r}; this package reads version {VERSION}."
                " Fit the video again, or use the package that wrote it."
            )
        try:
            checkpoint = cls(
                scale=_get(payload, "scale", int),
                blocks=tuple(_get(payload, "blocks", lambda v: [int(n) for n in v])),
                width=_get(payload, "width", int),
                expansion=_get(payload, "expansion", int),
                state_dict=_get(payload, "state_dict", dict),
                source=_get(payload, "source", lambda v: SourceVideo(**{**v, "fps": (v["fps"][0], v["fps"][1])})),
                grid=_get(payload, "grid", lambda v: PatchGrid(**v)),
                path_map=_get(payload, "path_map", lambda v: v.numpy()),
                gate_thresholds=tuple(_get(payload, "gate_thresholds", lambda v: [float(t) for t in v])),
                fit=_get(payload, "fit", dict),
            )
            _check_tensors(checkpoint)
        except InputError as error:
            raise InputError(
                f"the checkpoint {source} is broken: {error}. Fit the video again, or copy the file again."
            ) from error
        return checkpoint


def check_writable(target: Path) -> None:
    """Raise InputError unless a file can be written at ``target``; called before a long fit as well."""
    if target.is_dir():
        raise InputError(f"cannot write the checkpoint {target}: it is a folder. Give the name of a file.")
    if not target.parent.is_dir():
        raise InputError(f"cannot write the checkpoint {target}: there is no folder {target.parent}. Make it first.")
    try:
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except OSError as error:
        raise InputError(
            f"cannot write the checkpoint {target}: {error.strerror} ({target.parent}). "
            "Choose a folder that you may write to."
        ) from error


def _read(source: Path) -> Any:
    if not source.is_file():
        what = "is a folder" if source.is_dir() else "does not exist"
        raise InputError(f"cannot read the checkpoint {source}: it {what}. Give the file that `dydca fit` wrote.")
    try:
        data = source.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read the checkpoint {source}: {error.strerror}.") from error
    try:
        return torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    except Exception as error:  # torch and pickle raise a dozen kinds on bytes that are not theirs
        raise InputError(
            f"{source} is not a checkpoint, or is cut short ({type(error).__name__}). Give the file that `dydca fit` "
            "wrote, or copy it again."
        ) from error


def _get(payload: Mapping[str, Any], name: str, convert: Callable[[Any], _T]) -> _T:
    if name not in payload:
        raise InputError(f"it has no {name!r}")
    try:
        return convert(payload[name])
    except (TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
        raise InputError(f"its {name!r} is not what it should be ({error})") from error


def _check_tensors(checkpoint: Checkpoint) -> None:
    """Raise InputError unless the parameters are those that the network of this size has."""
    with torch.device("meta"):
        expected = DyDcaNetwork(
            checkpoint.blocks, checkpoint.scale, checkpoint.width, checkpoint.expansion
        ).state_dict()
    missing = sorted(expected.keys() - checkpoint.state_dict.keys())
    extra = sorted(checkpoint.state_dict.keys() - expected.keys())
    if missing or extra:
        raise InputError(
            f"of its tensors {len(missing)} are missing {missing[:3]} and {len(extra)} are unknown {extra[:3]}"
        )
    for name, tensor in checkpoint.state_dict.items():
        want = expected[name]
        if not isinstance(tensor, torch.Tensor) or tensor.shape != want.shape or tensor.dtype != want.dtype:
            found = (
                f"{tensor.dtype} {tuple(tensor.shape)}" if isinstance(tensor, torch.Tensor) else type(tensor).__name__
            )
            raise InputError(f"its tensor {name!r} is {found}, not {want.dtype} {tuple(want.shape)}")
        if not bool(torch.isfinite(tensor).all()):
            raise InputError(f"its tensor {name!r} holds values that are not finite")

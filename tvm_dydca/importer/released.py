"""Checkpoints of the paper's released code: a state dict of WDSR paths under weight normalisation, routed by height."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from tvm_dydca.errors import InputError
from tvm_dydca.importer.spec import Array, Conv, NetworkSpec, ShapeRouting, WdsrSpec

RELEASED_KEY = "model_state_dict"
RELEASED_THRESHOLDS = (70,)
"""Patches lower than this took the first path in the paper's x2 experiment: 54 rows against 108."""

_BODY = re.compile(r"^network(\d+)\.body\.(\d+)\.")


def read_released(where: str, state: Any, thresholds: tuple[int, ...]) -> NetworkSpec:
    """Turn the state dict of a released checkpoint into a network.

    Blocks, width and scale are read off the tensors; weight normalisation is folded as ``g v / |v|`` over the input
    channels and taps of each output channel (Salimans and Kingma, NeurIPS 2016).

    Parameters
    ----------
    where : name of the file, for messages
    state : names as ``network1.body.0.weight_g`` to float tensors
    thresholds : see `ShapeRouting`; one fewer than the state dict has networks

    Raises
    ------
    InputError
        Naming the tensor that is missing or of the wrong shape.
    """
    if not isinstance(state, Mapping) or not all(isinstance(name, str) for name in state):
        raise InputError(f"{where}: its {RELEASED_KEY!r} is no state dict")
    count = max((int(match[1]) for match in map(_BODY.match, state) if match), default=0)
    if count == 0:
        raise InputError(
            f"{where}: its {RELEASED_KEY!r} has no tensor named network1.body.0.*; not a Dy-DCA checkpoint"
        )
    if len(thresholds) != count - 1:
        raise InputError(
            f"{where} has {count} networks: give {count - 1} heights with --threshold, not {len(thresholds)}"
        )
    try:
        paths = tuple(_path(state, k + 1) for k in range(count))
        scales = {_scale(path) for path in paths}
        if len(scales) != 1:
            raise InputError(f"its networks have different scales {sorted(scales)}")
        return NetworkSpec(paths, scales.pop(), ShapeRouting(thresholds))
    except InputError as error:
        raise InputError(f"{where} is not a usable Dy-DCA checkpoint: {error}") from None


def _path(state: Mapping[str, Any], number: int) -> WdsrSpec:
    prefix = f"network{number}"
    last = max((int(m[2]) for m in map(_BODY.match, state) if m and int(m[1]) == number), default=0)
    if last < 2:
        raise InputError(f"{prefix} needs a head, at least one block and a tail in {prefix}.body.*")
    blocks = tuple(
        (_conv(state, f"{prefix}.body.{k}.body.0"), _conv(state, f"{prefix}.body.{k}.body.2")) for k in range(1, last)
    )
    head, tail = _conv(state, f"{prefix}.body.0"), _conv(state, f"{prefix}.body.{last}")
    path = WdsrSpec(head, blocks, tail, _conv(state, f"{prefix}.skip.0"))
    _check_channels(prefix, path)
    return path


def _conv(state: Mapping[str, Any], name: str) -> Conv:
    parts = ("bias", "weight") if f"{name}.weight" in state else ("bias", "weight_g", "weight_v")
    missing = [f"{name}.{part}" for part in parts if f"{name}.{part}" not in state]
    if missing:
        raise InputError(f"tensor {missing[0]} is missing")
    arrays = [_array(state[f"{name}.{part}"], f"{name}.{part}") for part in parts]
    bias, weight = arrays[0], arrays[1] if len(arrays) == 2 else _folded(name, *arrays[1:])
    try:
        return Conv(weight, bias)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None


def _folded(name: str, g: Array, v: Array) -> Array:
    """Fold weight normalisation: ``g v / |v|`` by output channel, in float64."""
    if v.ndim != 4 or g.size != v.shape[0]:
        raise InputError(f"{name}.weight_g of shape {g.shape} is not the length of each filter of weight_v {v.shape}")
    norm = np.sqrt((v.astype(np.float64) ** 2).sum(axis=(1, 2, 3), keepdims=True))
    if not norm.all():
        raise InputError(f"{name}.weight_v has a filter of zeros, which has no direction")
    weight: Array = (g.astype(np.float64).reshape(-1, 1, 1, 1) * v / norm).astype(np.float32)
    return weight


def _array(tensor: Any, name: str) -> Array:
    try:
        array = np.asarray(tensor.detach().cpu().float().numpy(), np.float32)
    except AttributeError:
        raise InputError(f"{name} is {type(tensor).__name__}, not a tensor") from None
    if not np.isfinite(array).all():
        raise InputError(f"{name} holds values that are not finite")
    return array


def _check_channels(prefix: str, path: WdsrSpec) -> None:
    width = path.head.weight.shape[0]
    chain = [("head", path.head, 3)]
    for k, (expand, project) in enumerate(path.blocks, start=1):
        chain += [(f"block {k}", expand, width), (f"block {k}", project, expand.weight.shape[0])]
        if project.weight.shape[0] != width:
            raise InputError(f"{prefix}: block {k} gives {project.weight.shape[0]} channels, not the head's {width}")
    chain += [("tail", path.tail, width), ("skip", path.skip, 3)]
    for name, conv, channels in chain:
        if conv.weight.shape[1] != channels:
            raise InputError(f"{prefix}: {name} takes {conv.weight.shape[1]} channels where it is given {channels}")
    if path.skip.weight.shape[0] != path.tail.weight.shape[0]:
        raise InputError(
            f"{prefix}: tail and skip give {path.tail.weight.shape[0]} and {path.skip.weight.shape[0]} channels"
        )


def _scale(path: WdsrSpec) -> int:
    channels = int(path.tail.weight.shape[0])
    scale: int = round((channels / 3) ** 0.5)
    if 3 * scale * scale != channels:
        raise InputError(f"a tail of {channels} channels is not 3 s^2 for any scale s")
    return scale

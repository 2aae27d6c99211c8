"""Devices by name, and how arrays get there and back without an allocation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from tvm_dydca.errors import InputError
from tvm_dydca.targets import KINDS
from tvm_dydca.textures import Textures, check_textures

Array = npt.NDArray[Any]

_KIND_OF = {"cpu": "llvm"} | {kind: kind for kind in KINDS if kind != "llvm"}


def find_device(name: str, manifest: Mapping[str, Any], rpc: Any = None) -> Any:
    """Return a `tvm.runtime.Device` that an artifact can run on.

    Parameters
    ----------
    name : ``cpu``, ``opencl:0`` ...
    manifest : of the artifact
    rpc : a `tvm.rpc.RPCSession` to look for the device at its other end; this machine by default

    Raises
    ------
    InputError
        There is no such kind of devices, the artifact is for another, or uses what the device lacks.
    OpenCLError
        There is no such OpenCL device; the text says what is missing.
    """
    import tvm

    kind = manifest["target"]["kind"]
    device, _, number = name.partition(":")
    if device not in _KIND_OF or (number and not number.isdigit()) or (device == "cpu" and number not in ("", "0")):
        raise InputError(f"device {name!r} is unknown; give one of {', '.join(f'{kind}:0' for kind in _KIND_OF)}")
    if _KIND_OF[device] != kind:
        fitting = next(key for key, value in _KIND_OF.items() if value == kind)
        raise InputError(
            f"device {name!r}: the artifact was compiled for {kind}; run it with device {fitting}:0, or compile it "
            f"again with --target {_KIND_OF[device]}"
        )
    index = int(number or 0)
    if device == "opencl":
        _check_opencl(name, index, manifest, rpc)
    return (rpc or tvm.runtime).device(device, index)


def _check_opencl(name: str, index: int, manifest: Mapping[str, Any], rpc: Any) -> None:
    import tvm

    from tvm_dydca.opencl import UnlistedDevicesError, devices

    try:
        found = devices(rpc)
    except UnlistedDevicesError:
        if not (rpc or tvm.runtime).device("opencl", index).exist:
            raise InputError(f"device {name!r}: there is no such OpenCL device; try opencl:0") from None
        return
    if index >= len(found):
        last = f"opencl:{len(found) - 1}"
        raise InputError(f"device {name!r}: there are {len(found)} OpenCL devices, opencl:0 to {last}")
    check_device(name, found[index], manifest)


def check_device(name: str, info: Any, manifest: Mapping[str, Any]) -> None:
    """Refuse an OpenCL device that lacks what an artifact uses.

    Parameters
    ----------
    name : of the device, for the message
    info : `tvm_dydca.opencl.DeviceInfo`
    manifest : of the artifact

    Raises
    ------
    InputError
        The device has no float16, no images, or smaller ones.
    """
    if manifest.get("dtype") == "float16" and not info.float16:
        raise InputError(
            f"device {name!r} ({info.name}) has no float16 (cl_khr_fp16), which the artifact computes in; compile it "
            "again with --dtype float32"
        )
    if "textures" in manifest:
        check_textures(name, info, Textures(**manifest["textures"]))


def make_transfer(device: Any, largest: Sequence[int], scale: int) -> HostMemory | DeviceMemory:
    """Return how a session's arrays get to a device.

    Parameters
    ----------
    largest : height and width of the largest input, float32 (1, 3, H, W)
    scale : of the result, float32 (1, 3, scale H, scale W)
    """
    return HostMemory() if device.dlpack_device_type() == 1 else DeviceMemory(device, 3 * prod(largest), scale)


class HostMemory:
    """Kernels read and write the arrays themselves."""

    def __init__(self) -> None:
        import tvm_ffi

        self._share = tvm_ffi.from_dlpack  # of any alignment

    def given(self, x: Array) -> Any:
        """Return an input as a tensor."""
        return self._share(x)

    def taken(self, out: Array) -> Any:
        """Return the tensor that a result is written to."""
        return self._share(out)

    def fetch(self, taken: Any, out: Array) -> None:
        """Bring a result to its array, where it is already."""


class DeviceMemory:
    """Arrays are copied to and from tensors on the device, which are allocated once, as large as the largest."""

    def __init__(self, device: Any, elements: int, scale: int):
        import tvm
        import tvm_ffi

        self._share = tvm_ffi.from_dlpack
        self._input = tvm.runtime.empty((elements,), "float32", device)
        self._output = tvm.runtime.empty((elements * scale**2,), "float32", device)

    def given(self, x: Array) -> Any:
        """Copy an input to the device."""
        tensor = self._input._create_view(x.shape, "float32")
        self._share(x).copyto(tensor)
        return tensor

    def taken(self, out: Array) -> Any:
        """Return the tensor that a result is written to, of the array's shape and dtype."""
        return self._output._create_view(out.shape, str(np.dtype(out.dtype)))

    def fetch(self, taken: Any, out: Array) -> None:
        """Copy a result from the device."""
        taken.copyto(self._share(out))

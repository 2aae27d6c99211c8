"""Textures of an artifact: what a device must be able to hold, told at compile time and checked at load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from tvm_dydca.errors import InputError

_ROW_AXIS = {"global.texture": -3, "global.texture-weight": 0, "global.texture-nhwc": 1}
"""Which axis of a tensor counts the rows of its image; those before count layers, those after but the last texels."""

_PITCH_TEXELS = 64
"""What the rows of an image in a buffer begin at multiples of, at the most that is planned for. Devices ask for a power
of two (CL_DEVICE_IMAGE_PITCH_ALIGNMENT); one that asks for more makes images of its own."""


@dataclass(frozen=True)
class Textures:
    """What the kernels of an artifact ask of a device's images, each the most of any.

    Attributes
    ----------
    kernels : number of kernels that read or write textures
    width, height : of an image, in texels of four channels
    layers : of an array of images
    virtual_devices : that TVM's virtual machine needs, one for each memory scope
    """

    kernels: int
    width: int
    height: int
    layers: int
    virtual_devices: int


def describe_textures(lowered: Any) -> Textures | None:
    """Return what a lowered module needs; None where it has no textures."""
    from tvm import tirx

    found: list[list[tuple[int, int, int]]] = []
    for _, func in lowered.functions_items():
        if isinstance(func, tirx.PrimFunc):
            params = [param for param in func.params if tirx.is_buffer_var(param)]
            images = [param for param in params if str(param.scope()) in _ROW_AXIS]
            found.append([extent([int(dim) for dim in image.shape], str(image.scope())) for image in images])
    extents = [one for images in found for one in images]
    if not extents:
        return None
    width, height, layers = (max(sizes) for sizes in zip(*extents))
    devices = len(lowered.global_infos["vdevice"])
    return Textures(sum(bool(images) for images in found), width, height, layers, devices)


def extent(shape: Sequence[int], scope: str) -> tuple[int, int, int]:
    """Return width, height and layers of the image that holds a tensor in a memory scope of TVM's."""
    row = _ROW_AXIS[scope] % len(shape)
    return prod(shape[row + 1 : -1]), shape[row], prod(shape[:row])


def buffer_bytes(shape: Sequence[int], dtype: str, scope: str) -> int:
    """Return the bytes of a buffer that the image of a tensor is put into."""
    import tvm

    width, height, layers = extent(shape, scope)
    pitch = -(-width // _PITCH_TEXELS) * _PITCH_TEXELS
    return pitch * height * layers * int(shape[-1]) * int(tvm.DataType(dtype).bits) // 8


def check_textures(name: str, info: Any, textures: Textures) -> None:
    """Refuse a device that cannot hold an artifact's textures.

    Parameters
    ----------
    name : of the device, for the message
    info : `tvm_dydca.opencl.DeviceInfo`

    Raises
    ------
    InputError
        It has no images, or smaller ones.
    """
    if not info.images:
        raise InputError(
            f"device {name!r} ({info.name}) has no images, which the artifact uses; compile it again for buffers, with "
            "--target qcom/adreno-opencl or opencl"
        )
    wanted = (textures.width, textures.height, textures.layers)
    limits = (info.image_width, info.image_height, info.image_layers)
    if any(size > limit for size, limit in zip(wanted, limits)):
        text = [f"{width} x {height} texels in {layers} layers" for width, height, layers in (wanted, limits)]
        raise InputError(
            f"device {name!r} ({info.name}) has images of at most {text[1]}, the artifact needs {text[0]}; compile it "
            f"again with --limits-of {name}"
        )

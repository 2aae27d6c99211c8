"""Textures between kernels of ours: which tensors become images, and kernels that read and write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import tvm_ffi
from tvm import ir, relax, tirx

from tvm_dydca.relay_passes.arena.devices import TEXTURE
from tvm_dydca.relay_passes.arena.offsets import is_image
from tvm_dydca.relay_passes.buckets.expressions import grows
from tvm_dydca.relay_passes.record_dims import value_at
from tvm_dydca.relay_passes.textures.scopes import scope_of
from tvm_dydca.schedules.kernel import IN_PLACE
from tvm_dydca.targets import has_textures, weights_in_images
from tvm_dydca.textures import extent

_SCOPE = TEXTURE
"""Tensors (blocks, rows, columns, 4) are arrays of images, a layer for each block of channels."""
_WEIGHTS = "global.texture-nhwc"
"""Weights of four axes or more are such arrays, too: the first two axes count layers and rows, all others texels."""


class Images:
    """Chooses images for tensors in blocks of four channels.

    An image has a size that is known, the upper bound of its tensor's. The tensor is its first rows and columns; what
    lies behind them is never read.

    Parameters
    ----------
    target : tvm.target.Target
    mod : the module, whose virtual devices are kept
    """

    def __init__(self, target: Any, mod: Any):
        self._target = target
        self._devices = list(mod.global_infos.get("vdevice", []))
        self._limits: tuple[int, int, int] | None = None
        if has_textures(target):
            side = int(target.attrs["texture_spatial_limit"])
            self._limits = (int(target.attrs["texture_depth_limit"]), side, side)

    def type_of(self, shape: Sequence[Any], dtype: str, bounds: Sequence[Mapping[str, int]]) -> Any:
        """Return the type of a tensor in blocks: an image where its largest size is known and the device has such.

        Parameters
        ----------
        bounds : what the dims in the shape are at most, by name. The first of several that makes an image is taken:
            versions of a function with images of one size share kernels
        """
        sizes = next((sizes for sizes in self._extents(shape, bounds) if self._fits(sizes)), None)
        if sizes is None:
            return relax.TensorType(shape, dtype)
        return relax.TensorType([*sizes, shape[3]], dtype, self._device(_SCOPE))

    def constant(self, array: Any) -> Any:
        """Return weights as a constant that lies in an image, where the device has such, and all others in a buffer.

        The virtual machine makes the image when it loads the constant.
        """
        plain = relax.const(array)
        if self._limits is None or not weights_in_images(self._target) or array.ndim < 4 or array.shape[-1] != 4:
            return plain
        width, height, layers = extent(array.shape, _WEIGHTS)
        if not self._fits((layers, height, width)):
            return plain
        type_ = relax.TensorType(array.shape, str(array.dtype), self._device(_WEIGHTS))
        return ir.GenericConst(plain.value, type_)

    def too_large(self, shape: Sequence[Any], bounds: Sequence[Mapping[str, int]]) -> str:
        """Return why the device has no image for a tensor in blocks, as a sentence without its end, or nothing."""
        sizes = self._extents(shape, bounds)
        if self._limits is None or not sizes or any(map(self._fits, sizes)):
            return ""
        layers, height, width = sizes[-1]
        return (
            f"{width} x {height} texels in {layers} layers are more than the target's images of at most "
            f"{self._limits[2]} x {self._limits[1]} in {self._limits[0]}"
        )

    def _fits(self, sizes: tuple[int, int, int]) -> bool:
        return self._limits is not None and all(size <= limit for size, limit in zip(sizes, self._limits))

    def _extents(self, shape: Sequence[Any], bounds: Sequence[Mapping[str, int]]) -> list[tuple[int, int, int]]:
        dims = [tirx.const(dim, "int64") if isinstance(dim, int) else dim for dim in shape[:3]]
        found: list[tuple[int, int, int]] = []
        for upper in [*bounds, {}]:  # of numbers alone, the last one
            layers, height, width = (value_at(dim, upper) if grows(dim) else None for dim in dims)
            if layers is not None and height is not None and width is not None:
                found.append((layers, height, width))
        return found

    def kernel(self, func: Any, types: Sequence[Any], shapes: Sequence[Any]) -> tuple[Any, list[Any]]:
        """Return a kernel over tensors of some types, and the numbers that it takes between operands and result.

        Those are its dims that no tensor in a buffer tells: an image may be larger than what is in it. Dims that are
        known are written into a kernel with images.

        Parameters
        ----------
        types : of the tensors that it is called with, the result last
        shapes : of these tensors, in the dims of the caller
        """
        scopes = [scope_of(type_) for type_ in types]
        if not any(scope.startswith(TEXTURE) for scope in scopes):
            return func, []
        pairs = [pair for param, shape in zip(func.params, shapes) for pair in zip(param.shape, shape)]
        own = {dim: size for dim, size in pairs if isinstance(dim, ir.Var)}
        known = func.specialize(
            {
                param: tirx.decl_buffer(
                    [own[dim] if isinstance(own.get(dim), tirx.IntImm) else dim for dim in param.shape],
                    param.dtype,
                    param.name,
                    scope=scope,
                    layout=param.layout,
                )
                for param, scope in zip(func.params, scopes)
                if all(isinstance(dim, ir.Var | tirx.IntImm) for dim in param.shape)  # the others follow from these
            }
        )
        if IN_PLACE in (known.attrs or {}) and scopes[-1].startswith(TEXTURE):
            known = known.without_attr(IN_PLACE)  # an image is either read or written by a kernel
        return _with_extents(known, types, own)

    def global_infos(self) -> dict[str, Any]:
        """Return the module's virtual devices, that of buffers first; none where there are no images."""
        return {"vdevice": self._devices} if self._devices else {}

    def _device(self, scope: str) -> Any:
        if not self._devices:
            self._devices.append(relax.VDevice(self._target, -1, "global"))
        found = next((device for device in self._devices if str(device.memory_scope) == scope), None)
        if found is None:
            found = relax.VDevice(self._target, -1, scope)
            self._devices.append(found)
        return found


def _with_extents(func: Any, types: Sequence[Any], own: Mapping[Any, Any]) -> tuple[Any, list[Any]]:
    """Give the images of a kernel the extents of their types, and take the dims that nothing else tells as numbers."""
    new: dict[Any, Any] = {}
    told: set[Any] = set()
    dims: list[Any] = []
    for param, type_ in zip(func.params, types):
        symbolic = [dim for dim in param.shape if isinstance(dim, ir.Var)]
        dims += [dim for dim in symbolic if dim not in dims]
        if is_image(param) and symbolic:
            new[param] = tirx.decl_buffer(
                list(type_.shape), param.dtype, param.name, scope=param.scope(), layout=param.layout
            )
        told.update([] if is_image(param) else symbolic)
    numbers = [dim for dim in dims if dim not in told]
    body = tvm_ffi.structural_map(func.body, (ir.Var, lambda var: new.get(var, var)))
    *operands, result = (new.get(param, param) for param in func.params)
    params = [*operands, *numbers, result]
    return tirx.PrimFunc(params, body, func.ret_type, attrs=func.attrs), [own[dim] for dim in numbers]

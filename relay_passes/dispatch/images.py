"""Textures between kernels of ours: which tensors become images, and kernels that read and write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tvm import ir, relax, tirx

from tvm_dydca.relay_passes.arena.devices import TEXTURE
from tvm_dydca.relay_passes.textures.scopes import scope_of
from tvm_dydca.schedules.kernel import IN_PLACE
from tvm_dydca.targets import has_textures

_SCOPE = TEXTURE
"""Tensors (blocks, rows, columns, 4) are arrays of images, a layer for each block of channels."""


class Images:
    """Chooses images for tensors in blocks of four channels.

    Parameters
    ----------
    target : tvm.target.Target
    mod : the module, whose virtual devices are kept
    """

    def __init__(self, target: Any, mod: Any):
        self._target = target
        self._devices = list(mod.global_infos.get("vdevice", []))
        self._limits = None
        if has_textures(target):
            side = int(target.attrs["texture_spatial_limit"])
            self._limits = (int(target.attrs["texture_depth_limit"]), side, side)

    def type_of(self, shape: Sequence[Any], dtype: str) -> Any:
        """Return the type of a tensor in blocks: an image where its sizes are known and the device has such."""
        sizes = [getattr(dim, "value", dim) for dim in shape[:3]]
        fits = self._limits is not None and all(
            isinstance(size, int) and size <= limit for size, limit in zip(sizes, self._limits)
        )
        return relax.TensorType(shape, dtype, self._device() if fits else None)

    def kernel(self, func: Any, types: Sequence[Any]) -> Any:
        """Return a kernel over tensors of some types, of known sizes where one of them is an image.

        Parameters
        ----------
        types : of the tensors that it is called with, the result last
        """
        scopes = [scope_of(type_) for type_ in types]
        if not any(scope.startswith(TEXTURE) for scope in scopes):
            return func
        parts = {
            param: tirx.decl_buffer(
                [int(dim) for dim in type_.shape], param.dtype, param.name, scope=scope, layout=param.layout
            )
            for param, type_, scope in zip(func.params, types, scopes)
            if all(isinstance(dim, (ir.Var, tirx.IntImm)) for dim in param.shape)  # the others follow from these
        }
        known = func.specialize(parts)
        # An image is either read or written by a kernel.
        return known.without_attr(IN_PLACE) if IN_PLACE in known.attrs and scopes[-1].startswith(TEXTURE) else known

    def global_infos(self) -> dict[str, Any]:
        """Return the module's virtual devices, that of buffers first; none where there are no images."""
        return {"vdevice": self._devices} if self._devices else {}

    def _device(self) -> Any:
        if not self._devices:
            self._devices.append(relax.VDevice(self._target, -1, "global"))
        found = next((device for device in self._devices if str(device.memory_scope) == _SCOPE), None)
        if found is None:
            found = relax.VDevice(self._target, -1, _SCOPE)
            self._devices.append(found)
        return found

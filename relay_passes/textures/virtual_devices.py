"""The virtual devices of a module with textures: one for buffers, one for each scope of textures."""

from __future__ import annotations

from typing import Any

import tvm_ffi
from tvm import relax

from tvm_dydca.relay_passes.arena.devices import TEXTURE
from tvm_dydca.relay_passes.outline.control_flow import op_name
from tvm_dydca.relay_passes.textures.scopes import scope_of


@relax.expr_functor.mutator
class _WithoutMoves(relax.PyExprMutator):  # type: ignore[misc]
    """Removes moves from buffers to buffers, which `AnnotateCustomMemoryScope` writes behind casts."""

    def visit_call_(self, call: Any) -> Any:
        """Replace a move by what it moves."""
        if op_name(call) == "to_vdevice" and {scope_of(call.ty), scope_of(call.args[0].ty)} == {"global"}:
            return self.visit_expr(call.args[0])
        return super().visit_call_(call)


class VirtualDevices:
    """Collects the scopes that functions use; each was lowered in a module with devices of its own.

    Tensors in buffers get no device: callers' types have none either.
    """

    def __init__(self, target: Any):
        self._target = target
        self._by_scope: dict[str, Any] = {}

    def unified(self, func: Any) -> Any:
        """Return a function whose textures are on the devices of the module that is made."""
        return tvm_ffi.structural_map(_WithoutMoves().visit_expr(func), (relax.TensorType, self._type))

    def _type(self, type_: Any) -> Any:
        """Return a tensor's type on the devices of the module that is made."""
        scope, device = scope_of(type_), None
        if scope.startswith(TEXTURE):
            device = self._by_scope.setdefault(scope, relax.VDevice(self._target, -1, scope))
        ndim = type_.ndim if type_.shape is None else -1
        return relax.TensorType(type_.shape, str(type_.dtype) or None, device, ndim)

    def global_infos(self) -> dict[str, Any]:
        """Return the entry of the module with its devices, that of buffers first; none where there are no textures."""
        textures = list(self._by_scope.values())
        return {"vdevice": [relax.VDevice(self._target, -1, "global"), *textures]} if textures else {}

"""UseTextures: tensors between convolutions of fixed sizes become textures, on targets that have them."""

from __future__ import annotations

import logging
from typing import Any

import tvm
import tvm_ffi
from tvm import ir, relax, s_tir, tirx

from tvm_dydca import _compat
from tvm_dydca.relay_passes.dispatch.all_ours import all_ours, convolutions_of
from tvm_dydca.relay_passes.outline.control_flow import all_bindings, op_name
from tvm_dydca.relay_passes.textures.blocked_masks import BlockChannels, mark_elementwise
from tvm_dydca.relay_passes.textures.schedules import schedule_textures
from tvm_dydca.relay_passes.textures.scopes import ScopedCalls
from tvm_dydca.relay_passes.textures.virtual_devices import VirtualDevices
from tvm_dydca.targets import has_textures

_LOG = logging.getLogger(__name__)

_BY_LAYOUT = [f"relax.nn.{name}" for name in ("conv2d", "max_pool2d", "adaptive_avg_pool2d")]
"""Operators whose kernels depend on the layout, and are legalised last."""


@tvm.transform.module_pass(opt_level=0, name="UseTextures")
class UseTextures:
    """Lower functions with convolutions of fixed sizes by TVM's passes for Adreno, to kernels over textures.

    Functions of convolutions, what is fused into them and little else are left to `DispatchKernels`, which has kernels
    of ours for textures, also where sizes are symbolic. The others may be padded to fixed sizes (`BucketShapes`). One
    whose convolutions have symbolic sizes stays as it is, in buffers, and so does one that TVM's passes or schedules
    refuse.

    Parameters
    ----------
    target : tvm.target.Target; for one without textures the pass does nothing
    """

    def __init__(self, target: Any):
        self.target = target

    def transform_module(self, mod: Any, _ctx: Any) -> Any:
        """Rewrite the module."""
        if not has_textures(self.target):
            return mod
        joined = _Joined(mod, self.target)
        for gvar, func in mod.functions_items():
            if isinstance(func, relax.Function) and _has_fixed_convolutions(func) and not all_ours(func, self.target):
                lowered = _lower(mod, gvar, func, self.target)
                if lowered is not None:
                    joined.enter(gvar, func, lowered)
        return joined.module()


def _has_fixed_convolutions(func: Any) -> bool:
    shapes = [binding.var.ty.shape for binding in convolutions_of(func)]
    return bool(shapes) and all(isinstance(dim, tirx.IntImm) for shape in shapes for dim in shape)


def _lower(mod: Any, gvar: Any, func: Any, target: Any) -> Any:
    """Return a module of the function and its kernels, None where it is to stay in buffers."""
    name = str(gvar.name_hint)
    alone = tvm.IRModule({g: kernel for g, kernel in mod.functions_items() if isinstance(kernel, tirx.PrimFunc)})
    # TVM's passes write virtual devices into the variables and constants that they are given.
    own = tvm_ffi.structural_map(
        relax.utils.copy_with_new_vars(func), (ir.GenericConst, lambda c: relax.const(c.value))
    )
    alone[name] = own.with_attr("global_symbol", name)
    with _compat.adreno(), target:
        try:
            lowered = tvm.transform.Sequential(_passes(name, func, target))(alone)
            lowered = schedule_textures(ScopedCalls(lowered).rewrite())
        except (tvm.error.InternalError, s_tir.ScheduleError, ValueError, TypeError) as error:
            _LOG.info("UseTextures leaves %s in buffers, as TVM's passes for Adreno fail: %s", name, error)
            return None
    if lowered is None:
        _LOG.info("UseTextures leaves %s in buffers: one of its kernels has no schedule for textures", name)
    return lowered


def _passes(name: str, func: Any, target: Any) -> list[Any]:
    """Return what `tvm.relax.backend.adreno.pipeline` does before schedules, with layouts kept over masks."""
    from tvm.relax.transform.legalize_ops import adreno as legalizations

    transform, adreno = relax.transform, relax.backend.adreno.transform
    ours = _compat.legalizers()
    others = sorted({f"relax.{op_name(binding.value)}" for binding in all_bindings(func.body)} - {"relax.", *ours})
    return [
        transform.LegalizeOps(ours, skip_ops=others),  # FoldConstant would legalise them by TVM's own
        transform.ConvertLayout({"relax.nn.conv2d": ["NCHW4c", "OIHW4o", "NCHW4c"]}),
        BlockChannels(name),
        transform.Normalize(),
        transform.FoldConstant(),
        transform.EliminateCommonSubexpr(),
        transform.LegalizeOps(skip_ops=_BY_LAYOUT),
        transform.AnnotateTIROpPattern(),
        mark_elementwise(),
        adreno.AnnotateCustomMemoryScope(target),
        transform.LegalizeOps(),
        transform.LegalizeOps({"relax.nn.conv2d": legalizations.conv2d_NCHWc_OIHWo}),
        transform.AnnotateTIROpPattern(),
        mark_elementwise(),
        transform.FoldConstant(),
        transform.FuseOps(),
        transform.FuseTIR(),
        transform.DeadCodeElimination(),
        adreno.FoldVDeviceScopeChange(),
        transform.DeadCodeElimination(),
    ]


class _Joined:
    """The module that is made: lowered functions in place of theirs, and each kernel once."""

    def __init__(self, mod: Any, target: Any):
        self._builder = relax.BlockBuilder(mod)
        self._functions: dict[Any, Any] = {}
        self._devices = VirtualDevices(target)

    def enter(self, gvar: Any, func: Any, lowered: Any) -> None:
        """Put a lowered function, and its kernels, in the place of a function."""
        kernels = {g: kernel for g, kernel in lowered.functions_items() if isinstance(kernel, tirx.PrimFunc)}
        new = {g: self._builder.add_func(kernel, str(g.name_hint)) for g, kernel in kernels.items()}
        body = self._devices.unified(lowered[gvar.name_hint])
        body = tvm_ffi.structural_map(body, (ir.GlobalVar, lambda found: new.get(found, found)), order="post")
        public = "global_symbol" in (func.attrs or {})
        self._functions[gvar] = body if public else body.without_attr("global_symbol")

    def module(self) -> Any:
        """Return the module."""
        mod = self._builder.get().clone()
        for gvar, func in self._functions.items():
            mod.update_func(gvar, func)
        for name, infos in self._devices.global_infos().items():
            mod.update_global_info(name, infos)
        return relax.transform.DeadCodeElimination()(mod)  # of kernels that lowered functions called before

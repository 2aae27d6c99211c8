"""Schedules for kernels with textures: TVM's for Adreno, and ours where it has none."""

from __future__ import annotations

from typing import Any

import tvm
from tvm import s_tir, tirx

from tvm_dydca.relay_passes.arena.offsets import is_image
from tvm_dydca.relay_passes.fuse.patterns import OPAQUE
from tvm_dydca.schedules.opencl.texels import schedule_texels


def schedule_textures(mod: Any) -> Any:
    """Schedule the kernels of a module that read or write textures; inside the target's scope.

    Returns
    -------
    The module; None where a kernel that writes a texture has no schedule. A schedule for buffers would store channel by
    channel, and textures take whole texels alone.
    """
    mod = mod.clone()
    kernels = {gvar: func for gvar, func in mod.functions_items() if isinstance(func, tirx.PrimFunc)}
    for gvar, func in kernels.items():
        if not any(tirx.is_buffer_var(param) and is_image(param) for param in func.params):
            mod.update_func(gvar, func.without_attr("op_pattern"))
            continue
        found = _schedule(func)
        if found is None:
            return None
        mod.update_func(gvar, found.with_attr("op_pattern", OPAQUE).with_attr("tirx.is_scheduled", True))
    return mod


def _schedule(func: Any) -> Any:
    rules = s_tir.dlight.adreno
    found = _by_rules(func, rules.Conv2d(), rules.LayoutTransform(), rules.Pool2D())
    if found is None and is_image(func.params[-1]):
        schedule = schedule_texels(func)
        return None if schedule is None else schedule.mod["main"]
    return found or _by_rules(func, s_tir.dlight.gpu.Fallback())


def _by_rules(func: Any, *rules: Any) -> Any:
    scheduled: Any = s_tir.dlight.ApplyDefaultSchedule(*rules)
    new = scheduled(tvm.IRModule({"main": func}))["main"]
    return new if "tirx.is_scheduled" in (new.attrs or {}) else None

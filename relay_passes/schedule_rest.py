"""ScheduleRest: kernels that came without a schedule get one of TVM's for GPUs; before memory is planned."""

from __future__ import annotations

from typing import Any

import tvm
from tvm import s_tir, tirx

from tvm_dydca.relay_passes.arena.in_place import in_place
from tvm_dydca.schedules.kernel import IN_PLACE


@tvm.transform.module_pass(opt_level=0, name="ScheduleRest")
class ScheduleRest:
    """Schedule kernels by the fallback of TVM's dlight, so that every kernel runs on threads of a GPU.

    Which operands a result may be written over shows in a kernel without a schedule alone; an attribute says it after.

    Parameters
    ----------
    target : tvm.target.Target; for CPUs the pass does nothing, TVM compiles kernels without a schedule for them
    """

    def __init__(self, target: Any):
        self.target = target

    def transform_module(self, mod: Any, _ctx: Any) -> Any:
        """Rewrite the module's kernels."""
        if "gpu" not in self.target.keys:
            return mod
        mod = mod.clone()
        for gvar, func in list(mod.functions_items()):
            if isinstance(func, tirx.PrimFunc) and (places := in_place(func)):
                mod.update_func(gvar, func.with_attr(IN_PLACE, places))
        # Of dlight's other rules those for reductions fail on the mean of a symbolic image (a check of rfactor).
        with self.target:
            return s_tir.dlight.ApplyDefaultSchedule(s_tir.dlight.gpu.Fallback())(mod)

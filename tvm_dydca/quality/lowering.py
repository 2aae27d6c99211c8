"""From a scheduled kernel to the functions that a device runs, by the passes that code generation takes."""

from __future__ import annotations

from typing import Any

import tvm
from tvm import tirx

from tvm_dydca import _compat

_DEVICE_KERNEL = 2
"""TVM's CallingConv of what a host launches."""


def device_functions(func: Any, target: Any) -> list[Any]:
    """Lower a kernel; return its functions for the device in the order of their names, none for the host's.

    Sizes keep the names that they have in the kernel: common subexpressions, which would be computed by the host under
    names of their own, stay written out.

    Parameters
    ----------
    func : tirx.PrimFunc with its schedule
    target : tvm.target.Target with a host
    """
    if "tirx.is_host_func" in (func.attrs or {}):
        return []
    name = str(func.attrs.get("global_symbol", "kernel"))
    written_out = tvm.transform.PassContext(config={"tirx.disable_cse_tir": True})
    with _compat.repaired(target), target, written_out:
        module = tirx.transform.BindTarget(target)(tvm.IRModule({name: func.with_attr("global_symbol", name)}))
        lower, _, _ = tirx.compilation_pipeline.PIPELINE_MAP["s_tir"]()
        lowered = lower(module)
    found = {str(gvar.name_hint): one for gvar, one in lowered.functions_items()}
    return [found[one] for one in sorted(found) if int(found[one].attrs.get("calling_conv", 0)) == _DEVICE_KERNEL]

"""The entry ``opencl`` of plan.json: what each kernel of an OpenCL device does, and how long it will take at least."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from tvm_dydca.quality.roofline import ADRENO, Gpu


def describe_quality(lowered: Any, target: Any, kernels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gather what the code of every kernel tells.

    Parameters
    ----------
    lowered : IRModule after the whole pipeline
    target : tvm.target.Target that it is for
    kernels : which are called, see `tvm_dydca.kernels.describe_kernels`

    Returns
    -------
    Plain data, one entry for each kernel of the device, in the order of the first calls; empty for other kinds of
    targets:

    - ``kernel``, ``function``: the name in ``kernels``, and of one of its functions in the source
    - ``body`` and the other fields of `work.KernelWork`; ``flops`` and ``bytes`` are texts in the kernel's dims
    - ``limits``: ``work_group_items`` and ``local_bytes`` of the target; ``within_limits``
    - ``dims``: the largest that the kernel is called with, and there ``flops_at``, ``bytes_at`` and ``intensity``
      (operations a byte); None where the bounds do not tell
    - ``predicted``: for each of `roofline.ADRENO` and ``float32``, ``float16``: microseconds, what ``bound`` is
    """
    if str(target.kind.name) != "opencl":
        return []
    from tvm_dydca.quality.lowering import device_functions
    from tvm_dydca.quality.work import kernel_work
    from tvm_dydca.relay_passes.record_dims import recorded_dims

    funcs = {str(gvar.name_hint): func for gvar, func in lowered.functions_items()}
    dims = recorded_dims(lowered)
    names = dict.fromkeys(str(entry["kernel"]) for entry in kernels if entry["kernel"] is not None)
    found = []
    for name in names:
        for function in device_functions(funcs[name], target):
            found.append(_entry(name, kernel_work(function), dims.get(name, {}), target))
    return found


def _entry(name: str, work: Any, dims: Mapping[str, int], target: Any) -> dict[str, Any]:
    from tvm_dydca.relay_passes.record_dims import value_at

    limits = {
        "work_group_items": int(target.attrs["max_num_threads"]),
        "local_bytes": int(target.attrs["max_shared_memory_per_block"]),
    }
    flops, moved = value_at(work.flops, dims), value_at(work.bytes, dims)
    known = flops is not None and moved is not None
    return {
        "kernel": name,
        "function": work.name,
        "work_group": list(work.work_group),
        "limits": limits,
        "within_limits": work.items <= limits["work_group_items"] and work.local_bytes <= limits["local_bytes"],
        "body": asdict(work.body),
        "registers": work.registers,
        "indexed_arrays": list(work.indexed_arrays),
        "local_bytes": work.local_bytes,
        "dtype": work.dtype,
        "flops": as_text(work.flops),
        "bytes": as_text(work.bytes),
        "dims": dict(dims) if known else None,
        "flops_at": flops if known else None,
        "bytes_at": moved if known else None,
        "intensity": round(flops / moved, 3) if flops is not None and moved else None,
        "predicted": _predicted(work.dtype, flops, moved) if flops is not None and moved else None,
    }


def _predicted(dtype: str, flops: int, moved: int) -> dict[str, Any]:
    """Predict in both types: a kernel of the other one moves half, or twice, as many bytes."""
    size = {"float32": 4, "float16": 2}
    return {
        gpu.name: {
            other: _time(gpu, flops, moved * size[other] // size[dtype], other) for other in ("float32", "float16")
        }
        for gpu in ADRENO
    }


def _time(gpu: Gpu, flops: int, moved: int, dtype: str) -> dict[str, Any]:
    bound = "arithmetic" if flops / moved > gpu.ridge(dtype) else "memory"
    return {"us": round(gpu.predicted_us(flops, moved, dtype), 3), "bound": bound}


def as_text(expr: Any) -> str:
    """Write an expression of sizes without its types."""
    text = re.sub(r'T\.Cast\("int64", (\w+)\)', r"\1", str(expr))
    return re.sub(r"T\.int64\((-?\d+)\)", r"\1", text).strip()

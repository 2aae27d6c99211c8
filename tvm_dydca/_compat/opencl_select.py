"""Vectors of `Select` in OpenCL C, whose mask must be -1 where TVM writes 1."""

from __future__ import annotations

from typing import Any

from tvm_dydca._compat.adreno_lowering import Repair


def repairs() -> list[Repair]:
    """Return the last passes over device code, with one more for OpenCL.

    TVM writes a vector `Select` as OpenCL's ``select``, which looks at the highest bit of each component of its mask.
    A comparison of vectors gives -1, with that bit. A condition of the loop around the vector, or one that was stored,
    is 0 or 1: the result is always what should stand where the condition does not hold. Here such a condition is
    compared with 0.

    https://github.com/apache/tvm/blob/5d4dc8721307cf9677becacf0395c19be130e206/src/target/source/codegen_opencl.cc
    """
    import tvm
    from tvm.s_tir import pipeline

    stock = pipeline.finalize_device_passes

    def finalize_device_passes() -> Any:
        return tvm.transform.Sequential([stock(), compare_masks()])

    return [(pipeline, "finalize_device_passes", finalize_device_passes)]


def compare_masks() -> Any:
    """Return a pass that makes the condition of each vector `Select` of an OpenCL function a comparison of vectors."""
    import tvm
    from tvm import tirx
    from tvm_ffi import structural

    logical = (tirx.LT, tirx.LE, tirx.GT, tirx.GE, tirx.EQ, tirx.NE, tirx.And, tirx.Or, tirx.Not)

    def compare(select: Any) -> Any:
        lanes = int(tvm.DataType(str(select.condition.ty)).lanes)
        if lanes == 1 or isinstance(select.condition, logical):
            return select
        mask = tirx.Cast(f"int32x{lanes}", select.condition)
        zeros = tirx.Broadcast(tirx.const(0, "int32"), lanes)
        return tirx.Select(tirx.NE(mask, zeros), select.true_value, select.false_value)

    @tirx.transform.prim_func_pass(opt_level=0, name="CompareMasks")
    def run(func: Any, _mod: Any, _ctx: Any) -> Any:
        target = (func.attrs or {}).get("target")
        if target is None or str(target.kind.name) != "opencl":
            return func
        return func.with_body(structural.structural_map(func.body, (tirx.Select, compare), order="post"))

    return run

"""Whether a GPU can run a candidate: TVM's VerifyGPUCode at the size of its task.

MetaSchedule's own step of that name belongs to a `TuneContext`, which takes half a minute to import.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tvm_dydca.quality.lowering import device_functions
from tvm_dydca.relay_passes.dispatch.choice import Request, Shape
from tvm_dydca.schedules import Kernel

_LIMITS = ("max_shared_memory_per_block", "max_threads_per_block")
_VECTOR_BYTES = 16


def shapes_of(kernel: Kernel, request: Request) -> list[Shape]:
    """Return the shapes of a kernel's parameters: operands, constants, and the result."""
    return [*request.operands, *(constant.shape for constant in kernel.constants), request.output]


def dims_of(func: Any, shapes: Sequence[Shape]) -> dict[Any, int]:
    """Return the values of a PrimFunc's symbolic dims, by variable, where its parameters have these shapes."""
    from tvm import ir

    return {
        dim: size
        for param, shape in zip(func.params, shapes)
        for dim, size in zip(param.shape, shape)
        if isinstance(dim, ir.Var)
    }


def with_dims(tree: Any, dims: dict[Any, int]) -> Any:
    """Return an expression or a PrimFunc with numbers in the place of its dims."""
    import tvm_ffi
    from tvm import ir, tirx

    return tvm_ffi.structural_map(tree, (ir.Var, lambda var: tirx.const(dims[var], "int64") if var in dims else var))


def within_limits(kernel: Kernel, request: Request, target: Any) -> bool:
    """Return whether a kernel keeps to the limits of a target's work-groups; always true of CPUs."""
    if "gpu" not in target.keys:
        return True
    from tvm.s_tir.analysis import verify_gpu_code

    func = with_dims(kernel.func, dims_of(kernel.func, shapes_of(kernel, request)))
    limits = {name: int(target.attrs[name]) for name in _LIMITS if name in target.attrs}
    limits["max_vector_bytes"] = _VECTOR_BYTES
    # As code generation has them: buffers of a work-group that do not live together share memory by then.
    return all(verify_gpu_code(one, limits) for one in device_functions(func, target))

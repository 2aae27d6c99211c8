"""Kernels that take tensors at an offset in a larger buffer, as an arena gives them."""

from __future__ import annotations

from typing import Any

import tvm
import tvm_ffi
from tvm import ir, tirx

from tvm_dydca.relay_passes.arena.devices import TEXTURE


def accept_offsets(func: Any) -> Any:
    """Let every parameter of a kernel begin at any element of its memory.

    TVM's kernels refuse a tensor whose ``byte_offset`` is not zero unless the offset of their buffer is a variable. It
    is one here, a variable for each parameter; OpenCL needs that, as its memory has no pointer arithmetic.

    Images have no offsets.

    Parameters
    ----------
    func : tirx.PrimFunc
    """
    new: dict[Any, Any] = {}
    for param in func.params:
        if tirx.is_buffer_var(param) and not isinstance(param.elem_offset, ir.Var) and not is_image(param):
            new[param] = buffer_at_offset(
                param.shape, param.dtype, param.name, param.strides, param.scope(), param.layout
            )
    body = tvm_ffi.structural_map(func.body, (ir.Var, lambda var: new.get(var, var)))
    params = [new.get(param, param) for param in func.params]
    return tirx.PrimFunc(params, body, func.ret_type, attrs=func.attrs)


def is_image(buffer: Any) -> bool:
    """Return whether a buffer is a texture."""
    return str(buffer.scope()).startswith(TEXTURE)


def buffer_at_offset(
    shape: Any, dtype: Any, name: str, strides: Any = None, scope: str = "global", layout: Any = None
) -> Any:
    """Return a buffer for a parameter; its elements alone are aligned, as memory that a user brings may be."""
    return tirx.decl_buffer(
        shape,
        dtype,
        name,
        strides=strides,
        elem_offset=tirx.Var(f"{name}_offset", "int64"),
        scope=scope,
        data_alignment=max(1, tvm.DataType(str(dtype)).bits // 8),
        offset_factor=1,
        layout=layout,
    )

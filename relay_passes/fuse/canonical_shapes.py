"""The shapes of a kernel's parameters in TVM's canonical form, so that FuseTIR recognises them."""

from __future__ import annotations

from typing import Any

import tvm
import tvm_ffi
from tvm import ir, s_tir, tirx


def canonical_shapes(func: Any) -> Any:
    """Return a kernel whose parameters' dims are simplified, the same where they are.

    FuseTIR compares a kernel's dims with those of its arguments as they are written, and FuseOps writes the latter anew
    in canonical form: of a kernel over ``1 + n`` it would say that its argument of ``n + 1`` does not fit. And in the
    layouts of tensors FuseTIR leaves the variables of the kernels that they came from.

    Parameters
    ----------
    func : tirx.PrimFunc
    """
    analyzer = tvm.sym.Analyzer()
    new: dict[Any, Any] = {}
    buffers = [param for param in func.params if tirx.is_buffer_var(param)]
    tvm_ffi.structural_walk(func.body, (s_tir.SBlock, lambda block: buffers.extend(block.alloc_buffers)))
    for old in buffers:
        shape = [analyzer.simplify(dim) for dim in old.shape]
        fresh = tirx.decl_buffer(
            shape,
            old.dtype,
            old.name,
            strides=old.strides,
            elem_offset=old.elem_offset,
            scope=old.scope(),
            data_alignment=old.data_alignment,
            offset_factor=old.offset_factor,
        )
        same = all(tvm_ffi.structural_equal(a, b) for a, b in zip(shape, old.shape))
        if not same or _variables(old.layout) - _variables(old.shape):
            new[old] = fresh
    if not new:
        return func
    body = tvm_ffi.structural_map(func.body, (ir.Var, lambda var: new.get(var, var)))
    return tirx.PrimFunc([new.get(param, param) for param in func.params], body, func.ret_type, attrs=func.attrs)


def _variables(tree: Any) -> set[Any]:
    found: list[Any] = []
    tvm_ffi.structural_walk(tree, (ir.Var, found.append))
    return set(found)

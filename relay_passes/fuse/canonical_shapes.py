"""The shapes of a kernel's parameters in TVM's canonical form, so that FuseTIR recognises them."""

from __future__ import annotations

from typing import Any

import tvm
import tvm_ffi
from tvm import ir, tirx


def canonical_shapes(func: Any) -> Any:
    """Return a kernel whose parameters' dims are simplified, the same where they are.

    FuseTIR compares a kernel's dims with those of its arguments as they are written, and FuseOps writes the latter anew
    in canonical form: of a kernel over ``1 + n`` it would say that its argument of ``n + 1`` does not fit.

    Parameters
    ----------
    func : tirx.PrimFunc
    """
    analyzer = tvm.sym.Analyzer()
    new: dict[Any, Any] = {}
    for param in func.params:
        if tirx.is_buffer_var(param):
            shape = [analyzer.simplify(dim) for dim in param.shape]
            if not all(tvm_ffi.structural_equal(a, b) for a, b in zip(shape, param.shape)):
                new[param] = tirx.decl_buffer(
                    shape,
                    param.dtype,
                    param.name,
                    strides=param.strides,
                    elem_offset=param.elem_offset,
                    scope=param.scope(),
                    data_alignment=param.data_alignment,
                    offset_factor=param.offset_factor,
                )
    if not new:
        return func
    body = tvm_ffi.structural_map(func.body, (ir.Var, lambda var: new.get(var, var)))
    return tirx.PrimFunc([new.get(param, param) for param in func.params], body, func.ret_type, attrs=func.attrs)

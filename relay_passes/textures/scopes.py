"""Kernels by the memory of what they are called with: where a tensor is a texture, the parameter is one."""

from __future__ import annotations

from typing import Any

import tvm_ffi
from tvm import ir, relax, tirx

from tvm_dydca.relay_passes.arena.devices import TEXTURE
from tvm_dydca.relay_passes.outline.control_flow import op_name


def scope_of(type_: Any) -> str:
    """Return the memory scope of a tensor's type."""
    device = getattr(type_, "vdevice", None)
    return "global" if device is None else str(device.memory_scope)


def with_scopes(func: Any, scopes: list[str]) -> Any:
    """Return a kernel whose tensors lie in some scopes, one for each of its parameters that is a tensor."""
    new: dict[Any, Any] = {}
    for param, scope in zip((param for param in func.params if tirx.is_buffer_var(param)), scopes):
        if scope.startswith(TEXTURE):
            new[param] = tirx.decl_buffer(
                param.shape, param.dtype, param.name, strides=param.strides, scope=scope, layout=param.layout
            )
    body = tvm_ffi.structural_map(func.body, (ir.Var, lambda var: new.get(var, var)))
    return tirx.PrimFunc([new.get(p, p) for p in func.params], body, func.ret_type, attrs=func.attrs)


@relax.expr_functor.mutator
class ScopedCalls(relax.PyExprMutator):  # type: ignore[misc]
    """Gives each call with textures a kernel for the scopes of its operands and its result.

    Stock `SpecializePrimFuncBasedOnCallSite` does so where all arguments are tensors; a padded version hands its
    kernels sizes, too.
    """

    def __init__(self, mod: Any):
        super().__init__(mod)
        self.mod = mod
        self.kernels: dict[Any, Any] = {}

    def rewrite(self) -> Any:
        """Return the module."""
        for gvar, func in self.mod.functions_items():
            if isinstance(func, relax.Function):
                self.builder_.update_func(gvar, self.visit_expr(func))
        return relax.transform.DeadCodeElimination()(self.builder_.get())

    def visit_call_(self, call: Any) -> Any:
        """Give a call its kernel."""
        if op_name(call) != "call_tir":
            return super().visit_call_(call)
        kernel, args = call.args[0], [_in_buffers(self.visit_expr(arg)) for arg in call.args[1].fields]
        types = [arg.ty for arg in args if isinstance(arg.ty, relax.TensorType)] + [call.ty_args[0]]
        scopes = [scope_of(type_) for type_ in types]
        if any(scope.startswith(TEXTURE) for scope in scopes):
            key = (kernel, *scopes)
            if key not in self.kernels:
                func = with_scopes(self.mod[kernel], scopes)
                self.kernels[key] = self.builder_.add_func(func, f"{kernel.name_hint}_texture")
            kernel = self.kernels[key]
        return relax.Call(call.op, [kernel, relax.Tuple(args)], call.attrs, call.ty_args)


def _in_buffers(arg: Any) -> Any:
    """Leave constants, which are biases here, in buffers: the virtual machine logs a line for each in a texture."""
    return relax.const(arg.value) if isinstance(arg, ir.GenericConst) and scope_of(arg.ty) != "global" else arg

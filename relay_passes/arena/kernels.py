"""Kernels as an arena needs them: they take tensors at an offset, and their workspaces come from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import tvm
import tvm_ffi
from tvm import ir, relax, tirx

from tvm_dydca.relay_passes.arena.in_place import in_place
from tvm_dydca.relay_passes.arena.offsets import accept_offsets, is_image
from tvm_dydca.relay_passes.arena.workspaces import Hoisted, hoist_workspaces, may_allocate, to_statements


@dataclass(frozen=True)
class ArenaKernel:
    """A kernel ready for an arena.

    Attributes
    ----------
    func : tirx.PrimFunc over the parameters it had, then its workspaces
    params : the parameters it had, which tell the dims
    workspaces : buffers of the further parameters
    in_place : positions of the operands that the result may overwrite
    """

    func: Any
    params: tuple[Any, ...]
    workspaces: tuple[Any, ...]
    in_place: tuple[int, ...]

    def workspace_types(self, call: Any) -> list[Any]:
        """Return the types of the workspaces at a call, in the dims of its arguments."""
        if not self.workspaces:
            return []
        dims: dict[Any, Any] = {}
        for param, arg in zip(self.params, call.args):
            if not tirx.is_buffer_var(param):
                dims[param] = arg
            elif isinstance(arg.ty.shape, relax.ShapeExpr):
                dims.update((dim, value) for dim, value in zip(param.shape, arg.ty.shape) if isinstance(dim, ir.Var))
        return [
            relax.TensorType([_in_dims(dim, dims) for dim in workspace.shape], str(workspace.dtype))
            for workspace in self.workspaces
        ]


def prepare_kernels(mod: Any, threads: int, kept: set[Any]) -> dict[Any, ArenaKernel]:
    """Prepare every kernel of a module, by GlobalVar.

    Parameters
    ----------
    threads : see `hoist_workspaces`
    kept : GlobalVars of kernels that keep their parameters, as something else than a planned function calls them
    """
    prepared: dict[Any, ArenaKernel] = {}
    funcs = {gvar: func for gvar, func in mod.functions_items() if isinstance(func, tirx.PrimFunc)}
    shifted = {gvar: accept_offsets(func) for gvar, func in funcs.items()}
    # The passes need a name of each, and leave public functions alone.
    # Kernels with images are left to TVM's own lowering of them, which begins with blocks.
    closed = {gvar for gvar, func in funcs.items() if any(tirx.is_buffer_var(p) and is_image(p) for p in func.params)}
    wide = {
        gvar: ir.GlobalVar(f"kernel_{number}")
        for number, (gvar, func) in enumerate(funcs.items())
        if may_allocate(func) and gvar not in closed
    }
    private = {wide[gvar]: shifted[gvar].without_attr("global_symbol") for gvar in wide if gvar not in kept}
    lowered = to_statements()(tvm.IRModule(private))
    for gvar, func in funcs.items():
        hoisted = Hoisted(shifted[gvar], ())
        if gvar in wide and gvar not in kept:
            statements = lowered[wide[gvar].name_hint]
            found = hoist_workspaces(statements, threads)
            hoisted = hoisted if found.func.same_as(statements) else found
        prepared[gvar] = ArenaKernel(hoisted.func, tuple(func.params), hoisted.workspaces, in_place(func))
    return prepared


def _in_dims(expr: Any, dims: dict[Any, Any]) -> Any:
    return tvm.sym.Analyzer().simplify(tvm_ffi.structural_map(expr, (ir.Var, lambda var: dims.get(var, var))))

"""RecordDims: the largest sizes that each kernel is called with; before memory is planned, while calls have types."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import tvm
import tvm_ffi
from tvm import ir, relax, tirx

from tvm_dydca.relay_passes.dims.bounds import UPPER
from tvm_dydca.relay_passes.outline.control_flow import all_bindings

DIMS_ATTR = "dydca.kernel_dims"
"""Attribute of a module: kernel -> name of a dim in it -> its largest value, as JSON."""


def recorded_dims(mod: Any) -> dict[str, dict[str, int]]:
    """Return what `RecordDims` found; a dim without a bound is not there."""
    found: dict[str, dict[str, int]] = json.loads(mod.attrs[DIMS_ATTR])
    return found


def value_at(expr: Any, dims: Mapping[str, int]) -> int | None:
    """Return the value of an integer expression at sizes by their names, None where a name is not among them."""

    def number(var: Any) -> Any:
        name = str(var.name)
        return tirx.const(dims[name], str(var.ty)) if name in dims else var

    value = tvm.sym.Analyzer().simplify(tvm_ffi.structural_map(expr, (ir.Var, number)))
    return int(value.value) if isinstance(value, tirx.IntImm) else None


@tvm.transform.module_pass(opt_level=0, name="RecordDims")
class RecordDims:
    """Note on the module what the symbolic dims of every kernel are at the upper bounds of the functions that call it.

    Later passes take the types off the calls; the bounds of a function tell nothing of a kernel's own dims.
    """

    def transform_module(self, mod: Any, _ctx: Any) -> Any:
        """Attach `DIMS_ATTR`."""
        found: dict[str, dict[str, int]] = {}
        for _, func in mod.functions_items():
            if not isinstance(func, relax.Function):
                continue
            upper = {str(name): int(value) for name, value in (func.attrs or {}).get(UPPER, {}).items()}
            for call in (binding.value for binding in all_bindings(func.body)):
                callee = getattr(call, "op", None)
                if isinstance(callee, ir.GlobalVar) and isinstance(mod[callee], tirx.PrimFunc):
                    sizes = found.setdefault(str(callee.name_hint), {})
                    for name, value in _dims(mod[callee], call.args, upper):
                        sizes[name] = max(value, sizes.get(name, 0))
        return mod.with_attr(DIMS_ATTR, json.dumps(found))


def _dims(kernel: Any, args: Any, upper: dict[str, int]) -> list[tuple[str, int]]:
    """Return the symbolic dims of a kernel at a call, at the upper bounds of the caller."""
    pairs: list[tuple[Any, Any]] = []
    for param, arg in zip(kernel.params, args):
        if not tirx.is_buffer_var(param):
            pairs.append((param, arg))
        elif isinstance(shape := getattr(arg.ty, "shape", None), relax.ShapeExpr):
            pairs += zip(param.shape, shape)
    return [
        (str(dim.name), value)
        for dim, size in pairs
        if ir.is_prim_var(dim) and ir.is_prim_expr(size) and (value := value_at(size, upper)) is not None
    ]

"""What a compiled network's memory will be, read off the lowered module: the figures of an artifact's plan.json."""

from __future__ import annotations

from math import prod
from typing import Any


def describe_memory(lowered: Any) -> dict[str, Any]:
    """Sum what a lowered module allocates.

    Parameters
    ----------
    lowered : IRModule after the whole pipeline

    Returns
    -------
    Plain data, all figures in bytes:

    - ``functions``: for each Relax function its planned ``storages`` (sizes known before the run, reused between
      tensors whose lives do not overlap), their sum ``planned_bytes``, and ``unplanned``, the number of allocations
      whose size is known only at run time (the output, and whatever has no bound)
    - ``planned_bytes``: the largest function's, since one function runs at a time
    - ``constant_bytes``: weights in the kernels' layouts
    - ``workspaces``: for each kernel the memory one thread takes inside it; ``workspace_bytes_per_thread`` the largest
    """
    from tvm import relax, tirx

    functions: dict[str, Any] = {}
    workspaces: dict[str, int] = {}
    constants: dict[int, int] = {}
    for gvar, func in lowered.functions_items():
        if isinstance(func, tirx.PrimFunc):
            if func.attrs is not None and "dydca.workspace_bytes" in func.attrs:
                workspaces[gvar.name_hint] = int(func.attrs["dydca.workspace_bytes"])
        elif isinstance(func, relax.Function):
            functions[gvar.name_hint] = _storages(func, constants)
    return {
        "functions": functions,
        "planned_bytes": max((f["planned_bytes"] for f in functions.values()), default=0),
        "constant_bytes": sum(constants.values()),
        "workspaces": workspaces,
        "workspace_bytes_per_thread": max(workspaces.values(), default=0),
    }


def _storages(func: Any, constants: dict[int, int]) -> dict[str, Any]:
    from tvm import relax
    from tvm.ir import GenericConst

    sizes: list[int] = []
    unplanned = 0

    def visit(expr: Any) -> None:
        nonlocal unplanned
        if isinstance(expr, GenericConst) and hasattr(expr.value, "numpy"):
            constants[hash(expr)] = int(expr.value.numpy().nbytes)
        elif isinstance(expr, relax.Call) and getattr(expr.op, "name", "") == "relax.vm.alloc_storage":
            dims = [getattr(dim, "value", None) for dim in _dims(expr.args[0])]
            known = [int(dim) for dim in dims if dim is not None]
            if len(known) < len(dims):
                unplanned += 1
            else:
                sizes.append(prod(known))

    relax.analysis.post_order_visit(func, visit)
    return {"storages": sorted(sizes, reverse=True), "planned_bytes": sum(sizes), "unplanned": unplanned}


def _dims(shape: Any) -> list[Any]:
    """Return the dims of a shape written out, or one unknown for a shape that is computed."""
    return list(shape.values) if hasattr(shape, "values") else [None]

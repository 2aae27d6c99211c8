"""What a compiled network's memory will be, read off the lowered module: the figures of an artifact's plan.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def describe_memory(lowered: Any) -> dict[str, Any]:
    """Gather what a planned module takes.

    Parameters
    ----------
    lowered : IRModule after the whole pipeline

    Returns
    -------
    Plain data, all figures in bytes:

    - ``arena``: an `ArenaReport` as plain data: ``size_bytes``, the tensors that stay ``dynamic``, and the ``roots``
      with their steps, panels and buffers, kernels' workspaces among them
    - ``planned_bytes``: the arena's size
    - ``image_bytes``: of textures, beside the arena
    - ``constant_bytes``: weights in the kernels' layouts
    """
    from tvm import relax

    from tvm_dydca.relay_passes.plan_static_arena import REPORT_ATTR

    constants: dict[int, int] = {}
    for _, func in lowered.functions_items():
        if isinstance(func, relax.Function):
            relax.analysis.post_order_visit(func, lambda expr: _enter_constant(expr, constants))
    arena = json.loads(lowered.attrs[REPORT_ATTR])
    return {
        "arena": arena,
        "planned_bytes": arena["size_bytes"],
        "image_bytes": sum(image["size_bytes"] for image in arena["images"]),
        "constant_bytes": sum(constants.values()),
    }


def largest_together(arena: Mapping[str, Any], most: int = 5) -> tuple[int, list[tuple[str, int]]]:
    """Return who is to blame for an arena's size.

    Parameters
    ----------
    arena : the entry of a plan.json
    most : buffers to name

    Returns
    -------
    The arena's lower bound in bytes, and (name, bytes) of the largest buffers that live at the step where it is needed
    """
    from tvm_dydca.planner import Buffer, Problem
    from tvm_dydca.planner.live_sum import find_peak

    root = max(arena["roots"], key=lambda root: root["lower_bound_bytes"], default=None)
    if root is None:
        return 0, []
    buffers = [
        Buffer(b["name"], b["lower"], b["upper"], b["size_bytes"], choices=tuple(map(tuple, b["choices"])))
        for b in root["buffers"]
    ]
    peak = find_peak(Problem(tuple(buffers)))
    return root["lower_bound_bytes"], [(buffers[k].name, buffers[k].size_bytes) for k in peak.buffers[:most]]


def _enter_constant(expr: Any, constants: dict[int, int]) -> None:
    from tvm.ir import GenericConst

    if isinstance(expr, GenericConst) and hasattr(expr.value, "numpy"):
        constants[hash(expr)] = int(expr.value.numpy().nbytes)

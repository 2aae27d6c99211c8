"""Analysis: whether kernels of ours compute a whole function, so that nothing between them asks for another layout."""

from __future__ import annotations

from typing import Any

from tvm_dydca.relay_passes.dispatch.conv_groups import find_conv_groups
from tvm_dydca.relay_passes.dispatch.graph import STEPS, is_dataflow
from tvm_dydca.relay_passes.outline.control_flow import all_bindings, op_name
from tvm_dydca.schedules import dtypes_for, rules_for

_AROUND = {*STEPS, "", "nn.conv2d", "nn.pixel_shuffle", "add", "subtract", "multiply", "reshape", "astype"}
"""Operators of networks whose tensors in blocks are left to `DispatchKernels`; the last ones stand in buffers."""


def convolutions_of(func: Any) -> list[Any]:
    """Return the bindings of a function's two-dimensional convolutions."""
    return [binding for binding in all_bindings(func.body) if op_name(binding.value) == "nn.conv2d"]


def all_ours(func: Any, target: Any) -> bool:
    """Return whether `DispatchKernels` has a kernel for every convolution, and little else lies between them."""
    if not is_dataflow(func):
        return False
    found = find_conv_groups(func, dtypes_for(target))
    inside = {var for alternatives in found for var in alternatives[0].covered}
    if not {op_name(binding.value) for binding in all_bindings(func.body) if binding.var not in inside} <= _AROUND:
        return False
    alone = [alternatives[-1].group for alternatives in found]
    taken = [group for group in alone if any(rule(group, target) is not None for rule in rules_for(target))]
    return len(taken) == len(convolutions_of(func))

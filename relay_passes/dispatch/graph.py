"""A dataflow function as the analyses of `dispatch` walk it: bindings by variable, users, constants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from tvm import relax, tirx
from tvm.ir import GenericConst
from tvm.tirx import FloatImm, IntImm

from tvm_dydca.relay_passes.fuse.reshape_groups import equal_shapes
from tvm_dydca.relay_passes.outline.control_flow import op_name
from tvm_dydca.schedules.elementwise import Step


@dataclass
class Graph:
    """Bindings of a function by variable, and who uses each."""

    bindings: dict[Any, Any] = field(default_factory=dict)
    users: dict[Any, list[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, func: Any) -> Graph:
        """Gather the bindings of a relax.Function of pure dataflow."""
        graph = cls()
        for block in func.body.blocks:
            for binding in block.bindings:
                graph.bindings[binding.var] = binding.value
                for used in relax.analysis.free_vars(binding.value):  # inside tuples as well
                    graph.users.setdefault(used, []).append(binding.var)
        for used in relax.analysis.free_vars(func.body.body):
            graph.users.setdefault(used, []).append(None)
        return graph

    def only_user(self, var: Any) -> Any:
        """Return the variable whose binding alone reads `var`; None where others do, or the result is made of it."""
        users = self.users.get(var, [])
        return users[0] if len(users) == 1 else None


def is_dataflow(func: Any) -> bool:
    """Return whether all is dataflow but for casts around it, which versions of fixed sizes have."""
    return all(
        isinstance(block, relax.DataflowBlock)
        or all(isinstance(binding, relax.MatchCast) for binding in block.bindings)
        for block in func.body.blocks
    )


def constant_of(expr: Any) -> np.ndarray[Any, Any] | None:
    """Return the array that an expression, or a reshape or a cast of it, is; None where it is not constant."""
    if op_name(expr) == "astype":
        array = constant_of(expr.args[0])
        return None if array is None else array.astype(str(expr.attrs.dtype))
    shape = None
    if op_name(expr) == "reshape":  # PyTorch's importer writes biases as reshapes of constants
        expr, shape = expr.args[0], expr.ty.shape
    if not isinstance(expr, GenericConst):
        return None
    array = np.asarray(expr.value.numpy())
    return array if shape is None else array.reshape([int(dim) for dim in shape])


def shuffle_of(graph: Graph, var: Any) -> tuple[int, tuple[Any, ...]] | None:
    """Return the factor of the pixel shuffle that alone reads `var`, (N, C, H, W), and the variables that it binds.

    It is one call, or a reshape, a permutation and a reshape, which is what torch.export makes of one.
    """
    bound: list[Any] = []
    while len(bound) < 3 and (var_after := graph.only_user(bound[-1] if bound else var)) is not None:
        bound.append(var_after)
    if bound and op_name(graph.bindings[bound[0]]) == "nn.pixel_shuffle":
        return int(graph.bindings[bound[0]].attrs.upscale_factor), (bound[0],)
    if [op_name(graph.bindings[one]) for one in bound] != ["reshape", "permute_dims", "reshape"]:
        return None
    apart, moved, joined = bound
    if [int(axis) for axis in graph.bindings[moved].attrs.axes or ()] != [0, 1, 4, 2, 5, 3]:
        return None
    (n, channels, h, w), factor = var.ty.shape, apart.ty.shape[2]
    if not isinstance(factor, IntImm):
        return None
    shuffled = (n, tirx.floordiv(channels, factor * factor), h * factor, w * factor)
    expected = (*shuffled[:2], factor, factor, h, w, *shuffled)
    found = (*apart.ty.shape, *joined.ty.shape)
    return (int(factor), (apart, moved, joined)) if equal_shapes(found, expected) else None


def is_int(expr: Any, value: int) -> bool:
    """Return whether a dim is a given number."""
    return str(getattr(expr, "value", expr)) == str(value)


def _slope(call: Any) -> Step | None:
    slope = constant_of(call.args[1])
    return ("leaky_relu", (float(slope.reshape(())),)) if slope is not None and slope.size == 1 else None


def _bounds(call: Any) -> Step | None:
    least, most = call.args[1:]
    numbers = all(isinstance(bound, IntImm | FloatImm) for bound in (least, most))
    return ("clip", (float(least.value), float(most.value))) if numbers else None


STEPS: dict[str, Callable[[Any], Step | None]] = {
    "clip": _bounds,
    "nn.leakyrelu": lambda call: ("leaky_relu", (float(call.attrs.alpha),)),
    "nn.prelu": _slope,
    "nn.relu": lambda _call: ("relu", ()),
    "nn.relu6": lambda _call: ("clip", (0.0, 6.0)),
    "nn.silu": lambda _call: ("silu", ()),
    "sigmoid": lambda _call: ("sigmoid", ()),
    "tanh": lambda _call: ("tanh", ()),
}
"""Operators by name, as `op_name` gives it, that may be one of `schedules.elementwise`: from a call to which it is."""


def step_of(call: Any) -> Step | None:
    """Return the elementwise operator of `schedules.elementwise` that a call is; None for any other call."""
    read = STEPS.get(op_name(call))
    return None if read is None else read(call)

"""Analysis: the convolutions of a dataflow function, each with the operators after it that one kernel could absorb."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from tvm import relax
from tvm.tirx import IntImm

from tvm_dydca.relay_passes.dispatch.graph import Graph, constant_of, is_int, shuffle_of, step_of
from tvm_dydca.relay_passes.outline.control_flow import op_name
from tvm_dydca.schedules.elementwise import Step, keeps_zero
from tvm_dydca.schedules.kernel import ConvGroup

_BLOCK = 16
"""Channels of the widest block of any layout."""


@dataclass(frozen=True)
class FoundGroup:
    """A `ConvGroup` as it stands in a function.

    Attributes
    ----------
    output : the variable that holds the group's value
    covered : variables bound inside the group, `output` included
    input, residual, skip_input : the tensors it reads, or None
    """

    group: ConvGroup
    output: Any
    covered: tuple[Any, ...]
    input: Any
    residual: Any = None
    skip_input: Any = None

    def operand(self, role: str) -> Any:
        """Return the variable in a role of `schedules.kernel.Operand`."""
        return getattr(self, role)


@dataclass(frozen=True)
class FoundBlock:
    """Two groups, where the second one adds the input of the first to what only it reads of the first."""

    first: FoundGroup
    second: FoundGroup

    @property
    def output(self) -> Any:
        """The variable that holds the block's value."""
        return self.second.output

    @property
    def covered(self) -> tuple[Any, ...]:
        """Variables bound inside the block, `output` included."""
        return self.first.covered + self.second.covered

    def operand(self, role: str) -> Any:
        """Return the variable in a role of `schedules.kernel.Operand`."""
        return self.first.operand(role)


def find_conv_groups(func: Any, dtypes: tuple[str, ...] = ("float32",)) -> list[list[FoundGroup]]:
    """Find the convolutions that a kernel could take with their epilogues.

    Parameters
    ----------
    func : relax.Function of pure dataflow
    dtypes : of the convolutions that are looked for

    Returns
    -------
    For each such convolution of a batch of one with constant weights, the alternatives from the longest chain of
    absorbed operators to the convolution alone. Convolutions of more input channels come first, so that the main branch
    is asked before the skip that it may absorb.
    """
    graph = Graph.of(func)
    heads = [start for var in graph.bindings if (start := _start(graph, var, dtypes)) is not None]
    simple = {found[-1].output: found[-1] for found in (_absorb_pointwise(graph, head) for head in heads)}
    groups = [_absorb_pointwise(graph, head) for head in heads]
    groups = [found + _absorb_joins(graph, found[-1], simple) for found in groups]
    return [found[::-1] for found in sorted(groups, key=lambda f: -f[0].group.in_channels)]


def find_residual_blocks(func: Any, groups: list[list[FoundGroup]]) -> list[FoundBlock]:
    """Find pairs of convolutions that compute x + second(first(x)), each with the operators that it absorbs.

    Parameters
    ----------
    func : relax.Function of pure dataflow
    groups : what `find_conv_groups` finds in it
    """
    graph = Graph.of(func)
    by_output = {found.output: found for alternatives in groups for found in alternatives}
    return [
        FoundBlock(first, second)
        for alternatives in groups
        for second in alternatives
        if second.residual is not None
        and (first := by_output.get(second.input)) is not None
        and first.residual is None
        and first.skip_input is None
        and first.input.same_as(second.residual)
        and graph.only_user(first.output) is not None
    ]


def _start(graph: Graph, var: Any, dtypes: tuple[str, ...]) -> FoundGroup | None:
    call = graph.bindings[var]
    if op_name(call) != "nn.conv2d" or not isinstance(call.args[0], relax.Var):
        return None
    weight, attrs, data = constant_of(graph.bindings.get(call.args[1], call.args[1])), call.attrs, call.args[0]
    layouts = (str(attrs.data_layout), str(attrs.kernel_layout), str(attrs.out_layout or attrs.data_layout))
    if weight is None or layouts != ("NCHW", "OIHW", "NCHW"):
        return None
    dtype = str(weight.dtype)
    if dtype not in dtypes or {str(data.ty.dtype), str(var.ty.dtype)} != {dtype}:
        return None
    top, left, bottom, right = (int(pad) for pad in attrs.padding)
    group = ConvGroup(
        weight=weight.astype(np.float32),
        bias=np.zeros(weight.shape[0], np.float32),
        stride=(int(attrs.strides[0]), int(attrs.strides[1])),
        dilation=(int(attrs.dilation[0]), int(attrs.dilation[1])),
        groups=int(attrs.groups),
        padding=(top, left, bottom, right),
        size=_size(var),
        dtype=dtype,
    )
    shape = getattr(data.ty, "shape", None)
    if shape is None or len(shape) != 4 or not is_int(shape[0], 1) or not is_int(shape[1], group.in_channels):
        return None
    return FoundGroup(group, var, (var,), input=data)


def _size(var: Any) -> tuple[int, int] | None:
    height, width = list(var.ty.shape)[2:]
    return (int(height), int(width)) if isinstance(height, IntImm) and isinstance(width, IntImm) else None


def _grow(found: FoundGroup, *bound: Any, group: ConvGroup, **operands: Any) -> FoundGroup:
    return replace(found, group=group, output=bound[-1], covered=(*found.covered, *bound), **operands)


def _absorb_pointwise(graph: Graph, found: FoundGroup) -> list[FoundGroup]:
    """Absorb constant factors and biases, then elementwise operators: the chain of groups so made, shortest first."""
    chain = [found]
    while (user := graph.only_user(found.output)) is not None:
        call, group = graph.bindings[user], found.group
        linear = not group.activation
        bias = _by_channel(graph, call, found.output, group.out_channels, "add") if linear else None
        factor = _by_channel(graph, call, found.output, group.out_channels, "multiply") if linear else None
        if bias is not None:
            group = replace(group, bias=group.bias + bias)
        elif factor is not None:
            group = replace(group, weight=group.weight * factor.reshape(-1, 1, 1, 1), bias=group.bias * factor)
        elif (step := _step(group, call)) is not None:
            group = replace(group, activation=(*group.activation, step))
        else:
            break
        found = _grow(found, user, group=group)
        chain.append(found)
    return chain


def _step(group: ConvGroup, call: Any) -> Step | None:
    """Return the elementwise operator that `call` is, where lanes past the last channel stay zero."""
    step = step_of(call)
    return step if step is not None and (keeps_zero(step) or group.out_channels % _BLOCK == 0) else None


def _by_channel(graph: Graph, call: Any, var: Any, channels: int, op: str) -> Any:
    """Return the constant, as (O,), that `op` joins to `var` channel by channel; None for any other call."""
    if op_name(call) != op:
        return None
    other = call.args[1] if call.args[0].same_as(var) else call.args[0]
    constant = constant_of(graph.bindings.get(other, other))
    if constant is None or str(constant.dtype) != str(var.ty.dtype):
        return None
    if constant.size == 1:
        return np.full(channels, constant.reshape(()), np.float32)
    if constant.shape in ((1, channels, 1, 1), (channels, 1, 1)):
        return constant.reshape(-1).astype(np.float32)
    return None


def _absorb_joins(graph: Graph, found: FoundGroup, simple: dict[Any, FoundGroup]) -> list[FoundGroup]:
    """Absorb one addition of another tensor, then elementwise operators, then a pixel shuffle with others after it.

    The other tensor is a residual, or a convolution that is used only here.
    """
    chain: list[FoundGroup] = []
    user = graph.only_user(found.output)
    if user is not None and op_name(graph.bindings[user]) == "add":
        left, right = graph.bindings[user].args
        other = right if left.same_as(found.output) else left
        if not isinstance(other, relax.Var) or other.same_as(found.output) or not _same_shape(other, found.output):
            return chain
        skip = simple.get(other)
        joined = found.group
        added = _grow(found, user, group=replace(joined, residual=True), residual=other)
        if skip is not None and _may_be_skip(skip.group, joined) and graph.only_user(other) is not None:
            chain.append(added)
            joined = replace(joined, bias=joined.bias + skip.group.bias, skip_weight=skip.group.weight)
            found = replace(found, covered=found.covered + skip.covered)
            found = _grow(found, user, group=joined, skip_input=skip.input)
        else:
            found = added
        chain.append(found)
        found = _absorb_epilogue(graph, found, chain)
    if (shuffle := shuffle_of(graph, found.output)) is not None:
        factor, bound = shuffle
        found = _grow(found, *bound, group=replace(found.group, shuffle=factor))
        chain.append(found)
        user = graph.only_user(found.output)
        if user is not None and not (found.group.activation or found.group.epilogue):
            constant = _by_channel(graph, graph.bindings[user], found.output, 1, "add")
            if constant is not None:  # one number for all channels passes through the shuffle
                found = _grow(found, user, group=replace(found.group, bias=found.group.bias + constant))
                chain.append(found)
        _absorb_epilogue(graph, found, chain)
    return chain


def _absorb_epilogue(graph: Graph, found: FoundGroup, chain: list[FoundGroup]) -> FoundGroup:
    """Absorb elementwise operators, which a pixel shuffle does not care about; add each group to the chain."""
    while (user := graph.only_user(found.output)) is not None:
        step = _step(found.group, graph.bindings[user])
        if step is None:
            break
        found = _grow(found, user, group=replace(found.group, epilogue=(*found.group.epilogue, step)))
        chain.append(found)
    return found


def _may_be_skip(skip: ConvGroup, joined: ConvGroup) -> bool:
    return not skip.activation and not joined.activation and skip.not_same() is None and skip.dtype == joined.dtype


def _same_shape(a: Any, b: Any) -> bool:
    from tvm_ffi import structural_equal

    return bool(structural_equal(a.ty.shape, b.ty.shape))

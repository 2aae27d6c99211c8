"""Backward transfer: what a call demands of its arguments, from what is known of its result.

A rule equates dims that every run of the call makes equal. It never says more than TVM checks or needs at run time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tvm import relax

from tvm_dydca.relay_passes.dims import types
from tvm_dydca.relay_passes.dims.facts import Facts
from tvm_dydca.relay_passes.dims.lattice import SIGNATURE, as_int
from tvm_dydca.relay_passes.dims.steps import Step

Rule = Callable[[Any, list[list[Any] | None], list[Any]], list[tuple[Any, Any]]]
"""(call, dims of the arguments, dims of the result) to pairs of equal dims."""


def demand(facts: Facts, step: Step) -> None:
    """Record what a call demands of its arguments, its result being of the type that is known by now."""
    out_type = facts.type_of(step.var)
    if facts.has_unranked and step.operator in _RANKS and isinstance(step.args[0], relax.Var):
        rank = _RANKS[step.operator](step.value, types.rank_of(out_type))
        if facts.sites.get(step.args[0], SIGNATURE)[:-1] == step.site[:-1]:
            facts.give_rank(step.args[0], rank)
    rule, out = _RULES.get(step.operator), types.dims_of(out_type)
    if rule is None or out is None or not step.args:
        return
    tensors = step.parts if step.operator in _ON_TUPLES else step.args
    for a, b in rule(step.value, [types.dims_of(facts.type_of(arg)) for arg in tensors], out):
        facts.known.equate(a, b, step.site)


def _same(_call: Any, args: list[list[Any] | None], out: list[Any]) -> list[tuple[Any, Any]]:
    return list(zip(args[0], out)) if args[0] is not None and len(args[0]) == len(out) else []


def _broadcast(_call: Any, args: list[list[Any] | None], out: list[Any]) -> list[tuple[Any, Any]]:
    """A dim that the other operand can't widen is the result's own."""
    pairs = []
    for mine, other in ((args[0], args[1]), (args[1], args[0])):
        if mine is None or other is None:
            continue
        for back in range(1, len(mine) + 1):
            if back > len(other) or as_int(other[-back]) == 1 or as_int(out[-back]) == 1:
                pairs.append((mine[-back], out[-back]))
    return pairs


def _permute(call: Any, args: list[list[Any] | None], out: list[Any]) -> list[tuple[Any, Any]]:
    if args[0] is None:
        return []
    axes = call.attrs.axes
    order = range(len(out))[::-1] if axes is None else [int(axis) for axis in axes]
    return [(args[0][axis], out[i]) for i, axis in enumerate(order)]


def _expand_dims(call: Any, args: list[list[Any] | None], out: list[Any]) -> list[tuple[Any, Any]]:
    new = {int(axis) % len(out) for axis in call.attrs.axis}
    kept = [dim for i, dim in enumerate(out) if i not in new]
    return list(zip(args[0], kept)) if args[0] is not None else []


def _matmul(_call: Any, args: list[list[Any] | None], out: list[Any]) -> list[tuple[Any, Any]]:
    a, b = args
    if a is None or b is None or len(a) < 2 or len(b) < 2:
        return []
    return [(a[-1], b[-2]), (a[-2], out[-2]), (b[-1], out[-1])]


def _concat(call: Any, args: list[list[Any] | None], out: list[Any]) -> list[tuple[Any, Any]]:
    axis = (0 if call.attrs.axis is None else int(call.attrs.axis)) % len(out)
    if any(part is None for part in args):
        return []
    pairs = [(part[i], out[i]) for part in args if part is not None for i in range(len(out)) if i != axis]
    rest = out[axis]
    for part in args[1:]:
        rest = rest - part[axis]  # type: ignore[index]
    return [*pairs, (args[0][axis], rest)]  # type: ignore[index]


def _convolution(call: Any, args: list[list[Any] | None], out: list[Any]) -> list[tuple[Any, Any]]:
    data, weight = args[:2]
    layout, out_layout = str(call.attrs.data_layout), str(call.attrs.out_layout)
    if data is None or weight is None or not layout.startswith("NC") or out_layout not in ("", layout):
        return []
    pairs = [(data[0], out[0])]
    if str(call.attrs.kernel_layout).startswith("OI"):
        pairs += [(data[1], weight[1] * int(call.attrs.groups)), (weight[0], out[1])]
    return pairs


def _pooling(call: Any, args: list[list[Any] | None], out: list[Any]) -> list[tuple[Any, Any]]:
    layout, out_layout = str(call.attrs.layout), str(call.attrs.out_layout)
    keeps = args[0] is not None and layout.startswith("NC") and out_layout in ("", layout)
    return list(zip(args[0][:2], out[:2])) if keeps else []  # type: ignore[index]


_ON_TUPLES = {"relax.concat"}

_UNARY = [
    "abs",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "astype",
    "atan",
    "atanh",
    "bitwise_not",
    "ceil",
    "clip",
    "cos",
    "cosh",
    "cumprod",
    "cumsum",
    "erf",
    "exp",
    "floor",
    "isfinite",
    "isinf",
    "isnan",
    "log",
    "logical_not",
    "negative",
    "round",
    "rsqrt",
    "sigmoid",
    "sign",
    "sin",
    "sinh",
    "sqrt",
    "square",
    "tan",
    "tanh",
    "trunc",
    "nn.dropout",
    "nn.gelu",
    "nn.gelu_tanh",
    "nn.leakyrelu",
    "nn.log_softmax",
    "nn.relu",
    "nn.relu6",
    "nn.selu",
    "nn.silu",
    "nn.softmax",
    "nn.softplus",
    "ones_like",
    "zeros_like",
    "full_like",
    "flip",
    "tril",
    "triu",
]

_BINARY = [
    "add",
    "bitwise_and",
    "bitwise_or",
    "bitwise_xor",
    "divide",
    "equal",
    "floor_divide",
    "floor_mod",
    "greater",
    "greater_equal",
    "less",
    "less_equal",
    "logical_and",
    "logical_or",
    "logical_xor",
    "maximum",
    "minimum",
    "mod",
    "multiply",
    "not_equal",
    "power",
    "subtract",
]

_RULES: dict[str, Rule] = {
    **{f"relax.{name}": _same for name in _UNARY},
    **{f"relax.{name}": _broadcast for name in _BINARY},
    "relax.permute_dims": _permute,
    "relax.expand_dims": _expand_dims,
    "relax.matmul": _matmul,
    "relax.concat": _concat,
    **{f"relax.nn.conv{n}d": _convolution for n in (1, 2, 3)},
    **{f"relax.nn.{kind}_pool{n}d": _pooling for kind in ("avg", "max") for n in (1, 2, 3)},
}

_RANKS: dict[str, Callable[[Any, int], int]] = {
    **{f"relax.{name}": lambda _call, rank: rank for name in _UNARY if not name.startswith("cum")},
    "relax.permute_dims": lambda call, rank: rank if call.attrs.axes is None else len(call.attrs.axes),
    **{f"relax.nn.conv{n}d": lambda call, _rank: len(str(call.attrs.data_layout)) for n in (1, 2, 3)},
    **{
        f"relax.nn.{kind}_pool{n}d": lambda call, _rank: len(str(call.attrs.layout))
        for kind in ("avg", "max")
        for n in (1, 2, 3)
    },
}
"""The rank that an operator asks of its first argument, from the rank of its result (-1 where unknown)."""

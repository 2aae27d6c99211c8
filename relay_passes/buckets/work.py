"""What a run of a function costs at a size, in rough but comparable numbers: the weights of the choice of buckets.

The unit is a multiply-accumulate of a convolution or a matrix product. Any other operator counts `ELEMENT` for each
element of its result: it waits for memory. Bytes are those of every result, as if each lived alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import prod
from typing import Any

import numpy as np
import tvm
from tvm import ir, relax, tirx

from tvm_dydca.relay_passes.buckets.expressions import Numbers, evaluate
from tvm_dydca.relay_passes.buckets.functions import Reached
from tvm_dydca.relay_passes.dispatch.conv_groups import find_conv_groups
from tvm_dydca.relay_passes.dispatch.matmul_groups import find_matmul_groups
from tvm_dydca.relay_passes.outline.control_flow import all_bindings, op_name
from tvm_dydca.schedules import dtypes_for, matmul_rules_for, rules_for

ELEMENT = 16.0
SYMBOLIC = 1.15
"""Stock loops over symbolic sizes against the same over fixed ones: 1.00 to 1.4, most near 1.1 (llvm, one core)."""

_HEAVY = 0.1
"""Share of the cost that stock loops must have for their slowness to count."""


@dataclass(frozen=True)
class Work:
    """Cost model of one function.

    Attributes
    ----------
    dims : the function's own dims -> expressions of the asked dims
    terms : for each shape of a result its dims, the cost of all elements of such results at one place, and their bytes
    kernels : operators that compute something
    symbolic : time of the whole with symbolic dims against fixed ones; 1 where all heavy operators have kernels of ours
    """

    dims: tuple[tuple[Any, Any], ...]
    terms: tuple[tuple[tuple[Any, ...], float, float], ...]
    kernels: int
    symbolic: float

    def at(self, values: Mapping[Any, Numbers]) -> tuple[Numbers, Numbers]:
        """Return cost and bytes at shapes of the asked dims, see `functions.Asked.values`; dims not told count as 1."""
        own = {dim: found for dim, expr in self.dims if (found := evaluate(expr, values)) is not None}
        n = len(next(iter(values.values())))
        cost, size = np.zeros(n), np.zeros(n)
        for shape, weight, bytes_ in self.terms:
            elements = np.ones(n)
            for dim in shape:
                found = evaluate(dim, own)
                elements = elements if found is None else elements * found
            cost += weight * elements
            size += bytes_ * elements
        return cost, size


def work_of(reached: Reached, target: Any) -> Work:
    """Model a function; `target`, or None, tells which convolutions have kernels of ours, which don't mind the size."""
    ours = _ours(reached.func, target) if target is not None else set()
    terms: dict[Any, tuple[Any, float, float]] = {}
    stock, total, kernels = 0.0, 0.0, 0
    for binding in all_bindings(reached.func.body):
        value = binding.value
        if not isinstance(value, relax.Call):
            continue
        kernels += 1
        weight = _element_cost(value)
        types = binding.var.ty.fields if isinstance(binding.var.ty, relax.TupleType) else [binding.var.ty]
        for type_ in types:
            if isinstance(type_, relax.TensorType) and isinstance(type_.shape, relax.ShapeExpr) and type_.dtype:
                dims = tuple(type_.shape)
                key = tuple(map(_key, dims))
                _, cost, size = terms.get(key, (dims, 0.0, 0.0))
                terms[key] = (dims, cost + weight, size + _bytes_of(str(type_.dtype)))
                total += weight
                stock += weight * (binding.var not in ours)
    symbolic = 1 + (SYMBOLIC - 1) * (stock / total if total else 0.0)
    return Work(
        tuple(reached.dims.items()), tuple(terms.values()), kernels, symbolic if stock > _HEAVY * total else 1.0
    )


def _bytes_of(dtype: str) -> float:
    return float(tvm.DataType(dtype).bits) / 8


def _key(dim: Any) -> Any:
    """Return something that is equal for equal dims."""
    if isinstance(dim, ir.Var):
        return dim
    return int(dim.value) if isinstance(dim, tirx.IntImm) else str(dim)


def _ours(func: Any, target: Any) -> set[Any]:
    """Variables of the convolutions and products, with what follows them, that a rule of the target takes."""
    groups: list[tuple[Any, Any]] = [(found, rules_for(target)) for found in find_conv_groups(func, dtypes_for(target))]
    groups += [(found, matmul_rules_for(target)) for found in find_matmul_groups(func)]
    answers: dict[Any, bool] = {}
    ours: set[Any] = set()
    for alternatives, rules in groups:
        for found in alternatives:
            # Only the shapes of weights count, and arrays cannot be keys.
            values = (getattr(found.group, part.name) for part in fields(found.group))
            key = (type(found.group), *(getattr(value, "shape", value) for value in values))
            if key not in answers:
                answers[key] = any(rule(found.group, target) is not None for rule in rules)
            if answers[key]:
                ours.update(found.covered)
                break
    return ours


def _element_cost(call: Any) -> float:
    """Multiply-accumulates of one element of a call's result."""
    name = op_name(call)
    if name in ("nn.conv1d", "nn.conv2d", "nn.conv3d"):
        weight = _sizes(call.args[1])
        return float(prod(weight[1:])) if weight else ELEMENT
    if name == "matmul":
        left = _sizes(call.args[0])
        return float(left[-1]) if left else ELEMENT
    return ELEMENT


def _sizes(expr: Any) -> list[int]:
    shape = getattr(expr.ty, "shape", None)
    if not isinstance(shape, relax.ShapeExpr):
        return []
    return [int(dim.value) if hasattr(dim, "value") else 64 for dim in shape]  # a symbolic factor counts as 64

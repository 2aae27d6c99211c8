"""Analysis: the products with constant matrices, each with the operators after it that one kernel could absorb."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np
from tvm import relax
from tvm.tirx import IntImm
from tvm_ffi import structural_equal

from tvm_dydca.relay_passes.dispatch.graph import Graph, constant_of, step_of
from tvm_dydca.relay_passes.outline.control_flow import op_name
from tvm_dydca.schedules.kernel import Array, MatmulGroup


@dataclass(frozen=True)
class FoundMatmul:
    """A `MatmulGroup` as it stands in a function.

    Attributes
    ----------
    output : the variable that holds the group's value
    covered : variables bound inside the group, `output` included
    input : the tensor it reads
    """

    group: MatmulGroup
    output: Any
    covered: tuple[Any, ...]
    input: Any

    def operand(self, role: str) -> Any:
        """Return the variable in a role of `schedules.kernel.Operand`."""
        return getattr(self, role)


def find_matmul_groups(func: Any) -> list[list[FoundMatmul]]:
    """Find the products that a kernel could take with their epilogues.

    Parameters
    ----------
    func : relax.Function of pure dataflow

    Returns
    -------
    For each float32 product of a tensor with a constant matrix, or one that is transposed, the alternatives from the
    longest chain of absorbed operators to the product alone.
    """
    graph = Graph.of(func)
    heads = [head for var in graph.bindings if (head := _start(graph, var)) is not None]
    return [_absorb(graph, head)[::-1] for head in heads]


def _start(graph: Graph, var: Any) -> FoundMatmul | None:
    call = graph.bindings[var]
    if op_name(call) != "matmul" or not isinstance(call.args[0], relax.Var):
        return None
    data, weight = call.args[0], _matrix(graph, call.args[1])
    dtypes = {str(data.ty.dtype), str(var.ty.dtype)}
    if weight is None or dtypes != {"float32"} or not isinstance(data.ty.shape, relax.ShapeExpr):
        return None
    leading = list(data.ty.shape)[:-1]
    if not leading or not structural_equal(leading, list(var.ty.shape)[:-1]):
        return None
    rows = prod(int(dim) for dim in leading) if all(isinstance(dim, IntImm) for dim in leading) else None
    group = MatmulGroup(weight, np.zeros(weight.shape[1], np.float32), len(leading), rows)
    return FoundMatmul(group, var, (var,), data)


def _matrix(graph: Graph, expr: Any) -> Array | None:
    """Return a constant float32 matrix, also through what importers write before a product.

    That is a transposition, and for a stack of products the matrix again and again, by a broadcast and a reshape of the
    leading dims.
    """
    sides = _last_two(expr)
    expr = graph.bindings.get(expr, expr)
    while op_name(expr) in ("broadcast_to", "reshape") and sides is not None:
        if _last_two(expr.args[0]) != sides:
            return None
        expr = graph.bindings.get(expr.args[0], expr.args[0])
    transposed = op_name(expr) == "permute_dims"
    if transposed:
        expr = graph.bindings.get(expr.args[0], expr.args[0])
    matrix = constant_of(expr)
    if matrix is None or matrix.ndim != 2 or matrix.dtype != np.float32:
        return None
    # Of a matrix the only permutation but the identity, which no importer writes, is the transposition.
    return matrix.T if transposed else matrix


def _last_two(expr: Any) -> tuple[int, int] | None:
    shape = getattr(expr.ty, "shape", None)
    if not isinstance(shape, relax.ShapeExpr) or len(shape) < 2:
        return None
    rows, columns = list(shape)[-2:]
    return (int(rows), int(columns)) if isinstance(rows, IntImm) and isinstance(columns, IntImm) else None


def _absorb(graph: Graph, found: FoundMatmul) -> list[FoundMatmul]:
    """Absorb constant biases, then elementwise operators: the chain of groups so made, shortest first."""
    chain = [found]
    while (user := graph.only_user(found.output)) is not None:
        call, group = graph.bindings[user], found.group
        bias = None if group.activation else _bias(graph, call, found.output, group.weight.shape[1])
        if bias is not None:
            group = replace(group, bias=group.bias + bias)
        elif (step := step_of(call)) is not None:
            group = replace(group, activation=(*group.activation, step))
        else:
            break
        found = replace(found, group=group, output=user, covered=(*found.covered, user))
        chain.append(found)
    return chain


def _bias(graph: Graph, call: Any, var: Any, columns: int) -> Array | None:
    """Return the constant, as (N,), that `call` adds to `var` column by column; None for any other call."""
    if op_name(call) != "add":
        return None
    other = call.args[1] if call.args[0].same_as(var) else call.args[0]
    constant = constant_of(graph.bindings.get(other, other))
    if constant is None or constant.dtype != np.float32 or constant.ndim > len(var.ty.shape):
        return None
    if constant.size == 1:
        return np.full(columns, constant.reshape(()), np.float32)
    return constant.reshape(-1) if constant.shape[-1] == constant.size == columns else None

# mypy: disable-error-code="valid-type, misc, no-untyped-call, no-untyped-def"
"""Products of a matrix with constant weights on OpenCL devices, for any number of rows, with bias and operators.

A work-item makes a few rows in a few blocks of four columns. The weights are laid out in these blocks, over which the
vectors run; of the input it loads four elements of a row at a time, which are used for every column of the tile from
registers. Neighbouring work-items take neighbouring columns, so that those of a group share the rows that they read.
Only the store tests for the last row and the last column.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from tvm import s_tir, te, tirx
from tvm.script import tirx as T

from tvm_dydca.schedules.blocks import blocked, largest_divisor
from tvm_dydca.schedules.elementwise import Steps, applied, named
from tvm_dydca.schedules.kernel import NCHW, Array, Kernel, MatmulGroup, Operand, Scheduled
from tvm_dydca.schedules.opencl.layout import LANES, blocks_of


@dataclass(frozen=True)
class Knobs:
    """What a product may be tuned by.

    Attributes
    ----------
    rows : that a work-item makes
    blocks : of four columns, that it makes of each row; fewer where they do not divide
    columns, groups : work-items of a work-group, along the columns and along the rows
    """

    rows: int = 4
    blocks: int = 4
    columns: int = 8
    groups: int = 8


DEFAULT = Knobs()
CHOICES = {"rows": (1, 2, 4, 8), "blocks": (1, 2, 4), "columns": (4, 8, 16, 32), "groups": (1, 2, 4, 8)}


def why_not(group: MatmulGroup) -> str | None:
    """Return what keeps `rule` from a group."""
    return f"{group.leading} leading dims are more than 3" if group.leading > 3 else None


def rule(group: MatmulGroup, _target: Any, knobs: Knobs = DEFAULT) -> Kernel | None:
    """Take products of at most three leading dims, with bias and elementwise operators."""
    if why_not(group) is not None:
        return None
    inside, out = group.weight.shape
    bias = blocked(group.bias, LANES)
    rows = knobs.rows if group.rows is None else min(knobs.rows, group.rows)
    made = _scheduled(inside, out, group.leading, rows, group.activation, knobs)
    name = f"matmul_{inside}x{out}" + named(group.activation)
    return Kernel(name, made.func, (Operand("input", NCHW),), (pack_weight(group.weight), bias), NCHW, made)


def pack_weight(weight: Array) -> Array:
    """(K, N) to (ceil(N / 4), ceil(K / 4), 4 of K, 4 of N), padded with zeros."""
    inside, out = weight.shape
    packed = np.zeros((blocks_of(inside) * LANES, blocks_of(out) * LANES), np.float32)
    packed[:inside, :out] = weight
    return np.ascontiguousarray(packed.reshape(-1, LANES, blocks_of(out), LANES).transpose(2, 0, 1, 3))


# Scheduling takes a tenth of a second, and a network repeats a few shapes.
@cache
def _scheduled(inside: int, out: int, leading: int, rows: int, activation: Steps, knobs: Knobs) -> Scheduled:
    func = _product(inside, out, leading, rows, activation, knobs)
    return Scheduled.of(func, _schedule(func, inside, out))


def _tile(out: int, knobs: Knobs) -> tuple[int, int, int]:
    """Return work-groups and work-items along the columns, and blocks of a work-item."""
    count = blocks_of(out)
    blocks = largest_divisor(count, knobs.blocks)
    columns = min(knobs.columns, count // blocks)
    return -(-count // (blocks * columns)), columns, blocks


def _product(inside: int, out: int, leading: int, N: int, activation: Steps, knobs: Knobs) -> Any:
    """Return the unscheduled kernel over (x, weight, bias, y), in whole work-groups."""
    dims = [te.var(f"M{place}", "int64") for place in range(leading)]
    count = dims[0]
    for dim in dims[1:]:
        count = count * dim
    K, G = blocks_of(inside), knobs.groups
    Y = (count + (G * N - 1)) // (G * N)
    X, C, B = _tile(out, knobs)

    def at(row):
        places: list[Any] = []
        for dim in dims[:0:-1]:
            places.insert(0, row % dim)
            row = row // dim
        return [row, *places]

    def read(x, row, k, v):
        # A row past the last one repeats it, and is not stored.
        place = (*at(tirx.min(row, count - 1)), k * LANES + v)
        if inside % LANES == 0:
            return x[place]
        return tirx.if_then_else(k * LANES + v < inside, x[place], tirx.const(0.0, "float32"))

    def finish(acc, b, item, block, n, o, v):
        return applied(activation, acc[item[0], item[1], item[2], item[3], n, o, v] + b[block, v])

    def number(item, o):
        """Return the number of a block; past the last one where the work-items do not divide them."""
        return (item[2] * C + item[3]) * B + o

    def known(block):
        return block if blocks_of(out) == X * C * B else tirx.min(block, blocks_of(out) - 1)

    @T.prim_func(s_tir=True, private=True)
    def product(
        x: T.Buffer((*dims, inside), "float32"),
        ws: T.Buffer((blocks_of(out), K, LANES, LANES), "float32"),
        b: T.Buffer((blocks_of(out), LANES), "float32"),
        y: T.Buffer((*dims, out), "float32"),
    ):
        T.func_attr({"tirx.noalias": True})
        P = T.sblock_alloc_buffer((Y, G, K, N, LANES), "float32")
        U = T.sblock_alloc_buffer((X, C, K, B, LANES, LANES), "float32")
        A = T.sblock_alloc_buffer((Y, G, X, C, N, B, LANES), "float32")
        for y0, g, k, n, v in T.grid(Y, G, K, N, LANES):
            with T.sblock("row"):
                vy, vg, vk, vn, vv = T.axis.remap("SSSSS", [y0, g, k, n, v])
                P[vy, vg, vk, vn, vv] = read(x, (vy * G + vg) * N + vn, vk, vv)
        for x0, c, k, o, i, v in T.grid(X, C, K, B, LANES, LANES):
            with T.sblock("weights"):
                vx, vc, vk, vo, vi, vv = T.axis.remap("SSSSSS", [x0, c, k, o, i, v])
                U[vx, vc, vk, vo, vi, vv] = ws[known((vx * C + vc) * B + vo), vk, vi, vv]
        for y0, g, x0, c, n, o, v, k, i in T.grid(Y, G, X, C, N, B, LANES, K, LANES):
            with T.sblock("products"):
                vy, vg, vx, vc, vn, vo, vv, vk, vi = T.axis.remap("SSSSSSSRR", [y0, g, x0, c, n, o, v, k, i])
                with T.init():
                    A[vy, vg, vx, vc, vn, vo, vv] = T.float32(0)
                A[vy, vg, vx, vc, vn, vo, vv] = (
                    A[vy, vg, vx, vc, vn, vo, vv] + P[vy, vg, vk, vn, vi] * U[vx, vc, vk, vo, vi, vv]
                )
        for y0, g, x0, c, n, o, v in T.grid(Y, G, X, C, N, B, LANES):
            with T.sblock("store"):
                vy, vg, vx, vc, vn, vo, vv = T.axis.remap("SSSSSSS", [y0, g, x0, c, n, o, v])
                if T.And((vy * G + vg) * N + vn < count, number((vy, vg, vx, vc), vo) * LANES + vv < out):
                    T.buffer_store(
                        y,
                        finish(A, b, (vy, vg, vx, vc), known(number((vy, vg, vx, vc), vo)), vn, vo, vv),
                        [*at((vy * G + vg) * N + vn), number((vy, vg, vx, vc), vo) * LANES + vv],
                    )

    return product


def _schedule(func: Any, inside: int, out: int) -> Any:
    sch = s_tir.Schedule(func)
    store, rows, weights, products = (sch.get_sblock(name) for name in ("store", "row", "weights", "products"))
    down, g, across, c, n, o, v = sch.get_loops(store)
    sch.reorder(down, across, g, c, n, o, v)
    for loop, name in ((down, "blockIdx.y"), (across, "blockIdx.x"), (g, "threadIdx.y"), (c, "threadIdx.x")):
        sch.bind(loop, name)
    sch.vectorize(v) if out % LANES == 0 else sch.unroll(v)
    sch.unroll(o)
    sch.unroll(n)
    sch.compute_at(products, c, preserve_unit_loops=True)
    sch.set_scope(products, 0, "local")
    n, o, v, k, i = sch.get_loops(products)[-5:]
    sch.reorder(k, i, n, o, v)
    for block in (rows, weights):
        sch.compute_at(block, k, preserve_unit_loops=True)
        sch.set_scope(block, 0, "local")
    *_, row, lanes = sch.get_loops(rows)
    sch.vectorize(lanes) if inside % LANES == 0 else sch.unroll(lanes)
    *_, o_weights, i_weights, v_weights = sch.get_loops(weights)
    sch.vectorize(v_weights)
    for loop in (row, i_weights, o_weights, i, o, n):
        sch.unroll(loop)
    sch.vectorize(v)
    sch.decompose_reduction(products, k)
    return sch

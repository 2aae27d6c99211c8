# mypy: disable-error-code="valid-type, misc, no-untyped-call, no-untyped-def"
"""3x3 convolutions by Winograd F(2x2, 3x3) or F(4x4, 3x3) on OpenCL devices, in one kernel, for any height and width.

A work-group makes a rectangle of tiles in a few blocks of four channels. A few blocks of input channels at a time, its
work-items transform the tiles into local memory; then each of them multiplies one of the 16 or 36 places of several
tiles with the weights, in registers. The sums go through local memory once more, and each work-item transforms tiles
back, adds bias and residual, and stores what lies in the image. Nothing of this reaches global memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from tvm import s_tir, te, tirx
from tvm.script import tirx as T

from tvm_dydca.schedules import winograd_transforms
from tvm_dydca.schedules.blocks import blocked, largest_divisor, vectorize
from tvm_dydca.schedules.elementwise import Store
from tvm_dydca.schedules.kernel import IN_PLACE, TEXELS, Array, ConvGroup, Kernel, Operand, Scheduled
from tvm_dydca.schedules.opencl.layout import LANES, blocks_of


@dataclass(frozen=True)
class Knobs:
    """What a kernel may be tuned by.

    Attributes
    ----------
    tile : outputs of a tile's side, 2 or 4
    rows, columns : tiles of a work-group, down and across
    blocks : of four output channels, that a work-group makes; fewer where they do not divide
    inputs : blocks of four input channels that lie in local memory at a time; fewer where they do not divide
    own_columns : tiles of a row that a work-item multiplies; divides `columns`
    """

    tile: int = 4
    rows: int = 1
    columns: int = 3
    blocks: int = 8
    inputs: int = 8
    own_columns: int = 3


CHOICES: dict[str, tuple[int, ...]] = {
    "tile": (2, 4),
    "rows": (1, 2, 4),
    "columns": (1, 2, 3, 4, 8),
    "blocks": (1, 2, 4, 8),
    "inputs": (1, 2, 4, 8, 16),
    "own_columns": (1, 2, 3, 4),
}
"""Values worth trying for each knob."""

DEFAULT = Knobs()


def why_not(group: ConvGroup) -> str | None:
    """Return what keeps `rule` from a group."""
    if group.dtype != "float32":
        return f"the tensors are {group.dtype}, and it would lose digits"
    if group.sides != (3, 3):
        return f"the filter is {group.sides[0]}x{group.sides[1]}, not 3x3"
    if group.in_channels <= LANES:
        return f"{group.in_channels} input channels are too few"
    if group.has_tail:
        return "a skip or a pixel shuffle is fused into it"
    return group.not_same()


def rule(group: ConvGroup, _target: Any, knobs: Knobs = DEFAULT) -> Kernel | None:
    """Take 3x3 convolutions of more than 4 input channels, with bias, residual and elementwise operators."""
    if why_not(group) is not None:
        return None
    spec = _Spec(blocks_of(group.in_channels), blocks_of(group.out_channels), group.store)
    bias = blocked(group.bias, LANES)
    made = _scheduled(spec, knobs)
    func, operands = made.func, [Operand("input", TEXELS)]
    if group.residual:
        func = func.with_attr(IN_PLACE, [1])
        operands.append(Operand("residual", TEXELS))
    name = f"winograd{knobs.tile}x{knobs.tile}_{group.in_channels}x{group.out_channels}"
    name += group.store.name
    return Kernel(name, func, tuple(operands), (pack_weight(group.weight, knobs.tile), bias), TEXELS, made)


def pack_weight(weight: Array, tile: int) -> Array:
    """(O, I, 3, 3) to (ceil(O / 4), ceil(I / 4), 4 of I, places, 4 of O), transformed and padded with zero channels."""
    o, i = weight.shape[:2]
    transformed = winograd_transforms.TILES[tile].transform(weight)
    places = transformed.shape[0] ** 2
    u = np.zeros((places, blocks_of(o) * LANES, blocks_of(i) * LANES))
    u[:, :o, :i] = transformed.reshape(places, o, i)
    u = u.reshape(places, blocks_of(o), LANES, blocks_of(i), LANES).transpose(1, 3, 4, 0, 2)
    return np.ascontiguousarray(u, dtype=np.float32)


@dataclass(frozen=True)
class _Spec:
    """A kernel but for its weights."""

    in_blocks: int
    out_blocks: int
    store: Store


# Scheduling takes a tenth of a second, and a network repeats a few shapes.
@cache
def _scheduled(spec: _Spec, knobs: Knobs) -> Scheduled:
    func = _conv(spec, knobs)
    return Scheduled.of(func, _schedule(func, spec, knobs))


def _const(value: float) -> Any:
    return tirx.const(value, "float32")


def _at(buffer: Any, first: tuple[Any, ...], *rest: Any) -> Any:
    return buffer[first + rest]


def _pick(index: Any, values: list[Any]) -> Any:
    """``values[index]`` for a loop variable that is unrolled, after which the chain folds away.

    A `Select` would not: vectors make a vector of its condition.
    """
    chosen = values[-1]
    for k in range(len(values) - 2, -1, -1):
        chosen = tirx.if_then_else(index == k, values[k], chosen)
    return chosen


def _conv(spec: _Spec, knobs: Knobs) -> Any:
    """Return the unscheduled kernel over (input, residual, weight, bias, output), in whole work-groups."""
    H, W = te.var("H", "int64"), te.var("W", "int64")
    tile = winograd_transforms.TILES[knobs.tile]
    m, n, R, G = tile.out, tile.inside, knobs.rows, knobs.columns
    X, Y = (W + (G * m - 1)) // (G * m), (H + (R * m - 1)) // (R * m)
    C, O = spec.in_blocks, spec.out_blocks

    def load(x, c, h, w, v):
        inside = tirx.all(h >= 0, h < H, w >= 0, w < W)
        return tirx.if_then_else(inside, x[c, h, w, v], _const(0.0))

    def columns_down(d, at, i, q, v):
        return _pick(i, tile.forward([_at(d, at, k, q, v) for k in range(n)], _const))

    def rows_across(z, at, i, j, v):
        return _pick(j, tile.forward([_at(z, at, i, q, v) for q in range(n)], _const))

    def back_down(s, at, r, j, v):
        return _pick(r, tile.back([_at(s, at, i * n + j, v) for i in range(n)], _const))

    def finish(p, res, b, at, o, h, w, r, s, v):
        y = _pick(s, tile.back([_at(p, at, r, j, v) for j in range(n)], _const)) + b[o, v]
        return spec.store.value(y, res[o, h, w, v])

    @T.prim_func(s_tir=True, private=True)
    def conv(
        x: T.Buffer((C, H, W, LANES), "float32"),
        res: T.Buffer((O, H, W, LANES), "float32"),
        u: T.Buffer((O, C, LANES, n * n, LANES), "float32"),
        b: T.Buffer((O, LANES), "float32"),
        y: T.Buffer((O, H, W, LANES), "float32"),
    ):
        T.func_attr({"tirx.noalias": True})
        D = T.sblock_alloc_buffer((Y, X, C, R, G, n, n, LANES), "float32")
        Z = T.sblock_alloc_buffer((Y, X, C, R, G, n, n, LANES), "float32")
        V = T.sblock_alloc_buffer((Y, X, C, R, G, n * n, LANES), "float32", scope="shared")
        M = T.sblock_alloc_buffer((Y, X, O, R, G, n * n, LANES), "float32", scope="shared")
        P = T.sblock_alloc_buffer((Y, X, O, R, G, m, n, LANES), "float32")
        for y0, x0, c, r, g, k, q, v in T.grid(Y, X, C, R, G, n, n, LANES):
            with T.sblock("D"):
                vy, vx, vc, vr, vg, vk, vq, vv = T.axis.remap("SSSSSSSS", [y0, x0, c, r, g, k, q, v])
                D[vy, vx, vc, vr, vg, vk, vq, vv] = load(
                    x, vc, (vy * R + vr) * m + vk - 1, (vx * G + vg) * m + vq - 1, vv
                )
        for y0, x0, c, r, g, q, i, v in T.grid(Y, X, C, R, G, n, n, LANES):
            with T.sblock("Z"):
                vy, vx, vc, vr, vg, vq, vi, vv = T.axis.remap("SSSSSSSS", [y0, x0, c, r, g, q, i, v])
                Z[vy, vx, vc, vr, vg, vi, vq, vv] = columns_down(D, (vy, vx, vc, vr, vg), vi, vq, vv)
        for y0, x0, c, r, g, i, j, v in T.grid(Y, X, C, R, G, n, n, LANES):
            with T.sblock("V"):
                vy, vx, vc, vr, vg, vi, vj, vv = T.axis.remap("SSSSSSSS", [y0, x0, c, r, g, i, j, v])
                V[vy, vx, vc, vr, vg, vi * n + vj, vv] = rows_across(Z, (vy, vx, vc, vr, vg), vi, vj, vv)
        for y0, x0, o, r, g, p, v, c, i in T.grid(Y, X, O, R, G, n * n, LANES, C, LANES):
            with T.sblock("M"):
                vy, vx, vo, vr, vg, vp, vv, vc, vi = T.axis.remap("SSSSSSSRR", [y0, x0, o, r, g, p, v, c, i])
                with T.init():
                    M[vy, vx, vo, vr, vg, vp, vv] = T.float32(0)
                M[vy, vx, vo, vr, vg, vp, vv] = (
                    M[vy, vx, vo, vr, vg, vp, vv] + V[vy, vx, vc, vr, vg, vp, vi] * u[vo, vc, vi, vp, vv]
                )
        for y0, x0, o, r, g, j, a, v in T.grid(Y, X, O, R, G, n, m, LANES):
            with T.sblock("P"):
                vy, vx, vo, vr, vg, vj, va, vv = T.axis.remap("SSSSSSSS", [y0, x0, o, r, g, j, a, v])
                P[vy, vx, vo, vr, vg, va, vj, vv] = back_down(M, (vy, vx, vo, vr, vg), va, vj, vv)
        for y0, x0, o, r, g, a, s, v in T.grid(Y, X, O, R, G, m, m, LANES):
            with T.sblock("store"):
                vy, vx, vo, vr, vg, va, vs, vv = T.axis.remap("SSSSSSSS", [y0, x0, o, r, g, a, s, v])
                if T.And((vy * R + vr) * m + va < H, (vx * G + vg) * m + vs < W):
                    y[vo, (vy * R + vr) * m + va, (vx * G + vg) * m + vs, vv] = finish(
                        P, res, b, (vy, vx, vo, vr, vg), vo, (vy * R + vr) * m + va, (vx * G + vg) * m + vs, va, vs, vv
                    )

    params = [param for place, param in enumerate(conv.params) if place != 1 or spec.store.residual]
    return tirx.PrimFunc(params, conv.body, conv.ret_type, attrs=conv.attrs)


def _schedule(func: Any, spec: _Spec, knobs: Knobs) -> Any:
    tile = winograd_transforms.TILES[knobs.tile]
    blocks = largest_divisor(spec.out_blocks, knobs.blocks)
    own = largest_divisor(knobs.columns, knobs.own_columns)
    inputs = largest_divisor(spec.in_blocks, knobs.inputs)
    items = tile.inside**2 * knobs.rows * (knobs.columns // own)
    sch = s_tir.Schedule(func)

    def share(*loops: Any) -> None:
        """Share what loops do among the work-items."""
        _, item = sch.split(sch.fuse(*loops), [None, items])
        sch.bind(item, "threadIdx.x")

    store, back, products, forward = (sch.get_sblock(name) for name in ("store", "P", "M", "V"))
    down, across, o, r, g, a, s, v = sch.get_loops(store)
    o_outer, o_inner = sch.split(o, [None, blocks])
    sch.reorder(o_outer, down, across, o_inner, r, g, a, s, v)
    for loop, name in ((o_outer, "blockIdx.z"), (down, "blockIdx.y"), (across, "blockIdx.x")):
        sch.bind(loop, name)
    # Before work-items share the loops, as no region is found behind their test for the last ones.
    sch.compute_at(back, g, preserve_unit_loops=True)
    sch.set_scope(back, 0, "local")
    sch.compute_at(products, across, preserve_unit_loops=True)
    write = sch.cache_write(products, 0, "local")
    vectorize(sch, v, unroll=(s, a))
    j, a, v = sch.get_loops(back)[-3:]
    vectorize(sch, v, unroll=(a, j))
    share(o_inner, r, g)

    o, r, g, p, v, c, i = sch.get_loops(products)[-7:]
    g_outer, g_inner = sch.split(g, [None, own])
    # Where all channels are there at once, sums need not outlive a barrier: PoCL keeps them in registers.
    at_once = inputs == spec.in_blocks
    c_outer, c_inner = (None, c) if at_once else sch.split(c, [None, inputs])
    outer = [r, g_outer, p, *([] if at_once else [c_outer])]
    sch.reorder(*outer, c_inner, i, o, g_inner, v)
    item = sch.fuse(r, g_outer, p)
    sch.bind(item, "threadIdx.x")
    sch.compute_at(forward, item if at_once else c_outer, preserve_unit_loops=True)
    weights = sch.cache_read(products, 1, "local")
    sch.compute_at(weights, c_inner, preserve_unit_loops=True)
    *_, o_weights, _, i_weights, _, v_weights = sch.get_loops(weights)
    vectorize(sch, v_weights, unroll=(i_weights, o_weights))
    vectorize(sch, v, unroll=(g_inner, o, i))
    sch.reverse_compute_at(write, item, preserve_unit_loops=True)
    *_, o, _, g, _, v = sch.get_loops(write)
    vectorize(sch, v, unroll=(g, o))

    c, r, g, i, j, v = sch.get_loops(forward)[-6:]
    for name in ("Z", "D"):
        block = sch.get_sblock(name)
        sch.compute_at(block, g, preserve_unit_loops=True)
        *_, first, second, lanes = sch.get_loops(block)
        vectorize(sch, lanes, unroll=(second, first))
        sch.set_scope(block, 0, "local")
    vectorize(sch, v, unroll=(j, i))
    share(c, r, g)
    sch.decompose_reduction(products, c_inner if at_once else c_outer)
    return sch

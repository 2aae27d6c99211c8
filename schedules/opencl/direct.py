# mypy: disable-error-code="valid-type, misc, no-untyped-call, no-untyped-def"
"""Convolutions on OpenCL devices, directly: any filter, stride, dilation, groups and padding, any height and width.

A work-item makes a tile of pixels of one row, in a few blocks of four channels: each texel of the input is loaded once
a row of the filter, with its border test, and used for every column of the filter and every channel of the tile from
registers. Vectors run over the four output channels, so symbolic sizes cost nothing in the inner loops. A 1x1
convolution is a matrix product of such tiles.

Tensors may be float16 in memory; registers hold float32.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from tvm import s_tir, te, tirx
from tvm.script import tirx as T

from tvm_dydca.schedules.blocks import blocked, largest_divisor
from tvm_dydca.schedules.elementwise import Store
from tvm_dydca.schedules.kernel import IN_PLACE, NCHW, TEXELS, Array, ConvGroup, Kernel, Operand, Scheduled
from tvm_dydca.schedules.opencl.layout import LANES, blocks_of
from tvm_dydca.schedules.opencl.windows import Window, as_float32, load


@dataclass(frozen=True)
class Knobs:
    """What a kernel may be tuned by.

    Attributes
    ----------
    pixels : of a row, that a work-item makes
    blocks : of four channels, that it makes of each pixel; fewer where they do not divide
    columns, rows : work-items of a work-group, across and down
    """

    pixels: int = 4
    blocks: int = 4
    columns: int = 4
    rows: int = 16


DEFAULT = Knobs()
CHOICES = {"pixels": (2, 4, 6, 8), "blocks": (1, 2, 3, 4), "columns": (4, 8, 16, 32), "rows": (1, 2, 4, 8, 16)}


def why_not(group: ConvGroup) -> str | None:
    """Return what keeps `rule` from a group."""
    if group.shuffle > 1 and not Window.of(group).keeps_size:
        return "a pixel shuffle is fused into it, and it changes the size of the image"
    inputs, outputs = group.in_channels // group.groups, group.out_channels // group.groups
    if group.groups > 1 and (inputs % LANES or outputs % LANES):
        return f"its groups of {inputs} to {outputs} channels are no multiples of {LANES}"
    return None


def rule(group: ConvGroup, _target: Any, knobs: Knobs = DEFAULT) -> Kernel | None:
    """Take convolutions of any steps, with every epilogue of `ConvGroup`; groups have whole blocks of channels."""
    if why_not(group) is not None:
        return None
    skip = group.skip_weight
    spec = _Spec(
        _Filter.of(group.weight, Window.of(group), group.groups),
        None if skip is None else _Filter.of(skip, Window.same(int(skip.shape[2]))),
        group.out_channels,
        group.store,
        group.shuffle,
        group.dtype,
    )
    operands = [Operand("input", TEXELS)]
    bias = blocked(group.bias, LANES)
    constants = [pack_weight(group.weight, group.groups), bias]
    name = f"direct{group.sides[0]}x{group.sides[1]}_{group.in_channels}x{group.out_channels}{group.steps}"
    if skip is not None:
        operands.append(Operand("skip_input", TEXELS))
        constants.append(pack_weight(skip))
        name += f"_skip{skip.shape[2]}x{skip.shape[3]}"
    if group.residual:
        operands.append(Operand("residual", TEXELS))
    name += group.store.name + f"_shuffle{group.shuffle}" * (group.shuffle > 1)
    name += f"_{group.dtype}" * (group.dtype != "float32")
    made = _scheduled(spec, knobs)
    func = made.func
    if group.residual:
        func = func.with_attr(IN_PLACE, [len(operands) - 1])
    layout = NCHW if group.shuffle > 1 else TEXELS
    return Kernel(
        name, func, tuple(operands), tuple(constant.astype(group.dtype) for constant in constants), layout, made
    )


def pack_weight(weight: Array, groups: int = 1) -> Array:
    """(O, I, KH, KW) to (groups, blocks of O, blocks of I, KH, KW, lanes of I, 4 of O), padded with zero channels.

    O is of all groups, I of one. Where all input channels are in one block, it has no more lanes than there are.
    """
    o, i, height, width = weight.shape
    outputs, lanes = o // groups, min(i, LANES)
    packed = np.zeros((groups, blocks_of(outputs) * LANES, blocks_of(i) * lanes, height, width), np.float32)
    packed[:, :outputs, :i] = weight.reshape(groups, outputs, i, height, width)
    packed = packed.reshape(groups, -1, LANES, blocks_of(i), lanes, height, width)
    return np.ascontiguousarray(packed.transpose(0, 1, 3, 5, 6, 4, 2))


@dataclass(frozen=True)
class _Filter:
    """A filter but for its weights: of one group, blocks of input channels, and lanes of each that hold channels."""

    window: Window
    groups: int
    in_blocks: int
    lanes: int

    @classmethod
    def of(cls, weight: Array, window: Window, groups: int = 1) -> _Filter:
        channels = int(weight.shape[1])
        return cls(window, groups, blocks_of(channels), min(channels, LANES))


@dataclass(frozen=True)
class _Spec:
    """A kernel but for its weights."""

    filter: _Filter
    skip: _Filter | None
    out_channels: int
    store: Store
    shuffle: int
    dtype: str

    @property
    def out_blocks(self) -> int:
        """Of a group."""
        return blocks_of(self.out_channels // self.filter.groups)


# Scheduling takes a tenth of a second, and a network repeats a few shapes.
@cache
def _scheduled(spec: _Spec, knobs: Knobs) -> Scheduled:
    blocks = largest_divisor(spec.out_blocks, knobs.blocks)
    func = _conv(spec, knobs)
    return Scheduled.of(func, _schedule(func, spec, blocks))


def _products(found: _Filter, O: int, extents: tuple[Any, ...]) -> Any:
    """Return the stages of a convolution's sums: rows of the input (P), weights (U) and sums (A).

    A fresh one for each use: an inline function that is used twice renames its blocks.

    Parameters
    ----------
    O : blocks of output channels of a group
    extents : work-groups and rows down, work-groups and tiles across, and pixels of a tile
    """
    Y, R, X, G, N = extents
    Q, C, lanes, window = found.groups, found.in_blocks, found.lanes, found.window
    (KH, KW), columns = window.sides, window.columns(N)

    @T.inline
    def products(x, ws, P, U, A, row, weights, conv):
        for q, c, y0, r, x0, g, kh, n, v in T.grid(Q, C, Y, R, X, G, KH, columns, LANES):
            with T.sblock(row):
                vq, vc, vy, vr, vx, vg, vkh, vn, vv = T.axis.remap("SSSSSSSSS", [q, c, y0, r, x0, g, kh, n, v])
                P[vq, vc, vy, vr, vx, vg, vkh, vn, vv] = load(
                    x,
                    vq * C + vc,
                    window.row_at(vy * R + vr, vkh),
                    window.column_at((vx * G + vg) * N, vn),
                    vv,
                )
        for q, o, c, kh, kw, i, v in T.grid(Q, O, C, KH, KW, lanes, LANES):
            with T.sblock(weights):
                vq, vo, vc, vkh, vkw, vi, vv = T.axis.remap("SSSSSSS", [q, o, c, kh, kw, i, v])
                U[vq, vo, vc, vkh, vkw, vi, vv] = as_float32(ws, vq, vo, vc, vkh, vkw, vi, vv)
        for q, o, y0, r, x0, g, n, v, c, kh, kw, i in T.grid(Q, O, Y, R, X, G, N, LANES, C, KH, KW, lanes):
            with T.sblock(conv):
                vq, vo, vy, vr, vx, vg, vn, vv, vc, vkh, vkw, vi = T.axis.remap(
                    "SSSSSSSSRRRR", [q, o, y0, r, x0, g, n, v, c, kh, kw, i]
                )
                # All lanes of a texel, also where fewer hold channels: they come with one load.
                T.reads(
                    P[vq, vc, vy, vr, vx, vg, vkh, window.column(vn, vkw), 0:LANES], U[vq, vo, vc, vkh, vkw, vi, vv]
                )
                T.writes(A[vq, vo, vy, vr, vx, vg, vn, vv])
                with T.init():
                    A[vq, vo, vy, vr, vx, vg, vn, vv] = T.float32(0)
                A[vq, vo, vy, vr, vx, vg, vn, vv] = (
                    A[vq, vo, vy, vr, vx, vg, vn, vv]
                    + P[vq, vc, vy, vr, vx, vg, vkh, window.column(vn, vkw), vi] * U[vq, vo, vc, vkh, vkw, vi, vv]
                )

    return products


def _conv(spec: _Spec, knobs: Knobs) -> Any:
    """Return the unscheduled kernel over (input, skip's input, residual, weight, bias, skip's weight, output).

    Loops go over whole work-groups, across (X) and down (Y), so that only the store tests for the image's end.
    """
    H, W = te.var("H", "int64"), te.var("W", "int64")
    IH, IW = (H, W) if spec.filter.window.keeps_size else (te.var("IH", "int64"), te.var("IW", "int64"))
    R, G, N = knobs.rows, knobs.columns, knobs.pixels
    X, Y = (W + (G * N - 1)) // (G * N), (H + (R - 1)) // R
    D, O, S, Q = spec.dtype, spec.out_blocks, spec.shuffle, spec.filter.groups
    has_skip, store = spec.skip is not None, spec.store
    main, skip = spec.filter, spec.skip or _Filter(Window.same(1), 1, 1, 1)
    out_shape = (1, spec.out_channels // S**2, H * S, W * S) if S > 1 else (Q * O, H, W, LANES)

    def finish(acc, skipped, res, b, block, item, n, v):
        q, o = block
        y = acc[q, o, item[0], item[1], item[2], item[3], n, v] + as_float32(b, q * O + o, v)
        skip = skipped[q, o, item[0], item[1], item[2], item[3], n, v] if has_skip else None
        y = store.value(y, as_float32(res, q * O + o, row(item), column(item, n), v), skip)
        return y if D == "float32" else tirx.Cast(D, y)

    def row(item):
        return item[0] * R + item[1]

    def first(item):
        return (item[2] * G + item[3]) * N

    def column(item, n):
        return first(item) + n

    def place(block, item, n, v):
        o = block[0] * O + block[1]
        if S == 1:
            return [o, row(item), column(item, n), v]
        channel = o * LANES + v
        return [0, channel // S**2, row(item) * S + channel % S**2 // S, column(item, n) * S + channel % S]

    def exists(block, item, n, v):
        inside = tirx.all(row(item) < H, column(item, n) < W)
        padded = S > 1 and spec.out_channels % LANES
        return tirx.all(inside, (block[0] * O + block[1]) * LANES + v < spec.out_channels) if padded else inside

    sum_up, skip_sum_up = (_products(found, O, (Y, R, X, G, N)) for found in (main, skip))

    @T.prim_func(s_tir=True, private=True)
    def conv(
        x: T.Buffer((Q * main.in_blocks, IH, IW, LANES), D),
        xs: T.Buffer((skip.in_blocks, H, W, LANES), D),
        res: T.Buffer((Q * O, H, W, LANES), D),
        ws: T.Buffer((Q, O, main.in_blocks, main.window.sides[0], main.window.sides[1], main.lanes, LANES), D),
        b: T.Buffer((Q * O, LANES), D),
        skip_ws: T.Buffer((1, O, skip.in_blocks, skip.window.sides[0], skip.window.sides[1], skip.lanes, LANES), D),
        y: T.Buffer(out_shape, D),
    ):
        T.func_attr({"tirx.noalias": True})
        P = T.sblock_alloc_buffer(
            (Q, main.in_blocks, Y, R, X, G, main.window.sides[0], main.window.columns(N), LANES), "float32"
        )
        U = T.sblock_alloc_buffer(
            (Q, O, main.in_blocks, main.window.sides[0], main.window.sides[1], main.lanes, LANES), "float32"
        )
        A = T.sblock_alloc_buffer((Q, O, Y, R, X, G, N, LANES), "float32")
        PS = T.sblock_alloc_buffer(
            (1, skip.in_blocks, Y, R, X, G, skip.window.sides[0], skip.window.columns(N), LANES), "float32"
        )
        US = T.sblock_alloc_buffer(
            (1, O, skip.in_blocks, skip.window.sides[0], skip.window.sides[1], skip.lanes, LANES), "float32"
        )
        AS = T.sblock_alloc_buffer((Q, O, Y, R, X, G, N, LANES), "float32")
        if has_skip:
            skip_sum_up(xs, skip_ws, PS, US, AS, "skip_row", "skip_weights", "skip")
        sum_up(x, ws, P, U, A, "row", "weights", "conv")
        for q, o, y0, r, x0, g, n, v in T.grid(Q, O, Y, R, X, G, N, LANES):
            with T.sblock("store"):
                vq, vo, vy, vr, vx, vg, vn, vv = T.axis.remap("SSSSSSSS", [q, o, y0, r, x0, g, n, v])
                if exists((vq, vo), (vy, vr, vx, vg), vn, vv):
                    T.buffer_store(
                        y,
                        finish(A, AS, res, b, (vq, vo), (vy, vr, vx, vg), vn, vv),
                        place((vq, vo), (vy, vr, vx, vg), vn, vv),
                    )

    used = {1: has_skip, 2: store.residual, 5: has_skip}
    params = [param for number, param in enumerate(conv.params) if used.get(number, True)]
    return tirx.PrimFunc(params, conv.body, conv.ret_type, attrs=conv.attrs)


def _schedule(func: Any, spec: _Spec, blocks: int) -> Any:
    sch = s_tir.Schedule(func)
    store = sch.get_sblock("store")
    q, o, down, r, across, g, n, v = sch.get_loops(store)
    o_outer, o_inner = sch.split(o, [None, blocks])
    sch.reorder(q, o_outer, down, across, r, g, o_inner, n, v)
    groups = ((sch.fuse(q, o_outer), "blockIdx.z"), (down, "blockIdx.y"), (across, "blockIdx.x"))
    for loop, name in (*groups, (r, "threadIdx.y"), (g, "threadIdx.x")):
        sch.bind(loop, name)
    if spec.shuffle in (1, LANES):
        sch.vectorize(v)
    else:
        sch.unroll(v)
    sch.unroll(n)
    sch.unroll(o_inner)
    for names in (("row", "weights", "conv"), ("skip_row", "skip_weights", "skip"))[: 1 + (spec.skip is not None)]:
        _accumulate(sch, names, g)
    return sch


def _accumulate(sch: Any, names: tuple[str, str, str], at: Any) -> None:
    """A row of the input in registers, then its products with a row of the filter."""
    row, weights, conv = (sch.get_sblock(name) for name in names)
    sch.compute_at(conv, at, preserve_unit_loops=True)
    _, o, *_, n, v, c, kh, kw, i = sch.get_loops(conv)[-12:]
    sch.reorder(c, kh, kw, i, o, n, v)
    sch.set_scope(conv, 0, "local")
    sch.compute_at(row, kh, preserve_unit_loops=True)
    sch.set_scope(row, 0, "local")
    *_, columns, lanes = sch.get_loops(row)
    sch.unroll(columns)
    sch.vectorize(lanes)
    sch.compute_at(weights, kw, preserve_unit_loops=True)
    sch.set_scope(weights, 0, "local")
    *_, o_weights, _, _, _, i_weights, v_weights = sch.get_loops(weights)
    sch.vectorize(v_weights)
    for loop in (i_weights, o_weights, kw, i, o, n):
        sch.unroll(loop)
    sch.vectorize(v)
    sch.decompose_reduction(conv, c)

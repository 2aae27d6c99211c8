# mypy: disable-error-code="valid-type, misc, no-untyped-call, no-untyped-def"
"""KxK convolutions on OpenCL devices, directly, for any height and width.

A work-item makes a tile of pixels of one row, in a few blocks of four channels: each texel of the input is loaded once
a row of the filter, with its border test, and used for every column of the filter and every channel of the tile from
registers. Vectors run over the four output channels, so symbolic sizes cost nothing in the inner loops.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from tvm import s_tir, te, tirx
from tvm.script import tirx as T

from tvm_dydca.schedules.kernel import IN_PLACE, NCHW, TEXELS, Array, ConvGroup, Kernel, Operand, Scheduled
from tvm_dydca.schedules.opencl.layout import LANES, blocks_of


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
    columns: int = 8
    rows: int = 8


DEFAULT = Knobs()
CHOICES = {"pixels": (2, 4, 6, 8), "blocks": (1, 2, 3, 4), "columns": (4, 8, 16, 32), "rows": (1, 2, 4, 8)}


def why_not(group: ConvGroup) -> str | None:
    """Return what keeps `rule` from a group."""
    return group.not_same()


def rule(group: ConvGroup, _target: Any, knobs: Knobs = DEFAULT) -> Kernel | None:
    """Take stride-1 "same" convolutions of odd side, with every epilogue of `ConvGroup`."""
    if why_not(group) is not None:
        return None
    skip_side = 0 if group.skip_weight is None else int(group.skip_weight.shape[2])
    skip_channels = 0 if group.skip_weight is None else int(group.skip_weight.shape[1])
    spec = _Spec(
        blocks_of(group.in_channels),
        group.out_channels,
        group.kernel_size,
        group.relu,
        group.residual,
        blocks_of(skip_channels),
        skip_side,
        group.shuffle,
    )
    operands = [Operand("input", TEXELS)]
    bias = np.zeros((spec.out_blocks, LANES), np.float32)
    bias.reshape(-1)[: group.out_channels] = group.bias
    constants: tuple[Array, ...] = (pack_weight(group.weight), bias)
    name = f"direct{group.kernel_size}x{group.kernel_size}_{group.in_channels}x{group.out_channels}"
    if group.skip_weight is not None:
        operands.append(Operand("skip_input", TEXELS))
        constants += (pack_weight(group.skip_weight),)
        name += f"_skip{skip_side}x{skip_side}"
    if group.residual:
        operands.append(Operand("residual", TEXELS))
    name += "_relu" * group.relu + "_residual" * group.residual + f"_shuffle{group.shuffle}" * (group.shuffle > 1)
    made = _scheduled(spec, knobs)
    func = made.func
    if group.residual:
        func = func.with_attr(IN_PLACE, [len(operands) - 1])
    layout = NCHW if group.shuffle > 1 else TEXELS
    return Kernel(name, func, tuple(operands), constants, layout, made)


def pack_weight(weight: Array) -> Array:
    """(O, I, K, K) to (ceil(O / 4), ceil(I / 4), K, K, 4 of I, 4 of O), padded with zero channels."""
    o, i, k, _ = weight.shape
    packed = np.zeros((blocks_of(o) * LANES, blocks_of(i) * LANES, k, k), np.float32)
    packed[:o, :i] = weight
    packed = packed.reshape(blocks_of(o), LANES, blocks_of(i), LANES, k, k)
    return np.ascontiguousarray(packed.transpose(0, 2, 4, 5, 3, 1))


@dataclass(frozen=True)
class _Spec:
    """A kernel but for its weights; a side of 0 stands for no skip."""

    in_blocks: int
    out_channels: int
    side: int
    relu: bool
    residual: bool
    skip_blocks: int
    skip_side: int
    shuffle: int

    @property
    def out_blocks(self) -> int:
        return blocks_of(self.out_channels)


# Scheduling takes a tenth of a second, and a network repeats a few shapes.
@cache
def _scheduled(spec: _Spec, knobs: Knobs) -> Scheduled:
    blocks = next(count for count in range(knobs.blocks, 0, -1) if spec.out_blocks % count == 0)
    func = _conv(spec, knobs)
    return Scheduled.of(func, _schedule(func, spec, blocks))


def _conv(spec: _Spec, knobs: Knobs) -> Any:
    """Return the unscheduled kernel over (input, skip's input, residual, weight, bias, skip's weight, output).

    Loops go over whole work-groups, across (X) and down (Y), so that only the store tests for the image's end.
    """
    H, W = te.var("H", "int64"), te.var("W", "int64")
    R, G, N = knobs.rows, knobs.columns, knobs.pixels
    X, Y = (W + (G * N - 1)) // (G * N), (H + (R - 1)) // R
    C, O, K, S = spec.in_blocks, spec.out_blocks, spec.side, spec.shuffle
    has_skip, SC, SK = spec.skip_side > 0, max(spec.skip_blocks, 1), max(spec.skip_side, 1)
    out_shape = (1, spec.out_channels // S**2, H * S, W * S) if S > 1 else (O, H, W, LANES)

    def finish(acc, skipped, res, b, o, item, n, v):
        at = (o, *item, n, v)
        y = acc[at] + b[o, v]
        y = tirx.max(y, tirx.const(0.0, "float32")) if spec.relu else y
        y = y + skipped[at] if has_skip else y
        return y + res[o, row(item), column(item, n), v] if spec.residual else y

    def row(item):
        return item[0] * R + item[1]

    def column(item, n):
        return (item[2] * G + item[3]) * N + n

    def place(o, h, w, v):
        if S == 1:
            return [o, h, w, v]
        channel = o * LANES + v
        return [0, channel // S**2, h * S + channel % S**2 // S, w * S + channel % S]

    def exists(o, item, n, v):
        inside = tirx.all(row(item) < H, column(item, n) < W)
        return tirx.all(inside, o * LANES + v < spec.out_channels) if S > 1 and spec.out_channels % LANES else inside

    @T.prim_func(s_tir=True, private=True)
    def conv(
        x: T.Buffer((C, H, W, LANES), "float32"),
        xs: T.Buffer((SC, H, W, LANES), "float32"),
        res: T.Buffer((O, H, W, LANES), "float32"),
        ws: T.Buffer((O, C, K, K, LANES, LANES), "float32"),
        b: T.Buffer((O, LANES), "float32"),
        skip_ws: T.Buffer((O, SC, SK, SK, LANES, LANES), "float32"),
        y: T.Buffer(out_shape, "float32"),
    ):
        T.func_attr({"tirx.noalias": True})
        P = T.sblock_alloc_buffer((C, Y, R, X, G, K, N + K - 1, LANES), "float32")
        A = T.sblock_alloc_buffer((O, Y, R, X, G, N, LANES), "float32")
        PS = T.sblock_alloc_buffer((SC, Y, R, X, G, SK, N + SK - 1, LANES), "float32")
        AS = T.sblock_alloc_buffer((O, Y, R, X, G, N, LANES), "float32")
        if has_skip:
            for c, y0, r, x0, g, kh, n, v in T.grid(SC, Y, R, X, G, SK, N + SK - 1, LANES):
                with T.sblock("skip_row"):
                    vc, vy, vr, vx, vg, vkh, vn, vv = T.axis.remap("SSSSSSSS", [c, y0, r, x0, g, kh, n, v])
                    PS[vc, vy, vr, vx, vg, vkh, vn, vv] = _load(
                        xs, H, W, vc, vy * R + vr + vkh - SK // 2, (vx * G + vg) * N + vn - SK // 2, vv
                    )
            for o, y0, r, x0, g, n, v, c, kh, kw, i in T.grid(O, Y, R, X, G, N, LANES, SC, SK, SK, LANES):
                with T.sblock("skip"):
                    vo, vy, vr, vx, vg, vn, vv, vc, vkh, vkw, vi = T.axis.remap(
                        "SSSSSSSRRRR", [o, y0, r, x0, g, n, v, c, kh, kw, i]
                    )
                    with T.init():
                        AS[vo, vy, vr, vx, vg, vn, vv] = T.float32(0)
                    AS[vo, vy, vr, vx, vg, vn, vv] = (
                        AS[vo, vy, vr, vx, vg, vn, vv]
                        + PS[vc, vy, vr, vx, vg, vkh, vn + vkw, vi] * skip_ws[vo, vc, vkh, vkw, vi, vv]
                    )
        for c, y0, r, x0, g, kh, n, v in T.grid(C, Y, R, X, G, K, N + K - 1, LANES):
            with T.sblock("row"):
                vc, vy, vr, vx, vg, vkh, vn, vv = T.axis.remap("SSSSSSSS", [c, y0, r, x0, g, kh, n, v])
                P[vc, vy, vr, vx, vg, vkh, vn, vv] = _load(
                    x, H, W, vc, vy * R + vr + vkh - K // 2, (vx * G + vg) * N + vn - K // 2, vv
                )
        for o, y0, r, x0, g, n, v, c, kh, kw, i in T.grid(O, Y, R, X, G, N, LANES, C, K, K, LANES):
            with T.sblock("conv"):
                vo, vy, vr, vx, vg, vn, vv, vc, vkh, vkw, vi = T.axis.remap(
                    "SSSSSSSRRRR", [o, y0, r, x0, g, n, v, c, kh, kw, i]
                )
                with T.init():
                    A[vo, vy, vr, vx, vg, vn, vv] = T.float32(0)
                A[vo, vy, vr, vx, vg, vn, vv] = (
                    A[vo, vy, vr, vx, vg, vn, vv]
                    + P[vc, vy, vr, vx, vg, vkh, vn + vkw, vi] * ws[vo, vc, vkh, vkw, vi, vv]
                )
        for o, y0, r, x0, g, n, v in T.grid(O, Y, R, X, G, N, LANES):
            with T.sblock("store"):
                vo, vy, vr, vx, vg, vn, vv = T.axis.remap("SSSSSSS", [o, y0, r, x0, g, n, v])
                if exists(vo, (vy, vr, vx, vg), vn, vv):
                    T.buffer_store(
                        y,
                        finish(A, AS, res, b, vo, (vy, vr, vx, vg), vn, vv),
                        place(vo, vy * R + vr, (vx * G + vg) * N + vn, vv),
                    )

    unused = [conv.params[place] for place, used in ((1, has_skip), (2, spec.residual), (5, has_skip)) if not used]
    params = [param for param in conv.params if not any(param.same_as(one) for one in unused)]
    return tirx.PrimFunc(params, conv.body, conv.ret_type, attrs=conv.attrs)


def _load(x, H, W, c, h, w, v):
    inside = tirx.all(h >= 0, h < H, w >= 0, w < W)
    return tirx.if_then_else(inside, x[c, h, w, v], tirx.const(0.0, "float32"))


def _schedule(func: Any, spec: _Spec, blocks: int) -> Any:
    sch = s_tir.Schedule(func)
    store = sch.get_sblock("store")
    o, down, r, across, g, n, v = sch.get_loops(store)
    o_outer, o_inner = sch.split(o, [None, blocks])
    sch.reorder(o_outer, down, across, r, g, o_inner, n, v)
    groups = ((o_outer, "blockIdx.z"), (down, "blockIdx.y"), (across, "blockIdx.x"))
    for loop, name in (*groups, (r, "threadIdx.y"), (g, "threadIdx.x")):
        sch.bind(loop, name)
    if spec.shuffle in (1, LANES):
        sch.vectorize(v)
    else:
        sch.unroll(v)
    sch.unroll(n)
    sch.unroll(o_inner)
    for name, row in (("conv", "row"), ("skip", "skip_row"))[: 1 + (spec.skip_side > 0)]:
        _accumulate(sch, sch.get_sblock(name), sch.get_sblock(row), g)
    return sch


def _accumulate(sch: Any, conv: Any, row: Any, at: Any) -> None:
    """A row of the input in registers, then its products with a row of the filter."""
    sch.compute_at(conv, at, preserve_unit_loops=True)
    o, *_, n, v, c, kh, kw, i = sch.get_loops(conv)[5:]
    sch.reorder(c, kh, kw, i, o, n, v)
    sch.set_scope(conv, 0, "local")
    sch.compute_at(row, kh, preserve_unit_loops=True)
    sch.set_scope(row, 0, "local")
    *_, columns, lanes = sch.get_loops(row)
    sch.unroll(columns)
    sch.vectorize(lanes)
    weights = sch.cache_read(conv, 1, "local")
    sch.compute_at(weights, kw, preserve_unit_loops=True)
    o_weights, *_, i_weights, v_weights = sch.get_loops(weights)[-6:]
    sch.vectorize(v_weights)
    for loop in (i_weights, o_weights, kw, i, o, n):
        sch.unroll(loop)
    sch.vectorize(v)
    sch.decompose_reduction(conv, c)

# mypy: disable-error-code="valid-type, misc, no-untyped-call, no-untyped-def"
"""Depthwise convolutions on OpenCL devices: any filter, stride, dilation and padding, any height and width.

A work-item makes a tile of pixels of one row in one block of four channels. A row of the filter at a time, it loads
each texel of the input once, with its border test. Channels share nothing: these kernels wait for memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from tvm import s_tir, te, tirx
from tvm.script import tirx as T

from tvm_dydca.schedules.blocks import blocked
from tvm_dydca.schedules.elementwise import Store
from tvm_dydca.schedules.kernel import IN_PLACE, TEXELS, Array, ConvGroup, Kernel, Operand, Scheduled
from tvm_dydca.schedules.opencl.layout import LANES, blocks_of
from tvm_dydca.schedules.opencl.windows import Window, as_float32, load


@dataclass(frozen=True)
class Knobs:
    """What a kernel may be tuned by.

    Attributes
    ----------
    pixels : of a row, that a work-item makes
    columns, rows : work-items of a work-group, across and down
    """

    pixels: int = 4
    columns: int = 8
    rows: int = 8


DEFAULT = Knobs()
CHOICES = {"pixels": (1, 2, 4, 8), "columns": (4, 8, 16, 32), "rows": (1, 2, 4, 8)}


def why_not(group: ConvGroup) -> str | None:
    """Return what keeps `rule` from a group."""
    if group.groups == 1 or group.groups != group.in_channels or group.groups != group.out_channels:
        return "it is no depthwise convolution"
    if group.has_tail:
        return "a skip or a pixel shuffle is fused into it"
    return None


def rule(group: ConvGroup, _target: Any, knobs: Knobs = DEFAULT) -> Kernel | None:
    """Take convolutions of each channel by a filter of its own, with bias, residual and elementwise operators."""
    if why_not(group) is not None:
        return None
    window, blocks = Window.of(group), blocks_of(group.out_channels)
    bias = blocked(group.bias, LANES)
    made = _scheduled(window, blocks, group.store, group.dtype, knobs)
    func, operands = made.func, [Operand("input", TEXELS)]
    if group.residual:
        func = func.with_attr(IN_PLACE, [1])
        operands.append(Operand("residual", TEXELS))
    sides = f"{group.sides[0]}x{group.sides[1]}"
    name = f"depthwise{sides}{group.steps}" + group.store.name
    name += f"_{group.dtype}" * (group.dtype != "float32")
    constants = (pack_weight(group.weight).astype(group.dtype), bias.astype(group.dtype))
    return Kernel(name, func, tuple(operands), constants, TEXELS, made)


def pack_weight(weight: Array) -> Array:
    """(C, 1, KH, KW) to (ceil(C / 4), KH, KW, 4), padded with zero channels."""
    channels, _, height, width = weight.shape
    packed = np.zeros((blocks_of(channels) * LANES, height, width), np.float32)
    packed[:channels] = weight[:, 0]
    return np.ascontiguousarray(packed.reshape(-1, LANES, height, width).transpose(0, 2, 3, 1))


@cache
def _scheduled(window: Window, blocks: int, store: Store, dtype: str, knobs: Knobs) -> Scheduled:
    func = _conv(window, blocks, store, dtype, knobs)
    return Scheduled.of(func, _schedule(func))


def _conv(window: Window, C: int, store: Store, D: str, knobs: Knobs) -> Any:
    """Return the unscheduled kernel over (input, residual, weight, bias, output), in whole work-groups."""
    H, W = te.var("H", "int64"), te.var("W", "int64")
    IH, IW = (H, W) if window.keeps_size else (te.var("IH", "int64"), te.var("IW", "int64"))
    R, G, N = knobs.rows, knobs.columns, knobs.pixels
    X, Y = (W + (G * N - 1)) // (G * N), (H + (R - 1)) // R
    (KH, KW), columns = window.sides, window.columns(N)

    def finish(acc, res, b, c, item, n, h, w, v):
        y = acc[c, item[0], item[1], item[2], item[3], n, v] + as_float32(b, c, v)
        y = store.value(y, as_float32(res, c, h, w, v))
        return y if D == "float32" else tirx.Cast(D, y)

    @T.prim_func(s_tir=True, private=True)
    def conv(
        x: T.Buffer((C, IH, IW, LANES), D),
        res: T.Buffer((C, H, W, LANES), D),
        ws: T.Buffer((C, KH, KW, LANES), D),
        b: T.Buffer((C, LANES), D),
        y: T.Buffer((C, H, W, LANES), D),
    ):
        T.func_attr({"tirx.noalias": True})
        P = T.sblock_alloc_buffer((C, Y, R, X, G, KH, columns, LANES), "float32")
        A = T.sblock_alloc_buffer((C, Y, R, X, G, N, LANES), "float32")
        for c, y0, r, x0, g, kh, n, v in T.grid(C, Y, R, X, G, KH, columns, LANES):
            with T.sblock("row"):
                vc, vy, vr, vx, vg, vkh, vn, vv = T.axis.remap("SSSSSSSS", [c, y0, r, x0, g, kh, n, v])
                P[vc, vy, vr, vx, vg, vkh, vn, vv] = load(
                    x, vc, window.row_at(vy * R + vr, vkh), window.column_at((vx * G + vg) * N, vn), vv
                )
        for c, y0, r, x0, g, n, v, kh, kw in T.grid(C, Y, R, X, G, N, LANES, KH, KW):
            with T.sblock("conv"):
                vc, vy, vr, vx, vg, vn, vv, vkh, vkw = T.axis.remap("SSSSSSSRR", [c, y0, r, x0, g, n, v, kh, kw])
                with T.init():
                    A[vc, vy, vr, vx, vg, vn, vv] = T.float32(0)
                A[vc, vy, vr, vx, vg, vn, vv] = A[vc, vy, vr, vx, vg, vn, vv] + P[
                    vc, vy, vr, vx, vg, vkh, window.column(vn, vkw), vv
                ] * as_float32(ws, vc, vkh, vkw, vv)
        for c, y0, r, x0, g, n, v in T.grid(C, Y, R, X, G, N, LANES):
            with T.sblock("store"):
                vc, vy, vr, vx, vg, vn, vv = T.axis.remap("SSSSSSS", [c, y0, r, x0, g, n, v])
                if T.And(vy * R + vr < H, (vx * G + vg) * N + vn < W):
                    y[vc, vy * R + vr, (vx * G + vg) * N + vn, vv] = finish(
                        A, res, b, vc, (vy, vr, vx, vg), vn, vy * R + vr, (vx * G + vg) * N + vn, vv
                    )

    params = [param for place, param in enumerate(conv.params) if place != 1 or store.residual]
    return tirx.PrimFunc(params, conv.body, conv.ret_type, attrs=conv.attrs)


def _schedule(func: Any) -> Any:
    sch = s_tir.Schedule(func)
    store, row, conv = (sch.get_sblock(name) for name in ("store", "row", "conv"))
    c, down, r, across, g, n, v = sch.get_loops(store)
    sch.reorder(c, down, across, r, g, n, v)
    places = ("blockIdx.z", "blockIdx.y", "blockIdx.x", "threadIdx.y", "threadIdx.x")
    for loop, place in zip((c, down, across, r, g), places):
        sch.bind(loop, place)
    sch.vectorize(v)
    sch.unroll(n)
    sch.compute_at(conv, g, preserve_unit_loops=True)
    sch.set_scope(conv, 0, "local")
    n, v, kh, kw = sch.get_loops(conv)[-4:]
    sch.reorder(kh, kw, n, v)
    sch.compute_at(row, kh, preserve_unit_loops=True)
    sch.set_scope(row, 0, "local")
    *_, columns, lanes = sch.get_loops(row)
    sch.vectorize(lanes)
    sch.vectorize(v)
    for loop in (columns, kw, n):
        sch.unroll(loop)
    sch.decompose_reduction(conv, kh)
    return sch

# mypy: disable-error-code="valid-type, misc, no-untyped-call, no-untyped-def"
"""Convolutions of any filter, stride, dilation, padding and groups on CPUs, as matrix products of gathered pixels.

The output's pixels are numbered row by row; a thread takes chunks of consecutive ones wherever the rows end. For a
chunk it copies what the filter sees of the image, zeros where it looks past the border, so that the product has no
test in it: register tiles of pixels by channel blocks, vectors over 16 output channels. The copy is made once for all
output channels, a load and a store for each 16 multiply-adds of a block of them; a 1x1 filter without padding reads
the image itself. Bias, residual and elementwise operators are in the store.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from math import prod
from typing import Any

import numpy as np
from tvm import s_tir, te, tirx
from tvm.script import tirx as T

from tvm_dydca.schedules.blocks import blocked, vectorize
from tvm_dydca.schedules.cpu.join_groups import join_groups
from tvm_dydca.schedules.cpu.tiling import LANES, accumulator_budget, blocks_of, even_chunk, register_tile
from tvm_dydca.schedules.elementwise import Store
from tvm_dydca.schedules.kernel import BLOCKED, IN_PLACE, Array, ConvGroup, Kernel, Operand, Scheduled


@dataclass(frozen=True)
class Knobs:
    """What a kernel may be tuned by.

    Attributes
    ----------
    pixels : of a chunk
    rows : most of them that a register tile takes; 0 for as many as give the largest one
    columns : most channel blocks of a register tile
    k_unroll : input channels of a step of the product; fewer where they do not divide
    budget : accumulators in registers, in vectors of 16; 0 for what the target's registers hold
    """

    pixels: int = 12
    rows: int = 0
    columns: int = 4
    k_unroll: int = 4
    budget: int = 0


DEFAULT = Knobs()
CHOICES = {
    "pixels": (6, 8, 12, 16, 24),
    "rows": (0, 3, 4, 6, 8),
    "columns": (1, 2, 3, 4),
    "k_unroll": (1, 2, 4, 8),
    "budget": (0, 3, 6, 8, 12, 16, 24, 28),
}


def why_not(group: ConvGroup) -> str | None:
    """Return what keeps `rule` from a group."""
    if group.in_channels <= 4 and group.groups == 1:
        return f"{group.in_channels} input channels are too few"
    if group.has_tail:
        return "a skip or a pixel shuffle is fused into it"
    return None


def rule(group: ConvGroup, target: Any, knobs: Knobs | None = None) -> Kernel | None:
    """Take every convolution of more than 4 input channels, with bias, residual and elementwise operators."""
    if why_not(group) is not None:
        return None
    if knobs is None:
        chunk = DEFAULT.pixels if group.size is None else even_chunk(prod(group.size), DEFAULT.pixels)
        knobs = replace(DEFAULT, pixels=chunk)
    weight, groups = join_groups(group.weight, group.groups)
    spec = _Spec(
        sides=group.sides,
        stride=group.stride,
        dilation=group.dilation,
        pads=(group.pads[0], group.pads[1]),
        pointwise=group.sides == (1, 1) and not any(group.pads),
        in_blocks=blocks_of(group.in_channels),
        inside=int(weight.shape[1]),
        out_blocks=blocks_of(group.out_channels),
        groups=groups,
        store=group.store,
    )
    bias = blocked(group.bias, LANES)
    made = _scheduled(spec, knobs, knobs.budget or accumulator_budget(target))
    func = made.func
    name = f"direct{group.sides[0]}x{group.sides[1]}_{group.in_channels}x{group.out_channels}"
    operands: tuple[Operand, ...] = (Operand("input", BLOCKED),)
    if group.residual:
        operands += (Operand("residual", BLOCKED),)
        func = func.with_attr(IN_PLACE, [1])
    return Kernel(
        name=name + group.steps + group.store.name,
        func=func,
        operands=operands,
        constants=(pack_weight(weight), bias),
        out_layout=BLOCKED,
        made=made,
    )


def pack_weight(weight: Array) -> Array:
    """(O, I, KH, KW) to (ceil(O / 16), KH, KW, I, 16 of O), padded with zero output channels."""
    o, i, height, width = weight.shape
    packed = np.zeros((blocks_of(o) * LANES, height, width, i), np.float32)
    packed[:o] = weight.transpose(0, 2, 3, 1)
    packed = packed.reshape(-1, LANES, *packed.shape[1:])
    return np.ascontiguousarray(packed.transpose(0, 2, 3, 4, 1))


@dataclass(frozen=True)
class _Spec:
    """A kernel but for its weights.

    Attributes
    ----------
    pads : those above and to the left
    inside : input channels of a group, whole blocks where there are several
    pointwise : whether the filter sees one pixel, and never past the border
    """

    sides: tuple[int, int]
    stride: tuple[int, int]
    dilation: tuple[int, int]
    pads: tuple[int, int]
    pointwise: bool
    in_blocks: int
    inside: int
    out_blocks: int
    groups: int
    store: Store


# Scheduling takes a tenth of a second, and a network repeats a few shapes.
@cache
def _scheduled(spec: _Spec, knobs: Knobs, budget: int) -> Scheduled:
    func = _conv(spec, knobs)
    return Scheduled.of(func, _schedule(func, spec, knobs, budget))


def _conv(spec: _Spec, knobs: Knobs) -> Any:
    """Return the unscheduled kernel over (input, residual if it has one, weight, bias, output).

    A pixel past the last one repeats it, and is not stored.
    """
    H, W = te.var("H", "int64"), te.var("W", "int64")
    OH, OW = te.var("OH", "int64"), te.var("OW", "int64")
    height, width, across = (tirx.Cast("int32", size) for size in (H, W, OW))
    P, last = knobs.pixels, tirx.Cast("int32", OH * OW) - 1
    chunks = (last + P) // P
    C, O, (KH, KW) = spec.in_blocks, spec.out_blocks, spec.sides
    CG, OG = C // spec.groups, O // spec.groups
    (top, left), (down, right), (step_h, step_w) = spec.pads, spec.stride, spec.dilation

    def load(x, h, w, c, v):
        inside = tirx.all(h >= 0, h < height, w >= 0, w < width)
        return tirx.if_then_else(inside, x[h, w, c, v], tirx.const(0.0, "float32"))

    def seen(x, V, ch, kh, kw, t, c, v):
        if not spec.pointwise:
            return V[ch, kh, kw, c, t, v]
        pixel = tirx.min(ch * P + t, last)
        return x[pixel // across * down, pixel % across * right, c, v]

    def finish(acc, b, res, ch, t, o, v, row, column):
        return spec.store.value(acc[ch, t, o, v] + b[o, v], res[row, column, o, v])

    @T.prim_func(s_tir=True, private=True)
    def conv(
        x: T.Buffer((H, W, C, LANES), "float32"),
        res: T.Buffer((OH, OW, O, LANES), "float32"),
        u: T.Buffer((O, KH, KW, spec.inside, LANES), "float32"),
        b: T.Buffer((O, LANES), "float32"),
        y: T.Buffer((OH, OW, O, LANES), "float32"),
    ):
        T.func_attr({"tirx.noalias": True})
        ROW = T.sblock_alloc_buffer((chunks, P), "int32")
        COLUMN = T.sblock_alloc_buffer((chunks, P), "int32")
        V = T.sblock_alloc_buffer((chunks, KH, KW, C, P, LANES), "float32")
        A = T.sblock_alloc_buffer((chunks, P, O, LANES), "float32")
        for ch, t in T.grid(chunks, P):
            with T.sblock("ROW"):
                vch, vt = T.axis.remap("SS", [ch, t])
                ROW[vch, vt] = T.min(vch * P + vt, last) // across
        for ch, t in T.grid(chunks, P):
            with T.sblock("COLUMN"):
                vch, vt = T.axis.remap("SS", [ch, t])
                COLUMN[vch, vt] = T.min(vch * P + vt, last) % across
        if not spec.pointwise:
            for ch, kh, kw, t, c, v in T.grid(chunks, KH, KW, P, C, LANES):
                with T.sblock("V"):
                    vch, vkh, vkw, vt, vc, vv = T.axis.remap("SSSSSS", [ch, kh, kw, t, c, v])
                    V[vch, vkh, vkw, vc, vt, vv] = load(
                        x,
                        ROW[vch, vt] * down + vkh * step_h - top,
                        COLUMN[vch, vt] * right + vkw * step_w - left,
                        vc,
                        vv,
                    )
        for ch, t, o, v, kh, kw, c in T.grid(chunks, P, O, LANES, KH, KW, spec.inside):
            with T.sblock("A"):
                vch, vt, vo, vv, vkh, vkw, vc = T.axis.remap("SSSSRRR", [ch, t, o, v, kh, kw, c])
                with T.init():
                    A[vch, vt, vo, vv] = T.float32(0)
                A[vch, vt, vo, vv] = (
                    A[vch, vt, vo, vv]
                    + seen(x, V, vch, vkh, vkw, vt, vo // OG * CG + vc // LANES, vc % LANES) * u[vo, vkh, vkw, vc, vv]
                )
        for ch, t, o, v in T.grid(chunks, P, O, LANES):
            with T.sblock("store"):
                vch, vt, vo, vv = T.axis.remap("SSSS", [ch, t, o, v])
                if vch * P + vt <= last:
                    y[ROW[vch, vt], COLUMN[vch, vt], vo, vv] = finish(
                        A, b, res, vch, vt, vo, vv, ROW[vch, vt], COLUMN[vch, vt]
                    )

    if spec.store.residual:
        return conv
    return tirx.PrimFunc([conv.params[0], *conv.params[2:]], conv.body, conv.ret_type, attrs=conv.attrs)


def _schedule(func: Any, spec: _Spec, knobs: Knobs, budget: int) -> Any:
    sch = s_tir.Schedule(func)
    of_group = spec.out_blocks // spec.groups
    blocks = max(count for count in range(1, knobs.columns + 1) if of_group % count == 0)
    pixels, blocks = register_tile(knobs.pixels, blocks, budget, knobs.rows)
    store = sch.get_sblock("store")
    chunk, t, o, v = sch.get_loops(store)
    t_outer, t_inner = sch.split(t, [None, pixels])
    o_outer, o_inner = sch.split(o, [None, blocks])
    sch.reorder(chunk, o_outer, t_outer, t_inner, o_inner, v)
    sch.parallel(chunk)
    vectorize(sch, v, unroll=(o_inner, t_inner))
    product = sch.get_sblock("A")
    sch.compute_at(product, t_outer, preserve_unit_loops=True)
    t, o, v, kh, kw, k = sch.get_loops(product)[-6:]
    unroll = max(count for count in range(1, knobs.k_unroll + 1) if spec.inside % count == 0)
    k_outer, k_inner = sch.split(k, [None, unroll])
    sch.reorder(kh, kw, k_outer, k_inner, t, o, v)
    vectorize(sch, v, unroll=(o, t, k_inner))
    sch.decompose_reduction(product, kh)
    sch.set_scope(product, 0, "local")
    if not spec.pointwise:
        gather = sch.get_sblock("V")
        sch.compute_at(gather, chunk, preserve_unit_loops=True)
        sch.vectorize(sch.get_loops(gather)[-1])
    for name in ("ROW", "COLUMN"):
        sch.compute_at(sch.get_sblock(name), chunk, preserve_unit_loops=True)
    return sch

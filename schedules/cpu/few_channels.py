# mypy: disable-error-code="valid-type, misc, no-untyped-call, no-untyped-def"
"""First layers on CPUs: direct convolution of an image of at most 4 channels, and the kernels around it.

`pad_input` writes the zero border of a few-channel image once (and, beyond it, up to a whole number of tiles), so that
neither the first layer nor the skip of the last one tests for borders in its inner loop. `pack` and `unpack` go between
NCHW and the channel-blocked layout where a neighbour has no kernel of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from tvm import s_tir, te, tirx
from tvm.script import tirx as T

from tvm_dydca.schedules.blocks import blocked
from tvm_dydca.schedules.cpu.tiling import LANES, accumulator_budget, blocks_of, register_tile
from tvm_dydca.schedules.elementwise import Store
from tvm_dydca.schedules.kernel import BLOCKED, PADDED, Array, ConvGroup, Kernel, Operand, Scheduled

TILE = 12
"""Padded images hold whole tiles of 4 and of 6: Winograd kernels read but never use what lies past the border."""


@dataclass(frozen=True)
class Knobs:
    """What a first layer may be tuned by.

    Attributes
    ----------
    pixels : columns that are computed together, of which the last ones may be past the width
    rows : most of them that a register tile takes; 0 for as many as give the largest tile
    budget : accumulators in registers, in vectors of 16; 0 for what the target's registers hold
    """

    pixels: int = 12
    rows: int = 0
    budget: int = 0


DEFAULT = Knobs()
CHOICES = {"pixels": (4, 8, 12, 16, 24), "rows": (0, 2, 3, 4, 6), "budget": (0, 3, 6, 8, 12, 16, 24, 28)}


def why_not(group: ConvGroup) -> str | None:
    """Return what keeps `rule` from a group."""
    if group.in_channels > 4:
        return f"{group.in_channels} input channels are more than 4"
    if group.residual or group.has_tail:
        return "a residual, a skip or a pixel shuffle is fused into it"
    return f"it has {group.groups} groups" if group.groups > 1 else None


def rule(group: ConvGroup, target: Any, knobs: Knobs = DEFAULT) -> Kernel | None:
    """Take convolutions of at most 4 input channels with bias and elementwise operators."""
    if why_not(group) is not None:
        return None
    out_blocks = blocks_of(group.out_channels)
    bias = blocked(group.bias, LANES)
    same, radius = group.not_same() is None, max(group.pads)
    top, left = group.pads[:2]
    spec = _Spec(
        channels=group.in_channels,
        out_blocks=out_blocks,
        sides=group.sides,
        stride=group.stride,
        dilation=group.dilation,
        store=group.store,
        borders=None if same else (radius - top, radius - left),
    )
    name = f"few_channels_{group.sides[0]}x{group.sides[1]}_{group.in_channels}x{group.out_channels}"
    name += group.steps + group.store.name
    made = _scheduled(spec, knobs, knobs.budget or accumulator_budget(target))
    return Kernel(
        name=name,
        func=made.func,
        operands=(Operand("input", PADDED, radius=radius, exact=not same),),
        constants=(pack_weight(group.weight), bias),
        out_layout=BLOCKED,
        made=made,
    )


@dataclass(frozen=True)
class _Spec:
    """A kernel but for its weights.

    Attributes
    ----------
    borders : rows and columns of the materialised border that are left out; None for a stride-1 "same" convolution,
        which finds its place in a border of any radius
    """

    channels: int
    out_blocks: int
    sides: tuple[int, int]
    stride: tuple[int, int]
    dilation: tuple[int, int]
    store: Store
    borders: tuple[int, int] | None


# A kernel takes up to a tenth of a second to write and schedule, and a network repeats a few.
@cache
def _scheduled(spec: _Spec, knobs: Knobs, budget: int) -> Scheduled:
    func = _conv(spec, knobs.pixels)
    tile = register_tile(knobs.pixels, spec.out_blocks, budget, knobs.rows)
    return Scheduled.of(func, schedule(func, *tile))


def pack_weight(weight: Array) -> Array:
    """(O, I, KH, KW) to (I, KH, KW, ceil(O / 16), 16), padded with zero channels."""
    o, *rest = weight.shape
    blocks = blocks_of(o)
    packed = np.zeros((*rest, blocks * LANES), np.float32)
    packed[..., :o] = weight.transpose(1, 2, 3, 0)
    return packed.reshape(*rest, blocks, LANES)


def padded_shape(channels: int, height: Any, width: Any, radius: int) -> tuple[Any, Any, Any]:
    """Shape of the layout PADDED: whole tiles and `radius` on every side. Sizes may be ints or expressions."""
    return channels, whole_tiles(height) + 2 * radius, whole_tiles(width) + 2 * radius


def whole_tiles(size: Any) -> Any:
    """Return the pixels of the whole tiles that hold a side of an image; an int or an expression."""
    return (size + (TILE - 1)) // TILE * TILE


def blocked_shape(channels: int, height: Any, width: Any) -> tuple[Any, Any, int, int]:
    """Shape of the layout BLOCKED."""
    return height, width, blocks_of(channels), LANES


@cache
def pad_input(channels: int, radius: int, shift: float) -> Any:
    """NCHW (1, C, H, W) to `padded_shape`, subtracting `shift` inside the image: PrimFunc over (x, y)."""
    H, W = te.var("H", "int64"), te.var("W", "int64")
    _, HP, WP = padded_shape(channels, H, W, radius)

    def value(x, c, h, w):
        inside = tirx.all(h >= radius, h < H + radius, w >= radius, w < W + radius)
        moved = x[0, c, h - radius, w - radius]
        if shift:
            moved = moved - tirx.const(shift, "float32")
        return tirx.if_then_else(inside, moved, tirx.const(0.0, "float32"))

    @T.prim_func(s_tir=True, private=True)
    def pad(x: T.Buffer((1, channels, H, W), "float32"), y: T.Buffer((channels, HP, WP), "float32")):
        T.func_attr({"tirx.noalias": True})
        for h, c, w in T.grid(HP, channels, WP):
            with T.sblock("pad"):
                vh, vc, vw = T.axis.remap("SSS", [h, c, w])
                y[vc, vh, vw] = value(x, vc, vh, vw)

    return _rows_in_parallel(pad, "pad")


@cache
def pack(channels: int) -> Any:
    """NCHW (1, C, H, W) to channel-blocked (H, W, ceil(C / 16), 16): PrimFunc over (x, y)."""
    H, W = te.var("H", "int64"), te.var("W", "int64")
    blocks = blocks_of(channels)

    def value(x, h, w, o, v):
        c = o * LANES + v
        if channels % LANES == 0:
            return x[0, c, h, w]
        return tirx.if_then_else(c < channels, x[0, c, h, w], tirx.const(0.0, "float32"))

    @T.prim_func(s_tir=True, private=True)
    def pack_blocks(x: T.Buffer((1, channels, H, W), "float32"), y: T.Buffer((H, W, blocks, LANES), "float32")):
        T.func_attr({"tirx.noalias": True})
        for h, w, o, v in T.grid(H, W, blocks, LANES):
            with T.sblock("pack"):
                vh, vw, vo, vv = T.axis.remap("SSSS", [h, w, o, v])
                y[vh, vw, vo, vv] = value(x, vh, vw, vo, vv)

    return _rows_in_parallel(pack_blocks, "pack")


@cache
def unpack(channels: int) -> Any:
    """Channel-blocked (H, W, ceil(C / 16), 16) to NCHW (1, C, H, W): PrimFunc over (x, y)."""
    H, W = te.var("H", "int64"), te.var("W", "int64")
    blocks = blocks_of(channels)

    @T.prim_func(s_tir=True, private=True)
    def unpack_blocks(x: T.Buffer((H, W, blocks, LANES), "float32"), y: T.Buffer((1, channels, H, W), "float32")):
        T.func_attr({"tirx.noalias": True})
        for h, c, w in T.grid(H, channels, W):
            with T.sblock("unpack"):
                vh, vc, vw = T.axis.remap("SSS", [h, c, w])
                y[0, vc, vh, vw] = x[vh, vw, vc // LANES, vc % LANES]

    return _rows_in_parallel(unpack_blocks, "unpack")


def _rows_in_parallel(func: Any, block: str) -> Any:
    sch = s_tir.Schedule(func)
    sch.parallel(sch.get_loops(sch.get_sblock(block))[0])
    return sch.mod["main"]


def _conv(spec: _Spec, pixels: int) -> Any:
    """Unscheduled convolution of a padded image, to an output of H rows and W columns."""
    H, W = te.var("H", "int64"), te.var("W", "int64")
    HP, WP = te.var("HP", "int64"), te.var("WP", "int64")
    C, O, (KH, KW) = spec.channels, spec.out_blocks, spec.sides
    (down, right), (step_h, step_w) = spec.stride, spec.dilation
    groups = (W + (pixels - 1)) // pixels
    above, before = spec.borders or ((HP - whole_tiles(H)) // 2 - KH // 2,) * 2

    def finish(acc, b, h, g, w, o, v):
        return spec.store.value(acc[h, g, w, o, v] + b[o, v])

    @T.prim_func(s_tir=True, private=True)
    def conv(
        xs: T.Buffer((C, HP, WP), "float32"),
        ws: T.Buffer((C, KH, KW, O, LANES), "float32"),
        b: T.Buffer((O, LANES), "float32"),
        y: T.Buffer((H, W, O, LANES), "float32"),
    ):
        T.func_attr({"tirx.noalias": True})
        A = T.sblock_alloc_buffer((H, groups, pixels, O, LANES), "float32")
        for h, g, w, o, v, c, kh, kw in T.grid(H, groups, pixels, O, LANES, C, KH, KW):
            with T.sblock("conv"):
                vh, vg, vw, vo, vv, vc, vkh, vkw = T.axis.remap("SSSSSRRR", [h, g, w, o, v, c, kh, kw])
                with T.init():
                    A[vh, vg, vw, vo, vv] = T.float32(0)
                # A column past the width repeats the last one; it is never stored.
                A[vh, vg, vw, vo, vv] = (
                    A[vh, vg, vw, vo, vv]
                    + xs[
                        vc,
                        vh * down + vkh * step_h + above,
                        T.min(vg * pixels + vw, W - 1) * right + vkw * step_w + before,
                    ]
                    * ws[vc, vkh, vkw, vo, vv]
                )
        for h, g, w, o, v in T.grid(H, groups, pixels, O, LANES):
            with T.sblock("store"):
                vh, vg, vw, vo, vv = T.axis.remap("SSSSS", [h, g, w, o, v])
                if vg * pixels + vw < W:
                    y[vh, vg * pixels + vw, vo, vv] = finish(A, b, vh, vg, vw, vo, vv)

    return conv


def schedule(func: Any, pixels: int, blocks: int) -> Any:
    """Schedule an unscheduled `_conv`: rows in parallel, a register tile of pixels by channel blocks."""
    sch = s_tir.Schedule(func)
    store, conv = sch.get_sblock("store"), sch.get_sblock("conv")
    h, g, w, o, v = sch.get_loops(store)
    w_outer, w_inner = sch.split(w, [None, pixels])
    o_outer, o_inner = sch.split(o, [None, blocks])
    sch.reorder(h, g, w_outer, o_outer, w_inner, o_inner, v)
    sch.parallel(h)
    sch.vectorize(v)
    sch.unroll(o_inner)
    sch.unroll(w_inner)
    sch.compute_at(conv, o_outer, preserve_unit_loops=True)
    w, o, v, c, kh, kw = sch.get_loops(conv)[-6:]
    sch.reorder(c, kh, kw, w, o, v)
    sch.vectorize(v)
    sch.unroll(o)
    sch.unroll(w)
    sch.decompose_reduction(conv, c)
    sch.set_scope(conv, 0, "local")
    return sch

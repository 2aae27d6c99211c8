# mypy: disable-error-code="valid-type, misc, no-untyped-call, no-untyped-def"
"""Residual blocks, x + conv3x3(relu(conv3x3(x))), on OpenCL devices in one kernel that keeps the wide tensor local.

A work-group makes a tile of the image in all channels. A few blocks of the wide tensor's channels at a time, its
work-items make the tile with a border of one pixel in local memory, zero outside the image, from the input with a
border of two; then they add its products with the second filter to sums in registers. So the wide tensor never reaches
global memory. The price is the border, which neighbouring work-groups make again: of a tile of 8 by 16 pixels 1.4 times
the products of the first convolution.

Tensors may be float16 in global memory; local memory and registers hold float32.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import gcd
from typing import Any

from tvm import s_tir, te, tirx
from tvm.script import tirx as T

from tvm_dydca.schedules.blocks import blocked, largest_divisor, vectorize
from tvm_dydca.schedules.elementwise import Store
from tvm_dydca.schedules.kernel import TEXELS, ConvGroup, Kernel, Operand, Scheduled, are_block, block_name
from tvm_dydca.schedules.opencl.direct import pack_weight
from tvm_dydca.schedules.opencl.layout import LANES, blocks_of
from tvm_dydca.schedules.opencl.windows import as_float32, load


@dataclass(frozen=True)
class Knobs:
    """What a kernel may be tuned by.

    Attributes
    ----------
    rows, columns : pixels of a work-group's tile, down and across
    pixels : of a row, that a work-item makes; fewer where they do not divide `columns`
    blocks : of four channels, that it makes of each pixel; the nearest number that divides, and gives the work-group
        not too many items
    wide : blocks of the wide tensor's channels that lie in local memory at a time
    wide_pixels : of a row of the tile with its border, that a work-item makes at a time; fewer where they do not divide
    wide_blocks : of four channels, that it makes of each of those pixels. The nearest of this and `wide` are taken that
        divide, that local memory has room for, and that leave few items idle
    """

    rows: int = 8
    columns: int = 16
    pixels: int = 4
    blocks: int = 4
    wide: int = 4
    wide_pixels: int = 6
    wide_blocks: int = 2


CHOICES: dict[str, tuple[int, ...]] = {
    "rows": (6, 8, 14, 16),
    "columns": (8, 14, 16),
    "pixels": (2, 4, 8),
    "blocks": (1, 2, 4, 8),
    "wide": (1, 2, 4),
    "wide_pixels": (2, 4, 5, 6),
    "wide_blocks": (1, 2, 4),
}
"""Values worth trying for each knob."""

DEFAULT = Knobs()

TEXEL_BYTES = LANES * 4
LIMITS = ("max_num_threads", "max_shared_memory_per_block")
"""Attributes of a target: items of a work-group, and bytes that they share."""


def rule(first: ConvGroup, second: ConvGroup, target: Any, knobs: Knobs = DEFAULT) -> Kernel | None:
    """Take two 3x3 convolutions, the second with the first's input as its residual.

    Parameters
    ----------
    first, second : the convolutions; nothing else reads what lies between them
    target : tvm.target.Target
    """
    if _unfit(first, second) is not None:
        return None
    spec = _Spec.of(first, second)
    tiles = _Tiles.of(spec, knobs, target)
    if tiles is None:
        return None
    made = _scheduled(spec, tiles)
    constants = [
        array.astype(spec.dtype)
        for group in (first, second)
        for array in (pack_weight(group.weight)[0], blocked(group.bias, LANES))
    ]
    name = f"direct3x3_{spec.channels}x{spec.inner}_block" + block_name(first, second)
    name += f"_{spec.dtype}" * (spec.dtype != "float32")
    return Kernel(name, made.func, (Operand("input", TEXELS),), tuple(constants), TEXELS, made)


def why_not(first: ConvGroup, second: ConvGroup, target: Any) -> str | None:
    """Return what keeps `rule` from a pair of groups."""
    reason = _unfit(first, second)
    if reason is None and _Tiles.of(_Spec.of(first, second), DEFAULT, target) is None:
        items, size = (target.attrs[name] for name in LIMITS)
        return f"a work-group of {items} items with {size} bytes is too small for its tile"
    return reason


def _unfit(first: ConvGroup, second: ConvGroup) -> str | None:
    for group in (first, second):
        if group.sides != (3, 3):
            return f"a filter is {group.sides[0]}x{group.sides[1]}, not 3x3"
        reason = group.not_same()
        if reason is not None:
            return reason
    if not are_block(first, second):
        return "they are not x + second(first(x))"
    if first.has_tail or second.has_tail:
        return "a skip or a pixel shuffle is fused into it"
    return None


@dataclass(frozen=True)
class _Spec:
    """A kernel but for its weights and its knobs: channels of x, and of the wide tensor, and what both stores do."""

    channels: int
    inner: int
    dtype: str
    first: Store
    second: Store

    @classmethod
    def of(cls, first: ConvGroup, second: ConvGroup) -> _Spec:
        return cls(first.in_channels, first.out_channels, first.dtype, first.store, second.store)

    @property
    def blocks(self) -> int:
        return blocks_of(self.channels)

    @property
    def inner_blocks(self) -> int:
        return blocks_of(self.inner)


@dataclass(frozen=True)
class _Tiles:
    """What work-groups and work-items make: the knobs as far as there is room for them, under their names.

    Attributes
    ----------
    items : of a work-group
    runs : of `wide_pixels` in a tile with its border, and past its end so many that all items have equally many
    """

    rows: int
    columns: int
    pixels: int
    blocks: int
    wide: int
    wide_pixels: int
    wide_blocks: int
    items: int
    runs: int

    @classmethod
    def of(cls, spec: _Spec, knobs: Knobs, target: Any) -> _Tiles | None:
        """Return the nearest to some knobs that a target's work-groups have room for; None where there is none."""
        most_items, most_bytes = (int(target.attrs[name]) for name in LIMITS)
        rows, columns = knobs.rows, knobs.columns
        pixels, wide_pixels = largest_divisor(columns, knobs.pixels), largest_divisor(columns + 2, knobs.wide_pixels)
        tiles, texels = rows * (columns // pixels), (rows + 2) * (columns + 2)
        if tiles > most_items:
            return None
        possible = [n for n in _divisors(spec.blocks) if tiles * (spec.blocks // n) <= most_items]
        blocks = min(possible, key=lambda n: _apart(n, knobs.blocks))
        items, needed = tiles * (spec.blocks // blocks), texels // wide_pixels
        found: dict[_Tiles, float] = {}
        for wide in _divisors(spec.inner_blocks):
            for own in _divisors(wide):
                # Else TVM would test each statement, products with the rest, for the last items.
                turn = items // gcd(items, wide // own)
                runs = -(-needed // turn) * turn
                if wide * runs * wide_pixels * TEXEL_BYTES <= most_bytes:
                    made = cls(rows, columns, pixels, blocks, wide, wide_pixels, own, items, runs)
                    found[made] = _apart(wide, knobs.wide) * _apart(own, knobs.wide_blocks) * (runs / needed)
        return min(found, key=lambda made: found[made], default=None)


def _divisors(of: int) -> list[int]:
    return [n for n in range(1, of + 1) if of % n == 0]


def _apart(one: int, other: int) -> float:
    """Return how many times as large the larger of two numbers is."""
    return max(one, other) / min(one, other)


# Scheduling takes a tenth of a second, and a network repeats a few shapes.
@cache
def _scheduled(spec: _Spec, tiles: _Tiles) -> Scheduled:
    func = _block(spec, tiles)
    return Scheduled.of(func, _schedule(func, spec, tiles))


def _block(spec: _Spec, tiles: _Tiles) -> Any:
    """Return the unscheduled kernel over (x, weight and bias of the first, of the second, y), in whole work-groups."""
    H, W = te.var("H", "int64"), te.var("W", "int64")
    R, S, D = tiles.rows, tiles.columns, spec.dtype
    Y, X = (H + (R - 1)) // R, (W + (S - 1)) // S
    C, K, L, N = spec.blocks, spec.inner_blocks, tiles.runs, tiles.wide_pixels
    across = (S + 2) // N  # runs of a row
    lanes, inner_lanes = min(spec.channels, LANES), min(spec.inner, LANES)

    def row(y, run):
        return y * R + run // across - 1

    def column(x, run):
        return x * S + run % across * N - 1

    def wide(acc, b, at, k, run, n, v):
        h, w = row(at[0], run), column(at[1], run) + n
        inside = tirx.all(h >= 0, h < H, w >= 0, w < W)
        value = spec.first.value(acc[at[0], at[1], k, run, n, v] + as_float32(b, k, v))
        return tirx.if_then_else(inside, value, tirx.const(0.0, "float32"))

    def finish(acc, x, b, at, o, r, s, v):
        y = acc[at[0], at[1], o, r, s, v] + as_float32(b, o, v)
        y = spec.second.value(y, as_float32(x, o, at[0] * R + r, at[1] * S + s, v))
        return y if D == "float32" else tirx.Cast(D, y)

    @T.prim_func(s_tir=True, private=True)
    def block(
        x: T.Buffer((C, H, W, LANES), D),
        w1: T.Buffer((K, C, 3, 3, lanes, LANES), D),
        b1: T.Buffer((K, LANES), D),
        w2: T.Buffer((C, K, 3, 3, inner_lanes, LANES), D),
        b2: T.Buffer((C, LANES), D),
        y: T.Buffer((C, H, W, LANES), D),
    ):
        T.func_attr({"tirx.noalias": True})
        P = T.sblock_alloc_buffer((Y, X, C, L, 3, N + 2, LANES), "float32")
        U = T.sblock_alloc_buffer((K, C, 3, 3, lanes, LANES), "float32")
        A = T.sblock_alloc_buffer((Y, X, K, L, N, LANES), "float32")
        M = T.sblock_alloc_buffer((Y, X, K, L, N, LANES), "float32", scope="shared")
        P2 = T.sblock_alloc_buffer((Y, X, K, R + 2, S + 2, LANES), "float32")
        U2 = T.sblock_alloc_buffer((C, K, 3, 3, inner_lanes, LANES), "float32")
        A2 = T.sblock_alloc_buffer((Y, X, C, R, S, LANES), "float32")
        for y0, x0, c, l, kh, q, v in T.grid(Y, X, C, L, 3, N + 2, LANES):
            with T.sblock("row"):
                vy, vx, vc, vl, vkh, vq, vv = T.axis.remap("SSSSSSS", [y0, x0, c, l, kh, q, v])
                P[vy, vx, vc, vl, vkh, vq, vv] = load(x, vc, row(vy, vl) + vkh - 1, column(vx, vl) + vq - 1, vv)
        for k, c, kh, kw, i, v in T.grid(K, C, 3, 3, lanes, LANES):
            with T.sblock("weights"):
                vk, vc, vkh, vkw, vi, vv = T.axis.remap("SSSSSS", [k, c, kh, kw, i, v])
                U[vk, vc, vkh, vkw, vi, vv] = as_float32(w1, vk, vc, vkh, vkw, vi, vv)
        for y0, x0, k, l, n, v, c, kh, kw, i in T.grid(Y, X, K, L, N, LANES, C, 3, 3, lanes):
            with T.sblock("first"):
                vy, vx, vk, vl, vn, vv, vc, vkh, vkw, vi = T.axis.remap(
                    "SSSSSSRRRR", [y0, x0, k, l, n, v, c, kh, kw, i]
                )
                # All lanes of a texel, also where fewer hold channels: they come with one load.
                T.reads(P[vy, vx, vc, vl, vkh, vn + vkw, 0:LANES], U[vk, vc, vkh, vkw, vi, vv])
                T.writes(A[vy, vx, vk, vl, vn, vv])
                with T.init():
                    A[vy, vx, vk, vl, vn, vv] = T.float32(0)
                A[vy, vx, vk, vl, vn, vv] = (
                    A[vy, vx, vk, vl, vn, vv] + P[vy, vx, vc, vl, vkh, vn + vkw, vi] * U[vk, vc, vkh, vkw, vi, vv]
                )
        for y0, x0, k, l, n, v in T.grid(Y, X, K, L, N, LANES):
            with T.sblock("wide"):
                vy, vx, vk, vl, vn, vv = T.axis.remap("SSSSSS", [y0, x0, k, l, n, v])
                M[vy, vx, vk, vl, vn, vv] = wide(A, b1, (vy, vx), vk, vl, vn, vv)
        for y0, x0, k, r, s, v in T.grid(Y, X, K, R + 2, S + 2, LANES):
            with T.sblock("wide_row"):
                vy, vx, vk, vr, vs, vv = T.axis.remap("SSSSSS", [y0, x0, k, r, s, v])
                # All runs, also those past the last row: so the items make them without a test.
                T.reads(M[vy, vx, vk, 0:L, 0:N, vv])
                T.writes(P2[vy, vx, vk, vr, vs, vv])
                P2[vy, vx, vk, vr, vs, vv] = M[vy, vx, vk, vr * across + vs // N, vs % N, vv]
        for o, k, kh, kw, l, v in T.grid(C, K, 3, 3, inner_lanes, LANES):
            with T.sblock("second_weights"):
                vo, vk, vkh, vkw, vl, vv = T.axis.remap("SSSSSS", [o, k, kh, kw, l, v])
                U2[vo, vk, vkh, vkw, vl, vv] = as_float32(w2, vo, vk, vkh, vkw, vl, vv)
        for y0, x0, o, r, s, v, k, kh, kw, l in T.grid(Y, X, C, R, S, LANES, K, 3, 3, inner_lanes):
            with T.sblock("second"):
                vy, vx, vo, vr, vs, vv, vk, vkh, vkw, vl = T.axis.remap(
                    "SSSSSSRRRR", [y0, x0, o, r, s, v, k, kh, kw, l]
                )
                T.reads(P2[vy, vx, vk, vr + vkh, vs + vkw, 0:LANES], U2[vo, vk, vkh, vkw, vl, vv])
                T.writes(A2[vy, vx, vo, vr, vs, vv])
                with T.init():
                    A2[vy, vx, vo, vr, vs, vv] = T.float32(0)
                A2[vy, vx, vo, vr, vs, vv] = (
                    A2[vy, vx, vo, vr, vs, vv] + P2[vy, vx, vk, vr + vkh, vs + vkw, vl] * U2[vo, vk, vkh, vkw, vl, vv]
                )
        for y0, x0, o, r, s, v in T.grid(Y, X, C, R, S, LANES):
            with T.sblock("store"):
                vy, vx, vo, vr, vs, vv = T.axis.remap("SSSSSS", [y0, x0, o, r, s, v])
                if T.And(vy * R + vr < H, vx * S + vs < W):
                    y[vo, vy * R + vr, vx * S + vs, vv] = finish(A2, x, b2, (vy, vx), vo, vr, vs, vv)

    return block


def _schedule(func: Any, spec: _Spec, tiles: _Tiles) -> Any:
    sch = s_tir.Schedule(func)
    store, second, wide = (sch.get_sblock(name) for name in ("store", "second", "wide"))
    down, across, o, r, s, v = sch.get_loops(store)
    o_outer, o_inner = sch.split(o, [None, tiles.blocks])
    s_outer, s_inner = sch.split(s, [None, tiles.pixels])
    sch.reorder(down, across, o_outer, r, s_outer, o_inner, s_inner, v)
    item = sch.fuse(o_outer, r, s_outer)
    for loop, name in ((down, "blockIdx.y"), (across, "blockIdx.x"), (item, "threadIdx.x")):
        sch.bind(loop, name)
    sch.compute_at(second, item, preserve_unit_loops=True)
    sch.set_scope(second, 0, "local")
    *_, o, r, s, v2, k, kh, kw, l = sch.get_loops(second)
    k_outer, k_inner = sch.split(k, [None, tiles.wide])
    sch.reorder(k_outer, k_inner, kh, kw, l, o, r, s, v2)
    _multiply(sch, second, ("wide_row", "second_weights"), kh, kw, (kw, l, o, r, s), v2)
    sch.compute_at(wide, k_outer, preserve_unit_loops=True)
    vectorize(sch, v, unroll=(s_inner, o_inner))

    k, run, n, v = sch.get_loops(wide)[-4:]
    k_own, k_tile = sch.split(k, [None, tiles.wide_blocks])
    sch.reorder(k_own, run, k_tile, n, v)
    first = sch.get_sblock("first")
    sch.compute_at(first, run, preserve_unit_loops=True)
    sch.set_scope(first, 0, "local")
    *_, k, one, n1, v1, c, kh, kw, i = sch.get_loops(first)
    sch.reorder(c, kh, kw, i, k, one, n1, v1)
    _multiply(sch, first, ("row", "weights"), kh, kw, (kw, i, k, one, n1), v1)
    vectorize(sch, v, unroll=(n, k_tile))
    _, shared = sch.split(sch.fuse(k_own, run), [None, tiles.items])
    sch.bind(shared, "threadIdx.x")
    sch.decompose_reduction(first, c)
    sch.decompose_reduction(second, k_outer)
    return sch


def _multiply(
    sch: Any, conv: Any, names: tuple[str, str], kh: Any, kw: Any, unroll: tuple[Any, ...], lanes: Any
) -> None:
    """A row of the input in registers, then its products with a row of the filter."""
    row, weights = (sch.get_sblock(name) for name in names)
    sch.compute_at(row, kh, preserve_unit_loops=True)
    sch.compute_at(weights, kw, preserve_unit_loops=True)
    for block, loops in ((row, 2), (weights, 6)):
        sch.set_scope(block, 0, "local")
        *inner, v = sch.get_loops(block)[-loops:]
        vectorize(sch, v, unroll=tuple(inner))
    vectorize(sch, lanes, unroll=unroll)

# mypy: disable-error-code="valid-type, misc, no-untyped-call, no-untyped-def"
"""3x3 convolutions by Winograd F(4x4, 3x3) on CPUs, for any height and width; by F(2x2, 3x3) as a knob.

The image is cut into tiles of 4x4 outputs, numbered row by row; a thread takes chunks of consecutive tiles
wherever the rows end, so that no size wastes more than the last chunk. For a chunk: transform the input (its zero
border is a test on the load), 36 register-tiled matrix products over the channels, transform back, add bias, ReLU,
residual or the few-channel skip, and store the pixels that exist. Vectors run over 16 channels, never over the width:
symbolic sizes cost nothing in the inner loops. The chunk's position is one division a tile, kept in a small table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from math import prod
from typing import Any

from tvm import s_tir, te, tirx
from tvm.script import tirx as T

from tvm_dydca.schedules import winograd_transforms
from tvm_dydca.schedules.blocks import blocked
from tvm_dydca.schedules.cpu.few_channels import TILE, pack_weight
from tvm_dydca.schedules.cpu.join_groups import join_groups
from tvm_dydca.schedules.cpu.tiling import LANES, accumulator_budget, blocks_of, even_chunk
from tvm_dydca.schedules.cpu.winograd_schedule import CHOICES, DEFAULT, Knobs, schedule
from tvm_dydca.schedules.kernel import BLOCKED, IN_PLACE, NCHW, PADDED, Array, ConvGroup, Kernel, Operand, Scheduled
from tvm_dydca.schedules.winograd_transforms import Tile, transform_filter

SMALL = 6
"""Sides of images up to which tiles of 2 are faster than those of 4, which are mostly past the border."""

__all__ = ["CHOICES", "DEFAULT", "Knobs", "Part", "conv", "rule", "why_not"]


def why_not(group: ConvGroup) -> str | None:
    """Return what keeps `rule` from a group."""
    if group.sides != (3, 3):
        return f"the filter is {group.sides[0]}x{group.sides[1]}, not 3x3"
    if group.in_channels <= 4:
        return f"{group.in_channels} input channels are too few"
    tail = group.skip_weight is not None or group.shuffle > 1
    if tail and (group.skip_weight is None or group.shuffle == 1 or group.relu or group.residual):
        return "it takes a skip and a pixel shuffle together only, without ReLU and residual"
    return group.not_same() if tail else replace(group, padding=None, groups=1).not_same()


def rule(group: ConvGroup, target: Any, knobs: Knobs | None = None) -> Kernel | None:
    """Take 3x3 convolutions of more than 4 input channels, with every epilogue of `ConvGroup`."""
    if why_not(group) is not None:
        return None
    knobs = knobs or knobs_for(group)
    in_blocks, out_blocks = blocks_of(group.in_channels), blocks_of(group.out_channels)
    weight, groups = join_groups(group.weight, group.groups)
    constants: tuple[Array, ...] = constants_of(replace(group, weight=weight, groups=groups), knobs.tile)
    operands: tuple[Operand, ...] = (Operand("input", BLOCKED),)
    budget = accumulator_budget(target)
    name = f"winograd{knobs.tile}x{knobs.tile}_{group.in_channels}x{group.out_channels}"
    if group.skip_weight is not None:
        side = int(group.skip_weight.shape[2])
        skip_in = int(group.skip_weight.shape[1])
        spec = (in_blocks, out_blocks, group.out_channels, skip_in, side, group.shuffle)
        made = _scheduled_tail(*spec, knobs, budget)
        constants += (pack_weight(group.skip_weight),)
        operands += (Operand("skip_input", PADDED, radius=side // 2),)
        name += f"_skip{side}x{side}_shuffle{group.shuffle}"
    else:
        pads = None if group.not_same() is None else (group.pads[0], group.pads[1])
        made = _scheduled_conv(in_blocks, out_blocks, groups, group.relu, group.residual, pads, knobs, budget)
        if group.residual:
            operands += (Operand("residual", BLOCKED),)
        name += f"_groups{group.groups}" * (group.groups > 1)
        name += "_relu" * group.relu + "_residual" * group.residual
    func = made.func
    if group.residual:
        func = func.with_attr(IN_PLACE, [len(operands) - 1])
    return Kernel(
        name=name,
        func=func,
        operands=operands,
        constants=constants,
        out_layout=NCHW if group.shuffle > 1 else BLOCKED,
        made=made,
    )


def knobs_for(group: ConvGroup) -> Knobs:
    """Return the knobs of a group that none are given for: smaller tiles and chunks in images known to be small."""
    if group.size is None:
        return DEFAULT
    tile = 2 if max(group.size) <= SMALL else DEFAULT.tile
    count = prod(-(-side // tile) for side in group.size)
    return replace(DEFAULT, tile=tile, tiles=even_chunk(count, DEFAULT.tiles))


def constants_of(group: ConvGroup, tile: int) -> tuple[Array, Array]:
    """Return the transformed weights and the bias as the kernels take them."""
    in_blocks, out_blocks = blocks_of(group.in_channels // group.groups), blocks_of(group.out_channels)
    return transform_filter(group.weight, in_blocks, out_blocks, tile), blocked(group.bias, LANES)


# Scheduling takes a third of a second, and a network repeats a few shapes.
@cache
def _scheduled_conv(
    in_blocks: int,
    out_blocks: int,
    groups: int,
    relu: bool,
    residual: bool,
    pads: tuple[int, int] | None,
    knobs: Knobs,
    budget: int,
) -> Scheduled:
    part = _whole(knobs, pads)
    sch = s_tir.Schedule(func := conv(in_blocks, out_blocks, groups, relu, residual, part))
    schedule(sch, out_blocks // groups, knobs, budget)
    return Scheduled.of(func, sch)


@cache
def _scheduled_tail(
    in_blocks: int, out_blocks: int, channels: int, skip_in: int, side: int, factor: int, knobs: Knobs, budget: int
) -> Scheduled:
    sch = s_tir.Schedule(func := _tail(in_blocks, out_blocks, channels, skip_in, side, factor, knobs))
    schedule(sch, out_blocks, knobs, budget)
    return Scheduled.of(func, sch)


def _const(value: float) -> Any:
    return tirx.const(value, "float32")


def _pick(index: Any, values: list[Any]) -> Any:
    """``values[index]`` for a loop variable that is unrolled, after which the chain folds away."""
    chosen = values[-1]
    for k in range(len(values) - 2, -1, -1):
        chosen = tirx.Select(index == k, values[k], chosen)
    return chosen


def _load(x, part, h, w, c, v):
    inside = tirx.all(h >= 0, h < part.in_height, w >= 0, w < part.in_width)
    place = (*part.x_at(h, w), c, v)
    return tirx.if_then_else(inside, x[place], _const(0.0))


def _rows(tile, d, ch, t, c, i, q, v):
    """Entry i of B^T d down column q of an input tile."""
    return _pick(i, tile.forward([d[ch, t, c, k, q, v] for k in range(tile.inside)], _const))


def _columns(tile, z, ch, t, c, i, j, v):
    return _pick(j, tile.forward([z[ch, t, c, i, q, v] for q in range(tile.inside)], _const))


def _back_rows(tile, m, ch, t, o, r, j, v):
    return _pick(r, tile.back([m[ch, i * tile.inside + j, t, o, v] for i in range(tile.inside)], _const))


def _back_columns(tile, p, ch, t, o, r, s, v):
    return _pick(s, tile.back([p[ch, t, o, r, j, v] for j in range(tile.inside)], _const))


@dataclass(frozen=True)
class Part:
    """The tiles that a convolution makes, and where it finds and leaves pixels; expressions are int32.

    Attributes
    ----------
    in_height, in_width : of the input
    pads : zeros above and to the left of it
    height, width : of the output
    columns : tiles in a row of them
    first, stop : numbers of the first tile, row by row, and of the one after the last
    x_dims, y_dims : of the input and the output, before those of the channels
    x_at, y_at : (row, column) of a pixel to its indices there
    tiles : of a chunk
    tile : the transforms
    """

    in_height: Any
    in_width: Any
    pads: tuple[int, int]
    height: Any
    width: Any
    columns: Any
    first: Any
    stop: Any
    x_dims: tuple[Any, ...]
    y_dims: tuple[Any, ...]
    x_at: Callable[[Any, Any], tuple[Any, ...]]
    y_at: Callable[[Any, Any], tuple[Any, ...]]
    tiles: int
    tile: Tile

    @property
    def chunks(self) -> Any:
        """Number of chunks."""
        return (self.stop - self.first + (self.tiles - 1)) // self.tiles


def _whole(knobs: Knobs, pads: tuple[int, int] | None) -> Part:
    """Return the tiles of an image; without `pads`, above and to the left, its output is as large as the input."""
    H, W = te.var("H", "int64"), te.var("W", "int64")
    OH, OW = (H, W) if pads is None else (te.var("OH", "int64"), te.var("OW", "int64"))
    tile, in_height, in_width = winograd_transforms.TILES[knobs.tile], tirx.Cast("int32", H), tirx.Cast("int32", W)
    height, width = tirx.Cast("int32", OH), tirx.Cast("int32", OW)
    columns, rows = tiles_along(width, tile.out), tiles_along(height, tile.out)
    return Part(
        in_height=in_height,
        in_width=in_width,
        pads=pads or (1, 1),
        height=height,
        width=width,
        columns=columns,
        first=0,
        stop=rows * columns,
        x_dims=(H, W),
        y_dims=(OH, OW),
        x_at=in_image,
        y_at=in_image,
        tiles=knobs.tiles,
        tile=tile,
    )


def tiles_along(size: Any, out: int) -> Any:
    """Return how many tiles of `out` pixels a side of the image has."""
    return (size + (out - 1)) // out


def in_image(row: Any, column: Any) -> tuple[Any, ...]:
    """Return the indices of a pixel in a whole image."""
    return row, column


def _stages(part: Part) -> Any:
    """Return the stages that every variant shares: tile table, input transform (D, Z, V), products (M), a way back (P).

    A fresh one for each function: an inline function that is used twice renames its blocks.
    """
    chunks, columns, first, last = part.chunks, part.columns, part.first, part.stop - 1
    tile, TILES, IN, OUT = part.tile, part.tiles, part.tile.inside, part.tile.out
    top, left = part.pads

    @T.inline
    def stages(x, u, TOP, LEFT, D, Z, V, M, P, C, O, CG, OG):
        # A place past the last tile repeats it: nothing is read that is not there, and what is stored twice is equal.
        for ch, t in T.grid(chunks, TILES):
            with T.sblock("TOP"):
                vch, vt = T.axis.remap("SS", [ch, t])
                TOP[vch, vt] = T.min(first + vch * TILES + vt, last) // columns * OUT
        for ch, t in T.grid(chunks, TILES):
            with T.sblock("LEFT"):
                vch, vt = T.axis.remap("SS", [ch, t])
                LEFT[vch, vt] = T.min(first + vch * TILES + vt, last) % columns * OUT
        for ch, t, c, k, q, v in T.grid(chunks, TILES, C, IN, IN, LANES):
            with T.sblock("D"):
                vch, vt, vc, vk, vq, vv = T.axis.remap("SSSSSS", [ch, t, c, k, q, v])
                D[vch, vt, vc, vk, vq, vv] = _load(
                    x, part, TOP[vch, vt] + (vk - top), LEFT[vch, vt] + (vq - left), vc, vv
                )
        for ch, t, c, i, q, v in T.grid(chunks, TILES, C, IN, IN, LANES):
            with T.sblock("Z"):
                vch, vt, vc, vi, vq, vv = T.axis.remap("SSSSSS", [ch, t, c, i, q, v])
                Z[vch, vt, vc, vi, vq, vv] = _rows(tile, D, vch, vt, vc, vi, vq, vv)
        for ch, t, c, i, j, v in T.grid(chunks, TILES, C, IN, IN, LANES):
            with T.sblock("V"):
                vch, vt, vc, vi, vj, vv = T.axis.remap("SSSSSS", [ch, t, c, i, j, v])
                V[vch, vi * IN + vj, vt, vc, vv] = _columns(tile, Z, vch, vt, vc, vi, vj, vv)
        for ch, p, t, o, v, k in T.grid(chunks, IN * IN, TILES, O, LANES, CG * LANES):
            with T.sblock("M"):
                vch, vp, vt, vo, vv, vk = T.axis.remap("SSSSSR", [ch, p, t, o, v, k])
                with T.init():
                    M[vch, vp, vt, vo, vv] = T.float32(0)
                M[vch, vp, vt, vo, vv] = (
                    M[vch, vp, vt, vo, vv] + V[vch, vp, vt, vo // OG * CG + vk // LANES, vk % LANES] * u[vp, vo, vk, vv]
                )
        for ch, t, o, r, j, v in T.grid(chunks, TILES, O, OUT, IN, LANES):
            with T.sblock("P"):
                vch, vt, vo, vr, vj, vv = T.axis.remap("SSSSSS", [ch, t, o, r, j, v])
                P[vch, vt, vo, vr, vj, vv] = _back_rows(tile, M, vch, vt, vo, vr, vj, vv)

    return stages


def conv(C: int, O: int, groups: int, relu: bool, residual: bool, part: Part) -> Any:
    """Return an unscheduled convolution of C to O blocks with bias, optional ReLU, then optional residual."""
    CG = C // groups
    stages, chunks, y_at, TILES = _stages(part), part.chunks, part.y_at, part.tiles
    tile, IN, OUT = part.tile, part.tile.inside, part.tile.out
    height, width, first, last = part.height, part.width, part.first, part.stop - 1

    def finish(p, b, ch, t, o, r, s, v):
        y = _back_columns(tile, p, ch, t, o, r, s, v) + b[o, v]
        return tirx.max(y, _const(0.0)) if relu else y

    # Not checked here, as expressions of the part may have a free variable.
    if residual:

        @T.prim_func(s_tir=True, private=True, check_well_formed=False)
        def with_residual(
            x: T.Buffer((*part.x_dims, C, LANES), "float32"),
            res: T.Buffer((*part.y_dims, O, LANES), "float32"),
            u: T.Buffer((IN * IN, O, CG * LANES, LANES), "float32"),
            b: T.Buffer((O, LANES), "float32"),
            y: T.Buffer((*part.y_dims, O, LANES), "float32"),
        ):
            T.func_attr({"tirx.noalias": True})
            TOP = T.sblock_alloc_buffer((chunks, TILES), "int32")
            LEFT = T.sblock_alloc_buffer((chunks, TILES), "int32")
            D = T.sblock_alloc_buffer((chunks, TILES, C, IN, IN, LANES), "float32")
            Z = T.sblock_alloc_buffer((chunks, TILES, C, IN, IN, LANES), "float32")
            V = T.sblock_alloc_buffer((chunks, IN * IN, TILES, C, LANES), "float32")
            M = T.sblock_alloc_buffer((chunks, IN * IN, TILES, O, LANES), "float32")
            P = T.sblock_alloc_buffer((chunks, TILES, O, OUT, IN, LANES), "float32")
            stages(x, u, TOP, LEFT, D, Z, V, M, P, C, O, CG, O // groups)
            for ch, t, o, r, s, v in T.grid(chunks, TILES, O, OUT, OUT, LANES):
                with T.sblock("store"):
                    vch, vt, vo, vr, vs, vv = T.axis.remap("SSSSSS", [ch, t, o, r, s, v])
                    # A repeated tile must not add the residual again where the result is written over it.
                    if T.And(
                        first + vch * TILES + vt <= last, T.And(TOP[vch, vt] + vr < height, LEFT[vch, vt] + vs < width)
                    ):
                        y[TOP[vch, vt] + vr, LEFT[vch, vt] + vs, vo, vv] = (
                            finish(P, b, vch, vt, vo, vr, vs, vv) + res[TOP[vch, vt] + vr, LEFT[vch, vt] + vs, vo, vv]
                        )

        return with_residual

    @T.prim_func(s_tir=True, private=True, check_well_formed=False)
    def plain(
        x: T.Buffer((*part.x_dims, C, LANES), "float32"),
        u: T.Buffer((IN * IN, O, CG * LANES, LANES), "float32"),
        b: T.Buffer((O, LANES), "float32"),
        y: T.Buffer((*part.y_dims, O, LANES), "float32"),
    ):
        T.func_attr({"tirx.noalias": True})
        TOP = T.sblock_alloc_buffer((chunks, TILES), "int32")
        LEFT = T.sblock_alloc_buffer((chunks, TILES), "int32")
        D = T.sblock_alloc_buffer((chunks, TILES, C, IN, IN, LANES), "float32")
        Z = T.sblock_alloc_buffer((chunks, TILES, C, IN, IN, LANES), "float32")
        V = T.sblock_alloc_buffer((chunks, IN * IN, TILES, C, LANES), "float32")
        M = T.sblock_alloc_buffer((chunks, IN * IN, TILES, O, LANES), "float32")
        P = T.sblock_alloc_buffer((chunks, TILES, O, OUT, IN, LANES), "float32")
        stages(x, u, TOP, LEFT, D, Z, V, M, P, C, O, CG, O // groups)
        for ch, t, o, r, s, v in T.grid(chunks, TILES, O, OUT, OUT, LANES):
            with T.sblock("store"):
                vch, vt, vo, vr, vs, vv = T.axis.remap("SSSSSS", [ch, t, o, r, s, v])
                if T.And(TOP[vch, vt] + vr < height, LEFT[vch, vt] + vs < width):
                    T.buffer_store(
                        y,
                        finish(P, b, vch, vt, vo, vr, vs, vv),
                        [*y_at(TOP[vch, vt] + vr, LEFT[vch, vt] + vs), vo, vv],
                    )

    return plain


def _tail(C: int, O: int, channels: int, skip_in: int, side: int, factor: int, knobs: Knobs) -> Any:
    """Unscheduled last layer: convolution plus the skip's from the padded input, then pixel shuffle to NCHW."""
    HP, WP = te.var("HP", "int64"), te.var("WP", "int64")
    part = _whole(knobs, None)
    (H, W), TILES, tile, IN, OUT = part.x_dims, part.tiles, part.tile, part.tile.inside, part.tile.out
    stages, chunks, height, width = _stages(part), part.chunks, part.height, part.width
    colours = channels // factor**2
    border = tirx.Cast("int32", HP - (H + (TILE - 1)) // TILE * TILE) // 2 - side // 2

    def shuffled(Y, ch, t, r, s, colour, p, q):
        channel = (colour * factor + p) * factor + q
        return Y[ch, t, r, s, channel // LANES, channel % LANES]

    @T.prim_func(s_tir=True, private=True)
    def tail(
        x: T.Buffer((H, W, C, LANES), "float32"),
        xs: T.Buffer((skip_in, HP, WP), "float32"),
        u: T.Buffer((IN * IN, O, C * LANES, LANES), "float32"),
        b: T.Buffer((O, LANES), "float32"),
        ws: T.Buffer((skip_in, side, side, O, LANES), "float32"),
        z: T.Buffer((1, colours, H * factor, W * factor), "float32"),
    ):
        T.func_attr({"tirx.noalias": True})
        TOP = T.sblock_alloc_buffer((chunks, TILES), "int32")
        LEFT = T.sblock_alloc_buffer((chunks, TILES), "int32")
        D = T.sblock_alloc_buffer((chunks, TILES, C, IN, IN, LANES), "float32")
        Z = T.sblock_alloc_buffer((chunks, TILES, C, IN, IN, LANES), "float32")
        V = T.sblock_alloc_buffer((chunks, IN * IN, TILES, C, LANES), "float32")
        M = T.sblock_alloc_buffer((chunks, IN * IN, TILES, O, LANES), "float32")
        P = T.sblock_alloc_buffer((chunks, TILES, O, OUT, IN, LANES), "float32")
        S = T.sblock_alloc_buffer((chunks, TILES, OUT, OUT, O, LANES), "float32")
        Y = T.sblock_alloc_buffer((chunks, TILES, OUT, OUT, O, LANES), "float32")
        stages(x, u, TOP, LEFT, D, Z, V, M, P, C, O, C, O)
        for ch, t, r, s, o, v, c, kh, kw in T.grid(chunks, TILES, OUT, OUT, O, LANES, skip_in, side, side):
            with T.sblock("S"):
                vch, vt, vr, vs, vo, vv, vc, vkh, vkw = T.axis.remap("SSSSSSRRR", [ch, t, r, s, o, v, c, kh, kw])
                with T.init():
                    S[vch, vt, vr, vs, vo, vv] = T.float32(0)
                S[vch, vt, vr, vs, vo, vv] = (
                    S[vch, vt, vr, vs, vo, vv]
                    + xs[vc, TOP[vch, vt] + vr + vkh + border, LEFT[vch, vt] + vs + vkw + border]
                    * ws[vc, vkh, vkw, vo, vv]
                )
        for ch, t, o, r, s, v in T.grid(chunks, TILES, O, OUT, OUT, LANES):
            with T.sblock("Y"):
                vch, vt, vo, vr, vs, vv = T.axis.remap("SSSSSS", [ch, t, o, r, s, v])
                Y[vch, vt, vr, vs, vo, vv] = (
                    _back_columns(tile, P, vch, vt, vo, vr, vs, vv) + b[vo, vv] + S[vch, vt, vr, vs, vo, vv]
                )
        for ch, t, colour, r, p, s, q in T.grid(chunks, TILES, colours, OUT, factor, OUT, factor):
            with T.sblock("store"):
                vch, vt, vcol, vr, vp, vs, vq = T.axis.remap("SSSSSSS", [ch, t, colour, r, p, s, q])
                if T.And(TOP[vch, vt] + vr < height, LEFT[vch, vt] + vs < width):
                    z[0, vcol, (TOP[vch, vt] + vr) * factor + vp, (LEFT[vch, vt] + vs) * factor + vq] = shuffled(
                        Y, vch, vt, vr, vs, vcol, vp, vq
                    )

    return tail

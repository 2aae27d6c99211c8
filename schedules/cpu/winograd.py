# mypy: disable-error-code="valid-type, misc, no-untyped-call, no-untyped-def"
"""3x3 convolutions by Winograd F(4x4, 3x3) on CPUs, for any height and width.

The image is cut into tiles of 4x4 outputs, numbered row by row; a thread takes chunks of `TILES` consecutive tiles
wherever the rows end, so that no size wastes more than the last chunk. For a chunk: transform the input (its zero
border is a test on the load), 36 register-tiled matrix products over the channels, transform back, add bias, ReLU,
residual or the few-channel skip, and store the pixels that exist. Vectors run over 16 channels, never over the width:
symbolic sizes cost nothing in the inner loops. The chunk's position is one division a tile, kept in a small table.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from tvm import s_tir, te, tirx
from tvm.script import tirx as T

from tvm_dydca.schedules.cpu.few_channels import pack_weight
from tvm_dydca.schedules.cpu.tiling import LANES, accumulator_budget, register_tile
from tvm_dydca.schedules.kernel import BLOCKED, IN_PLACE, NCHW, PADDED, Array, ConvGroup, Kernel, Operand
from tvm_dydca.schedules.winograd_transforms import IN, OUT, input_transform, output_transform, transform_filter

TILES = 12
"""Tiles a chunk: with 32 to 64 channels its transforms fit a 1 MiB second-level cache, and 12 has many divisors."""
K_UNROLL = 4


def rule(group: ConvGroup, target: Any) -> Kernel | None:
    """Take 3x3 convolutions of more than 4 input channels, with every epilogue of `ConvGroup`."""
    if group.kernel_size != 3 or group.in_channels <= 4:
        return None
    tail = group.skip_weight is not None or group.shuffle > 1
    if tail and (group.skip_weight is None or group.shuffle == 1 or group.relu or group.residual):
        return None
    in_blocks, out_blocks = _blocks(group.in_channels), _blocks(group.out_channels)
    bias = np.zeros((out_blocks, LANES), np.float32)
    bias.reshape(-1)[: group.out_channels] = group.bias
    constants: tuple[Array, ...] = (transform_filter(group.weight, in_blocks, out_blocks), bias)
    operands: tuple[Operand, ...] = (Operand("input", BLOCKED),)
    budget = accumulator_budget(target)
    name = f"winograd4x4_{group.in_channels}x{group.out_channels}"
    if group.skip_weight is not None:
        side = int(group.skip_weight.shape[2])
        skip_in = int(group.skip_weight.shape[1])
        func = _scheduled_tail(in_blocks, out_blocks, group.out_channels, skip_in, side, group.shuffle, budget)
        constants += (pack_weight(group.skip_weight),)
        operands += (Operand("skip_input", PADDED, radius=side // 2),)
        name += f"_skip{side}x{side}_shuffle{group.shuffle}"
    else:
        func = _scheduled_conv(in_blocks, out_blocks, group.relu, group.residual, budget)
        if group.residual:
            operands += (Operand("residual", BLOCKED),)
        name += "_relu" * group.relu + "_residual" * group.residual
    if group.residual:
        func = func.with_attr(IN_PLACE, [len(operands) - 1])
    return Kernel(
        name=name,
        func=func,
        operands=operands,
        constants=constants,
        out_layout=NCHW if group.shuffle > 1 else BLOCKED,
    )


# Scheduling takes a third of a second, and a network repeats a few shapes.
@cache
def _scheduled_conv(in_blocks: int, out_blocks: int, relu: bool, residual: bool, budget: int) -> Any:
    return schedule(_conv(in_blocks, out_blocks, relu, residual), out_blocks, budget)


@cache
def _scheduled_tail(
    in_blocks: int, out_blocks: int, channels: int, skip_in: int, side: int, factor: int, budget: int
) -> Any:
    return schedule(_tail(in_blocks, out_blocks, channels, skip_in, side, factor), out_blocks, budget)


def _blocks(channels: int) -> int:
    return -(-channels // LANES)


def _const(value: float) -> Any:
    return tirx.const(value, "float32")


def _pick(index: Any, values: list[Any]) -> Any:
    """``values[index]`` for a loop variable that is unrolled, after which the chain folds away."""
    chosen = values[-1]
    for k in range(len(values) - 2, -1, -1):
        chosen = tirx.Select(index == k, values[k], chosen)
    return chosen


def _load(x, height, width, h, w, c, v):
    inside = tirx.all(h >= 0, h < height, w >= 0, w < width)
    return tirx.if_then_else(inside, x[h, w, c, v], _const(0.0))


def _rows(d, ch, t, c, i, q, v):
    """Entry i of B^T d down column q of an input tile."""
    return _pick(i, input_transform([d[ch, t, c, k, q, v] for k in range(IN)], _const))


def _columns(z, ch, t, c, i, j, v):
    return _pick(j, input_transform([z[ch, t, c, i, q, v] for q in range(IN)], _const))


def _back_rows(m, ch, t, o, r, j, v):
    return _pick(r, output_transform([m[ch, i * IN + j, t, o, v] for i in range(IN)], _const))


def _back_columns(p, ch, t, o, r, s, v):
    return _pick(s, output_transform([p[ch, t, o, r, j, v] for j in range(IN)], _const))


def _geometry(height: Any, width: Any) -> tuple[Any, Any, Any, Any, Any]:
    """Return (height, width, tile columns, last tile, chunks) as int32 expressions of the int64 sizes."""
    h, w = tirx.Cast("int32", height), tirx.Cast("int32", width)
    columns = (w + (OUT - 1)) // OUT
    tiles = (h + (OUT - 1)) // OUT * columns
    return h, w, columns, tiles - 1, (tiles + (TILES - 1)) // TILES


def _stages() -> Any:
    """Return the stages that every variant shares: tile table, input transform (D, Z, V), products (M), a way back (P).

    A fresh one for each function: an inline function that is used twice renames its blocks.
    """

    @T.inline
    def stages(x, u, TOP, LEFT, D, Z, V, M, P, height, width, columns, last, chunks, C, O):
        # A place past the last tile repeats it: nothing is read that is not there, and what is stored twice is equal.
        for ch, t in T.grid(chunks, TILES):
            with T.sblock("TOP"):
                vch, vt = T.axis.remap("SS", [ch, t])
                TOP[vch, vt] = T.min(vch * TILES + vt, last) // columns * OUT
        for ch, t in T.grid(chunks, TILES):
            with T.sblock("LEFT"):
                vch, vt = T.axis.remap("SS", [ch, t])
                LEFT[vch, vt] = T.min(vch * TILES + vt, last) % columns * OUT
        for ch, t, c, k, q, v in T.grid(chunks, TILES, C, IN, IN, LANES):
            with T.sblock("D"):
                vch, vt, vc, vk, vq, vv = T.axis.remap("SSSSSS", [ch, t, c, k, q, v])
                D[vch, vt, vc, vk, vq, vv] = _load(
                    x, height, width, TOP[vch, vt] + (vk - 1), LEFT[vch, vt] + (vq - 1), vc, vv
                )
        for ch, t, c, i, q, v in T.grid(chunks, TILES, C, IN, IN, LANES):
            with T.sblock("Z"):
                vch, vt, vc, vi, vq, vv = T.axis.remap("SSSSSS", [ch, t, c, i, q, v])
                Z[vch, vt, vc, vi, vq, vv] = _rows(D, vch, vt, vc, vi, vq, vv)
        for ch, t, c, i, j, v in T.grid(chunks, TILES, C, IN, IN, LANES):
            with T.sblock("V"):
                vch, vt, vc, vi, vj, vv = T.axis.remap("SSSSSS", [ch, t, c, i, j, v])
                V[vch, vi * IN + vj, vt, vc, vv] = _columns(Z, vch, vt, vc, vi, vj, vv)
        for ch, p, t, o, v, k in T.grid(chunks, IN * IN, TILES, O, LANES, C * LANES):
            with T.sblock("M"):
                vch, vp, vt, vo, vv, vk = T.axis.remap("SSSSSR", [ch, p, t, o, v, k])
                with T.init():
                    M[vch, vp, vt, vo, vv] = T.float32(0)
                M[vch, vp, vt, vo, vv] = (
                    M[vch, vp, vt, vo, vv] + V[vch, vp, vt, vk // LANES, vk % LANES] * u[vp, vo, vk, vv]
                )
        for ch, t, o, r, j, v in T.grid(chunks, TILES, O, OUT, IN, LANES):
            with T.sblock("P"):
                vch, vt, vo, vr, vj, vv = T.axis.remap("SSSSSS", [ch, t, o, r, j, v])
                P[vch, vt, vo, vr, vj, vv] = _back_rows(M, vch, vt, vo, vr, vj, vv)

    return stages


def _conv(C: int, O: int, relu: bool, residual: bool) -> Any:
    """Unscheduled convolution of C to O blocks with bias, optional ReLU, then optional residual."""
    H, W = te.var("H", "int64"), te.var("W", "int64")
    height, width, columns, last, chunks = _geometry(H, W)
    stages = _stages()

    def finish(p, b, ch, t, o, r, s, v):
        y = _back_columns(p, ch, t, o, r, s, v) + b[o, v]
        return tirx.max(y, _const(0.0)) if relu else y

    if residual:

        @T.prim_func(s_tir=True, private=True)
        def with_residual(
            x: T.Buffer((H, W, C, LANES), "float32"),
            res: T.Buffer((H, W, O, LANES), "float32"),
            u: T.Buffer((IN * IN, O, C * LANES, LANES), "float32"),
            b: T.Buffer((O, LANES), "float32"),
            y: T.Buffer((H, W, O, LANES), "float32"),
        ):
            T.func_attr({"tirx.noalias": True})
            TOP = T.sblock_alloc_buffer((chunks, TILES), "int32")
            LEFT = T.sblock_alloc_buffer((chunks, TILES), "int32")
            D = T.sblock_alloc_buffer((chunks, TILES, C, IN, IN, LANES), "float32")
            Z = T.sblock_alloc_buffer((chunks, TILES, C, IN, IN, LANES), "float32")
            V = T.sblock_alloc_buffer((chunks, IN * IN, TILES, C, LANES), "float32")
            M = T.sblock_alloc_buffer((chunks, IN * IN, TILES, O, LANES), "float32")
            P = T.sblock_alloc_buffer((chunks, TILES, O, OUT, IN, LANES), "float32")
            stages(x, u, TOP, LEFT, D, Z, V, M, P, height, width, columns, last, chunks, C, O)
            for ch, t, o, r, s, v in T.grid(chunks, TILES, O, OUT, OUT, LANES):
                with T.sblock("store"):
                    vch, vt, vo, vr, vs, vv = T.axis.remap("SSSSSS", [ch, t, o, r, s, v])
                    # A repeated tile must not add the residual again where the result is written over it.
                    if T.And(vch * TILES + vt <= last, T.And(TOP[vch, vt] + vr < height, LEFT[vch, vt] + vs < width)):
                        y[TOP[vch, vt] + vr, LEFT[vch, vt] + vs, vo, vv] = (
                            finish(P, b, vch, vt, vo, vr, vs, vv) + res[TOP[vch, vt] + vr, LEFT[vch, vt] + vs, vo, vv]
                        )

        return with_residual

    @T.prim_func(s_tir=True, private=True)
    def plain(
        x: T.Buffer((H, W, C, LANES), "float32"),
        u: T.Buffer((IN * IN, O, C * LANES, LANES), "float32"),
        b: T.Buffer((O, LANES), "float32"),
        y: T.Buffer((H, W, O, LANES), "float32"),
    ):
        T.func_attr({"tirx.noalias": True})
        TOP = T.sblock_alloc_buffer((chunks, TILES), "int32")
        LEFT = T.sblock_alloc_buffer((chunks, TILES), "int32")
        D = T.sblock_alloc_buffer((chunks, TILES, C, IN, IN, LANES), "float32")
        Z = T.sblock_alloc_buffer((chunks, TILES, C, IN, IN, LANES), "float32")
        V = T.sblock_alloc_buffer((chunks, IN * IN, TILES, C, LANES), "float32")
        M = T.sblock_alloc_buffer((chunks, IN * IN, TILES, O, LANES), "float32")
        P = T.sblock_alloc_buffer((chunks, TILES, O, OUT, IN, LANES), "float32")
        stages(x, u, TOP, LEFT, D, Z, V, M, P, height, width, columns, last, chunks, C, O)
        for ch, t, o, r, s, v in T.grid(chunks, TILES, O, OUT, OUT, LANES):
            with T.sblock("store"):
                vch, vt, vo, vr, vs, vv = T.axis.remap("SSSSSS", [ch, t, o, r, s, v])
                if T.And(TOP[vch, vt] + vr < height, LEFT[vch, vt] + vs < width):
                    y[TOP[vch, vt] + vr, LEFT[vch, vt] + vs, vo, vv] = finish(P, b, vch, vt, vo, vr, vs, vv)

    return plain


def _tail(C: int, O: int, channels: int, skip_in: int, side: int, factor: int) -> Any:
    """Unscheduled last layer: convolution plus the skip's from the padded input, then pixel shuffle to NCHW."""
    H, W = te.var("H", "int64"), te.var("W", "int64")
    HP, WP = te.var("HP", "int64"), te.var("WP", "int64")
    height, width, columns, last, chunks = _geometry(H, W)
    stages = _stages()
    colours = channels // factor**2
    border = tirx.Cast("int32", HP - (H + (OUT - 1)) // OUT * OUT) // 2 - side // 2

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
        stages(x, u, TOP, LEFT, D, Z, V, M, P, height, width, columns, last, chunks, C, O)
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
                    _back_columns(P, vch, vt, vo, vr, vs, vv) + b[vo, vv] + S[vch, vt, vr, vs, vo, vv]
                )
        for ch, t, colour, r, p, s, q in T.grid(chunks, TILES, colours, OUT, factor, OUT, factor):
            with T.sblock("store"):
                vch, vt, vcol, vr, vp, vs, vq = T.axis.remap("SSSSSSS", [ch, t, colour, r, p, s, q])
                if T.And(TOP[vch, vt] + vr < height, LEFT[vch, vt] + vs < width):
                    z[0, vcol, (TOP[vch, vt] + vr) * factor + vp, (LEFT[vch, vt] + vs) * factor + vq] = shuffled(
                        Y, vch, vt, vr, vs, vcol, vp, vq
                    )

    return tail


def schedule(func: Any, out_blocks: int, budget: int) -> Any:
    """Schedule an unscheduled `_conv` or `_tail`.

    Parameters
    ----------
    budget : accumulators of 16 lanes that fit the registers, see `tiling.accumulator_budget`
    """
    sch = s_tir.Schedule(func)
    store = sch.get_sblock("store")
    chunk, tile, *rest = sch.get_loops(store)
    sch.parallel(chunk)
    if _has_skip(sch):
        colour, r, p, s, q = rest
        sch.vectorize(q)
        for loop in (s, p, r):
            sch.unroll(loop)
        sch.unroll(colour)
        y = sch.get_sblock("Y")
        sch.compute_at(y, tile, preserve_unit_loops=True)
        o, r, s, v = sch.get_loops(y)[-4:]
        _skip(sch, chunk, out_blocks, budget)
    else:
        o, r, s, v = rest
    _vectorize(sch, v, unroll=(s, r))
    _transform_back(sch, o)
    _products(sch, chunk, out_blocks, budget)
    _transform_input(sch, chunk)
    for name in ("TOP", "LEFT"):
        sch.compute_at(sch.get_sblock(name), chunk, preserve_unit_loops=True)
    return sch.mod["main"]


def _has_skip(sch: Any) -> bool:
    return any(str(child.name_hint) == "S" for child in map(sch.get, sch.get_child_blocks(sch.get_sblock("root"))))


def _vectorize(sch: Any, lanes: Any, unroll: tuple[Any, ...]) -> None:
    sch.vectorize(lanes)
    for loop in unroll:
        sch.unroll(loop)


def _transform_back(sch: Any, at: Any) -> None:
    p = sch.get_sblock("P")
    sch.compute_at(p, at, preserve_unit_loops=True)
    r, j, v = sch.get_loops(p)[-3:]
    sch.reorder(j, r)
    _vectorize(sch, v, unroll=(r, j))
    sch.set_scope(p, 0, "local")


def _products(sch: Any, chunk: Any, out_blocks: int, budget: int) -> None:
    m = sch.get_sblock("M")
    sch.compute_at(m, chunk, preserve_unit_loops=True)
    write = sch.cache_write(m, 0, "local")
    tiles, columns = register_tile(TILES, out_blocks, budget)
    p, t, o, v, k = sch.get_loops(m)[-5:]
    t_outer, t_inner = sch.split(t, [None, tiles])
    o_outer, o_inner = sch.split(o, [None, columns])
    k_outer, k_inner = sch.split(k, [None, K_UNROLL])
    sch.reorder(p, o_outer, t_outer, k_outer, k_inner, t_inner, o_inner, v)
    _vectorize(sch, v, unroll=(o_inner, t_inner, k_inner))
    sch.decompose_reduction(m, k_outer)
    _write_back(sch, write, t_outer)


def _skip(sch: Any, chunk: Any, out_blocks: int, budget: int) -> None:
    s = sch.get_sblock("S")
    sch.compute_at(s, chunk, preserve_unit_loops=True)
    write = sch.cache_write(s, 0, "local")
    rows, columns = register_tile(OUT * OUT, out_blocks, budget)
    t, r, q, o, v, c, kh, kw = sch.get_loops(s)[-8:]
    pixel_outer, pixel_inner = sch.split(sch.fuse(r, q), [None, rows])
    o_outer, o_inner = sch.split(o, [None, columns])
    sch.reorder(t, pixel_outer, o_outer, c, kh, kw, pixel_inner, o_inner, v)
    _vectorize(sch, v, unroll=(o_inner, pixel_inner))
    sch.decompose_reduction(s, c)
    _write_back(sch, write, o_outer)


def _write_back(sch: Any, write: Any, at: Any) -> None:
    sch.reverse_compute_at(write, at, preserve_unit_loops=True)
    *_, rows, columns, v = sch.get_loops(write)
    _vectorize(sch, v, unroll=(columns, rows))


def _transform_input(sch: Any, chunk: Any) -> None:
    v_block = sch.get_sblock("V")
    sch.compute_at(v_block, chunk, preserve_unit_loops=True)
    _, c, _, j, v = sch.get_loops(v_block)[-5:]
    _vectorize(sch, v, unroll=(j,))
    z_block = sch.get_sblock("Z")
    sch.compute_at(z_block, c, preserve_unit_loops=True)
    i, q, v = sch.get_loops(z_block)[-3:]
    sch.reorder(q, i, v)
    _vectorize(sch, v, unroll=(i,))
    sch.set_scope(z_block, 0, "local")
    # Each entry of the tile's column is loaded once, with its border test, and all six sums use the register.
    d_block = sch.get_sblock("D")
    sch.compute_at(d_block, q, preserve_unit_loops=True)
    k, _, v = sch.get_loops(d_block)[-3:]
    _vectorize(sch, v, unroll=(k,))
    sch.set_scope(d_block, 0, "local")

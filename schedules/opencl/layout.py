# mypy: disable-error-code="valid-type, misc, no-untyped-call, no-untyped-def"
"""Between NCHW and the layout of four channels together, where a neighbour has no kernel of ours."""

from __future__ import annotations

from functools import cache
from typing import Any

from tvm import s_tir, te, tirx
from tvm.script import tirx as T

LANES = 4
_ROWS, _COLUMNS = 4, 16


def blocks_of(channels: int) -> int:
    """Return how many blocks of four hold the channels."""
    return -(-channels // LANES)


def texels_shape(channels: int, height: Any, width: Any) -> tuple[Any, Any, Any, int]:
    """Shape of the layout TEXELS."""
    return blocks_of(channels), height, width, LANES


@cache
def pack(channels: int, dtype: str = "float32") -> Any:
    """NCHW (1, C, H, W) to (ceil(C / 4), H, W, 4), zeros in the lanes past C: PrimFunc over (x, y)."""
    H, W = te.var("H", "int64"), te.var("W", "int64")
    blocks = blocks_of(channels)

    def value(x, o, h, w, v):
        c = o * LANES + v
        if channels % LANES == 0:
            return x[0, c, h, w]
        return tirx.if_then_else(c < channels, x[0, c, h, w], tirx.const(0.0, dtype))

    @T.prim_func(s_tir=True, private=True)
    def pack_texels(x: T.Buffer((1, channels, H, W), dtype), y: T.Buffer((blocks, H, W, LANES), dtype)):
        T.func_attr({"tirx.noalias": True})
        texel = T.sblock_alloc_buffer((blocks, H, W, LANES), dtype)
        for o, h, w, v in T.grid(blocks, H, W, LANES):
            with T.sblock("gather"):
                vo, vh, vw, vv = T.axis.remap("SSSS", [o, h, w, v])
                texel[vo, vh, vw, vv] = value(x, vo, vh, vw, vv)
        for o, h, w, v in T.grid(blocks, H, W, LANES):
            with T.sblock("pack"):
                vo, vh, vw, vv = T.axis.remap("SSSS", [o, h, w, v])
                y[vo, vh, vw, vv] = texel[vo, vh, vw, vv]

    return _scheduled(pack_texels, "gather", "pack", whole="pack")


@cache
def unpack(channels: int, dtype: str = "float32") -> Any:
    """(ceil(C / 4), H, W, 4) to NCHW (1, C, H, W): PrimFunc over (x, y)."""
    H, W = te.var("H", "int64"), te.var("W", "int64")
    blocks = blocks_of(channels)

    @T.prim_func(s_tir=True, private=True)
    def unpack_texels(x: T.Buffer((blocks, H, W, LANES), dtype), y: T.Buffer((1, channels, H, W), dtype)):
        T.func_attr({"tirx.noalias": True})
        texel = T.sblock_alloc_buffer((blocks, H, W, LANES), dtype)
        for o, h, w, v in T.grid(blocks, H, W, LANES):
            with T.sblock("texel"):
                vo, vh, vw, vv = T.axis.remap("SSSS", [o, h, w, v])
                texel[vo, vh, vw, vv] = x[vo, vh, vw, vv]
        for o, h, w, v in T.grid(blocks, H, W, LANES):
            with T.sblock("unpack"):
                vo, vh, vw, vv = T.axis.remap("SSSS", [o, h, w, v])
                if vo * LANES + vv < channels:
                    y[0, vo * LANES + vv, vh, vw] = texel[vo, vh, vw, vv]

    return _scheduled(unpack_texels, "texel", "unpack", whole="texel")


def _scheduled(func: Any, first: str, last: str, whole: str) -> Any:
    """Give each work-item one pixel of a block of channels; it loads or stores the `whole` texel at once."""
    sch = s_tir.Schedule(func)
    blocks, height, width, _ = sch.get_loops(sch.get_sblock(last))
    (down, row), (across, column) = (
        sch.split(size, [None, items]) for size, items in ((height, _ROWS), (width, _COLUMNS))
    )
    sch.reorder(blocks, down, across, row, column)
    places = ("blockIdx.z", "blockIdx.y", "blockIdx.x", "threadIdx.y", "threadIdx.x")
    for loop, place in zip((blocks, down, across, row, column), places):
        sch.bind(loop, place)
    sch.compute_at(sch.get_sblock(first), column, preserve_unit_loops=True)
    sch.set_scope(sch.get_sblock(first), 0, "local")
    for name in (first, last):
        lanes = sch.get_loops(sch.get_sblock(name))[-1]
        sch.vectorize(lanes) if name == whole else sch.unroll(lanes)
    return sch.mod["main"]

# mypy: disable-error-code="valid-type, misc, no-untyped-call, no-untyped-def"
"""Between NCHW and the layout of four channels together, where a neighbour has no kernel of ours."""

from __future__ import annotations

from functools import cache
from typing import Any

from tvm import s_tir, te, tirx
from tvm.script import tirx as T

LANES = 4
_ITEMS = 64


def blocks_of(channels: int) -> int:
    """Return how many blocks of four hold the channels."""
    return -(-channels // LANES)


def texels_shape(channels: int, height: Any, width: Any) -> tuple[Any, Any, Any, int]:
    """Shape of the layout TEXELS."""
    return blocks_of(channels), height, width, LANES


@cache
def pack(channels: int) -> Any:
    """NCHW (1, C, H, W) to (ceil(C / 4), H, W, 4), zeros in the lanes past C: PrimFunc over (x, y)."""
    H, W = te.var("H", "int64"), te.var("W", "int64")
    blocks = blocks_of(channels)

    def value(x, o, h, w, v):
        c = o * LANES + v
        if channels % LANES == 0:
            return x[0, c, h, w]
        return tirx.if_then_else(c < channels, x[0, c, h, w], tirx.const(0.0, "float32"))

    @T.prim_func(s_tir=True, private=True)
    def pack_texels(x: T.Buffer((1, channels, H, W), "float32"), y: T.Buffer((blocks, H, W, LANES), "float32")):
        T.func_attr({"tirx.noalias": True})
        for o, h, w, v in T.grid(blocks, H, W, LANES):
            with T.sblock("pack"):
                vo, vh, vw, vv = T.axis.remap("SSSS", [o, h, w, v])
                y[vo, vh, vw, vv] = value(x, vo, vh, vw, vv)

    return _scheduled(pack_texels, "pack")


@cache
def unpack(channels: int) -> Any:
    """(ceil(C / 4), H, W, 4) to NCHW (1, C, H, W): PrimFunc over (x, y)."""
    H, W = te.var("H", "int64"), te.var("W", "int64")
    blocks = blocks_of(channels)

    @T.prim_func(s_tir=True, private=True)
    def unpack_texels(x: T.Buffer((blocks, H, W, LANES), "float32"), y: T.Buffer((1, channels, H, W), "float32")):
        T.func_attr({"tirx.noalias": True})
        for o, h, w, v in T.grid(blocks, H, W, LANES):
            with T.sblock("unpack"):
                vo, vh, vw, vv = T.axis.remap("SSSS", [o, h, w, v])
                T.where(o * LANES + v < channels)
                y[0, vo * LANES + vv, vh, vw] = x[vo, vh, vw, vv]

    return _scheduled(unpack_texels, "unpack")


def _scheduled(func: Any, block: str) -> Any:
    """Give each work-item one pixel of a block of channels."""
    sch = s_tir.Schedule(func)
    *texel, lane = sch.get_loops(sch.get_sblock(block))
    groups, items = sch.split(sch.fuse(*texel), [None, _ITEMS])
    sch.bind(groups, "blockIdx.x")
    sch.bind(items, "threadIdx.x")
    sch.unroll(lane)
    return sch.mod["main"]

# mypy: disable-error-code="valid-type, misc, no-untyped-call, no-untyped-def"
"""Last layers on CPUs: a Winograd convolution, plus the skip's if there is one, then pixel shuffle, in one kernel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from tvm import s_tir, te, tirx
from tvm.script import tirx as T

from tvm_dydca.schedules.cpu.few_channels import whole_tiles
from tvm_dydca.schedules.cpu.tiling import LANES
from tvm_dydca.schedules.cpu.winograd_schedule import Knobs, schedule
from tvm_dydca.schedules.cpu.winograd_stages import back_columns, stages_of, whole
from tvm_dydca.schedules.elementwise import Store
from tvm_dydca.schedules.kernel import Scheduled


@dataclass(frozen=True)
class Tail:
    """A last layer but for its weights.

    Attributes
    ----------
    in_blocks, out_blocks : of channels
    channels : of the convolution's result
    skip : channels and side of the skip's filter, None where there is no skip
    factor : of the shuffle
    store : what is done to the sums; it adds no residual
    """

    in_blocks: int
    out_blocks: int
    channels: int
    skip: tuple[int, int] | None
    factor: int
    store: Store


@cache
def scheduled_tail(spec: Tail, knobs: Knobs, budget: int) -> Scheduled:
    """Return the kernel over (input, padded input of the skip, weight, bias, the skip's weight, output).

    Without a skip there are no parameters for it.
    """
    sch = s_tir.Schedule(func := _tail(spec, knobs))
    schedule(sch, spec.out_blocks, knobs, budget)
    return Scheduled.of(func, sch)


def _tail(spec: Tail, knobs: Knobs) -> Any:
    """Unscheduled last layer: convolution plus the skip's, elementwise operators, then pixel shuffle to NCHW."""
    HP, WP = te.var("HP", "int64"), te.var("WP", "int64")
    part = whole(knobs, None)
    (H, W), TILES, tile, IN, OUT = part.x_dims, part.tiles, part.tile, part.tile.inside, part.tile.out
    stages, chunks, height, width = stages_of(part), part.chunks, part.height, part.width
    C, O, factor, has_skip = spec.in_blocks, spec.out_blocks, spec.factor, spec.skip is not None
    skip_in, side = spec.skip or (1, 1)
    colours = spec.channels // factor**2
    border = tirx.Cast("int32", HP - whole_tiles(H)) // 2 - side // 2

    def finish(p, b, S, ch, t, r, s, o, v):
        skip = S[ch, t, r, s, o, v] if has_skip else None
        return spec.store.value(back_columns(tile, p, ch, t, o, r, s, v) + b[o, v], skip=skip)

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
        # Another buffer's name where there is no skip: nothing reads it.
        S = T.sblock_alloc_buffer((chunks, TILES, OUT, OUT, O, LANES), "float32") if has_skip else P
        Y = T.sblock_alloc_buffer((chunks, TILES, OUT, OUT, O, LANES), "float32")
        stages(x, u, TOP, LEFT, D, Z, V, M, P, C, O, C, O)
        if has_skip:
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
                Y[vch, vt, vr, vs, vo, vv] = finish(P, b, S, vch, vt, vr, vs, vo, vv)
        for ch, t, colour, r, p, s, q in T.grid(chunks, TILES, colours, OUT, factor, OUT, factor):
            with T.sblock("store"):
                vch, vt, vcol, vr, vp, vs, vq = T.axis.remap("SSSSSSS", [ch, t, colour, r, p, s, q])
                if T.And(TOP[vch, vt] + vr < height, LEFT[vch, vt] + vs < width):
                    z[0, vcol, (TOP[vch, vt] + vr) * factor + vp, (LEFT[vch, vt] + vs) * factor + vq] = shuffled(
                        Y, vch, vt, vr, vs, vcol, vp, vq
                    )

    if has_skip:
        return tail
    params = [param for place, param in enumerate(tail.params) if place not in (1, 4)]
    return tirx.PrimFunc(params, tail.body, tail.ret_type, attrs=tail.attrs)

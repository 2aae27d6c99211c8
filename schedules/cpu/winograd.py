# mypy: disable-error-code="valid-type, misc, no-untyped-call, no-untyped-def"
"""3x3 convolutions by Winograd F(6x6, 3x3) on CPUs, for any height and width; by F(4x4) and F(2x2, 3x3) as a knob.

The image is cut into tiles of 6x6 outputs, numbered row by row; a thread takes chunks of consecutive tiles
wherever the rows end, so that no size wastes more than the last chunk. For a chunk: transform the input (its zero
border is a test on the load), 64 register-tiled matrix products over the channels, transform back, add bias and
residual or the few-channel skip, apply elementwise operators, and store the pixels that exist. Vectors run over 16
channels, never over the width: symbolic sizes cost nothing in the inner loops. The chunk's position is one division a
tile, kept in a small table.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import prod
from typing import Any

from tvm import s_tir
from tvm.script import tirx as T

from tvm_dydca.schedules import winograd_transforms
from tvm_dydca.schedules.blocks import blocked
from tvm_dydca.schedules.cpu.few_channels import pack_weight
from tvm_dydca.schedules.cpu.join_groups import join_groups
from tvm_dydca.schedules.cpu.tiling import LANES, accumulator_budget, blocks_of, even_chunk
from tvm_dydca.schedules.cpu.winograd_schedule import CHOICES, DEFAULT, Knobs, schedule
from tvm_dydca.schedules.cpu.winograd_stages import Part, back_columns, stages_of, whole
from tvm_dydca.schedules.cpu.winograd_tail import Tail, scheduled_tail
from tvm_dydca.schedules.elementwise import Store, named
from tvm_dydca.schedules.kernel import BLOCKED, IN_PLACE, NCHW, PADDED, Array, ConvGroup, Kernel, Operand, Scheduled
from tvm_dydca.schedules.winograd_transforms import transform_filter

_WIDE_BUDGET = 18
"""Registers with which the skip of a last layer keeps up with tiles of 6: 6 pixels by 3 blocks of channels."""

_SHUFFLED = 4
"""Most channels after a shuffle: the stores of all of them are written out."""

__all__ = ["CHOICES", "DEFAULT", "Knobs", "conv", "rule", "why_not"]


def why_not(group: ConvGroup) -> str | None:
    """Return what keeps `rule` from a group."""
    if group.sides != (3, 3):
        return f"the filter is {group.sides[0]}x{group.sides[1]}, not 3x3"
    if group.in_channels <= 4:
        return f"{group.in_channels} input channels are too few"
    if group.skip_weight is not None and group.shuffle == 1:
        return "it takes a skip with a pixel shuffle only"
    if group.shuffle == 1:
        return replace(group, padding=None, groups=1).not_same()
    if group.residual:
        return "it takes no residual before a pixel shuffle"
    shuffled = group.out_channels // group.shuffle**2
    if shuffled > _SHUFFLED:
        return f"a pixel shuffle to {shuffled} channels is fused into it, more than {_SHUFFLED}"
    return group.not_same()


def rule(group: ConvGroup, target: Any, knobs: Knobs | None = None) -> Kernel | None:
    """Take 3x3 convolutions of more than 4 input channels, with every epilogue of `ConvGroup`."""
    if why_not(group) is not None:
        return None
    knobs = knobs or knobs_for(group, target)
    in_blocks, out_blocks = blocks_of(group.in_channels), blocks_of(group.out_channels)
    weight, groups = join_groups(group.weight, group.groups)
    constants: tuple[Array, ...] = constants_of(replace(group, weight=weight, groups=groups), knobs.tile)
    operands: tuple[Operand, ...] = (Operand("input", BLOCKED),)
    budget = accumulator_budget(target)
    name = f"winograd{knobs.tile}x{knobs.tile}_{group.in_channels}x{group.out_channels}"
    if group.shuffle > 1:
        skip = None
        name += named(group.activation)
        if group.skip_weight is not None:
            skip_in, side = (int(n) for n in group.skip_weight.shape[1:3])
            skip = skip_in, side
            constants += (pack_weight(group.skip_weight),)
            operands += (Operand("skip_input", PADDED, radius=side // 2),)
            name += f"_skip{side}x{side}"
        name += f"_shuffle{group.shuffle}" + named(group.epilogue)
        spec = Tail(in_blocks, out_blocks, group.out_channels, skip, group.shuffle, group.store)
        made = scheduled_tail(spec, knobs, budget)
    else:
        pads = None if group.not_same() is None else (group.pads[0], group.pads[1])
        made = _scheduled_conv(in_blocks, out_blocks, groups, group.store, pads, knobs, budget)
        if group.residual:
            operands += (Operand("residual", BLOCKED),)
        name += f"_groups{group.groups}" * (group.groups > 1)
        name += group.store.name
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


def knobs_for(group: ConvGroup, target: Any) -> Knobs:
    """Return the knobs of a group that none are given for: in an image of a known size, the tiles of least products."""
    if group.skip_weight is not None and accumulator_budget(target) < _WIDE_BUDGET:
        return replace(DEFAULT, tile=4)
    if group.size is None:
        return DEFAULT
    counts = {tile: prod(-(-side // tile) for side in group.size) for tile in winograd_transforms.TILES}
    tile = min(counts, key=lambda tile: counts[tile] * winograd_transforms.TILES[tile].inside ** 2)
    return replace(DEFAULT, tile=tile, tiles=even_chunk(counts[tile], DEFAULT.tiles))


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
    store: Store,
    pads: tuple[int, int] | None,
    knobs: Knobs,
    budget: int,
) -> Scheduled:
    part = whole(knobs, pads)
    sch = s_tir.Schedule(func := conv(in_blocks, out_blocks, groups, store, part))
    schedule(sch, out_blocks // groups, knobs, budget)
    return Scheduled.of(func, sch)


def conv(C: int, O: int, groups: int, store: Store, part: Part) -> Any:
    """Return an unscheduled convolution of C to O blocks with bias, and what a `Store` does to it."""
    CG = C // groups
    stages, chunks, y_at, TILES = stages_of(part), part.chunks, part.y_at, part.tiles
    tile, IN, OUT = part.tile, part.tile.inside, part.tile.out
    height, width, first, last = part.height, part.width, part.first, part.stop - 1

    def biased(p, b, ch, t, o, r, s, v):
        return back_columns(tile, p, ch, t, o, r, s, v) + b[o, v]

    # Not checked here, as expressions of the part may have a free variable.
    if store.residual:

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
                        y[TOP[vch, vt] + vr, LEFT[vch, vt] + vs, vo, vv] = store.value(
                            biased(P, b, vch, vt, vo, vr, vs, vv), res[TOP[vch, vt] + vr, LEFT[vch, vt] + vs, vo, vv]
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
                        store.value(biased(P, b, vch, vt, vo, vr, vs, vv)),
                        [*y_at(TOP[vch, vt] + vr, LEFT[vch, vt] + vs), vo, vv],
                    )

    return plain

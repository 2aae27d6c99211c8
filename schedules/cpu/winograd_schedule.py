"""How the Winograd convolutions of `winograd` run: chunks in parallel, register tiles, vectors of 16 channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tvm_dydca.schedules.blocks import vectorize
from tvm_dydca.schedules.cpu.tiling import register_tile


@dataclass(frozen=True)
class Knobs:
    """What a convolution may be tuned by.

    Attributes
    ----------
    tile : outputs a tile's side. A tile of 6 makes an output of 1.78 products a channel, where one of 4 takes 2.25 and
        one of 2 takes 4; smaller ones lose fewer digits, and waste less at the borders of images of a few pixels
    tiles : of a chunk. Those of few tiles waste least at the end of an image and leave the second-level cache to the
        weights; with 4 the weights still come from there in time
    k_unroll : input channels a step of the products; a divisor of 16
    rows : most tiles of a register tile; 0 for as many as give the largest one
    budget : accumulators in registers, in vectors of 16; 0 for what the target's registers hold
    """

    tile: int = 6
    tiles: int = 4
    k_unroll: int = 4
    rows: int = 0
    budget: int = 0


DEFAULT = Knobs()
CHOICES = {
    "tile": (2, 4, 6),
    "tiles": (4, 6, 8, 12, 16),
    "k_unroll": (1, 2, 4, 8),
    "rows": (0, 3, 4, 6, 8),
    "budget": (0, 3, 6, 8, 12, 16, 24, 28),
}


def schedule(sch: Any, out_blocks: int, knobs: Knobs, budget: int) -> None:
    """Schedule the unscheduled convolution of `winograd` that a `tvm.s_tir.Schedule` works on.

    Parameters
    ----------
    out_blocks : of channels, in a group
    budget : accumulators of 16 lanes that fit the registers, see `tiling.accumulator_budget`
    """
    budget = knobs.budget or budget
    store = sch.get_sblock("store")
    chunk, tile, *rest = sch.get_loops(store)
    sch.parallel(chunk)
    blocks = {str(child.name_hint) for child in map(sch.get, sch.get_child_blocks(sch.get_sblock("root")))}
    if "Y" in blocks:
        colour, r, p, s, q = rest
        sch.vectorize(q)
        for loop in (s, p, r):
            sch.unroll(loop)
        sch.unroll(colour)
        y = sch.get_sblock("Y")
        sch.compute_at(y, tile, preserve_unit_loops=True)
        o, r, s, v = sch.get_loops(y)[-4:]
        if "S" in blocks:
            _skip(sch, chunk, out_blocks, knobs.tile, budget)
    else:
        o, r, s, v = rest
    vectorize(sch, v, unroll=(s, r))
    _transform_back(sch, o)
    _products(sch, chunk, out_blocks, knobs, budget)
    _transform_input(sch, chunk)
    for name in ("TOP", "LEFT"):
        sch.compute_at(sch.get_sblock(name), chunk, preserve_unit_loops=True)


def _transform_back(sch: Any, at: Any) -> None:
    p = sch.get_sblock("P")
    sch.compute_at(p, at, preserve_unit_loops=True)
    r, j, v = sch.get_loops(p)[-3:]
    sch.reorder(j, r)
    vectorize(sch, v, unroll=(r, j))
    sch.set_scope(p, 0, "local")


def _products(sch: Any, chunk: Any, out_blocks: int, knobs: Knobs, budget: int) -> None:
    m = sch.get_sblock("M")
    sch.compute_at(m, chunk, preserve_unit_loops=True)
    write = sch.cache_write(m, 0, "local")
    tiles, columns = register_tile(knobs.tiles, out_blocks, budget, knobs.rows)
    p, t, o, v, k = sch.get_loops(m)[-5:]
    t_outer, t_inner = sch.split(t, [None, tiles])
    o_outer, o_inner = sch.split(o, [None, columns])
    k_outer, k_inner = sch.split(k, [None, knobs.k_unroll])
    sch.reorder(p, o_outer, t_outer, k_outer, k_inner, t_inner, o_inner, v)
    vectorize(sch, v, unroll=(o_inner, t_inner, k_inner))
    sch.decompose_reduction(m, k_outer)
    _write_back(sch, write, t_outer)


def _skip(sch: Any, chunk: Any, out_blocks: int, tile: int, budget: int) -> None:
    s = sch.get_sblock("S")
    sch.compute_at(s, chunk, preserve_unit_loops=True)
    write = sch.cache_write(s, 0, "local")
    rows, columns = register_tile(tile * tile, out_blocks, budget)
    t, r, q, o, v, c, kh, kw = sch.get_loops(s)[-8:]
    pixel_outer, pixel_inner = sch.split(sch.fuse(r, q), [None, rows])
    o_outer, o_inner = sch.split(o, [None, columns])
    sch.reorder(t, pixel_outer, o_outer, c, kh, kw, pixel_inner, o_inner, v)
    vectorize(sch, v, unroll=(o_inner, pixel_inner))
    sch.decompose_reduction(s, c)
    _write_back(sch, write, o_outer)


def _write_back(sch: Any, write: Any, at: Any) -> None:
    sch.reverse_compute_at(write, at, preserve_unit_loops=True)
    *_, rows, columns, v = sch.get_loops(write)
    vectorize(sch, v, unroll=(columns, rows))


def _transform_input(sch: Any, chunk: Any) -> None:
    v_block = sch.get_sblock("V")
    sch.compute_at(v_block, chunk, preserve_unit_loops=True)
    _, c, _, j, v = sch.get_loops(v_block)[-5:]
    vectorize(sch, v, unroll=(j,))
    z_block = sch.get_sblock("Z")
    sch.compute_at(z_block, c, preserve_unit_loops=True)
    i, q, v = sch.get_loops(z_block)[-3:]
    sch.reorder(q, i, v)
    vectorize(sch, v, unroll=(i,))
    sch.set_scope(z_block, 0, "local")
    # Each entry of the tile's column is loaded once, with its border test, and all six sums use the register.
    d_block = sch.get_sblock("D")
    sch.compute_at(d_block, q, preserve_unit_loops=True)
    k, _, v = sch.get_loops(d_block)[-3:]
    vectorize(sch, v, unroll=(k,))
    sch.set_scope(d_block, 0, "local")

# mypy: disable-error-code="valid-type, misc, no-untyped-call, no-untyped-def"
"""What the Winograd convolutions of CPUs share: which tiles they make, and the stages but for the stores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tvm import te, tirx
from tvm.script import tirx as T

from tvm_dydca.schedules import winograd_transforms
from tvm_dydca.schedules.cpu.tiling import LANES
from tvm_dydca.schedules.cpu.winograd_schedule import Knobs
from tvm_dydca.schedules.winograd_transforms import Tile


def const(value: float) -> Any:
    """Return a float32 constant."""
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
    return tirx.if_then_else(inside, x[place], const(0.0))


def _rows(tile, d, ch, t, c, i, q, v):
    """Entry i of B^T d down column q of an input tile."""
    return _pick(i, tile.forward([d[ch, t, c, k, q, v] for k in range(tile.inside)], const))


def _columns(tile, z, ch, t, c, i, j, v):
    return _pick(j, tile.forward([z[ch, t, c, i, q, v] for q in range(tile.inside)], const))


def _back_rows(tile, m, ch, t, o, r, j, v):
    return _pick(r, tile.back([m[ch, i * tile.inside + j, t, o, v] for i in range(tile.inside)], const))


def back_columns(tile, p, ch, t, o, r, s, v):
    """Entry s of A^T along row r of what the columns were transformed back to: pixel (r, s) of a tile."""
    return _pick(s, tile.back([p[ch, t, o, r, j, v] for j in range(tile.inside)], const))


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


def whole(knobs: Knobs, pads: tuple[int, int] | None) -> Part:
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


def stages_of(part: Part) -> Any:
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

"""Residual blocks, x + conv3x3(relu(conv3x3(x))), in one kernel that never holds the whole tensor in between.

It goes down the image in bands of tile rows. In a band the first convolution writes its rows to a ring of rows, then
the second one reads them there and writes its own, a tile row behind, since it also reads the row below. Both are the
convolutions of `winograd` with another place for their pixels; nothing is computed twice, and the ring stays in the
cache. The first convolution of the next band reads the input from the last row of this band on, and the second one is
not there yet: the result may be written over the input.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Any

import tvm
from tvm import ir, s_tir, te, tirx
from tvm_ffi import structural_map

from tvm_dydca.schedules.cpu import winograd
from tvm_dydca.schedules.cpu.tiling import LANES, accumulator_budget, blocks_of
from tvm_dydca.schedules.cpu.winograd import conv
from tvm_dydca.schedules.cpu.winograd_schedule import CHOICES, DEFAULT, Knobs, schedule
from tvm_dydca.schedules.cpu.winograd_stages import Part, in_image, tiles_along
from tvm_dydca.schedules.elementwise import Store
from tvm_dydca.schedules.kernel import BLOCKED, IN_PLACE, ConvGroup, Kernel, Operand, Scheduled, are_block, block_name
from tvm_dydca.schedules.winograd_transforms import TILES

__all__ = ["CHOICES", "DEFAULT", "Knobs", "rule"]

ROWS, NARROW_ROWS = 32, 64
"""Rows of the ring: those of a band and two tile rows before it. Powers of two, so that a mask finds a row."""
NARROW = 240
"""Widest image of `NARROW_ROWS`, with as many tiles a band as one of twice the width, and no more memory."""


def rule(first: ConvGroup, second: ConvGroup, target: Any, knobs: Knobs | None = None) -> Kernel | None:
    """Take two convolutions of `winograd`, the second with the first's input as its residual.

    Parameters
    ----------
    first, second : the convolutions; nothing else reads what lies between them
    target : tvm.target.Target
    knobs : of both convolutions
    """
    plain = all(
        winograd.why_not(group) is None and group.not_same() is None and not group.has_tail for group in (first, second)
    )
    if not (plain and are_block(first, second)):
        return None
    knobs = knobs or winograd.knobs_for(first, target)
    blocks, inner_blocks = blocks_of(first.in_channels), blocks_of(first.out_channels)
    made = _scheduled(blocks, inner_blocks, first.store, second.store, knobs, accumulator_budget(target))
    name = f"winograd{knobs.tile}x{knobs.tile}_{first.in_channels}x{first.out_channels}_block"
    return Kernel(
        name=name + block_name(first, second),
        func=made.func,
        operands=(Operand("input", BLOCKED),),
        constants=(*winograd.constants_of(first, knobs.tile), *winograd.constants_of(second, knobs.tile)),
        out_layout=BLOCKED,
        made=made,
    )


@cache
def _scheduled(blocks: int, inner_blocks: int, inner: Store, outer: Store, knobs: Knobs, budget: int) -> Scheduled:
    H, W = te.var("H", "int64"), te.var("W", "int64")
    bands = _Bands(H, W, inner_blocks, knobs)
    first = conv(blocks, inner_blocks, groups=1, store=inner, part=bands.part((H, W), bands.ring_dims))
    second = conv(inner_blocks, blocks, groups=1, store=outer, part=bands.part(bands.ring_dims, (H, W)))
    mod = tvm.IRModule({"main": bands.with_parameters(first), "second": bands.with_parameters(second)})
    sch = s_tir.Schedule(mod)
    schedule(sch, inner_blocks, knobs, budget)
    sch.work_on("second")
    schedule(sch, blocks, knobs, budget)
    return Scheduled(mod, sch, partial(_composed, bands))


class _Bands:
    """Bands of an image: which tiles each convolution makes in one, and where the ring holds a pixel.

    What varies is a variable in the convolutions and gets its value around them: TVM takes seconds to simplify what
    holds the values.

    Parameters
    ----------
    H, W : int64 height and width of the image
    blocks : of channels, in the ring
    knobs : of the convolutions

    Attributes
    ----------
    ring_dims, ring_shape : pixels of the ring, of all its rows but of no more than the image has; then its channels
    ring_rows : rows of the ring
    start, stop : numbers of the first tile of a part and of the one after its last
    band : number of a band
    tile_rows : of a band
    count : of bands
    """

    def __init__(self, H: Any, W: Any, blocks: int, knobs: Knobs):
        self.height, self.width = tirx.Cast("int32", H), tirx.Cast("int32", W)
        narrow = tirx.min(W, tirx.const(NARROW, "int64")) * NARROW_ROWS
        self.ring_dims = (tirx.min(H * W, tirx.max(W * ROWS, narrow)),)
        self.ring_shape = (*self.ring_dims, blocks, LANES)
        self.ring_rows, self.start, self.stop = (tirx.Var(name, "int32") for name in ("ring_rows", "start", "stop"))
        self.tiles, self.tile = knobs.tiles, TILES[knobs.tile]
        self.band = tirx.Var("band", "int32")
        self.tile_rows = self.ring_rows // self.tile.out - 2
        self.all_tile_rows = tiles_along(self.height, self.tile.out)
        self.count = (self.all_tile_rows + (self.tile_rows - 1)) // self.tile_rows

    def part(self, x_dims: tuple[Any, ...], y_dims: tuple[Any, ...]) -> Part:
        """Return the tiles from `start` to `stop`, between tensors of the image or the ring."""
        x_at, y_at = (self._in_ring if dims is self.ring_dims else in_image for dims in (x_dims, y_dims))
        columns = tiles_along(self.width, self.tile.out)
        return Part(
            in_height=self.height,
            in_width=self.width,
            pads=(1, 1),
            height=self.height,
            width=self.width,
            columns=columns,
            first=self.start,
            stop=self.stop,
            x_dims=x_dims,
            y_dims=y_dims,
            x_at=x_at,
            y_at=y_at,
            tiles=self.tiles,
            tile=self.tile,
        )

    def _in_ring(self, row: Any, column: Any) -> tuple[Any, ...]:
        return ((row & (self.ring_rows - 1)) * self.width + column,)

    def with_parameters(self, func: Any) -> Any:
        """Return a convolution with its free variables as parameters, without which it cannot be scheduled."""
        params = [*func.params, self.ring_rows, self.start, self.stop]
        return tirx.PrimFunc(params, func.body, func.ret_type, attrs=func.attrs)

    def loop(self, first: Any, second: Any) -> Any:
        """Return the loop over bands around the two convolutions.

        The second one is a tile row behind the first, and catches up in the last band.
        """
        start, stop = self.band * self.tile_rows, (self.band + 1) * self.tile_rows
        rows = self.all_tile_rows
        parts = [
            self._at(start, tirx.min(stop, rows), first),
            self._at(tirx.max(start - 1, 0), tirx.Select(stop < rows, stop - 1, rows), second),
        ]
        table = tirx.decl_buffer((1,), "int32", "ring_rows")
        loop = tirx.For(self.band, 0, self.count, tirx.ForKind.SERIAL, tirx.SeqStmt(parts))
        value = tirx.Select(self.width <= NARROW, NARROW_ROWS, ROWS)
        # Over memory, as TVM would put the value in each place of the variable.
        known = [tirx.AllocBuffer(table), tirx.BufferStore(table, value, [0]), tirx.Bind(self.ring_rows, table[0])]
        return tirx.SeqStmt([*known, loop])

    def _at(self, start: Any, stop: Any, body: Any) -> Any:
        """Return a convolution of the tile rows from `start` to `stop`."""
        own = {var: tirx.Var(var.name, "int32") for var in (self.start, self.stop)}
        columns = tiles_along(self.width, self.tile.out)
        tiles = zip(own.values(), (start * columns, stop * columns))
        body = structural_map(body, (ir.Var, lambda var: own.get(var, var)))
        return tirx.SeqStmt([*(tirx.Bind(var, value) for var, value in tiles), body])


def _composed(bands: _Bands, mod: Any) -> Any:
    """Return the kernel over (x, weights and bias of the first, of the second, y) from the scheduled convolutions."""
    first, second = mod["main"], mod["second"]
    x, *first_constants, inner = first.params[:-3]
    second_inner, residual, *second_constants, y = second.params[:-3]
    ring = tirx.decl_buffer(bands.ring_shape, "float32", "ring")
    new = {inner: ring, second_inner: ring, residual: x}
    roots = [structural_map(func.body.block, (ir.Var, lambda var: new.get(var, var))) for func in (first, second)]
    # A statement, as lowering moves the buffers of a block into the loop, and the ring outlives a band.
    body = tirx.SeqStmt([tirx.AllocBuffer(ring), bands.loop(*(root.body for root in roots))])
    workspaces = [buffer for root in roots for buffer in root.alloc_buffers]
    root = s_tir.SBlockRealize([], True, s_tir.SBlock([], [], [], "root", body, alloc_buffers=workspaces))
    params = [x, *first_constants, *second_constants, y]
    return tirx.PrimFunc(params, root, first.ret_type, attrs=first.attrs).with_attr(IN_PLACE, [0])

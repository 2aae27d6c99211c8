"""The 1-D transforms of Winograd F(4, 3) and F(2, 3), and the filter transforms; independent of any target.

A tile of 4 outputs of a 3-tap correlation is ``A^T [(G g) * (B^T d)]`` over 6 inputs d (Lavin and Gray, "Fast
Algorithms for Convolutional Neural Networks", CVPR 2016, with interpolation points 0, 1, -1, 2, -2, infinity). The data
transforms are written as factored code over anything that adds and multiplies, so that kernels build expressions from
them and tests evaluate them exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from tvm_dydca.schedules.kernel import Array

OUT = 4
"""Outputs a tile side."""
IN = 6
"""Inputs a tile side."""

G = tuple(
    tuple(Fraction(n, d) for n, d in row)
    for row in (
        ((1, 4), (0, 1), (0, 1)),
        ((-1, 6), (-1, 6), (-1, 6)),
        ((-1, 6), (1, 6), (-1, 6)),
        ((1, 24), (1, 12), (1, 6)),
        ((1, 24), (-1, 12), (1, 6)),
        ((0, 1), (0, 1), (1, 1)),
    )
)


def input_transform(d: Sequence[Any], const: Callable[[float], Any]) -> list[Any]:
    """Return ``B^T d``: 6 inputs to 6 values. ``const`` makes a constant of the kind of `d`."""
    four, five, two = const(4.0), const(5.0), const(2.0)
    a, b = d[4] - four * d[2], d[3] - four * d[1]
    c, e = d[4] - d[2], d[3] - d[1]
    return [
        four * d[0] + (d[4] - five * d[2]),
        a + b,
        a - b,
        c + two * e,
        c - two * e,
        four * d[1] + (d[5] - five * d[3]),
    ]


def output_transform(m: Sequence[Any], const: Callable[[float], Any]) -> list[Any]:
    """Return ``A^T m``: 6 products to 4 outputs. ``const`` makes a constant of the kind of `m`."""
    s, t = m[1] + m[2], m[1] - m[2]
    u, v = m[3] + m[4], m[3] - m[4]
    return [m[0] + s + u, t + const(2.0) * v, s + const(4.0) * u, t + const(8.0) * v + m[5]]


@dataclass(frozen=True)
class Tile:
    """The transforms of one size of tiles.

    Attributes
    ----------
    out, inside : outputs and inputs a tile's side
    filter_rows : G, `inside` rows of three
    forward, back : B^T and A^T, as `input_transform` and `output_transform`
    """

    out: int
    inside: int
    filter_rows: tuple[tuple[Fraction, ...], ...]
    forward: Callable[[Sequence[Any], Callable[[float], Any]], list[Any]]
    back: Callable[[Sequence[Any], Callable[[float], Any]], list[Any]]

    def transform(self, weight: Array) -> npt.NDArray[np.float64]:
        """Transform filters (O, I, 3, 3) to (inside, inside, O, I)."""
        g = np.array([[float(x) for x in row] for row in self.filter_rows])
        found: npt.NDArray[np.float64] = np.einsum("pk,oikl,ql->pqoi", g, weight.astype(np.float64), g)
        return found


def _forward_2(d: Sequence[Any], _const: Callable[[float], Any]) -> list[Any]:
    return [d[0] - d[2], d[1] + d[2], d[2] - d[1], d[1] - d[3]]


def _back_2(m: Sequence[Any], _const: Callable[[float], Any]) -> list[Any]:
    return [m[0] + m[1] + m[2], m[1] - m[2] - m[3]]


_HALF = Fraction(1, 2)
_G_2 = tuple(
    tuple(Fraction(x) for x in row) for row in ((1, 0, 0), (_HALF, _HALF, _HALF), (_HALF, -_HALF, _HALF), (0, 0, 1))
)

TILES = {2: Tile(2, 4, _G_2, _forward_2, _back_2), 4: Tile(OUT, IN, G, input_transform, output_transform)}
"""By outputs a side: F(2, 3) with the interpolation points 0, 1, -1 and infinity, and F(4, 3)."""


def transform_filter(weight: Array, in_blocks: int, out_blocks: int, tile: int = OUT) -> Array:
    """Transform a 3x3 filter to the layout of the CPU's kernels, padded with zero channels.

    Parameters
    ----------
    weight : float32 (O, I, 3, 3)
    in_blocks, out_blocks : numbers of 16-channel blocks, at least ``ceil(I / 16)`` and ``ceil(O / 16)``
    tile : outputs a tile's side, 2 or 4

    Returns
    -------
    float32 (n * n, out_blocks, 16 * in_blocks, 16) for n inputs a tile's side: ``[n i + j, o, k, lane]``; computed in
    float64.
    """
    o, i = weight.shape[:2]
    inside = TILES[tile].inside
    u = np.zeros((inside, inside, out_blocks * 16, in_blocks * 16))
    u[:, :, :o, :i] = TILES[tile].transform(weight)
    u = u.reshape(inside * inside, out_blocks, 16, in_blocks * 16).transpose(0, 1, 3, 2)
    return np.ascontiguousarray(u, dtype=np.float32)

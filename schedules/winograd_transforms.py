"""The 1-D transforms of Winograd F(2, 3), F(4, 3) and F(6, 3), and the filter transforms; independent of any target.

A tile of 4 outputs of a 3-tap correlation is ``A^T [(G g) * (B^T d)]`` over 6 inputs d (Lavin and Gray, "Fast
Algorithms for Convolutional Neural Networks", CVPR 2016, with interpolation points 0, 1, -1, 2, -2, infinity; one of 6
outputs has 1/2 and -1/2 too). The data transforms are written as factored code over anything that adds and multiplies,
so that kernels build expressions from them and tests evaluate them exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from tvm_dydca.schedules.kernel import Array


@dataclass(frozen=True)
class Tile:
    """The transforms of one size of tiles.

    Attributes
    ----------
    out, inside : outputs and inputs a tile's side
    filter_rows : G, `inside` rows of three
    forward, back : B^T, `inside` values to as many, and A^T, `inside` values to `out`; the second argument makes a
        constant of their kind
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


def _forward_4(d: Sequence[Any], const: Callable[[float], Any]) -> list[Any]:
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


def _back_4(m: Sequence[Any], const: Callable[[float], Any]) -> list[Any]:
    s, t = m[1] + m[2], m[1] - m[2]
    u, v = m[3] + m[4], m[3] - m[4]
    return [m[0] + s + u, t + const(2.0) * v, s + const(4.0) * u, t + const(8.0) * v + m[5]]


def _forward_6(d: Sequence[Any], const: Callable[[float], Any]) -> list[Any]:
    two, half, large = const(2.0), const(0.5), const(5.25)
    quarter, four, five = const(0.25), const(4.0), const(5.0)
    five_quarters, middle = const(1.25), const(4.25)
    # Of each pair of points p and -p, the even and the odd part.
    a, b = d[2] + d[6] - middle * d[4], d[1] + d[5] - middle * d[3]
    c, e = d[6] + quarter * d[2] - five_quarters * d[4], d[5] + quarter * d[1] - five_quarters * d[3]
    f, g = d[6] + four * d[2] - five * d[4], d[5] + four * d[1] - five * d[3]
    return [
        d[0] - d[6] + large * (d[4] - d[2]),
        a + b,
        a - b,
        c + two * e,
        c - two * e,
        f + half * g,
        f - half * g,
        d[7] - d[1] + large * (d[3] - d[5]),
    ]


def _back_6(m: Sequence[Any], const: Callable[[float], Any]) -> list[Any]:
    (s, t), (u, v), (p, q) = ((m[k] + m[k + 1], m[k] - m[k + 1]) for k in (1, 3, 5))
    two, four, eight, sixteen, many = (const(2.0**k) for k in range(1, 6))
    return [
        m[0] + s + u + many * p,
        t + two * v + sixteen * q,
        s + four * u + eight * p,
        t + eight * v + four * q,
        s + sixteen * u + two * p,
        t + many * v + q + m[7],
    ]


def _rows(*rows: tuple[int, tuple[int, int, int]]) -> tuple[tuple[Fraction, ...], ...]:
    """Return rows of fractions from a denominator and numerators each."""
    return tuple(tuple(Fraction(numerator, divisor) for numerator in row) for divisor, row in rows)


_G_2 = _rows((1, (1, 0, 0)), (2, (1, 1, 1)), (2, (1, -1, 1)), (1, (0, 0, 1)))
_G_4 = _rows(
    (4, (1, 0, 0)),
    (-6, (1, 1, 1)),
    (-6, (1, -1, 1)),
    (24, (1, 2, 4)),
    (24, (1, -2, 4)),
    (1, (0, 0, 1)),
)
_G_6 = _rows(
    (1, (1, 0, 0)),
    (-9, (2, 2, 2)),
    (-9, (2, -2, 2)),
    (90, (1, 2, 4)),
    (90, (1, -2, 4)),
    (180, (4, 2, 1)),
    (180, (4, -2, 1)),
    (1, (0, 0, 1)),
)

TILES = {
    2: Tile(2, 4, _G_2, _forward_2, _back_2),
    4: Tile(4, 6, _G_4, _forward_4, _back_4),
    6: Tile(6, 8, _G_6, _forward_6, _back_6),
}
"""By outputs a side: F(2, 3) with the interpolation points 0, 1, -1 and infinity, F(4, 3) and F(6, 3)."""


def transform_filter(weight: Array, in_blocks: int, out_blocks: int, tile: int) -> Array:
    """Transform a 3x3 filter to the layout of the CPU's kernels, padded with zero channels.

    Parameters
    ----------
    weight : float32 (O, I, 3, 3)
    in_blocks, out_blocks : numbers of 16-channel blocks, at least ``ceil(I / 16)`` and ``ceil(O / 16)``
    tile : outputs a tile's side, of `TILES`

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

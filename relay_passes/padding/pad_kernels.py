"""Kernels that put a tensor into a larger one, overwrite what is not real, and take the real elements out again.

All compute one element from at most one other, so that they fuse with the kernels around them. Extents come as scalars.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tvm import te, tirx

Run = Sequence[tuple[Any, Any]]
"""Parts of an axis, (true extent, size), the slowest first."""


def pad(data: Any, shape: Sequence[Any], axes: Sequence[int], value: Any) -> Any:
    """Return `data` at the start of a tensor of `shape`, which is longer along `axes`; the rest holds `value`."""

    def element(*at: Any) -> Any:
        inside = [at[axis] < data.shape[axis] for axis in axes]
        return (
            tirx.if_then_else(tirx.all(*inside), data(*at), tirx.const(value, str(data.dtype))) if inside else data(*at)
        )

    return te.compute(shape, element, name="pad", tag="injective")


def mask(data: Any, axes: Sequence[int], runs: Sequence[Run], chosen: Sequence[Sequence[int]], value: Any) -> Any:
    """Return `data` with `value` behind the true extent of some parts of some axes.

    A selection and no product: what is replaced may be NaN.

    Parameters
    ----------
    axes : axes with such parts
    runs : all parts of each of these axes
    chosen : the numbers of these parts in each of these axes
    """

    def element(*at: Any) -> Any:
        inside = [
            _digit(at[axis], run, number) < run[number][0]
            for axis, run, numbers in zip(axes, runs, chosen)
            for number in numbers
        ]
        return tirx.if_then_else(tirx.all(*inside), data(*at), tirx.const(value, str(data.dtype)))

    return te.compute(data.shape, element, name="mask", tag="injective")


def crop(data: Any, shape: Sequence[Any], runs: Sequence[Run]) -> Any:
    """Return the real elements.

    Parameters
    ----------
    shape : true extents of all axes
    runs : parts of all axes
    """

    def element(*at: Any) -> Any:
        value = data(*(_position(i, run) for i, run in zip(at, runs)))
        # RewriteDataflowReshape takes a kernel that only copies for a reshape, or fails while it looks whether it is
        # one. A condition keeps it away, and goes when loops are lowered: it holds for the whole loop.
        inside = [i < extent for i, extent in zip(at, shape) if not isinstance(extent, tirx.IntImm)]
        return tirx.if_then_else(tirx.all(*inside), value, tirx.const(0, str(data.dtype))) if inside else value

    return te.compute(shape, element, name="crop", tag="injective")


def divide(data: Any, count: Any) -> Any:
    """Return `data` divided by a whole number, as a mean does it."""
    return te.compute(data.shape, lambda *at: data(*at) / tirx.Cast(data.dtype, count), name="divide", tag="injective")


def _digit(index: Any, run: Run, number: int) -> Any:
    """Return which position of one part an index of the axis lies at."""
    for _, size in reversed(run[number + 1 :]):
        index = tirx.floordiv(index, size)
    return index if number == 0 else tirx.floormod(index, run[number][1])


def _position(index: Any, run: Run) -> Any:
    """Return where the real element of a number lies among all elements of an axis."""
    position, stride = tirx.const(0, "int64"), tirx.const(1, "int64")
    for true, size in reversed(run[1:]):
        position, stride = position + tirx.floormod(index, true) * stride, stride * size
        index = tirx.floordiv(index, true)
    return position + index * stride

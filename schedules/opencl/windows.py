# mypy: disable-error-code="no-untyped-call, no-untyped-def"
"""Where a work-item finds the input of its pixels: filters of any sides, strides, dilations and padding."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd
from typing import Any

from tvm import tirx

from tvm_dydca.schedules.kernel import ConvGroup


@dataclass(frozen=True)
class Window:
    """The filter of a convolution without its weights.

    Attributes
    ----------
    sides, stride, dilation : down and across
    top, left : zeros above and to the left of the image
    keeps_size : whether the result is as large as the image
    """

    sides: tuple[int, int]
    stride: tuple[int, int] = (1, 1)
    dilation: tuple[int, int] = (1, 1)
    top: int = 0
    left: int = 0
    keeps_size: bool = True

    @classmethod
    def of(cls, group: ConvGroup) -> Window:
        """Return the window of a group."""
        top, left, bottom, right = group.pads
        reach = tuple((side - 1) * step for side, step in zip(group.sides, group.dilation))
        keeps_size = group.stride == (1, 1) and (top + bottom, left + right) == reach
        return cls(group.sides, group.stride, group.dilation, top, left, keeps_size)

    @classmethod
    def same(cls, side: int) -> Window:
        """Return the window of a stride-1 "same" convolution by a square filter of odd side."""
        return cls((side, side), top=side // 2, left=side // 2)

    @property
    def step(self) -> int:
        """Distance of the columns of the input that neighbouring pixels and columns of the filter read."""
        return gcd(self.stride[1], self.dilation[1]) if self.sides[1] > 1 else self.stride[1]

    def columns(self, pixels: int) -> int:
        """Return how many columns, `step` apart, so many pixels of a row read."""
        return int(self.column(pixels - 1, self.sides[1] - 1)) + 1

    def column(self, pixel: Any, filter_column: Any) -> Any:
        """Return the number of the column that a pixel and a column of the filter meet in."""
        return pixel * (self.stride[1] // self.step) + filter_column * (self.dilation[1] // self.step)

    def row_at(self, row: Any, filter_row: Any) -> Any:
        """Return the row of the image for a row of the result."""
        return row * self.stride[0] + filter_row * self.dilation[0] - self.top

    def column_at(self, first: Any, column: Any) -> Any:
        """Return the column of the image for a column by its number, behind the first pixel of the result."""
        return first * self.stride[1] + column * self.step - self.left


def load(x, c, h, w, v):
    """Return a lane of a texel as float32, zero outside the image."""
    _, height, width, _ = x.shape
    inside = tirx.all(h >= 0, h < height, w >= 0, w < width)
    return tirx.if_then_else(inside, as_float32(x, c, h, w, v), tirx.const(0.0, "float32"))


def as_float32(buffer, *place):
    """Return an element as float32."""
    return buffer[place] if str(buffer.dtype) == "float32" else tirx.Cast("float32", buffer[place])

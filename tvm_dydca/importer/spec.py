"""A Dy-DCA network as plain arrays and data: what every importer reads a file into, before any IR exists."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tvm_dydca.errors import InputError

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Conv:
    """A stride-1 convolution with zero padding of half its size: weight (O, I, K, K) and bias (O,), float32."""

    weight: Array
    bias: Array

    def __post_init__(self) -> None:
        """Refuse shapes that are no such convolution."""
        w, b = self.weight.shape, self.bias.shape
        if len(w) != 4 or w[2] != w[3] or w[2] % 2 == 0 or b != (w[0],):
            raise InputError(f"weight {w} with bias {b} is not a convolution; expected (O, I, K, K), K odd, and (O,)")


@dataclass(frozen=True)
class WdsrSpec:
    """One path: head, residual blocks of (expand, ReLU, project), tail, and the skip from the input to the tail."""

    head: Conv
    blocks: tuple[tuple[Conv, Conv], ...]
    tail: Conv
    skip: Conv

    def macs_per_pixel(self) -> int:
        """Multiply-accumulates of the direct convolutions for one low-resolution pixel."""
        pairs = [conv for block in self.blocks for conv in block]
        return sum(int(conv.weight.size) for conv in (self.head, *pairs, self.tail, self.skip))


@dataclass(frozen=True)
class ShapeRouting:
    """A decision on the input's height: path k is taken where H < thresholds[k], the last path elsewhere.

    The paper's released code routes so; `thresholds` ascend, one fewer than there are paths.
    """

    thresholds: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse thresholds that leave a path without a height."""
        if list(self.thresholds) != sorted(set(self.thresholds)) or any(t < 1 for t in self.thresholds):
            raise InputError(f"height thresholds {list(self.thresholds)} must be positive and strictly ascending")


@dataclass(frozen=True)
class ActivityRouting:
    """A decision on the input's content, for videos without a path map.

    The path taken is the number of thresholds that the activity lies below; `thresholds` descend, one fewer than there
    are paths. Activity is (sum |vertical differences| + sum |horizontal differences|) / (C H W) of the input in [0, 1].
    """

    thresholds: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse thresholds out of order, which would leave a path that no input takes."""
        if list(self.thresholds) != sorted(self.thresholds, reverse=True):
            raise InputError(f"activity thresholds {list(self.thresholds)} must descend")


Routing = ShapeRouting | ActivityRouting


@dataclass(frozen=True)
class NetworkSpec:
    """Paths, largest first, with what decides among them.

    Attributes
    ----------
    scale : upscaling factor s; the tail of every path has 3 s^2 channels
    mean : subtracted from the input and added to the output
    """

    paths: tuple[WdsrSpec, ...]
    scale: int
    routing: Routing
    mean: float = 0.5

    def __post_init__(self) -> None:
        """Refuse a routing that does not fit the paths."""
        needed, found = max(len(self.paths) - 1, 0), len(self.routing.thresholds)
        if not self.paths or found != needed:
            raise InputError(f"{len(self.paths)} paths need {needed} thresholds, got {found}")


@dataclass(frozen=True)
class Bounds:
    """Inclusive range of heights and widths, in low-resolution pixels, that the compiled network accepts."""

    height: tuple[int, int]
    width: tuple[int, int]

    def __post_init__(self) -> None:
        """Refuse empty ranges."""
        for name, (low, high) in (("H", self.height), ("W", self.width)):
            if not 1 <= low <= high:
                raise InputError(f"bounds {name}={low}:{high}: the low end must be at least 1 and at most the high end")

    @classmethod
    def parse(cls, text: str) -> Bounds:
        """Read ``H=24:544,W=24:960``."""
        found: dict[str, tuple[int, int]] = {}
        for part in text.split(","):
            name, _, span = part.partition("=")
            low, _, high = span.partition(":")
            try:
                found[name.strip().upper()] = (int(low), int(high or low))
            except ValueError:
                break
        if found.keys() != {"H", "W"} or text.count(",") != 1:
            raise InputError(f"bounds {text!r} are not of the form H=24:544,W=24:960")
        return cls(found["H"], found["W"])

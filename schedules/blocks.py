"""What the families of all targets share: channels in whole blocks of lanes, and loops in vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from tvm_dydca.schedules.kernel import Array


def blocked(array: Array, lanes: int) -> Array:
    """(C, ...) to float32 (..., ceil(C / lanes), lanes), padded with zero channels."""
    channels, *rest = array.shape
    blocks = -(-channels // lanes)
    padded = np.zeros((*rest, blocks * lanes), np.float32)
    padded[..., :channels] = np.moveaxis(array, 0, -1)
    return padded.reshape(*rest, blocks, lanes)


def largest_divisor(of: int, most: int) -> int:
    """Return the largest divisor of a number that is at most another one."""
    return next(count for count in range(most, 0, -1) if of % count == 0)


def vectorize(sch: Any, lanes: Any, unroll: tuple[Any, ...]) -> None:
    """Make a vector of a loop, and write out the loops around it."""
    sch.vectorize(lanes)
    for loop in unroll:
        sch.unroll(loop)

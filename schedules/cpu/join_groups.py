"""Groups of channels that are no whole blocks, joined to ones that are."""

from __future__ import annotations

from math import gcd, lcm

import numpy as np

from tvm_dydca.schedules.cpu.tiling import LANES
from tvm_dydca.schedules.kernel import Array


def join_groups(weight: Array, groups: int) -> tuple[Array, int]:
    """Join neighbouring groups to ones of whole channel blocks, with zeros between them; to one if there are none.

    Parameters
    ----------
    weight : float32 (O, I / groups, KH, KW)

    Returns
    -------
    float32 (O, I / joined, KH, KW) and the number ``joined`` of groups that remain.
    """
    out, inside = weight.shape[0] // groups, weight.shape[1]
    together = lcm(LANES // gcd(out, LANES), LANES // gcd(inside, LANES))
    if groups % together:
        together = groups
    if together == 1:
        return weight, groups
    joined = groups // together
    wide = np.zeros((joined, together, out, together, inside, *weight.shape[2:]), np.float32)
    for one in range(together):
        wide[:, one, :, one] = weight.reshape(joined, together, out, *weight.shape[1:])[:, one]
    return wide.reshape(weight.shape[0], together * inside, *weight.shape[2:]), joined

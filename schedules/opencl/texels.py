"""Kernels whose result is a texture: an item computes a texel, and stores its four channels at once."""

from __future__ import annotations

from typing import Any

_MOST_ITEMS = 64


def schedule_texels(func: Any) -> Any:
    """Schedule a kernel that computes each element from a few others.

    Parameters
    ----------
    func : tirx.PrimFunc whose last axis is the four channels of a texel

    Returns
    -------
    The `tvm.s_tir.Schedule`; None where the kernel is another one, such as a reduction.
    """
    from tvm import s_tir
    from tvm.s_tir.dlight import analysis

    schedule = s_tir.Schedule(func)
    blocks = schedule.get_child_blocks(schedule.get_sblock("root"))
    if not blocks or not all(analysis.get_sblock_info(schedule, block).is_injective() for block in blocks):
        return None
    for block in blocks[:-1]:
        schedule.compute_inline(block)
    *texels, lane = schedule.get_loops(blocks[-1])
    if not texels or schedule.get(lane).extent != 4:
        return None
    groups, item = schedule.split(schedule.fuse(*texels), [None, _MOST_ITEMS])
    schedule.bind(groups, "blockIdx.x")
    schedule.bind(item, "threadIdx.x")
    schedule.vectorize(lane)
    return schedule

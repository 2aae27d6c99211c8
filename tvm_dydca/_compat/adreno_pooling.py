"""Pooling in the layout NCHW4c, whose stock schedule computes one channel of each four."""

from __future__ import annotations

from typing import Any

from tvm_dydca._compat.adreno_lowering import Repair

_POOLS = {"pool_max", "adaptive_pool_sum"}
_MOST_ITEMS = 64


def repairs() -> list[Repair]:
    """Return a schedule rule that takes the place of ``dlight.adreno.Pool2D``.

    The stock rule vectorises the four channels around the loops of the window, with a local accumulator of one element:
    all lanes add up in it, in buffers as in textures. Here the window is outside, and the accumulator holds all four.

    https://github.com/apache/tvm/blob/5d4dc8721307cf9677becacf0395c19be130e206/python/tvm/s_tir/dlight/adreno/pool.py
    """
    from tvm.s_tir.dlight import adreno as rules
    from tvm.s_tir.dlight.adreno.base import AdrenoScheduleRule

    class Pool2D(AdrenoScheduleRule):  # type: ignore[misc]
        """Pooling over windows of (n, c, h, w, 4)."""

        def apply(self, func: Any, target: Any, _: bool) -> Any:
            """Return the schedule; None for what is no such pooling."""
            return schedule_pooling(func) if self.is_target_available(target) else None

    return [(rules, "Pool2D", Pool2D)]


def schedule_pooling(func: Any) -> Any:
    """Give each item one texel of the result: its window in a loop, its channels in a vector.

    Returns
    -------
    The `tvm.s_tir.Schedule`; None where the function is no pooling in blocks of channels.
    """
    from tvm import s_tir
    from tvm.s_tir.dlight import analysis

    schedule = s_tir.Schedule(func)
    blocks = schedule.get_child_blocks(schedule.get_sblock("root"))
    names = [schedule.get(block).name_hint for block in blocks]
    pools = [block for block, name in zip(blocks, names) if name in _POOLS]
    if len(pools) != 1:
        return None
    (pool,) = pools
    if "".join(axis.kind for axis in analysis.get_sblock_info(schedule, pool).iters) != "SSSSSRR":
        return None

    position = names.index(schedule.get(pool).name_hint)
    for block in blocks[:position]:
        schedule.compute_inline(block)  # the padding
    for block in blocks[position + 1 :]:
        schedule.reverse_compute_inline(block)

    result = schedule.cache_write(pool, 0, "local")
    *texels, lane, rows, columns = schedule.get_loops(pool)
    groups, item = schedule.split(schedule.fuse(*texels), [None, _MOST_ITEMS])
    schedule.bind(groups, "blockIdx.x")
    schedule.bind(item, "threadIdx.x")
    schedule.reorder(rows, columns, lane)
    schedule.vectorize(lane)
    schedule.reverse_compute_at(result, item, preserve_unit_loops=True)
    schedule.vectorize(schedule.get_loops(result)[-1])
    schedule.vectorize(schedule.get_loops(schedule.decompose_reduction(pool, rows))[-1])
    return schedule

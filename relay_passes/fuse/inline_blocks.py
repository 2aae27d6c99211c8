"""Inlining inside fused kernels, for FuseDynamic: one loop nest where fusion left a chain of them."""

from __future__ import annotations

from typing import Any

import tvm
from tvm import s_tir, tirx

from tvm_dydca.relay_passes.fuse.patterns import is_injective_block


def inline_blocks(func: Any) -> Any:
    """Inline every block of a PrimFunc that one other of as many elements reads, both without loops inside an element.

    `FuseTIR` puts the bodies of the kernels one after the other, each writing its whole result to memory for the next.
    What is inlined is neither stored nor computed twice: so a block that is broadcast, or read by two, stays.

    Returns
    -------
    The new PrimFunc; the same where there is nothing to inline.
    """
    schedule = s_tir.Schedule(func)
    inlined = False
    for block in schedule.get_child_blocks(schedule.get_sblock("root")):
        consumers = schedule.get_consumers(block)
        if len(consumers) == 1 and _fits(schedule.get(block), schedule.get(consumers[0])):
            schedule.compute_inline(block)
            inlined = True
    return schedule.mod["main"] if inlined else func


def _fits(block: Any, consumer: Any) -> bool:
    if not (is_injective_block(block) and is_injective_block(consumer)):
        return False
    sizes = [_elements(each.body.buffer) for each in (block, consumer)]
    return bool(tvm.sym.Analyzer().can_prove_equal(*sizes))


def _elements(buffer: Any) -> Any:
    elements = tirx.const(1, "int64")
    for dim in buffer.shape:
        elements = elements * dim
    return elements

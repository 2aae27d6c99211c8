"""Analysis: which operands of a kernel its result may be written over."""

from __future__ import annotations

from typing import Any

from tvm import tirx
from tvm.ir import TensorLoad
from tvm_ffi import structural_equal, structural_walk

from tvm_dydca.relay_passes.fuse.patterns import blocks_of, is_injective_block
from tvm_dydca.schedules.kernel import IN_PLACE


def in_place(func: Any) -> tuple[int, ...]:
    """Return the positions of the parameters that the last one may share its memory with.

    Those that the kernel's schedule names in its attribute `IN_PLACE`; and where the kernel is one block that makes
    each element from elements at the same place, those of the result's shape and dtype that it reads nowhere else.
    """
    if func.attrs and IN_PLACE in func.attrs:
        return tuple(map(int, func.attrs[IN_PLACE]))
    blocks = blocks_of(func)
    if len(blocks) != 1 or not is_injective_block(blocks[0]):
        return ()
    store, out = blocks[0].body, func.params[-1]
    if not store.buffer.same_as(out):
        return ()
    loads: list[Any] = []
    structural_walk(store.value, (TensorLoad, loads.append))
    elsewhere = {load.source for load in loads if not _same(load.indices, store.indices)}
    return tuple(
        position
        for position, param in enumerate(func.params[:-1])
        if tirx.is_buffer_var(param)
        and str(param.dtype) == str(out.dtype)
        and _same(param.shape, out.shape)
        and not any(param.same_as(other) for other in elsewhere)
    )


def _same(some: Any, others: Any) -> bool:
    return len(some) == len(others) and all(map(structural_equal, some, others))

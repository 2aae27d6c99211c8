"""Analysis: which operands of a kernel its result may be written over."""

from __future__ import annotations

from typing import Any

from tvm import tirx
from tvm.ir import TensorLoad
from tvm_ffi import structural_equal, structural_walk

from tvm_dydca.relay_passes.fuse.patterns import OPAQUE, blocks_of, is_injective_block
from tvm_dydca.schedules.kernel import IN_PLACE


def in_place(func: Any) -> tuple[int, ...]:
    """Return the positions of the parameters that the last one may share its memory with.

    Those that the kernel's schedule names in its attribute `IN_PLACE`. And in a kernel without one, where a single
    block makes each element of the result, operands of its shape and dtype that this block alone reads, at the same
    place.
    """
    attrs = func.attrs or {}
    if IN_PLACE in attrs:
        return tuple(map(int, attrs[IN_PLACE]))
    if int(attrs.get("op_pattern", 0)) == OPAQUE or bool(attrs.get("tirx.is_scheduled", False)) or not func.params:
        return ()
    out = func.params[-1]
    blocks = blocks_of(func)
    writers = [block for block in blocks if any(store.buffer.same_as(out) for store in _found(block, tirx.BufferStore))]
    if len(writers) != 1 or not is_injective_block(writers[0]):
        return ()
    store = writers[0].body
    elsewhere = [load for block in blocks if not block.same_as(writers[0]) for load in _found(block, TensorLoad)]
    elsewhere += [load for load in _found(store, TensorLoad) if not _same(load.indices, store.indices)]
    return tuple(
        position
        for position, param in enumerate(func.params[:-1])
        if tirx.is_buffer_var(param)
        and str(param.dtype) == str(out.dtype)
        and _same(param.shape, out.shape)
        and not any(load.source.same_as(param) for load in elsewhere)
    )


def _found(node: Any, kind: Any) -> list[Any]:
    found: list[Any] = []
    structural_walk(node.body if hasattr(node, "body") else node, (kind, found.append))
    return found


def _same(some: Any, others: Any) -> bool:
    return len(some) == len(others) and all(map(structural_equal, some, others))

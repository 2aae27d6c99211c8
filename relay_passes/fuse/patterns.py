"""Analysis for FuseDynamic: what kind of kernel a PrimFunc is, also where its indices use symbolic dims."""

from __future__ import annotations

from enum import Enum
from typing import Any

from tvm import relax, s_tir, tirx
from tvm.ir import TensorLoad
from tvm_ffi import structural_walk

ELEMENTWISE, INJECTIVE, OUT_ELEMENTWISE, OPAQUE = 0, 2, 4, 8
"""Numbers of TVM's OpPatternKind, the attribute ``op_pattern`` of a PrimFunc."""


class Kind(Enum):
    """What fusion may do with a kernel.

    FIXED : nothing, someone said so or its body is not understood
    VIEW : stock TVM turns it into a view, which costs no kernel
    INJECTIVE : every element of the output is made from a few elements at places that its own place tells
    REDUCTION : there are loops inside an element
    """

    FIXED = "fixed"
    VIEW = "view"
    INJECTIVE = "injective"
    REDUCTION = "reduction"


def kind_of(func: Any) -> Kind:
    """Classify a PrimFunc that `AnnotateTIROpPattern` has seen."""
    pattern = int(func.attrs.get("op_pattern", OPAQUE))
    if pattern == OPAQUE and not is_injective(func):
        return Kind.FIXED
    if relax.analysis.has_reshape_pattern(func):
        return Kind.VIEW
    return Kind.INJECTIVE if pattern <= INJECTIVE or pattern == OPAQUE else Kind.REDUCTION


def is_injective(func: Any) -> bool:
    """Whether all blocks run over the elements they store, and load at places that depend on these and the dims alone.

    Stock `AnnotateTIROpPattern` calls a kernel opaque where an index uses a symbolic dim.
    """
    blocks = blocks_of(func)
    return bool(blocks) and all(is_injective_block(block) for block in blocks)


def blocks_of(func: Any) -> list[Any]:
    """Return the blocks under the root block, outer ones first."""
    blocks: list[Any] = []
    structural_walk(func.body, (s_tir.SBlock, blocks.append), order="pre")
    return [block for block in blocks if block.name_hint != "root"]


def is_injective_block(block: Any) -> bool:
    """Whether that holds for one block, which then is one store."""
    if not isinstance(block.body, tirx.BufferStore) or block.init is not None:
        return False
    places = [var.var for var in block.iter_vars]
    if any(int(var.iter_type) != tirx.IterVar.DataPar for var in block.iter_vars):
        return False
    if len(block.body.indices) != len(places) or not all(map(_same, block.body.indices, places)):
        return False
    return not any(_loads(index) for load in _loads(block.body.value) for index in load.indices)


def _loads(expr: Any) -> list[Any]:
    loads: list[Any] = []
    structural_walk(expr, (TensorLoad, loads.append))
    return loads


def _same(a: Any, b: Any) -> bool:
    return bool(a.same_as(b))

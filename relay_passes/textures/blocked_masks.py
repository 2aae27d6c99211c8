"""Kernels from element to element move behind a change of layout, so that blocks of channels need not be undone."""

from __future__ import annotations

from functools import cache
from typing import Any

import tvm
import tvm_ffi
from tvm import relax, s_tir, tirx
from tvm.ir import TensorLoad

from tvm_dydca.relay_passes.fuse.patterns import ELEMENTWISE, blocks_of
from tvm_dydca.relay_passes.outline.control_flow import op_name

_MARK = "dydca.elementwise"


@tvm.transform.module_pass(opt_level=0, name="BlockChannels")
class BlockChannels:
    """Keep tensors between convolutions in blocks of four channels; after `ConvertLayout`.

    That knows no layout of a `call_tir`, such as a mask of a padded version: it goes back to NCHW before it. Where the
    kernel computes each element from the one at the same place, it can do so in NCHW4c.

    Parameters
    ----------
    name : of the function
    """

    def __init__(self, name: str):
        self.name = name

    def transform_module(self, mod: Any, _ctx: Any) -> Any:
        """Rewrite the function; new kernels join the module."""
        rewriter = _Rewriter(mod)
        rewriter.builder_.update_func(mod.get_global_var(self.name), rewriter.visit_expr(mod[self.name]))
        return rewriter.builder_.get()


def mark_elementwise() -> Any:
    """Return a pass that tells `FuseOps` what the new kernels are; stock passes call them opaque for their sizes."""

    @tvm.transform.module_pass(opt_level=0, name="MarkElementwise")
    def mark(mod: Any, _ctx: Any) -> Any:
        mod = mod.clone()
        for gvar, func in list(mod.functions_items()):
            if isinstance(func, tirx.PrimFunc) and func.attrs and _MARK in func.attrs:
                mod.update_func(gvar, func.with_attr("op_pattern", ELEMENTWISE))
        return mod

    return mark


@cache
def _blocked(dtype: str = "int32") -> Any:
    return tirx.IndexMap.from_func(lambda n, c, h, w: (n, c // 4, h, w, c % 4), index_dtype=dtype)


@cache
def _plain() -> Any:
    return tirx.IndexMap.from_func(lambda n, c, h, w, lane: (n, c * 4 + lane, h, w), index_dtype="int32")


@relax.expr_functor.mutator
class _Rewriter(relax.PyExprMutator):  # type: ignore[misc]
    def __init__(self, mod: Any):
        super().__init__(mod)
        self.mod = mod
        self.unblocked: dict[Any, Any] = {}  # variable in NCHW -> the same tensor in NCHW4c

    def visit_var_binding_(self, binding: Any) -> None:
        """Take note of changes of layout; go around those that undo another."""
        value = self.visit_expr(binding.value)
        if _transforms(value, _blocked()) and value.args[0] in self.unblocked:
            self.set_var_remap(binding.var, self.unblocked[value.args[0]])
            return
        source = self._elementwise_source(value)
        blocked = None
        if source is not None:
            kernel = self.builder_.add_func(_in_blocks(self.mod[value.args[0]]), f"{value.args[0].name_hint}_blocked")
            args = [self.unblocked[source] if arg.same_as(source) else arg for arg in value.args[1].fields]
            out = relax.TensorType(self.unblocked[source].ty.shape, binding.var.ty.dtype)
            blocked = self.builder_.emit(relax.call_tir(kernel, args, out))
            value = relax.op.layout_transform(blocked, _plain())
        elif _transforms(value, _plain()):
            blocked = value.args[0]
        new = self.builder_.normalize(value)
        outside = not isinstance(binding.var, relax.DataflowVar)
        var = self.builder_.emit_output(new) if outside else self.builder_.emit(new, binding.var.name)
        self.set_var_remap(binding.var, var)
        if blocked is not None:
            self.unblocked[var] = blocked

    def _elementwise_source(self, value: Any) -> Any:
        """Return the tensor in blocks that a kernel reads element by element, if it does."""
        if op_name(value) != "call_tir":
            return None
        tensors = [arg for arg in value.args[1].fields if isinstance(arg.ty, relax.TensorType)]
        if len(tensors) != 1 or tensors[0] not in self.unblocked:
            return None
        return tensors[0] if _is_elementwise(self.mod[value.args[0]]) else None


def _transforms(value: Any, index_map: Any) -> bool:
    return op_name(value) == "layout_transform" and tvm_ffi.structural_equal(value.attrs.index_map, index_map)


def _is_elementwise(func: Any) -> bool:
    """Whether a kernel is one block over four axes that loads from where it stores alone."""
    blocks = blocks_of(func)
    if len(blocks) != 1 or not isinstance(blocks[0].body, tirx.BufferStore) or len(blocks[0].iter_vars) != 4:
        return False
    axes = [axis.var for axis in blocks[0].iter_vars]
    store = blocks[0].body
    places = [list(store.indices)]
    tvm_ffi.structural_walk(store.value, (TensorLoad, lambda load: places.append(list(load.indices))))
    return all(len(at) == 4 and all(one.same_as(axis) for one, axis in zip(at, axes)) for at in places)


def _in_blocks(func: Any) -> Any:
    """Return the kernel over tensors in blocks of four channels."""
    schedule = s_tir.Schedule(func)
    (block,) = schedule.get_child_blocks(schedule.get_sblock("root"))
    for buffer in (("read", 0), ("write", 0)):
        schedule.transform_layout(block, buffer, _blocked("int64"))
    schedule.transform_block_layout(block, _blocked("int64"))
    return schedule.mod["main"].without_attr("global_symbol").with_attr(_MARK, True)

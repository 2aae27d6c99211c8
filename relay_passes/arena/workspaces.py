"""Workspaces of kernels: memory that a kernel allocates inside becomes a parameter of it, which the planner sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import prod
from typing import Any

import tvm
import tvm_ffi
from tvm import ir, relax, s_tir, tirx

from tvm_dydca.relay_passes.arena.offsets import buffer_at_offset

_ON_STACK_BYTES = 63
"""Up to so many bytes stay where they are on CPUs: TVM's code generation has them on the stack, without vectors."""
_ALIGNMENT_BYTES = 64
_APART_BYTES = 1024
"""Between what is one thread's and the next one's, so that no core fetches ahead into lines that another writes."""
_WITH_BODY = (tirx.For, tirx.AttrStmt)


@dataclass(frozen=True)
class Hoisted:
    """A kernel whose workspaces are parameters behind its own.

    Attributes
    ----------
    func : tirx.PrimFunc; the one given where nothing had to change
    workspaces : the buffers of the new parameters; their shapes are in dims of the other parameters
    """

    func: Any
    workspaces: tuple[Any, ...]


def to_statements() -> Any:
    """Return the passes of TVM's default pipeline up to where every allocation has its place and its size."""
    passes = s_tir.transform
    return tvm.transform.Sequential(
        [
            passes.CanonicalizeLoop(),
            passes.LowerCrossThreadReduction(),
            passes.LowerInitBlock(),
            passes.PlanAndUpdateBufferAllocationLocation(),
            passes.ConvertBlocksToOpaque(),
            passes.LiftThreadBinding(),
            passes.ManifestSharedMemoryLocalStage(),
            passes.CompactBufferAllocation(),
            passes.LowerAutoCopy(),
            passes.UnifyThreadBinding(),
            passes.LowerMatchBuffer(),
            passes.StmtSimplify(),
            passes.LowerOpaqueBlock(),
            tirx.transform.FlattenBuffer(),
        ]
    )


def may_allocate(func: Any) -> bool:
    """Return whether a kernel has buffers that might become allocations in it."""
    found: list[Any] = []

    def block(node: Any) -> None:
        found.extend(node.alloc_buffers)

    tvm_ffi.structural_walk(func.body, [(s_tir.SBlock, block), (tirx.AllocBuffer, found.append)])
    return bool(found)


def hoist_workspaces(func: Any, threads: int) -> Hoisted:
    """Make parameters of what a kernel allocates; what each work-item of a GPU has for itself stays in the kernel.

    A parallel loop with workspaces inside becomes `threads` parallel loops over consecutive parts of its range, each
    with workspaces of its own: as many parts as TVM's own runtime makes of a loop for so many threads.

    Parameters
    ----------
    func : tirx.PrimFunc after `to_statements`
    threads : that will run a parallel loop; more find no work in it

    Returns
    -------
    The same function where there is nothing to do. Small allocations of CPUs stay on the stack, and those whose size
    depends on a loop stay where they are.
    """
    finder = _Finder(func)
    if not finder.found:
        return Hoisted(func, ())
    part = tirx.Var("part", "int32")
    buffers: dict[Any, Any] = {}
    begins: dict[Any, tuple[Any, Any]] = {}
    homes: dict[Any, Any] = {}
    for home, inside, stride in _homes(finder.found, threads):
        for old, start in inside.items():
            offset = start + (part * stride if finder.found[old] else 0)
            if finder.has_work_items:  # a GPU's memory is no pointer to the host
                pointer, first = home.data, None
                buffer = tirx.decl_buffer(
                    old.shape, old.dtype, old.name, data=pointer, elem_offset=home.elem_offset + offset
                )
            else:
                # A pointer of its own tells LLVM that this memory is no other: it keeps accumulators in registers.
                pointer = tirx.Var(f"{old.name}_ptr", ir.PointerType(ir.PrimType(str(old.dtype))))
                first = tirx.address_of(home[offset])
                buffer = tirx.decl_buffer(old.shape, old.dtype, old.name, data=pointer)
            buffers[old], homes[buffer], begins[buffer] = buffer, home, (pointer, first)

    def place(stmt: Any) -> Any:
        if stmt.buffer not in homes:
            return stmt
        pointer, first = begins[stmt.buffer]
        declared = tirx.DeclBuffer(stmt.buffer, data=pointer)
        return declared if first is None else tirx.SeqStmt([tirx.Bind(pointer, first), declared])

    def split(loop: Any) -> Any:
        if loop.loop_var not in finder.loops:
            return loop
        per = tirx.floordiv(loop.extent + (threads - 1), threads)
        extent = tirx.max(0, tirx.min(per, loop.extent - part * per))
        inner = tirx.For(loop.loop_var, part * per, extent, tirx.ForKind.SERIAL, loop.body)
        return tirx.For(part, 0, threads, tirx.ForKind.PARALLEL, inner)

    callbacks: list[tuple[Any, Callable[[Any], Any]]] = [
        (tirx.AllocBuffer, place),
        (tirx.For, split),
        (ir.Var, lambda var: buffers.get(var, var)),
    ]
    body = tvm_ffi.structural_map(func.body, callbacks)
    workspaces = tuple(dict.fromkeys(homes.values()))
    return Hoisted(tirx.PrimFunc([*func.params, *workspaces], body, func.ret_type, attrs=func.attrs), workspaces)


def _is_work_item(stmt: Any) -> bool:
    """Return whether what a statement holds is run by each work-item or work-group."""
    if isinstance(stmt, tirx.For):
        return int(stmt.kind) == int(tirx.ForKind.THREAD_BINDING)
    return isinstance(stmt, tirx.AttrStmt) and str(stmt.attr_key) == "thread_extent"


def _has_work_items(func: Any) -> bool:
    found: list[Any] = []
    tvm_ffi.structural_walk(func.body, [(kind, lambda stmt: found.append(_is_work_item(stmt))) for kind in _WITH_BODY])
    return any(found)


def _homes(found: Mapping[Any, bool], threads: int) -> Iterator[tuple[Any, dict[Any, Any], Any]]:
    """Yield a parameter for each dtype, for each buffer in it where it begins, and how far apart the threads' are.

    One parameter for many buffers: a view of the arena costs the virtual machine a third of a microsecond.
    """
    for dtype in dict.fromkeys(str(buffer.dtype) for buffer in found):
        bits = int(tvm.DataType(dtype).bits)
        mine = {buffer: parallel for buffer, parallel in found.items() if str(buffer.dtype) == dtype}
        shared, shared_end = _in_a_row([b for b in mine if not mine[b]], tirx.const(0, "int64"), bits)
        own, own_end = _in_a_row([b for b in mine if mine[b]], shared_end, bits)
        stride = own_end - shared_end + _APART_BYTES * 8 // bits
        size = tvm.sym.Analyzer().simplify(shared_end + stride * threads if own else shared_end)
        yield buffer_at_offset((size,), dtype, f"workspace_{dtype}"), shared | own, stride


def _in_a_row(buffers: Sequence[Any], start: Any, bits: int) -> tuple[dict[Any, Any], Any]:
    """Return where each of some buffers begins, one behind the other, and where the last one ends, in elements."""
    step = max(1, _ALIGNMENT_BYTES * 8 // bits)
    places = {}
    for buffer in buffers:
        elements = tirx.Cast("int64", reduce(lambda a, b: a * b, buffer.shape[1:], buffer.shape[0]))
        places[buffer] = start
        start = start + tirx.floordiv(elements + (step - 1), step) * step
    return places, start


class _Finder:
    """Finds allocations.

    Attributes
    ----------
    found : to hoist, buffer -> whether it stands in a parallel loop
    loops : the variables of those loops
    """

    def __init__(self, func: Any):
        self.found: dict[Any, bool] = {}
        self.loops: set[Any] = set()
        self.outer = {dim for param in func.params if tirx.is_buffer_var(param) for dim in param.shape}
        self.dims = {var for dim in self.outer for var in relax.analysis.tir_vars_in_type(relax.ShapeType([dim]))}
        self.has_work_items = _has_work_items(func)
        self.scopes = ("global",) if self.has_work_items else ("global", "local")
        self.visit(func.body, None)

    def visit(self, stmt: Any, parallel: Any) -> None:
        """Enter what a statement allocates."""
        if isinstance(stmt, tirx.AllocBuffer):
            self.enter(stmt.buffer, parallel)
        elif _is_work_item(stmt):
            return
        elif isinstance(stmt, tirx.For):
            self.visit(stmt.body, stmt if int(stmt.kind) == int(tirx.ForKind.PARALLEL) else parallel)
        elif isinstance(stmt, tirx.SeqStmt):
            for inner in stmt.seq:
                self.visit(inner, parallel)
        else:
            for name in ("body", "then_case", "else_case"):
                if (inner := getattr(stmt, name, None)) is not None:
                    self.visit(inner, parallel)

    def enter(self, buffer: Any, parallel: Any) -> None:
        """Enter a buffer that is worth it."""
        known_dims = all(hasattr(dim, "value") for dim in buffer.shape)
        size = prod(int(dim.value) for dim in buffer.shape) if known_dims else None
        known = {var for dim in buffer.shape for var in relax.analysis.tir_vars_in_type(relax.ShapeType([dim]))}
        small = size is not None and size * tvm.DataType(str(buffer.dtype)).bits <= 8 * _ON_STACK_BYTES
        on_stack = small and not self.has_work_items
        if buffer.scope() in self.scopes and not on_stack and known <= self.dims:
            self.found[buffer] = parallel is not None
            if parallel is not None:
                self.loops.add(parallel.loop_var)

"""Accumulators in registers: a small buffer of vectors at known places becomes a variable for each vector.

What a kernel keeps in one array it stores to that array: whether LLVM takes such stores out of a loop depends on how
many there are and on what else the loop reads, and a product whose sums stay in memory takes up to twice its time. A
variable of a single vector is a register to LLVM wherever one is left.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import prod
from typing import Any

import tvm
import tvm_ffi
from tvm import ir, tirx

from tvm_dydca.relay_passes.arena.workspaces import has_work_items

_MOST_VECTORS = 64
"""Of a buffer; more would not fit the registers of any CPU."""
_STACK_WORD_BITS = 64
"""TVM allocates a stack in words of this size; its own small buffers are on the heap from 64 bytes on."""


@dataclass(frozen=True)
class _Vector:
    """A vector of a buffer: its number, and how many elements it has."""

    number: int
    lanes: int


@dataclass(frozen=True)
class _Register:
    """A variable: a buffer of one vector, and the pointer to where it lies on the stack."""

    buffer: Any
    pointer: Any

    @classmethod
    def of(cls, buffer: Any, vector: _Vector) -> _Register:
        """Return the variable for a vector of a buffer."""
        dtype = f"{buffer.dtype}x{vector.lanes}"
        name = f"{buffer.name}_{vector.number}"
        pointer = tirx.Var(f"{name}_ptr", ir.PointerType(ir.PrimType(dtype)))
        return cls(tirx.decl_buffer((1,), dtype, name, data=pointer), pointer)

    def declared(self) -> list[Any]:
        """Return the statements that make it."""
        dtype = tvm.DataType(str(self.buffer.dtype))
        words = -(-int(dtype.bits) * int(dtype.lanes) // _STACK_WORD_BITS)
        place = tirx.call_intrin(self.pointer.ty, "tirx.tvm_stack_alloca", "shape", words)
        return [tirx.Bind(self.pointer, place), tirx.DeclBuffer(self.buffer, data=self.pointer)]


def keep_in_registers(func: Any) -> Any:
    """Make variables of the small buffers that a kernel uses as whole vectors at known places only.

    Parameters
    ----------
    func : tirx.PrimFunc after `workspaces.to_statements`

    Returns
    -------
    The same function where there is nothing to do, as on a GPU, which has arrays in registers as they are.
    """
    if has_work_items(func):
        return func
    written_out = _in_vectors(func)
    registers = {
        buffer: [_Register.of(buffer, _Vector(number, lanes)) for number in range(_elements(buffer) // lanes)]
        for buffer, lanes in _lanes(written_out.body).items()
    }
    if not registers:
        return func
    first = [tirx.const(0, "int32")]

    def at(buffer: Any, node: Any) -> Any:
        vector = _vector(node)
        assert vector is not None
        return registers[buffer][vector.number].buffer

    def load(node: Any) -> Any:
        return tirx.BufferLoad(at(node.source, node), first) if node.source in registers else node

    def store(node: Any) -> Any:
        return tirx.BufferStore(at(node.buffer, node), node.value, first) if node.buffer in registers else node

    def allocate(node: Any) -> Any:
        if node.buffer not in registers:
            return node
        return tirx.SeqStmt([statement for register in registers[node.buffer] for statement in register.declared()])

    callbacks = [(ir.TensorLoad, load), (tirx.BufferStore, store), (tirx.AllocBuffer, allocate)]
    return written_out.with_body(tvm_ffi.structural_map(written_out.body, callbacks))


def _in_vectors(func: Any) -> Any:
    """Write out vectors and unrolled loops, with the passes of TVM's default pipeline."""
    passes = tvm.transform.Sequential([tirx.transform.VectorizeLoop(), tirx.transform.UnrollLoop()])
    return passes(tvm.IRModule({"kernel": func}))["kernel"]


def _lanes(body: Any) -> dict[Any, int]:
    """Return the buffers that can be split, each with the elements of its vectors."""
    allocated: list[Any] = []
    occurs: Counter[Any] = Counter()
    touched: Counter[Any] = Counter()
    lanes: dict[Any, set[int]] = {}

    def touch(buffer: Any, node: Any) -> None:
        if (vector := _vector(node)) is not None:
            touched[buffer] += 1
            lanes.setdefault(buffer, set()).add(vector.lanes)

    callbacks = [
        (tirx.AllocBuffer, lambda node: allocated.append(node.buffer)),
        (ir.TensorLoad, lambda node: touch(node.source, node)),
        (tirx.BufferStore, lambda node: touch(node.buffer, node)),
        (ir.Var, lambda var: occurs.update([var])),
    ]
    tvm_ffi.structural_walk(body, callbacks)
    found = {}
    for buffer in allocated:
        # Once where it is allocated, and then in vectors of one length only.
        if occurs[buffer] == touched[buffer] + 1 and len(lanes.get(buffer, ())) == 1:
            (count,) = lanes[buffer]
            if _elements(buffer) <= count * _MOST_VECTORS:
                found[buffer] = count
    return found


def _elements(buffer: Any) -> int:
    return prod(int(dim) for dim in buffer.shape)


def _vector(node: Any) -> _Vector | None:
    """Return the vector that a load or store touches, where it is a whole one at a known place."""
    index = node.indices[0]
    if len(node.indices) != 1 or not isinstance(index, tirx.Ramp) or not _is_one(index.stride):
        return None
    base, lanes = tvm.sym.Analyzer().simplify(index.base), int(index.lanes)
    if not isinstance(base, tirx.IntImm) or int(base) % lanes:
        return None
    return _Vector(int(base) // lanes, lanes)


def _is_one(expr: Any) -> bool:
    return isinstance(expr, tirx.IntImm) and int(expr) == 1

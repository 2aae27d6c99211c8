"""Analysis: what a kernel of a GPU does, read off the function that OpenCL C is written from.

The body that counts is the innermost loops that multiply and add; a kernel without loops is its own body. Loops that
are unrolled are written out by then, so one run of the body may be many products.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import prod
from typing import Any

import tvm
from tvm import tirx

_REGISTER_BYTES = 16
_SHARED = ("shared", "shared.dyn")


@dataclass(frozen=True)
class Body:
    """What one run of the innermost loops with products does, in one work-item.

    Attributes
    ----------
    vector_products, scalar_products : multiply-adds, counted as instructions on several channels at once, or on one
    vector_loads, scalar_loads : from buffers in global memory, of several elements at once, or of one
    image_reads : of a texel each
    tested_products : multiply-adds that a test of bounds is around
    tested_loads : loads and reads that a test of bounds is around
    """

    vector_products: int = 0
    scalar_products: int = 0
    vector_loads: int = 0
    scalar_loads: int = 0
    image_reads: int = 0
    tested_products: int = 0
    tested_loads: int = 0


@dataclass(frozen=True)
class KernelWork:
    """A kernel of a device.

    Attributes
    ----------
    name : in the source
    work_group : items of a work-group in the dimensions x, y and z
    body : see `Body`
    registers : of four floats, that the arrays of a work-item fill; temporaries and addresses come on top
    indexed_arrays : arrays of a work-item that a loop's variable indexes, so that they cannot be registers
    local_bytes : shared by a work-group
    flops : of all work-items, those past the image's end with them; an expression in the kernel's dims
    bytes : of every tensor once, which is the least that must move; an expression in the kernel's dims
    dtype : that most operations are in, ``float32`` or ``float16``
    """

    name: str
    work_group: tuple[int, int, int]
    body: Body
    registers: int
    indexed_arrays: tuple[str, ...]
    local_bytes: int
    flops: Any
    bytes: Any
    dtype: str

    @property
    def items(self) -> int:
        """Items of a work-group."""
        return prod(self.work_group)


def kernel_work(func: Any) -> KernelWork:
    """Analyse a kernel.

    Parameters
    ----------
    func : tirx.PrimFunc that a device runs, as `lowering.device_functions` makes it
    """
    walk = _Walk()
    walk.statement(func.body, _Place())
    groups = [walk.threads.get(f"blockIdx.{axis}", 1) for axis in "xyz"]
    items = [int(walk.threads.get(f"threadIdx.{axis}", 1)) for axis in "xyz"]
    params = {str(param.name) for param in func.params}
    tensors = [size for data, size in walk.declared.items() if data in params]
    flops = _product([*groups, *items, walk.flops])
    return KernelWork(
        str(func.attrs["global_symbol"]),
        (items[0], items[1], items[2]),
        walk.body(),
        -(-walk.private_bytes // _REGISTER_BYTES),
        tuple(sorted(walk.indexed)),
        walk.local_bytes,
        flops,
        tvm.sym.Analyzer().simplify(sum(tensors, tirx.const(0, "int64"))),
        max(("float32", "float16"), key=lambda dtype: walk.operations[dtype]),
    )


@dataclass(frozen=True)
class _Place:
    """Where a statement stands: in which loops, how often it runs, and whether under a test."""

    loops: tuple[Any, ...] = ()
    times: Any = field(default_factory=lambda: tirx.const(1, "int64"))
    tested: bool = False

    def inside(self, loop: Any) -> _Place:
        return _Place((*self.loops, loop), _product([self.times, loop.extent]), self.tested)

    def under_test(self) -> _Place:
        return _Place(self.loops, self.times, True)


class _Walk:
    """Collects what `KernelWork` says."""

    def __init__(self) -> None:
        self.threads: dict[str, Any] = {}
        self.declared: dict[str, Any] = {}  # data pointer -> bytes
        self.private_bytes = self.local_bytes = 0
        self.private: set[str] = set()
        self.indexed: set[str] = set()
        self.flops: Any = tirx.const(0, "int64")
        self.operations: Counter[str] = Counter()
        self.counts: dict[tuple[Any, ...], Counter[str]] = {}
        self.lets: dict[str, Any] = {}

    def body(self) -> Body:
        """Sum the innermost loops that have products."""
        found = {
            loops: counts
            for loops, counts in self.counts.items()
            if counts["vector_products"] + counts["scalar_products"]
        }
        deepest = [loops for loops in found if not any(len(o) > len(loops) and o[: len(loops)] == loops for o in found)]
        total: Counter[str] = sum((found[loops] for loops in deepest), Counter())
        if not found:
            total = sum(self.counts.values(), Counter())
        return Body(**total)

    def statement(self, stmt: Any, place: _Place) -> None:
        """Enter a statement and what is in it."""
        if isinstance(stmt, tirx.SeqStmt):
            for inner in stmt.seq:
                self.statement(inner, place)
        elif isinstance(stmt, tirx.For):
            self.statement(stmt.body, place.inside(stmt))
        elif isinstance(stmt, tirx.IfThenElse):
            for inner in (stmt.then_case, stmt.else_case):
                if inner is not None:
                    self.statement(inner, place.under_test())
        elif isinstance(stmt, tirx.AttrStmt):
            if str(stmt.attr_key) == "thread_extent":
                self.threads[str(stmt.node.thread_tag)] = stmt.value
            self.statement(stmt.body, place)
        elif isinstance(stmt, tirx.AllocBuffer):
            self._allocate(stmt.buffer)
        elif isinstance(stmt, tirx.DeclBuffer):
            self.declared[str(getattr(stmt.data, "name", ""))] = _bytes(stmt.buffer)
        elif isinstance(stmt, tirx.BufferStore):
            self._touch(stmt.buffer, stmt.indices)
            self._expression(stmt.value, place)
        elif isinstance(stmt, tirx.Evaluate | tirx.Bind):
            self._expression(stmt.value, place)

    def _allocate(self, buffer: Any) -> None:
        size = _constant(_bytes(buffer))
        if str(buffer.scope()) in _SHARED:
            self.local_bytes += size
        else:
            self.private_bytes += size
            self.private.add(str(buffer.name))

    def _touch(self, buffer: Any, indices: Any) -> None:
        if str(buffer.name) in self.private and not all(_is_constant(index) for index in indices):
            self.indexed.add(str(buffer.name))

    def _expression(self, expr: Any, place: _Place) -> None:
        """Enter an expression of floats; those of indices compute places, which every kernel has to."""
        lanes, kind = _type(expr)
        if isinstance(expr, tvm.ir.TensorLoad):
            self._touch(expr.source, expr.indices)
            if str(expr.source.scope()).startswith("global"):
                whole = lanes in _VECTORS and _consecutive(expr.indices)
                for _ in range(1 if whole else lanes):  # TVM writes any other vector as a load for each lane
                    self._load("vector_loads" if whole else "scalar_loads", place)
            return
        if isinstance(expr, tvm.ir.Call) and _operator(expr) == "texture2d_load":
            self._load("image_reads", place)
            return
        if isinstance(expr, tvm.ir.Call) and _operator(expr) == "if_then_else":
            for value in expr.args[1:]:
                self._expression(value, place.under_test())
            return
        multiplies = kind.startswith("float") and _multiply_add(expr)
        if multiplies:
            self._count("vector_products" if lanes > 1 else "scalar_products", place)
            if place.tested:
                self._count("tested_products", place)
        if kind.startswith("float") and (multiplies or isinstance(expr, _OPERATIONS)):
            self._operate(lanes * (2 if multiplies else 1), kind, place)
        for inner in _inner(expr):
            if multiplies and isinstance(inner, tirx.Mul):
                for factor in (inner.a, inner.b):
                    self._expression(factor, place)
            else:
                self._expression(inner, place)

    def _operate(self, operations: int, kind: str, place: _Place) -> None:
        self.flops = tvm.sym.Analyzer().simplify(self.flops + place.times * operations)
        self.operations[kind] += operations

    def _load(self, name: str, place: _Place) -> None:
        self._count(name, place)
        if place.tested:
            self._count("tested_loads", place)

    def _count(self, name: str, place: _Place) -> None:
        self.counts.setdefault(place.loops, Counter())[name] += 1


_VECTORS = (2, 4, 8, 16)
_OPERATIONS = (tirx.Add, tirx.Sub, tirx.Mul, tirx.Div, tirx.Max, tirx.Min)


def _consecutive(indices: Any) -> bool:
    stride = getattr(indices[-1], "stride", None)
    return isinstance(stride, tirx.IntImm) and int(stride.value) == 1


def _multiply_add(expr: Any) -> bool:
    if isinstance(expr, tvm.ir.Call):
        return _operator(expr) in ("fma", "mad")
    return isinstance(expr, tirx.Add) and any(isinstance(side, tirx.Mul) for side in (expr.a, expr.b))


def _inner(expr: Any) -> Iterator[Any]:
    if isinstance(expr, tvm.ir.Call):
        yield from expr.args
    for name in ("a", "b", "value", "true_value", "false_value"):
        inner = getattr(expr, name, None)
        if isinstance(inner, tvm.ir.Expr):
            yield inner


def _operator(call: Any) -> str:
    """Return the name of an operator without its dialect."""
    return str(getattr(call.op, "name", "")).rpartition(".")[2]


def _type(expr: Any) -> tuple[int, str]:
    """Return the number of lanes and the type of an element; no type where it is none of a number's."""
    try:
        dtype = tvm.DataType(str(expr.ty))
    except ValueError:
        return 1, ""
    return int(dtype.lanes), str(dtype).partition("x")[0]


def _bytes(buffer: Any) -> Any:
    dtype = tvm.DataType(str(buffer.dtype))
    return _product([*buffer.shape, int(dtype.bits) * int(dtype.lanes) // 8])


def _product(factors: list[Any]) -> Any:
    result: Any = tirx.const(1, "int64")
    for factor in factors:
        result = result * (tirx.const(factor, "int64") if isinstance(factor, int) else tirx.Cast("int64", factor))
    return tvm.sym.Analyzer().simplify(result)


def _is_constant(index: Any) -> bool:
    index = getattr(index, "base", index)
    return hasattr(index, "value") and not isinstance(index, tirx.Cast)


def _constant(expr: Any) -> int:
    if not hasattr(expr, "value"):
        raise ValueError(f"{expr} bytes in a work-item or a work-group depend on the size of the input")
    return int(expr.value)

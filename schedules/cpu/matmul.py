# mypy: disable-error-code="valid-type, misc, no-untyped-call, no-untyped-def"
"""Products of a matrix with constant weights on CPUs, for any number of rows, with bias and elementwise operators.

A thread takes chunks of rows wherever the leading dims end. The weights are laid out in blocks of 16 columns, over
which the vectors run; register tiles are rows by blocks. Only the store tests for the last row, and the columns past
the last whole block are stored on their own. Where all rows make one chunk, threads share its columns instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from tvm import s_tir, te, tirx
from tvm.script import tirx as T

from tvm_dydca.schedules.blocks import blocked, vectorize
from tvm_dydca.schedules.cpu.tiling import LANES, accumulator_budget, blocks_of, register_tile
from tvm_dydca.schedules.elementwise import Steps, applied, named
from tvm_dydca.schedules.kernel import NCHW, Array, Kernel, MatmulGroup, Operand, Scheduled


@dataclass(frozen=True)
class Knobs:
    """What a product may be tuned by.

    Attributes
    ----------
    chunk : rows that are computed together, of which the last ones may be past the end
    rows : most of them that a register tile takes; 0 for as many as give the largest tile
    columns : most blocks of 16 columns of a register tile
    k_unroll : steps of the reduction that are written out
    budget : accumulators in registers, in vectors of 16; 0 for what the target's registers hold
    """

    chunk: int = 12
    rows: int = 0
    columns: int = 4
    k_unroll: int = 4
    budget: int = 0


DEFAULT = Knobs()
CHOICES = {
    "chunk": (4, 6, 8, 12, 24),
    "rows": (0, 3, 4, 6, 8),
    "columns": (1, 2, 3, 4, 6),
    "k_unroll": (1, 2, 4, 8),
    "budget": (0, 3, 6, 8, 12, 16, 24, 28),
}


def why_not(group: MatmulGroup) -> str | None:
    """Return what keeps `rule` from a group."""
    return f"{group.leading} leading dims are more than 3" if group.leading > 3 else None


def rule(group: MatmulGroup, target: Any, knobs: Knobs = DEFAULT) -> Kernel | None:
    """Take products of at most three leading dims, with bias and elementwise operators."""
    if why_not(group) is not None:
        return None
    inside, out = group.weight.shape
    bias = blocked(group.bias, LANES)
    rows = min(knobs.chunk, group.rows) if group.rows is not None else knobs.chunk
    alone = group.rows is not None and group.rows <= knobs.chunk
    spec = _Spec(inside, out, group.leading, rows, alone, group.activation)
    made = _scheduled(spec, knobs, knobs.budget or accumulator_budget(target))
    return Kernel(
        name=f"matmul_{inside}x{out}" + named(group.activation),
        func=made.func,
        operands=(Operand("input", NCHW),),
        constants=(pack_weight(group.weight), bias),
        out_layout=NCHW,
        made=made,
    )


def pack_weight(weight: Array) -> Array:
    """(K, N) to (ceil(N / 16), K, 16), padded with zero columns."""
    inside, out = weight.shape
    packed = np.zeros((inside, blocks_of(out) * LANES), np.float32)
    packed[:, :out] = weight
    return np.ascontiguousarray(packed.reshape(inside, -1, LANES).transpose(1, 0, 2))


@dataclass(frozen=True)
class _Spec:
    """A kernel but for its weights.

    Attributes
    ----------
    chunk : rows that are computed together
    alone : whether there is no other chunk
    """

    inside: int
    out: int
    leading: int
    chunk: int
    alone: bool
    activation: Steps


# Scheduling takes a tenth of a second, and a network repeats a few shapes.
@cache
def _scheduled(spec: _Spec, knobs: Knobs, budget: int) -> Scheduled:
    func = _product(spec)
    return Scheduled.of(func, _schedule(func, spec, knobs, budget))


def _product(spec: _Spec) -> Any:
    """Return the unscheduled kernel over (x, weight, bias, y). A row past the last one repeats it and is not stored."""
    dims = [te.var(f"M{place}", "int64") for place in range(spec.leading)]
    count = dims[0]
    for dim in dims[1:]:
        count = count * dim
    K, N, P, O = spec.inside, spec.out, spec.chunk, blocks_of(spec.out)
    whole, rest = divmod(N, LANES)
    chunks = tirx.const(1, "int64") if spec.alone else (count + (P - 1)) // P

    def at(row):
        places: list[Any] = []
        for dim in dims[:0:-1]:
            places.insert(0, row % dim)
            row = row // dim
        return [row, *places]

    def read(x, row, k):
        place = (*at(tirx.min(row, count - 1)), k)
        return x[place]

    def finish(acc, b, ch, t, o, v):
        return applied(spec.activation, acc[ch, t, o, v] + b[o, v])

    @T.prim_func(s_tir=True, private=True)
    def product(
        x: T.Buffer((*dims, K), "float32"),
        u: T.Buffer((O, K, LANES), "float32"),
        b: T.Buffer((O, LANES), "float32"),
        y: T.Buffer((*dims, N), "float32"),
    ):
        T.func_attr({"tirx.noalias": True})
        A = T.sblock_alloc_buffer((chunks, P, O, LANES), "float32")
        for ch, t, o, v, k in T.grid(chunks, P, O, LANES, K):
            with T.sblock("A"):
                vch, vt, vo, vv, vk = T.axis.remap("SSSSR", [ch, t, o, v, k])
                with T.init():
                    A[vch, vt, vo, vv] = T.float32(0)
                A[vch, vt, vo, vv] = A[vch, vt, vo, vv] + read(x, vch * P + vt, vk) * u[vo, vk, vv]
        for ch, t in T.grid(chunks, P):
            with T.sblock("store"):
                vch, vt = T.axis.remap("SS", [ch, t])
                if vch * P + vt < count:
                    for o in range(whole):
                        for v in T.vectorized(LANES):
                            T.buffer_store(y, finish(A, b, vch, vt, o, v), [*at(vch * P + vt), o * LANES + v])
                    if rest > 0:
                        for v in T.vectorized(rest):
                            T.buffer_store(y, finish(A, b, vch, vt, whole, v), [*at(vch * P + vt), whole * LANES + v])

    return product


def _schedule(func: Any, spec: _Spec, knobs: Knobs, budget: int) -> Any:
    sch = s_tir.Schedule(func)
    blocks = blocks_of(spec.out)
    columns = max(count for count in range(1, knobs.columns + 1) if blocks % count == 0)
    rows, columns = register_tile(spec.chunk, columns, budget, knobs.rows)
    unroll = max(count for count in range(1, knobs.k_unroll + 1) if spec.inside % count == 0)
    product = sch.get_sblock("A")
    if not spec.alone:
        chunk, _ = sch.get_loops(sch.get_sblock("store"))
        sch.parallel(chunk)
        sch.compute_at(product, chunk, preserve_unit_loops=True)
    write = sch.cache_write(product, 0, "local")
    t, o, v, k = sch.get_loops(product)[-4:]
    t_outer, t_inner = sch.split(t, [None, rows])
    o_outer, o_inner = sch.split(o, [None, columns])
    k_outer, k_inner = sch.split(k, [None, unroll])
    sch.reorder(o_outer, t_outer, k_outer, k_inner, t_inner, o_inner, v)
    vectorize(sch, v, unroll=(o_inner, t_inner, k_inner))
    if spec.alone:
        sch.parallel(o_outer)
    sch.reverse_compute_at(write, t_outer, preserve_unit_loops=True)
    *_, t, o, v = sch.get_loops(write)
    vectorize(sch, v, unroll=(o, t))
    sch.decompose_reduction(product, k_outer)
    return sch

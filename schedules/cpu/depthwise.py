# mypy: disable-error-code="valid-type, misc, no-untyped-call, no-untyped-def"
"""Depthwise convolutions on CPUs: each channel by a filter of its own, of any sides, stride, dilation and padding.

A thread takes rows of the output. For a few pixels of a row and 16 channels, what a row of the filter sees is loaded
once, with its border test, and used from registers for every column of the filter. Bias, residual and elementwise
operators are in the store.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from tvm import s_tir, te, tirx
from tvm.script import tirx as T

from tvm_dydca.schedules.blocks import blocked
from tvm_dydca.schedules.cpu.tiling import LANES, blocks_of
from tvm_dydca.schedules.elementwise import Store
from tvm_dydca.schedules.kernel import BLOCKED, IN_PLACE, ConvGroup, Kernel, Operand, Scheduled


@dataclass(frozen=True)
class Knobs:
    """What a kernel may be tuned by.

    Attributes
    ----------
    pixels : of a row, that are computed together
    """

    pixels: int = 4


DEFAULT = Knobs()
CHOICES = {"pixels": (2, 4, 6, 8, 12, 16)}


def why_not(group: ConvGroup) -> str | None:
    """Return what keeps `rule` from a group."""
    if not group.groups == group.in_channels == group.out_channels:
        return (
            f"the filter takes {group.weight.shape[1]} channels to {group.out_channels // group.groups} in each group"
        )
    if group.has_tail:
        return "a skip or a pixel shuffle is fused into it"
    return None


def rule(group: ConvGroup, _target: Any, knobs: Knobs = DEFAULT) -> Kernel | None:
    """Take convolutions of one channel to one in each group, with bias, residual and elementwise operators."""
    if why_not(group) is not None:
        return None
    spec = _Spec(
        sides=group.sides,
        stride=group.stride,
        dilation=group.dilation,
        pads=(group.pads[0], group.pads[1]),
        blocks=blocks_of(group.in_channels),
        store=group.store,
    )
    made = _scheduled(spec, knobs)
    func = made.func
    operands: tuple[Operand, ...] = (Operand("input", BLOCKED),)
    if group.residual:
        operands += (Operand("residual", BLOCKED),)
        func = func.with_attr(IN_PLACE, [1])
    name = f"depthwise{group.sides[0]}x{group.sides[1]}_{group.in_channels}" + replace(group, groups=1).steps
    return Kernel(
        name=name + group.store.name,
        func=func,
        operands=operands,
        constants=(blocked(group.weight[:, 0], LANES), blocked(group.bias, LANES)),
        out_layout=BLOCKED,
        made=made,
    )


@dataclass(frozen=True)
class _Spec:
    """A kernel but for its weights; pads are those above and to the left."""

    sides: tuple[int, int]
    stride: tuple[int, int]
    dilation: tuple[int, int]
    pads: tuple[int, int]
    blocks: int
    store: Store


# Scheduling takes a tenth of a second, and a network repeats a few shapes.
@cache
def _scheduled(spec: _Spec, knobs: Knobs) -> Scheduled:
    func = _conv(spec, knobs.pixels)
    return Scheduled.of(func, _schedule(func))


def _conv(spec: _Spec, N: int) -> Any:
    """Return the unscheduled kernel over (input, residual if it has one, weight, bias, output)."""
    H, W = te.var("H", "int64"), te.var("W", "int64")
    OH, OW = te.var("OH", "int64"), te.var("OW", "int64")
    C, (KH, KW) = spec.blocks, spec.sides
    (top, left), (down, right), (step_h, step_w) = spec.pads, spec.stride, spec.dilation
    X, Q = (OW + (N - 1)) // N, (N - 1) * right + (KW - 1) * step_w + 1

    def load(x, h, w, c, v):
        inside = tirx.all(h >= 0, h < H, w >= 0, w < W)
        return tirx.if_then_else(inside, x[h, w, c, v], tirx.const(0.0, "float32"))

    def finish(acc, b, res, h, g, n, c, v):
        return spec.store.value(acc[h, g, c, n, v] + b[c, v], res[h, g * N + n, c, v])

    @T.prim_func(s_tir=True, private=True)
    def conv(
        x: T.Buffer((H, W, C, LANES), "float32"),
        res: T.Buffer((OH, OW, C, LANES), "float32"),
        u: T.Buffer((KH, KW, C, LANES), "float32"),
        b: T.Buffer((C, LANES), "float32"),
        y: T.Buffer((OH, OW, C, LANES), "float32"),
    ):
        T.func_attr({"tirx.noalias": True})
        D = T.sblock_alloc_buffer((OH, X, C, KH, Q, LANES), "float32")
        A = T.sblock_alloc_buffer((OH, X, C, N, LANES), "float32")
        for h, g, c, kh, q, v in T.grid(OH, X, C, KH, Q, LANES):
            with T.sblock("D"):
                vh, vg, vc, vkh, vq, vv = T.axis.remap("SSSSSS", [h, g, c, kh, q, v])
                D[vh, vg, vc, vkh, vq, vv] = load(
                    x, vh * down + vkh * step_h - top, vg * (N * right) + vq - left, vc, vv
                )
        for h, g, c, n, v, kh, kw in T.grid(OH, X, C, N, LANES, KH, KW):
            with T.sblock("A"):
                vh, vg, vc, vn, vv, vkh, vkw = T.axis.remap("SSSSSRR", [h, g, c, n, v, kh, kw])
                with T.init():
                    A[vh, vg, vc, vn, vv] = T.float32(0)
                A[vh, vg, vc, vn, vv] = (
                    A[vh, vg, vc, vn, vv] + D[vh, vg, vc, vkh, vn * right + vkw * step_w, vv] * u[vkh, vkw, vc, vv]
                )
        for h, g, c, n, v in T.grid(OH, X, C, N, LANES):
            with T.sblock("store"):
                vh, vg, vc, vn, vv = T.axis.remap("SSSSS", [h, g, c, n, v])
                if vg * N + vn < OW:
                    y[vh, vg * N + vn, vc, vv] = finish(A, b, res, vh, vg, vn, vc, vv)

    if spec.store.residual:
        return conv
    return tirx.PrimFunc([conv.params[0], *conv.params[2:]], conv.body, conv.ret_type, attrs=conv.attrs)


def _schedule(func: Any) -> Any:
    sch = s_tir.Schedule(func)
    h, _, c, n, v = sch.get_loops(sch.get_sblock("store"))
    sch.parallel(h)
    sch.vectorize(v)
    sch.unroll(n)
    products, row = sch.get_sblock("A"), sch.get_sblock("D")
    sch.compute_at(products, c, preserve_unit_loops=True)
    n, v, kh, kw = sch.get_loops(products)[-4:]
    sch.reorder(kh, kw, n, v)
    sch.vectorize(v)
    sch.unroll(n)
    sch.unroll(kw)
    sch.set_scope(products, 0, "local")
    sch.compute_at(row, kh, preserve_unit_loops=True)
    q, v = sch.get_loops(row)[-2:]
    sch.vectorize(v)
    sch.unroll(q)
    sch.set_scope(row, 0, "local")
    sch.decompose_reduction(products, kh)
    return sch

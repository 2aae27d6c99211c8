"""Convolutions with textures: their element type, and their schedule where the input is read twice."""

from __future__ import annotations

from typing import Any

from tvm_dydca._compat.adreno_lowering import Repair


def repairs() -> list[Repair]:
    """Return the legalisation and the schedule that take the place of the stock ones."""
    from tvm.relax.transform.legalize_ops import adreno as legalizations
    from tvm.s_tir.dlight import adreno as rules

    return [
        (legalizations, "conv2d_NCHWc_OIHWo", legalize_convolution),
        (rules.Conv2d, "schedule_conv2d", staticmethod(schedule_convolution)),
    ]


def legalize_convolution(builder: Any, call: Any) -> Any:
    """Legalise ``relax.nn.conv2d`` in the layouts NCHW4c and OIHW4o, and keep its element type.

    The stock legalisation drops ``out_dtype``, so that a float16 convolution becomes a float32 one, which FuseTIR or
    the well-formedness check refuses.

    https://github.com/apache/tvm/blob/5d4dc8721307cf9677becacf0395c19be130e206/python/tvm/relax/transform/legalize_ops/adreno/convolution.py
    """
    from tvm import topi

    data, kernel = call.args
    attrs = call.attrs
    return builder.call_te(
        topi.nn.conv2d_NCHWc_OIHWo,
        data,
        kernel,
        attrs.strides,
        attrs.padding,
        attrs.dilation,
        attrs.data_layout,
        attrs.out_layout,
        str(call.ty.dtype),
        primfunc_name_hint="conv2d_NCHWc_OIHWo",
    )


def schedule_convolution(schedule: Any, block: Any) -> None:
    """Schedule a convolution over (n, co, h, w, 4, ci, kh, kw): a texel an item, its channels in a vector.

    The stock schedule copies the input into local memory for all its readers, which raises where a residual reads it
    too, as after a 1x1 convolution. Here only the convolution reads the copy.

    https://github.com/apache/tvm/blob/5d4dc8721307cf9677becacf0395c19be130e206/python/tvm/s_tir/dlight/adreno/convolution.py
    """
    texel = schedule.cache_read(block, 0, "local", consumer_blocks=[block])
    result = schedule.cache_write(block, 0, "local")

    n, channel, row, column, lane, inputs, kernel_row, kernel_column = schedule.get_loops(block)
    items = []
    for axis, loop, most in (("z", channel, 4), ("y", row, 4), ("x", column, 16)):
        groups, item = schedule.split(loop, [None, most], preserve_unit_iters=True)
        items.append((axis, groups, item))
    texels, channels = schedule.split(inputs, [None, 4], preserve_unit_iters=True)
    outer = [groups for _, groups, _ in items]
    inner = [item for _, _, item in items]
    schedule.reorder(n, *outer, *inner, texels, kernel_row, kernel_column, channels, lane)
    for axis, groups, item in items:
        schedule.bind(schedule.fuse(n, groups, preserve_unit_iters=True) if axis == "z" else groups, f"blockIdx.{axis}")
        schedule.bind(item, f"threadIdx.{axis}")

    schedule.compute_at(texel, kernel_column, preserve_unit_loops=True)
    schedule.vectorize(schedule.get_loops(texel)[-1])
    schedule.reverse_compute_at(result, inner[-1], preserve_unit_loops=True)
    schedule.vectorize(schedule.get_loops(result)[-1])
    schedule.vectorize(schedule.get_loops(schedule.decompose_reduction(block, texels))[-1])

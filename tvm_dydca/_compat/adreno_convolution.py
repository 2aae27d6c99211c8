"""Convolutions with textures: their element type, and a schedule that allocates nothing."""

from __future__ import annotations

from math import gcd
from typing import Any

from tvm_dydca._compat.adreno_lowering import Repair

_MOST_TEXELS = 4
"""That an item computes at one place, of different channels, from one load of each texel of the input."""
_MOST_PIXELS = 4
"""Of a row, that an item computes: it loads a row of the input once for all columns of the filter."""


def repairs() -> list[Repair]:
    """Return the legalisation and the schedule rule that take the place of the stock ones.

    The stock rule, ``dlight.adreno.Conv2d``, writes the padded input to global memory that is allocated in every call,
    so that the convolution itself never reads the texture. It copies what it reads into local memory for all readers,
    which raises where a residual is one, as after a 1x1 convolution. Here each load of a texel tests whether it is
    padding, and only the convolution reads the copy.

    https://github.com/apache/tvm/blob/5d4dc8721307cf9677becacf0395c19be130e206/python/tvm/s_tir/dlight/adreno/convolution.py
    """
    from tvm.relax.transform.legalize_ops import adreno as legalizations
    from tvm.s_tir.dlight import adreno as rules
    from tvm.s_tir.dlight.adreno.base import AdrenoScheduleRule

    class Conv2d(AdrenoScheduleRule):  # type: ignore[misc]
        """Convolutions in the layouts NCHW4c and OIHW4o."""

        def apply(self, func: Any, target: Any, _: bool) -> Any:
            """Return the schedule; None for what is no such convolution."""
            return schedule_convolution(func) if self.is_target_available(target) else None

    return [(legalizations, "conv2d_NCHWc_OIHWo", legalize_convolution), (rules, "Conv2d", Conv2d)]


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


def schedule_convolution(func: Any) -> Any:
    """Schedule a convolution over (n, co, h, w, 4, ci, kh, kw): an item makes up to 4 texels of each of 4 pixels.

    Returns
    -------
    The `tvm.s_tir.Schedule`; None where the function is no convolution in blocks of channels.
    """
    from tvm import s_tir
    from tvm.s_tir.dlight import analysis
    from tvm.s_tir.dlight.adreno.utils import schedule_default, schedule_inline_blocks

    schedule = s_tir.Schedule(func)
    blocks = schedule.get_child_blocks(schedule.get_sblock("root"))
    infos = [analysis.get_sblock_info(schedule, block) for block in blocks]
    reductions = [number for number, info in enumerate(infos) if info.is_reduction()]
    if len(reductions) != 1 or "conv2d_NCHWc" not in infos[reductions[0]].name:
        return None
    (position,) = reductions
    block = blocks[position]

    texel = schedule.cache_read(block, 0, "local", consumer_blocks=[block])
    for padding in blocks[:position]:
        schedule.compute_inline(padding)  # into the copy
    result = schedule.cache_write(block, 0, "local")

    n, blocked, row, column, lane, inputs, kernel_row, kernel_column = schedule.get_loops(block)
    most = gcd(int(schedule.get(blocked).extent), _MOST_TEXELS)
    channel, own = schedule.split(blocked, [None, most], preserve_unit_iters=True)
    channels_of_group = min(4, int(schedule.get(channel).extent))
    tiles, pixel = schedule.split(column, [None, gcd(int(schedule.get(column).extent), _MOST_PIXELS)])
    items = []
    for axis, loop, extent in (("z", channel, channels_of_group), ("y", row, 4), ("x", tiles, 16)):
        groups, item = schedule.split(loop, [None, extent], preserve_unit_iters=True)
        items.append((axis, groups, item))
    texels, channels = schedule.split(inputs, [None, 4], preserve_unit_iters=True)
    outer = [groups for _, groups, _ in items]
    inner = [item for _, _, item in items]
    schedule.reorder(n, *outer, *inner, texels, kernel_row, kernel_column, channels, own, pixel, lane)
    for axis, groups, item in items:
        schedule.bind(schedule.fuse(n, groups, preserve_unit_iters=True) if axis == "z" else groups, f"blockIdx.{axis}")
        schedule.bind(item, f"threadIdx.{axis}")

    schedule.compute_at(texel, kernel_row, preserve_unit_loops=True)
    *_, loaded, four = schedule.get_loops(texel)
    schedule.unroll(loaded)
    schedule.vectorize(four)
    schedule.reverse_compute_at(result, inner[-1], preserve_unit_loops=True)
    schedule.vectorize(schedule.get_loops(result)[-1])
    schedule.vectorize(schedule.get_loops(schedule.decompose_reduction(block, texels))[-1])
    for loop in (kernel_column, channels, own, pixel):
        schedule.unroll(loop)
    schedule_default(schedule, schedule_inline_blocks(schedule, blocks[position + 1 :]))
    return schedule

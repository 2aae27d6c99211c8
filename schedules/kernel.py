"""What a schedule rule is asked (`ConvGroup`) and answers (`Kernel`): the border between passes and schedules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from tvm_dydca.schedules.elementwise import RELU, Steps, Store, named

Array = npt.NDArray[np.float32]

NCHW = "NCHW"
"""Layout of Relax tensors: (1, C, H, W), or the dims of a matrix product."""
BLOCKED = "HWC16c"
"""Channel-blocked layout: (H, W, ceil(C / 16), 16); lanes past C hold zero."""
TEXELS = "CHW4c"
"""Channel-blocked layout: (ceil(C / 4), H, W, 4); lanes past C hold zero."""
PADDED = "CHW_padded"
"""Few-channel input with its zero border materialised: see `schedules.cpu.few_channels.pad_input`."""

SCHEDULE = "dydca.schedule"
"""Attribute of a PrimFunc: the name of the schedule that it has from here."""
PASSED_OVER = "dydca.passed_over"
"""Attribute of a PrimFunc: for each better schedule, why it did not apply."""
TUNED = "dydca.tuned"
"""Attribute of a PrimFunc that a tuned database has a record of: size, rule and knobs, in JSON."""
IN_PLACE = "dydca.in_place"
"""Attribute of a PrimFunc: positions of the operands that its result may be written over, element by element."""


@dataclass(frozen=True)
class ConvGroup:
    """A convolution of a batch of one with all that is fused into it, as found in the graph.

    The value computed is ``shuffle(epilogue(activation(conv(input, weight) + bias) + skip_conv(skip_input) +
    residual))``; parts that are None (or empty, False, or a shuffle of 1) are absent.

    Attributes
    ----------
    weight : float32 (O, I / groups, KH, KW)
    bias : float32 (O,)
    activation : elementwise operators of the convolution's own result
    residual : whether there is such an operand
    skip_weight : float32 (O, I2, K2, K2) of a stride-1 "same" convolution, its bias already added to ``bias``
    shuffle : factor of the depth-to-space at the end, 1 for none
    epilogue : elementwise operators of the sum
    stride, dilation : down and across
    groups : of channels, both of the input and of the output
    padding : zeros above, to the left, below and to the right; None for those that keep the size of the image
    size : rows and columns of the convolution's output where they are known
    dtype : of tensors in memory; the arrays here are float32
    """

    weight: Array
    bias: Array
    activation: Steps = ()
    residual: bool = False
    skip_weight: Array | None = None
    shuffle: int = 1
    epilogue: Steps = ()
    stride: tuple[int, int] = (1, 1)
    dilation: tuple[int, int] = (1, 1)
    groups: int = 1
    padding: tuple[int, int, int, int] | None = None
    size: tuple[int, int] | None = None
    dtype: str = "float32"

    @property
    def out_channels(self) -> int:
        """Number of output channels O before the shuffle."""
        return int(self.weight.shape[0])

    @property
    def in_channels(self) -> int:
        """Number of input channels I, of all groups."""
        return int(self.weight.shape[1]) * self.groups

    @property
    def sides(self) -> tuple[int, int]:
        """Height KH and width KW of the filter."""
        return int(self.weight.shape[2]), int(self.weight.shape[3])

    @property
    def kernel_size(self) -> int:
        """Side K of a square filter."""
        return self.sides[0]

    @property
    def store(self) -> Store:
        """What is done to the sums but for the shuffle."""
        return Store(self.activation, self.residual, self.epilogue)

    @property
    def has_tail(self) -> bool:
        """Whether a skip or a pixel shuffle is fused into it."""
        return self.skip_weight is not None or self.shuffle > 1

    @property
    def pads(self) -> tuple[int, int, int, int]:
        """Zeros above, to the left, below and to the right of the image."""
        if self.padding is not None:
            return self.padding
        down, across = ((side - 1) * step for side, step in zip(self.sides, self.dilation))
        return down // 2, across // 2, down - down // 2, across - across // 2

    @property
    def steps(self) -> str:
        """Stride, dilation and groups for a kernel's name, where they are not 1."""
        pairs = {"stride": self.stride, "dilation": self.dilation}
        text = "".join(f"_{name}{pair[0]}x{pair[1]}" for name, pair in pairs.items() if pair != (1, 1))
        return text + f"_groups{self.groups}" * (self.groups > 1)

    def not_same(self) -> str | None:
        """Return what makes it another one than a stride-1 "same" convolution by a square filter of odd side."""
        height, width = self.sides
        for name, pair in (("stride", self.stride), ("dilation", self.dilation)):
            if pair != (1, 1):
                return f"its {name} is {pair[0]}x{pair[1]}, not 1x1"
        if self.groups > 1:
            return f"it has {self.groups} groups"
        if height != width:
            return f"the filter is {height}x{width}, not square"
        if height % 2 == 0:
            return f"the filter's side of {height} is even"
        if self.pads != (height // 2,) * 4:
            return f"its padding is {', '.join(map(str, self.pads))}, not {height // 2} on every side"
        return None


def are_block(first: ConvGroup, second: ConvGroup) -> bool:
    """Return whether two convolutions, the second of the first's result, are epilogue(x + second(first(x)))."""
    return not (first.residual or first.epilogue) and second.residual and not second.activation


def block_name(first: ConvGroup, second: ConvGroup) -> str:
    """Return what the elementwise operators of a block add to a kernel's name; nothing for a ReLU in between alone."""
    between = "" if first.activation == RELU else named(first.activation) or "_linear"
    return between + named(second.epilogue)


@dataclass(frozen=True)
class MatmulGroup:
    """A product with a constant matrix, and what is fused into it: ``activation(input @ weight + bias)``.

    Attributes
    ----------
    weight : float32 (K, N)
    bias : float32 (N,)
    leading : number of the input's dims before K, at least 1
    rows : product of these dims, None where it is symbolic
    activation : elementwise operators of the result
    """

    weight: Array
    bias: Array
    leading: int = 1
    rows: int | None = None
    activation: Steps = ()


@dataclass(frozen=True)
class Operand:
    """One tensor a kernel reads: which part of the group it is, and the layout it must have."""

    role: str  # "input" | "residual" | "skip_input"
    layout: str
    radius: int = 0  # of the materialised border, for the layout PADDED
    exact: bool = False  # whether no wider border will do


@dataclass(frozen=True)
class Kernel:
    """A scheduled PrimFunc and how to call it: operands, then constants, then one output.

    Attributes
    ----------
    name : names the schedule and its shape, for example ``winograd6x6_32x64_relu``
    func : a PrimFunc over (operands..., constants..., output), symbolic in H and W
    operands : tensors of the graph, in the order of the parameters
    constants : weights in the kernel's own layout
    out_layout : layout of the result: `NCHW`, `BLOCKED` or `TEXELS`
    made : how `func` came to be, but for its attributes; None for a kernel that tuning leaves alone
    """

    name: str
    func: Any
    operands: tuple[Operand, ...]
    constants: tuple[Array, ...]
    out_layout: str
    made: Scheduled | None = None


def _main(mod: Any) -> Any:
    return mod["main"]


@dataclass(frozen=True)
class Scheduled:
    """A PrimFunc, and how a schedule made it.

    Attributes
    ----------
    unscheduled : IRModule of PrimFuncs before their schedules, symbolic in H and W; mostly ``main`` alone
    schedule : the `tvm.s_tir.Schedule` over `unscheduled`, whose trace tuning stores
    composed : makes one PrimFunc of the scheduled module, where it has several
    """

    unscheduled: Any
    schedule: Any
    composed: Callable[[Any], Any] = _main

    @classmethod
    def of(cls, func: Any, schedule: Any) -> Scheduled:
        """Take a `tvm.s_tir.Schedule` of one PrimFunc."""
        import tvm

        return cls(tvm.IRModule({"main": func}), schedule)

    @cached_property
    def func(self) -> Any:
        """The scheduled PrimFunc."""
        return self.composed(self.schedule.mod)


Rule = Callable[..., "Kernel | None"]
"""``rule(group, target, knobs)``: the kernel, or None where the rule does not apply. It never raises for that.

``Knobs``, beside the rule, is a frozen dataclass of ints with defaults; ``CHOICES`` has for each of them the values
that tuning may try, the default among them. Knobs that a group leaves no room for are taken to the nearest that fit.
"""
WhyNot = Callable[..., "str | None"]
"""``why_not(group)``: what keeps a rule from a group, as half a sentence; None where the rule applies."""

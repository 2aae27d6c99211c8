"""What a schedule rule is asked (`ConvGroup`) and answers (`Kernel`): the border between passes and schedules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

NCHW = "NCHW"
"""Layout of Relax tensors: (1, C, H, W)."""
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
IN_PLACE = "dydca.in_place"
"""Attribute of a PrimFunc: positions of the operands that its result may be written over, element by element."""


@dataclass(frozen=True)
class ConvGroup:
    """A stride-1 "same" convolution with all that is fused into it, as found in the graph.

    The value computed is ``shuffle(relu(conv(input, weight) + bias) + skip_conv(skip_input) + residual)``; parts that
    are None (or False, or a shuffle of 1) are absent.

    Attributes
    ----------
    weight : float32 (O, I, K, K)
    bias : float32 (O,)
    residual, skip : whether there is such an operand
    skip_weight : float32 (O, I2, K2, K2), its bias already added to ``bias``
    shuffle : factor of the depth-to-space at the end, 1 for none
    """

    weight: Array
    bias: Array
    relu: bool = False
    residual: bool = False
    skip_weight: Array | None = None
    shuffle: int = 1

    @property
    def out_channels(self) -> int:
        """Number of output channels O before the shuffle."""
        return int(self.weight.shape[0])

    @property
    def in_channels(self) -> int:
        """Number of input channels I."""
        return int(self.weight.shape[1])

    @property
    def kernel_size(self) -> int:
        """Side K of the square kernel."""
        return int(self.weight.shape[2])


@dataclass(frozen=True)
class Operand:
    """One tensor a kernel reads: which part of the group it is, and the layout it must have."""

    role: str  # "input" | "residual" | "skip_input"
    layout: str
    radius: int = 0  # of the materialised border, for the layout PADDED


@dataclass(frozen=True)
class Kernel:
    """A scheduled PrimFunc and how to call it: operands, then constants, then one output.

    Attributes
    ----------
    name : names the schedule and its shape, for example ``winograd4x4_32x64_relu``
    func : a PrimFunc over (operands..., constants..., output), symbolic in H and W
    operands : tensors of the graph, in the order of the parameters
    constants : weights in the kernel's own layout
    out_layout : layout of the result, `NCHW` or `BLOCKED`
    """

    name: str
    func: Any
    operands: tuple[Operand, ...]
    constants: tuple[Array, ...]
    out_layout: str


Rule = Callable[[ConvGroup, Any], "Kernel | None"]
"""``rule(group, target)``: the kernel, or None where the rule does not apply. It never raises for "not mine"."""
WhyNot = Callable[[ConvGroup], "str | None"]
"""``why_not(group)``: what keeps a rule from a group, as half a sentence; None where the rule applies."""

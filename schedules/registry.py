"""Which rules a target has, best first, and how tensors get into the layouts of their kernels and back."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tvm_dydca.schedules.cpu import depthwise, few_channels, matmul, winograd, winograd_block
from tvm_dydca.schedules.cpu import direct as cpu_direct
from tvm_dydca.schedules.kernel import BLOCKED, TEXELS, Rule, WhyNot
from tvm_dydca.schedules.opencl import depthwise as depthwise_opencl
from tvm_dydca.schedules.opencl import direct, layout, residual_block
from tvm_dydca.schedules.opencl import matmul as matmul_opencl
from tvm_dydca.schedules.opencl import winograd as winograd_opencl

_RULES: dict[str, tuple[Rule, ...]] = {
    "llvm": (few_channels.rule, depthwise.rule, winograd.rule, cpu_direct.rule),
    "opencl": (winograd_opencl.rule, depthwise_opencl.rule, direct.rule),
}


_MATMUL_RULES: dict[str, tuple[Rule, ...]] = {
    "llvm": (matmul.rule,),
    "opencl": (matmul_opencl.rule,),
}


_BLOCK_RULES: dict[str, Rule] = {"llvm": winograd_block.rule, "opencl": residual_block.rule}
_FASTER_BLOCKS = (winograd_block.rule,)
_NOT_CHOSEN = "two kernels are faster where it was measured; it is for the least memory, and for tuning to choose"


@dataclass(frozen=True)
class Conversion:
    """Between NCHW and a channel-blocked layout.

    Attributes
    ----------
    shape : of a tensor of (channels, height, width) in the layout; sizes may be expressions
    pack, unpack : for a number of channels, and an element type where it is not float32, the PrimFunc over
        (source, destination), into the layout and out of it
    """

    shape: Callable[[int, Any, Any], tuple[Any, ...]]
    pack: Callable[..., Any]
    unpack: Callable[..., Any]


CONVERSIONS = {
    BLOCKED: Conversion(few_channels.blocked_shape, few_channels.pack, few_channels.unpack),
    TEXELS: Conversion(layout.texels_shape, layout.pack, layout.unpack),
}


_NAMED: dict[Rule, tuple[str, WhyNot]] = {
    few_channels.rule: ("few_channels", few_channels.why_not),
    winograd.rule: ("winograd", winograd.why_not),
    depthwise.rule: ("depthwise", depthwise.why_not),
    cpu_direct.rule: ("direct", cpu_direct.why_not),
    winograd_opencl.rule: ("winograd", winograd_opencl.why_not),
    depthwise_opencl.rule: ("depthwise", depthwise_opencl.why_not),
    direct.rule: ("direct", direct.why_not),
    residual_block.rule: ("residual_block", residual_block.why_not),
    matmul.rule: ("matmul", matmul.why_not),
    matmul_opencl.rule: ("matmul", matmul_opencl.why_not),
}


def why_not(rule: Rule, *asked: Any) -> str:
    """Return the name of a rule that did not take a group, or the two of a block for a target, and why."""
    name, reason = _NAMED[rule]
    return f"{name}: {reason(*asked) or _NOT_CHOSEN}"


def rules_for(target: Any) -> tuple[Rule, ...]:
    """Return a `tvm.target.Target`'s rules for convolutions, best first; empty where there are none for its kind."""
    return _RULES.get(str(target.kind.name), ())


def dtypes_for(target: Any) -> tuple[str, ...]:
    """Return the element types of the convolutions that a `tvm.target.Target` has rules for."""
    return ("float32", "float16") if str(target.kind.name) == "opencl" else ("float32",)


def matmul_rules_for(target: Any) -> tuple[Rule, ...]:
    """Return a `tvm.target.Target`'s rules for products with constant matrices, as `rules_for` does."""
    return _MATMUL_RULES.get(str(target.kind.name), ())


def block_rule_for(target: Any) -> Rule | None:
    """Return a `tvm.target.Target`'s rule for residual blocks in one kernel: ``rule(first, second, target, knobs)``."""
    return _BLOCK_RULES.get(str(target.kind.name))


def is_faster(block_rule: Rule) -> bool:
    """Return whether a rule's blocks are faster than the two kernels in their place, not only smaller."""
    return block_rule in _FASTER_BLOCKS


def family_of(rule: Rule) -> Any:
    """Return the module of a rule, which has its ``Knobs`` and ``CHOICES``."""
    return sys.modules[rule.__module__]


_SCHEDULES = "tvm_dydca.schedules."


def name_of(rule: Rule) -> str:
    """Return the name that `rule_of` knows a rule by, such as ``cpu.winograd``."""
    return rule.__module__.removeprefix(_SCHEDULES)


def rule_of(name: str) -> Rule:
    """Return a rule by its name, or raise `ImportError` where there is none."""
    rule: Rule = importlib.import_module(_SCHEDULES + name).rule
    return rule

"""Kernels by target. A rule takes a `ConvGroup` and returns a `Kernel`, or None where it does not apply.

Installed as ``tvm_dydca.schedules``. `relay_passes.dispatch_kernels` asks the rules of a target in order.
"""

from tvm_dydca.schedules.kernel import ConvGroup, Kernel, Operand, Rule
from tvm_dydca.schedules.registry import CONVERSIONS, rules_for, why_not

__all__ = ["CONVERSIONS", "ConvGroup", "Kernel", "Operand", "Rule", "rules_for", "why_not"]

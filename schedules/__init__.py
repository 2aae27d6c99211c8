"""Kernels by target. A rule takes a `ConvGroup` or a `MatmulGroup`, and returns a `Kernel` or None.

Installed as ``tvm_dydca.schedules``. `relay_passes.dispatch_kernels` asks the rules of a target in order.
"""

from tvm_dydca.schedules.kernel import ConvGroup, Kernel, MatmulGroup, Operand, Rule
from tvm_dydca.schedules.registry import CONVERSIONS, dtypes_for, matmul_rules_for, rules_for, why_not

__all__ = [
    "CONVERSIONS",
    "ConvGroup",
    "Kernel",
    "MatmulGroup",
    "Operand",
    "Rule",
    "dtypes_for",
    "matmul_rules_for",
    "rules_for",
    "why_not",
]

"""Branches that TVM's stock pipeline miscompiles (apache/tvm#20191). Run as a program, in a process that may crash."""

from __future__ import annotations

from typing import Any

import numpy as np
import tvm
from tvm import relax
from tvm.script import ir as I
from tvm.script import relax as R


@I.ir_module
class Branches:
    """The else branch needs one buffer more than the then branch, and reuses those that only that one allocates."""

    @R.function
    def main(x: R.Tensor((1, 64), "float32"), c: R.Tensor((), "bool")) -> R.Tensor((1, 64), "float32"):
        if c:
            a = R.add(R.exp(x), x)
            y = R.multiply(R.nn.relu(a), x)
        else:
            b = R.add(R.negative(x), x)
            d = R.multiply(R.nn.relu(b), x)
            y = R.subtract(d, x)
        return y


def largest_error(module: Any) -> float:
    """Compile by the stock pipeline and compare both branches with numpy."""
    vm = relax.VirtualMachine(relax.build(module, target="llvm"), tvm.cpu())
    x = np.linspace(-2, 2, 64, dtype="float32").reshape(1, 64)
    errors = []
    for taken, expected in ((True, np.maximum(np.exp(x) + x, 0) * x), (False, -x)):
        found = vm["main"](tvm.runtime.tensor(x), tvm.runtime.tensor(np.array(taken))).numpy()
        errors.append(float(np.abs(found - expected).max()))
    return max(errors)


if __name__ == "__main__":
    print("largest error:", largest_error(Branches))

"""What the tests of PropagateDims share: the pass with what must hold after it, compiled modules, claims about dims."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import tvm
from tvm import relax

from tvm_dydca.relay_passes.dims import analyze_dims
from tvm_dydca.relay_passes.propagate_dims import PropagateDims

LANGUAGE = {
    "T": SimpleNamespace(
        min=min,
        max=max,
        Select=lambda c, a, b: a if c else b,
        Div=lambda a, b: math.trunc(a / b),
        truncmod=lambda a, b: int(math.fmod(a, b)),
    )
}
"""For `eval` on a dim as a report writes it."""


def propagate(mod: Any) -> Any:
    """Run the pass and check what every use of it must keep."""
    after = tvm.transform.Sequential([PropagateDims()])(mod)
    relax.analysis.well_formed(after)
    assert PropagateDims()(after).same_as(after)
    return after


def check(before: Any, expected: Any) -> None:
    """Check the whole module that the pass makes."""
    tvm.ir.assert_structural_equal(propagate(before), expected)


def runner(mod: Any, function: str = "main") -> Any:
    """Compile a module by the stock pipeline; return its function of arrays."""
    machine = relax.VirtualMachine(tvm.compile(mod, "llvm"), tvm.cpu())

    def run(*arrays: Any) -> Any:
        result = machine[function](*(tvm.runtime.tensor(np.asarray(a)) for a in arrays))
        return result.numpy() if hasattr(result, "numpy") else [part.numpy() for part in result]

    return run


def dims(mod: Any, function: str = "main") -> dict[str, list[str]]:
    """Texts of the dims by variable."""
    found: dict[str, list[str]] = {}
    for dim in analyze_dims(mod).dims:
        if dim.function == function:
            found.setdefault(dim.variable, []).append(dim.text)
    return found

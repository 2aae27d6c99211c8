"""Kernels compiled once, and run between guards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import tvm

from python_tests.schedules.guarded import Guarded


class Runner:
    """A compiled PrimFunc, run on guarded copies of its arguments."""

    def __init__(self, func: Any, target: Any) -> None:
        module = tvm.IRModule({"kernel": func.with_attr("global_symbol", "kernel")})
        self._kernel = tvm.compile(module, target=target)["kernel"]

    def __call__(self, *inputs: Any, out: tuple[int, ...], at_end: bool = True) -> Any:
        """Run it; `out` is the output's shape, filled with NaN before."""
        guarded = [Guarded(array.shape, at_end, array) for array in inputs]
        result = Guarded(out, at_end)
        self._kernel(*(tvm.runtime.from_dlpack(part.array) for part in (*guarded, result)))
        for part in (*guarded, result):
            part.check()
        for part, array in zip(guarded, inputs):
            assert (part.array == array).all(), "an input was written"
        return result.array.copy()


@pytest.fixture(scope="session")
def compile_kernel(target: Any) -> Callable[..., Runner]:
    """Compile a PrimFunc for this machine."""
    return lambda func: Runner(func, target)

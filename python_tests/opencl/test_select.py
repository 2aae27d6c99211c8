"""Vectors that a condition chooses between: right with the repair, and wrong without it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tvm
from tvm.script import tirx as T

from tvm_dydca import _compat
from tvm_dydca._compat import opencl_select

ROWS = 8


def chosen(condition: Any) -> Any:
    """Return a kernel that takes x where a condition of row, x and y holds, and y elsewhere."""

    @T.prim_func(s_tir=True)
    def kernel(x: T.Buffer((ROWS, 4), "float32"), y: T.Buffer((ROWS, 4), "float32"), z: T.Buffer((ROWS, 4), "float32")):
        T.func_attr({"tirx.noalias": True, "tirx.is_scheduled": True})
        for row in T.thread_binding(ROWS, thread="threadIdx.x"):
            for lane in T.vectorized(4):
                with T.sblock("z"):
                    r, v = T.axis.remap("SS", [row, lane])
                    z[r, v] = T.Select(condition(r, x[r, v], y[r, v]), x[r, v], y[r, v])

    return kernel


def rows(row: Any, _x: Any, _y: Any) -> Any:
    return row < 4


def both(row: Any, x: Any, y: Any) -> Any:
    return T.And(row < 4, x < y) if not isinstance(row, np.ndarray) else (row < 4) & (x < y)


def neither(row: Any, x: Any, y: Any) -> Any:
    return T.Not(T.Or(row < 4, x < y)) if not isinstance(row, np.ndarray) else ~((row < 4) | (x < y))


def elements(_row: Any, x: Any, y: Any) -> Any:
    return x < y


def differs(condition: Any, tag: str, device: Any) -> bool:
    """Whether the kernel gives something else than NumPy."""
    module = tvm.IRModule({"kernel": chosen(condition).with_attr("global_symbol", "kernel")})
    built = tvm.tirx.build(module, target=tvm.target.Target(tag, host="llvm"))
    x, y = np.random.default_rng(0).random((2, ROWS, 4), np.float32)
    arrays = [tvm.runtime.tensor(array, device) for array in (x, y, np.zeros_like(x))]
    built["kernel"](*arrays)
    expected = np.where(condition(np.arange(ROWS)[:, None], x, y), x, y)
    return not np.array_equal(arrays[-1].numpy(), expected)


@pytest.mark.parametrize("tag", ["opencl", "qcom/adreno-opencl"])
@pytest.mark.parametrize("condition", [rows, both, neither, elements])
def test_what_is_chosen_is_what_numpy_chooses(device: Any, condition: Any, tag: str) -> None:
    with _compat.adreno():
        assert not differs(condition, tag, device)


def test_the_repair_is_needed(device: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opencl_select, "repairs", list)
    with _compat.adreno():
        assert differs(rows, "opencl", device), "repaired: take opencl_select out"
        assert not differs(elements, "opencl", device)

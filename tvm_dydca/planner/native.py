"""The native planner: ``csrc/planner`` through ctypes, where it was built."""

from __future__ import annotations

import ctypes
import functools
import sys
import threading
import warnings
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tvm_dydca.planner.problem import Buffer

_ABI = 1
STRATEGIES = (
    "auto",
    "greedy_size",
    "greedy_area",
    "greedy_lifetime",
    "greedy_time",
    "greedy_peak",
    "skyline",
    "improve",
    "exact",
)
"""In the order of DydcaStrategy in planner.h."""
_INT64 = ctypes.POINTER(ctypes.c_int64)
_INT32 = ctypes.POINTER(ctypes.c_int32)
_POLL_S = 0.05


class _Problem(ctypes.Structure):
    _fields_ = (
        ("count", ctypes.c_int64),
        ("lower", _INT64),
        ("upper", _INT64),
        ("size", _INT64),
        ("alignment", _INT64),
        ("fixed", _INT64),
        ("choice_begin", _INT64),
        ("choice", _INT32),
        ("alternative", _INT32),
    )


class _Options(ctypes.Structure):
    _fields_ = (
        ("capacity", ctypes.c_int64),
        ("max_steps", ctypes.c_int64),
        ("budget_s", ctypes.c_double),
        ("seed", ctypes.c_uint64),
        ("strategy", ctypes.c_int32),
    )


class _Control(ctypes.Structure):
    _fields_ = (("size", ctypes.c_int64), ("lower_bound", ctypes.c_int64), ("stop", ctypes.c_int32))


class _Result(ctypes.Structure):
    _fields_ = (
        ("size", ctypes.c_int64),
        ("lower_bound", ctypes.c_int64),
        ("steps", ctypes.c_int64),
        ("restarts", ctypes.c_int64),
        ("strategy", ctypes.c_int32),
    )


def library_name() -> str:
    """Return the file name of the library on this system."""
    return "dydca_planner.dll" if sys.platform == "win32" else "libdydca_planner.so"


@functools.cache
def library() -> Any:
    """Load the library; None where it was not built, or from other sources than these."""
    path = Path(__file__).parent / library_name()
    if not path.exists():
        return None
    try:
        loaded = ctypes.CDLL(str(path))
        abi = loaded.dydca_planner_abi()
    except (OSError, AttributeError) as error:
        warnings.warn(f"the native planner {path} cannot be loaded: {error}; planning in Python", stacklevel=2)
        return None
    if abi != _ABI:
        warnings.warn(
            f"the native planner {path} was built from other sources; planning in Python. Install the package again",
            stacklevel=2,
        )
        return None
    loaded.dydca_planner_solve.restype = ctypes.c_int32
    return loaded


def solve(
    buffers: Sequence[Buffer],
    capacity: int | None,
    strategy: str,
    budget_s: float,
    max_steps: int | None,
    seed: int,
    on_progress: Callable[[int, int], None] | None,
) -> tuple[list[int], Any]:
    """Plan buffers of positive size; the arguments are those of `tvm_dydca.planner.solve`.

    The search runs in a thread of its own, so that Ctrl-C reaches this one.

    Returns
    -------
    Offsets in bytes, and the fields of DydcaResult in planner.h
    """
    arrays = _arrays(buffers)
    problem = _Problem(len(buffers), *(_pointer(array) for array in arrays))
    options = _Options(
        -1 if capacity is None else capacity,
        -1 if max_steps is None else max_steps,
        budget_s,
        seed % (1 << 64),
        STRATEGIES.index(strategy),
    )
    control, result = _Control(), _Result()
    offsets = np.zeros(len(buffers), np.int64)
    returned: list[int] = []

    def call(_alive: list[Any] = arrays) -> None:  # The structures hold bare pointers into the arrays.
        references = (ctypes.byref(s) for s in (problem, options, control))
        returned.append(library().dydca_planner_solve(*references, _pointer(offsets), ctypes.byref(result)))

    thread = threading.Thread(target=call, name="dydca planner")
    thread.start()
    alive = True
    try:
        while alive:  # Once at least, however soon the thread ends.
            thread.join(_POLL_S)
            alive = thread.is_alive()
            if on_progress is not None and control.size:
                on_progress(control.size, control.lower_bound)
    finally:
        control.stop = 1
        thread.join()
    if returned != [0]:
        raise MemoryError(f"memory ran out while {len(buffers)} buffers were planned")
    return offsets.tolist(), result


def _arrays(buffers: Sequence[Buffer]) -> list[Any]:
    numbers: dict[Hashable, int] = {}

    def number(key: Hashable) -> int:
        return numbers.setdefault(key, len(numbers))

    # Alternatives are numbered together with choices: which numbers they get does not matter, only that they differ.
    choices = [sorted((number(c), number((c, a))) for c, a in buffer.choices) for buffer in buffers]
    begins = np.cumsum([0, *(len(some) for some in choices)])
    columns = [
        [buffer.lower for buffer in buffers],
        [buffer.upper for buffer in buffers],
        [buffer.size_bytes for buffer in buffers],
        [buffer.alignment for buffer in buffers],
        [-1 if buffer.offset_bytes is None else buffer.offset_bytes for buffer in buffers],
        begins,
    ]
    flat = [pair for some in choices for pair in some]
    return [np.array(column, np.int64) for column in columns] + [
        np.array([pair[k] for pair in flat], np.int32) for k in range(2)
    ]


def _pointer(array: Any) -> Any:
    return array.ctypes.data_as(_INT64 if array.dtype == np.int64 else _INT32)

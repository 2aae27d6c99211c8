"""Small modules that the tests run."""

from __future__ import annotations

import ctypes
import struct
from typing import Any

import tvm
import tvm_ffi
from tvm import te


def vector_add(target: Any, threads: int = 64) -> Any:
    """Compile ``add(a, b, c)`` of float32 vectors of any length."""
    n = te.var("n")
    a, b = (te.placeholder((n,), name=name) for name in "ab")
    c = te.compute((n,), lambda i: a[i] + b[i], name="c")
    schedule = tvm.s_tir.Schedule(te.create_prim_func([a, b, c]).with_attr("global_symbol", "add"))
    (loop,) = schedule.get_loops(schedule.get_sblock("c"))
    outer, inner = schedule.split(loop, [None, threads])
    schedule.bind(outer, "blockIdx.x")
    schedule.bind(inner, "threadIdx.x")
    return tvm.compile(schedule.mod, target)


def module_bytes(kernels: dict[str, tuple[list[tuple[int, int]], list[str]]], code: str, format: str = "cl") -> bytes:
    """Write a module of the kind ``opencl`` as TVM does: a name to (type code, bits) of arguments and launch tags."""

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value)) + value.encode()

    parts = [text(format), struct.pack("<Q", len(kernels))]
    for name, (arguments, tags) in kernels.items():
        parts += [text(name), text(name), struct.pack("<Q", len(arguments))]
        parts += [struct.pack("<BBH", code_, bits, 1) for code_, bits in arguments]
        parts += [struct.pack("<Q", len(tags)), *map(text, tags), struct.pack("<Q", 0)]
    return b"".join([*parts, text(code)])


HANDLE = (3, 64)
"""The type of a buffer argument."""

SCALE = """// Function: scale
__kernel void scale(__global float* x, float factor) { x[get_global_id(0)] *= factor; }
"""
"""A kernel of ([HANDLE, (2, 32)], tags blockIdx.x and threadIdx.x)."""


def scale_module() -> bytes:
    return module_bytes({"scale": ([HANDLE, (2, 32)], ["blockIdx.x", "threadIdx.x"])}, SCALE)


def load(data: bytes) -> Any:
    """Load a module from bytes, as a library that was exported with it does."""
    return tvm_ffi.get_global_func("ffi.Module.load_from_bytes.opencl")(data)


def data_handle(tensor: Any) -> Any:
    """Return the handle of a tensor's memory, as generated host code passes it to kernels."""
    return ctypes.c_void_p(tensor.data_ptr())

"""Damaged modules: an error or a module, in another process, so that a crash fails one test and not all."""

from __future__ import annotations

from python_tests.opencl.conftest import Run

STRUCTURE = """
import random, struct, tvm
from python_tests.opencl.kernels import load, scale_module
good, rng, refused = scale_module(), random.Random(0), 0

def attempt(data):
    global refused
    try:
        load(bytes(data)).inspect_source()
    except ValueError as error:
        assert str(error), data
        refused += 1

for size in range(len(good)):
    attempt(good[:size])
assert refused == len(good), refused

for position in range(8 * len(good)):
    data = bytearray(good)
    data[position // 8] ^= 1 << position % 8
    attempt(data)
for _ in range(20000):
    data = bytearray(good)
    for _ in range(rng.randrange(1, 9)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    attempt(data)

for position in range(len(good) - 8):
    for value in (0, 1, 2**31, 2**32, 2**61, 2**62, 2**63, 2**64 - 1, 2**64 - 1 - position, 2**64 // 40 + 1):
        attempt(good[:position] + struct.pack("<Q", value) + good[position + 8:])

refused = 0
for size in (1, 7, 8, 9, 64, 4096):
    for _ in range(500):
        attempt(rng.randbytes(size))
assert refused == 3000, refused
print("survived", load(good).kind)
"""


def test_damaged_structure(python: Run) -> None:
    """Truncated, with flipped bits and bytes, with lengths of all sizes in all places, and noise."""
    done = python(STRUCTURE, TVM_USE_RUNTIME_LIB="1")
    assert done.stdout.split() == ["survived", "opencl"], done.stderr


SOURCE = """
import numpy as np, random, tvm
from python_tests.opencl.kernels import SCALE, data_handle, load, scale_module
from tvm_dydca.opencl import OpenCLError
good, rng, refused = scale_module(), random.Random(1), 0
begin = good.index(b"__kernel")
x = tvm.runtime.tensor(np.ones(4096, np.float32), tvm.opencl(0))
for _ in range(30):
    data = bytearray(good)
    data[rng.randrange(begin, len(data))] = rng.choice(b"abcXYZ019 ({;.")
    try:
        load(bytes(data))["scale"](data_handle(x), 1.0, 1, 1 << 20)
    except (OpenCLError, ValueError):
        refused += 1
print("refused", refused)
"""


def test_damaged_source(python: Run) -> None:
    """It comes to the driver's compiler, whose refusal is an error like any other. Work-groups are too large to run."""
    done = python(SOURCE, TVM_USE_RUNTIME_LIB="1")
    assert done.stdout.split() == ["refused", "30"], done.stderr

"""A program for test_allocations.py: calls sessions under counting_malloc.c, prints what was counted as JSON."""

from __future__ import annotations

import ctypes
import json
import sys
from pathlib import Path

import numpy as np

import tvm_dydca

_PAGE_BYTES = 4096


def resident_bytes() -> int:
    """Memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_BYTES


def main(artifact: str, calls: int, largest: int) -> None:
    """Run calls of random sizes up to a largest, on every path and by the gate, each into memory that is there."""
    counter = ctypes.CDLL(None)
    counter.count_allocations(1)
    session = tvm_dydca.load(artifact)
    loading = counter.aligned_allocations()
    rng = np.random.default_rng(0)
    high, wide = (min(session.bounds[dim][1], largest) for dim in ("H", "W"))
    sizes = [(int(rng.integers(1, high + 1)), int(rng.integers(1, wide + 1))) for _ in range(calls)]
    pixels = high * wide * 3
    given, taken = rng.random(pixels, np.float32), np.empty(pixels * session.scale**2, np.float32)

    def call(number: int, height: int, width: int) -> None:
        x = given[: 3 * height * width].reshape(1, 3, height, width)
        scale = session.scale
        out = taken[: 3 * height * width * scale**2].reshape(1, 3, height * scale, width * scale)
        path = (None, *range(session.paths))[number % (session.paths + 1)]
        session.run(x, path=path, out=out)

    for path in range(session.paths + 1):  # the first call of each
        call(path, high, wide)
    for number, size in enumerate(sizes[:200]):
        call(number, *size)
    before = resident_bytes()
    counter.count_allocations(1)
    for number, size in enumerate(sizes):
        call(number, *size)
    counted = {"aligned": counter.aligned_allocations(), "large": counter.large_allocations()}
    counter.count_allocations(0)
    print(json.dumps({"loading": loading, **counted, "grown_bytes": resident_bytes() - before}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))

"""Register tiles: how many vectors of 16 float32 accumulators the target's registers hold, and how to shape them."""

from __future__ import annotations

from typing import Any

LANES = 16
"""Channels a block, one AVX-512 register; narrower machines use several registers a block."""


_FEW = 4
"""Chunks of which one that is not full counts."""


def blocks_of(channels: int) -> int:
    """Return how many blocks of `LANES` hold the channels."""
    return -(-channels // LANES)


def accumulator_budget(target: Any) -> int:
    """Vectors of 16 float32 that a kernel may keep in registers, with room left for operands."""
    features = _features(target)
    if "avx512f" in features:
        return 24  # of 32 registers of 16
    if "avx2" in features or _is_arm64(target):
        return 4  # 8 of 16 registers of 8, or 16 of 32 registers of 4
    return 3  # 12 of 16 registers of 4


def register_tile(rows: int, columns: int, budget: int, most_rows: int = 0) -> tuple[int, int]:
    """Choose (r, c), r dividing `rows` and c dividing `columns`, with r * c <= budget.

    A step of the product loads r + c vectors for r * c multiply-adds: the largest tile wins, the squarest among equals.
    `most_rows` bounds r; 0 for no bound.
    """
    fits = [
        (r, c)
        for r in range(1, (most_rows or rows) + 1)
        for c in range(1, columns + 1)
        if rows % r == 0 and columns % c == 0 and r * c <= budget
    ]
    return max(fits, key=lambda rc: (rc[0] * rc[1], -abs(rc[0] - rc[1])), default=(1, 1))


def even_chunk(count: int, most: int) -> int:
    """Return the size of chunks, of at most `most`, that waste least of a few on `count` things; `most` for many."""
    chunks = -(-count // most)
    return -(-count // chunks) if chunks <= _FEW else most


def _features(target: Any) -> set[str]:
    from tvm.target import codegen

    features = {str(f).lstrip("+") for f in target.attrs.get("mattr", [])}
    cpu = str(target.attrs.get("mcpu", ""))
    if cpu:
        features |= {str(f) for f in codegen.llvm_get_cpu_features(target)}
    return features


def _is_arm64(target: Any) -> bool:
    return str(target.attrs.get("mtriple", "")).startswith(("aarch64", "arm64"))

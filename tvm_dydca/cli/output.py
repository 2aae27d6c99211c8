"""What commands print: tables for people on stdout, progress bars on stderr."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tvm_dydca.errors import MissingDependencyError


def table(rows: Sequence[tuple[str, str]]) -> str:
    """Lay out rows of (name, value) in two columns."""
    wide = max(len(name) for name, _ in rows)
    return "\n".join(f"  {name:<{wide}}  {value}" for name, value in rows)


def size(count: float) -> str:
    """Write a number of bytes for people, in units of 1000."""
    for unit in ("B", "kB", "MB"):
        if abs(count) < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.2f} GB"


def progress(total: float | None, description: str, unit: str) -> Any:
    """Return a tqdm bar on stderr."""
    try:
        from tqdm import tqdm
    except ImportError:
        raise MissingDependencyError("progress bars need tqdm: pip install 'tvm_dydca[video]'") from None
    return tqdm(total=total, desc=description, unit=unit, dynamic_ncols=True, leave=True)

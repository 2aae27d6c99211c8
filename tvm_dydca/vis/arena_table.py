"""The arena as text: a row for each path and bucket, then the largest buffers at the peak."""

from __future__ import annotations

from collections.abc import Sequence

from tvm_dydca.vis.arena_panels import Arena

_MOST_BUFFERS = 10
_MOST_DYNAMIC = 5


def arena_table(arena: Arena) -> str:
    """Lay out an arena; sizes in bytes."""
    rows = [("called", "path and bucket", "steps", "buffers", "bytes", "lower bound", "at its bound")]
    for panel in arena.panels:
        begin, end = panel.steps
        rows.append(
            (
                panel.root,
                panel.title,
                f"{begin}..{end - 1}",
                f"{len(panel.placed)}",
                f"{panel.size_bytes}",
                f"{panel.lower_bound_bytes}",
                "yes" if panel.optimal else "no",
            )
        )
    peak = arena.peak
    parts = [_columns(rows, "llrrrrl")]
    if peak.buffers:
        parts.append(
            f"{len(peak.buffers)} buffers of {peak.size_bytes} bytes live together at step {peak.time}"
            + (":" if len(peak.buffers) <= _MOST_BUFFERS else f", the {_MOST_BUFFERS} largest:")
        )
        largest = [("buffer", "kind", "bytes", "offset", "steps")]
        for one in (arena.placed[k] for k in peak.buffers[:_MOST_BUFFERS]):
            steps = f"{one.buffer.lower}..{one.buffer.upper - 1}"
            name, *others = one.buffer.name.split("+")
            name += f", and {len(others)} written over it" if others else ""
            largest.append((name, one.kind, f"{one.buffer.size_bytes}", f"{one.offset_bytes}", steps))
        parts.append(_columns(largest, "llrrr"))
    if arena.dynamic:
        more = len(arena.dynamic) - _MOST_DYNAMIC
        parts.append(
            f"{len(arena.dynamic)} tensors have no bound and stay out of the arena: "
            + ", ".join(arena.dynamic[:_MOST_DYNAMIC])
            + (f" and {more} more" if more > 0 else "")
        )
    return "\n\n".join(parts)


def _columns(rows: Sequence[Sequence[str]], sides: str) -> str:
    wide = [max(map(len, column)) for column in zip(*rows)]
    lines = (
        "  ".join(cell.ljust(w) if side == "l" else cell.rjust(w) for cell, w, side in zip(row, wide, sides))
        for row in rows
    )
    return "\n".join(f"  {line}".rstrip() for line in lines)

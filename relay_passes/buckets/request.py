"""What a user asks of BucketShapes: ranges, shapes seen, or the buckets themselves; read and checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

from tvm_dydca.errors import InputError


@dataclass(frozen=True)
class Box:
    """Inclusive ranges of some dims, as TVM's bounds are: ``low[i] <= dims[i] <= high[i]``."""

    dims: tuple[str, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]

    def contains(self, other: Box) -> bool:
        """Whether every shape of another box of the same dims is in this one."""
        return all(a <= b for a, b in zip(self.low, other.low)) and all(a >= b for a, b in zip(self.high, other.high))

    def __str__(self) -> str:
        """Write ``H 24 to 544, W 24 to 960``."""
        sides = zip(self.dims, self.low, self.high)
        return ", ".join(f"{dim} {low}" if low == high else f"{dim} {low} to {high}" for dim, low, high in sides)


@dataclass(frozen=True)
class Request:
    """One of the three ways to ask for buckets.

    Attributes
    ----------
    whole : the smallest box around everything asked for
    typical : for each dim of `whole` the values that most inputs have; empty where nothing was said
    shapes : the shapes seen, each with how often; empty where ranges or boxes were given
    boxes : the buckets themselves; empty where they are to be chosen
    """

    whole: Box
    typical: tuple[tuple[int, ...], ...]
    shapes: tuple[tuple[tuple[int, ...], int], ...] = ()
    boxes: tuple[Box, ...] = ()


def read_request(buckets: Any) -> Request:
    """Read what was given as `buckets`.

    Parameters
    ----------
    buckets : one of

        - ranges: ``{"H": (24, 544), "W": (24, 960)}``; a third element is a typical value or a list of them
        - shapes seen: ``[{"H": 54, "W": 48}, {"H": 108, "W": 96}]``; a shape may stand there several times
        - the buckets: ``[{"H": (24, 64), "W": (24, 960)}, {"H": (65, 544), "W": (24, 960)}]``, which leave no hole

    Raises
    ------
    InputError
        What is none of these, an empty range, a typical value outside of its range, buckets that leave a hole.
    """
    if isinstance(buckets, Mapping) and buckets:
        return _ranges(buckets)
    entries = buckets if isinstance(buckets, Sequence) else ()
    if entries and all(isinstance(entry, Mapping) and entry for entry in entries):
        return _listed(entries)
    raise InputError(
        f"buckets {buckets!r} are none of: ranges {{'H': (24, 544)}}, a list of shapes [{{'H': 54}}], "
        "a list of buckets [{'H': (24, 64)}, {'H': (65, 544)}]"
    )


def _ranges(buckets: Mapping[Any, Any]) -> Request:
    dims = tuple(sorted(str(dim) for dim in buckets))
    sides, typical = [], []
    for dim in dims:
        side = buckets[dim]
        values: Any = ()
        if isinstance(side, Sequence) and len(side) == 3:
            values = side[2] if isinstance(side[2], Sequence) else (side[2],)
            side = side[:2]
        low, high = _side(dim, side)
        for value in values:
            if not _is_int(value) or not low <= value <= high:
                raise InputError(
                    f"buckets: the typical value {value!r} of {dim} is outside of its range {low} to {high}"
                )
        sides.append((low, high))
        typical.append(tuple(sorted({int(value) for value in values})))
    return Request(_box(dims, sides), tuple(typical))


def _listed(entries: Sequence[Mapping[Any, Any]]) -> Request:
    dims = tuple(sorted(str(dim) for dim in entries[0]))
    for entry in entries:
        if tuple(sorted(str(dim) for dim in entry)) != dims:
            raise InputError(
                f"buckets: {dict(entry)!r} does not name the dims {', '.join(dims)} as the first entry does"
            )
    if all(_is_int(value) for entry in entries for value in entry.values()):
        shapes = Counter(tuple(_side(dim, entry[dim])[0] for dim in dims) for entry in entries)
        columns = list(zip(*shapes))
        whole = _box(dims, [(min(column), max(column)) for column in columns])
        return Request(whole, ((),) * len(dims), tuple(sorted(shapes.items())))
    boxes = tuple(_box(dims, [_side(dim, entry[dim]) for dim in dims]) for entry in entries)
    sides = [(min(box.low[i] for box in boxes), max(box.high[i] for box in boxes)) for i in range(len(dims))]
    whole = _box(dims, sides)
    hole = _hole(whole, boxes)
    if hole is not None:
        raise InputError(
            f"buckets: no bucket takes {hole}, which lies between others; add one for it or widen its neighbours"
        )
    return Request(whole, ((),) * len(dims), boxes=boxes)


def _hole(whole: Box, boxes: Sequence[Box]) -> Box | None:
    """Return a box inside `whole` that no box covers; None where there is none."""
    edges = [sorted({e for box in boxes for e in (box.low[i], box.high[i] + 1)}) for i in range(len(whole.dims))]
    for corner in product(*(list(pairwise(edge)) for edge in edges)):
        cell = Box(whole.dims, tuple(low for low, _ in corner), tuple(stop - 1 for _, stop in corner))
        if not any(box.contains(cell) for box in boxes):
            return cell
    return None


def _side(dim: str, side: Any) -> tuple[int, int]:
    pair = (side, side) if _is_int(side) else side
    if not isinstance(pair, Sequence) or len(pair) != 2 or not all(_is_int(value) for value in pair):
        raise InputError(f"buckets: {dim}: {side!r} is not a range (low, high) of whole numbers")
    low, high = int(pair[0]), int(pair[1])
    if not 1 <= low <= high:
        raise InputError(f"buckets: {dim}: the range {low} to {high} is empty or below 1; give 1 <= low <= high")
    return low, high


def _is_int(value: Any) -> bool:
    return hasattr(value, "__index__") and not isinstance(value, bool)


def _box(dims: tuple[str, ...], sides: Sequence[tuple[int, int]]) -> Box:
    return Box(dims, tuple(low for low, _ in sides), tuple(high for _, high in sides))

"""What is to be placed: buffers with live ranges, and which of them never live together."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from tvm_dydca.errors import InputError

_MOST_BYTES = 1 << 60


@dataclass(frozen=True, slots=True)
class Buffer:
    """Bytes that live for a while.

    Attributes
    ----------
    name : unique in its problem
    lower, upper : it lives during ``[lower, upper)``, in any unit of time
    size_bytes : zero bytes take no place
    alignment : the offset is a multiple of this many bytes
    offset_bytes : the offset, where it is given; None where it is to be found
    choices : pairs (choice, alternative): the buffer exists only where these choices take these alternatives. Two
        buffers that name different alternatives of one choice never live together, so they may share memory although
        their live ranges overlap. In a tree of calls a buffer names every choice on the way from the root to it:
        ``(("path", 0), ("bucket", 2))``.

    Raises
    ------
    InputError
        For an empty live range, a negative size, an alignment that is not positive, a fixed offset that is negative or
        not aligned, and two alternatives of one choice.
    """

    name: str
    lower: int
    upper: int
    size_bytes: int
    alignment: int = 1
    offset_bytes: int | None = None
    choices: tuple[tuple[Hashable, Hashable], ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no buffer."""
        if self.lower >= self.upper:
            raise InputError(f"buffer {self.name} lives during [{self.lower}, {self.upper}), which is empty")
        if not -_MOST_BYTES < self.lower < self.upper < _MOST_BYTES:
            raise InputError(f"buffer {self.name} lives during [{self.lower}, {self.upper}); times lie below 2^60")
        if not 0 <= self.size_bytes < _MOST_BYTES:
            raise InputError(f"buffer {self.name} has {self.size_bytes} bytes; a size lies between 0 and 2^60")
        if not 1 <= self.alignment < _MOST_BYTES:
            raise InputError(f"buffer {self.name} has the alignment {self.alignment}; it must be at least 1")
        if self.offset_bytes is not None and not 0 <= self.offset_bytes < _MOST_BYTES:
            raise InputError(f"buffer {self.name} is fixed at {self.offset_bytes}; an offset lies between 0 and 2^60")
        if self.offset_bytes is not None and self.offset_bytes % self.alignment:
            raise InputError(
                f"buffer {self.name} is fixed at {self.offset_bytes}, not a multiple of its alignment {self.alignment}"
            )
        if len(dict(self.choices)) < len(self.choices):
            raise InputError(f"buffer {self.name} names one choice twice: {self.choices}")

    def excludes(self, other: Buffer) -> bool:
        """Whether the two name different alternatives of a choice."""
        if not self.choices or not other.choices:
            return False
        mine = dict(self.choices)
        return any(mine.get(choice, alternative) != alternative for choice, alternative in other.choices)

    def conflicts(self, other: Buffer) -> bool:
        """Whether the two may live together, and so must not share memory."""
        return self.lower < other.upper and other.lower < self.upper and not self.excludes(other)


@dataclass(frozen=True, slots=True)
class Problem:
    """Buffers to be placed in one arena.

    Raises
    ------
    InputError
        For two buffers of one name, fixed offsets that overlap, or 2^60 bytes in all.
    """

    buffers: tuple[Buffer, ...]

    def __post_init__(self) -> None:
        """Refuse equal names and fixed offsets that overlap."""
        names: set[str] = set()
        for buffer in self.buffers:
            if buffer.name in names:
                raise InputError(f"two buffers are named {buffer.name}; names must be unique")
            names.add(buffer.name)
        total_bytes = sum(buffer.size_bytes + buffer.alignment for buffer in self.buffers)
        if total_bytes >= _MOST_BYTES:
            raise InputError(
                f"the buffers have {total_bytes} bytes in all, with their alignment; less than 2^60 can be"
            )
        fixed = sorted((b for b in self.buffers if b.offset_bytes is not None), key=lambda b: b.lower)
        for k, buffer in enumerate(fixed):
            for other in fixed[k + 1 :]:
                if other.lower >= buffer.upper:
                    break
                if buffer.conflicts(other) and _overlap(buffer, other):
                    raise InputError(
                        f"buffers {buffer.name} and {other.name} live together and are fixed at overlapping offsets: "
                        f"{_span(buffer)} and {_span(other)}; move one, or leave its offset open"
                    )


def _overlap(a: Buffer, b: Buffer) -> bool:
    assert a.offset_bytes is not None
    assert b.offset_bytes is not None
    return a.offset_bytes < b.offset_bytes + b.size_bytes and b.offset_bytes < a.offset_bytes + a.size_bytes


def _span(buffer: Buffer) -> str:
    assert buffer.offset_bytes is not None
    return f"[{buffer.offset_bytes}, {buffer.offset_bytes + buffer.size_bytes})"

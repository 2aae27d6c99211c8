"""From slots to offsets: what overwrites what, which slots meet at all, and a plan for each group of those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import groupby

from tvm_dydca.planner import Buffer, Plan, Problem, solve
from tvm_dydca.relay_passes.arena.liveness import Conditions, Key, Overwrite, Slot

_MOST_STEPS = 200_000
"""Of the search of one group, so that a plan does not depend on the time of the day."""


@dataclass(frozen=True)
class Placement:
    """Where the slots of one root go.

    Attributes
    ----------
    buffers : what was placed; slots that overwrite each other are one buffer
    groups : for each group of buffers that meet, directly or over others, the indices of its buffers, and its plan
    offsets_bytes : by slot
    outside : names of the slots that stay out of the arena
    """

    buffers: tuple[Buffer, ...]
    groups: tuple[tuple[tuple[int, ...], Plan], ...]
    offsets_bytes: Mapping[Key, int]
    outside: tuple[str, ...]

    @property
    def size_bytes(self) -> int:
        """Bytes that the largest group takes."""
        return max((plan.size_bytes for _, plan in self.groups), default=0)

    @property
    def lower_bound_bytes(self) -> int:
        """No placement takes less."""
        return max((plan.lower_bound_bytes for _, plan in self.groups), default=0)

    def offset_bytes(self, buffer: int) -> int:
        """Return the offset of a buffer by its index."""
        for indices, plan in self.groups:
            if buffer in indices:
                return plan.offsets_bytes[indices.index(buffer)]
        raise IndexError(buffer)


def place(
    slots: Mapping[Key, Slot], overwrites: Sequence[Overwrite], alignment: int, outside: Set[Key] = frozenset()
) -> Placement:
    """Place the slots of one root.

    Buckets and paths never meet, so each gets the least memory that it needs for itself, and a small input touches
    little of an arena that is as large as the largest needs.

    Parameters
    ----------
    overwrites : in the order of time
    alignment : of every offset, in bytes
    outside : slots to leave out
    """
    inside = {key: slot for key, slot in slots.items() if key not in outside}
    for key in _crowded(inside):
        del inside[key]
    left_out = tuple(slot.name for key, slot in slots.items() if key not in inside)
    slots = inside
    overwrites = [o for o in overwrites if slots.keys() >= {*o.operand, o.result}]
    homes = merge(slots, overwrites)
    merged: dict[Key, list[Slot]] = {}
    for key, slot in slots.items():
        if slot.touches:
            merged.setdefault(homes[key], []).append(slot)
    keys = list(merged)
    buffers = tuple(
        Buffer(
            "+".join(dict.fromkeys(part.name for part in parts)),
            min(part.lower for part in parts),
            max(part.upper for part in parts),
            -(-max(part.size_bytes for part in parts) // alignment) * alignment,
            alignment,
            0 if slots[key].at_start else None,
            choices=slots[key].choices,
        )
        for key, parts in merged.items()
    )
    groups = []
    offsets: dict[Key, int] = {}
    for indices in _meeting(buffers):
        plan = solve(Problem(tuple(buffers[k] for k in indices)), max_steps=_MOST_STEPS)
        groups.append((indices, plan))
        offsets.update((keys[k], offset) for k, offset in zip(indices, plan.offsets_bytes))
    return Placement(buffers, tuple(groups), {key: offsets.get(homes[key], 0) for key in slots}, left_out)


def merge(slots: Mapping[Key, Slot], overwrites: Sequence[Overwrite]) -> dict[Key, Key]:
    """Return for each slot the one whose place it takes: itself, or that of an operand that it is written over.

    That may be where the operand is used never again, in the branches in which the kernel runs: a block that a gate
    skips hands its input on, where the gate does; where it does not, its result may replace the input.
    """
    homes = {key: key for key in slots}
    parts: dict[Key, list[Key]] = {key: [key] for key in slots}

    def home_of(overwrite: Overwrite) -> Key | None:
        """Return the place that a result may take; None where it has to have one of its own."""
        places = {homes[key] for key in overwrite.operand}
        if len(places) != 1:
            return None
        (home,) = places
        old, new = [slots[key] for key in parts[home]], slots[overwrite.result]
        fits = (
            slots[home].size_bytes >= new.size_bytes
            and set(slots[home].choices) <= set(new.choices)
            # The place is held no longer than it is anyway, or there is no other branch to hold it in.
            and (slots[home].choices == new.choices or held_until(home) >= new.upper)
            and not any(homes[key] == home for key in overwrite.others)
            and not any(slot.at_start for slot in (*old, new))
            and all(
                time <= overwrite.time or _exclusive(conditions, overwrite.choices)
                for slot in old
                for time, conditions in slot.touches
            )
        )
        return home if fits else None

    def held_until(home: Key) -> int:
        return max(slots[key].upper for key in parts[home])

    in_time = sorted(overwrites, key=lambda overwrite: slots[overwrite.result].lower)
    for result, ways in groupby(in_time, key=lambda overwrite: overwrite.result):
        found = {home for way in ways if (home := home_of(way)) is not None}
        if found:
            home = max(found, key=held_until)  # which costs least: it is held longest without this
            homes[result] = home
            parts[home] += parts.pop(result)
    return homes


def _exclusive(one: Conditions, other: Conditions) -> bool:
    taken = dict(other)
    return any(taken.get(choice, alternative) != alternative for choice, alternative in one)


def _crowded(slots: Mapping[Key, Slot]) -> list[Key]:
    """Return slots that must be at the start of the arena while others are."""
    crowded: list[Key] = []
    taken: list[Buffer] = []
    for key, slot in slots.items():
        if slot.at_start and slot.touches:
            buffer = Buffer(slot.name, slot.lower, slot.upper, slot.size_bytes, choices=slot.choices)
            if any(buffer.conflicts(other) for other in taken):
                crowded.append(key)
            else:
                taken.append(buffer)
    return crowded


def _meeting(buffers: Sequence[Buffer]) -> list[tuple[int, ...]]:
    """Split buffers into groups such that none can live together with one of another group."""
    parent = list(range(len(buffers)))

    def find(k: int) -> int:
        while parent[k] != k:
            parent[k] = k = parent[parent[k]]
        return k

    live: list[int] = []
    for k in sorted(range(len(buffers)), key=lambda k: buffers[k].lower):
        live = [other for other in live if buffers[other].upper > buffers[k].lower]
        for other in live:
            if buffers[other].conflicts(buffers[k]):
                parent[find(other)] = find(k)
        live.append(k)
    groups: dict[int, list[int]] = {}
    for k in range(len(buffers)):
        groups.setdefault(find(k), []).append(k)
    return [tuple(indices) for indices in groups.values()]

"""What the search works on: steps, the bytes they make, read and keep, and how many live at once. No IR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Storage:
    """Bytes that come to live at one step and are free after the last step that touches them.

    Attributes
    ----------
    size_bytes : their number
    born : the step that makes them, None for bytes that live before the first step
    users : the steps that read them, through views or not
    kept : they outlive the last step
    """

    size_bytes: int
    born: int | None
    users: frozenset[int] = frozenset()
    kept: bool = False


@dataclass(frozen=True)
class Graph:
    """Steps ``0 .. len(after) - 1``, given in an order that is valid.

    Attributes
    ----------
    after : for each step the steps that come before it, each of a smaller number
    storages : the bytes that the steps make and read
    """

    after: tuple[frozenset[int], ...]
    storages: tuple[Storage, ...]

    @cached_property
    def masks(self) -> list[int]:
        """For each storage its users, as a mask: one bit a step."""
        return [sum(1 << step for step in storage.users) for storage in self.storages]

    @cached_property
    def _touched(self) -> list[list[tuple[int, int]]]:
        """For each step (mask of all steps that touch it, size) of every storage that this step may free."""
        touched: list[list[tuple[int, int]]] = [[] for _ in self.after]
        for storage, users in zip(self.storages, self.masks):
            steps = storage.users if storage.born is None else storage.users | {storage.born}
            mask = users if storage.born is None else users | 1 << storage.born
            if not storage.kept and storage.size_bytes:
                for step in steps:
                    touched[step].append((mask, storage.size_bytes))
        return touched

    @cached_property
    def before(self) -> list[int]:
        """For each step the mask of those that come before it."""
        return [sum(1 << step for step in steps) for steps in self.after]

    @cached_property
    def made(self) -> list[int]:
        """For each step the bytes that it makes."""
        made = [0] * len(self.after)
        for storage in self.storages:
            if storage.born is not None:
                made[storage.born] += storage.size_bytes
        return made

    @cached_property
    def next(self) -> list[list[int]]:
        """For each step those that name it in `after`."""
        following: list[list[int]] = [[] for _ in self.after]
        for step, steps in enumerate(self.after):
            for earlier in steps:
                following[earlier].append(step)
        return following

    def run(self, step: int, done: int, live: int) -> tuple[int, int]:
        """Return (bytes living while `step` runs, bytes living after it) where the steps of mask `done` ran before."""
        during = live + self.made[step]
        done |= 1 << step
        return during, during - sum(size for mask, size in self._touched[step] if not mask & ~done)

    def live_at_start(self) -> int:
        """Bytes that live before the first step."""
        return sum(s.size_bytes for s in self.storages if s.born is None and (s.users or s.kept))

    def profile(self, order: Sequence[int]) -> list[int]:
        """Return the bytes that live during each step of a whole order."""
        done, live, profile = 0, self.live_at_start(), []
        for step in order:
            during, live = self.run(step, done, live)
            done |= 1 << step
            profile.append(during)
        return profile

    def peak_bytes(self, order: Sequence[int]) -> int:
        """Return the most bytes that live at once in a whole order."""
        return max([self.live_at_start(), *self.profile(order)])

    @cached_property
    def twins(self) -> list[int]:
        """For each step a number: steps of equal numbers can be swapped, each with the chain that it begins.

        The chains run up to the first step that waits for anything else, and agree in all they make, read and lead to.
        """
        owned: list[list[Storage]] = [[] for _ in self.after]
        reads: list[set[int]] = [set() for _ in self.after]
        for number, storage in enumerate(self.storages):
            if storage.born is not None:
                owned[storage.born].append(storage)
            for user in storage.users:
                reads[user].add(number)
        numbers: dict[Any, int] = {}
        tails, twins = [0] * len(self.after), [0] * len(self.after)
        for step in reversed(range(len(self.after))):
            following = self.next[step]
            link = following[0] if len(following) == 1 and self.after[following[0]] == {step} else None
            if link is not None and any(self.storages[number].born != step for number in reads[link]):
                link = None
            makes = sorted((s.size_bytes, s.kept, link in s.users, sorted(s.users - {step, link})) for s in owned[step])
            tail = (str(makes), tuple(following)) if link is None else (str(makes), tails[link])
            tails[step] = numbers.setdefault(tail, len(numbers))
            twins[step] = numbers.setdefault((tails[step], self.after[step], frozenset(reads[step])), len(numbers))
        return twins

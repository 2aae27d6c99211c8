"""Rounds of contenders in alternation, a disturbed round repeated and counted, and what is read off them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.machine_load import Load

LIMIT = 0.04
"""Share of the processors that others may take in a round. Ticks of 10 ms alone make 1 % in a round of one second."""

ATTEMPTS = 4
"""So often a round is tried in the mean; then the least disturbed attempts are taken, and said to be disturbed."""


@dataclass(frozen=True)
class Round:
    """Seconds of each contender, measured one after the other, and the load meanwhile."""

    seconds: Mapping[str, float]
    load: Load

    @property
    def disturbed(self) -> bool:
        """Whether others took more than `LIMIT`."""
        return self.load.others + self.load.stolen > LIMIT


@dataclass(frozen=True)
class Measured:
    """The rounds that count, and those that were repeated."""

    rounds: tuple[Round, ...]
    repeated: tuple[Round, ...]

    @property
    def disturbed(self) -> int:
        """Rounds that count although they were disturbed, since the machine would not become quiet."""
        return sum(found.disturbed for found in self.rounds)

    def median_seconds(self, name: str) -> float:
        """Return a contender's median."""
        return median(found.seconds[name] for found in self.rounds)

    def best(self, names: Sequence[str]) -> str:
        """Return the contender with the lowest median."""
        return min(names, key=self.median_seconds)

    def faster(self, name: str, others: Sequence[str]) -> float:
        """Return the median over rounds of how many times faster `name` was than that round's fastest of `others`."""
        return median(min(found.seconds[other] for other in others) / found.seconds[name] for found in self.rounds)

    def most_load(self) -> Load:
        """Return the highest shares in a round that counts."""
        return Load(*(max(getattr(found.load, kind) for found in self.rounds) for kind in ("others", "stolen")))


def measure_rounds(names: Sequence[str], count: int, measure: Callable[[Sequence[str], int], Round]) -> Measured:
    """Measure `count` rounds, and again those that were disturbed.

    Parameters
    ----------
    measure : measures one round of the contenders in the order given; its second argument counts the attempts from 0.
        Each attempt begins with the contender after the one that began before, so that none always follows the same
    """
    found: list[Round] = []
    for attempt in range(count * ATTEMPTS):
        turn = attempt % len(names)
        found.append(measure([*names[turn:], *names[:turn]], attempt))
        if sum(not entry.disturbed for entry in found) == count:
            break
    quiet = sorted(found, key=lambda entry: (entry.disturbed, entry.load.others + entry.load.stolen))
    taken = quiet[:count]
    return Measured(tuple(entry for entry in found if entry in taken), tuple(e for e in found if e not in taken))

"""The most bytes that live at once: what no plan goes below, and who is to blame."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from tvm_dydca.planner.problem import Buffer, Problem

_VISITS = 20_000


@dataclass(frozen=True)
class Peak:
    """Buffers that live together.

    Attributes
    ----------
    time : a moment at which they do
    size_bytes : the sum of their sizes
    buffers : their indices in the problem, the largest first
    """

    time: int
    size_bytes: int
    buffers: tuple[int, ...]

    def text(self, problem: Problem, most: int = 5) -> str:
        """Name the largest of the buffers, as a sentence without its end."""
        largest = ", ".join(f"{problem.buffers[k].name} ({problem.buffers[k].size_bytes})" for k in self.buffers[:most])
        return (
            f"At time {self.time}, {len(self.buffers)} buffers of {self.size_bytes} bytes live together, "
            f"the largest of them {largest}"
        )


def find_peak(problem: Problem) -> Peak:
    """Find the buffers that need most memory together.

    Of buffers that exclude each other only the heavier ones count. That is exact where the choices nest as in a tree;
    where they are tangled the search may end with a set that is not the heaviest, but still lives together.
    """
    best = Peak(0, 0, ())
    for time, total in sorted(live_sums(problem.buffers), key=lambda pair: -pair[1]):
        if total <= best.size_bytes:
            break
        live = [k for k, buffer in enumerate(problem.buffers) if buffer.lower <= time < buffer.upper]
        together = heaviest_way(problem.buffers, live)
        size_bytes = sum(problem.buffers[k].size_bytes for k in together)
        if size_bytes > best.size_bytes:
            together.sort(key=lambda k: (-problem.buffers[k].size_bytes, k))
            best = Peak(time, size_bytes, tuple(together))
    return best


def live_sums(buffers: Sequence[Buffer]) -> list[tuple[int, int]]:
    """Return times, and the sum of the sizes that live then, exclusive or not.

    Only the last time before something ends counts: what lives at any other lives then too.
    """
    change: Counter[int] = Counter()
    begins = {buffer.lower for buffer in buffers}
    ends = {buffer.upper for buffer in buffers}
    for buffer in buffers:
        change[buffer.lower] += buffer.size_bytes
        change[buffer.upper] -= buffer.size_bytes
    sums: list[tuple[int, int]] = []
    total, last = 0, None
    for time in sorted(begins | ends):
        if time in ends and last is not None:
            sums.append((last, total))
            last = None
        if time in begins:
            last = time
        total += change[time]
    return sums


def heaviest_way(buffers: Sequence[Buffer], live: Sequence[int]) -> list[int]:
    """Return those of the buffers `live` that exist on the heaviest way through their choices."""
    return _Ways(buffers).heaviest(live)


class _Ways:
    def __init__(self, buffers: Sequence[Buffer]):
        self.buffers = buffers
        self.taken: set[Hashable] = set()
        self.visits = 0

    def size_bytes(self, some: Sequence[int]) -> int:
        return sum(self.buffers[k].size_bytes for k in some)

    def open(self, k: int) -> list[Hashable]:
        """The choices that are still to be made for a buffer."""
        return [choice for choice, _ in self.buffers[k].choices if choice not in self.taken]

    def heaviest(self, live: Sequence[int]) -> list[int]:
        """Decide in each independent part first on the choice that most buffers depend on."""
        self.visits += len(live)
        found: list[int] = []
        for part in self.parts(live):
            uses = Counter(choice for k in part for choice in self.open(k))
            found += self.best_alternative(part, uses.most_common(1)[0][0]) if uses else part
        return found

    def best_alternative(self, part: list[int], choice: Hashable) -> list[int]:
        always = [k for k in part if choice not in dict(self.buffers[k].choices)]
        ways: defaultdict[Hashable, list[int]] = defaultdict(lambda: list(always))
        for k in part:
            for mine, alternative in self.buffers[k].choices:
                if mine == choice:
                    ways[alternative].append(k)
        best: list[int] = []
        self.taken.add(choice)
        for way in sorted(ways.values(), key=self.size_bytes, reverse=True):
            if best and (self.size_bytes(best) >= self.size_bytes(way) or self.visits > _VISITS):
                break
            best = max(best, self.heaviest(way), key=self.size_bytes)
        self.taken.remove(choice)
        return best

    def parts(self, live: Sequence[int]) -> list[list[int]]:
        """Split into parts that share no open choice."""
        part_of: dict[Hashable, list[int]] = {}
        parts: dict[int, list[int]] = {}
        for k in live:
            part = [k]
            for choice in self.open(k):
                other = part_of.get(choice, part)
                if other is not part:
                    del parts[id(other)]
                    part += other
                part_of[choice] = part
                for known, held in part_of.items():
                    if held is other:
                        part_of[known] = part
            parts[id(part)] = part
        return list(parts.values())

"""The arena of an artifact as its picture and its table show it: a panel for each path and bucket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tvm_dydca.errors import InputError
from tvm_dydca.planner import Buffer, Problem
from tvm_dydca.planner.live_sum import Peak, find_peak


@dataclass(frozen=True)
class Placed:
    """A buffer, where it lies, and what it is for.

    Attributes
    ----------
    buffer : its offset is fixed
    kind : ``value`` or ``workspace``
    """

    buffer: Buffer
    kind: str

    @property
    def offset_bytes(self) -> int:
        """Where it begins."""
        assert self.buffer.offset_bytes is not None
        return self.buffer.offset_bytes

    @property
    def end_bytes(self) -> int:
        """Where it ends."""
        return self.offset_bytes + self.buffer.size_bytes

    @property
    def short_name(self) -> str:
        """The name without the functions it is of."""
        return "+".join(part.rpartition("/")[2] for part in self.buffer.name.split("+"))


@dataclass(frozen=True)
class ArenaPanel:
    """One way through the network: a path in one bucket.

    Attributes
    ----------
    root : the function that is called from outside
    title : which path and bucket
    steps : half-open range of the clock
    kernels : of each step
    placed : the buffers that live in it
    lower_bound_bytes : no plan of these buffers needs less
    """

    root: str
    title: str
    steps: tuple[int, int]
    kernels: tuple[str, ...]
    placed: tuple[Placed, ...]
    lower_bound_bytes: int

    @property
    def size_bytes(self) -> int:
        """The highest end of a buffer."""
        return max((one.end_bytes for one in self.placed), default=0)

    @property
    def optimal(self) -> bool:
        """Whether it is proven that these buffers need no less."""
        return self.size_bytes == self.lower_bound_bytes


@dataclass(frozen=True)
class Arena:
    """What is known of an artifact's arena.

    Attributes
    ----------
    size_bytes : of the arena, which serves all roots
    lower_bound_bytes : no plan needs less
    dynamic : tensors that stay out of it
    panels : of all roots, in the order of their clocks
    peak : the buffers that need most memory together, as indices into `placed`
    placed : the buffers of the root that needs most
    """

    size_bytes: int
    lower_bound_bytes: int
    dynamic: tuple[str, ...]
    panels: tuple[ArenaPanel, ...]
    peak: Peak
    placed: tuple[Placed, ...]


def read_arena(plan: Mapping[str, Any], where: str) -> Arena:
    """Take an arena apart.

    Parameters
    ----------
    plan : what `Artifact.plan` returns
    where : the file it is from, for errors

    Raises
    ------
    InputError
        Where there is no arena, or it is damaged.
    """
    if "arena" not in plan:
        raise InputError(f"{where} has no arena: the artifact was compiled without one; compile it again")
    try:
        return _arena(plan["arena"])
    except (KeyError, TypeError, ValueError, AttributeError, InputError) as error:
        raise InputError(f"the arena of {where} is damaged ({error!r}); compile the artifact again") from None


def _arena(arena: Mapping[str, Any]) -> Arena:
    roots = [(root, _placed(root)) for root in arena["roots"]]
    panels = tuple(panel for root, placed in roots for panel in _panels(root, placed))
    _, largest = max(roots, key=lambda pair: int(pair[0]["size_bytes"]), default=({}, ()))
    return Arena(
        int(arena["size_bytes"]),
        max((int(root["lower_bound_bytes"]) for root, _ in roots), default=0),
        tuple(map(str, arena["dynamic"])),
        panels,
        find_peak(Problem(tuple(one.buffer for one in largest))),
        largest,
    )


def _placed(root: Mapping[str, Any]) -> tuple[Placed, ...]:
    return tuple(
        Placed(
            Buffer(
                str(b["name"]),
                int(b["lower"]),
                int(b["upper"]),
                int(b["size_bytes"]),
                offset_bytes=int(b["offset_bytes"]),
                choices=_choices(b),
            ),
            str(b["kind"]),
        )
        for b in root["buffers"]
    )


def _panels(root: Mapping[str, Any], placed: tuple[Placed, ...]) -> list[ArenaPanel]:
    """Return a root's panels; a root without one is a single way, and a panel of its own."""
    count = len(root["steps"])
    whole = {
        "title": root["function"],
        "choices": [],
        "lower_bound_bytes": root["lower_bound_bytes"],
        "steps": [0, count],
    }
    panels = []
    for panel in root["panels"] or [whole] * (count > 0):
        begin, end = map(int, panel["steps"])
        if not 0 <= begin < end <= count:
            raise ValueError(f"steps {begin}..{end} of {count}")
        # Lives as long as the panel does, and excludes what the panel's choices exclude.
        way = Buffer(str(panel["title"]), begin, end, 0, choices=_choices(panel))
        panels.append(
            ArenaPanel(
                str(root["function"]),
                str(panel["title"]),
                (begin, end),
                tuple(str(step["kernel"]) for step in root["steps"][begin:end]),
                tuple(one for one in placed if one.buffer.conflicts(way)),
                int(panel["lower_bound_bytes"]),
            )
        )
    return sorted(panels, key=lambda panel: panel.steps)


def _choices(entry: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    return tuple((str(choice), int(alternative)) for choice, alternative in entry["choices"])

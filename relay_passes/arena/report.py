"""What a plan says: for each root its steps, its buffers with their places, and a panel for each path and bucket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from tvm_dydca.planner import Problem
from tvm_dydca.planner.live_sum import find_peak
from tvm_dydca.relay_passes.arena.images import Image
from tvm_dydca.relay_passes.arena.liveness import Choices, Walk
from tvm_dydca.relay_passes.arena.placement import Placement


@dataclass(frozen=True)
class PlacedBuffer:
    """A buffer in the arena: it lives during ``[lower, upper)`` at ``[offset_bytes, offset_bytes + size_bytes)``."""

    name: str
    kind: str
    lower: int
    upper: int
    offset_bytes: int
    size_bytes: int
    choices: Choices


@dataclass(frozen=True)
class Step:
    """A call of a kernel by a function."""

    function: str
    kernel: str


@dataclass(frozen=True)
class Panel:
    """One way of a path and a bucket through the network, or one alternative of it.

    Attributes
    ----------
    title : the function and the bounds of its dims
    choices : that lead to it
    steps : half-open range of the clock
    size_bytes, lower_bound_bytes : highest end of a buffer that lives in it, and the most bytes that live at once
    """

    title: str
    choices: Choices
    steps: tuple[int, int]
    size_bytes: int
    lower_bound_bytes: int


@dataclass(frozen=True)
class RootPlan:
    """The plan for calls of one function from outside."""

    function: str
    size_bytes: int
    lower_bound_bytes: int
    optimal: bool
    strategy: str
    steps: tuple[Step, ...]
    panels: tuple[Panel, ...]
    buffers: tuple[PlacedBuffer, ...]

    @staticmethod
    def of(function: str, functions: Mapping[Any, Any], walk: Walk, placement: Placement) -> RootPlan:
        """Gather what was found for a root."""
        kinds = {slot.name: slot.kind for slot in walk.slots.values()}
        buffers = tuple(
            PlacedBuffer(
                buffer.name,
                kinds[buffer.name.partition("+")[0]],
                buffer.lower,
                buffer.upper,
                placement.offset_bytes(index),
                buffer.size_bytes,
                cast("Choices", buffer.choices),
            )
            for index, buffer in enumerate(placement.buffers)
        )
        by_name = {str(gvar.name_hint): func for gvar, func in functions.items()}
        frames = [frame for frame in walk.frames if frame.stop > frame.start]
        leaves = [
            frame
            for frame in frames
            if not any(
                other is not frame and frame.start <= other.start and other.stop <= frame.stop for other in frames
            )
        ]
        panels = tuple(
            _panel(_title(frame.function, by_name), frame.choices, (frame.start, frame.stop), buffers, placement)
            for frame in sorted(leaves, key=lambda frame: frame.start)
        )
        largest = max((plan for _, plan in placement.groups), key=lambda plan: plan.size_bytes, default=None)
        return RootPlan(
            function,
            placement.size_bytes,
            placement.lower_bound_bytes,
            placement.size_bytes == placement.lower_bound_bytes,
            "none" if largest is None else largest.strategy,
            tuple(Step(*step) for step in walk.steps),
            panels,
            buffers,
        )


@dataclass(frozen=True)
class ArenaReport:
    """What `PlanStaticArena` did.

    Attributes
    ----------
    size_bytes : of the arena, which serves all roots
    dynamic : tensors that stay out of it: their size has no upper bound, or something else than a kernel uses them
    roots : a plan for each function that is only called from outside
    images : memory beside the arena that textures share
    """

    size_bytes: int
    dynamic: tuple[str, ...]
    roots: tuple[RootPlan, ...]
    images: tuple[Image, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return asdict(self)


def _panel(
    title: str, choices: Choices, steps: tuple[int, int], buffers: tuple[PlacedBuffer, ...], placement: Placement
) -> Panel:
    taken = dict(choices)
    inside = [
        index
        for index, buffer in enumerate(buffers)
        if buffer.lower < steps[1]
        and steps[0] < buffer.upper
        and all(taken.get(choice, alternative) == alternative for choice, alternative in buffer.choices)
    ]
    peak = find_peak(Problem(tuple(placement.buffers[index] for index in inside)))
    ends = [buffers[index].offset_bytes + buffers[index].size_bytes for index in inside]
    return Panel(title, choices, steps, max(ends, default=0), peak.size_bytes)


def _title(name: str, functions: Mapping[str, Any]) -> str:
    attrs = functions[name].attrs or {}
    upper = attrs.get("tir_var_upper_bound", {})
    lower = attrs.get("tir_var_lower_bound", {})
    bounds = ", ".join(f"{dim} {int(lower.get(dim, 1))}..{int(high)}" for dim, high in upper.items())
    return f"{name}, {bounds}" if bounds else name

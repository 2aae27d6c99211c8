"""Textures: each image begins at offset 0 of memory of its own, which textures that never live together share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tvm_dydca.planner import Buffer
from tvm_dydca.relay_passes.arena.liveness import Key, Slot


@dataclass(frozen=True)
class Image:
    """Memory that several textures take one after the other, as large as the largest.

    Attributes
    ----------
    textures : their names
    """

    size_bytes: int
    textures: tuple[str, ...]


def share_images(slots: Mapping[Key, Slot]) -> tuple[dict[Key, int], tuple[Image, ...]]:
    """Give every texture an image.

    The largest first, each to the first image with no texture that lives at the same time (greedy by size, as of
    arXiv 2001.03288): the first image is as large as any texture, the next as any beside it, and so on.

    Returns
    -------
    The number of the image for each slot, and the images.
    """
    numbers: dict[Key, int] = {}
    members: list[list[Buffer]] = []
    for key, slot in sorted(slots.items(), key=lambda item: (-item[1].size_bytes, item[1].lower)):
        buffer = Buffer(slot.name, slot.lower, slot.upper, slot.size_bytes, choices=slot.choices)
        free = (n for n, image in enumerate(members) if not any(buffer.conflicts(other) for other in image))
        number = next(free, len(members))
        if number == len(members):
            members.append([])
        members[number].append(buffer)
        numbers[key] = number
    images = (Image(image[0].size_bytes, tuple(buffer.name for buffer in image)) for image in members)
    return numbers, tuple(images)

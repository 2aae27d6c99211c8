"""Where TVM wants a tensor: the number of its virtual device, and its memory scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TEXTURE = "global.texture"
"""What the scopes of images begin with."""


@dataclass(frozen=True)
class Spot:
    """A virtual device of a module.

    Attributes
    ----------
    number : its place among the module's, as allocations name it
    scope : of memory on it
    """

    number: int = 0
    scope: str = "global"

    @property
    def is_texture(self) -> bool:
        """Whether tensors there are images."""
        return self.scope.startswith(TEXTURE)


class Devices:
    """The virtual devices of a module.

    Attributes
    ----------
    plain : the first one with ordinary memory, for arenas and workspaces
    """

    def __init__(self, mod: Any):
        self._known = list(mod.global_infos.get("vdevice", []))
        spots = [Spot(number, str(known.memory_scope)) for number, known in enumerate(self._known)]
        self.plain = next((spot for spot in spots if not spot.is_texture), Spot())

    def of(self, type_: Any) -> Spot:
        """Return where a tensor of a type is."""
        wanted = getattr(type_, "vdevice", None)
        for number, known in enumerate(self._known):
            if wanted is not None and known == wanted:
                return Spot(number, str(known.memory_scope))
        return self.plain

    def is_foreign(self, type_: Any) -> bool:
        """Return whether a tensor is on a device of another kind than the arena."""
        wanted = getattr(type_, "vdevice", None)
        if wanted is None or not self._known:
            return False
        return str(wanted.target.kind.name) != str(self._known[self.plain.number].target.kind.name)

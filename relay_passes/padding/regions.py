"""Regions of padded tensors: which ones there are, and how what they hold moves when axes move."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from typing import Any, Final

import numpy as np

from tvm_dydca.relay_passes.padding.extents import Place, Region

REAL: Final[Region] = frozenset()


class _ZeroOrNan:
    """See `ZERO_OR_NAN`."""

    def __repr__(self) -> str:
        return "ZERO_OR_NAN"


ZERO_OR_NAN: Final = _ZeroOrNan()
"""0, or NaN where all real elements along the same padded axes are NaN too: what softmax leaves behind -inf.

A sum may count it as 0. No comparison and no other operator may, or it would tell padding from real elements.
"""

Held = Mapping[Region, Any]


def regions_of(places: Iterable[Place]) -> list[Region]:
    """Return every region that lies behind the true extent in some of the places, and in no other place."""
    known = list(places)
    return [frozenset(chosen) for count in range(1, len(known) + 1) for chosen in combinations(known, count)]


def moved(held: Held, places: Mapping[Place, Place]) -> dict[Region, Any]:
    """Return what is held after places have moved; regions with a place that is gone are gone."""
    return {
        frozenset(places[place] for place in region): value
        for region, value in held.items()
        if all(place in places for place in region)
    }


def agreed(values: Iterable[Any]) -> Any:
    """Return the one value that elements picked from several operands have; None where there is no such value."""
    known = list(values)
    if any(value is None for value in known):
        return None
    if any(value is ZERO_OR_NAN for value in known):
        return ZERO_OR_NAN if all(counts_as_zero(value) for value in known) else None
    return known[0] if all(value == known[0] for value in known) else None


def combine(regions: Iterable[Region], value: Callable[[Region], Any]) -> dict[Region, Any]:
    """Return `value` for each region, without those where it is None."""
    found = ((region, value(region)) for region in regions)
    return {region: held for region, held in found if held is not None}


def is_known(value: Any) -> bool:
    """Whether a region holds this one number, and no NaN."""
    return value is not None and value is not ZERO_OR_NAN


def counts_as_zero(value: Any) -> bool:
    """Whether adding all elements of a region changes no sum."""
    return value is ZERO_OR_NAN or (value is not None and value == 0)


def is_finite(value: Any) -> bool:
    """Whether a zero times an element of the region is a zero."""
    return value is ZERO_OR_NAN or (value is not None and bool(np.isfinite(value)))

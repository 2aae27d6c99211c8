"""Elements of the small tensors that shapes are computed with.

A value is a numpy array of objects, in the tensor's shape: integer or boolean expressions (or what `floats` says), None
where nothing is known. Integers count as unbounded, as dims do in TVM.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from tvm import tirx

from tvm_dydca.relay_passes.dims.knowledge import Knowledge
from tvm_dydca.relay_passes.dims.lattice import as_int

Value = np.ndarray[Any, Any]
Rule = Callable[[Knowledge, Any, list[Any]], Any]
"""(knowledge, call, values of its arguments) to the value of its result, None where it isn't known."""

MAX_ELEMENTS = 64
"""Shape vectors are short; a tensor of more elements is data."""

INTEGERS = ("int64", "int32")


def array(elements: Sequence[Any], shape: tuple[int, ...] | None = None) -> Value:
    """Return expressions as an array: (len(elements),) or `shape`. numpy alone would take an expression apart."""
    found = np.empty(len(elements), object)
    for i, element in enumerate(elements):
        found[i] = element
    return found if shape is None else found.reshape(shape)


def integer(number: int) -> Any:
    """Return a number as an element of an integer tensor."""
    return tirx.IntImm("int64", int(number))


def boolean(truth: bool) -> Any:
    """Return a truth value as an element of a boolean tensor."""
    return tirx.IntImm("bool", int(truth))


def numbers(value: Any) -> list[int] | None:
    """Return the elements of a value, or of a list of one-element values, as Python integers."""
    if isinstance(value, list):
        value = None if any(part is None or part.size != 1 for part in value) else array([p.item() for p in value])
    if value is None or any(element is None or as_int(element) is None for element in value.reshape(-1)):
        return None
    return [int(element.value) for element in value.reshape(-1)]

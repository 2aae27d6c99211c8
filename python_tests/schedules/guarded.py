"""Arrays whose neighbours cannot be touched: a page without access before and after, and canaries in between."""

from __future__ import annotations

import ctypes
import mmap
from typing import Any

import numpy as np

_PAGE = mmap.PAGESIZE
_NO_ACCESS = 0  # PROT_NONE, which the module mmap does not name
_ALIGNMENT = 64  # what TVM asks of a tensor's address
_CANARY = np.float32(-12345.678)
_protect = ctypes.CDLL(None, use_errno=True).mprotect
_protect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]


class Guarded:
    """A float32 array at the very end (or the start) of the memory that may be touched.

    A kernel that reads or writes further than the 60 bytes that alignment leaves ends the process; a write into those
    is seen by `check`.

    Attributes
    ----------
    array : of the shape asked for, filled with `fill` (a NaN shows what a kernel leaves unwritten)
    """

    def __init__(self, shape: tuple[int, ...], at_end: bool, fill: Any = np.nan) -> None:
        size = int(np.prod(shape)) * 4
        pages = -(-size // _PAGE)
        self._memory = mmap.mmap(-1, (pages + 2) * _PAGE)
        start = ctypes.addressof(ctypes.c_char.from_buffer(self._memory))
        for guard in (start, start + (pages + 1) * _PAGE):
            assert _protect(guard, _PAGE, _NO_ACCESS) == 0
        inside = np.frombuffer(self._memory, np.float32, pages * _PAGE // 4, _PAGE)
        inside[:] = _CANARY
        offset = (pages * _PAGE - size) // _ALIGNMENT * _ALIGNMENT // 4 if at_end else 0
        self._before, rest = inside[:offset], inside[offset:]
        flat, self._after = rest[: size // 4], rest[size // 4 :]
        self.array = flat.reshape(shape)
        self.array[...] = fill

    def check(self) -> None:
        """Raise AssertionError where something beside the array was written."""
        assert (self._before == _CANARY).all(), "written before the array"
        assert (self._after == _CANARY).all(), "written past the array"

"""What TVM says of each constant in a texture when an executable is saved or loaded, which is for nobody."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import threading
from collections.abc import Iterator

from tvm_dydca._compat.release import is_known

_LOCK = threading.Lock()
_LINES = (b"Warning: Scope Saving:", b"Warning: Scope Loaded:")


@contextlib.contextmanager
def quiet_scopes() -> Iterator[None]:
    """Keep these lines from stderr, inside the block; all others appear after it. One thread at a time is inside.

    https://github.com/apache/tvm/blob/5d4dc8721307cf9677becacf0395c19be130e206/src/runtime/vm/executable.cc
    """
    if not is_known() or not _is_open(2):
        yield
        return
    with _LOCK, tempfile.TemporaryFile() as caught:
        _flush()
        stderr = os.dup(2)
        os.dup2(caught.fileno(), 2)
        try:
            yield
        finally:
            _flush()
            os.dup2(stderr, 2)
            os.close(stderr)
            caught.seek(0)
            rest = b"".join(line for line in caught if not any(text in line for text in _LINES))
            while rest:
                rest = rest[os.write(2, rest) :]


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _flush() -> None:
    if sys.stderr is not None:
        sys.stderr.flush()

"""All repairs of the Adreno path at once, for as long as a compilation takes."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from tvm_dydca._compat import adreno_convolution, adreno_lowering, adreno_pooling, opencl_select
from tvm_dydca._compat.release import is_known

_LOCK = threading.RLock()


def repaired(target: Any) -> contextlib.AbstractContextManager[None]:
    """Return the block to compile for a target in: `adreno` for OpenCL, one that does nothing for CPUs."""
    return adreno() if str(target.kind.name) == "opencl" else contextlib.nullcontext()


@contextlib.contextmanager
def adreno() -> Iterator[None]:
    """Repair what stock TVM needs to compile for ``qcom/adreno-opencl`` and ``-texture``, inside the block.

    Other targets compile there as they do outside, but for masks of vectors on OpenCL. One thread at a time is inside;
    the block may be nested. Does nothing under another release of TVM than the one that the repairs were written for.
    """
    if not is_known():
        yield
        return
    modules = (adreno_lowering, adreno_convolution, adreno_pooling, opencl_select)
    with _LOCK, contextlib.ExitStack() as stack:
        for owner, name, repaired in (repair for module in modules for repair in module.repairs()):
            stack.callback(setattr, owner, name, getattr(owner, name))
            setattr(owner, name, repaired)
        yield

"""The release of TVM that the repairs were written for."""

from __future__ import annotations

_RELEASE = "0.27.0"


def is_known() -> bool:
    """Return whether this TVM is of that release."""
    import tvm

    return ".".join(tvm.__version__.split(".")[:3]) == _RELEASE

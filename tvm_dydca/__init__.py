"""Dy-DCA on Apache TVM: fit a multi-path network to a video, compile it, run it. See docs/ for the flow of data."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tvm_dydca.build import compile
    from tvm_dydca.runtime import load

__version__ = "0.1.0"
__all__ = ["compile", "load"]


def __getattr__(name: str) -> Any:
    # Lazy, so that TVM and our passes are imported by those who compile or run and by nobody else.
    if name == "compile":
        from tvm_dydca.build import compile

        return compile
    if name == "load":
        from tvm_dydca.runtime import load

        return load
    raise AttributeError(f"module 'tvm_dydca' has no attribute {name!r}")

"""The receiver: sessions of artifacts, and frames through them."""

from tvm_dydca.runtime.session import Session, load

__all__ = ["Session", "load"]

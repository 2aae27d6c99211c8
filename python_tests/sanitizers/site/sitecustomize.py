"""Puts the sanitized libraries of DYDCA_SANITIZED in place of the installed ones, in every process with Python."""

import os
from pathlib import Path

from tvm_dydca.opencl import library
from tvm_dydca.planner import native

_folder = Path(os.environ["DYDCA_SANITIZED"])
library.LIBRARY = _folder / "libdydca_opencl.so"
library.load.__defaults__ = (library.LIBRARY,)
native.library_name = lambda: str(_folder / "libdydca_planner.so")

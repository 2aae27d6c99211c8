"""Loads the OpenCL runtime, ``csrc/opencl``, into a TVM that has none: the wheels of apache-tvm are built without."""

from __future__ import annotations

import ctypes
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tvm_dydca.opencl.errors import OpenCLError

LIBRARY = Path(__file__).parent / "libdydca_opencl.so"
_BUILT_FOR = re.compile(rb"dydca_opencl was built for apache-tvm ([\w.+]+) and apache-tvm-ffi ([\w.+]+);")
_REBUILD = "install tvm_dydca again in this environment with --no-build-isolation --no-cache-dir"


def load(path: Path = LIBRARY) -> bool:
    """Give TVM its OpenCL runtime; does nothing where TVM has one, of its own or from an earlier call.

    No OpenCL library is opened before the first use of a device.

    Returns
    -------
    Whether TVM has an OpenCL runtime now; it has none where ours was not built.

    Raises
    ------
    OpenCLError
        The library was built for another apache-tvm or apache-tvm-ffi, or cannot be loaded.
    """
    import tvm_ffi

    if _has_runtime(tvm_ffi):
        return True
    if not path.exists():
        return False
    if problem := _mismatch(path):
        raise OpenCLError(problem)
    tvm_ffi.register_error(OpenCLError)  # else it comes out of the library as RuntimeError
    try:
        ctypes.CDLL(str(path))
    except OSError as error:
        raise OpenCLError(f"the OpenCL runtime cannot be loaded: {error}; {_REBUILD}") from error
    if not _has_runtime(tvm_ffi):
        raise OpenCLError(f"the OpenCL runtime {path} does not fit this apache-tvm-ffi; {_REBUILD}")
    add_library = tvm_ffi.get_global_func("dydca.opencl.add_library")
    for library in _pyopencl_loaders():
        add_library(str(library))
    return True


def _has_runtime(tvm_ffi: Any) -> bool:
    return tvm_ffi.get_global_func("device_api.opencl", allow_missing=True) is not None


def _mismatch(path: Path) -> str | None:
    # C++ objects and their tables of functions cross the boundary, so the versions are looked at before the library is
    # loaded. Post releases repeat a release.
    import tvm
    import tvm_ffi

    found = _BUILT_FOR.search(path.read_bytes())
    if found is None:
        return f"{path} is not tvm_dydca's OpenCL runtime; {_REBUILD}"
    packages = {"apache-tvm": tvm.__version__, "apache-tvm-ffi": tvm_ffi.__version__}
    for built, (package, version) in zip(found.groups(), packages.items()):
        if _release(built.decode()) != _release(version):
            return (
                f"the OpenCL runtime was built for {package} {built.decode()}, but {version} is installed: "
                f"OpenCL stays off; {_REBUILD}"
            )
    return None


def _release(version: str) -> str:
    return ".".join(version.split(".")[:3])


def _pyopencl_loaders() -> Iterator[Path]:
    """Yield the OpenCL libraries inside pyopencl's wheel, which is located and not imported."""
    try:
        spec = importlib.util.find_spec("pyopencl")
    except (ImportError, ValueError):
        return
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        yield from sorted(Path(folder, ".libs").glob("libOpenCL*.so*"))

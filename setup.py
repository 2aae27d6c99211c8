"""Package layout, and the native libraries.

Two folders at the top level of the repository are installed below ``tvm_dydca``. The planner's C++ core and the OpenCL
runtime are built by CMake where there are a compiler and CMake; without them the package installs all the same, plans
in Python, and runs no OpenCL. The runtime is built with the headers in the wheels of apache-tvm and apache-tvm-ffi.

Everything else about the package is said in pyproject.toml.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from setuptools import Extension, find_packages, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_ext import build_ext
from setuptools.errors import CompileError

ROOT = Path(__file__).resolve().parent
OUTER = {"relay_passes": "tvm_dydca.relay_passes", "schedules": "tvm_dydca.schedules"}
NATIVE = {
    "tvm_dydca.planner.dydca_planner": ("TVM_DYDCA_BUILD_PLANNER", "the planner will run in Python"),
    "tvm_dydca.opencl.dydca_opencl": ("TVM_DYDCA_BUILD_OPENCL", "there will be no OpenCL"),
}
"""Each library by the option of CMakeLists.txt that builds it, and what its absence means."""


class BuildNative(build_ext):
    """Runs CMake. The libraries are loaded by ctypes, so their names say nothing of a Python version."""

    def get_ext_filename(self, fullname):
        """Return the path below the packages: those of planner/native.py and opencl/library.py."""
        *packages, name = fullname.split(".")
        return os.path.join(*packages, f"{name}.dll" if sys.platform == "win32" else f"lib{name}.so")

    def build_extension(self, ext):
        """Configure and build in a new folder; the extension is optional, so an error here is only a warning."""
        library = Path(self.get_ext_fullpath(ext.name)).resolve()
        library.unlink(missing_ok=True)  # Rather none than an old one.
        cmake = shutil.which("cmake")
        if cmake is None:
            raise CompileError("cmake was not found")
        wanted, without = NATIVE[ext.name]
        with tempfile.TemporaryDirectory() as build:
            configure = [cmake, "-S", str(ROOT), "-B", build, "-DCMAKE_BUILD_TYPE=Release"]
            configure += ["-DTVM_DYDCA_BUILD_EXAMPLES=OFF", f"-DTVM_DYDCA_LIBRARY_DIR={library.parent.as_posix()}"]
            configure += [f"-D{option}={'ON' if option == wanted else 'OFF'}" for option, _ in NATIVE.values()]
            configure += [f"-DPython3_EXECUTABLE={Path(sys.executable).as_posix()}"]
            if shutil.which("ninja"):
                configure += ["-G", "Ninja"]
            try:
                subprocess.run(configure, check=True)
                subprocess.run([cmake, "--build", build, "--config", "Release"], check=True)
            except subprocess.CalledProcessError as error:
                raise CompileError(f"{error}; {without}") from error


class PlatformWheel(bdist_wheel):
    """The wheel serves every Python 3 of a platform."""

    def get_tag(self):
        """Return the tag without the version and ABI of this Python."""
        return "py3", "none", super().get_tag()[2]


def _installed_name(package: str) -> str:
    head, _, rest = package.partition(".")
    return OUTER.get(head, head) + (f".{rest}" if rest else "")


_found = [p for p in find_packages() if p.partition(".")[0] in {"tvm_dydca", *OUTER}]

setup(
    packages=[_installed_name(p) for p in _found],
    package_dir={_installed_name(p): p.replace(".", "/") for p in _found},
    package_data={"tvm_dydca": ["py.typed"], "tvm_dydca.tuning": ["data/*/*.json"]},
    include_package_data=False,  # The sources of csrc/ belong to the source distribution alone.
    ext_modules=[Extension(name, sources=[], optional=True) for name in NATIVE],
    cmdclass={"build_ext": BuildNative, "bdist_wheel": PlatformWheel},
)

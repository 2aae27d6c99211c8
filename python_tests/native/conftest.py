"""CMake as the tests of native code call it: that of the PATH, or of the packages beside this Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

CMake = Callable[..., "subprocess.CompletedProcess[str]"]


def tool(*names: str) -> str | None:
    """Find a program on the PATH or beside this Python, where PyPI's cmake and ninja are put."""
    places = os.pathsep.join([os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)])
    return next((found for name in names if (found := shutil.which(name, path=places))), None)


@pytest.fixture(scope="session")
def cmake() -> CMake:
    """Return a function that runs CMake with its arguments and returns the finished process, output captured."""
    program = tool("cmake")
    if program is None:
        pytest.fail("cmake is needed: pip install cmake (it is in the extra `dev`)")

    def run(*args: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run([program, *map(str, args)], capture_output=True, text=True, check=False)

    return run


@pytest.fixture(scope="session")
def build_tools() -> list[str]:
    """Return what CMake must be told to compile; a compiler is required, and so is ninja or make."""
    compiler = os.environ.get("CXX", "").split() or ["c++", "g++", "clang++"]
    if tool(*compiler[:1] if "CXX" in os.environ else compiler) is None:
        pytest.fail(f"a C++17 compiler is needed, none of {', '.join(compiler)} was found: install g++, or set CXX")
    if ninja := tool("ninja"):
        return ["-G", "Ninja", f"-DCMAKE_MAKE_PROGRAM={ninja}"]
    if tool("make") is None:
        pytest.fail("ninja or make is needed: pip install ninja (it is in the extra `dev`)")
    return ["-G", "Unix Makefiles"]

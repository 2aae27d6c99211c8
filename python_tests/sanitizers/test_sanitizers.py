"""The OpenCL runtime and the planner under GCC's sanitizers, with PoCL, in a Python that knows nothing of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from python_tests.sanitizers.conftest import ROOT, Run

pytestmark = pytest.mark.sanitizers

COMPILER = os.environ.get("CXX", "g++")
HERE = Path(__file__).parent
# Python and the drivers leave memory behind, and LLVM puts its own stack for signals in place of the sanitizer's.
OPTIONS = {
    "address,undefined": {
        "ASAN_OPTIONS": "detect_leaks=0:use_sigaltstack=0:abort_on_error=1",
        "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
    },
    "thread": {"TSAN_OPTIONS": f"suppressions={HERE / 'thread.supp'}:exitcode=66"},
}
LIBRARIES = {"address,undefined": ("asan", "ubsan"), "thread": ("tsan",)}


class Sanitizer:
    """Libraries built with a sanitizer, and how Python loads them."""

    def __init__(self, name: str, folder: Path):
        self.name, self.libraries = name, folder / "libraries"
        configure = ["cmake", "-S", ROOT, "-B", folder / "build", "-DCMAKE_BUILD_TYPE=RelWithDebInfo"]
        configure += ["-DTVM_DYDCA_BUILD_EXAMPLES=OFF", f"-DTVM_DYDCA_LIBRARY_DIR={self.libraries}"]
        configure += [f"-DTVM_DYDCA_SANITIZE={name}", f"-DCMAKE_CXX_COMPILER={COMPILER}"]
        configure += [f"-DPython3_EXECUTABLE={sys.executable}"]
        for command in (configure, ["cmake", "--build", folder / "build", "--parallel", "2"]):
            done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr

    def variables(self) -> dict[str, str]:
        names = [f"lib{name}.so" for name in (*LIBRARIES[self.name], "stdc++")]
        # The C++ library comes along since the sanitizers look for its exceptions when they start.
        found = [
            subprocess.run([COMPILER, f"-print-file-name={name}"], capture_output=True, text=True, check=True).stdout
            for name in names
        ]
        return OPTIONS[self.name] | {
            "LD_PRELOAD": ":".join(path.strip() for path in found),
            "PYTHONPATH": str(HERE / "site"),
            "DYDCA_SANITIZED": str(self.libraries),
        }

    def before(self) -> tuple[str, ...]:
        """GCC's ThreadSanitizer wants addresses that are not random."""
        return ("setarch", "-R") if self.name == "thread" else ()


@pytest.fixture(scope="module", params=list(OPTIONS))
def sanitizer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sanitizer:
    return Sanitizer(request.param, tmp_path_factory.mktemp("sanitizer"))


LOADED = """
import tvm
from tvm_dydca.planner import native
native.library()
print(*{line.split()[-1] for line in open("/proc/self/maps") if "/libdydca" in line})
"""


def test_it_is_in_force(sanitizer: Sanitizer, python: Run) -> None:
    done = python("-c", LOADED, before=sanitizer.before(), **sanitizer.variables())
    expected = {str(sanitizer.libraries / f"libdydca_{name}.so") for name in ("opencl", "planner")}
    assert set(done.stdout.split()) == expected, done.stderr


def test_threads(sanitizer: Sanitizer, python: Run, demo_network: Path) -> None:
    """The cache of kernels, one kernel, memory and its pools, timers, errors, plans and sessions."""
    program = ("-m", "python_tests.sanitizers.threads", demo_network)
    done = python(*program, before=sanitizer.before(), **sanitizer.variables())
    assert done.stdout.split()[-1:] == ["done"], done.stderr
    assert done.returncode == 0, done.stderr[:4000]
    assert "Sanitizer" not in done.stderr, done.stderr[:4000]


TESTS = [
    *(f"opencl/test_{name}.py" for name in ("arena", "cache", "convolutions", "errors", "fuzz", "offsets", "runtime")),
    "opencl/test_textures.py",
    "planner/test_native.py",
    "planner/test_solve.py",
    "runtime/test_opencl_session.py",
]


@pytest.mark.parametrize("sanitizer", ["address,undefined"], indirect=True)
def test_the_ordinary_tests(sanitizer: Sanitizer, python: Run) -> None:
    """But for those of the library's file and of the stock Adreno path, which is TVM's code."""
    deselected = "--deselect=python_tests/planner/test_native.py::test_only_the_interface_is_exported"
    tests = [ROOT / "python_tests" / name for name in TESTS]
    done = python("-m", "pytest", "-q", "-s", "-x", deselected, *tests, **sanitizer.variables())
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert "Sanitizer" not in done.stdout + done.stderr

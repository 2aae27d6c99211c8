"""``cmake/FindApacheTVM.cmake`` names what is missing or of a wrong version, and how to install it."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

MODULES = Path(__file__).parents[2] / "cmake"
Configure = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def configure(tmp_path: Path, cmake: Callable[..., subprocess.CompletedProcess[str]]) -> Configure:
    """Return a function that configures a project which asks for TVM in a given Python, and prints what it got."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "CMakeLists.txt").write_text(
        f"""
        cmake_minimum_required(VERSION 3.18)
        project(probe LANGUAGES NONE)
        list(APPEND CMAKE_MODULE_PATH "{MODULES.as_posix()}")
        find_package(ApacheTVM REQUIRED)
        get_target_property(library ApacheTVM::runtime IMPORTED_LOCATION)
        message(STATUS "found=${{ApacheTVM_VERSION}}|${{ApacheTVM_FFI_VERSION}}|${{library}}")
        """
    )

    def run(python: Path | str, *options: str) -> subprocess.CompletedProcess[str]:
        return cmake("-S", source, "-B", tmp_path / "build", f"-DPython3_EXECUTABLE={python}", *options)

    return run


@pytest.fixture
def other_python(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Return a function that makes a Python with these packages, by name and version: no more than their metadata."""

    def make(packages: dict[str, str]) -> Path:
        root = tmp_path / "python"
        venv.create(root, symlinks=True)
        python = root / "bin" / "python"
        query = "import sysconfig; print(sysconfig.get_path('purelib'))"
        site = Path(subprocess.run([python, "-c", query], capture_output=True, text=True, check=True).stdout.strip())
        for name, version in packages.items():
            folder = site / f"{name.replace('-', '_')}-{version}.dist-info"
            folder.mkdir()
            (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
            module = site / name.removeprefix("apache-").replace("-", "_")
            module.mkdir()
            (module / "__init__.py").write_text("raise SystemExit('FindApacheTVM must import neither package')\n")
        return python

    return make


def test_this_python(configure: Configure) -> None:
    done = configure(sys.executable)
    assert done.returncode == 0, done.stderr
    version, ffi, library = re.search(r"found=(.*)\|(.*)\|(.*)", done.stdout).groups()  # type: ignore[union-attr]
    assert version == importlib.metadata.version("apache-tvm")
    assert ffi == importlib.metadata.version("apache-tvm-ffi")
    assert Path(library).is_file()


GOOD = {"apache-tvm": "0.27.0.post1", "apache-tvm-ffi": "0.1.14.post1"}


@pytest.mark.parametrize(
    ("packages", "words"),
    [
        ({}, "lacks apache-tvm or apache-tvm-ffi"),
        ({"apache-tvm": "0.27.0"}, "lacks apache-tvm or apache-tvm-ffi"),
        ({**GOOD, "apache-tvm": "0.26.1"}, "has apache-tvm 0.26.1, but 0.27 is needed"),
        ({**GOOD, "apache-tvm": "0.270.0"}, "has apache-tvm 0.270.0, but 0.27 is needed"),
        (
            {**GOOD, "apache-tvm-ffi": "0.1.15.post2"},
            "has apache-tvm-ffi 0.1.15.post2, but at least 0.1.14 and below 0.1.15",
        ),
        ({**GOOD, "apache-tvm-ffi": "0.1.13"}, "has apache-tvm-ffi 0.1.13, but at least 0.1.14 and below 0.1.15"),
        (GOOD, "headers or libraries are missing"),
    ],
)
def test_refused(
    configure: Configure,
    other_python: Callable[[dict[str, str]], Path],
    packages: dict[str, str],
    words: str,
) -> None:
    done = configure(other_python(packages))
    assert done.returncode != 0
    text = " ".join(done.stderr.split())
    assert words in text
    assert "pip install 'apache-tvm==0.27.*' 'apache-tvm-ffi>=0.1.14,<0.1.15'" in text


def test_another_python_later(configure: Configure, other_python: Callable[[dict[str, str]], Path]) -> None:
    """Neither a failure nor a success stays in the cache of a build folder."""
    without = other_python({})
    for python, good in ((without, False), (sys.executable, True), (without, False)):
        assert (configure(python).returncode == 0) is good


def test_packages_of_another_machine(
    configure: Configure, other_python: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    """A folder stands in place of the Python's own packages, not beside them."""
    done = configure(sys.executable, f"-DApacheTVM_SITE={tmp_path}")
    assert done.returncode != 0
    assert f"{tmp_path} lacks apache-tvm or apache-tvm-ffi" in " ".join(done.stderr.split())
    site = Path(str(importlib.metadata.distribution("apache-tvm").locate_file("")))
    done = configure(other_python({}), f"-DApacheTVM_SITE={site}")
    assert done.returncode == 0, done.stderr
    assert f"|{site}" in done.stdout

"""OpenCL for the emulated arm64 machine: Debian's PoCL in its root, and our native code, cross-compiled.

The compiler is Debian's too, unpacked beside the machine; CMake takes it through ``cmake/aarch64-linux-gnu.cmake``.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from python_tests.native.conftest import tool
from python_tests.rpc.arm64 import ROOT, unpack
from tvm_dydca import hosts, link

TRIPLE = "aarch64-linux-gnu"
POCL = ("pocl-opencl-icd", "ocl-icd-libopencl1")
COMPILER = ("g++-aarch64-linux-gnu",)


@dataclass(frozen=True)
class NativeCode:
    """Our libraries for the machine, and the environment in which its processes find PoCL."""

    opencl: Path
    planner: Path
    environment: dict[str, str]


def add_opencl(machine: Path) -> NativeCode:
    """Put PoCL on a machine that `make_device` made, and compile our native code for it: what has changed of it."""
    pocl, compiler = machine / "pocl", machine / "compiler"
    if not pocl.exists():
        unpack(machine, POCL, host=False)
        _prepare_pocl(machine / "root", _empty(machine / "pocl.new"))
        (machine / "pocl.new").rename(pocl)
    if not compiler.exists():
        unpack(_empty(machine / "compiler.new"), COMPILER, host=True)
        (machine / "compiler.new").rename(compiler)
    libraries = _build(machine / "native", compiler / "root", machine / "site")
    return NativeCode(
        libraries / "libdydca_opencl.so",
        libraries / "libdydca_planner.so",
        {"OCL_ICD_VENDORS": str(pocl), "PATH": f"{pocl / 'bin'}:{os.environ['PATH']}"},
    )


def _prepare_pocl(root: Path, folder: Path) -> None:
    """Write what makes PoCL run outside of a root of its own: its name for the loader, and its linker."""
    # In full: qemu looks into the root where files are opened, and not where the loader asks whether they exist.
    (library,) = (root / "usr" / "lib" / TRIPLE).glob("libpocl.so.2.*")
    (folder / "pocl.icd").write_text(f"{library}\n")
    # PoCL links each kernel by a process of its own, which this machine runs: no program of the root would start.
    (gcc,) = (root / "usr" / "lib" / "gcc" / TRIPLE).iterdir()
    places = [f"-L=/lib/{TRIPLE}", f"-L=/usr/lib/{TRIPLE}", f"-L{gcc}"]
    command = [*link.find_linker(hosts.HOSTS[TRIPLE]), f"--sysroot={root}", *places]
    linker = folder / "bin" / "ld"
    linker.parent.mkdir()
    linker.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n')
    linker.chmod(0o755)


def _build(build: Path, sysroot: Path, site: Path) -> Path:
    cmake, ninja = tool("cmake"), tool("ninja")
    assert cmake is not None, "cmake is needed: pip install cmake (it is in the extra `dev`)"
    configure = [cmake, "-S", str(ROOT), "-B", str(build), "-DTVM_DYDCA_BUILD_EXAMPLES=OFF"]
    configure += ["-G", "Ninja", f"-DCMAKE_MAKE_PROGRAM={ninja}"] if ninja else []
    configure += [
        f"-DCMAKE_TOOLCHAIN_FILE={ROOT / 'cmake' / 'aarch64-linux-gnu.cmake'}",
        f"-DAARCH64_SYSROOT={sysroot}",
    ]
    configure += [f"-DPython3_EXECUTABLE={sys.executable}", f"-DApacheTVM_SITE={site}"]
    configure += [f"-DTVM_DYDCA_LIBRARY_DIR={build / 'lib'}"]
    # The libraries that the compiler itself runs on were unpacked with it.
    (libraries,) = (folder for folder in (sysroot / "usr" / "lib").glob("*-linux-gnu") if folder.name != TRIPLE)
    environment = dict(os.environ) | {"LD_LIBRARY_PATH": str(libraries)}
    for command in (configure, [cmake, "--build", str(build), "--parallel", "2"]):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
        assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout}{done.stderr}"
    return build / "lib"


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder

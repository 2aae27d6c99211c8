"""An OpenCL device for every test: PoCL's from PyPI unless the machine has others; and other processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def device() -> Any:
    """The first OpenCL device; there must be one (the extra `dev` brings PoCL)."""
    import tvm

    from tvm_dydca.opencl import devices

    devices()  # raises with the reason where there is none
    return tvm.opencl(0)


@pytest.fixture(scope="session")
def target() -> Any:
    import tvm

    return tvm.target.Target("opencl", host="llvm")


@pytest.fixture
def python(tmp_path: Path) -> Run:
    """Run a program in another process; keywords are environment variables, None removes one."""

    def run(code: str, *args: str | Path, **variables: str | Path | None) -> subprocess.CompletedProcess[str]:
        environment = dict(os.environ) | {"TVM_DYDCA_OPENCL_CACHE": str(tmp_path / "cache")}
        for name, value in variables.items():
            environment.pop(name, None)
            if value is not None:
                environment[name] = str(value)
        command = [sys.executable, "-c", code, *map(str, args)]
        return subprocess.run(
            command, capture_output=True, text=True, env=environment, cwd=ROOT, timeout=120, check=False
        )

    return run


@pytest.fixture(scope="session")
def limited_opencl(tmp_path_factory: pytest.TempPathFactory, device: Any) -> dict[str, str]:
    """Build `limited_opencl.cc`; returns the variables that put it in front of the OpenCL library in use."""
    import tvm_ffi

    loader = Path(json.loads(str(tvm_ffi.get_global_func("dydca.opencl.devices")()))["library"])
    library = tmp_path_factory.mktemp("limited") / "liblimited.so"
    compiler = os.environ.get("CXX", "c++").split()
    sources = [Path(__file__).with_name("limited_opencl.cc"), f"-I{ROOT / 'tvm_dydca' / 'csrc' / 'opencl'}"]
    named = loader.parent == Path(".")  # one of the system's, found by its name
    link = [f"-l:{loader}"] if named else [str(loader), f"-Wl,-rpath,{loader.parent}"]
    flags = ["-std=c++17", "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", "-Wl,--no-as-needed"]
    command = [*compiler, *flags, *sources, "-o", library, *link, "-ldl"]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    variables = {"TVM_DYDCA_OPENCL_LIBRARY": str(library)}
    if loader.parent.name == ".libs":  # the loader inside pyopencl's wheel, with what importing pyopencl would set
        (driver,) = loader.parent.glob("libpocl*.so")
        variables |= {"PYOPENCL_HOME": str(loader.parents[1]), "OCL_ICD_VENDORS": str(driver)}
    return variables

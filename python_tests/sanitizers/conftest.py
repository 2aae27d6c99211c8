"""An artifact for OpenCL with the kernels of the demo's network, and other processes that run it."""

from __future__ import annotations

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
def demo_network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two paths as wide as those of the demo, less deep: the further blocks run the same kernels."""
    return _compiled(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def least_network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with each residual block in one kernel."""
    return _compiled(tmp_path_factory.mktemp("least"), least_memory=True)


def _compiled(root: Path, **options: Any) -> Path:
    import tvm_dydca
    from python_tests.reference import fitted_checkpoint
    from tvm_dydca.importer import load_network

    file = fitted_checkpoint((2, 1), 4, 32, gates=(0.25,)).save(root / "clip.pth")
    tvm_dydca.compile(load_network(file), "opencl", out=root / "artifact", **options)
    return root / "artifact"


@pytest.fixture
def python(tmp_path: Path) -> Run:
    """Run Python in another process, with kernels compiled anew; keywords are environment variables."""

    def run(*args: object, before: tuple[str, ...] = (), **variables: Any) -> subprocess.CompletedProcess[str]:
        environment = dict(os.environ) | {"TVM_DYDCA_OPENCL_CACHE": str(tmp_path / "cache")}
        environment |= {name: str(value) for name, value in variables.items()}
        command = [*before, sys.executable, *map(str, args)]
        return subprocess.run(
            command, capture_output=True, text=True, env=environment, cwd=ROOT, timeout=1200, check=False
        )

    return run

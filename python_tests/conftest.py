"""What all tests share: networks compiled once, and a cache of OpenCL kernels of their own."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Compiled:
    """An artifact, the file it was compiled from, and the PyTorch network that wrote the file."""

    network: Any
    file: Path
    folder: Path

    @cached_property
    def session(self) -> Any:
        import tvm_dydca

        return tvm_dydca.load(self.folder)

    def torch(self, x: Any, path: int) -> Any:
        from python_tests.reference import torch_output

        return torch_output(self.network, x, path)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of `make golden`."""
    parser.addoption("--update-golden", action="store_true", help="write golden files anew, then compare")


@pytest.fixture(scope="session", autouse=True)
def _own_cache() -> Iterator[None]:
    """Keep compiled kernels out of the user's cache; the runtime reads the variable at its first build."""
    with tempfile.TemporaryDirectory() as folder:
        before = os.environ.get("TVM_DYDCA_OPENCL_CACHE")
        os.environ["TVM_DYDCA_OPENCL_CACHE"] = folder
        yield
        if before is None:
            del os.environ["TVM_DYDCA_OPENCL_CACHE"]
        else:
            os.environ["TVM_DYDCA_OPENCL_CACHE"] = before


@pytest.fixture(scope="session")
def target() -> Any:
    """The CPU of this machine."""
    from tvm_dydca import targets

    return targets.resolve("llvm")


@pytest.fixture(scope="session")
def compile_fitted(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Compiled]:
    """Compile a checkpoint of `dydca fit`; the arguments are those of `reference.fitted_checkpoint`, and bounds."""

    def make(*args: Any, bounds: Any = None, buckets: Any = None, **options: Any) -> Compiled:
        import tvm_dydca
        from python_tests.reference import fitted_checkpoint
        from tvm_dydca.importer import load_network

        root = tmp_path_factory.mktemp("fitted")
        checkpoint = fitted_checkpoint(*args, **options)
        file = checkpoint.save(root / "clip.pth")
        tvm_dydca.compile(load_network(file, bounds=bounds), "llvm", out=root / "artifact", buckets=buckets)
        return Compiled(checkpoint.network(), file, root / "artifact")

    return make


@pytest.fixture(scope="session")
def compile_released(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Compiled]:
    """Compile a checkpoint in the released layout: (blocks, scale, width), thresholds and bounds."""

    def make(*args: Any, thresholds: tuple[int, ...], bounds: str) -> Compiled:
        import tvm_dydca
        from python_tests.reference import ReleasedNetwork
        from tvm_dydca.importer import Bounds, load_network

        root = tmp_path_factory.mktemp("released")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # weight_norm is deprecated; released files are made with it
            network = ReleasedNetwork(*args)
        file = network.save(root / "released.pth")
        imported = load_network(file, thresholds=thresholds, bounds=Bounds.parse(bounds))
        tvm_dydca.compile(imported, "llvm", out=root / "artifact")
        return Compiled(network, file, root / "artifact")

    return make


@pytest.fixture(scope="session")
def fitted(compile_fitted: Callable[..., Compiled]) -> Compiled:
    """Two paths routed by content, x2, 20 channels, for a video of 131x75: LR frames of 66x38."""
    return compile_fitted((2, 1), 2, 20, gates=(0.25,))


@pytest.fixture(scope="session")
def bucketed(compile_fitted: Callable[..., Compiled]) -> Compiled:
    """The network of `fitted`, each path and the gate in three versions for buckets of sizes."""
    buckets = [{"H": high, "W": (1, 66)} for high in ((1, 12), (13, 20), (21, 38))]
    return compile_fitted((2, 1), 2, 20, gates=(0.25,), buckets=buckets)


@pytest.fixture(scope="session")
def released(compile_released: Callable[..., Compiled]) -> Compiled:
    """Two networks routed by height (H < 20 takes the first), x4, 16 channels, H and W from 1 to 64."""
    return compile_released((2, 1), 4, 16, thresholds=(20,), bounds="H=1:64,W=1:64")

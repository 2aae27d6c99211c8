"""A farm with two servers under one key, and artifacts for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tvm_dydca
from python_tests.rpc.farm import Farm, Server
from tvm_dydca.importer import load_network


@pytest.fixture(scope="session")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    farm = Farm(tmp_path_factory.mktemp("farm"))
    try:
        yield farm
    finally:
        farm.stop()


@pytest.fixture(scope="session")
def servers(farm: Farm) -> list[Server]:
    """Two of TVM's own servers under the key ``board``, which tests leave alive and free."""
    return [farm.start_server("board") for _ in range(2)]


@pytest.fixture(scope="session")
def guarded(farm: Farm) -> Server:
    """Our server under the key ``guarded``."""
    return farm.start_server("guarded", module="tvm_dydca.rpc.server")


@pytest.fixture(scope="session")
def frail(farm: Farm) -> Server:
    """A server of TVM's under the key ``frail``, which one test kills."""
    return farm.start_server("frail")


@pytest.fixture
def board(farm: Farm, servers: list[Server], guarded: Server, frail: Server) -> list[Server]:
    """The servers, once both are free. The others that tests use start beside them."""
    farm.wait("board", len(servers))
    return servers


@pytest.fixture(scope="session")
def opencl_folder(fitted: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("opencl") / "artifact"
    tvm_dydca.compile(load_network(fitted.file), "opencl", out=folder)
    return folder

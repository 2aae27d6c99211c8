"""Whole networks with each residual block in one kernel: what they compute, what they hold, and who is told why not."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import tvm_dydca
from python_tests.reference import NETWORK_TOLERANCE, random_image, relative_error
from tvm_dydca.cli.main import main
from tvm_dydca.importer import load_network

WIDTH, BLOCKS = 20, {"path_0": 2, "path_1": 1}
"""Of the fitted network: channels between blocks, and residual blocks of each path."""


def schedules(artifact: Any) -> dict[str, int]:
    return {entry["schedule"]: entry["calls"] for entry in artifact.plan()["kernels"] if entry["function"] == "path_0"}


def aligned(size_bytes: int) -> int:
    return -(-size_bytes // 256) * 256


@pytest.fixture(scope="module")
def artifacts(fitted: Any, device: Any, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """The network with two kernels a block, and with one."""
    root = tmp_path_factory.mktemp("least")
    network = load_network(fitted.file)
    return [tvm_dydca.compile(network, "opencl", out=root / str(least), least_memory=least) for least in (False, True)]


def test_it_computes_what_pytorch_does(artifacts: list[Any], fitted: Any) -> None:
    session = tvm_dydca.load(artifacts[1].path, "opencl:0")
    rng = np.random.default_rng(3)
    for size in ((2, 3), (16, 66), (17, 31), (38, 66), (9, 15)):
        x = random_image(rng, *size)
        for path in (0, 1):
            assert relative_error(session.run(x, path=path), fitted.torch(x, path)) < NETWORK_TOLERANCE


def test_the_wide_tensor_is_not_in_the_arena(artifacts: list[Any]) -> None:
    two, one = (artifact.plan() for artifact in artifacts)
    assert schedules(artifacts[1])["direct3x3_20x40_block"] == BLOCKS["path_0"]
    assert not any(schedule.startswith("winograd") for schedule in schedules(artifacts[1]))
    bounds = artifacts[1].manifest["functions"]["main"]["bounds"]
    narrow = bounds["H"][1] * bounds["W"][1] * WIDTH * 4
    for plan, widest in ((two, aligned(2 * narrow)), (one, aligned(narrow))):
        held = [buffer for root in plan["arena"]["roots"] for buffer in root["buffers"] if "path_" in buffer["name"]]
        assert max(buffer["size_bytes"] for buffer in held) == widest
        assert {buffer["kind"] for buffer in held} == {"value"}, "no kernel of a path has a workspace"
    # Of two kernels x, which the second writes its result over, and the wide tensor; of one x and the result.
    assert two["planned_bytes"] - one["planned_bytes"] == aligned(2 * narrow) - aligned(narrow)


def test_the_report_says_why_it_is_not_taken(artifacts: list[Any]) -> None:
    (entry,) = [
        entry
        for entry in artifacts[0].plan()["kernels"]
        if entry["function"] == "path_0" and entry["schedule"] == "winograd4x4_40x20_residual"
    ]
    (reason,) = entry["passed_over"]
    assert reason.startswith("residual_block: two kernels are faster where it was measured")


def test_images_of_fixed_sizes(fitted: Any, device: Any, tmp_path: Any) -> None:
    fixed = [{"H": (16, 16), "W": (20, 20)}]
    artifact = tvm_dydca.compile(
        load_network(fitted.file), "qcom/adreno-opencl-texture", out=tmp_path, buckets=fixed, least_memory=True
    )
    blocks = [entry["body"] for entry in artifact.plan()["opencl"] if "block" in entry["function"]]
    assert blocks
    assert all(body["image_reads"] > body["tested_loads"] > 0 for body in blocks), "weights, and texels of the input"
    x = random_image(np.random.default_rng(4), 16, 20)
    session = tvm_dydca.load(artifact.path, "opencl:0")
    assert relative_error(session.run(x, path=0), fitted.torch(x, 0)) < NETWORK_TOLERANCE


def test_the_command_takes_it(fitted: Any, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--target", "opencl", "--out", str(tmp_path / "artifact"), "--least-memory", "--report", "--json"]
    assert main(["compile", str(fitted.file), *options]) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert "direct3x3_20x40_block" in {entry["schedule"] for entry in found["kernels"]}

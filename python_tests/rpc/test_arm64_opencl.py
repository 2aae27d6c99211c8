"""Our native code on the emulated arm64 device, cross-compiled: the OpenCL runtime on Debian's PoCL, the planner.

Runs with ``make test-rpc-arm64-opencl``. PoCL and the compiler are 700 MB, and a kernel takes seconds to build there.
"""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from python_tests.reference import NETWORK_TOLERANCE, random_image, relative_error
from python_tests.rpc.arm64 import ROOT, make_device
from python_tests.rpc.arm64_opencl import TRIPLE, add_opencl
from tvm_dydca import rpc
from tvm_dydca.cli.main import main

KEY = "arm64-opencl"

PLAN = """
import json, random, sys
from tvm_dydca.planner import Buffer, Problem, native, solve
if sys.argv[1]:  # a library elsewhere than beside the module, where that of the other machine lies
    native.library_name = lambda: sys.argv[1]
draw = random.Random(5)
buffers = []
for k in range(60):
    lower = draw.randrange(40)
    buffers.append(Buffer(str(k), lower, lower + draw.randrange(1, 12), draw.randrange(1, 4096), 64))
plan = solve(Problem(tuple(buffers)), strategy="improve", seed=3, max_steps=2000, budget_s=60)
print(json.dumps({"offsets": plan.offsets_bytes, "size": plan.size_bytes, "native": plan.statistics.native}))
"""

# Made before the farm, whose processes end after a time.
pytestmark = [pytest.mark.arm64, pytest.mark.usefixtures("native")]


@pytest.fixture(scope="session")
def device():
    return make_device(ROOT / "build" / "arm64")


@pytest.fixture(scope="session")
def native(device):
    return add_opencl(device.parents[1])


@pytest.fixture(scope="module")
def server(device, native, farm):
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (native.environment | {"POCL_CACHE_DIR": str(farm.folder / "pocl")}).items():
            patch.setenv(name, value)
        return farm.start_server(KEY, "--load-library", str(native.opencl), python=str(device))


@pytest.fixture(scope="module")
def compile_for(fitted, tmp_path_factory):
    def compile_for(target, *options):
        folder = tmp_path_factory.mktemp("arm64") / "artifact"
        argv = ["compile", str(fitted.file), "--host", TRIPLE, "--target", target, "--out", str(folder), *options]
        assert main(argv) == 0
        return folder

    return compile_for


def test_the_device_is_listed(farm, server, capsys):
    farm.wait(KEY, 1)
    assert main(["devices", "--rpc", str(farm.tracker), "--json"]) == 0
    (key,) = [one for one in json.loads(capsys.readouterr().out.splitlines()[-1])["keys"] if one["key"] == KEY]
    (machine,) = key["machines"]
    assert machine["address"] == server.address
    assert machine["opencl_problem"] is None
    (device,) = machine["opencl"]
    assert "aarch64" in device["version"]
    assert device["memory_bytes"] > 0
    assert device["images"]


def test_every_path_gives_what_pytorch_gives(farm, server, compile_for, fitted):
    folder = compile_for("opencl")
    farm.wait(KEY, 1)
    rng = np.random.default_rng(11)
    with rpc.load(folder, farm.tracker, KEY, "opencl:0", timeout_s=120) as session:
        assert session.address == server.address
        for size in [(38, 66), (1, 1), (17, 9)]:
            x = random_image(rng, *size)
            for path in (0, 1):
                assert relative_error(session.run(x, path=path), fitted.torch(x, path)) < NETWORK_TOLERANCE
        assert session.time_on_device(random_image(rng, 9, 14), 0) > 0
        assert session.losses == 0
    assert farm.left_files() == []


def test_textures_give_what_pytorch_gives(farm, server, compile_for, fitted):
    folder = compile_for("qcom/adreno-opencl-texture", "--buckets", "H=17:18@18,W=9:10@10")
    assert json.loads((folder / "manifest.json").read_text())["textures"]["kernels"] > 0
    farm.wait(KEY, 1)
    rng = np.random.default_rng(12)
    with rpc.load(folder, farm.tracker, KEY, "opencl:0", timeout_s=120) as session:
        for size in [(18, 10), (17, 9)]:
            x = random_image(rng, *size)
            for path in (0, 1):
                assert relative_error(session.run(x, path=path), fitted.torch(x, path)) < NETWORK_TOLERANCE


def test_the_planner_plans_as_it_does_here(device, native):
    plans = []
    for python in (str(device), sys.executable):
        command = [python, "-c", PLAN, str(native.planner if python == str(device) else "")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        plans.append(json.loads(done.stdout))
    assert plans[0] == plans[1]
    assert plans[0]["native"]

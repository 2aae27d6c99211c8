"""An emulated arm64 device at the end of the tracker: artifacts that were compiled for it, and what goes wrong there.

Runs with ``make test-rpc-arm64``, which makes the device of packages of Debian and PyPI in half a minute.
"""

from __future__ import annotations

import json

import numpy as np
import pytest

import tvm_dydca
from python_tests.cli.conftest import last_json, write_clip
from python_tests.reference import NETWORK_TOLERANCE, random_image, relative_error
from python_tests.rpc.arm64 import ROOT, make_device
from python_tests.tuning.networks import convolutions
from tvm_dydca import hosts, rpc
from tvm_dydca.cli.main import main
from tvm_dydca.errors import InputError
from tvm_dydca.rpc import RpcError
from tvm_dydca.tuning import Settings, tune
from tvm_dydca.tuning.devices import Farm
from tvm_dydca.video import VideoReader

pytestmark = pytest.mark.arm64

TRIPLE = "aarch64-linux-gnu"


@pytest.fixture(scope="module")
def device():
    return make_device(ROOT / "build" / "arm64")


@pytest.fixture(scope="module")
def stock(farm, device):
    """TVM's own server, with TVM's runtime alone and the functions of it that tuning needs."""
    extra = device.parents[1] / "site" / "tvm" / "lib" / "libtvm_runtime_extra.so"
    assert extra.is_file()
    return farm.start_server("arm64", "--load-library", str(extra), python=str(device))


@pytest.fixture(scope="module")
def guarded(farm, device):
    return farm.start_server("arm64-guarded", module="tvm_dydca.rpc.server", python=str(device))


@pytest.fixture(scope="module")
def folder(fitted, tmp_path_factory):
    folder = tmp_path_factory.mktemp("arm64") / "artifact"
    argv = ["compile", str(fitted.file), "--host", "aarch64-linux-gnu", "--out", str(folder)]
    assert main(argv) == 0
    return folder


def test_every_path_gives_what_pytorch_gives(farm, stock, folder, fitted):
    farm.wait("arm64", 1)
    rng = np.random.default_rng(9)
    with rpc.load(folder, farm.tracker, "arm64", timeout_s=30) as session:
        assert session.address == stock.address
        for size in [(38, 66), (1, 1), (17, 66), (9, 14), (3, 4)]:
            x = random_image(rng, *size)
            for path in (0, 1):
                assert relative_error(session.run(x, path=path), fitted.torch(x, path)) < NETWORK_TOLERANCE
        batch = np.concatenate([random_image(rng, 18, 23, contrast=c) for c in (1.0, 0.1, 0.9, 0.05)])
        assert [session.route(one[None]) for one in batch] == [0, 1, 0, 1]
        assert session.time_on_device(batch[:1], 0) > 0
        assert session.losses == 0
    assert farm.left_files() == []


def test_a_video_runs_there(farm, stock, folder, fitted, tmp_path, capsys):
    farm.wait("arm64", 1)
    low = write_clip(tmp_path / "low.mp4", 38, 66, 2)
    shown = []
    for artifact, extra in ((fitted.folder, []), (folder, ["--rpc", str(farm.tracker), "--key", "arm64"])):
        out = tmp_path / "out.mp4"
        assert main(["run", str(artifact), str(low), "--out", str(out), "--crf", "0", "--json", *extra]) == 0
        with VideoReader(out) as reader:
            shown.append(np.stack([frame.rgb for frame in reader]).astype(int))
    assert np.abs(shown[0] - shown[1]).max() <= 2  # a value between two levels may go either way, before encoding
    assert last_json(capsys.readouterr().out)["rpc"]["server"] == stock.address
    farm.wait("arm64", 1)
    assert main(["devices", "--rpc", str(farm.tracker), "--json"]) == 0
    keys = json.loads(capsys.readouterr().out.splitlines()[-1])["keys"]
    (machine,) = next(one["machines"] for one in keys if one["key"] == "arm64")
    assert machine["cpu"] is None  # TVM's compiler tells, which is not there
    assert "no OpenCL runtime" in machine["opencl_problem"]


def test_artifacts_for_other_machines_are_refused(farm, stock, folder, fitted):
    farm.wait("arm64", 1)
    with pytest.raises(RpcError, match=r"refused: Failed to load dynamic shared library"):
        rpc.load(fitted.folder, farm.tracker, "arm64", timeout_s=30)
    with pytest.raises(InputError, match="for another machine, aarch64-linux-gnu; run it there with --rpc"):
        tvm_dydca.load(folder)
    farm.wait("arm64", 1)
    assert farm.left_files() == []


def test_a_kernel_that_crashes_costs_one_session(farm, guarded, folder, fitted):
    farm.wait("arm64-guarded", 1)
    x = random_image(np.random.default_rng(3), 20, 30)
    with rpc.load(folder, farm.tracker, "arm64-guarded", timeout_s=30) as session:
        guarded.crash_session()
        assert relative_error(session.run(x, path=1), fitted.torch(x, 1)) < NETWORK_TOLERANCE
        assert session.losses == 1


def test_tuning_measures_on_the_device(farm, stock, tmp_path):
    """Candidates are linked for it, and run there; the artifact with the tuned kernel does as well."""
    target = hosts.resolve("llvm", TRIPLE)
    mod = convolutions((20, 24), 8, 16)
    farm.wait("arm64", 1)
    (result,) = tune(mod, target, tmp_path / "db", Farm(farm.tracker, "arm64", 60), Settings(trials=3, batch=3)).tasks
    assert (result.measured, result.failed) == (3, 0)
    assert 0 < result.best_s <= result.default_s < 60
    with pytest.raises(InputError, match=r"for target kind=llvm mcpu=cortex-a76 .*, here it is kind=llvm"):
        tvm_dydca.compile(mod, "llvm", out=tmp_path / "here", tuned=tmp_path / "db")
    artifact = tvm_dydca.compile(mod, target, out=tmp_path / "artifact", tuned=tmp_path / "db")
    tuned = artifact.plan()["tuned"]
    assert (len(tuned["hits"]), tuned["misses"]) == (1, {})
    farm.wait("arm64", 1)
    assert farm.left_files() == []

"""An emulated arm64 device at the end of the tracker: artifacts that were compiled for it, and what goes wrong there.

Runs with ``make test-rpc-arm64``, which makes the device of packages of Debian and PyPI in half a minute.
"""

from __future__ import annotations

import functools
import inspect
import json

import numpy as np
import pytest

import tvm_dydca
from python_tests.cli.conftest import last_json, write_clip
from python_tests.reference import NETWORK_TOLERANCE, random_image, relative_error
from python_tests.rpc.arm64 import ROOT, make_device
from python_tests.rpc.tuning import TRIPLE, build_candidate, export_candidate
from tvm_dydca import hosts, link, rpc
from tvm_dydca.cli.main import main
from tvm_dydca.errors import InputError
from tvm_dydca.rpc import RpcError
from tvm_dydca.video import VideoReader

pytestmark = pytest.mark.arm64


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


def test_tuning_measures_on_the_device(farm, stock, tmp_path, monkeypatch):
    import tvm
    from tvm import te

    # MetaSchedule's intrinsics look at the stack hundreds of times as they are imported, each with all source lines.
    monkeypatch.setattr(inspect, "stack", functools.partial(inspect.stack, 0))
    from tvm.s_tir import meta_schedule as ms

    target = hosts.resolve("llvm", TRIPLE)
    a, b = (te.placeholder((24, 24), name=name) for name in "ab")
    k = te.reduce_axis((0, 24), "k")
    product = te.compute((24, 24), lambda i, j: te.sum(a[i, k] * b[k, j], axis=k), name="product")
    mod = tvm.IRModule({"main": te.create_prim_func([a, b, product]).with_attr("global_symbol", "main")})
    farm.wait("arm64", 1)
    tracker = ms.runner.RPCConfig(farm.tracker.host, farm.tracker.port, "arm64", session_timeout_sec=60)
    once = ms.runner.EvaluatorConfig(number=1, repeat=1, min_repeat_ms=0, enable_cpu_cache_flush=False)
    database = ms.tune_tir(
        mod,
        target,
        str(tmp_path),
        max_trials_global=4,
        num_trials_per_iter=4,
        builder=ms.builder.LocalBuilder(
            max_workers=1, timeout_sec=60, f_build=build_candidate, f_export=export_candidate
        ),
        runner=ms.runner.RPCRunner(rpc_config=tracker, evaluator_config=once, max_workers=1),
        cost_model="random",
        strategy="replay-trace",
        space="llvm",
        num_tuning_cores=1,
        seed=1,
    )
    records = (tmp_path / "database_tuning_record.json").read_text().splitlines()
    assert len(records) == 4
    assert len((tmp_path / "database_workload.json").read_text().splitlines()) == 1
    assert all(0 < record.run_secs[0] < 60 for record in database.get_all_tuning_records())  # 1e16 where one failed
    best = ms.tir_integration.compile_tir(database, mod, target)
    assert best is not None
    library = tmp_path / "best.so"
    tvm.compile(best.mod, target=target).export_library(str(library), **link.export_options(target))
    x, y = np.random.default_rng(2).standard_normal((2, 24, 24), np.float32)
    farm.wait("arm64", 1)
    session = tvm.rpc.connect_tracker(farm.tracker.host, farm.tracker.port).request("arm64", session_timeout=60)
    session.upload(str(library))
    out = tvm.runtime.empty((24, 24), "float32", session.cpu())
    given = [tvm.runtime.tensor(one, session.cpu()) for one in (x, y)]
    session.load_module(library.name)["main"](*given, out)
    assert relative_error(out.numpy(), x @ y) < NETWORK_TOLERANCE

"""Candidates on real devices: this machine's CPU, and OpenCL in another process at the end of the tracker."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

import tvm_dydca
from python_tests.cli.conftest import last_json
from python_tests.reference import NETWORK_TOLERANCE, random_image, relative_error
from python_tests.rpc.farm import free_port
from python_tests.tuning.networks import convolutions
from tvm_dydca.cli.main import main
from tvm_dydca.schedules.cpu import winograd
from tvm_dydca.tuning import Settings, tune
from tvm_dydca.tuning.database import COMPARED, HEADER, RECORDS, WORKLOADS, TuningDatabase
from tvm_dydca.tuning.devices import Farm
from tvm_dydca.tuning.measure import Subject, measure
from tvm_dydca.tuning.space import Candidate
from tvm_dydca.tuning.tasks import find_tasks
from tvm_dydca.tuning.workers import Build, build

KILLED = """
import os, pickle, signal, sys
import tvm
from tvm_dydca import targets
from tvm_dydca.tuning import Settings, tune
from tvm_dydca.tuning.devices import ThisMachine
from tvm_dydca.tuning.settings import Silent

class Dies(Silent):
    def tried(self, task, tried, result):
        os.kill(os.getpid(), signal.SIGKILL)

mod = tvm.ir.load_json(open(sys.argv[1]).read())
tune(mod, targets.resolve("llvm"), sys.argv[2], ThisMachine(int(sys.argv[3]), 60),
     Settings(trials=4, batch=2), observer=Dies())
"""


def subject(candidate, request, target, folder):
    kernel = candidate.kernel(request.groups, target)
    return Subject(kernel, build(Build.of(candidate, kernel, request, target), str(folder)))


def test_times_and_results_are_those_of_the_device(server, cpu_task, target, tmp_path):
    request = cpu_task.request
    default = Candidate.default(request.rule)
    other = Candidate.of(request.rule, winograd.Knobs(tiles=8, rows=4))
    good, reference = (subject(one, request, target, tmp_path) for one in (other, default))
    weight, bias = good.kernel.constants
    wrong = replace(good, kernel=replace(good.kernel, constants=(weight * np.float32(1.001), bias)))
    connection = server.connect()
    try:
        found = measure(connection, "cpu", request, reference, [wrong, good])
    finally:
        connection.close()
    assert 0 < found.default_s < 1
    assert found.drift >= 1
    assert found.outcomes[0].ratios == ()
    assert "its result is wrong by 0.001" in found.outcomes[0].problem
    assert found.outcomes[1].problem is None
    assert len(found.outcomes[1].ratios) >= 3
    assert all(0 < ratio < 100 for ratio in found.outcomes[1].ratios)


def test_a_job_that_is_killed_goes_on_and_its_kernels_are_compiled_in(server, one_kernel, target, tmp_path):
    import tvm

    (tmp_path / "mod.json").write_text(tvm.ir.save_json(one_kernel))
    folder = tmp_path / "db"
    command = [sys.executable, "-c", KILLED, tmp_path / "mod.json", folder, str(server.port)]
    done = subprocess.run([str(part) for part in command], timeout=120, cwd=Path(__file__).parents[2])
    assert done.returncode == -signal.SIGKILL
    before = (folder / RECORDS).read_text()
    assert len(before.splitlines()) == 2
    with (folder / RECORDS).open("a") as file:
        file.write('[0, [[["GetSBlock')
    (result,) = tune(one_kernel, target, folder, server, Settings(trials=3, batch=2)).tasks
    assert (result.measured, result.failed) == (3, 0)
    assert (folder / RECORDS).read_text().startswith(before)
    assert not (folder / "candidates").exists()

    (task,) = find_tasks(one_kernel, target)
    default = Candidate.default(task.request.rule)
    database = TuningDatabase.open(folder, target)
    chosen = next(one for one in database.measured(task.key) if one != default)
    database.commit(task.key, chosen, chosen.kernel(task.request.groups, target), target, [1e-9] * (4 * COMPARED))
    artifact = tvm_dydca.compile(one_kernel, target, out=tmp_path / "artifact", tuned=folder)
    plan = artifact.plan()
    assert plan["tuned"]["hits"] == {"winograd6x6_8x16_relu at 20x24": str(chosen)}
    assert plan["tuned"]["misses"] == {}
    (kernel,) = [one for one in plan["kernels"] if one["tuned"]]
    assert kernel["tuned"] == {"size": [20, 24], "rule": chosen.rule, "knobs": dict(chosen.knobs)}


def test_a_network_is_tuned_at_the_end_of_the_tracker_and_compiled(farm, compile_fitted, tmp_path, capsys):
    """From the command line, on OpenCL in another process; then the artifact gives what PyTorch gives."""
    network = compile_fitted((1,), 2, 8, gates=())
    farm.start_server("tuned", module="tvm_dydca.rpc.server")
    farm.wait("tuned", 1)
    folder, artifact = tmp_path / "db", tmp_path / "artifact"
    argv = ["tune", network.file, "--target", "opencl", "--rpc", farm.tracker, "--key", "tuned", "--trials", 2]
    assert main([str(arg) for arg in [*argv, "--work-dir", folder, "--json"]]) == 0
    printed = capsys.readouterr().out
    found = last_json(printed)
    assert [task["measured"] for task in found["tasks"]] == [2] * 5
    needed, offered = ([task for task in found["tasks"] if task["offered"] == is_one] for is_one in (False, True))
    assert {task["best"]["rule"] for task in needed} <= {"opencl.direct", "opencl.winograd"}
    assert [task["best"]["rule"] for task in offered] == ["opencl.residual_block"]
    assert found["best_us"] <= found["default_us"]
    assert found["lost_sessions"] == 0
    assert "us before, " in printed
    assert "x, whole, on the device" in printed
    assert found["network"]["ratio"] <= 1
    assert {file.name for file in folder.iterdir()} == {WORKLOADS, RECORDS, HEADER, ".lock"}

    argv = ["compile", network.file, "--target", "opencl", "--out", artifact, "--tuned", folder, "--report", "--json"]
    assert main([str(arg) for arg in argv]) == 0
    printed = capsys.readouterr().out
    tuned = last_json(printed)["tuned"]
    kernels = 3 if found["network"]["taken"] else 4
    assert len(tuned["hits"]) == kernels
    assert tuned["misses"] == {}
    assert printed.count("tuned at ") == kernels
    x = random_image(np.random.default_rng(1), 23, 31)
    session = tvm_dydca.load(artifact, "opencl:0")
    assert relative_error(session.run(x, path=0), network.torch(x, 0)) < NETWORK_TOLERANCE

    argv = ["compile", network.file, "--out", tmp_path / "other", "--tuned", folder]
    assert main([str(arg) for arg in argv]) == 2
    assert "is for target kind=opencl, here it is kind=llvm" in capsys.readouterr().err
    assert not (tmp_path / "other").exists()


@pytest.mark.slow
def test_the_server_of_a_job_that_is_killed_ends():
    code = (
        "import os, signal\n"
        "from tvm_dydca.tuning.devices import this_machine\n"
        "with this_machine(30) as machine:\n"
        "    machine.connect().close()\n"
        "    print(machine.port, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == -signal.SIGKILL
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", int(done.stdout)), 1).close()
        except OSError:
            return
        time.sleep(0.2)
    pytest.fail("it still listens")


def test_a_lost_session_costs_its_batch(farm, one_kernel, target, tmp_path):
    server = farm.start_server("crashing", module="tvm_dydca.rpc.server")
    farm.wait("crashing", 1)

    class Crashing(Farm):
        sessions = 0

        def connect(self):
            connection = super().connect()
            self.sessions += 1
            if self.sessions == 2:  # the first one asks for the device's name
                server.crash_session()
            return connection

    source = Crashing(farm.tracker, "crashing", 30)
    assert source.count == 1
    (result,) = tune(one_kernel, target, tmp_path, source, Settings(trials=2, batch=2)).tasks
    assert (result.measured, result.failed) == (2, 0)
    assert source.sessions >= 3
    assert farm.left_files() == []


@pytest.mark.slow
def test_two_servers_share_a_job_and_one_of_them_disappears(farm, target, tmp_path):
    servers = [farm.start_server("shared", module="tvm_dydca.rpc.server") for _ in range(2)]
    farm.wait("shared", 2)

    class Sharing(Farm):
        used: ClassVar[list[str]] = []
        lost = ""

        def connect(self):
            connection = super().connect()
            self.used.append(connection.address)
            if len(set(self.used)) == 2 and not self.lost:
                Sharing.lost = connection.address
                next(one for one in servers if connection.address.endswith(f":{one.port}")).kill()
            return connection

    source = Sharing(farm.tracker, "shared", 30)
    assert source.count == 2
    results = tune(convolutions((20, 24), 8, 16, 24), target, tmp_path, source, Settings(trials=3, batch=2)).tasks
    assert [(result.measured, result.failed) for result in results] == [(3, 0)] * 2
    assert source.lost
    assert source.lost not in source.used[source.used.index(source.lost) + 1 :]


def test_no_tracker_and_no_server(farm, fitted, tmp_path, capsys):
    argv = ["tune", fitted.file, "--work-dir", tmp_path / "db", "--rpc-timeout", 2]
    assert main([str(arg) for arg in [*argv, "--rpc", f"127.0.0.1:{free_port()}"]]) == 1
    assert "cannot be reached" in capsys.readouterr().err
    assert main([str(arg) for arg in [*argv, "--rpc", farm.tracker, "--key", "nobody"]]) == 2
    assert "no server under the key 'nobody'" in capsys.readouterr().err
    assert main([str(arg) for arg in [*argv, "--host", "aarch64-linux-gnu"]]) == 2
    assert "are measured there: give --rpc" in capsys.readouterr().err
    assert not (tmp_path / "db").exists()

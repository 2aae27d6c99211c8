"""What stock TVM says of constants in textures, and that `_compat.quiet_scopes` keeps it from stderr, and it alone."""

from __future__ import annotations

import os
import threading
from typing import Any

import pytest

import tvm_dydca
from python_tests.opencl.conftest import Run
from tvm_dydca import _compat
from tvm_dydca.importer import Bounds, load_network

TEXTURES = "qcom/adreno-opencl-texture"

LOADED = """
import sys, tvm, tvm_dydca
tvm_dydca.load(sys.argv[1], "opencl:0")
print("by a session", file=sys.stderr, flush=True)
tvm.runtime.load_module(sys.argv[1] + "/lib.so")
"""


@pytest.fixture(scope="module")
def compiled(fitted: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    network = load_network(fitted.file, bounds=Bounds((1, 9), (1, 9)))
    return tvm_dydca.compile(network, TEXTURES, out=tmp_path_factory.mktemp("scopes") / "artifact")


def test_a_session_is_quiet_and_stock_tvm_is_not(python: Run, device: Any, compiled: Any) -> None:
    done = python(LOADED.replace("lib.so", compiled.library.name), compiled.path)
    assert done.returncode == 0, done.stderr
    before, _, after = done.stderr.partition("by a session")
    assert "Scope" not in before
    assert after.count("Warning: Scope Loaded:global.texture") >= 4, "repaired: take quiet_scopes out"


def test_other_lines_come_through_in_their_order(capfd: pytest.CaptureFixture[str]) -> None:
    with _compat.quiet_scopes():
        os.write(2, b"first\n[1] executable.cc:340: Warning: Scope Loaded:global.texture\nlast")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "first\nlastafter\n"


def test_lines_are_there_after_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        with _compat.quiet_scopes():
            os.write(2, b"why\n")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert capfd.readouterr().err == "why\n"


def test_several_threads_leave_stderr_as_it_was(capfd: pytest.CaptureFixture[str]) -> None:
    before = os.fstat(2)

    def write() -> None:
        for _ in range(50):
            with _compat.quiet_scopes():
                os.write(2, b"x\n")

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert os.path.samestat(before, os.fstat(2))
    assert capfd.readouterr().err == "x\n" * 200

"""The library: that it is built where it can be, its interface, interruption and threads."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tvm_dydca.planner import native, solve, validate

from .instances import network_problem, random_problem, tight_problem

HEADER = Path(__file__).parents[2] / "tvm_dydca" / "csrc" / "planner" / "planner.h"


def test_it_is_built_where_there_is_a_compiler() -> None:
    if any(shutil.which(name) for name in ("c++", "g++", "clang++")):
        assert native.library() is not None, "pip install -e . did not build the native planner"


def test_strategies_and_abi_are_those_of_the_header() -> None:
    text = HEADER.read_text()
    assert int(re.search(r"#define DYDCA_PLANNER_ABI (\d+)", text)[1]) == native._ABI  # type: ignore[index]
    names = dict(re.findall(r"DYDCA_(\w+) = (\d+)", text))
    assert {name.lower(): int(number) for name, number in names.items()} == {
        name: k for k, name in enumerate(native.STRATEGIES)
    }


def test_only_the_interface_is_exported() -> None:
    nm = shutil.which("nm")
    path = Path(native.__file__).parent / native.library_name()
    if nm is None:
        pytest.fail("nm is needed: install binutils")
    listed = subprocess.run([nm, "-D", "--defined-only", path], capture_output=True, text=True, check=True).stdout
    strong = {line.split()[-1] for line in listed.splitlines() if line.split()[-2] in "TDB"}
    assert strong == {"dydca_planner_abi", "dydca_planner_solve"}


def test_a_library_of_another_version_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "_ABI", -1)
    native.library.cache_clear()
    try:
        with pytest.warns(UserWarning, match="was built from other sources; planning in Python"):
            assert native.library() is None
        problem = random_problem(0, 20)
        found = solve(problem)
        validate(problem, found)
        assert not found.statistics.native
    finally:
        monkeypatch.undo()
        native.library.cache_clear()
    assert solve(problem).statistics.native


def test_calls_from_several_threads_do_not_meet() -> None:
    problems = [network_problem(blocks, 2) for blocks in range(2, 8)] + [tight_problem(k, 80, 0) for k in range(4)]
    alone = [solve(problem, max_steps=3000, budget_s=600) for problem in problems]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda problem: solve(problem, max_steps=3000, budget_s=600), problems))
    for problem, a, b in zip(problems, alone, together):
        validate(problem, b)
        assert a.offsets_bytes == b.offsets_bytes


SEARCH = """
import sys
from python_tests.planner.instances import unreachable_problem
from tvm_dydca.planner import native, solve
if sys.argv[1] == "python":
    native.library = lambda: None
print("searching", flush=True)
solve(unreachable_problem(), strategy="improve", budget_s=600)
"""


@pytest.mark.parametrize("way", ["native", "python"])
def test_ctrl_c_ends_a_search(way: str) -> None:
    """Improvement alone would go on: it cannot prove that the bound is out of reach."""
    environment = {**os.environ, "PYTHONPATH": str(HEADER.parents[3])}
    heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a shell's background jobs ignore it
    with subprocess.Popen(
        [sys.executable, "-c", SEARCH, way],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        preexec_fn=heeding,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "searching\n"
        time.sleep(1)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=60)
    assert error.strip().splitlines()[-1] == "KeyboardInterrupt"
    assert process.returncode == -signal.SIGINT

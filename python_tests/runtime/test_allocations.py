"""A run allocates nothing: counted below TVM, in a process whose malloc is ours."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from python_tests.reference import NETWORK_TOLERANCE, random_image, relative_error

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """Return a function that runs counted_calls.py and returns what it counted."""
    library = tmp_path_factory.mktemp("malloc") / "libcounting_malloc.so"
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc")
    subprocess.run([compiler, "-O2", "-fPIC", "-shared", "-o", library, HERE / "counting_malloc.c"], check=True)

    def run(artifact, calls, largest=1000):
        done = subprocess.run(
            [sys.executable, "-m", "python_tests.runtime.counted_calls", str(artifact), str(calls), str(largest)],
            env={**os.environ, "LD_PRELOAD": str(library)},
            cwd=HERE.parent.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return run


@pytest.mark.parametrize("which", ["fitted", "released", "bucketed"])
def test_a_thousand_calls_of_random_sizes_allocate_nothing(which, request, counted):
    found = counted(request.getfixturevalue(which).folder, 1000)
    assert found["loading"] > 0, "the arena is counted, so the counter works"
    assert found["aligned"] == 0
    assert found["large"] == 0


def test_ten_thousand_calls_leak_nothing(counted, bucketed):
    assert counted(bucketed.folder, 10_000, 12)["grown_bytes"] < 256 * 1024


def test_no_kernel_can_allocate(fitted, released, bucketed):
    """What a kernel takes inside goes through this function of TVM's runtime; no library of ours asks for it."""
    for compiled in (fitted, released, bucketed):
        symbols = (compiled.folder / "lib.so").read_bytes()
        assert b"TVMBackendParallelLaunch" in symbols, "names of imports are there"
        assert b"TVMBackendAllocWorkspace" not in symbols


def test_every_path_and_bucket_gives_what_pytorch_gives(bucketed):
    """In one arena, one after the other, so that each call finds what the one before left."""
    rng = np.random.default_rng(5)
    sizes = [(1, 1), (12, 20), (12, 21), (13, 20), (20, 66), (21, 5), (38, 66), (7, 64), (3, 4), (19, 33)]
    for number, size in enumerate(sizes * 2):
        x = random_image(rng, *size)
        found = bucketed.session.run(x, path=number % 2)
        assert relative_error(found, bucketed.torch(x, number % 2)) < NETWORK_TOLERANCE


def test_small_inputs_touch_little_of_the_arena(bucketed):
    """Each bucket's plan is as small as it can be for itself."""
    plan = bucketed.session.artifact.plan()["arena"]
    (root,) = plan["roots"]
    ends = {panel["title"]: panel["size_bytes"] for panel in root["panels"]}
    for path in ("path_0", "path_1"):
        small, middle, large = (ends[title] for title in ends if title.startswith(path))
        assert small < middle < large == root["size_bytes"]
    for panel in root["panels"]:
        if panel["title"].startswith("path"):
            assert panel["size_bytes"] == panel["lower_bound_bytes"]

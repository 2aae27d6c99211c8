"""TVM's thread pool in our processes: as many threads as processors, and none that delays the end of its process."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from python_tests.busy import busy_processors
from python_tests.reference import random_image
from tvm_dydca import thread_pool
from tvm_dydca.targets import processors

RUN = """
import sys
import numpy as np
import tvm_dydca

session = tvm_dydca.load(sys.argv[1])
np.save(sys.argv[3], session.run(np.load(sys.argv[2]), path=0))
"""


def test_a_process_ends_with_its_work_where_others_want_the_processors(fitted, tmp_path):
    """With TVM's own number of turns it ends some ten minutes later."""
    x, out = random_image(np.random.default_rng(3), 20, 30), tmp_path / "out.npy"
    np.save(tmp_path / "x.npy", x)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TVM_")}
    with busy_processors():
        command = [sys.executable, "-c", RUN, str(fitted.folder), str(tmp_path / "x.npy"), str(out)]
        subprocess.run(command, env=environment, timeout=100, check=True)
    np.testing.assert_array_equal(np.load(out), fitted.session.run(x, path=0))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"TVM_NUM_THREADS": str(processors()), "TVM_THREAD_POOL_SPIN_COUNT": str(thread_pool.SPINS)}),
        (
            {"TVM_NUM_THREADS": "3", "TVM_THREAD_POOL_SPIN_COUNT": "7"},
            {"TVM_NUM_THREADS": "3", "TVM_THREAD_POOL_SPIN_COUNT": "7"},
        ),
        ({"OMP_NUM_THREADS": "3"}, {"OMP_NUM_THREADS": "3", "TVM_THREAD_POOL_SPIN_COUNT": str(thread_pool.SPINS)}),
    ],
)
def test_the_environment_has_the_last_word(given, expected):
    environment = dict(given)
    thread_pool.use_all_processors(environment)
    thread_pool.end_soon(environment)
    assert environment == expected

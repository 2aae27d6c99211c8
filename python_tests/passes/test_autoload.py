"""The pipeline by its name, as `import tvm` registers it."""

import subprocess
import sys

import numpy as np
import pytest
import tvm
from tvm import relax

from python_tests.reference import random_path
from tvm_dydca._autoload import autoload
from tvm_dydca.errors import InputError
from tvm_dydca.importer import Bounds, NetworkSpec, ShapeRouting, build_module
from tvm_dydca.relay_passes import pipeline


@pytest.fixture(scope="module")
def mod():
    path = random_path(np.random.default_rng(0), 1, 2, 16)
    return build_module(NetworkSpec((path,), 2, ShapeRouting(())), Bounds((1, 32), (1, 32)))


def test_compile_with_our_pipeline_by_name(mod, target):
    autoload()  # whether the entry point ran or not, and a second time
    autoload()
    x = tvm.runtime.tensor(np.random.default_rng(1).random((1, 3, 7, 9), np.float32))
    results = []
    for chosen in ("dydca", pipeline(target)):
        executable = tvm.compile(mod, target, relax_pipeline=chosen)
        results.append(relax.VirtualMachine(executable, tvm.cpu())["main"](x).numpy())
    np.testing.assert_array_equal(*results)


def test_without_a_target_there_is_one_sentence(mod):
    autoload()
    with pytest.raises(InputError, match="needs a target"):
        relax.get_pipeline("dydca")(mod)


def test_import_tvm_registers_it_and_imports_no_passes():
    script = (
        "import sys, tvm; from tvm import relax; relax.get_pipeline('dydca'); "
        "ours = [m for m in sys.modules if m.startswith('tvm_dydca.')]; "
        "rest = [m for m in ours if not m.startswith('tvm_dydca.opencl')]; "
        "assert sorted(rest) == ['tvm_dydca._autoload', 'tvm_dydca.errors'], ours"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True, timeout=120)

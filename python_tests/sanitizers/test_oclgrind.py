"""Kernels on oclgrind, a device that checks every access of every work-item and finds races between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from python_tests.sanitizers.conftest import Run

pytestmark = pytest.mark.sanitizers

PLACES = ("/usr/lib/oclgrind/liboclgrind-rt.so", "/usr/local/lib/liboclgrind-rt.so")


@pytest.fixture
def oclgrind(tmp_path: Path) -> dict[str, object]:
    """Return the variables that put it in place of the other devices; its findings go to a file."""
    found = [place for place in PLACES if Path(place).exists()]
    if not found:
        pytest.fail("oclgrind is needed, which PyPI lacks: apt-get install oclgrind")
    return {
        "TVM_DYDCA_OPENCL_LIBRARY": found[0],
        "OCLGRIND_DATA_RACES": 1,
        "OCLGRIND_CHECK_API": 1,
        "OCLGRIND_LOG": tmp_path / "findings",
    }


def findings(variables: dict[str, object]) -> str:
    log = Path(str(variables["OCLGRIND_LOG"]))
    return log.read_text() if log.exists() else ""


BAD = """
import numpy as np, sys, tvm
from python_tests.opencl.kernels import HANDLE, data_handle, load, module_bytes
code = "// Function: f\\n__kernel void f(__global float* x) { int i = get_global_id(0); " + sys.argv[1] + " }"
x = tvm.runtime.tensor(np.ones(8, np.float32), tvm.opencl(0))
load(module_bytes({"f": ([HANDLE], ["threadIdx.x"])}, code))["f"](data_handle(x), 8)
x.numpy()
"""


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("x[i] = 2;", ""),
        ("x[i + 1] = 2;", "Invalid write of size 4"),
        ("x[7 - i] = x[i - 1];", "Invalid read of size 4"),
        ("x[i / 2] = i;", "data race"),
    ],
)
def test_it_finds_what_is_wrong(python: Run, oclgrind: dict[str, object], statement: str, finding: str) -> None:
    done = python("-c", BAD, statement, **oclgrind)
    assert done.returncode == 0, done.stderr
    assert finding in findings(oclgrind)
    assert bool(findings(oclgrind)) == bool(finding)


NETWORK = """
import sys, numpy as np, tvm_dydca
session = tvm_dydca.load(sys.argv[1], "opencl:0")
print(session.device.device_name, flush=True)
for size in ((3, 4), (1, 9)):
    x = np.random.default_rng(0).random((1, 3, *size), np.float32)
    outs = [session.run(x, path=path) for path in range(session.paths)]
    assert np.array_equal(session.run(x), outs[session.route(x)])
    print(*(out.sum() for out in outs), flush=True)
"""


@pytest.mark.parametrize("network", ["demo_network", "least_network"])
def test_the_network_of_the_demo(
    python: Run, oclgrind: dict[str, object], network: str, request: pytest.FixtureRequest
) -> None:
    """Every kernel of both paths and the gate, at two sizes; what they compute is what PoCL does."""
    folder = request.getfixturevalue(network)
    done = python("-c", NETWORK, folder, **oclgrind)
    assert done.returncode == 0, done.stderr
    name, *sums = done.stdout.splitlines()
    assert name == "Oclgrind Simulator"
    assert findings(oclgrind) == ""
    assert "Oclgrind" not in done.stderr
    expected = python("-c", NETWORK, folder).stdout.splitlines()[1:]
    assert [list(map(float, line.split())) for line in sums] == [
        pytest.approx(list(map(float, line.split())), rel=1e-4) for line in expected
    ]


IN_IMAGES = """
import numpy as np, tvm
from tvm import relax
from python_tests.opencl.test_texture_sizes import GRAPH, bounded, compiled, lowered_for
from python_tests.passes.graphs import largest_error
from tvm_dydca import targets
target = targets.resolve("qcom/adreno-opencl-texture")
device = tvm.opencl(0)
function = compiled(lowered_for(target, bounded(16)), target, device)
for size in ((16, 16), (1, 1), (5, 7)):
    print(largest_error(function, GRAPH, size, device), flush=True)
"""


def test_kernels_of_ours_on_textures(python: Run, oclgrind: dict[str, object]) -> None:
    """All families, on images that are larger than what is in them, with weights in images."""
    done = python("-c", IN_IMAGES, **oclgrind)
    assert len(done.stdout.split()) == 3, done.stderr
    assert max(map(float, done.stdout.split())) < 1e-5
    assert findings(oclgrind) == ""


TEXTURES = """
import tvm
from python_tests.opencl.test_adreno import Chain, Pooled, Residual, error, make
from tvm_dydca import _compat
with _compat.adreno():
    for network in (Chain(), Residual(), Pooled(2)):
        print(error(make(network), "qcom/adreno-opencl-texture", tvm.opencl(0), (6, 8)))
"""


def test_kernels_on_textures(python: Run, oclgrind: dict[str, object]) -> None:
    done = python("-c", TEXTURES, **oclgrind)
    assert len(done.stdout.split()) == 3, done.stderr
    assert max(map(float, done.stdout.split())) < 1e-5
    assert findings(oclgrind) == ""

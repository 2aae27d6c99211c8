"""The databases in the package: they fit this version's kernels, and serve the targets that they say."""

from __future__ import annotations

import json

import pytest
import tvm

from benchmarks.networks import dydca
from tvm_dydca import hosts, targets
from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes import pipeline
from tvm_dydca.tuning import TunedKernels
from tvm_dydca.tuning.database import HEADER, RECORDS, WORKLOADS
from tvm_dydca.tuning.packaged import FOLDER, TARGETS, WHEEL, packaged

MOST_BYTES = 4 << 20
AGAIN = "its kernels are others by now: make tuned-database"


@pytest.mark.parametrize("name", TARGETS)
def test_every_kernel_of_the_demo_s_network_is_in_it(name):
    target = targets.resolve(TARGETS[name])
    network = dydca("demo", (4, 2), (68, 160)).compiled()
    tuned = TunedKernels(WHEEL, target, "float32", network)
    assert tuned.database.folder == FOLDER / name
    with target:
        pipeline(target, None, "float32", tuned)(network.build())
    assert tuned.misses == {}, AGAIN
    assert len(tuned.hits) == (4 if name == "opencl" else 3)


@pytest.mark.parametrize("name", TARGETS)
def test_it_is_small_and_holds_the_three_files(name):
    files = list((FOLDER / name).iterdir())
    assert {file.name for file in files} == {HEADER, RECORDS, WORKLOADS}
    assert sum(file.stat().st_size for file in files) < MOST_BYTES
    assert json.loads((FOLDER / name / HEADER).read_text())["device"]


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"kind": "llvm", "mcpu": "cascadelake"}, "cpu-avx512"),
        ({"kind": "llvm", "mcpu": "znver4"}, "cpu-avx512"),
        ({"kind": "llvm", "mcpu": "haswell"}, "cpu-avx2"),
        ({"kind": "llvm", "mcpu": "alderlake"}, "cpu-avx2"),
        ({"kind": "opencl"}, "opencl"),
    ],
)
def test_which_one_a_target_has(options, name):
    assert packaged(tvm.target.Target(options)).name == name


@pytest.mark.parametrize(
    "target",
    [
        tvm.target.Target({"kind": "llvm", "mcpu": "nehalem"}),
        hosts.resolve("llvm", "aarch64-linux-android"),
        tvm.target.Target("qcom/adreno-opencl"),
    ],
    ids=["nehalem", "android", "adreno"],
)
def test_other_targets_have_none(target):
    with pytest.raises(InputError, match=r"has no tuned kernels for target \w+ .*make some with dydca tune"):
        packaged(target)

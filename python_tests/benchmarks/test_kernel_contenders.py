"""What the kernel benchmark times is what it says: each contender computes the group, with the kernels of a network."""

import numpy as np
import pytest

from benchmarks import kernel_contenders as contenders
from benchmarks.bench_kernels import BACKENDS, _choosers, _figures
from benchmarks.kernel_groups import path_groups
from benchmarks.machine_load import Load
from benchmarks.rounds import Measured, Round
from tvm_dydca import targets
from tvm_dydca.tuning.database import TuningDatabase

SIZE = (9, 14)
GROUPS = {group.name: group for group in path_groups()}
KERNELS = {
    "head": "few_channels_3x3_3x32",
    "expand": "winograd6x6_32x64_relu",
    "project": "winograd6x6_64x32_residual",
    "block": "winograd6x6_32x64_block",
    "tail": "winograd6x6_32x48_skip5x5_shuffle4",
}


def error(timed, group):
    timed.run()
    exact = contenders.exact(group, SIZE)
    return np.abs(timed.result() - exact).max() / np.abs(exact).max()


@pytest.mark.parametrize("name", GROUPS)
def test_every_contender_computes_the_same(name, target):
    import tvm

    group, device = GROUPS[name], tvm.cpu()
    ours = contenders.ours(group, SIZE, target, device)
    assert ours.what == KERNELS[name]
    static = contenders.ours(group, SIZE, target, device, static=True)
    for timed in (ours, static, contenders.stock(group, SIZE, target, device), contenders.pytorch(group, SIZE)):
        assert error(timed, group) < 1e-5


def test_work_is_that_of_direct_convolution():
    assert GROUPS["head"].macs_per_pixel == 3 * 32 * 9
    assert GROUPS["block"].macs_per_pixel == 2 * 32 * 64 * 9
    assert GROUPS["tail"].macs_per_pixel == 48 * (32 * 9 + 3 * 25)


def test_ratios_are_paired_and_rates_are_of_medians():
    rounds = [{"ours": 1.0, "stock": 2.0, "matmul": 1.0}, {"ours": 2.0, "stock": 10.0, "matmul": 1.0}]
    rounds.append({"ours": 4.0, "stock": 12.0, "matmul": 2.0})
    found = _figures(Measured(tuple(Round(entry, Load(0.0, 0.0)) for entry in rounds), ()), 2 * 2048**3)
    assert found["over_ours"] == {"stock": 3.0}  # of 2, 5 and 3
    assert found["gflops"]["ours"] == pytest.approx(2 * 2048**3 / 2e9)
    assert found["share_of_matmul"] == 0.5  # of 1, 1 / 2 and 1 / 2
    assert found["ms"] == {"ours": 2000.0, "stock": 10000.0, "matmul": 1000.0}


def test_a_database_is_for_the_backends_that_it_was_made_for(tmp_path, capsys):
    TuningDatabase.create(tmp_path, targets.resolve("llvm"), "float32", "this CPU")
    every = targets.processors()
    assert set(_choosers(tmp_path, BACKENDS, every)) == {"llvm"}  # as dydca tune --target llvm makes it
    assert "no tuned kernels for opencl: the tuning database in" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="fits nothing"):
        _choosers(tmp_path, ["llvm"], every + 1)
    with pytest.raises(SystemExit, match="fits nothing"):
        _choosers(tmp_path / "none", BACKENDS, every)

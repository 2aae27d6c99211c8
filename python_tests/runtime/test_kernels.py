"""What is said of an artifact's kernels: which schedule each has, and why not a better one."""

import numpy as np
import tvm
from tvm import relax

import tvm_dydca
from tvm_dydca.cli.main import main
from tvm_dydca.kernels import kernel_table


def test_every_kernel_of_a_fitted_network_is_named(fitted):
    kernels = fitted.session.artifact.plan()["kernels"]
    path = [entry for entry in kernels if entry["function"] == "path_0"]
    assert [entry["schedule"].split("_")[0] for entry in path] == ["pad", "few", "winograd4x4", "winograd4x4"]
    assert all(entry["calls"] == 1 for entry in path if "block" not in entry["kernel"])
    (reason,) = path[-1]["passed_over"]
    assert reason.endswith("input channels are more than 4")
    assert all(entry["schedule"] == "TVM's default" for entry in kernels if entry["function"] == "gate")
    steps = [(step["function"], step["kernel"]) for root in plan_roots(fitted) for step in root["steps"]]
    assert {(entry["function"], entry["kernel"]) for entry in kernels} <= set(steps)


def plan_roots(fitted):
    return fitted.session.artifact.plan()["arena"]["roots"]


def test_a_convolution_that_no_rule_takes_says_why(tmp_path):
    builder = relax.BlockBuilder()
    x = relax.Var("x", relax.TensorType([1, 8, 12, 12], "float32"))
    with builder.function("main", [x]):
        with builder.dataflow():
            wide = relax.const(np.ones((6, 8, 5, 5), np.float32))
            y = builder.emit(relax.op.nn.conv2d(x, wide, padding=2))
            strided = relax.const(np.ones((6, 6, 3, 3), np.float32))
            y = builder.emit_output(relax.op.nn.conv2d(y, strided, strides=2, padding=1))
        builder.emit_func_output(y)
    artifact = tvm_dydca.compile(builder.get(), tvm.target.Target("llvm"), out=tmp_path / "artifact")
    left = [entry for entry in artifact.plan()["kernels"] if entry["kernel"] is None]
    assert [entry["schedule"].startswith("TVM's default for nn.conv2d") for entry in left] == [True, True]
    assert left[0]["passed_over"] == [
        "few_channels: 8 input channels are more than 4",
        "winograd4x4: the filter is 5x5, not 3x3",
    ]
    assert left[1]["passed_over"][1] == "winograd4x4: its stride is 2x2, not 1x1"
    table = kernel_table(artifact.plan()["kernels"])
    assert "      not winograd4x4: the filter is 5x5, not 3x3" in table.splitlines()


def test_the_command_prints_it(fitted, tmp_path, capsys):
    assert main(["compile", str(fitted.file), "--out", str(tmp_path / "artifact"), "--report"]) == 0
    out = capsys.readouterr().out
    assert "function" in out
    assert "winograd4x4_" in out

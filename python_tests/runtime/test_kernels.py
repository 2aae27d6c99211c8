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
    assert [entry["schedule"].split("_")[0] for entry in path] == ["pad", "few", "winograd6x6", "winograd6x6"]
    assert all(entry["calls"] == 1 for entry in path if "block" not in entry["kernel"])
    reasons = path[-1]["passed_over"]
    assert [reason.partition(":")[0] for reason in reasons] == ["few_channels", "depthwise"]
    assert reasons[0].endswith("input channels are more than 4")
    assert all(entry["schedule"] == "TVM's default" for entry in kernels if entry["function"] == "gate")
    steps = [(step["function"], step["kernel"]) for root in plan_roots(fitted) for step in root["steps"]]
    assert {(entry["function"], entry["kernel"]) for entry in kernels} <= set(steps)


def plan_roots(fitted):
    return fitted.session.artifact.plan()["arena"]["roots"]


def convolutions(batch, *steps):
    """A module of 5x5 convolutions of 8 channels, one after the other."""
    builder = relax.BlockBuilder()
    x = relax.Var("x", relax.TensorType([batch, 8, 12, 12], "float32"))
    with builder.function("main", [x]):
        with builder.dataflow():
            y = x
            for options in steps:
                y = builder.emit(relax.op.nn.conv2d(y, relax.const(np.ones((8, 8, 5, 5), np.float32)), **options))
            y = builder.emit_output(y)
        builder.emit_func_output(y)
    return builder.get()


def test_a_convolution_of_the_last_rule_says_why_the_better_ones_passed_over_it(tmp_path):
    module = convolutions(1, {"padding": 2}, {"padding": 2, "strides": 2})
    artifact = tvm_dydca.compile(module, tvm.target.Target("llvm"), out=tmp_path / "artifact")
    plain, strided = [entry for entry in artifact.plan()["kernels"] if entry["schedule"].startswith("direct")]
    assert plain["passed_over"] == [
        "few_channels: 8 input channels are more than 4",
        "depthwise: the filter takes 8 channels to 8 in each group",
        "winograd: the filter is 5x5, not 3x3",
    ]
    assert strided["schedule"] == "direct5x5_8x8_stride2x2"
    table = kernel_table(artifact.plan()["kernels"])
    assert "      not winograd: the filter is 5x5, not 3x3" in table.splitlines()


def test_a_convolution_that_no_rule_takes_says_why(tmp_path):
    artifact = tvm_dydca.compile(convolutions(2, {}), tvm.target.Target("llvm"), out=tmp_path / "artifact")
    (left,) = [entry for entry in artifact.plan()["kernels"] if entry["kernel"] is None]
    assert left["schedule"].startswith("TVM's default for nn.conv2d")
    assert left["passed_over"] == ["none of ours has its batch, layout, dtype or computed weights"]


def test_the_command_prints_it(fitted, tmp_path, capsys):
    assert main(["compile", str(fitted.file), "--out", str(tmp_path / "artifact"), "--report"]) == 0
    out = capsys.readouterr().out
    assert "function" in out
    assert "winograd6x6_" in out

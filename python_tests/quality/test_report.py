"""What `describe_quality` and its table say of a network, and the times that a roofline predicts."""

from __future__ import annotations

import numpy as np
import pytest
import tvm
from tvm import relax, tirx

from tvm_dydca.kernels import describe_kernels
from tvm_dydca.memory import describe_memory
from tvm_dydca.quality import describe_quality, quality_table
from tvm_dydca.quality.roofline import ADRENO, Gpu
from tvm_dydca.relay_passes import pipeline
from tvm_dydca.relay_passes.record_dims import recorded_dims
from tvm_dydca.schedules.opencl import direct

KNOBS = direct.DEFAULT
GPU = Gpu("one", float32_gflops=1000.0, float16_gflops=2000.0, bandwidth_gbs=10.0)


@pytest.mark.parametrize(
    ("flops", "moved", "dtype", "microseconds"),
    [
        (10**6, 10, "float32", 1.0),  # arithmetic
        (10**6, 10, "float16", 0.5),
        (10, 10**6, "float32", 100.0),  # memory
        (10, 10**6, "float16", 100.0),
        (10**8, 10**6, "float32", 100.0),  # the ridge, where both take as long
    ],
)
def test_the_slower_of_arithmetic_and_memory_counts(flops, moved, dtype, microseconds):
    assert GPU.predicted_us(flops, moved, dtype) == pytest.approx(microseconds)
    assert GPU.ridge("float32") == 100.0


def test_published_peaks_have_float16_at_twice_the_rate():
    for gpu in ADRENO:
        assert gpu.float16_gflops == pytest.approx(2 * gpu.float32_gflops, rel=1e-3)


def network(scale=1):
    """A 5x5 convolution of 8 to 16 channels after a pooling of `scale`, at sizes up to (20, 30)."""
    weight = np.random.default_rng(0).standard_normal((16, 8, 5, 5)).astype(np.float32)
    builder = relax.BlockBuilder()
    sizes = {"H": 20, "W": 30}
    h, w = (tirx.Var(name, "int64") for name in sizes)
    x = relax.Var("x", relax.TensorType((1, 8, h * scale, w * scale), "float32"))
    dims = relax.Var("dims", relax.ShapeType([h, w]))
    bounds = {"tir_var_lower_bound": dict.fromkeys(sizes, 1), "tir_var_upper_bound": sizes, "global_symbol": "main"}
    with builder.function("main", [x, dims], attrs=bounds):
        with builder.dataflow():
            y = builder.emit(relax.op.nn.max_pool2d(x, (scale, scale), (scale, scale))) if scale > 1 else x
            out = builder.emit_output(relax.op.nn.relu(relax.op.nn.conv2d(y, relax.const(weight), padding=2)))
        builder.emit_func_output(out)
    return relax.transform.CanonicalizeBindings()(builder.get())


def lowered(target, scale=1):
    with target:
        return pipeline(target)(network(scale))


@pytest.fixture(scope="module")
def target():
    return tvm.target.Target("opencl", host="llvm")


def described(module, target):
    return describe_quality(module, target, describe_kernels(module, describe_memory(module)["arena"]))


def test_figures_at_the_largest_size(target):
    found = {entry["kernel"]: entry for entry in described(lowered(target), target)}
    conv = found["direct5x5_8x16_relu"]
    assert conv["dims"] == {"H": 20, "W": 30}
    height, width = (-(-size // part) * part for size, part in ((20, KNOBS.rows), (30, KNOBS.columns * KNOBS.pixels)))
    assert conv["flops_at"] == height * width * 16 * (8 * 25 * 2 + 2)
    assert conv["bytes_at"] == 4 * (20 * 30 * (8 + 16) + 8 * 16 * 25 + 16)
    assert conv["intensity"] == pytest.approx(conv["flops_at"] / conv["bytes_at"], abs=1e-3)
    assert conv["within_limits"]
    adreno = conv["predicted"]["Adreno 640"]["float32"]
    assert adreno == {"us": pytest.approx(conv["flops_at"] / 898.5e3, abs=1e-3), "bound": "arithmetic"}
    half = conv["predicted"]["Adreno 640"]["float16"]
    assert half["us"] == pytest.approx(adreno["us"] / 2, rel=1e-2)
    assert found["pack"]["flops_at"] == 0
    assert found["pack"]["predicted"]["Adreno 640"]["float32"]["bound"] == "memory"


def test_a_kernels_dims_are_its_own(target):
    """Twice as high and wide an input: the names are those of the function, the sizes those of the call."""
    dims = recorded_dims(lowered(target, scale=2))
    assert dims["direct5x5_8x16_relu"] == {"H": 20, "W": 30}


def test_a_work_group_beyond_the_limits_is_marked(target):
    small = tvm.target.Target({"kind": "opencl", "max_num_threads": 32}, host="llvm")
    module = lowered(target)
    found = [entry for entry in described(module, small) if entry["kernel"].startswith("direct")]
    assert [entry["within_limits"] for entry in found] == [False]
    assert f"{KNOBS.columns}x{KNOBS.rows}x1 !" in quality_table(found)


def test_without_bounds_there_are_formulas_alone(target):
    main = network()["main"].without_attr("tir_var_upper_bound")
    with target:
        module = pipeline(target)(tvm.IRModule({"main": main}))
    for entry in described(module, target):
        assert entry["dims"] is None
        assert entry["predicted"] is None
        assert "H" in entry["bytes"]
    assert " - " in quality_table(described(module, target))


def test_other_targets_have_none():
    target = tvm.target.Target("llvm")
    module = lowered(target)
    assert described(module, target) == []

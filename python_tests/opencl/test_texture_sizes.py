"""Kernels of ours on images of the upper bound: any size up to it, whatever lies in the rest of the image."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import tvm
from tvm import relax

from python_tests.passes.graphs import Graph, largest_error, relax_module
from python_tests.reference import NETWORK_TOLERANCE
from tvm_dydca import _compat, targets
from tvm_dydca.quality.lowering import device_functions
from tvm_dydca.quality.work import kernel_work
from tvm_dydca.relay_passes import pipeline
from tvm_dydca.relay_passes.dispatch.images import Images
from tvm_dydca.schedules.kernel import PASSED_OVER, SCHEDULE

TEXTURES = "qcom/adreno-opencl-texture"
WEIGHTS = "global.texture-nhwc"
UPPER = 64
SIZES = [(64, 64), (1, 1), (33, 17), (2, 64), (63, 1), (5, 6)]


def steps(ops: Any, x: Any) -> Any:
    """Convolutions of all families, some of which change the size of the image."""
    x = ops.relu(ops.conv(x, 8))
    x = ops.add(ops.conv(x, 8), x)
    x = ops.relu(ops.conv(x, 8, groups=8, strides=(2, 1)))
    x = ops.conv(x, 12)
    x = ops.relu(ops.conv(x, 12, 5, groups=3, strides=2))
    return ops.shuffle(ops.conv(x, 16, 1), 2)


GRAPH = Graph(steps, {"x": 3})


def bounded(side: int = UPPER) -> Any:
    module = relax_module(main=GRAPH)
    return tvm.IRModule({"main": module["main"].with_attr("tir_var_upper_bound", {"H": side, "W": side})})


def images(lowered: Any, scope: str = "global.texture") -> Iterator[list[int]]:
    """Yield the shapes of the images of all kernels; `WEIGHTS` are other ones than those of tensors."""
    for _, func in lowered.functions_items():
        if isinstance(func, tvm.tirx.PrimFunc):
            for param in func.params:
                if tvm.tirx.is_buffer_var(param) and str(param.scope()) == scope:
                    yield [int(dim) for dim in param.shape]


def lowered_for(target: Any, module: Any) -> Any:
    with target:
        return pipeline(target)(module)


def compiled(lowered: Any, target: Any, device: Any) -> Any:
    with _compat.adreno():
        built = relax.build(lowered, target, relax_pipeline=tvm.transform.Sequential([]))
    return relax.VirtualMachine(built, [device] * 3)["main"]


@pytest.fixture(scope="module")
def function(device: Any) -> Any:
    target = targets.resolve(TEXTURES)
    lowered = lowered_for(target, bounded())
    shapes = {tuple(shape) for shape in images(lowered)}
    assert shapes == {(1, 64, 64, 4), (2, 64, 64, 4), (2, 32, 64, 4), (3, 32, 64, 4), (3, 16, 32, 4)}
    return compiled(lowered, target, device)


def test_families_equal_pytorch_at_all_sizes(device: Any, function: Any) -> None:
    """One after the other in the same images, the largest first: what it leaves in them is never read."""
    for size in SIZES:
        assert largest_error(function, GRAPH, size, device) < NETWORK_TOLERANCE, size


def limited(**limits: int) -> Any:
    keys = list(targets.resolve(TEXTURES).keys)
    return tvm.target.Target({"kind": "opencl", "device": "adreno", "keys": keys, "host": "llvm", **limits})


def test_weights_are_in_images_and_give_the_same_bits(device: Any, function: Any) -> None:
    target = tvm.target.Target({"kind": "opencl", "device": "adreno", "keys": KEYS, "host": "llvm"})
    lowered = lowered_for(target, bounded())
    assert list(images(lowered)) != []
    assert list(images(lowered, WEIGHTS)) == []
    in_buffers = compiled(lowered, target, device)
    x = tvm.runtime.tensor(np.random.default_rng(0).standard_normal((1, 3, 21, 40)).astype(np.float32), device)
    np.testing.assert_array_equal(function(x).numpy(), in_buffers(x).numpy())


KEYS = [*targets.resolve(TEXTURES).keys, targets.BUFFER_WEIGHTS]


def test_what_is_in_the_inner_loops() -> None:
    """Texels and weights come from images; only what lies around the image is tested for."""
    target = targets.resolve(TEXTURES)
    lowered = lowered_for(target, bounded())
    assert {len(shape) for shape in images(lowered, WEIGHTS)} == {4, 5, 7}, "depthwise, winograd, direct"
    kernels = {
        str(func.attrs[SCHEDULE]): func
        for _, func in lowered.functions_items()
        if isinstance(func, tvm.tirx.PrimFunc) and SCHEDULE in (func.attrs or {})
    }
    convolutions = [func for name, func in kernels.items() if name.startswith(("winograd", "direct", "depthwise"))]
    assert len(convolutions) == 6
    for func in convolutions:
        (device_function,) = device_functions(func, target)
        body = kernel_work(device_function).body
        assert body.image_reads > body.tested_loads or "depthwise" in str(func.attrs[SCHEDULE])
        assert body.image_reads > 0
        assert body.vector_loads == body.scalar_loads == body.scalar_products == body.tested_products == 0


@pytest.mark.parametrize(("limit", "axes"), [(144, {4, 5, 7}), (143, {4, 7})])
def test_weights_that_are_too_large_for_an_image_are_in_a_buffer(limit: int, axes: set[int]) -> None:
    """Those of Winograd take a row of 4 channels in 36 places, 144 texels."""
    lowered = lowered_for(limited(texture_spatial_limit=limit), bounded())
    assert {len(shape) for shape in images(lowered, WEIGHTS)} == axes


def test_a_larger_image_than_the_target_has_stays_in_a_buffer() -> None:
    lowered = lowered_for(limited(texture_spatial_limit=48, texture_depth_limit=3), bounded())
    assert {tuple(shape) for shape in images(lowered)} == {(3, 16, 32, 4)}
    reasons = [
        str(reason)
        for _, func in lowered.functions_items()
        for reason in (func.attrs or {}).get(PASSED_OVER, [])
        if str(reason).startswith("texture")
    ]
    assert "texture: 64 x 64 texels in 2 layers are more than the target's images of at most 48 x 48 in 3" in reasons


def test_without_a_bound_there_is_no_image() -> None:
    chooser = Images(targets.resolve(TEXTURES), tvm.IRModule())
    h, w = tvm.tirx.Var("H", "int64"), tvm.tirx.Var("W", "int64")
    assert chooser.type_of((2, h, w, 4), "float32", [{"H": 8}]).vdevice is None
    # What H - W is at most, the bounds of both do not tell.
    assert chooser.type_of((2, h - w, w, 4), "float32", [{"H": 8, "W": 4}]).vdevice is None
    assert chooser.global_infos() == {}
    found = chooser.type_of((2, h + 1, w * 2, 4), "float32", [{"H": 8, "W": 4}])
    assert [int(dim) for dim in found.shape] == [2, 9, 8, 4]
    assert str(found.vdevice.memory_scope) == "global.texture"
    assert len(chooser.global_infos()["vdevice"]) == 2

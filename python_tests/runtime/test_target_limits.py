"""Targets with the limits of a device, by the library and by the command line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tvm_dydca import opencl, targets
from tvm_dydca.cli.main import main
from tvm_dydca.errors import InputError

TEXTURES = "qcom/adreno-opencl-texture"


@pytest.fixture(scope="module")
def info() -> Any:
    return opencl.devices()[0]


def test_a_small_device(info: Any) -> None:
    small = replace(
        info, work_group_items=64, local_memory_bytes=8192, image_width=4096, image_height=2048, image_layers=16
    )
    target = targets.with_limits(targets.resolve(TEXTURES), small)
    assert targets.has_textures(target)
    assert target.host is not None
    found = {name: int(target.attrs[name]) for name in ("max_num_threads", "max_threads_per_block")}
    assert set(found.values()) == {64}
    assert int(target.attrs["max_shared_memory_per_block"]) == 8192
    assert int(target.attrs["texture_spatial_limit"]) == 2048
    assert int(target.attrs["texture_depth_limit"]) == 16


@pytest.mark.parametrize("gpu", [True, False])
def test_weights_are_in_images_of_gpus(info: Any, gpu: bool) -> None:
    """A CPU reads an image by many instructions."""
    assert targets.weights_in_images(targets.resolve(TEXTURES))
    target = targets.with_limits(targets.resolve(TEXTURES), replace(info, gpu=gpu))
    assert targets.weights_in_images(target) == gpu
    assert targets.has_textures(target)
    again = targets.with_limits(target, replace(info, gpu=gpu))
    assert list(again.keys) == list(target.keys)


def test_work_groups_stay_at_the_default_of_the_target(info: Any) -> None:
    large = replace(info, work_group_items=4096)
    assert int(targets.with_limits(targets.resolve("opencl"), large).attrs["max_num_threads"]) == 256


def test_textures_need_images(info: Any) -> None:
    bare = replace(info, images=False, image_width=0, image_height=0, image_layers=0)
    with pytest.raises(InputError, match=r"has no images, which .*-texture uses; give --target qcom/adreno-opencl$"):
        targets.with_limits(targets.resolve(TEXTURES), bare)
    assert not targets.has_textures(targets.with_limits(targets.resolve("qcom/adreno-opencl"), bare))


@pytest.mark.parametrize(
    ("target", "device", "message"),
    [
        ("llvm", "opencl:0", "a target of kind llvm has no limits of OpenCL's; leave --limits-of out"),
        (TEXTURES, "cpu", "--limits-of 'cpu' is no OpenCL device; give one that dydca devices lists, as opencl:0"),
        (TEXTURES, "opencl:77", "device 'opencl:77': there are"),
        ("qcom/adreno", "opencl:0", "target 'qcom/adreno': "),
    ],
)
def test_wrong_requests_end_in_one_line(
    fitted: Any, tmp_path: Any, capsys: Any, target: str, device: str, message: str
) -> None:
    out = tmp_path / "artifact"
    argv = ["compile", str(fitted.file), "--target", target, "--limits-of", device, "--out", str(out)]
    assert main(argv) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert message in line
    assert not out.exists()

"""A clip upscaled on an OpenCL device through the command line, as the CPU does it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tvm_dydca
from tvm_dydca.cli.main import main
from tvm_dydca.video import VideoReader

from .conftest import FRAMES, Made, last_json

BUCKETS = "H=1:34@34,W=1:46@46"


def upscaled(artifact: Path, made: Made, out: Path, device: str, capsys: Any) -> tuple[dict[str, Any], list[Any]]:
    argv = ["run", artifact, made.low, "--out", out, "--reference", made.high, "--device", device, "--crf", 0, "--json"]
    assert main([str(arg) for arg in argv]) == 0
    figures = last_json(capsys.readouterr().out)
    with VideoReader(out) as reader:
        return figures, [frame.rgb for frame in reader]


@pytest.mark.parametrize("target", ["qcom/adreno-opencl", "qcom/adreno-opencl-texture"])
def test_a_clip_as_on_the_cpu(made: Made, tmp_path: Path, capsys: Any, target: str) -> None:
    artifact = tmp_path / "artifact"
    argv = ["compile", made.model, "--target", target, "--limits-of", "opencl:0", "--buckets", BUCKETS, "--json"]
    assert main([str(arg) for arg in [*argv, "--out", artifact]]) == 0
    printed = capsys.readouterr().out
    compiled = last_json(printed)
    assert (compiled["texture_kernels"] > 0) == (compiled["image_bytes"] > 0) == target.endswith("texture")
    assert ("beside the arena, which" in printed) == target.endswith("texture")
    found, frames = upscaled(artifact, made, tmp_path / "opencl.mp4", "opencl:0", capsys)
    expected, on_cpu = upscaled(made.artifact, made, tmp_path / "cpu.mp4", "cpu", capsys)
    assert found["frames"] == found["mapped_frames"] == FRAMES
    assert found["psnr"] == pytest.approx(expected["psnr"], abs=1e-3)
    assert found["path_share"] == expected["path_share"]
    assert all(np.abs(a.astype(int) - b).max() <= 2 for a, b in zip(frames, on_cpu, strict=True))
    needed = compiled["planned_bytes"] + compiled["image_bytes"] + compiled["constant_bytes"]
    tvm_dydca.load(artifact, "opencl:0", memory_limit=needed)
    with pytest.raises(tvm_dydca.errors.InputError, match=f"textures of {compiled['image_bytes']} and weights of"):
        tvm_dydca.load(artifact, "opencl:0", memory_limit=needed - 1)

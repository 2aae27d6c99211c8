"""All of the demo's clip on an OpenCL device: every window of every frame equals PyTorch's."""

import numpy as np
import pytest
import torch

import tvm_dydca
from python_tests.reference import fitted_checkpoint
from tvm_dydca.importer import load_network
from tvm_dydca.runtime.frames import FrameUpscaler
from tvm_dydca.video import VideoReader, demo_clip, downscale

LARGEST_ERROR = 1e-4


@pytest.mark.slow
@pytest.mark.parametrize("target", ["opencl", "qcom/adreno-opencl"])
def test_the_demo_s_clip(target, tmp_path):
    scale, size = 4, (272, 640)
    checkpoint = fitted_checkpoint((4, 2), scale, 32, gates=(0.2,), size=size, frames=250)
    network = checkpoint.network().eval()
    tvm_dydca.compile(load_network(checkpoint.save(tmp_path / "model.pt")), target, out=tmp_path / "artifact")
    session = tvm_dydca.load(tmp_path / "artifact", "opencl:0")
    errors = []
    call = session._call

    def checked(name, x, out):
        call(name, x, out)
        with torch.no_grad():
            expected = network.paths[int(name.removeprefix("path_"))](torch.from_numpy(np.array(x))).numpy()
        errors.append(float(np.abs(out - expected).max()))

    session._call = checked
    upscaler = FrameUpscaler(session, size[0] // scale, size[1] // scale)
    with VideoReader(demo_clip()) as clip:
        frames = 0
        for index, frame in enumerate(clip):
            upscaler.upscale(downscale(frame.rgb, scale), index)
            frames += 1
    assert frames == 250
    assert len(errors) > frames, "more windows than frames"
    assert max(errors) < LARGEST_ERROR

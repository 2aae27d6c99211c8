"""The three steps from Python: fit a network to a video, compile it, upscale the low-resolution video with it.

python examples/fit_compile_run.py high.mp4 low.mp4 sr.mp4
"""

import sys

import tvm_dydca
from tvm_dydca.fit.trainer import fit_video
from tvm_dydca.importer import load_network
from tvm_dydca.runtime.video import upscale_video

high, low, out = sys.argv[1:]
fit_video(high, scale=4, paths=2, budget=180, out="model.pt")
artifact = tvm_dydca.compile(load_network("model.pt"), target="llvm", out="artifact")
session = tvm_dydca.load(artifact.path)
figures = upscale_video(session, low, out, reference=high)
print(f"{figures.psnr:.2f} dB (bicubic {figures.bicubic_psnr:.2f}), {figures.upscale_fps:.1f} frames/s")

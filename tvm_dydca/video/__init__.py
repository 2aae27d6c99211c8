"""Video in, video out: decode, downscale, measure and encode frames, at both ends of the flow."""

from tvm_dydca.video.clips import demo_clip
from tvm_dydca.video.metrics import Quality, psnr, ssim
from tvm_dydca.video.reader import Frame, VideoInfo, VideoReader
from tvm_dydca.video.resample import downscale, pad_to_multiple, upscale_bicubic
from tvm_dydca.video.writer import VideoWriter

__all__ = [
    "Frame",
    "Quality",
    "VideoInfo",
    "VideoReader",
    "VideoWriter",
    "demo_clip",
    "downscale",
    "pad_to_multiple",
    "psnr",
    "ssim",
    "upscale_bicubic",
]

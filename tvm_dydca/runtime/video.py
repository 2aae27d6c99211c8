"""A whole video through a session: decoded, upscaled frame by frame, written, and compared with a reference."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from tvm_dydca.errors import InputError
from tvm_dydca.runtime.frames import FrameUpscaler, RoutedFrame
from tvm_dydca.runtime.session import Session
from tvm_dydca.video import Frame, Quality, VideoReader, VideoWriter, upscale_bicubic


@dataclass(frozen=True)
class RunFigures:
    """What upscaling a video took and gave.

    Attributes
    ----------
    frames : frames written, each of them upscaled
    mapped_frames : how many took the sender's path map; the rule routed the others
    upscale_ms : median milliseconds a frame from uint8 pixels to uint8 pixels (routing, windows, network, rounding),
        while the encoder's threads work on the frames before
    upscale_fps : frames over the seconds that upscaling took
    total_fps : frames over the seconds of decoding, upscaling and encoding; measuring quality is not counted
    windows : mean number of calls a frame
    path_share : share of the pixels that each path produced
    psnr, ssim, bicubic_psnr, bicubic_ssim : means over frames against the reference (RGB, and luma), before encoding;
        None without a reference
    """

    frames: int
    mapped_frames: int
    upscale_ms: float
    upscale_fps: float
    total_fps: float
    windows: float
    path_share: tuple[float, ...]
    psnr: float | None = None
    ssim: float | None = None
    bicubic_psnr: float | None = None
    bicubic_ssim: float | None = None


def upscale_video(
    session: Session,
    low: str | Path,
    out: str | Path,
    *,
    reference: str | Path | None = None,
    use_path_map: bool = True,
    crf: int = 16,
    on_frame: Callable[[int, int | None, RoutedFrame], None] | None = None,
) -> RunFigures:
    """Upscale every frame of a video.

    Parameters
    ----------
    low : the low-resolution video; its audio and its frames' times are kept
    out : the video to write, H.264
    reference : the high-resolution original, to measure against
    use_path_map : False to let the receiver's rule route a video that was fitted, too
    crf : quality of H.264, 0 (best) to 51
    on_frame : called after each frame with its index, the number of frames if the file tells, and what was done

    Raises
    ------
    InputError
        For videos that cannot be read, an output that cannot be written, or a reference of another size or length.
    """
    with ExitStack() as stack:
        reader = stack.enter_context(VideoReader(low))
        upscaler = FrameUpscaler(session, reader.info.height, reader.info.width, use_path_map=use_path_map)
        height, width = upscaler.out_height, upscaler.out_width
        truth: Iterator[Frame] | None = None
        if reference is not None:
            original = stack.enter_context(VideoReader(reference))
            height, width = _reference_size(reader, original, session.scale)
            truth = iter(original)
        writer = stack.enter_context(VideoWriter(out, height, width, reader.info.rate, crf=crf, audio_from=low))
        times: list[float] = []
        windows = mapped = 0
        pixels = np.zeros(session.paths, np.int64)
        quality, bicubic = Quality(), Quality()
        total_s = 0.0
        begin = time.perf_counter()
        for frame in reader:
            before = time.perf_counter()
            routed = upscaler.upscale(frame.rgb, frame.index)
            times.append(time.perf_counter() - before)
            image = routed.image[:height, :width]
            writer.write(image, frame.pts, frame.time_base)
            total_s += time.perf_counter() - begin
            windows += len(routed.windows)
            mapped += frame.index < upscaler.mapped_frames
            for path, window in routed.windows:
                pixels[path] += window.height * window.width
            if truth is not None:
                true = next(truth, None)
                if true is None:
                    raise InputError(f"the reference {reference} ends after {frame.index} frames, {low} goes on")
                quality.add(true.rgb, image)
                bicubic.add(true.rgb, upscale_bicubic(frame.rgb, session.scale, height, width))
            if on_frame is not None:
                on_frame(frame.index, reader.info.frames, routed)
            begin = time.perf_counter()
        if truth is not None and next(truth, None) is not None:
            raise InputError(f"the reference {reference} is longer than the {len(times)} frames of {low}")
    measured = reference is not None
    return RunFigures(
        frames=len(times),
        mapped_frames=mapped,
        upscale_ms=float(np.median(times)) * 1e3,
        upscale_fps=len(times) / sum(times),
        total_fps=len(times) / total_s,
        windows=windows / len(times),
        path_share=tuple(float(p) for p in pixels / pixels.sum()),
        psnr=quality.psnr if measured else None,
        ssim=quality.ssim if measured else None,
        bicubic_psnr=bicubic.psnr if measured else None,
        bicubic_ssim=bicubic.ssim if measured else None,
    )


def time_frames(session: Session, low: str | Path, frames: int = 50) -> list[float]:
    """Time the upscaling of a video's first frames, held in memory, with nothing beside it.

    Returns
    -------
    Milliseconds of each frame, from uint8 pixels to uint8 pixels; the first frame is upscaled once before, untimed.
    """
    with VideoReader(low) as reader:
        held = [frame.rgb for frame in islice(reader, frames)]
    upscaler = FrameUpscaler(session, *held[0].shape[:2])
    upscaler.upscale(held[0], 0)
    times = []
    for index, rgb in enumerate(held):
        before = time.perf_counter()
        upscaler.upscale(rgb, index)
        times.append((time.perf_counter() - before) * 1e3)
    return times


def _reference_size(low: VideoReader, original: VideoReader, scale: int) -> tuple[int, int]:
    """Return the reference's height and width, which may be less than a whole number of low-resolution pixels."""
    height, width = original.info.height, original.info.width
    fits = (-(-height // scale), -(-width // scale)) == (low.info.height, low.info.width)
    if not fits:
        raise InputError(
            f"the reference {original.path} is {width}x{height}; for {low.path} at {low.info.width}x{low.info.height} "
            f"and scale {scale} it must be {low.info.width * scale}x{low.info.height * scale} "
            f"(or up to {scale - 1} pixels less)"
        )
    return height, width

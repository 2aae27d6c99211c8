"""The frames that a fit trains on, low and high resolution, with the scores that route them: the sender's first step.

Frames are held as 8 bit, in memory up to a limit and beyond it in temporary files that have no name, so that nothing
is left of them however the process ends.
"""

from __future__ import annotations

import math
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from tvm_dydca.errors import DydcaError
from tvm_dydca.fit.score import MAX_PSNR, Scores, score_frame
from tvm_dydca.model.checkpoint import SourceVideo
from tvm_dydca.patches import PatchGrid
from tvm_dydca.video import VideoReader, downscale, pad_to_multiple, psnr, upscale_bicubic

MEMORY_LIMIT_BYTES = 2 << 30


@dataclass(frozen=True)
class Clip:
    """A video, ready to be fitted.

    Parameters
    ----------
    source
        The video.
    scale
        HR pixels for one LR pixel.
    grid
        Patches over the LR frame.
    lr, hr
        For each frame uint8 of (H, W, 3) and (H * scale, W * scale, 3). HR frames are padded to a multiple of the
        scale by repeating their edge; the true area is that of ``source``.
    coarse, fine, activity
        Scores of all frames, see `FrameScores`.
    bicubic_psnr
        Mean over frames of the PSNR in dB that bicubic reaches on the true area.
    """

    source: SourceVideo
    scale: int
    grid: PatchGrid
    lr: list[npt.NDArray[np.uint8]]
    hr: list[npt.NDArray[np.uint8]]
    coarse: Scores
    fine: Scores
    activity: Scores
    bicubic_psnr: float


def read_clip(path: str | Path, scale: int, halo: int, memory_limit_bytes: int = MEMORY_LIMIT_BYTES) -> Clip:
    """Decode a video once: keep its frames, make the LR ones and score both.

    Raises
    ------
    InputError
        Where the video cannot be read.
    DydcaError
        Where the frames fit neither in memory nor on the temporary folder's disk.
    """
    scores, psnrs = [], []
    # The two lists share the limit by their sizes.
    small = _FrameList(memory_limit_bytes // (scale**2 + 1))
    large = _FrameList(memory_limit_bytes - small.limit_bytes)
    with VideoReader(path) as reader:
        info = reader.info
        grid = PatchGrid.for_frame(-(-info.height // scale), -(-info.width // scale), halo=halo)
        for frame in reader:
            lr = downscale(frame.rgb, scale)
            general = upscale_bicubic(lr, scale, info.height, info.width)
            scores.append(score_frame(grid, scale, lr, frame.rgb, general))
            psnrs.append(psnr(frame.rgb, general))
            small.append(lr)
            large.append(pad_to_multiple(frame.rgb, scale))
        fps = (info.rate.numerator, info.rate.denominator)
    return Clip(
        source=SourceVideo(Path(path).name, info.height, info.width, len(scores), fps),
        scale=scale,
        grid=grid,
        lr=small.close(),
        hr=large.close(),
        coarse=np.stack([s.coarse for s in scores]),
        fine=np.stack([s.fine for s in scores]),
        activity=np.stack([s.activity for s in scores]),
        bicubic_psnr=mean_psnr(psnrs),
    )


def mean_psnr(psnrs: list[float]) -> float:
    """Mean of the frames' PSNR in dB; 100 dB where it is infinite, nan where there is no frame."""
    return sum(min(p, MAX_PSNR) for p in psnrs) / len(psnrs) if psnrs else math.nan


class _FrameList:
    """Frames of one shape: in memory until they exceed the limit, from then on all of them in a temporary file."""

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self.frames: list[npt.NDArray[np.uint8]] = []
        self.file: IO[bytes] | None = None
        self.count = 0
        self.shape: tuple[int, ...] = ()

    def append(self, frame: npt.NDArray[np.uint8]) -> None:
        self.shape = frame.shape
        self.count += 1
        self.frames.append(frame)
        if self.file is None and self.count * frame.nbytes <= self.limit_bytes:
            return
        try:
            if self.file is None:
                # It has no name in the folder, so it cannot be left behind. `close` closes it.
                self.file = tempfile.TemporaryFile()  # noqa: SIM115
            for held in self.frames:
                self.file.write(held.tobytes())
            self.file.flush()
        except OSError as error:
            raise DydcaError(
                f"{self.count} frames of {frame.nbytes} bytes fit neither in memory (at most {self.limit_bytes} bytes "
                f"are used) nor in {tempfile.gettempdir()} ({error.strerror}). Free some space, or set TMPDIR to "
                "another folder."
            ) from error
        self.frames = []

    def close(self) -> list[npt.NDArray[np.uint8]]:
        """Return the frames. Those in a file are mapped, and the file goes when the last of them goes."""
        if self.file is None:
            return self.frames
        with self.file:
            return list(np.memmap(self.file, np.uint8, "r", shape=(self.count, *self.shape)))

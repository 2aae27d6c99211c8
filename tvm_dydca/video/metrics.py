"""How close a picture comes to its reference: the figures that fitting, the demo and the benchmarks report."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from tvm_dydca.errors import InputError
from tvm_dydca.video._optional import video_extra

with video_extra():
    from skimage.metrics import structural_similarity

_BT601_LUMA = np.array([0.299, 0.587, 0.114], np.float32)

#: The side in pixels of SSIM's window: a Gaussian of sigma 1.5, cut at 3.5 sigma.
SSIM_WINDOW = 11


def psnr(reference: npt.NDArray[Any], image: npt.NDArray[Any], shave: int = 0) -> float:
    """Peak signal-to-noise ratio over all channels.

    Parameters
    ----------
    reference, image : ndarray
        (H, W, 3), each uint8, or floating in [0, 1].
    shave : int
        Pixels left out at every border.

    Returns
    -------
    float
        10 log10(1 / mean squared error) in dB; inf when they are equal.

    Raises
    ------
    InputError
        For another shape or type, shapes that differ, or a border that leaves nothing.
    """
    reference, image = _shaved(reference, image, shave, least=1)
    error = float(np.mean(np.square(_unit(reference) - _unit(image)), dtype=np.float64))
    return math.inf if error == 0 else -10 * math.log10(error)


def ssim(reference: npt.NDArray[Any], image: npt.NDArray[Any], shave: int = 0) -> float:
    """Structural similarity of the luma.

    As Wang et al., "Image quality assessment: from error visibility to structural similarity", 2004: Gaussian windows
    of sigma 1.5, population covariance. The luma is BT.601's 0.299 R + 0.587 G + 0.114 B in [0, 1].

    Parameters
    ----------
    reference, image : ndarray
        (H, W, 3), each uint8, or floating in [0, 1].
    shave : int
        Pixels left out at every border.

    Returns
    -------
    float
        At most 1, which means equal.

    Raises
    ------
    InputError
        As for `psnr`, and when less than 11 pixels of a side remain: the window does not fit.
    """
    reference, image = _shaved(reference, image, shave, least=SSIM_WINDOW)
    return float(
        structural_similarity(
            _unit(reference) @ _BT601_LUMA,
            _unit(image) @ _BT601_LUMA,
            gaussian_weights=True,
            use_sample_covariance=False,
            data_range=1.0,
        )
    )


@dataclass
class Quality:
    """PSNR and SSIM of a video, collected frame by frame.

    Attributes
    ----------
    shave : int
        Pixels left out at every border of a frame.
    psnrs : list of float
        dB, one a frame.
    ssims : list of float
        One a frame.
    """

    shave: int = 0
    psnrs: list[float] = field(default_factory=list)
    ssims: list[float] = field(default_factory=list)

    def add(self, reference: npt.NDArray[Any], image: npt.NDArray[Any]) -> None:
        """Measure one frame; arguments and errors are those of `psnr` and `ssim`."""
        measured = psnr(reference, image, self.shave), ssim(reference, image, self.shave)
        self.psnrs.append(measured[0])
        self.ssims.append(measured[1])

    @property
    def frames(self) -> int:
        """How many frames were measured."""
        return len(self.psnrs)

    @property
    def psnr(self) -> float:
        """Mean of the frames' PSNR in dB; inf when a frame is exact, nan before the first frame."""
        return sum(self.psnrs) / self.frames if self.frames else math.nan

    @property
    def ssim(self) -> float:
        """Mean of the frames' SSIM; nan before the first frame."""
        return sum(self.ssims) / self.frames if self.frames else math.nan


def _shaved(
    reference: npt.NDArray[Any], image: npt.NDArray[Any], shave: int, least: int
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    if reference.shape != image.shape or reference.ndim != 3 or reference.shape[2] != 3:
        raise InputError(
            f"cannot compare frames of shapes {reference.shape} and {image.shape}; both must be (height, width, 3)"
        )
    for array in (reference, image):
        if array.dtype != np.uint8 and not np.issubdtype(array.dtype, np.floating):
            raise InputError(f"cannot compare frames of type {array.dtype}; they must be uint8, or floating in [0, 1]")
    height, width = reference.shape[:2]
    if shave < 0 or min(height, width) - 2 * shave < least:
        raise InputError(
            f"{width}x{height} pixels without {shave} at every border are too few; each side must keep {least} or more"
        )
    inner = slice(shave, height - shave), slice(shave, width - shave)
    return reference[inner], image[inner]


def _unit(image: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    unit: npt.NDArray[np.float32] = image.astype(np.float32)
    return unit / np.float32(255) if image.dtype == np.uint8 else unit

"""From a frame to its low-resolution version and back: the sender's downscaling, and the bicubic to beat."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tvm_dydca.errors import InputError
from tvm_dydca.video._optional import video_extra

with video_extra():
    from PIL import Image


def pad_to_multiple(rgb: npt.NDArray[np.uint8], multiple: int) -> npt.NDArray[np.uint8]:
    """Repeat the last row and column until both sides are multiples of ``multiple``.

    Parameters
    ----------
    rgb : ndarray
        uint8 array (H, W, 3).
    multiple : int
        At least 1.

    Returns
    -------
    ndarray
        uint8 array; ``rgb`` itself when nothing is to be added.

    Raises
    ------
    InputError
        For another shape or type, or a multiple below 1.
    """
    _check(rgb, multiple)
    below, right = -rgb.shape[0] % multiple, -rgb.shape[1] % multiple
    if not below and not right:
        return rgb
    return np.pad(rgb, ((0, below), (0, right), (0, 0)), mode="edge")


def downscale(rgb: npt.NDArray[np.uint8], scale: int) -> npt.NDArray[np.uint8]:
    """Shrink by antialiased bicubic (a = -0.5, as in MATLAB's imresize), rounded to 8 bit.

    Parameters
    ----------
    rgb : ndarray
        uint8 array (H, W, 3). It is padded to a multiple of ``scale`` first.
    scale : int
        At least 1.

    Returns
    -------
    ndarray
        uint8 array (ceil(H / scale), ceil(W / scale), 3).

    Raises
    ------
    InputError
        For another shape or type, or a scale below 1.
    """
    padded = pad_to_multiple(rgb, scale)
    return _resize(padded, padded.shape[0] // scale, padded.shape[1] // scale)


def upscale_bicubic(lr: npt.NDArray[np.uint8], scale: int, height: int, width: int) -> npt.NDArray[np.uint8]:
    """Enlarge by bicubic (a = -0.5) and crop away what ``downscale`` had padded.

    Parameters
    ----------
    lr : ndarray
        uint8 array (ceil(height / scale), ceil(width / scale), 3).
    scale : int
        At least 1.
    height, width : int
        Size of the result.

    Returns
    -------
    ndarray
        uint8 array (height, width, 3).

    Raises
    ------
    InputError
        For another shape or type, a scale below 1, or a size that does not belong to that of ``lr``.
    """
    _check(lr, scale)
    if lr.shape[:2] != (-(-height // scale), -(-width // scale)):
        raise InputError(
            f"a frame of {lr.shape[1]}x{lr.shape[0]} pixels enlarged {scale} times cannot give {width}x{height}; "
            f"the result must be up to {scale - 1} pixels smaller than {lr.shape[1] * scale}x{lr.shape[0] * scale}"
        )
    large = _resize(lr, lr.shape[0] * scale, lr.shape[1] * scale)
    return np.ascontiguousarray(large[:height, :width])


def _resize(rgb: npt.NDArray[np.uint8], height: int, width: int) -> npt.NDArray[np.uint8]:
    if rgb.shape[:2] == (height, width):
        return np.array(rgb)
    # Pillow widens its kernel by the factor of reduction, which is the antialiasing.
    return np.array(Image.fromarray(rgb).resize((width, height), Image.Resampling.BICUBIC))


def _check(rgb: npt.NDArray[np.uint8], factor: int) -> None:
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or 0 in rgb.shape:
        raise InputError(f"a frame is {rgb.dtype} {rgb.shape}; it must be uint8 (height, width, 3)")
    if factor < 1:
        raise InputError(f"cannot scale by, or pad to a multiple of, {factor}; it must be a whole number from 1 on")

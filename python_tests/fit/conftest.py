"""Small lossless clips for the tests of ``tvm_dydca.fit``: one half is easy to restore, the other is not."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from tvm_dydca.fit.trainer import fit_video
from tvm_dydca.model.checkpoint import Checkpoint

Video = npt.NDArray[np.uint8]


@pytest.fixture(scope="session")
def film() -> Callable[[int, int, int], Video]:
    """Return frames of a slow gradient, its right half under a fine moving chequerboard: (count, height, width, 3)."""

    def make(count: int, height: int, width: int) -> Video:
        t, y, x, c = np.ogrid[:count, :height, :width, :3]
        picture = 120 + 60 * np.sin(x / 31 + c) * np.cos(y / 37 + t / 9)
        chequers = 60 * np.sign(np.sin(x / 2.5 + t / 2) * np.sin(y / 3 + t / 3)) * (x >= width // 2)
        return np.clip(picture + chequers, 0, 255).astype(np.uint8)

    return make


@pytest.fixture(scope="session")
def write() -> Callable[[Path, Video], Path]:
    """Write frames without loss."""

    def save(path: Path, video: Video) -> Path:
        with av.open(str(path), "w") as container:
            stream = container.add_stream("ffv1", rate=Fraction(25))
            stream.height, stream.width = video.shape[1:3]
            stream.pix_fmt = "bgr0"
            for frame in video:
                container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
            container.mux(stream.encode())
        return path

    return save


@pytest.fixture(scope="session")
def clip(film, write, tmp_path_factory) -> Path:
    """Four frames of 141x131, odd on both sides."""
    return write(tmp_path_factory.mktemp("clip") / "film.mkv", film(4, 131, 141))


@pytest.fixture(scope="session")
def fitted(clip, tmp_path_factory) -> Checkpoint:
    """Return the clip after 120 steps at x2."""
    return fit_video(clip, out=tmp_path_factory.mktemp("fitted") / "a.pth", scale=2, steps=120, blocks=(2, 1), halo=2)

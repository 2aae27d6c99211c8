"""A small clip and what the three steps make of it, made once for all tests of the command line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tvm_dydca.cli.main import main
from tvm_dydca.video import VideoReader, VideoWriter, downscale

HEIGHT, WIDTH, FRAMES, SCALE = 135, 182, 5, 4  # neither side is a multiple of the scale, one is odd


@dataclass(frozen=True)
class Made:
    """Files of the three steps, with the figures that fit and compile printed."""

    high: Path
    low: Path
    model: Path
    artifact: Path
    fit: dict[str, Any]
    compiled: dict[str, Any]


def write_clip(path: Path, height: int = HEIGHT, width: int = WIDTH, frames: int = FRAMES, **options: Any) -> Path:
    """A moving pattern, smooth on the left and busy on the right, so that both paths have something to do."""
    rng = np.random.default_rng(3)
    busy = rng.integers(0, 256, (height // 3 + 1, width // 3 + frames + 1, 3)).repeat(3, axis=0).repeat(3, axis=1)
    ramp = np.linspace(0, 255, width)[None, :, None] * np.ones((height, 1, 3))
    weight = (np.arange(width) > width // 2)[None, :, None]
    with VideoWriter(path, height, width, Fraction(25), lossless=True, **options) as writer:
        for k in range(frames):
            writer.write(np.where(weight, busy[:height, 3 * k : 3 * k + width], ramp).astype(np.uint8))
    return path


def shrink(high: Path, low: Path, scale: int = SCALE) -> Path:
    """The low-resolution side, lossless."""
    with VideoReader(high) as reader:
        size = (-(-reader.info.height // scale), -(-reader.info.width // scale))
        with VideoWriter(low, *size, reader.info.rate, lossless=True) as writer:
            for frame in reader:
                writer.write(downscale(frame.rgb, scale), frame.pts, frame.time_base)
    return low


def last_json(text: str) -> dict[str, Any]:
    """The JSON object on the last line of what a command printed."""
    figures: dict[str, Any] = json.loads(text.strip().splitlines()[-1])
    return figures


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Run fit and compile on the clip through the command line."""
    import contextlib
    import io

    folder = tmp_path_factory.mktemp("made")
    high = write_clip(folder / "high.mp4")
    low = shrink(high, folder / "low.mp4")
    model, artifact = folder / "model.pt", folder / "artifact"

    def figures(*argv: object) -> dict[str, Any]:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            assert main([*map(str, argv), "--json"]) == 0
        return last_json(out.getvalue())

    fit = figures("fit", high, "--scale", SCALE, "--steps", 4, "--blocks", "2,1", "--out", model)
    compiled = figures("compile", model, "--target", "llvm", "--out", artifact)
    return Made(high, low, model, artifact, fit, compiled)

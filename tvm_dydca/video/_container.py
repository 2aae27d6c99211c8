"""Open a media file for reading, and say in one sentence why it cannot be: shared by the reader and the audio copy."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from tvm_dydca.errors import InputError
from tvm_dydca.video._optional import video_extra

with video_extra():
    import av
    from av.container import InputContainer

# FFmpeg "decodes" a text file as a terminal recording and a picture as a video of one frame; neither is a video to fit.
_STILL_OR_TEXT = ("image2", "tty", "ico")


def open_media(path: Path) -> InputContainer:
    """Open ``path`` with FFmpeg.

    Raises
    ------
    InputError
        When there is no such file, it is not a regular file, cannot be read, or holds no audio or video.
    """
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            raise InputError(f"{path} is a directory; give the path of a video file")
        if not stat.S_ISREG(mode):
            raise InputError(f"{path} is not a regular file; give the path of a video file")
        with open(path, "rb") as file:
            file.read(1)
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file; give the path of a video file") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check the path and its permissions") from error
    try:
        # An absolute path: FFmpeg would take a name such as "http:x.mp4" for an address.
        container = av.open(os.path.abspath(path), "r")
    except (av.error.FFmpegError, ValueError) as error:
        raise InputError(
            f"{path} is not a video that FFmpeg can read ({reason(error)}); it may be cut short or be something else"
        ) from error
    name = container.format.name
    if name in _STILL_OR_TEXT or name.endswith("_pipe"):
        container.close()
        raise InputError(f"{path} is a picture or a text ({name}), not a video; give the path of a video file")
    return container


def reason(error: Exception) -> str:
    """Return FFmpeg's own words for an error, without the name of the call that met it."""
    return str(getattr(error, "strerror", None) or error)

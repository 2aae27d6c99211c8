"""Encode RGB frames to an H.264 file, all of it or nothing: the receiver's last step."""

from __future__ import annotations

import errno
import os
import secrets
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tvm_dydca.errors import DydcaError, InputError
from tvm_dydca.video._container import reason
from tvm_dydca.video._optional import video_extra
from tvm_dydca.video.audio import AudioCopy
from tvm_dydca.video.reader import SWSCALE_FLAGS

with video_extra():
    import av
    from av.container import OutputContainer
    from av.packet import Packet
    from av.video.reformatter import Colorspace, VideoReformatter
    from av.video.stream import VideoStream

_CONTAINERS = {".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".mkv": "matroska"}
_MAX_SIDE = 16384

# swscale's matrix, and ITU-T H.273's code point, which is the same for matrix, primaries and transfer.
_BT709 = (Colorspace.ITU709, 1)
_BT601 = (Colorspace.SMPTE170M, 6)
_LIMITED = 1


class VideoWriter:
    """Writes one video, to be used in a ``with`` block.

    The frames go to a hidden file beside the target, which takes the target's place when the block ends well. When it
    ends with an exception, KeyboardInterrupt included, the hidden file is removed and a former target stays as it was.

    Lossy video is limited-range 4:2:0 for even sizes and 4:4:4 for odd ones, which 4:2:0 cannot hold. Its colours are
    BT.709 from 1280 pixels of width or 720 of height on and BT.601 (SMPTE 170M) below, converted and tagged alike.

    Parameters
    ----------
    path : str or Path
        The target; .mp4, .m4v, .mov or .mkv.
    height, width : int
        Size of the frames in pixels, 1 to 16384.
    rate : Fraction, int or float
        Frames a second; it places the frames that are written without ``pts``, and guides the encoder.
    lossless : bool
        Keep every 8-bit RGB value, by libx264rgb at qp 0.
    crf : int
        x264's constant rate factor, 0 (best) to 51, of lossy video.
    audio_from : str or Path, optional
        A file whose audio is carried over, often the source of the frames; may be the target itself. Its times are
        kept when frames come with ``pts``; else its first picture is taken to be frame 0.
    shortest : bool
        Leave out the audio that starts after the last frame: for writing only the beginning of a video.

    Raises
    ------
    InputError
        For a bad parameter, a folder that does not exist or cannot be written to, a target that is no regular file,
        or an ``audio_from`` that cannot be read.
    """

    # Set by the first frame.
    _stream: VideoStream
    _time_base: Fraction
    _step: int

    def __init__(
        self,
        path: str | Path,
        height: int,
        width: int,
        rate: Fraction | int | float,
        *,
        lossless: bool = False,
        crf: int = 16,
        audio_from: str | Path | None = None,
        shortest: bool = False,
    ) -> None:
        """Check that the video can be written and create its hidden file."""
        self.path = Path(path)
        self.height, self.width = height, width
        if not (1 <= height <= _MAX_SIDE and 1 <= width <= _MAX_SIDE):
            raise InputError(f"cannot write frames of {width}x{height} pixels; each side must be 1 to {_MAX_SIDE}")
        if not rate > 0:
            raise InputError(f"cannot write {rate} frames a second; the rate must be above 0")
        if not 0 <= crf <= 51:
            raise InputError(f"crf is {crf}; it must be 0 (best) to 51")
        self.rate = Fraction(rate).limit_denominator(100_000)
        self._lossless, self._crf, self._shortest = lossless, crf, shortest
        self._colour = _BT709 if width >= 1280 or height >= 720 else _BT601
        # The file behind a link is replaced, not the link.
        self._target = Path(os.path.realpath(self.path))
        self._format = _container_format(self.path, self._target)
        self._audio = None if audio_from is None else AudioCopy(Path(audio_from))
        self._temporary = _create_beside(self.path, self._target)
        self._remove = weakref.finalize(self, self._temporary.unlink, missing_ok=True)
        self._reformatter = VideoReformatter()
        self._output: OutputContainer | None = None
        self._frames = 0
        self._last_pts = 0
        self._closed = False

    def __enter__(self) -> VideoWriter:
        """Return the writer."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Put the video in its place after a clean end of the block; remove every trace of it after another."""
        try:
            if kind is None:
                self._finish()
        finally:
            self._abandon()

    def write(self, rgb: npt.NDArray[np.uint8], pts: int | None = None, time_base: Fraction | None = None) -> None:
        """Append one frame.

        Parameters
        ----------
        rgb : ndarray
            uint8 array of shape (height, width, 3).
        pts : int, optional
            When the frame is shown, in units of ``time_base``, above that of the frame before. MP4 and MOV keep it as
            it is, Matroska to the millisecond. Without it, the frame comes one period of ``rate`` after the last.
        time_base : Fraction, optional
            Seconds in one unit of ``pts``; given with ``pts`` and only with it.

        Raises
        ------
        InputError
            For a frame of another shape or type, or a ``pts`` that does not increase.
        DydcaError
            When the file cannot be written, as on a full disk.
        """
        if self._closed:
            raise ValueError(f"the writer of {self.path} is closed")
        if rgb.dtype != np.uint8 or rgb.shape != (self.height, self.width, 3):
            raise InputError(
                f"{self.path}: a frame is {rgb.dtype} {rgb.shape}; it must be uint8 {(self.height, self.width, 3)}"
            )
        if (pts is None) != (time_base is None):
            raise InputError(f"{self.path}: a frame came with only one of pts and time_base; give both or neither")
        with self._writing():
            if self._output is None:
                self._start(time_base)
            if pts is None or time_base is None:
                ticks = self._last_pts + self._step
            else:
                ticks = round(pts * time_base / self._time_base)
            if self._frames and ticks <= self._last_pts:
                raise InputError(
                    f"{self.path}: a frame's pts {pts} does not come after the one before; pts must increase"
                )
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24")
            if not self._lossless:
                frame = self._reformatter.reformat(
                    frame,
                    format=self._stream.pix_fmt,
                    dst_colorspace=self._colour[0],
                    dst_color_range="MPEG",
                    interpolation=SWSCALE_FLAGS,
                )
            frame.pts, frame.time_base = ticks, self._time_base
            self._last_pts = ticks
            self._frames += 1
            self._mux(self._stream.encode(frame))
            if self._audio is not None:
                self._audio.advance(ticks * self._time_base)

    def _start(self, time_base: Fraction | None) -> None:
        """Lay out the streams; the first frame decides what the clock's unit is."""
        self._time_base = time_base or 1 / self.rate
        self._step = max(1, round(1 / (self.rate * self._time_base)))
        self._last_pts = -self._step
        self._output = av.open(os.fspath(self._temporary), "w", format=self._format)
        codec, options = ("libx264rgb", {"qp": "0"}) if self._lossless else ("libx264", {"crf": str(self._crf)})
        stream = self._output.add_stream(codec, rate=self.rate, options=options)
        assert isinstance(stream, VideoStream)
        self._stream = stream
        stream.width, stream.height = self.width, self.height
        stream.time_base = stream.codec_context.time_base = self._time_base
        if self._lossless:
            stream.pix_fmt = "rgb24"
        else:
            stream.pix_fmt = "yuv444p" if self.width % 2 or self.height % 2 else "yuv420p"
            context = stream.codec_context
            context.colorspace = context.color_primaries = context.color_trc = self._colour[1]
            context.color_range = _LIMITED
        if self._audio is not None:
            self._audio.attach(self._output, Fraction(0) if time_base else -self._audio.picture_start)

    def _mux(self, packets: list[Packet[VideoStream]]) -> None:
        assert self._output is not None
        self._output.mux(packets)

    def _finish(self) -> None:
        if self._output is None:
            raise InputError(f"{self.path}: no frame was written, so there is no video to keep")
        with self._writing():
            self._mux(self._stream.encode(None))
            if self._audio is not None:
                end = (self._last_pts + self._step) * self._time_base
                self._audio.advance(end if self._shortest else None)
                self._audio.finish()
            self._output.close()
            with open(self._temporary, "rb+") as file:
                os.fsync(file.fileno())
            os.replace(self._temporary, self._target)
            self._remove.detach()

    def _abandon(self) -> None:
        """Let go of everything that is still held; after a clean finish that is nothing but the audio's source."""
        self._closed = True
        if self._audio is not None:
            self._audio.close()
        if self._output is not None:
            with suppress(av.error.FFmpegError):
                self._output.close()
        self._remove()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except (av.error.FFmpegError, OSError) as error:
            if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
                raise DydcaError(
                    f"No space left on {self._target.parent} while writing {self.path}; free some and run again"
                ) from error
            raise DydcaError(f"{self.path} could not be written: {reason(error)}") from error


def _container_format(path: Path, target: Path) -> str:
    """Return FFmpeg's name of the container for ``path``, after making sure that it can be a video file."""
    name = _CONTAINERS.get(path.suffix.lower())
    if target.is_dir():
        raise InputError(f"{path} is a directory; give the path of a video file to write")
    if name is None:
        raise InputError(
            f"{path}: the extension {path.suffix!r} is of no container written here; use {', '.join(_CONTAINERS)}"
        )
    if target.exists() and not target.is_file():
        raise InputError(f"{path} is not a regular file; give the path of a video file to write")
    return name


def _create_beside(path: Path, target: Path) -> Path:
    """Create the hidden file that collects the video, in the target's folder so that a rename can move it there."""
    temporary = target.with_name(f".dydca-{secrets.token_hex(8)}{target.suffix}")
    try:
        # By plain open, not by tempfile, so that the file has the permissions the user's umask asks for.
        with open(temporary, "xb"):
            return temporary
    except OSError as error:
        if not os.path.lexists(target.parent):
            raise InputError(f"{path}: the folder {target.parent} does not exist; create it first") from error
        raise InputError(
            f"{path}: the folder {target.parent} cannot be written to ({error.strerror}); choose another"
        ) from error

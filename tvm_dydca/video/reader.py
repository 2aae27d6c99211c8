"""Decode a video file to upright 8-bit RGB frames: the start of the sender's flow, and the check of a written video."""

from __future__ import annotations

import math
import struct
import weakref
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tvm_dydca.errors import InputError
from tvm_dydca.video._container import open_media, reason
from tvm_dydca.video._optional import video_extra

with video_extra():
    import av
    from av.container import InputContainer
    from av.video.reformatter import VideoReformatter
    from av.video.stream import VideoStream

#: swscale's bicubic | full chroma interpolation | accurate rounding. Its default drops chroma samples and rounds down,
#: which costs a level and more on saturated edges.
SWSCALE_FLAGS = 0x4 | 0x2000 | 0x40000

_DEFAULT_RATE = Fraction(25)

# How much earlier than its header says a Matroska file may end. Headers are rounded, and a last frame has no length.
_EARLY_END_SECONDS = 0.5


@dataclass(frozen=True)
class VideoInfo:
    """What a video file holds.

    Attributes
    ----------
    path : Path
        The file.
    height, width : int
        Size in pixels of the upright picture, after ``rotation``.
    frames : int or None
        The container's number of frames, or an estimate from its duration; None when it tells neither.
    rate : Fraction
        Average frames a second; 25 when the file does not tell.
    pix_fmt : str
        FFmpeg's name of the decoded pixel format.
    has_audio : bool
        Whether there is at least one audio stream.
    rotation : int
        Degrees clockwise, one of 0, 90, 180, 270, by which the stored picture is turned to stand upright.
    """

    path: Path
    height: int
    width: int
    frames: int | None
    rate: Fraction
    pix_fmt: str
    has_audio: bool
    rotation: int


@dataclass(frozen=True)
class Frame:
    """One decoded picture.

    Attributes
    ----------
    index : int
        Position in the video, from 0.
    pts : int
        Presentation time in units of ``time_base``; strictly increasing from frame to frame.
    time_base : Fraction
        Seconds in one unit of ``pts``.
    rgb : ndarray
        uint8 array of shape (height, width, 3), C contiguous, upright.
    """

    index: int
    pts: int
    time_base: Fraction
    rgb: npt.NDArray[np.uint8]


class VideoReader:
    """The frames of a video's first picture stream, as often as they are iterated over.

    The colour matrix and range are those the stream is tagged with. An untagged stream is read as BT.601 limited
    range, which is swscale's default; grey, planar RGB and full-range formats are read as what they are.

    Parameters
    ----------
    path : str or Path
        The video file. Its first frame is decoded at once, so that a bad file is found here.

    Raises
    ------
    InputError
        Here, when the file is missing, unreadable, no video, or has no picture stream or no frame; while iterating,
        when it is damaged or changes its size, with the number of the frame.
    """

    def __init__(self, path: str | Path) -> None:
        """Open the file, decode its first frame and close it again."""
        self.path = Path(path)
        with open_media(self.path) as container:
            stream = _picture_stream(container, self.path)
            first = next(_decode(container, stream, self.path), None)
            if first is None:
                raise InputError(f"{self.path} has a video stream but no frame in it; give a video with frames")
            self.info = _describe(self.path, container, stream, first)
        self._passes: weakref.WeakSet[Generator[Frame, None, None]] = weakref.WeakSet()
        self._closed = False

    def __enter__(self) -> VideoReader:
        """Return the reader."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the reader."""
        self.close()

    def close(self) -> None:
        """Close the file in every iteration still under way; the reader cannot be iterated over afterwards."""
        self._closed = True
        for frames in list(self._passes):
            frames.close()

    def __iter__(self) -> Iterator[Frame]:
        """Decode the video from its first frame on."""
        if self._closed:
            raise ValueError(f"the reader of {self.path} is closed")
        frames = self._frames()
        self._passes.add(frames)
        return frames

    def _frames(self) -> Generator[Frame, None, None]:
        reformatter = VideoReformatter()
        with open_media(self.path) as container:
            stream = _picture_stream(container, self.path)
            last_pts: int | None = None
            for index, picture in enumerate(_decode(container, stream, self.path)):
                rgb = _upright(_to_rgb(reformatter, picture), _display_matrix(picture))
                if rgb.shape[:2] != (self.info.height, self.info.width):
                    raise InputError(
                        f"{self.path}: frame {index} is {rgb.shape[1]}x{rgb.shape[0]} pixels where the first is "
                        f"{self.info.width}x{self.info.height}; convert the video to one size first"
                    )
                time_base = picture.time_base or stream.time_base or 1 / self.info.rate
                pts = picture.pts
                if pts is None:
                    step = max(1, round(1 / (self.info.rate * time_base)))
                    pts = 0 if last_pts is None else last_pts + step
                if last_pts is not None and pts <= last_pts:
                    pts = last_pts + 1
                last_pts = pts
                yield Frame(index, pts, time_base, rgb)


def _picture_stream(container: InputContainer, path: Path) -> VideoStream:
    for stream in container.streams.video:
        # A song's cover is a "video stream" too.
        if stream.codec_context is not None and not stream.disposition & av.stream.Disposition.attached_pic:
            # Without it a decoder patches over damage with neighbouring pixels and says nothing.
            stream.codec_context.options = {"err_detect": "explode"}
            return stream
    raise InputError(f"{path} has no video stream with frames that can be decoded; give a video")


def _describe(path: Path, container: InputContainer, stream: VideoStream, first: av.VideoFrame) -> VideoInfo:
    a, b, _, _ = matrix = _display_matrix(first)
    height, width = _upright(np.empty((first.height, first.width, 3), np.uint8), matrix).shape[:2]
    rate = stream.average_rate or stream.guessed_rate or _DEFAULT_RATE
    frames: int | None = stream.frames or None
    if frames is None and container.duration:
        frames = max(1, round(container.duration * rate / av.time_base))
    return VideoInfo(
        path=path,
        height=height,
        width=width,
        frames=frames,
        rate=rate,
        pix_fmt=first.format.name,
        has_audio=bool(container.streams.audio),
        rotation=round(math.degrees(math.atan2(b, a)) / 90) * 90 % 360,
    )


def _decode(container: InputContainer, stream: VideoStream, path: Path) -> Iterator[av.VideoFrame]:
    """Yield the pictures of ``stream``; raise InputError with the frame's number where the file is damaged."""
    matroska = "matroska" in container.format.name
    # Matroska's demuxer takes damage for the end of the file, so its other streams are watched for their end, too.
    packets: Iterator[Any] = container.demux() if matroska else container.demux(stream)
    count = 0
    end_seconds = 0.0
    key_pts: int | None = None
    seen_key = False
    while True:
        try:
            packet = next(packets, None)
        except av.error.FFmpegError as error:
            raise _damaged(path, count, reason(error)) from error
        if packet is None:
            break
        if packet.pts is not None and packet.time_base is not None:
            end_seconds = max(end_seconds, float((packet.pts + (packet.duration or 0)) * packet.time_base))
        if packet.stream.index != stream.index:
            continue
        if packet.is_keyframe and not seen_key:
            seen_key, key_pts = True, packet.pts
        # A video cut out of a longer one may start with pictures that refer to frames cut away: players skip them.
        leading = packet.pts is not None and key_pts is not None and packet.pts < key_pts
        forgiven = leading or (not seen_key and count == 0)
        if packet.is_corrupt and not forgiven:
            raise _damaged(path, count, "its container marks the data as corrupt")
        try:
            pictures: list[av.VideoFrame] = packet.decode()
        except av.error.FFmpegError as error:
            if forgiven:
                continue
            raise _damaged(path, count, reason(error)) from error
        count += len(pictures)
        yield from pictures
    if matroska and container.duration and end_seconds < container.duration / av.time_base - _EARLY_END_SECONDS:
        length = container.duration / av.time_base
        raise _damaged(path, count, f"it ends at {end_seconds:.2f} s of {length:.2f} s")


def _damaged(path: Path, index: int, why: str) -> InputError:
    return InputError(f"{path} is damaged or cut short at frame {index} ({why}); get an intact copy of it")


def _to_rgb(reformatter: VideoReformatter, picture: av.VideoFrame) -> npt.NDArray[np.uint8]:
    # Versions of swscale differ on the range of an untagged grey picture. (H.264 never gives one: it decodes to 4:2:0.)
    known_range = "JPEG" if picture.format.name.startswith("gray") else None
    rgb = reformatter.reformat(
        picture, format="rgb24", interpolation=SWSCALE_FLAGS, src_color_range=known_range, dst_color_range="JPEG"
    )
    return np.asarray(rgb.to_ndarray(), dtype=np.uint8)


def _display_matrix(picture: av.VideoFrame) -> tuple[int, int, int, int]:
    """Return (a, b, c, d): a stored pixel (x, y), y downwards, is shown at (a x + c y, b x + d y)."""
    data: Any = picture.side_data.get("DISPLAYMATRIX")
    if data is None:
        return 1, 0, 0, 1
    a, b, _, c, d = struct.unpack("=5i", bytes(data)[:20])
    return a, b, c, d


def _upright(rgb: npt.NDArray[np.uint8], matrix: tuple[int, int, int, int]) -> npt.NDArray[np.uint8]:
    """Turn and mirror a picture as its display matrix, rounded to quarter turns, says."""
    a, b, c, d = matrix
    if abs(b) > abs(a):
        rgb = rgb.transpose(1, 0, 2)
        a, d = c, b
    return np.ascontiguousarray(rgb[:: -1 if d < 0 else 1, :: -1 if a < 0 else 1])

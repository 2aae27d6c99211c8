"""Carry the audio streams of one file over to another while its pictures are written: used by the video writer."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from tvm_dydca.errors import InputError
from tvm_dydca.video._container import open_media, reason
from tvm_dydca.video._optional import video_extra

with video_extra():
    import av
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.packet import Packet

# What the AAC encoder takes; any other rate is resampled to the last.
_AAC_RATES = (96000, 88200, 64000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350, 48000)
_AAC_LAYOUTS = ("mono", "3.0", "4.0", "5.0", "5.1", "7.1", "stereo")


class AudioCopy:
    """The audio of ``path``, muxed piece by piece into an output.

    A stream is copied packet by packet, unchanged, where the output's container can hold its codec, and is transcoded
    to AAC where it cannot. A file without audio gives nothing to copy and is no error.

    Raises
    ------
    InputError
        When the file cannot be read, here, or its audio is damaged, later.
    """

    def __init__(self, path: Path) -> None:
        """Open the file and find its audio."""
        self._path = path
        self._input = open_media(path)
        self._sources = [stream for stream in self._input.streams.audio if stream.codec_context is not None]
        pictures = self._input.streams.video
        start = pictures[0].start_time if pictures else None
        time_base = pictures[0].time_base if pictures else None
        #: When the file's first picture is shown, in seconds.
        self.picture_start = start * time_base if start is not None and time_base is not None else Fraction(0)
        self._targets: dict[int, tuple[AudioStream, bool]] = {}
        self._packets = self._read()
        self._next = next(self._packets, None)
        self._shift = Fraction(0)

    def attach(self, output: OutputContainer, shift: Fraction) -> None:
        """Add the streams to ``output``, which no packet has gone to; they will be ``shift`` seconds later there."""
        self._shift = shift
        self._output = output
        for source in self._sources:
            try:
                target, copied = output.add_stream_from_template(source), True
            except ValueError:
                target, copied = _add_aac(output, source), False
            if source.language:
                target.metadata["language"] = source.language
            self._targets[source.index] = target, copied

    def advance(self, until: Fraction | None) -> None:
        """Mux what starts before ``until`` seconds of the output's time; everything when None."""
        while self._next is not None:
            packet = self._next
            stamp = packet.dts if packet.dts is not None else packet.pts
            if until is not None and stamp is not None and stamp * packet.time_base + self._shift >= until:
                return
            target, copied = self._targets[packet.stream.index]
            if copied:
                self._copy(packet, target)
            else:
                self._transcode(packet, target)
            self._next = next(self._packets, None)

    def finish(self) -> None:
        """Write what the encoders still hold. Call it once, after the last ``advance``."""
        for target, copied in self._targets.values():
            if not copied:
                self._output.mux(target.encode(None))

    def close(self) -> None:
        """Close the source."""
        self._input.close()

    def _read(self) -> Iterator[Packet[AudioStream]]:
        if not self._sources:
            return
        try:
            yield from self._input.demux(tuple(self._sources))
        except av.error.FFmpegError as error:
            raise self._damaged(error) from error

    def _copy(self, packet: Packet[AudioStream], target: AudioStream) -> None:
        if packet.size == 0:  # The demuxer's sign that a stream has ended.
            return
        ticks = round(self._shift / packet.time_base)
        packet.pts = None if packet.pts is None else packet.pts + ticks
        packet.dts = None if packet.dts is None else packet.dts + ticks
        packet.stream = target
        self._output.mux(packet)

    def _transcode(self, packet: Packet[AudioStream], target: AudioStream) -> None:
        try:
            sounds = packet.decode()
        except av.error.FFmpegError as error:
            raise self._damaged(error) from error
        for sound in sounds:
            if sound.pts is not None and sound.time_base is not None:
                sound.pts += round(self._shift / sound.time_base)
            self._output.mux(target.encode(sound))

    def _damaged(self, error: Exception) -> InputError:
        return InputError(
            f"{self._path}: its audio is damaged ({reason(error)}); get an intact copy or leave audio out"
        )


def _add_aac(output: OutputContainer, source: AudioStream) -> AudioStream:
    rate = source.codec_context.sample_rate
    layout = source.codec_context.layout.name
    target = output.add_stream("aac", rate=rate if rate in _AAC_RATES else _AAC_RATES[-1])
    target.codec_context.layout = layout if layout in _AAC_LAYOUTS else _AAC_LAYOUTS[-1]
    return target

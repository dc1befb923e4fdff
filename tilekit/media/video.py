"""MP4 videos: codec, sides and length, read from the boxes of the container without decoding."""

import struct
from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct

from tilekit.media.file_kinds import file_kind

_CONTAINERS = frozenset((b"moov", b"mvex", b"trak", b"mdia", b"minf", b"stbl"))
_RELEVANT_BOXES = frozenset((b"mvhd", b"mehd", b"tkhd", b"hdlr", b"stsd"))
_H264 = frozenset((b"avc1", b"avc3"))
_MAX_BOXES, _MAX_BOX_LEVELS, _MAX_CONTENT = 10_000, 8, 4_096


class SeekableFile(Protocol):
    """The methods of an open file that are used."""

    def seek(self, offset: int, /) -> object: ...

    def read(self, size: int, /) -> bytes: ...


class VideoFacts(Struct, frozen=True, kw_only=True):
    """Facts about a video. Sides and seconds are 0 if the headers don't contain them, as in a fragmented video.

    codec is the container's four letters ("avc1"), "" if unknown.
    """

    size_bytes: int
    is_mp4: bool = False
    codec: str = ""
    width_px: int = 0
    height_px: int = 0
    seconds: float = 0.0

    @property
    def is_h264(self) -> bool:
        return self.is_mp4 and self.codec.encode() in _H264


class _Track(Struct):
    is_video: bool = False
    codec: str = ""
    sides: tuple[int, int] = (0, 0)


def inspect(stream: SeekableFile, size_bytes: int) -> VideoFacts:
    """The facts of a video; never raises for bad content. Reads the headers only, however long the video is."""
    stream.seek(0)
    if file_kind(stream.read(12)) != "mp4":
        return VideoFacts(size_bytes=size_bytes)
    scale, length, tracks = 0, 0, [_Track()]
    try:
        for name, content in _boxes(stream, size_bytes):
            if name == b"trak":
                tracks.append(_Track())
            elif name == b"mvhd":
                scale, length = _length(content)
            elif name == b"mehd":  # the duration of a fragmented video, whose movie header contains 0
                length = struct.unpack_from(">Q" if content[0] == 1 else ">I", content, 4)[0] or length
            else:
                _apply_box(tracks[-1], name, content)
    except (struct.error, IndexError, OSError):
        return VideoFacts(size_bytes=size_bytes, is_mp4=True)
    video = next((track for track in tracks if track.is_video), _Track())
    width_px, height_px = video.sides
    return VideoFacts(
        size_bytes=size_bytes,
        is_mp4=True,
        codec=video.codec,
        width_px=width_px,
        height_px=height_px,
        seconds=length / scale if scale else 0.0,
    )


def _boxes(stream: SeekableFile, end: int) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of every box with data, in order. Containers come before their boxes and are empty."""
    ends, at = [end], 0
    for _ in range(_MAX_BOXES):
        while ends and at >= ends[-1]:
            ends.pop()
        if not ends:
            return
        stream.seek(at)
        head = stream.read(16)
        size, name = struct.unpack(">I4s", head[:8])
        offset = 8
        if size == 1:
            size, offset = struct.unpack(">Q", head[8:16])[0], 16
        stop = ends[-1] if size == 0 else min(at + size, ends[-1])
        if stop < at + offset:
            return
        if name in _CONTAINERS and len(ends) < _MAX_BOX_LEVELS:
            yield name, b""
            ends.append(stop)
            at += offset
            continue
        if name in _RELEVANT_BOXES:
            stream.seek(at + offset)
            yield name, stream.read(min(stop - at - offset, _MAX_CONTENT))
        at = stop


def _apply_box(track: _Track, name: bytes, content: bytes) -> None:
    if name == b"hdlr":
        track.is_video = content[8:12] == b"vide"
    elif name == b"stsd":
        track.codec = content[12:16].decode("latin-1")
    elif name == b"tkhd":
        width, height = struct.unpack(">II", content[-8:])
        track.sides = (width >> 16, height >> 16)


def _length(content: bytes) -> tuple[int, int]:
    """Units per second and the number of units, from the header of the video."""
    form, start = (">IQ", 20) if content[0] == 1 else (">II", 12)
    scale, length = struct.unpack_from(form, content, start)
    return scale, length

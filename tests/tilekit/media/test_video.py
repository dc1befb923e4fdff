import struct
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilekit.media.video import VideoFacts, inspect


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", len(content) + 8, name) + content


def film(
    *, width: int = 1920, height: int = 1080, seconds: int = 30, codec: bytes = b"avc1", is_long: bool = False
) -> bytes:
    """The headers of an MP4 with a sound track before the image."""
    numbers = struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000)
    if is_long:
        numbers = struct.pack(">IQQIQ", 1 << 24, 0, 0, 1000, seconds * 1000)
    return (
        box(b"ftyp", b"isom\0\0\0\0")
        + box(b"mdat", b"\0" * 64)
        + box(b"moov", box(b"mvhd", numbers) + track(b"soun", b"mp4a", 0, 0) + track(b"vide", codec, width, height))
    )


def track(kind: bytes, codec: bytes, width: int, height: int) -> bytes:
    head = box(b"tkhd", b"\0" * 76 + struct.pack(">II", width << 16, height << 16))
    table = box(b"stbl", box(b"stsd", struct.pack(">II", 0, 1) + box(codec, b"\0" * 70)))
    return box(b"trak", head + box(b"mdia", box(b"hdlr", b"\0" * 8 + kind + b"\0" * 12) + box(b"minf", table)))


def facts(data: bytes) -> VideoFacts:
    return inspect(BytesIO(data), len(data))


@pytest.mark.parametrize("is_long", [False, True])
def test_headers_tell_codec_sides_and_length(is_long: bool) -> None:
    video_facts = facts(film(is_long=is_long))

    assert (video_facts.is_h264, video_facts.width_px, video_facts.height_px, video_facts.seconds) == (
        True,
        1920,
        1080,
        30.0,
    )


def test_quicktime_is_no_mp4_whatever_its_name() -> None:
    assert not facts(film().replace(b"ftypisom", b"ftypqt  ")).is_mp4


@pytest.mark.parametrize(
    "expected, seconds",
    [
        (struct.pack(">II", 0, 42_000), 42.0),
        (struct.pack(">IQ", 1 << 24, 42_000), 42.0),
        (struct.pack(">II", 0, 0), 0.0),
    ],
)
def test_length_of_a_film_in_fragments_is_that_of_all_of_them(expected: bytes, seconds: float) -> None:
    header = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, 0))
    moov = box(b"moov", header + box(b"mvex", box(b"mehd", expected)) + track(b"vide", b"avc1", 1920, 1080))

    video_facts = facts(box(b"ftyp", b"iso5\0\0\0\0") + moov + box(b"moof", b"\0" * 64))

    assert (video_facts.is_h264, video_facts.width_px, video_facts.seconds) == (True, 1920, seconds)


def test_another_codec_is_told() -> None:
    assert (facts(film(codec=b"hvc1")).is_mp4, facts(film(codec=b"hvc1")).is_h264) == (True, False)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF0000WEBP",
        box(b"ftyp") + box(b"moov", b"\0" * 8),
        box(b"ftyp") + struct.pack(">I4sQ", 1, b"moov", 2**63),
        box(b"ftyp") + struct.pack(">I4s", 4, b"moov") * 100,
        box(b"ftyp") + b"".join(box(b"moov") for _ in range(20_000)),
        film()[:-140],
    ],
)
def test_broken_headers_raise_nothing(data: bytes) -> None:
    assert not facts(data).is_h264


def test_deep_nesting_ends() -> None:
    data = b""
    for _ in range(500):
        data = box(b"moov", data)

    assert facts(box(b"ftyp") + data).is_mp4


@given(st.binary(max_size=300), st.integers(min_value=0, max_value=700))
def test_any_damage_raises_nothing(noise: bytes, at: int) -> None:
    data = film()

    facts(data[:at] + noise + data[at + len(noise) :])

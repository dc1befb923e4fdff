import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from tests.shared import CORPUS
from tests.tilekit.listing import png
from tilekit.media.file_kinds import file_kind
from tilekit.media.images import DecodedFacts, ImageFacts, decode, inspect


def bomb(width_px: int, height_px: int) -> bytes:
    """A PNG whose header declares more pixels than the file contains."""
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)) + b"\0" * 40


def jpeg(width_px: int, height_px: int, exif: Image.Exif | None = None) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (width_px, height_px)).save(stream, "JPEG", exif=exif or b"")
    return stream.getvalue()


@pytest.mark.parametrize("data,kind", [(png(1600, 900), "png"), (jpeg(1600, 900), "jpeg")])
def test_inspect_reads_the_size_from_the_header(data: bytes, kind: str) -> None:
    assert inspect(data) == ImageFacts(kind=kind, width_px=1600, height_px=900)
    assert decode(data) == DecodedFacts(mode="RGB", has_plain_edge=True)


def test_decode_names_what_the_metadata_holds() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Acme Cam"
    exif[0x8825] = {1: "N"}

    assert decode(jpeg(16, 9, exif)) == DecodedFacts(mode="RGB", hidden=("place", "camera"), has_plain_edge=True)


@pytest.mark.parametrize(
    "orientation, sides", [(1, (64, 40)), (3, (64, 40)), (6, (40, 64)), (8, (40, 64)), (9, (64, 40))]
)
@pytest.mark.parametrize("endian", ["<", ">"])
def test_sides_are_those_that_a_browser_shows(endian: str, orientation: int, sides: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif.endian = endian
    exif[0x010F], exif[0x0112] = "Acme Cam", orientation

    picture_facts = inspect(jpeg(64, 40, exif))

    assert (picture_facts.width_px, picture_facts.height_px) == sides


def test_exif_that_is_cut_off_turns_nothing() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = jpeg(64, 40, exif)

    for orders in (b"II*\0", b"MM\0*"):
        for offset in (8, 2**31, 60_000):
            broken = data.replace(data[data.index(b"Exif") + 6 :][:8], orders + offset.to_bytes(4, "little"))
            assert inspect(broken).is_picture


def test_inspect_tells_what_a_renamed_file_is() -> None:
    assert inspect(b"GIF89a....").kind == "gif"
    assert not inspect(b"GIF89a....").is_picture


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\0\0", b"\xff\xd8\xff" * 9, png(16, 9)[:20]]
)
def test_nothing_raises_on_broken_pictures(data: bytes) -> None:
    assert not inspect(data).is_picture
    assert decode(data) is None


@pytest.mark.usefixtures("must_end")
def test_a_bomb_is_recognised_without_being_decoded() -> None:
    assert inspect(bomb(60_000, 60_000)).has_too_many_pixels
    assert decode(bomb(60_000, 60_000)) is None
    assert inspect(bomb(6_001, 10)).has_too_many_pixels
    assert not inspect(bomb(6_000, 6_000)).has_too_many_pixels


def test_a_cut_picture_does_not_decode() -> None:
    assert inspect(png(160, 90)[:-30]).is_picture
    assert decode(png(160, 90)[:-30]) is None


@pytest.mark.skipif(CORPUS is None, reason="the corpus is not beside the tree")
def test_sizes_of_real_pictures_are_those_that_pillow_reads() -> None:
    assert CORPUS
    for path in [*CORPUS.rglob("*.png"), *CORPUS.rglob("*.jpg")]:
        with Image.open(path) as image:
            facts = inspect(path.read_bytes())

            assert (facts.width_px, facts.height_px) == image.size, path


@pytest.mark.parametrize(
    "data,kind",
    [
        (b"%PDF-1.7", "pdf"),
        (b"PK\x03\x04", "zip"),
        (b"RIFF\0\0\0\0WEBP", "webp"),
        (b"\0\0\0\x18ftypmp42", "mp4"),
        (b"\0\0\0\x18ftypqt  ", "quicktime"),
        (b"\0\0\0\x18ftypavif", "avif"),
        (b"\0\0\0\x18ftypheic", "heic"),
        (b'{"a": 1}', "text"),
        (b"\0\1\2", "binary"),
        (b'<?xml version="1.0"?><svg/>', "svg"),
        ("<svg/>".encode("utf-16"), "svg"),
        (b"", "text"),
    ],
)
def test_kind_of_goes_by_content(data: bytes, kind: str) -> None:
    assert file_kind(data) == kind

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from tests.shared import CORPUS
from tests.tilekit.listing import png
from tilekit.media.file_kinds import file_kind
from tilekit.media.images import DecodedFacts, ImageFacts, decode, has_plain_edge, inspect, read_facts


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
    assert decode(data) == DecodedFacts(mode="RGB")


def test_decode_names_what_the_metadata_holds() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Acme Cam"
    exif[0x8825] = {1: "N"}

    assert decode(jpeg(16, 9, exif)) == DecodedFacts(mode="RGB", hidden=("place", "camera"))


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


def saved(kind: str, **options: object) -> bytes:
    """A picture with different edges."""
    stream = BytesIO()
    image = Image.linear_gradient("L").convert("RGB")
    image.save(stream, kind, **options)  # type: ignore[arg-type]
    return stream.getvalue()


def with_checksums(data: bytes, old: bytes, new: bytes) -> bytes:
    """A PNG after a replacement, with correct checksums."""
    at, chunks = 8, [data[:8]]
    data = data.replace(old, new, 1)
    while at < len(data):
        end = at + 8 + struct.unpack(">I", data[at : at + 4])[0]
        chunks += [data[at:end], struct.pack(">I", zlib.crc32(data[at + 4 : end]))]
        at = end + 4
    return b"".join(chunks)


def interlaced(side: int) -> bytes:
    """A white PNG, stored in the seven passes of Adam7: (x, y, step to the right, step down)."""
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    widths = [(len(range(x, side, right)), len(range(y, side, down))) for x, y, right, down in passes]
    pixels = zlib.compress(b"".join((b"\0" + b"\xff" * width) * height for width, height in widths))
    parts = {b"IHDR": struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 1), b"IDAT": pixels, b"IEND": b""}
    data = b"".join(struct.pack(">I", len(part)) + kind + part + bytes(4) for kind, part in parts.items())
    return with_checksums(b"\x89PNG\r\n\x1a\n" + data, b"", b"")


EXIF = Image.Exif()
EXIF[0x010F] = "Acme Cam"
WHOLE = saved("PNG", exif=EXIF)
IDAT = WHOLE.index(b"IDAT")
WRONG_PIXELS = with_checksums(WHOLE, WHOLE[-20:-16], b"abcd")
MARKED_AS_INTERLACED = with_checksums(WHOLE, b"\x08\x02\0\0\0", b"\x08\x02\0\0\1")
DAMAGED = {
    "cut in pixels": WHOLE[: IDAT + 40],
    "cut before its last chunk": WHOLE[:-12],
    "changed pixel": WHOLE[: IDAT + 60] + b"\0\0\0" + WHOLE[IDAT + 63 :],
    "wrong checksum": WHOLE[:-16] + b"\0\0\0\0" + WHOLE[-12:],
    "wrong length of a chunk": WHOLE[: IDAT - 2] + b"\0\1" + WHOLE[IDAT:],
    "line breaks changed": WHOLE.replace(b"\r\n", b"\n"),
    "no pixels": WHOLE[: IDAT - 4] + WHOLE[-12:],
    "another colour type": with_checksums(WHOLE, b"\x08\x02\0\0\0", b"\x08\x07\0\0\0"),
    "wrong start of pixels": with_checksums(WHOLE, WHOLE[IDAT : IDAT + 6], b"IDAT\0\0"),
    "JPEG cut": saved("JPEG")[:-20],
    "JPEG without its end": saved("JPEG")[:-2],
    "JPEG header damaged": saved("JPEG").replace(b"\xff\xc0", b"\xff\xc7"),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED.keys())
def test_damage_is_found_without_decoding_all_pixels(data: bytes) -> None:
    assert read_facts(data) == decode(data)


PLAIN = (png(9, 9), jpeg(9, 9), interlaced(9))


@pytest.mark.parametrize(
    "data", [WHOLE, saved("JPEG", exif=EXIF), saved("JPEG", comment=b"a", progressive=True), *PLAIN]
)
def test_facts_and_edges_are_those_of_the_decoded_picture(data: bytes) -> None:
    assert read_facts(data) == decode(data) != None  # noqa: E711 a chain
    assert has_plain_edge(data) is (data in PLAIN)


@pytest.mark.parametrize("data", [WRONG_PIXELS, MARKED_AS_INTERLACED], ids=["pixels", "order of rows"])
def test_only_a_decoded_picture_shows_pixels_that_were_written_wrongly(data: bytes) -> None:
    assert (read_facts(data) is None, decode(data)) == (False, None)


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
        (b"RIFF\0\0\0\0AVI ", "avi"),
        (b"\x1a\x45\xdf\xa3", "webm"),
        (b"\xfd7zXZ\0", "archive"),
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

"""The kind of a file by its first bytes, whatever its name is."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"\x1a\x45\xdf\xa3", "webm"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"\xfd7zXZ\0", "archive"),
    (b"BZh9", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
)
_EXTENSIONS = {
    "png": (".png",),
    "jpeg": (".jpg", ".jpeg"),
    "gif": (".gif",),
    "pdf": (".pdf",),
    "svg": (".svg",),
    "zip": (".zip", ".whl"),
}


# Brands of other formats that use MP4's container. All brands that are not listed count as MP4.
_BRANDS = {
    b"qt  ": "quicktime",
    b"avif": "avif",
    b"avis": "avif",
    b"heic": "heic",
    b"heix": "heic",
    b"mif1": "heic",
    b"msf1": "heic",
}


_TAR_MARK, _TAR_START = b"ustar", 257


def file_kind(data: bytes) -> str:
    """The kind, as one lower-case word.

    `png`, `jpeg`, `gif`, `webp`, `bmp`, `tiff`, `avif`, `heic`, `svg`, `mp4`, `quicktime`, `webm`, `avi`, `pdf`,
    `zip`, `gzip`, `archive` (another one), `program`, `text` or `binary`. Text with an `<svg` element near its start is
    `svg`; nothing is parsed. Empty data is `text`.
    """
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[:4] == b"RIFF" and data[8:12] == b"AVI ":
        return "avi"
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], "mp4")
    if data[_TAR_START:].startswith(_TAR_MARK):
        return "archive"
    return _kind_of_text(data)


def extensions_of(kind: str) -> tuple[str, ...]:
    """The file name extensions (with a dot, in lower case) that fit the kind; empty if any extension fits."""
    return _EXTENSIONS.get(kind, ())


def _kind_of_text(data: bytes) -> str:
    start = data[:4096]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start.replace(b"\0", b"")
    if b"\0" in start:
        return "binary"
    return "svg" if b"<svg" in start.lower() or b":svg" in start.lower() else "text"

"""Compares the bytes of two text files: their lines and their encodings."""

import codecs

from msgspec.structs import replace

from common.line_diffs import FileDiff, file_changes

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def bytes_changes(old: bytes, new: bytes) -> FileDiff:
    """The differences between two text files. The encodings are only compared if neither file is empty."""
    encodings = [_encoding(data) for data in (old, new)]
    texts = [data.decode(encoding, "replace") for data, encoding in zip((old, new), encodings, strict=True)]
    return replace(file_changes(*texts), other_encoding=bool(old and new) and encodings[0] != encodings[1])


def _encoding(data: bytes) -> str:
    """The encoding that the byte order mark shows; UTF-8 without one."""
    if data.startswith(_UTF_16):
        return "utf-16"
    return "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"

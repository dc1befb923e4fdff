"""Decides which content types a field accepts. Types are detected from the bytes, not from the file name."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from common.lazy_text import LazyText

# A JSON or CSV file may contain text that the sniffer mistakes for an SVG.
_TEXTS = frozenset({"text", "svg"})
_CONTENTS: dict[str, frozenset[str]] = {
    "svg": frozenset({"svg"}),
    "image": frozenset({"png", "jpeg"}),
    "csv": _TEXTS,
    "json": _TEXTS,
    "yaml": _TEXTS,
    "text": _TEXTS,
    "wheel": frozenset({"zip"}),
    "zip": frozenset({"zip"}),
    "pdf": frozenset({"pdf"}),
    "video": frozenset({"mp4"}),
}
_MEDIA_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "mp4": "video/mp4",
    "text": "text/plain",
}
PNG, SVG, PDF = "image/png", "image/svg+xml", "application/pdf"
PICTURE_TYPES = frozenset({PNG, "image/jpeg", "image/gif", "image/webp"})
_ACCEPTED_NAMES: dict[str, LazyText] = {
    "svg": _("an SVG image"),
    "image": _("a PNG or JPEG image"),
    "csv": _("a CSV file"),
    "json": _("a JSON file"),
    "yaml": _("a YAML file"),
    "text": _("a text file"),
    "wheel": _("a Python wheel"),
    "zip": _("a zip archive"),
    "pdf": _("a PDF document"),
    "video": _("an MP4 video"),
}
_KIND_NAMES: dict[str, LazyText] = {
    "png": _("a PNG image"),
    "jpeg": _("a JPEG image"),
    "gif": _("a GIF image"),
    "webp": _("a WebP image"),
    "bmp": _("a BMP image"),
    "tiff": _("a TIFF image"),
    "avif": _("an AVIF image"),
    "heic": _("a HEIC image"),
    "svg": _("an SVG image"),
    "pdf": _("a PDF document"),
    "zip": _("a zip archive"),
    "gzip": _("a gzip archive"),
    "archive": _("an archive that is not a zip file"),
    "mp4": _("an MP4 video"),
    "quicktime": _("a QuickTime video"),
    "webm": _("a WebM or Matroska video"),
    "avi": _("an AVI video"),
    "program": _("a program"),
    "text": _("a text file"),
    "binary": _("a file of an unknown type"),
}


def is_accepted(kind: str, accepts: Collection[str]) -> bool:
    """Whether a field that accepts these types accepts content of the detected type. () accepts everything."""
    return not accepts or any(kind in _CONTENTS[name] for name in accepts)


def media_type_of(kind: str) -> str:
    return _MEDIA_TYPES.get(kind, "application/octet-stream")


def accepted_names(accepts: Collection[str]) -> list[str]:
    """The names of the types that a field accepts, in the active language."""
    return [str(_ACCEPTED_NAMES[name]) for name in accepts]


def kind_name(kind: str) -> str:
    """The name of the detected type, in the active language."""
    return str(_KIND_NAMES.get(kind, _KIND_NAMES["binary"]))

"""Decides which paths and file names are safe, and makes a safe name from that of an upload."""

import re

from tilekit.core.name_characters import misplaced_character, without_misplaced

NAME_LENGTH = 200
_NO_NAMES = frozenset({"", ".", ".."})
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\ud800-\udc7f\udd00-\udfff]")
_SUFFIX = re.compile(r"\.\w{1,20}\Z")
# Windows can't store files with these names, whatever their suffix.
_RESERVED_FILE_NAME = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.IGNORECASE)


def is_safe(path: str) -> bool:
    """Whether the path is relative, inside the listing, with forward slashes and valid names that people can read."""
    parts = path.split("/")
    has_names = _NO_NAMES.isdisjoint(parts) and ":" not in parts[0] and "\\" not in path
    return has_names and not has_unusable_character(path)


def has_unusable_character(path: str) -> bool:
    """Whether the path contains a control character, or one that is invisible or reorders the text around it.

    Bytes that are not UTF-8, which Python represents by surrogates, are allowed.
    """
    if _UNSAFE.search(path):
        return True
    return (
        not path.isascii()
        and misplaced_character(path.encode(errors="surrogateescape").decode(errors="replace")) is not None
    )


def base_name(name: str, *, default: str = "file") -> str:
    """The last part of the name of an upload, without invisible characters; the default if nothing is left of it.

    At most 200 characters, with the suffix. A name that Windows reserves gets an underscore in front.
    """
    last = re.split(r"[/\\]", name)[-1]
    suffix = _SUFFIX.search(last)
    ending = suffix.group() if suffix else ""
    short = last[: min(len(last), NAME_LENGTH) - len(ending)] + ending
    clean = " ".join(without_misplaced(short).split()).rstrip(". ")
    return f"_{clean}"[:NAME_LENGTH] if _RESERVED_FILE_NAME.match(clean) else clean or default

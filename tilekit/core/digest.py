"""Content digests. Row keys and empty values are ignored, so equal content has an equal digest."""

import json
from collections.abc import Mapping

from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.section import SectionDocument

DIGEST_PREFIX = "d1:"


def section_digest(section: SectionDocument, scope: str = "content") -> str:
    """sha256 (hex) of the canonical form of the section's fields of one scope ("content" or "submission")."""
    part = {
        name: without_row_keys(field.part(section.values.get(name), scope)) for name, field in section.fields.items()
    }
    return exact_digest({name: value for name, value in part.items() if value is not None})


def content_digest(sections: Mapping[str, str], files: Mapping[str, str]) -> str:
    """The prefix `d1:` and the sha256 over section digests by key/scope and file digests by path in the folder."""
    return DIGEST_PREFIX + exact_digest({"sections": dict(sections), "files": dict(files)})


def digest_of(value: Json) -> str:
    """sha256 (hex) of any stored value, without row keys and empty values."""
    return exact_digest(without_row_keys(value))


def exact_digest(value: object) -> str:
    """sha256 (hex) of any JSON value, including row keys and empty values."""
    import hashlib  # slow import

    return hashlib.sha256(canonical_json(value)).hexdigest()


def canonical_json(value: object) -> bytes:
    """The canonical JSON bytes of a value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")


def without_row_keys(value: Json) -> Json:
    """The value without row keys and empty parts, None if nothing is left. Use it to compare content."""
    if isinstance(value, dict):
        reference = FileRef.from_json(value)
        if reference:
            return {"name": reference.name, "sha256": reference.sha256, "size": reference.size}
        inner = {name: without_row_keys(item) for name, item in value.items() if name != "key"}
        return {name: item for name, item in inner.items() if item is not None} or None
    if isinstance(value, list):
        items = [without_row_keys(item) for item in value]
        return items if any(item is not None for item in items) else None
    return None if value == "" else value


def has_same_content(one: Json, other: Json) -> bool:
    """Whether two values differ only in row keys, empty values and names of files, which a submission changes."""
    return digest_of(_without_file_names(one)) == digest_of(_without_file_names(other))


def _without_file_names(value: Json) -> Json:
    """The value with the digest of each file instead of its reference."""
    if isinstance(value, dict):
        reference = FileRef.from_json(value)
        return reference.sha256 if reference else {name: _without_file_names(item) for name, item in value.items()}
    return [_without_file_names(item) for item in value] if isinstance(value, list) else value

"""Listings with asset files of one kind."""

from collections.abc import Mapping

from tests.tilekit.checks.json_files import text_of
from tests.tilekit.listing import listing
from tilekit.bundle import Bundle

FOLDERS = {"monitors": "assets/monitors", "saved_views": "assets/saved_views", "detection_rules": "assets/security"}
NAMED = ("monitors", "saved_views")


def listing_with(kind: str, *values: object, files: Mapping[str, bytes | str | None] | None = None) -> Bundle:
    """The test listing with these values as files a0.json, a1.json ... of the kind, named in the manifest."""
    written = {f"{FOLDERS[kind]}/a{number}.json": text_of(value) for number, value in enumerate(values)}
    keys = [_key(kind, value, number) for number, value in enumerate(values)]
    named = dict(zip(keys, written, strict=True)) if kind in NAMED else {}
    return listing(manifest={f"/assets/{kind}": named} if named else None, files={**written, **(files or {})})


def _key(kind: str, value: object, number: int) -> str:
    """Templates are identified by their title; other files, and missing or repeated titles, by a number."""
    title = value.get("title") if isinstance(value, dict) and kind == "monitors" else None
    return f"{title}{' ' * number}" if isinstance(title, str) and title.strip() else f"a{number}"

"""Reads a listing folder as documents and files."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from tilekit.bundle import Files
from tilekit.core.basics import Basics
from tilekit.core.fields import Json
from tilekit.core.section import SectionDocument
from tilekit.parse.json_values import text, value_at
from tilekit.parse.limits import MARKDOWN_LIMITS, is_within_limits
from tilekit.scaffold.archive import files_of_zip
from tilekit.scaffold.changelog import read_changelog
from tilekit.scaffold.discovery import discovered
from tilekit.scaffold.documents import basics_of, documents_of, references
from tilekit.scaffold.folder import files_of_folder
from tilekit.scaffold.manifest import (
    FieldsBySection,
    has_client,
    named_paths,
    oauth_path,
    parsed_or_none,
    read_manifest,
)
from tilekit.scaffold.oauth import read_oauth
from tilekit.scaffold.paths import CHANGELOG, MANIFEST, README
from tilekit.scaffold.readme import read_readme

_CODE_KEYS = ("integration", "dashboards", "logs", "oauth")


class Package(Struct, frozen=True, kw_only=True, dict=True):
    """The content of a folder or an archive.

    base contains the files with fields as they were read. files contains every other file by path; carried lists those
    that no document refers to. folder is the folder's name ("" for an archive without one).
    """

    basics: Basics
    documents: dict[str, SectionDocument]
    base: dict[str, bytes]
    files: Files
    carried: tuple[str, ...]
    folder: str = ""


def read_folder(path: Path) -> Package:
    """The package of a folder, whatever is missing or broken in it. Raises OSError if the folder can't be read."""
    return package_of_files(files_of_folder(path), path.resolve().name)


def read_zip(data: bytes, within: str = "") -> Package:
    """The package of an archive, or of a folder in it. Raises ArchiveRefused."""
    return package_of_files(*files_of_zip(data, within))


def package_of_files(contents: Files, folder: str, *, discovers: bool = True) -> Package:
    """The package made from the files of a folder; folder is its name.

    discovers means that files which no manifest names belong to the field that their path tells.
    """
    base, parts = _read_fields(contents, discovers=discovers)
    files = contents.without(base)
    documents = documents_of(parts, files)
    modelled = {reference.name for _, _, reference in references(documents)}
    return Package(
        basics=basics_of(parts, folder),
        documents=documents,
        base=base,
        files=files,
        carried=tuple(path for path in files if path not in modelled),
        folder=folder,
    )


def _read_fields(files: Files, *, discovers: bool) -> tuple[dict[str, bytes], FieldsBySection]:
    """({path: content} of the files that contain fields, the fields of the whole folder)."""
    base = {path: files[path] for path in (MANIFEST, README, CHANGELOG) if path in files}
    parts = read_manifest(base[MANIFEST]) if MANIFEST in base else {}
    client = oauth_path(base.get(MANIFEST))
    if client in files and client not in base:
        base[client] = files[client]
        _add_values(parts, read_oauth(files[client]))
    if README in base and is_within_limits(base[README], MARKDOWN_LIMITS):
        _add_values(parts, read_readme(base[README]))
    if CHANGELOG in base and is_within_limits(base[CHANGELOG], MARKDOWN_LIMITS):
        _add_values(parts, read_changelog(base[CHANGELOG]))
    if discovers:
        free = set(files) - named_paths(parts)
        _add_values(parts, discovered(free, text(parts.get("overview", {}).get("integration_id"))))
    parts.setdefault("configuration", {}).update(_code_type(parts, base.get(MANIFEST)))
    return base, parts


def _add_values(parts: FieldsBySection, more: FieldsBySection) -> None:
    for section, values in more.items():
        parts[section] = {**values, **parts.get(section, {})}


def _code_type(parts: FieldsBySection, manifest: bytes | None) -> dict[str, Json]:
    """The code type, as far as its files show it."""
    document = parsed_or_none(manifest) if manifest is not None else None
    assets = document.value.get("assets") if document and isinstance(document.value, dict) else None
    if not isinstance(assets, dict):
        return {}
    if has_client(parts):
        return {"code_type": "api_oauth"}
    if value_at(assets, "/integration/configuration/spec") or parts["configuration"].get("wheel"):
        return {"code_type": "agent"}
    has_more = any(key in assets for key in _CODE_KEYS) or any(parts.get(key) for key in ("data", "content"))
    return {} if has_more else {"code_type": "tile_only"}

"""Compares the OpenAPI documents with those that the newest entry of the changelog describes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from django.utils import translation
from msgspec import Struct

from api.changelog.entries import API_CHANGELOG
from api.reference.schemas import NOT_IN_SAMPLES
from api.reference.surfaces import surfaces
from tilekit.core.digest import exact_digest
from tilekit.core.message_catalogues import ENGLISH

FILE = Path(__file__).parent / "documents.json"
# Texts and examples can change without an entry. The title and servers contain settings.
_PROSE = frozenset(
    {
        "description",
        "summary",
        "title",
        "example",
        "examples",
        "externalDocs",
        "info",
        "servers",
        "tags",
        NOT_IN_SAMPLES,
    }
)


class EntryMissing(Exception):
    """OpenAPI documents have changed, but the newest entry of the changelog has not. The argument says what to do."""


class DocumentsRecord(Struct, frozen=True, kw_only=True):
    """The digest of the newest entry, and the digests of the documents at that time, by the word of their surface."""

    entry: str
    documents: dict[str, str]

    def changed(self, current: "DocumentsRecord") -> list[str]:
        """The words of the documents that have changed."""
        return [word for word, digest in current.documents.items() if self.documents.get(word) != digest]


def current_record() -> DocumentsRecord:
    """The record of the documents as they are now. It does not depend on settings or the language."""
    with translation.override(ENGLISH):
        changes = [
            (change.kind, change.apis, str(change.text), dict(change.renamed)) for change in API_CHANGELOG[0].changes
        ]
        documents = {word: contract_digest(surface.get_openapi_schema()) for word, surface in surfaces().items()}
    return DocumentsRecord(entry=exact_digest(changes), documents=documents)


def stored_record() -> DocumentsRecord | None:
    """The record in the file; None if there is none."""
    return msgspec.json.decode(FILE.read_bytes(), type=DocumentsRecord) if FILE.exists() else None


def next_record(stored: DocumentsRecord | None, current: DocumentsRecord) -> DocumentsRecord:
    """The record to store. Raises EntryMissing."""
    if stored is None:
        return current
    changed = stored.changed(current)
    if changed and stored.entry == current.entry:
        raise EntryMissing(instructions(changed))
    return current if changed else stored


def instructions(words: list[str]) -> str:
    """What to do after the documents of these surfaces have changed."""
    return (
        f"The OpenAPI documents of {', '.join(words)} have changed. Describe the change in the newest entry of "
        "api/changelog/entries.py, or add an entry, then run make docs."
    )


def write_record() -> bool:
    """Store the record of the documents; returns whether the file has changed. Raises EntryMissing."""
    stored = stored_record()
    record = next_record(stored, current_record())
    if record != stored:
        FILE.write_bytes(msgspec.json.format(msgspec.json.encode(record)) + b"\n")
    return record != stored


def contract_digest(document: Mapping[str, Any]) -> str:
    """The digest of what clients depend on in an OpenAPI document."""
    return exact_digest(_contract(document))


def _contract(node: object, *, has_names: bool = False) -> object:
    """The node without texts. has_names is true for the properties of a schema, whose names can be those of texts."""
    if isinstance(node, list):
        return [_contract(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    return {
        str(name): _contract(inner, has_names=name == "properties" and not has_names)
        for name, inner in node.items()
        if has_names or name not in _PROSE
    }

"""The history of a section as people read it: who changed what, when."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import TypedDict

from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.queries import names_of
from listings.models import Section, SectionVersion
from reviews.words import place_words
from studio.places import revision_url
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.messages import Message
from tilekit.core.section import Section as Document
from tilekit.sections import section_of
from tilekit.sections.differences import Difference, differences

_SHOWN_CHARACTERS = 400


class ChangeLine(Struct, frozen=True, kw_only=True):
    """A changed place in words; parts are for the `diff` component."""

    place: str
    parts: Sequence[tuple[str, str]]


class Entry(Struct, frozen=True, kw_only=True):
    """One kept version. by is a name, "" where nobody is known; is_kept: a submission froze it.

    fix is the title of the fix that wrote it or whose undo did (is_undo), None for what people wrote; undo_url undoes
    it as a whole.
    """

    version: int
    at: datetime
    by: str
    changes: Sequence[ChangeLine]
    is_present: bool
    is_first: bool
    is_kept: bool
    fix: Message | None = None
    is_undo: bool = False
    undo_url: str = ""


def history_of(section: Section) -> list[Entry]:
    """The kept versions, the newest first; three queries. The section comes with its revision."""
    rows = list(SectionVersion.objects.filter(section=section).select_related("amendment").order_by("-version"))
    names = names_of(row.by for row in rows)
    documents = {row.pk: section_of(section.key).read(row.document, row.schema) for row in rows}
    older = {newer.pk: older for newer, older in pairwise(rows)}
    return [
        Entry(
            version=row.version,
            at=row.at,
            by=names.get(row.by, "") if row.by else "",
            changes=_changes(section.key, documents[older[row.pk].pk], documents[row.pk]) if row.pk in older else (),
            is_present=row.version == section.version,
            is_first=row.pk not in older,
            is_kept=row.is_kept,
            **_fix(section, row),
        )
        for row in rows
    ]


class _Fix(TypedDict, total=False):
    fix: Message
    is_undo: bool
    undo_url: str


def _fix(section: Section, row: SectionVersion) -> _Fix:
    amendment = row.amendment
    if amendment is None:
        return {}
    is_undo = row.version not in amendment.versions.get(section.key, ())
    is_open = amendment.undone_at is None and not is_undo
    address = revision_url("fix-undo", section.revision, amendment.pk) if is_open else ""
    return {"fix": Message.from_json(amendment.title), "is_undo": is_undo, "undo_url": address}


def _changes(key: str, old: Document, new: Document) -> list[ChangeLine]:
    found = differences({key: old}, {key: new})
    words = {key: new.values}
    return [ChangeLine(place=place_words(each.path, documents=words), parts=_parts(each)) for each in found]


def _parts(found: Difference) -> list[tuple[str, str]]:
    sides = (("del", _text(found.old)), ("ins", _text(found.new)))
    return [(kind, text) for kind, text in sides if text]


def _text(value: Json) -> str:
    """A value in few words: a file by its name, a list by its items."""
    if isinstance(value, list):
        return ", ".join(text for item in value if (text := _text(item)))
    if isinstance(value, dict):
        reference = FileRef.from_json(value)
        inner = [_text(item) for name, item in value.items() if name != "key"]
        return reference.name if reference else ", ".join(text for text in inner if text)
    if isinstance(value, bool):
        return _("yes") if value else ""
    text = "" if value is None else str(value)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"

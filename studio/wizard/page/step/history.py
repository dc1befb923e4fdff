"""Prepares the history of a section."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import TypedDict

from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.queries import names_of
from listings.content.changes import ContentChange
from listings.display.changes import ChangePresenter, ShownChange
from listings.models import Section, SectionVersion
from studio.page_urls import revision_url, url_of_change
from tilekit.core.messages import Message
from tilekit.sections import section_of


class SectionHistoryEntry(Struct, frozen=True, kw_only=True):
    """A version of a section. by is a name, "" if it is unknown; suggested_by is the name of the reviewer whose
    suggestion it saved. is_submitted means that a submission uses it.

    fix is the title of the fix that wrote it or, if is_undo, of the fix that was undone; None for edits by people.
    undo_url undoes the whole fix. has_unticked means that the portal unticked attestations.
    """

    version: int
    at: datetime
    by: str
    suggested_by: str
    changes: Sequence[ShownChange]
    is_current: bool
    is_first: bool
    is_submitted: bool
    fix: Message | None = None
    is_fix: bool = True
    is_undo: bool = False
    undo_url: str = ""
    has_unticked: bool = False


def history_of(section: Section) -> list[SectionHistoryEntry]:
    """The stored versions, newest first; four queries. The section must be loaded with its revision."""
    rows = list(SectionVersion.objects.filter(section=section).select_related("applied_fix").order_by("-version"))
    names = names_of(person for row in rows for person in (row.by, row.suggested_by))
    documents = {row.pk: section_of(section.key).read(row.document, row.schema) for row in rows}
    older = {newer.pk: older for newer, older in pairwise(rows)}
    key = section.key
    changes = {
        pk: ContentChange(before={key: documents[row.pk]}, after={key: documents[pk]}) for pk, row in older.items()
    }
    revision = section.revision
    presenter = ChangePresenter(revision.listing_id, changes.values(), url_of=partial(url_of_change, revision))
    return [
        SectionHistoryEntry(
            version=row.version,
            at=row.at,
            by=names.get(row.by, "") if row.by else "",
            suggested_by=(names.get(row.suggested_by) or _("former member")) if row.suggested_by else "",
            changes=presenter.present(changes[row.pk]) if row.pk in older else (),
            is_current=row.version == section.version,
            is_first=row.pk not in older,
            is_submitted=row.is_submitted,
            has_unticked=bool(row.unticked),
            **_fix_attributes(section, row),
        )
        for row in rows
    ]


class _FixAttributes(TypedDict, total=False):
    fix: Message
    is_fix: bool
    is_undo: bool
    undo_url: str


def _fix_attributes(section: Section, row: SectionVersion) -> _FixAttributes:
    applied_fix = row.applied_fix
    if applied_fix is None:
        return {}
    is_undo = row.version not in applied_fix.versions.get(section.key, ())
    is_open = applied_fix.undone_at is None and not is_undo
    address = revision_url("fix-undo", section.revision, applied_fix.pk) if is_open else ""
    title = Message.from_json(applied_fix.title)
    return {"fix": title, "is_fix": bool(applied_fix.code), "is_undo": is_undo, "undo_url": address}

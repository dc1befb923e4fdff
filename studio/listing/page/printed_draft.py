"""Prepares a revision for paper: what it is, all values by section, then its documents with their digests.

The sections that the legal department needs come first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.queries import agreement_statuses, names_of
from common.actor import Actor
from listings.content.bundles import basics_of, document_of
from listings.content.references import file_references
from listings.display.place_names import translate_message
from listings.display.values import display_text, display_value
from listings.lifecycle.guards import needed_agreements
from listings.models import Revision, Section, Submission
from listings.queries import current_submission, status_of
from page_parts.tile.parts import text_html
from studio.wizard.page.fields.shown_fields import shown_fields
from tilekit.core.basics import listing_kind
from tilekit.core.choices import Choices
from tilekit.core.composite import Rows
from tilekit.core.field import Field, Json
from tilekit.core.fields import Flag, Markdown
from tilekit.core.section import Document, SectionDocument, Values
from tilekit.sections import SECTIONS
from tilekit.sections.api_entities import ApiEntity
from tilekit.sections.legal import Legal
from tilekit.sections.overview import Overview
from tilekit.sections.pricing import Pricing
from tilekit.sections.release_notes import ReleaseNote, ReleaseNotes

_LEGAL_SECTIONS = (Pricing, Legal)
_SUMMARY_FIELDS = ("title", "vendor_name", "short_description")
_TEXT_LEVEL = 3  # of the highest heading in a text, below that of the section


class PrintedDocument(Struct, frozen=True, kw_only=True):
    """An agreement or an uploaded file. at and person: who accepted the agreement, or last saved the file's section."""

    title: str
    state: str
    digest: str
    place: str = ""
    at: datetime | None = None
    person: str = ""


class PrintedValue(Struct, frozen=True, kw_only=True):
    """A value of a field: a text, HTML as the tile shows it, lines of a list as HTML, or rows with their own values."""

    label: str
    text: str = ""
    html: SafeString = SafeString()
    lines: Sequence[str] = ()
    rows: Sequence[Sequence[PrintedValue]] = ()


class PrintedSection(Struct, frozen=True, kw_only=True):
    """A section with its values."""

    title: str
    values: Sequence[PrintedValue]


def printed_context(revision: Revision, actor: Actor, *, now: datetime) -> dict[str, object]:
    """The template context of the page. The number of queries does not depend on the content."""
    rows = {row.key: row for row in revision.sections.filter(scope="")}
    documents = {key: document_of(row) for key, row in rows.items()}
    return {
        "now": now,
        "revision": revision,
        "status_message": status_of([revision], to=actor)[revision.pk],
        "listing": revision.listing,
        "summary": list(_summary(revision, documents)),
        "documents": [*_agreements(revision), *_files(revision, rows, documents)],
        "sections": list(_sections(revision, documents)),
    }


def _summary(revision: Revision, documents: Mapping[str, SectionDocument]) -> Iterator[PrintedValue]:
    """What the listing is, for a reader who has never seen it."""
    listing = revision.listing
    overview, notes = documents.get(Overview.key), documents.get(ReleaseNotes.key)
    newest = notes.newest if isinstance(notes, ReleaseNotes) else None
    if isinstance(overview, Overview):
        for name in _SUMMARY_FIELDS:
            yield _printed_field(f"{Overview.key}.{name}", Overview.fields[name], overview.values)
    yield PrintedValue(label=translate_message(ReleaseNote.version.label), text=newest.version if newest else "")
    yield PrintedValue(label=_("Offering"), text=str(listing.get_offering_type_display()))
    yield PrintedValue(label=_("Catalogue section"), text=str(listing.get_route_display()))


def _agreements(revision: Revision) -> Iterator[PrintedDocument]:
    """The current versions of the agreements that the route of the listing requires."""
    needed = needed_agreements(revision.listing.route)
    for status in agreement_statuses(revision.listing.organisation_id):
        version, acceptance = status.version, status.acceptance
        if version.kind not in needed:
            continue
        yield PrintedDocument(
            title=_("{agreement}, version {number}").format(
                agreement=version.get_kind_display(), number=version.number
            ),
            state=_("Accepted") if acceptance else _("Not accepted"),
            digest=sha256(version.text.encode()).hexdigest(),
            at=acceptance.at if acceptance else None,
            person=acceptance.by.get_full_name() if acceptance else "",
            place=_("Agreement"),
        )


def _files(
    revision: Revision, rows: Mapping[str, Section], documents: Mapping[str, SectionDocument]
) -> Iterator[PrintedDocument]:
    """The uploaded files, in the order of the sections."""
    submission = current_submission(revision)
    submitted = _submitted_files(submission) if submission else frozenset()
    in_submission = _("In submission {number}").format(number=submission.submission_number) if submission else ""
    names = names_of(row.updated_by for row in rows.values())
    for key in (section.key for section in _in_order() if section.key in rows):
        by = rows[key].updated_by
        for digest, reference in file_references(key, documents[key].values).items():
            yield PrintedDocument(
                title=reference.name.rpartition("/")[2],
                place=translate_message(documents[key].heading),
                state=in_submission if digest in submitted else _("Not submitted yet"),
                digest=digest,
                at=rows[key].updated_at,
                person=names.get(by, "") if by else "",
            )


def _submitted_files(submission: Submission) -> frozenset[str]:
    references = (file_references(key, values) for key, values in submission.documents.items())
    return frozenset(digest for files in references for digest in files)


def _sections(revision: Revision, documents: Mapping[str, SectionDocument]) -> Iterator[PrintedSection]:
    kind = listing_kind(basics_of(revision.listing), documents)
    for section in _in_order():
        document = documents.get(section.key)
        if document is None or not section.applies(kind):
            continue
        if section.is_read_only() and document.is_blank():
            continue  # only API clients can fill it in
        fields = shown_fields(document, kind)
        values = [_printed_field(f"{section.key}.{field.name}", field, document.values) for field in fields]
        yield PrintedSection(title=translate_message(section.heading), values=values)


def _printed_field(path: str, field: Field[Any], values: Values) -> PrintedValue:
    """The value of a field of a section. Rows of an API entity are printed as the text that the client sent."""
    stored, label = values.get(field.name, _unanswered(field)), translate_message(field.label)
    if isinstance(field, Rows) and field.row is not ApiEntity:
        return PrintedValue(label=label, rows=[list(_cells(path, row)) for row in field.value_of(stored)])
    if isinstance(field, Choices):
        return PrintedValue(label=label, lines=_words(field, stored))
    text = display_text(path, stored)
    if isinstance(field, Markdown):
        return PrintedValue(label=label, html=_html(text, path.replace(".", "-")))
    return PrintedValue(label=label, text=text)


def _cells(path: str, row: Document) -> Iterator[PrintedValue]:
    """The values of a row that are not empty. Changes in release notes are Markdown, as on the tile."""
    for name, field in row.fields.items():
        label, stored = translate_message(field.label), row.values.get(name)
        if isinstance(field, Choices):
            words = _words(field, stored)
            value = PrintedValue(label=label, lines=[*map(_html, words)] if isinstance(row, ReleaseNote) else words)
        else:
            value = PrintedValue(label=label, text=display_text(f"{path}[{row.row_key}].{name}", stored))
        if value.text or value.lines:
            yield value


def _words(field: Choices, stored: Json) -> Sequence[str]:
    is_list = not field.is_empty(stored) and field.fits(stored)
    return display_value(field, stored).words if is_list else ()


def _html(text: str, name: str = "") -> SafeString:
    return text_html(text, picture_of=_without_pictures, level=_TEXT_LEVEL, name=name)


def _without_pictures(_path: str) -> None:
    """Only the alternative texts of pictures are printed."""


def _unanswered(field: Field[Any]) -> Json:
    """The value of a field that nobody has touched: a box without a tick means "No"."""
    return False if isinstance(field, Flag) else None


def _in_order() -> list[type[SectionDocument]]:
    return sorted(SECTIONS, key=lambda section: section not in _LEGAL_SECTIONS)

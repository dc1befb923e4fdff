"""Sections of a listing: list, read, change."""

from typing import Annotated

from django.utils import timezone
from ninja import Path

from api.bearer import ApiRequest
from api.errors import Outdated
from api.surfaces import set_etag
from api.uploads.queries import blob_of, completed_upload
from api.v1.bodies.base import IfMatch, ListingId, SectionKey
from api.v1.bodies.errors import v1_router
from api.v1.bodies.sections import (
    Attachment,
    DocumentsBody,
    SectionBody,
    SectionChangesBody,
    SectionHead,
    SectionList,
    SentDocuments,
    SetAsideBody,
)
from api.v1.listings import draft_version_in, open_or_newest_revision, required_version, revision_etag
from api.v1.section_types import assert_types, changed_values
from common.actor import Actor
from common.errors import Stale
from common.lookups import first_or_not_found
from files.store import open_blob
from listings.actions import attach_file, save_section, save_sections
from listings.content.bundles import document_of, split_of_revision
from listings.models import Revision
from listings.models import Section as SectionRow
from listings.writes.clean_input import assert_may_fill_in
from listings.writes.merged_saves import Save
from tilekit.core.section import Values
from tilekit.recognition.filling import proposed_short_name
from tilekit.sections import SECTIONS, section_of

router = v1_router("Sections")
Place = Annotated[
    str, Path(description="Section and field, as in the `path` of a finding", examples=["overview.logo_light"])
]


@router.get("/{uuid:listing_id}/sections", response=SectionList, summary="List sections")
def list_sections(request: ApiRequest, listing_id: ListingId) -> SectionList:
    """The sections for this type of listing, with their versions."""
    revision = open_or_newest_revision(request.actor, listing_id)
    rows = {row.key: row for row in _rows(revision)}
    kind = split_of_revision(revision).kind
    keys = [section.key for section in SECTIONS if section.key in rows and section.applies(kind)]
    return SectionList(items=[SectionHead.of(rows[key]) for key in keys])


@router.get("/{uuid:listing_id}/sections/{key}", response=SectionBody, summary="Read a section")
def read_section(request: ApiRequest, listing_id: ListingId, key: SectionKey) -> SectionBody:
    """The document of a section. The ETag header contains its version."""
    return _section_body(request, _section_row(open_or_newest_revision(request.actor, listing_id), key))


@router.put("/{uuid:listing_id}/fields/{place}", response=SectionBody, summary="Attach a file")
def attach(request: ApiRequest, listing_id: ListingId, place: Place, *, body: Attachment) -> SectionBody:
    """Use a completed upload as the file of a field. The response is the section with its new version.

    For a field in a row, include the row's key: `media.items[<key>].image`. `media.items` alone adds a row.
    """
    revision, now = open_or_newest_revision(request.actor, listing_id), timezone.now()
    upload = completed_upload(request.actor, body.upload, now=now)
    with open_blob(blob_of(upload)) as content:
        name = body.name or upload.name
        section = attach_file(
            revision_id=revision.pk,
            path=place,
            name=name,
            content=content,
            by=request.actor,
            now=now,
            short_name=proposed_short_name("", name),
        )
    return _section_body(request, section)


@router.patch("/{uuid:listing_id}/sections/{key}", response=SectionBody, summary="Change a section")
def change_section(
    request: ApiRequest, listing_id: ListingId, key: SectionKey, *, body: SectionChangesBody, if_match: IfMatch = None
) -> SectionBody:
    """Change the fields that you send. Other fields stay unchanged.

    A new value is refused if the field has another type, doesn't have this option, or can only be filled in by the
    portal or our teams. The error lists all values of a wrong type. Other values that fail a check are stored and
    appear in the findings.

    With If-Match, your changes are merged with changes that others have made since then. If you and someone else have
    changed the same value, nothing is stored: the response is 409, and `context.conflicts` contains both versions.

    You can only change a draft or a listing that was sent back. To change a live listing, start the next revision.
    """
    revision = open_or_newest_revision(request.actor, listing_id)
    row, now, by = _section_row(revision, key), timezone.now(), request.actor
    version = required_version(if_match, number=revision.number, newest=row.version)
    stored = document_of(row).values
    assert_types({key: body.root}, {key: stored})
    changes = changed_values(body.root, stored)
    assert_may_fill_in(key, changes, stored, by=by)
    section = save_section(revision_id=revision.pk, key=key, version=version, changes=changes, by=by, now=now)
    return _section_body(request, section)


def _rows(revision: Revision) -> list[SectionRow]:
    rows = list(SectionRow.objects.filter(revision=revision, scope=""))
    for row in rows:
        row.revision = revision
    return rows


def _section_row(revision: Revision, key: str) -> SectionRow:
    return first_or_not_found(
        SectionRow.objects.select_related("revision__listing").filter(revision=revision, key=key, scope="")
    )


def _section_body(request: ApiRequest, row: SectionRow) -> SectionBody:
    set_etag(request, f'"{row.revision.number}.{row.version}"')
    return SectionBody.applied(row, split_of_revision(row.revision))


@router.get("/{uuid:listing_id}/documents", response=DocumentsBody, summary="Read all documents")
def read_documents(request: ApiRequest, listing_id: ListingId) -> DocumentsBody:
    """The documents of all sections for this type of listing.

    The ETag header contains the version of the draft.
    """
    return _documents_body(request, open_or_newest_revision(request.actor, listing_id))


@router.put("/{uuid:listing_id}/documents", response=DocumentsBody, summary="Replace documents")
def replace_documents(
    request: ApiRequest, listing_id: ListingId, *, body: SentDocuments, if_match: IfMatch = None
) -> DocumentsBody:
    """Replace the documents of the sections that you send. Fields that you leave out are cleared.

    Sections that you leave out stay unchanged, and so do values that are set aside and fields that only the portal or
    our teams can fill in. A new value for such a field is refused. If one value cannot be stored, nothing is stored.
    With If-Match, the response is 412 if the draft has changed since you read it.
    """
    revision, now = open_or_newest_revision(request.actor, listing_id), timezone.now()
    seen = draft_version_in(if_match, revision)
    applied = {key: document.values for key, document in split_of_revision(revision).documents.items()}
    assert_types(body.sections, applied)
    saves = [_replacement(key, sent, applied[key], by=request.actor) for key, sent in body.sections.items()]
    try:
        save_sections(revision_id=revision.pk, saves=saves, seen=seen, by=request.actor, now=now)
    except Stale as stale:
        raise Outdated from stale
    revision = open_or_newest_revision(request.actor, listing_id)
    return _documents_body(request, revision)


def _replacement(key: str, sent: Values, stored: Values, *, by: Actor) -> Save:
    """The changes that make the section consist of the sent values."""
    changes = changed_values(sent, stored)
    assert_may_fill_in(key, changes, stored, by=by)
    cleared: Values = {name: None for name in section_of(key).fields if name in stored and name not in sent}
    return Save(key=key, changes={**cleared, **changes})


def _documents_body(request: ApiRequest, revision: Revision) -> DocumentsBody:
    set_etag(request, revision_etag(revision))
    split = split_of_revision(revision)
    sections = {section.key: split.documents[section.key].values for section in SECTIONS if section.applies(split.kind)}
    return DocumentsBody(
        revision=revision.number,
        version=revision.version,
        sections=sections,
        set_aside=SetAsideBody.listed(split.set_aside),
    )

"""Sections of a listing: list, read, change."""

from typing import Annotated

from django.utils import timezone
from ninja import Path, Router

from api.bearer import ApiRequest
from api.surfaces import set_etag
from api.uploads.queries import blob_of, completed_upload
from api.v1.bodies.sections import Attachment, SectionBody, SectionChangesBody, SectionHead, SectionList
from api.v1.etags import required_version
from api.v1.listings import open_or_newest_revision
from api.v1.routes.errors import READ_ERRORS, WRITE_ERRORS
from api.v1.routes.headers import IfMatch
from api.v1.routes.ids import ListingId, SectionKey
from api.v1.section_types import assert_types, changed_values
from common.lookups import first_or_not_found
from files.store import open_blob
from listings.actions import attach_file, save_section
from listings.content.bundles import split_of_revision
from listings.models import Revision
from listings.models import Section as SectionRow
from listings.writes.clean_input import assert_may_fill_in
from listings.writes.merged_saves import upgraded
from tilekit.sections import SECTIONS

router = Router(tags=["Sections"])
Place = Annotated[
    str, Path(description="Section and field, as in the `path` of a finding", examples=["overview.logo_light"])
]


@router.get("/{uuid:listing_id}/sections", response={200: SectionList, **READ_ERRORS}, summary="List sections")
def list_sections(request: ApiRequest, listing_id: ListingId) -> SectionList:
    """The sections for this type of listing, with their versions."""
    revision = open_or_newest_revision(request.actor, listing_id)
    rows = {row.key: row for row in _rows(revision)}
    kind = split_of_revision(revision).kind
    keys = [each.key for each in SECTIONS if each.key in rows and each.applies(kind)]
    return SectionList(items=[SectionHead.of(rows[key]) for key in keys])


@router.get("/{uuid:listing_id}/sections/{key}", response={200: SectionBody, **READ_ERRORS}, summary="Read a section")
def read_section(request: ApiRequest, listing_id: ListingId, key: SectionKey) -> SectionBody:
    """The document of a section. The ETag header contains its version."""
    return _section_body(request, _section_row(open_or_newest_revision(request.actor, listing_id), key))


@router.put("/{uuid:listing_id}/fields/{place}", response={200: SectionBody, **WRITE_ERRORS}, summary="Attach a file")
def attach(request: ApiRequest, listing_id: ListingId, place: Place, *, body: Attachment) -> SectionBody:
    """Use a completed upload as the file of a field. The response is the section with its new version.

    For a field in a row, include the row's key: `media.items[<key>].image`. `media.items` alone adds a row.
    """
    revision, now = open_or_newest_revision(request.actor, listing_id), timezone.now()
    upload = completed_upload(request.actor, body.upload, now=now)
    with open_blob(blob_of(upload)) as content:
        section = attach_file(
            revision_id=revision.pk,
            path=place,
            name=body.name or upload.name,
            content=content,
            by=request.actor,
            now=now,
        )
    return _section_body(request, section)


@router.patch(
    "/{uuid:listing_id}/sections/{key}", response={200: SectionBody, **WRITE_ERRORS}, summary="Change a section"
)
def change_section(
    request: ApiRequest,
    listing_id: ListingId,
    key: SectionKey,
    *,
    body: SectionChangesBody,
    if_match: IfMatch = None,
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
    stored = upgraded(row)
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

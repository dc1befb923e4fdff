"""Sections of a listing: list, read, change."""

from contextlib import suppress
from typing import Annotated
from uuid import UUID

from django.utils import timezone
from ninja import Path, Router

from api.etags import note_etag
from api.uploads.queries import blob_of, completed_upload
from api.v1.bodies.sections import Attachment, Changes, Section, SectionHead, SectionList
from api.v1.etags import version_in
from api.v1.listings import revision_for
from api.v1.requests import Call
from api.v1.routes.answers import READS, WRITES
from api.v1.routes.headers import IfMatch
from common.lookups import one_of
from files.errors import FileNotReadable
from files.store import open_blob
from listings.actions import attach_file, save_section
from listings.bundles import basics_of, document_of
from listings.models import Revision
from listings.models import Section as SectionRow
from tilekit.core.basics import kind_of
from tilekit.sections import SECTIONS
from validation.actions import renew_instant_findings

router = Router(tags=["Sections"])
Place = Annotated[str, Path(description="Section and field, as findings name it", examples=["overview.logo_light"])]


@router.get("/{uuid:listing_id}/sections", response={200: SectionList, **READS}, summary="List sections")
def list_sections(request: Call, listing_id: UUID) -> SectionList:
    """The sections that this kind of listing has, with their versions."""
    revision = revision_for(request.actor, listing_id)
    rows = {row.key: row for row in _rows(revision)}
    kind = kind_of(basics_of(revision.listing), {key: document_of(row) for key, row in rows.items()})
    shown = [each.key for each in SECTIONS if each.key in rows and each.applies(kind)]
    return SectionList(items=[SectionHead.of(rows[key]) for key in shown])


@router.get("/{uuid:listing_id}/sections/{key}", response={200: Section, **READS}, summary="Read a section")
def read_section(request: Call, listing_id: UUID, key: str) -> Section:
    """The document of a section. The ETag header names its version."""
    return _shown(request, _row(revision_for(request.actor, listing_id), key))


@router.put("/{uuid:listing_id}/fields/{place}", response={200: Section, **WRITES}, summary="Attach a file")
def attach(request: Call, listing_id: UUID, place: Place, *, body: Attachment) -> Section:
    """Use a completed upload as the file of a field. The response is the section with its new version.

    For a field of a row, include the key of the row: `media.items[<key>].image`. `media.items` alone adds a row.
    """
    revision, now = revision_for(request.actor, listing_id), timezone.now()
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
    return _shown(request, _checked(section))


@router.patch("/{uuid:listing_id}/sections/{key}", response={200: Section, **WRITES}, summary="Change a section")
def change_section(request: Call, listing_id: UUID, key: str, *, body: Changes, if_match: IfMatch = None) -> Section:
    """Set the fields that are sent; the others stay as they are, and so do those that only our teams fill in.

    With If-Match, fields that somebody else changed since are merged. If both changed the same place, nothing is
    stored: the response is 409, and `context.conflicts` has both values. Values that fail a check are stored, and
    the findings list them.

    Only a draft, or a listing that was sent back, can be changed. For a listing that is live, start the next revision.
    """
    revision = revision_for(request.actor, listing_id)
    version = version_in(if_match, number=revision.number, newest=_row(revision, key).version)
    now = timezone.now()
    section = save_section(
        revision_id=revision.pk, key=key, version=version, changes=body.root, by=request.actor, now=now
    )
    return _shown(request, _checked(section))


def _checked(section: SectionRow) -> SectionRow:
    """The section that was saved, its findings renewed."""
    with suppress(FileNotReadable):  # it is saved; the next call for findings runs the checks
        renew_instant_findings(section.revision, now=timezone.now())
    return section


def _rows(revision: Revision) -> list[SectionRow]:
    rows = list(SectionRow.objects.filter(revision=revision, scope=""))
    for row in rows:
        row.revision = revision
    return rows


def _row(revision: Revision, key: str) -> SectionRow:
    return one_of(SectionRow.objects.select_related("revision").filter(revision=revision, key=key, scope=""))


def _shown(request: Call, row: SectionRow) -> Section:
    note_etag(request, f'"{row.revision.number}.{row.version}"')
    return Section.of(row)

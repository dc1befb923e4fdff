"""Parts of writes that create listings and revisions."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Max
from msgspec import Struct, field

from accounts.models import Organisation
from common.actions import in_transaction
from common.actor import Actor
from common.constraints import raises_if_violated
from common.names import assert_visible, unique_name
from files.writes import use_blobs
from listings.content.filled_fields import Sources, notes_for
from listings.content.references import file_references
from listings.errors import NameTaken, OfferIdTaken, RevisionOpen
from listings.models import Listing, Revision, Section, SectionVersion
from tilekit.checks.context import title_key
from tilekit.checks.identifiers import is_made_up_uuid
from tilekit.core.basics import Basics
from tilekit.core.section import Values
from tilekit.sections import SECTIONS

_FIRST_SOURCE_TYPE_ID = 10_000_000
_ONE_OFFER_ID = ("listings_listing_offer_id_once", "listings_listing.offer_id")
_ONE_OPEN = ("listings_revision_one_open", "listings_revision.listing_id")


class Contents(Struct, frozen=True, kw_only=True):
    """The initial content of a revision. documents is {section key: values}, base and carried are {path: sha256}.

    sources names the files from which values were filled in.
    """

    documents: Mapping[str, Values]
    sources: Sources = field(default_factory=dict)
    base: Mapping[str, str] = field(default_factory=dict)
    carried: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""

    def digests(self) -> set[str]:
        """The digests of all files in the contents."""
        referred = {sha256 for key, values in self.documents.items() for sha256 in file_references(key, values)}
        return referred | set(self.base.values()) | set(self.carried.values())


@in_transaction
def make_listing(organisation: Organisation, basics: Basics, *, now: datetime, offer_id: str = "") -> Listing:
    """Create a listing. Identifiers that are missing, malformed or taken are replaced, except the offer ID.

    Raises NameRefused, NameTaken, OfferIdTaken.
    """
    assert_visible(basics.name)
    listing = Listing(
        organisation=organisation,
        route=basics.route,
        offering_type=basics.offering_type,
        name_key=title_key(basics.name),
        offer_id=offer_id,
        app_uuid=_free_app_uuid(basics.app_uuid),
        source_type_id=_free_source_type_id(basics.source_type_id),
        created_at=now,
    )
    others = Listing.objects.filter(organisation=organisation)
    taken = NameTaken(organisation=organisation.name, name=basics.name)
    with (
        raises_if_violated(*_ONE_OFFER_ID, OfferIdTaken(offer_id=offer_id)),
        unique_name(listing, basics.name, among=others, error=taken),
    ):
        listing.save(force_insert=True)
    return listing


@in_transaction
def make_revision(listing: Listing, contents: Contents, *, by: Actor, now: datetime) -> Revision:
    """Create a draft with its sections and their first history entries. Raises RevisionOpen, FileUnknown."""
    latest = Revision.objects.filter(listing=listing).aggregate(Max("number"))["number__max"] or 0
    revision = Revision(
        listing=listing,
        number=latest + 1,
        state_since=now,
        base=dict(contents.base),
        carried=dict(contents.carried),
        folder=contents.folder,
        created_by=by.id,
        created_at=now,
        active_at=now,
    )
    with raises_if_violated(*_ONE_OPEN, RevisionOpen(name=listing.name)):
        revision.save(force_insert=True)
    _make_sections(revision, contents, by=by, now=now)
    use_blobs(listing.pk, contents.digests(), now=now)
    return revision


def _make_sections(revision: Revision, contents: Contents, *, by: Actor, now: datetime) -> None:
    documents = {section.key: section.repaired(contents.documents.get(section.key, {})) for section in SECTIONS}
    sections = Section.objects.bulk_create(
        Section(
            revision=revision,
            key=section.key,
            document=documents[section.key],
            schema=section.schema_number,
            filled=notes_for(section.key, documents[section.key], sources=contents.sources, earlier={}),
            updated_by=by.id,
            updated_at=now,
        )
        for section in SECTIONS
    )
    SectionVersion.objects.bulk_create(
        SectionVersion(
            section=section,
            version=1,
            document=section.document,
            schema=section.schema,
            by=by.id,
            started_at=now,
            at=now,
        )
        for section in sections
    )


def next_source_type_id() -> int:
    """An unused source type ID. It is random, so that concurrent requests don't wait for each other."""
    while True:
        number = _FIRST_SOURCE_TYPE_ID + secrets.randbelow(80_000_000)
        if not Listing.objects.filter(source_type_id=number).exists():
            return number


def _free_app_uuid(requested: str) -> UUID:
    try:
        app_uuid = UUID(requested)
    except ValueError:
        return uuid4()
    if is_made_up_uuid(str(app_uuid)):
        return uuid4()
    return uuid4() if Listing.objects.filter(app_uuid=app_uuid).exists() else app_uuid


def _free_source_type_id(requested: int | None) -> int | None:
    """The wanted source type ID if it is free, otherwise a new one. None stays None, for tiles without code."""
    if requested is None:
        return None
    is_free = 0 < requested < 2**31 and not Listing.objects.filter(source_type_id=requested).exists()
    return requested if is_free else next_source_type_id()

"""Actions that create listings and start new revisions of live ones."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from accounts.locks import locked_organisation
from accounts.models import Organisation
from accounts.queries import address_of
from accounts.vendors import own_vendor
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor
from common.errors import NotAllowed, NotFound
from listings.content.bundles import document_of, split_of_revision
from listings.content.defaults import defaults_of, with_defaults_of, with_maintainer
from listings.content.vendor_fields import documents_with_current_vendor
from listings.editing.set_aside import with_set_aside
from listings.errors import RevisionOpen
from listings.lifecycle.events import revision_subject
from listings.lifecycle.revision_locks import lock_listing
from listings.lifecycle.revisions import (
    REVISION,
    assert_nothing_against,
    creation_row,
)
from listings.models import Listing, Revision, Submission
from listings.states.revision_states import CLOSED, RevisionState
from listings.writes.client_values import Documents
from listings.writes.creation import Contents, make_listing, make_revision, next_source_type_id
from listings.writes.entities import EntityChange, write_entities
from listings.writes.section_rows import sections_of
from listings.writes.sections import SaveContext
from notices.webhooks.writes import emit
from tilekit.core.basics import Basics, listing_kind
from tilekit.core.kind import OfferingType
from tilekit.core.section import Values
from tilekit.sections import section_of
from tilekit.sections.configuration import Configuration
from tilekit.sections.initial_values import initial_documents
from tilekit.sections.prefilled import with_prefills
from tilekit.sections.submission import SubmissionNotes


class ListingStart(Struct, frozen=True, kw_only=True):
    """The values of a new listing. Only clients of the submission API set code_type and offer_id."""

    route: str
    offering_type: str
    name: str
    code_type: str = ""
    offer_id: str = ""


@action
def create_listing(
    *,
    organisation_id: UUID,
    route: str,
    offering_type: str,
    name: str,
    by: Actor,
    now: datetime,
    code_type: str = "",
    offer_id: str = "",
    sent: Callable[[Listing, Documents], EntityChange] | None = None,
) -> Revision:
    """Create a listing with its first draft, which starts with the organisation's values.

    sent returns the entities that a client of the submission API stores with the draft; if it raises an error, nothing
    is written. Raises NotFound, NotAllowed, OrganisationSuspended, NameRefused, NameTaken, OfferIdTaken and, if sent is
    given, the errors of `change_entities`.
    """
    start = ListingStart(route=route, offering_type=offering_type, name=name, code_type=code_type, offer_id=offer_id)
    revision = begin_listing(organisation_id, start, by=by, now=now)
    if sent:
        sections = {key: document_of(section).values for key, section in sections_of(revision).items()}
        write_entities(SaveContext(revision=revision, by=by, now=now), sent(revision.listing, sections))
    return revision


@in_transaction
def begin_listing(organisation_id: UUID, start: ListingStart, *, by: Actor, now: datetime) -> Revision:
    """Create a listing as part of another write, with the errors of `create_listing`."""
    organisation = organisation_for_new_listing(organisation_id, by=by)
    is_integration = start.offering_type == OfferingType.INTEGRATION
    basics = Basics(
        name=start.name.strip(),
        route=start.route,
        offering_type=start.offering_type,
        source_type_id=next_source_type_id() if is_integration else None,
    )
    documents = initial_documents(basics, own_vendor(organisation), today=now.date())
    if start.code_type:
        documents[Configuration.key] = {**documents.get(Configuration.key, {}), "code_type": start.code_type}
    documents, maintainer = with_maintainer(
        with_defaults_of(documents, defaults_of(organisation.pk)), address_of(by.id)
    )
    kind = listing_kind(basics, {key: section_of(key)(values) for key, values in documents.items()})
    documents, sources = with_prefills({}, documents, kind)
    contents = Contents(documents=documents, sources={**sources, **maintainer})
    return create_rows(organisation, basics, contents, by=by, now=now, offer_id=start.offer_id)


def assert_may_begin(organisation_id: UUID, *, by: Actor) -> None:
    """Raises NotFound for people outside the organisation, and NotAllowed for members who may not create listings."""
    if not (by.belongs_to(organisation_id) or by.is_staff or by.is_system):
        raise NotFound
    if not (by.is_system or creation_row("create").allows(by, organisation_id)):
        raise NotAllowed


@in_transaction
def organisation_for_new_listing(organisation_id: UUID, *, by: Actor) -> Organisation:
    """Lock the organisation for a new listing. Raises NotFound, NotAllowed, OrganisationSuspended."""
    assert_may_begin(organisation_id, by=by)
    return locked_organisation(organisation_id)


@in_transaction
def create_rows(
    organisation: Organisation, basics: Basics, contents: Contents, *, by: Actor, now: datetime, offer_id: str = ""
) -> Revision:
    """Create the rows of a listing and its first revision, with the audit event and the webhook event."""
    listing = make_listing(organisation, basics, now=now, offer_id=offer_id)
    revision = make_revision(listing, contents, by=by, now=now)
    _record_creation("create", revision, by=by, now=now, organisation=organisation.pk)
    return revision


@action
def start_revision(*, listing_id: UUID, by: Actor, now: datetime) -> Revision:
    """Start the next revision of a live listing as a copy of the live version.

    Raises NotFound, NotAllowed, NotPossible, RevisionOpen.
    """
    return next_revision(lock_listing(listing_id, by=by), by=by, now=now)


@in_transaction
def next_revision(listing: Listing, *, by: Actor, now: datetime) -> Revision:
    """Start the next revision of a listing that the caller has locked.

    Raises NotFound (nothing is live), NotAllowed, NotPossible, RevisionOpen.
    """
    if not creation_row("new revision").allows(by, listing.organisation_id):
        raise NotAllowed
    if Revision.objects.filter(listing=listing).exclude(state__in=CLOSED).exists():
        raise RevisionOpen(name=listing.name)
    published = Revision.objects.filter(listing=listing, state=RevisionState.PUBLISHED).first()
    if published is None or listing.live_release is None:
        raise NotFound
    published.listing = listing
    assert_nothing_against(published, "new revision", by=by, now=now)
    live = listing.live_release.submission
    live.documents = documents_with_current_vendor(listing, live)
    revision = make_revision(listing, _with_kept(contents_of(live), published), by=by, now=now)
    _record_creation("new revision", revision, by=by, now=now)
    return revision


def _with_kept(contents: Contents, published: Revision) -> Contents:
    """The content with what the published revision keeps although it does not count, which submissions leave out."""
    kept = [value for value in split_of_revision(published).set_aside if value.section != SubmissionNotes.key]
    return replace(contents, documents=with_set_aside(contents.documents, kept))


def _record_creation(verb: str, revision: Revision, *, by: Actor, now: datetime, **more: UUID) -> None:
    """Record the audit event and send the webhook event of a new revision; more adds objects to the audit event."""
    row = creation_row(verb)
    objects = {"listing": revision.listing_id, "revision": revision.pk, **more}
    record_event(REVISION.audit_verb(row), by=by, objects=objects, now=now)
    if row.event:
        emit(row.event.name, revision_subject(revision), key=f"revision:{revision.pk}:{verb}", now=now)


def contents_of(submission: Submission) -> Contents:
    """The content for a new revision from a submission, without the fields that belong to that submission only."""
    documents: dict[str, Values] = {
        key: section_of(key).read(values, submission.schemas[key]).values
        for key, values in submission.documents.items()
    }
    fields = SubmissionNotes.fields.items()
    documents[SubmissionNotes.key] = {name: field.default for name, field in fields if field.default is not None}
    return Contents(documents=documents, base=submission.base, carried=submission.carried, folder=submission.folder)

"""The events that the audit page shows. Each query uses an index of the events."""

from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Application, Organisation, Person
from audit.models import Event, ObjectId
from listings.models import Listing, Revision
from operations.models import AuditExport
from operations.verbs import PARTNER_VERBS
from releases.models import Transfer, TransferState

ORDER = ("-at", "-id")
_SHOWN_EXPORTS = 10
_MOST_MATCHES = 100  # a name that more people or objects have selects the newest of them


def events_of_organisation(organisation_id: UUID) -> QuerySet[Event]:
    """The events that owners may see about their organisation and its listings. Three queries.

    Of a listing that was transferred to them, these are the transfer and everything since then: what people of another
    organisation did before is not theirs to read.
    """
    accepted = Transfer.objects.filter(receiver=organisation_id, state=TransferState.ACCEPTED).order_by("answered_at")
    received = dict(accepted.filter(listing__organisation=organisation_id).values_list("listing", "answered_at"))
    others = Listing.objects.filter(organisation=organisation_id).exclude(pk__in=received).values_list("pk", flat=True)
    matches = (
        Q(of_organisation=str(organisation_id)),
        Q(of_listing__in=[str(pk) for pk in others]),
        *(Q(of_listing=str(pk), at__gte=since) for pk, since in received.items()),
    )
    events = Event.objects.filter(verb__in=PARTNER_VERBS)
    return _with_ids(events, ("organisation", "listing")).filter(reduce(or_, matches))


def about_any(events: QuerySet[Event], objects: Mapping[str, Collection[UUID]]) -> QuerySet[Event]:
    """The events about one of these objects by kind. Those about an organisation include those about its listings."""
    nouns = dict(objects)
    if organisations := objects.get("organisation"):
        listings = Listing.objects.filter(organisation__in=organisations).values_list("pk", flat=True)
        nouns["listing"] = [*objects.get("listing", ()), *listings]
    matches = (Q(**{f"of_{word}__in": [str(pk) for pk in pks]}) for word, pks in nouns.items())
    return _with_ids(events, nouns).filter(reduce(or_, matches))


def _with_ids(events: QuerySet[Event], nouns: Iterable[str]) -> QuerySet[Event]:
    """The events, with aliases such as `of_listing` for the IDs of their objects."""
    return events.alias(**{f"of_{noun}": ObjectId("object_ids", noun=noun) for noun in nouns})


def actor_ids(text: str, *, with_addresses: bool) -> list[UUID]:
    """IDs of people and applications with the text in their name or, with_addresses, in their e-mail address."""
    is_match = Q(name__icontains=text) | (Q(email__icontains=text) if with_addresses else Q())
    people = Person.objects.filter(is_match).order_by("-pk").values_list("pk", flat=True)[:_MOST_MATCHES]
    return [*people, *_named(Application.objects.filter(name__icontains=text))]


def object_ids(kind: str, text: str, *, with_addresses: bool) -> list[UUID]:
    """IDs of the objects of this kind with the text in their name; nothing for revisions, which have none."""
    if kind == "person":
        return actor_ids(text, with_addresses=with_addresses)
    models: dict[str, type[Listing | Organisation]] = {"listing": Listing, "organisation": Organisation}
    return _named(models[kind].objects.filter(name__icontains=text)) if kind in models else []


def _named(rows: QuerySet[Application] | QuerySet[Listing] | QuerySet[Organisation]) -> list[UUID]:
    return list(rows.order_by("-pk").values_list("pk", flat=True)[:_MOST_MATCHES])


def revision_numbers(ids: Collection[UUID]) -> dict[UUID, tuple[int, UUID]]:
    """{revision ID: its number and its listing's ID}"""
    rows = Revision.objects.filter(pk__in=ids).values_list("pk", "number", "listing_id")
    return {pk: (number, listing_id) for pk, number, listing_id in rows}


def exports_of(person_id: UUID, organisation_id: UUID | None) -> list[AuditExport]:
    """The exports that the person requested on this page, the newest first. organisation_id is None for admins."""
    rows = AuditExport.objects.filter(requested_by=person_id, organisation=organisation_id)
    return list(rows.order_by("-created_at", "-pk")[:_SHOWN_EXPORTS])

"""Prepares the rows of the audit page: names and links of everybody and everything in the events of one page."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.models import Organisation
from accounts.queries import names_of
from audit.models import Event
from audit.queries import addresses_of
from common.actor import Actor
from common.lazy_text import LazyText
from common.requests import parse_uuid
from listings.models import Listing
from listings.page_urls import listing_home
from listings.queries import visible_listings
from operations.filters import OBJECT_KINDS, AuditFilter
from operations.queries import revision_numbers
from operations.verbs import PARTNER_VERBS, label_of_verb, verb_words

_ORGANISATIONS = ("organisation", "receiver")
_ACTORS = ("person", "application")


class AboutLink(Struct, frozen=True, kw_only=True):
    """An object of an event. href is "" if the reader can't open it."""

    name: str
    href: str = ""


class AuditRow(Struct, frozen=True, kw_only=True):
    """An event in words. objects and ids are the (name, value) pairs that the page folds; address is for admins."""

    event: Event
    who: str
    what: LazyText
    about: Sequence[AboutLink]
    objects: Sequence[tuple[str, str]]
    ids: Sequence[tuple[str, str]]
    address: str = ""

    @property
    def more(self) -> Sequence[tuple[str, str]]:
        return (*self.objects, *self.ids)


class _EventNames(Struct, frozen=True, kw_only=True):
    people: Mapping[UUID, str]
    listings: Mapping[UUID, str]
    open_listings: frozenset[UUID]
    organisations: Mapping[UUID, Organisation]
    revisions: Mapping[UUID, tuple[int, UUID]]


def audit_rows(events: Sequence[Event], actor: Actor, *, for_admin: bool) -> list[AuditRow]:
    """The rows. At most seven queries, however many events there are. for_admin adds addresses and IDs."""
    names, words = _names(events, actor), verb_words()
    addresses = addresses_of(events) if for_admin else {}
    return [
        AuditRow(
            event=event,
            who=_who(event, names),
            what=label_of_verb(words, event.verb),
            about=list(_about(event, names, actor)),
            objects=list(_objects(event, for_admin=for_admin)),
            ids=list(_ids_of(event)) if for_admin else (),
            address=addresses.get(event.pk, ""),
        )
        for event in events
    ]


def _names(events: Sequence[Event], actor: Actor) -> _EventNames:
    revisions = revision_numbers(_ids(events, "revision"))
    listing_ids = _ids(events, "listing") | {listing_id for _number, listing_id in revisions.values()}
    organisation_ids = _ids(events, *_ORGANISATIONS)
    return _EventNames(
        people=names_of({event.actor_id for event in events} | _ids(events, *_ACTORS)),
        listings=dict(Listing.objects.filter(pk__in=listing_ids).values_list("pk", "name")),
        open_listings=frozenset(visible_listings(actor).filter(pk__in=listing_ids).values_list("pk", flat=True)),
        organisations=Organisation.objects.in_bulk(organisation_ids),
        revisions=revisions,
    )


def _ids(events: Iterable[Event], *nouns: str) -> set[UUID]:
    values = (event.object_ids.get(noun) for event in events for noun in nouns)
    return {key for value in values if isinstance(value, str) and (key := parse_uuid(value))}


def _who(event: Event, names: _EventNames) -> str:
    if event.actor_id is None:
        return _("Portal")
    return names.people.get(event.actor_id) or _("former member")


def _about(event: Event, names: _EventNames, actor: Actor) -> Iterable[AboutLink]:
    ids = {noun: key for noun, value in event.object_ids.items() if (key := parse_uuid(str(value)))}
    if listing_id := ids.get("listing"):
        yield _listing_link(listing_id, names)
    if (revision := names.revisions.get(ids["revision"]) if "revision" in ids else None) is not None:
        number, _listing_id = revision
        yield AboutLink(name=_("Revision {number}").format(number=number))
    for noun in _ORGANISATIONS:
        if (organisation := names.organisations.get(ids[noun]) if noun in ids else None) is not None:
            yield AboutLink(name=organisation.name, href=_organisation_url(organisation, actor))
    for noun in _ACTORS:
        if noun in ids and ids[noun] != event.actor_id:
            yield AboutLink(name=names.people.get(ids[noun]) or _("former member"))


def _listing_link(listing_id: UUID, names: _EventNames) -> AboutLink:
    href = listing_home(listing_id) if listing_id in names.open_listings else ""
    return AboutLink(name=names.listings.get(listing_id) or _("deleted listing"), href=href)


def _organisation_url(organisation: Organisation, actor: Actor) -> str:
    if actor.belongs_to(organisation.pk):
        return organisation.get_absolute_url()
    return reverse("accounts:organisation-admin", args=[organisation.slug]) if actor.is_admin else ""


def _objects(event: Event, *, for_admin: bool) -> Iterable[tuple[str, str]]:
    """The objects and digests of the event. Only admins read IDs, which could be those of internal objects."""
    hidden = {*_ORGANISATIONS, *_ACTORS, "listing", "revision"} if not for_admin else set()
    for noun, value in event.object_ids.items():
        if noun not in hidden and (for_admin or parse_uuid(str(value)) is None):
            yield noun, str(value)
    yield from event.digests.items()


def _ids_of(event: Event) -> Iterable[tuple[str, str]]:
    yield from ((_("Event"), str(event.pk)), (_("Action"), event.verb))
    if event.request_id:
        yield _("Request ID"), event.request_id


def filter_context(filters: AuditFilter, *, for_admin: bool) -> dict[str, object]:
    """The context of the filter form. Partners choose among the verbs that they see."""
    headings: dict[str, list[tuple[str, str]]] = {}
    for verb, words in verb_words().items():
        if for_admin or verb in PARTNER_VERBS:
            headings.setdefault(str(words.heading), []).append((verb, str(words.label)))
    verbs = [(heading, sorted(labels, key=lambda row: row[1])) for heading, labels in sorted(headings.items())]
    return {"filters": filters, "kinds": list(OBJECT_KINDS.items()), "verbs": verbs}

"""Queries about notices, settings and e-mails."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from accounts.listing_names import listing_names
from accounts.models import Organisation
from common.actor import Actor
from common.lookups import first_or_not_found
from notices.kind_registry import NoticeKind, Purpose
from notices.models import Channel, DigestEntry, ListingTiming, Notice, NoticeTiming, Outbox, Preference
from notices.presets import PRESET_KINDS, Preset, delivery_by_preset

# By names of kinds and channels.
Choices = dict[tuple[str, str], NoticeTiming]
_MAX_COUNTED = 100
NoticeRow = TypeVar("NoticeRow", Notice, Outbox, DigestEntry)
UNREAD_FIRST = ("-is_unread", "-created_at", "-id")


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """A person's notices, annotated with is_unread, by which the order UNREAD_FIRST sorts.

    None with reduced rights, because notices may be about organisations and reviews that the session must not show.
    """
    unread = Case(When(read_at=None, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = Notice.objects.none() if actor.is_reduced else Notice.objects.filter(person_id=actor.known_id)
    return rows.annotate(is_unread=unread)


def unread_count(actor: Actor) -> int:
    """The number of unread notices, counted up to 100."""
    return notices_of(actor).filter(read_at=None)[:_MAX_COUNTED].count()


def delivery_of(kind: NoticeKind, channel: Channel, choices: Choices) -> NoticeTiming:
    """When a person with these choices gets notices of the kind through the channel. Mandatory kinds never wait."""
    default = NoticeTiming.IMMEDIATE if channel in kind.channels else NoticeTiming.OFF
    if kind.mandatory:
        return default
    preset = stored_preset(choices) if channel == Channel.EMAIL else None
    return choices.get((kind.name, channel), delivery_by_preset(preset, kind) if preset else default)


def stored_preset(choices: Choices) -> Preset | None:
    """The preset that the person chose last, which applies to kinds without a choice of their own."""
    return next((preset for name, preset in PRESET_KINDS.items() if (name, Channel.EMAIL) in choices), None)


def choices_of_preset(preset: Preset, kinds: Iterable[NoticeKind]) -> Choices:
    """The deliveries of these kinds by e-mail that the preset selects."""
    return {(kind.name, Channel.EMAIL.value): delivery_by_preset(preset, kind) for kind in kinds}


def current_preset(kinds: Iterable[NoticeKind], choices: Choices) -> Preset | None:
    """The preset that matches these choices, if any. Mandatory kinds don't count."""
    rows = [kind for kind in kinds if not kind.mandatory]
    matches = (
        preset
        for preset in Preset
        if all(delivery_of(kind, Channel.EMAIL, choices) == delivery_by_preset(preset, kind) for kind in rows)
    )
    return next(matches, None)


def choices_of(person_id: UUID) -> Choices:
    """The person's settings that differ from the defaults."""
    return {(row.kind, row.channel): _delivery(row) for row in Preference.objects.filter(person_id=person_id)}


def choices_about(kind: NoticeKind, people: Iterable[UUID]) -> dict[UUID, Choices]:
    """{person ID: choices} of these people for one kind. One query."""
    choices: dict[UUID, Choices] = {person: {} for person in people}
    for row in Preference.objects.filter(kind__in=[kind.name, *PRESET_KINDS], person_id__in=choices):
        choices[row.person_id][row.kind, row.channel] = _delivery(row)
    return choices


def listing_timing(listing_id: UUID, actor: Actor) -> NoticeTiming | None:
    """The timing that the actor chose for e-mails about the listing, if any."""
    return listing_timings(listing_id, [actor.id]).get(actor.id) if actor.id else None


def listing_timings(listing_id: UUID | None, people: Iterable[UUID]) -> dict[UUID, NoticeTiming]:
    """{person ID: timing} of those of these people who chose one for e-mails about the listing."""
    if listing_id is None:
        return {}
    rows = ListingTiming.objects.filter(listing_id=listing_id, person_id__in=list(people))
    return {row.person_id: NoticeTiming(row.timing) for row in rows}


def mail_timing(kind: NoticeKind, by_kind: NoticeTiming, by_listing: NoticeTiming | None) -> NoticeTiming:
    """When a person gets e-mails of the kind about a listing, by their settings for the kind and for the listing.

    The listing's timing replaces the kind's, except that it never sends kinds that are off, and never delays or turns
    off kinds that ask people to act. Mandatory kinds are always sent immediately.
    """
    if kind.mandatory or by_listing is None or by_kind == NoticeTiming.OFF:
        return by_kind
    return by_kind if kind.purpose & Purpose.ACT and by_listing != NoticeTiming.IMMEDIATE else by_listing


def waiting_entries(*, until: datetime) -> QuerySet[DigestEntry]:
    """Notices from before this time that no digest contains yet."""
    return DigestEntry.objects.filter(mail=None, created_at__lt=until)


def waiting_about(organisation_id: UUID) -> QuerySet[DigestEntry]:
    """Notices that wait for digests and are about the organisation's listings, or lead to a page of the organisation.

    Two queries before that of the result.
    """
    page = Organisation.objects.get(pk=organisation_id).get_absolute_url()
    is_about = Q(listing_id__in=list(listing_names(organisation_id))) | Q(listing_id=None, url__startswith=page)
    return DigestEntry.objects.filter(is_about, mail=None)


def rows_with_name(model: type[NoticeRow], organisation_id: UUID) -> QuerySet[NoticeRow]:
    """Those that contain the name of the organisation, or lead to one of its pages. One query before the result."""
    organisation = first_or_not_found(Organisation.objects.filter(pk=organisation_id))
    is_about = Q(url__startswith=organisation.get_absolute_url())
    for parameter in ("organisation", "giver", "receiver"):
        is_about |= Q(**{f"parameters__{parameter}": organisation.name})
    return QuerySet(model).filter(is_about)


def _delivery(row: Preference) -> NoticeTiming:
    if not row.on:
        return NoticeTiming.OFF
    return NoticeTiming.DAILY if row.is_daily else NoticeTiming.IMMEDIATE

"""Actions that mark notices as read, store notification settings, and record e-mail deliveries."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import F

from accounts.models import Person
from common.actions import action, in_transaction
from common.actor import Actor
from common.errors import NotAllowed, NotFound
from jobs.writes import assert_attempt, finish_job
from notices.kind_registry import all_kinds, kinds_for, notice_kind_or_none
from notices.models import Channel, DigestEntry, ListingTiming, Notice, NoticeTiming, Outbox, Preference
from notices.presets import PRESET_KINDS, Preset, preset_kind, without_digest
from notices.queries import Choices, choices_of, delivery_of, mail_timing, stored_preset
from notices.writes import DIGEST_MAIL, drop_waiting_mails, queue_digest

_MAIL_ERROR_LENGTH = 200
_NO_MAIL = (Channel.EMAIL, NoticeTiming.OFF)


@action
def read_notice(*, notice_id: UUID, by: Actor, now: datetime) -> Notice:
    """Mark one of the actor's notices as read. A second call changes nothing.

    Raises NotFound for other people's notices.
    """
    notice = Notice.objects.select_for_update().filter(pk=notice_id, person_id=by.id).first() if by.id else None
    if notice is None:
        raise NotFound
    if notice.read_at is None:
        notice.read_at = now
        notice.save(update_fields=["read_at"])
    return notice


@action
def read_all_notices(*, until: datetime, by: Actor, now: datetime) -> int:
    """Mark the actor's notices as read, up to the time of the latest notice that the page showed. Returns their number.

    Notices that arrived after the page was rendered stay unread. Raises NotAllowed for actors without an account.
    """
    if by.id is None:
        raise NotAllowed
    return Notice.objects.filter(person_id=by.id, read_at=None, created_at__lte=until).update(read_at=now)


@action
def choose_deliveries(*, selection: Choices, by: Actor, preset: Preset | None = None) -> None:
    """Store when the actor gets the notices of the selected (kind, channel) pairs. Pairs that are left out stay.

    preset is the one that made the selection; it applies to kinds that are added later. Mandatory kinds do not change.
    Only values that differ from a kind's defaults, or from the stored preset, are stored. Notices that wait for a
    digest are not sent if their kind is off now. Raises NotAllowed.
    """
    if by.id is None:
        raise NotAllowed
    if preset:
        _store_preset(preset, by.id)
    defaults = _defaults(by)
    deliveries = {pair: delivery for pair, delivery in selection.items() if pair in defaults}
    chosen = [
        Preference(
            person_id=by.id,
            kind=kind,
            channel=channel,
            on=delivery != NoticeTiming.OFF,
            is_daily=delivery == NoticeTiming.DAILY,
        )
        for (kind, channel), delivery in deliveries.items()
        if {delivery} != defaults[kind, channel]
    ]
    for channel in Channel:
        selected = [kind for kind, of_channel in deliveries if of_channel == channel]
        Preference.objects.filter(person_id=by.id, channel=channel, kind__in=selected).delete()
    Preference.objects.bulk_create(chosen)
    off = [kind for (kind, channel), delivery in deliveries.items() if (channel, delivery) == _NO_MAIL]
    DigestEntry.objects.filter(person_id=by.id, mail=None, kind__in=off).delete()


@action
def choose_listing_timing(*, listing_id: UUID, timing: NoticeTiming | None, by: Actor) -> None:
    """Store when the actor gets e-mails about a listing; None for the settings of each kind.

    Notices about it that wait for a digest are not sent if its e-mails are off now, except those that ask the actor to
    act. The caller checks that the actor may see the listing. Raises NotAllowed.
    """
    if by.id is None:
        raise NotAllowed
    if timing is None:
        ListingTiming.objects.filter(person_id=by.id, listing_id=listing_id).delete()
        return
    values = {"timing": timing}
    ListingTiming.objects.update_or_create(person_id=by.id, listing_id=listing_id, defaults=values)
    off = [kind.name for kind in all_kinds() if mail_timing(kind, NoticeTiming.DAILY, timing) == NoticeTiming.OFF]
    DigestEntry.objects.filter(person_id=by.id, listing_id=listing_id, mail=None, kind__in=off).delete()


@action
def stop_mails(*, person_id: UUID, kind_name: str) -> None:
    """Turn off a person's e-mails about a kind of notice, or their daily digest; the caller verified a signed link.

    Notices that wait for a digest are not sent either. Raises NotFound for unknown people, and for mandatory kinds.
    """
    kind = notice_kind_or_none(kind_name)
    is_digest = kind_name == DIGEST_MAIL
    if not Person.objects.filter(pk=person_id).exists() or not (is_digest or (kind and not kind.mandatory)):
        raise NotFound
    waiting = DigestEntry.objects.filter(person_id=person_id, mail=None)
    preferences = Preference.objects.filter(person_id=person_id, channel=Channel.EMAIL)
    if is_digest:
        if preset := stored_preset(choices_of(person_id)):
            _store_preset(without_digest(preset), person_id)
        preferences.filter(is_daily=True).update(on=False, is_daily=False)
        of_listings = ListingTiming.objects.filter(person_id=person_id, timing=NoticeTiming.DAILY)
        of_listings.update(timing=NoticeTiming.OFF)
        waiting.delete()
        return
    off = {"on": False, "is_daily": False}
    preferences.update_or_create(person_id=person_id, kind=kind_name, channel=Channel.EMAIL, defaults=off)
    waiting.filter(kind=kind_name).delete()


@action
def record_mail_delivery(*, outbox_id: UUID, job_id: UUID, attempt: int, now: datetime) -> None:
    """Mark an accepted e-mail as delivered and finish its job, in one transaction. Raises LeaseLost."""
    finish_job(job_id=job_id, attempt=attempt, now=now)
    Outbox.objects.filter(pk=outbox_id).update(delivered_at=now, attempts=F("attempts") + 1, error="")


@action
def record_mail_failure(*, outbox_id: UUID, job_id: UUID, attempt: int, error: str) -> None:
    """Record why this attempt failed. The job will try again. Raises LeaseLost."""
    assert_attempt(job_id=job_id, attempt=attempt)
    Outbox.objects.filter(pk=outbox_id).update(attempts=F("attempts") + 1, error=error[:_MAIL_ERROR_LENGTH])


@action
def drop_mail(*, outbox_id: UUID, job_id: UUID, attempt: int, now: datetime) -> None:
    """Delete an e-mail and finish its job. Raises LeaseLost.

    For e-mails that are outdated or have no recipient, and for delivered ones that contain secrets.
    """
    finish_job(job_id=job_id, attempt=attempt, now=now)
    Outbox.objects.filter(pk=outbox_id).delete()


@action
def drop_waiting_mail(*, created_before: datetime) -> int:
    """Delete unsent e-mails that were created before this time, and cancel their jobs. Returns their number."""
    return drop_waiting_mails(Outbox.objects.filter(created_at__lt=created_before))


@action
def send_digest(*, person_id: UUID, until: datetime, now: datetime) -> None:
    """Queue a person's daily digest of the notices from before this time. A second call changes nothing."""
    queue_digest(person_id, until=until, now=now)


@in_transaction
def _store_preset(preset: Preset, person_id: UUID) -> None:
    Preference.objects.filter(person_id=person_id, kind__in=PRESET_KINDS).delete()
    Preference.objects.create(person_id=person_id, kind=preset_kind(preset), channel=Channel.EMAIL, on=True)


def _defaults(by: Actor) -> Mapping[tuple[str, str], set[NoticeTiming]]:
    """{(kind, channel): what applies without a choice} for the actor's kinds.

    There are two values if the actor's preset differs from the default of the kind, which earlier versions apply.
    """
    chosen = {pair: value for pair, value in choices_of(by.id).items() if pair[0] in PRESET_KINDS} if by.id else {}
    return {
        (kind.name, channel): {delivery_of(kind, channel, {}), delivery_of(kind, channel, chosen)}
        for kind in kinds_for(by)
        for channel in Channel
        if not kind.mandatory
    }

"""Transfer a listing to another organisation: one owner offers it, an owner of the other accepts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.guards import assert_role
from accounts.models import Organisation, Team
from accounts.queries import member_ids, team_ids
from audit.writes import record_event
from catalog.writes import write_tile
from common.actions import action, in_transaction
from common.actor import SYSTEM, Actor, Role
from common.constraints import raises_if_violated
from common.errors import NotPossible
from common.lookups import first_or_not_found
from common.names import NAME_FIELDS, unique_name
from jobs.writes import cancel_jobs, enqueue, finish_job
from listings.errors import NameTaken
from listings.events import subject_without_listing
from listings.models import LeadSecret, Listing, Revision
from listings.states import EDITABLE
from listings.transitions import lock_listing
from listings.vendor_fields import SECTION, vendor_values
from listings.writes.sections import Save, SaveContext, save_documents
from notices.events import EventSubject
from notices.writes import post_notice
from releases.errors import TransferOpen, TransferOver
from releases.models import Transfer, TransferState
from releases.queries.transfers import TRANSFER_JOB, transfer_facts, visible_transfers
from releases.transfer_guards import OFFER_LASTS, reasons_against_transfer
from sandboxes.actions.access import refuse
from sandboxes.models import TileActivation
from sandboxes.writes import switch_off

_ONE_OPEN = ("sandboxes_transfer_one_open", "sandboxes_transfer.listing_id")


@action
def offer_transfer(*, listing_id: UUID, vendor_id: str, note: str, by: Actor, now: datetime) -> Transfer:
    """Offer the listing, as an owner, to the organisation with this vendor ID. The offer expires after two weeks.

    Raises NotFound, NotAllowed, TransferOpen, NotPossible (no such organisation, or a guard refuses).
    """
    listing = lock_listing(listing_id, by=by)
    assert_role(by, Role.OWNER, listing.organisation_id)
    receiver = Organisation.objects.filter(vendor_id=vendor_id.strip().lower()).first()
    if receiver is None or receiver.pk == listing.organisation_id:
        text = _("No other organisation has the vendor ID “{id}”.").format(id=vendor_id)
        raise NotPossible(reasons=text, codes=["no-organisation"])
    refuse(reasons_against_transfer(transfer_facts(listing, receiver)))
    with raises_if_violated(*_ONE_OPEN, TransferOpen(listing=listing.name)):
        made = Transfer.objects.create(
            listing=listing,
            giver=listing.organisation,
            receiver=receiver,
            note=note.strip(),
            offered_by=by.id,
            offered_at=now,
            expires_at=now + OFFER_LASTS,
        )
    key = str(made.pk)
    enqueue(TRANSFER_JOB, payload={"transfer": key}, key=key, run_at=made.expires_at, now=now)
    _record_event("offered", made, to=[made.receiver, made.giver], by=by, now=now)
    return made


@action
def accept_transfer(*, transfer_id: UUID, by: Actor, now: datetime) -> Transfer:
    """Accept the listing, as an owner of the receiving organisation.

    Revisions, threads, files, names and the live release are transferred. The tiles in the giver's sandbox orgs are
    disabled, and the catalogue and the draft name the receiver as vendor. Raises NotFound, NotAllowed, TransferOver,
    NotPossible, NameTaken.
    """
    transfer = _locked(transfer_id, by=by, now=now)
    assert_role(by, Role.OWNER, transfer.receiver_id)
    listing, receiver = transfer.listing, transfer.receiver
    refuse(reasons_against_transfer(transfer_facts(listing, receiver)))
    listing.organisation, listing.transferred_at = receiver, now
    others = Listing.objects.filter(organisation=receiver)
    taken = NameTaken(organisation=receiver.name, name=listing.name)
    if others.filter(offer_id=listing.offer_id).exists():
        listing.offer_id = ""  # the receiver's clients use it for another listing
    with unique_name(listing, listing.name, among=others, error=taken):
        listing.save(update_fields=["organisation", "transferred_at", "offer_id", *NAME_FIELDS])
    switch_off(TileActivation.objects.filter(listing=listing), by=by, now=now)
    LeadSecret.objects.filter(listing=listing).delete()  # they give access to a system of the giver
    _set_vendor_of_draft(listing, now=now)
    write_tile(listing)
    _close(transfer, TransferState.ACCEPTED, to=[transfer.giver, receiver], by=by, now=now)
    return transfer


@action
def decline_transfer(*, transfer_id: UUID, by: Actor, now: datetime) -> Transfer:
    """Decline the listing, as an owner of the receiving organisation.

    Raises NotFound, NotAllowed, TransferOver.
    """
    transfer = _locked(transfer_id, by=by, now=now)
    assert_role(by, Role.OWNER, transfer.receiver_id)
    _close(transfer, TransferState.DECLINED, to=[transfer.giver], by=by, now=now)
    return transfer


@action
def cancel_transfer(*, transfer_id: UUID, by: Actor, now: datetime) -> Transfer:
    """Cancel the offer, as an owner of the giving organisation. Raises NotFound, NotAllowed, TransferOver."""
    transfer = _locked(transfer_id, by=by, now=now)
    assert_role(by, Role.OWNER, transfer.giver_id)
    _close(transfer, TransferState.CANCELLED, to=[transfer.receiver], by=by, now=now)
    return transfer


@action
def expire_transfer(*, transfer_id: UUID, job_id: UUID, attempt: int, now: datetime) -> None:
    """Expire an offer that nobody has answered, and finish the job. Raises LeaseLost."""
    transfer = Transfer.objects.select_related("listing", "giver", "receiver").filter(pk=transfer_id).first()
    finish_job(job_id=job_id, attempt=attempt, now=now)
    if transfer is None:
        return
    lock_listing(transfer.listing_id, by=SYSTEM)
    transfer.refresh_from_db(fields=["state"])
    if transfer.is_open:
        _close(transfer, TransferState.EXPIRED, to=[transfer.giver, transfer.receiver], by=SYSTEM, now=now)


@in_transaction
def _locked(transfer_id: UUID, *, by: Actor, now: datetime) -> Transfer:
    """The open offer, with its listing locked. Raises NotFound (neither side), TransferOver."""
    found = first_or_not_found(visible_transfers(by).filter(pk=transfer_id))
    found.listing = lock_listing(found.listing_id, by=SYSTEM)  # the receiver does not see the listing yet
    found.refresh_from_db(fields=["state"])
    if not found.is_open or found.expires_at <= now:
        state = TransferState.EXPIRED if found.is_open else TransferState(found.state)
        raise TransferOver(state=state.label)
    return found


@in_transaction
def _set_vendor_of_draft(listing: Listing, *, now: datetime) -> None:
    """Write the new vendor into the open draft; submissions do not change."""
    rows = Revision.objects.select_for_update(of=("self",)).filter(listing=listing, state__in=EDITABLE)
    revision = rows.first()
    if revision is not None:
        revision.listing = listing
        changes = vendor_values(listing.organisation)
        save_documents(SaveContext(revision=revision, by=SYSTEM, now=now), [Save(key=SECTION, changes=changes)])


@in_transaction
def _close(transfer: Transfer, state: TransferState, *, to: Sequence[Organisation], by: Actor, now: datetime) -> None:
    transfer.state, transfer.answered_by, transfer.answered_at = state, by.id, now
    transfer.save(update_fields=["state", "answered_by", "answered_at"])
    cancel_jobs(TRANSFER_JOB, key=str(transfer.pk))
    _record_event(state.value, transfer, to=to, by=by, now=now)


_VERBS = {"offered": "offer", "accepted": "accept", "declined": "decline", "cancelled": "cancel", "expired": "expire"}


@in_transaction
def _record_event(what: str, transfer: Transfer, *, to: Sequence[Organisation], by: Actor, now: datetime) -> None:
    """Record the event and notify the owners of these organisations, and the ecosystems team if it was accepted."""
    listing = transfer.listing
    objects = {
        "listing": listing.pk,
        "transfer": transfer.pk,
        "organisation": transfer.giver_id,
        "receiver": transfer.receiver_id,
    }
    event = record_event(f"transfer.{_VERBS[what]}", by=by, objects=objects, now=now)
    owners = [person for each in to for person in member_ids(each.pk, least=Role.OWNER)]
    staff = team_ids([Team.ECOSYSTEMS]) if what == TransferState.ACCEPTED else []
    post_notice(
        f"transfer.{what}",
        recipients=[*owners, *staff],
        parameters={"listing": listing.name, "giver": transfer.giver.name, "receiver": transfer.receiver.name},
        url=f"/transfers/{transfer.pk}/",
        key=f"transfer:{event.pk}",
        now=now,
        by=by,
        about=[_subject(transfer, each) for each in (transfer.giver, transfer.receiver)],
    )


def _subject(transfer: Transfer, organisation: Organisation) -> EventSubject:
    ids = {"listing": str(transfer.listing_id), "transfer": str(transfer.pk)}
    return subject_without_listing(organisation.pk, page=f"/transfers/{transfer.pk}/", **ids)

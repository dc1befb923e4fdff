"""The lifecycle of a transfer. An owner offers a listing, and an owner of the other organisation answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from common.actor import SYSTEM, Actor
from common.constraints import raises_if_violated
from common.lookups import first_or_not_found
from jobs.writes import cancel_jobs, enqueue
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.change import StateChange
from listings.lifecycle.events import subject_without_revision
from listings.lifecycle.revision_locks import lock_listing
from notices.events import EventSubject
from releases.errors import TransferOpen, TransferOver
from releases.event_data import TransferEventData
from releases.lifecycles.live_tiles import LIVE_TILES_GROUP
from releases.lifecycles.transfer_rows import ROWS
from releases.models import Transfer, TransferState
from releases.queries.transfers import TRANSFER_JOB, visible_transfers


class TransferLifecycle(Lifecycle[Transfer]):
    name = "transfer"
    title = "Transfer"
    group = LIVE_TILES_GROUP
    states = TransferState
    event_data = TransferEventData
    keeps_history = True
    rows = ROWS

    def lock(self, key: UUID, *, by: Actor, now: datetime) -> Transfer:
        """Lock the listing of an open offer.

        Raises NotFound for people of other organisations, and TransferOver if the offer is closed.
        """
        transfer = first_or_not_found(visible_transfers(by).filter(pk=key))
        transfer.listing = lock_listing(transfer.listing_id, by=SYSTEM)  # the receiver does not see the listing yet
        transfer.refresh_from_db(fields=["state"])
        if not transfer.is_open or transfer.expires_at <= now:
            state = TransferState.EXPIRED if transfer.is_open else TransferState(transfer.state)
            raise TransferOver(state=state.label)
        return transfer

    def parties(self, subject: Transfer) -> tuple[UUID, UUID | None]:
        return subject.giver_id, subject.receiver_id

    def save(self, change: StateChange[Transfer]) -> None:
        """Save the transfer, and queue its expiry or, if it is closed, cancel the expiry. Raises TransferOpen."""
        transfer, key = change.subject, str(change.subject.pk)
        if change.transition.creates_subject:
            error = TransferOpen(listing=change.listing.name)
            with raises_if_violated("sandboxes_transfer_one_open", "sandboxes_transfer.listing_id", error):
                transfer.save(force_insert=True)
            enqueue(TRANSFER_JOB, payload={"transfer": key}, key=key, run_at=transfer.expires_at, now=change.now)
            return
        transfer.answered_by, transfer.answered_at = change.by.id, change.now
        transfer.save(update_fields=change.changed_columns)
        cancel_jobs(TRANSFER_JOB, key=key)

    def objects(self, change: StateChange[Transfer]) -> Mapping[str, UUID]:
        transfer = change.subject
        return {
            "listing": transfer.listing_id,
            "transfer": transfer.pk,
            "organisation": transfer.giver_id,
            "receiver": transfer.receiver_id,
        }

    def names(self, subject: Transfer) -> Mapping[str, str]:
        return {**super().names(subject), "giver": subject.giver.name, "receiver": subject.receiver.name}

    def url(self, change: StateChange[Transfer]) -> str:
        return change.subject.get_absolute_url()

    def event_subjects(self, change: StateChange[Transfer]) -> Sequence[EventSubject]:
        """The subjects of the webhook event, which both organisations get."""
        transfer = change.subject
        ids = {"listing": transfer.listing_id, "transfer": transfer.pk}
        return [
            subject_without_revision(organisation_id, page=self.url(change), kind=self.event_data, **ids)
            for organisation_id in (transfer.giver_id, transfer.receiver_id)
        ]


TRANSFERS = TransferLifecycle()

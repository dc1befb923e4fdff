"""Actions that offer a listing to another organisation, and end an offer that nobody answered."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Organisation
from common.actions import action
from common.actor import SYSTEM, Actor
from common.errors import NotPossible
from jobs.writes import finish_job
from listings.lifecycle import engine
from listings.lifecycle.revision_locks import lock_listing
from releases.lifecycles.transfer_rows import EXPIRE, OFFER
from releases.lifecycles.transfers import TRANSFERS
from releases.models import Transfer
from releases.transfer_guards import OFFER_LASTS


@action
def offer_transfer(*, listing_id: UUID, vendor_id: str, note: str, by: Actor, now: datetime) -> Transfer:
    """Offer a listing to the organisation with this vendor ID. Only owners can. The offer expires after two weeks.

    Raises NotFound, NotAllowed, TransferOpen, and NotPossible if there is no such organisation or a guard has a reason
    against it.
    """
    listing = lock_listing(listing_id, by=by)
    offer = Transfer(
        listing=listing,
        giver=listing.organisation,
        note=note.strip(),
        offered_by=by.id,
        offered_at=now,
        expires_at=now + OFFER_LASTS,
    )
    engine.assert_may(TRANSFERS, offer, OFFER, by=by)
    receiver = Organisation.objects.filter(vendor_id=vendor_id.strip().lower()).first()
    if receiver is None or receiver.pk == listing.organisation_id:
        text = _("No other organisation has the vendor ID “{id}”. Check the ID and try again.").format(id=vendor_id)
        raise NotPossible(reasons=text, codes=["no-organisation"])
    offer.receiver = receiver
    return engine.create(TRANSFERS, offer, OFFER, by=by, now=now)


@action
def expire_transfer(*, transfer_id: UUID, job_id: UUID, attempt: int, now: datetime) -> None:
    """Mark an unanswered offer as expired, and finish the job. Raises LeaseLost."""
    transfer = Transfer.objects.select_related("listing", "giver", "receiver").filter(pk=transfer_id).first()
    finish_job(job_id=job_id, attempt=attempt, now=now)
    if transfer is None:
        return
    transfer.listing = lock_listing(transfer.listing_id, by=SYSTEM)
    transfer.refresh_from_db(fields=["state"])
    if transfer.is_open:
        engine.apply_to_locked(TRANSFERS, transfer, EXPIRE, by=SYSTEM, now=now)

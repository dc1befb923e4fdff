"""Parts of writes that erase the test accounts of a revision."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from audit.writes import record_event
from common.actions import in_transaction
from common.actor import Actor
from listings.lifecycle.change import RevisionChange
from reviews.models import EraseReason, ProductAccount


@in_transaction
def erase_accounts(change: RevisionChange) -> None:
    """Erase the test accounts of the revision. The verb of the transition is stored as the reason."""
    _erase_all({"revision": change.revision}, reason=change.transition.verb, by=change.by, now=change.now)


@in_transaction
def erase_accounts_of_listing(listing_id: UUID, *, by: Actor, now: datetime) -> None:
    """Erase the test accounts of a listing that another organisation takes over."""
    _erase_all({"revision__listing": listing_id}, reason=EraseReason.TRANSFERRED, by=by, now=now)


@in_transaction
def erase_account(account: ProductAccount, *, reason: str, now: datetime) -> None:
    """Erase the secrets of a locked test account."""
    account.sealed, account.erased_at, account.erase_reason = "", now, reason
    account.save(update_fields=["sealed", "erased_at", "erase_reason"])


def _erase_all(of: Mapping[str, object], *, reason: str, by: Actor, now: datetime) -> None:
    rows = ProductAccount.objects.select_for_update(of=("self",)).select_related("revision")
    for account in rows.filter(erased_at=None, **of).order_by("pk"):
        erase_account(account, reason=reason, now=now)
        revision = account.revision
        objects = {"account": account.pk, "revision": revision.pk, "listing": revision.listing_id}
        record_event("product-account.erase", by=by, objects=objects, now=now)

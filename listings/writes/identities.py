"""Parts of writes that claim the names of a listing. A claimed name is never released."""

from django.db import IntegrityError, transaction

from common.actions import in_transaction
from listings.content.identities import Values, taken_by_others
from listings.errors import IdentityTaken
from listings.models import Identity, IdentityKind, Listing
from listings.models.listings import SHARED_KINDS


@in_transaction
def claim_identities(listing: Listing, values: Values) -> None:
    """Claim the names that the listing does not own yet. Raises IdentityTaken if another listing owns one.

    There is no error for names of SHARED_KINDS, which stay with the first listing.
    """
    claimed = set(Identity.objects.filter(listing=listing).values_list("kind", "value"))
    missing = {(kind, value) for kind, texts in values.items() for value in texts} - claimed
    rows = [Identity(kind=kind, value=value, listing=listing) for kind, value in sorted(missing)]
    shared = [row for row in rows if row.kind in SHARED_KINDS]
    try:
        with transaction.atomic():
            Identity.objects.bulk_create([row for row in rows if row.kind not in SHARED_KINDS])
            Identity.objects.bulk_create(shared, ignore_conflicts=True)
    except IntegrityError as fault:
        raise _identity_taken(listing, values) from fault


def _identity_taken(listing: Listing, values: Values) -> IdentityTaken:
    exact = taken_by_others(listing.pk, values)
    for kind in IdentityKind.values:
        for value in sorted(set(values.get(kind, ())) & set(exact.get(kind, {}))):
            return IdentityTaken(kind=kind, value=value)
    return IdentityTaken(kind="", value="")

"""Claiming the names of a listing; what is claimed once is never freed."""

from django.db import IntegrityError, transaction

from common.actions import in_transaction
from listings.errors import IdentityTaken
from listings.models import Identity, Listing
from listings.queries.identities import Values, taken_by_others
from listings.states import IdentityKind


@in_transaction
def claim_identities(listing: Listing, values: Values) -> None:
    """Hold every name that the listing does not hold yet. Raises IdentityTaken where another one holds it."""
    held = set(Identity.objects.filter(listing=listing).values_list("kind", "value"))
    wanted = {(kind, value) for kind, found in values.items() for value in found} - held
    rows = [Identity(kind=kind, value=value, listing=listing) for kind, value in sorted(wanted)]
    try:
        with transaction.atomic():
            Identity.objects.bulk_create(rows)
    except IntegrityError as fault:
        raise _taken(listing, values) from fault


def _taken(listing: Listing, values: Values) -> IdentityTaken:
    exact = taken_by_others(listing.pk, values)
    for kind in IdentityKind.values:
        for value in sorted(set(values.get(kind, ())) & set(exact.get(kind, {}))):
            return IdentityTaken(kind=kind, value=value)
    return IdentityTaken(kind="", value="")

"""The rehearsal of a deletion: what would go, what would stay, and what prevents it."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import ngettext
from msgspec import Struct

from common.lazy_text import LazyText
from listings.models import Listing, Revision
from listings.states.availabilities import Availability
from listings.states.revision_states import ON_THE_WAY
from operations.deletion.parts import deleted_parts, kept_parts
from releases.models import TRANSFER_OPEN, Transfer

_VISIBLE = (Availability.LISTED, Availability.DEPRECATED)


class PartCount(Struct, frozen=True, kw_only=True):
    """A number of rows. reason is why they stay, "" if they go."""

    label: LazyText
    number: int
    reason: LazyText = ""


class DeletionRehearsal(Struct, frozen=True, kw_only=True):
    """What a deletion would do. It is not possible while there are reasons against it."""

    goes: Sequence[PartCount]
    stays: Sequence[PartCount]
    reasons_against: Sequence[str]


def rehearse_deletion(organisation_id: UUID) -> DeletionRehearsal:
    """Count what would go and what would stay. One query for each."""
    return DeletionRehearsal(
        goes=[PartCount(label=part.label, number=part.rows(organisation_id).count()) for part in deleted_parts()],
        stays=[
            PartCount(label=part.label, number=part.rows(organisation_id).count(), reason=part.reason)
            for part in kept_parts()
        ],
        reasons_against=reasons_against_deletion(organisation_id),
    )


def reasons_against_deletion(organisation_id: UUID) -> list[str]:
    """What must be done before the organisation can be deleted. Four queries."""
    listings = Listing.objects.filter(organisation=organisation_id)
    on_the_way = Revision.objects.filter(listing__in=listings, state__in=ON_THE_WAY)
    offers = Transfer.objects.filter(state__in=TRANSFER_OPEN)
    numbers = (
        (
            listings.filter(availability__in=_VISIBLE).count(),
            lambda n: ngettext("Unpublish {n} live tile.", "Unpublish {n} live tiles.", n),
        ),
        (
            on_the_way.count(),
            lambda n: ngettext(
                "Withdraw or send back {n} listing in the review, sandbox or release stage.",
                "Withdraw or send back {n} listings in the review, sandbox or release stage.",
                n,
            ),
        ),
        (
            (offers.filter(giver=organisation_id) | offers.filter(receiver=organisation_id)).count(),
            lambda n: ngettext("Cancel {n} open transfer.", "Cancel {n} open transfers.", n),
        ),
        (
            listings.exclude(hold="").count(),
            lambda n: ngettext("End the hold of {n} listing.", "End the holds of {n} listings.", n),
        ),
    )
    return [text(number).format(n=number) for number, text in numbers if number]

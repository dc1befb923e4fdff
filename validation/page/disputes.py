"""Prepares the list of disputes that wait for an answer."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from common.actor import Actor
from listings.display.place_names import translate_message
from validation.lifecycles.disputes import DISPUTES
from validation.models import FindingDispute
from validation.stored_findings import from_row


class DisputeRow(Struct, frozen=True, kw_only=True):
    """A dispute as the list shows it. finding is the text of the finding, same_cause the number of other disputes."""

    dispute: FindingDispute
    finding: str
    same_cause: int


def dispute_rows(rows: Iterable[FindingDispute], actor: Actor) -> list[DisputeRow]:
    """The rows for the page. One query."""
    listed = list(rows)
    causes = DISPUTES.waiting_for(actor).filter(cause__in={row.cause for row in listed}).values_list("cause", flat=True)
    numbers = Counter(causes)
    return [
        DisputeRow(
            dispute=row, finding=translate_message(from_row(row).message), same_cause=max(numbers[row.cause] - 1, 0)
        )
        for row in listed
    ]

"""The query for a suggested change, in a draft in which other suggestions have been accepted."""

from reviews.models import SuggestionOutcome, Thread
from reviews.suggested_changes import SuggestedChange, SuggestionKind, change_of


def current_change(thread: Thread) -> SuggestedChange | None:
    """The change that a thread suggests, as `change_of`, but to the record with its current name.

    Accepted suggestions may have renamed it since the thread was opened. One query if it changes a record.
    """
    change = change_of(thread)
    if change is None or change.kind is not SuggestionKind.RECORD:
        return change
    accepted = Thread.objects.filter(
        listing=thread.listing_id,
        path=thread.path,
        outcome=SuggestionOutcome.ACCEPTED,
        outcome_at__gt=thread.opened_at,
        suggested__kind=SuggestionKind.RECORD,
    )
    for other in accepted.order_by("outcome_at", "pk"):
        if earlier := change_of(other):
            change = change.after_rename(earlier.renames)
    return change

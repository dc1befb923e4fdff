"""The writes of the roll-up, each in a transaction of its own."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from common.actions import action
from insights.queries import histories_of
from insights.writes import locked_roll_up, replace_counts, sum_month


@action
def count_revisions(*, revision_ids: Sequence[UUID]) -> None:
    """Count the revisions again. Counting twice has the same result as counting once."""
    locked_roll_up()
    replace_counts(revision_ids, histories_of(revision_ids))


@action
def compute_month(*, month: date) -> None:
    """Compute the sums of a month again."""
    locked_roll_up()
    sum_month(month)


@action
def end_roll_up(*, last_event: UUID | None, now: datetime) -> None:
    """Record what the roll-up has read. An event that another roll-up has read later stays the last one."""
    row = locked_roll_up()
    events = [event for event in (row.last_event, last_event) if event]
    row.last_event, row.ended_at = max(events, default=None), now
    row.save(update_fields=["last_event", "ended_at"])

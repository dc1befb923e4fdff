"""Counts what changed since the last roll-up. Stopped at any point, the next one continues."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from insights.actions import compute_month, count_revisions, end_roll_up
from insights.models import RollUp
from insights.queries import changed_revisions, last_event
from insights.queries.changes import stale_months

_REVISIONS_AT_ONCE = 200
Clock = Callable[[], datetime]


def roll_up(*, clock: Clock, renew: Callable[[], None] = lambda: None) -> int:
    """Count the revisions that changed since the last roll-up, after an outage too. Returns how many.

    renew is called after each step. If the portal has never counted, it counts all revisions.
    """
    row = RollUp.objects.filter(pk=RollUp.ROW).first()
    return _count(row.last_event if row else None, clock=clock, renew=renew)


def rebuild(*, clock: Clock) -> int:
    """Count all submitted revisions again. Returns how many."""
    return _count(None, clock=clock, renew=lambda: None)


def _count(since: UUID | None, *, clock: Clock, renew: Callable[[], None]) -> int:
    newest, revisions = last_event(), 0
    for batch in _batches(changed_revisions(since)):
        count_revisions(revision_ids=batch)
        revisions += len(batch)
        renew()
    for month in stale_months():
        compute_month(month=month.month)
        renew()
    end_roll_up(last_event=newest, now=clock())
    return revisions


def _batches(ids: Iterator[UUID]) -> Iterator[list[UUID]]:
    while batch := list(islice(ids, _REVISIONS_AT_ONCE)):
        yield batch

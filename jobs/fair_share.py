"""The fair order of waiting jobs, in which organisations take turns.

The first job of an organisation that has no waiting jobs gets the turn that is served now, and each further one the
next turn. An organisation with 1,000 jobs thus waits itself, and the next job of any other waits for one of them only.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import F, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from jobs.models import Job, JobState, Priority


def next_turn(organisation: UUID | None, *, priority: Priority, now: datetime) -> Coalesce:
    """The turn of a new job, as an expression for its row. The portal's jobs, without an organisation, share turns."""
    waiting = _waiting(now).filter(priority=priority)
    last = waiting.filter(organisation=organisation).order_by("-turn").annotate(after=F("turn") + 1).values("after")
    served = waiting.order_by("turn").values("turn")
    zero = Value(0, output_field=IntegerField())
    return Coalesce(Subquery(last[:1]), Subquery(served[:1]), zero)


def in_fair_order(job_id: UUID, *, now: datetime) -> QuerySet[Job]:
    """The waiting jobs of the priority of this job, the one whose turn it is first; none if this job isn't waiting."""
    waiting = _waiting(now)
    priority = waiting.filter(pk=job_id).values("priority")
    return waiting.filter(priority=Subquery(priority)).order_by("turn", "run_at", "pk")


def _waiting(now: datetime) -> QuerySet[Job]:
    # Only conditions of waiting jobs: with those of `claimable`, PostgreSQL would read and sort all of them.
    rows = Job.objects.filter(state=JobState.QUEUED, run_at__lte=now, turn__isnull=False)
    return rows.filter(attempt__lt=F("max_attempts"))

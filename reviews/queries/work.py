"""What waits for reviewers."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from msgspec import Struct

from accounts.models import Team
from common.actor import Actor
from reviews.models import Review


class TeamLoad(Struct, frozen=True, kw_only=True):
    """How many reviews wait for a team, and how many of them are late."""

    team: str
    waiting: int
    overdue: int

    @property
    def label(self) -> str:
        return str(Team(self.team).label)


def open_reviews(actor: Actor) -> QuerySet[Review]:
    """Reviews that the actor may look at; those of organisations that they belong to never, nothing for partners."""
    if not actor.is_staff:
        return Review.objects.none()
    rows = Review.objects.filter(closed_at=None)
    own = list(actor.organisations)
    # Hardly any of the staff are partners too: without a list to leave out, nothing has to be joined.
    return rows.exclude(revision__listing__organisation__in=own) if own else rows


def waiting_reviews(actor: Actor, now: datetime | None = None) -> dict[str, TeamLoad]:
    """The work of each team, in the order of the teams; one query. Teams without any are there with 0."""
    late = Q(due_at__lt=now or timezone.now())
    rows = open_reviews(actor).filter(due_at__isnull=False).order_by().values("team")
    counted = {row["team"]: row for row in rows.annotate(waiting=Count("pk"), overdue=Count("pk", filter=late))}
    none = {"waiting": 0, "overdue": 0}
    found = {team: counted.get(team, none) for team in Team.values}
    return {team: TeamLoad(team=team, waiting=row["waiting"], overdue=row["overdue"]) for team, row in found.items()}

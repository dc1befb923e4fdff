"""Queries about the numbers of reviews that teams must work on."""

from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from msgspec import Struct

from accounts.models import Team
from common.actor import Actor
from reviews.models import Review


class TeamLoad(Struct, frozen=True, kw_only=True):
    """The numbers of a team's waiting and overdue reviews."""

    team: str
    waiting: int
    overdue: int

    @property
    def label(self) -> str:
        return str(Team(self.team).label)


def visible_open_reviews(actor: Actor) -> QuerySet[Review]:
    """The open reviews that the actor may see: none for partners; for staff, not those of their own organisations."""
    if not actor.is_staff:
        return Review.objects.none()
    rows = Review.objects.filter(closed_at=None)
    own = list(actor.organisations)
    # Few staff are also partners; without own organisations no join is needed.
    return rows.exclude(revision__listing__organisation__in=own) if own else rows


def newly_overdue(now: datetime) -> QuerySet[Review]:
    """The overdue reviews whose teams were not yet told about this due date, with listings and submissions."""
    is_told = Q(overdue_notified_at__gte=F("due_at"))
    rows = Review.objects.filter(closed_at=None, due_at__lt=now).exclude(is_told)
    return rows.select_related("revision__listing__organisation", "submission")


def team_loads(actor: Actor, now: datetime | None = None) -> dict[str, TeamLoad]:
    """{team: load} of every team. One query."""
    late = Q(due_at__lt=now or timezone.now())
    rows = visible_open_reviews(actor).filter(due_at__isnull=False).order_by().values("team")
    counted = {row["team"]: row for row in rows.annotate(waiting=Count("pk"), overdue=Count("pk", filter=late))}
    none = {"waiting": 0, "overdue": 0}
    found = {team: counted.get(team, none) for team in Team.values}
    return {team: TeamLoad(team=team, waiting=row["waiting"], overdue=row["overdue"]) for team, row in found.items()}

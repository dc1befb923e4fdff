"""Actions on incidents: times in which teams can't work, so that their due dates are stopped."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Team
from audit.writes import record_event
from common.actions import action
from common.actor import Actor
from common.constraints import raises_if_violated
from common.errors import NotAllowed, NotFound, NotPossible
from common.names import assert_readable
from reviews.actions.access import person_of
from reviews.errors import IncidentOpen
from reviews.guards import may_stop_due_dates
from reviews.models import INCIDENT_REASON_LENGTH, Incident, Review
from reviews.queries.incidents import open_incidents
from reviews.writes.due_dates import DUE_FIELDS, count_incident


@action
def start_incident(*, team: str, reason: str, by: Actor, now: datetime) -> Incident:
    """Stop the running due dates of the team; of all teams for "". Partners see the reason.

    Raises NotFound, NotAllowed, IncidentOpen, NotPossible (without a reason), CharacterRefused.
    """
    if team not in {*Team.values, ""}:
        raise NotFound
    if not may_stop_due_dates(by, team):
        raise NotAllowed
    assert_readable(reason)
    text = reason.strip()[:INCIDENT_REASON_LENGTH]
    if not text:
        raise NotPossible(reasons=_("Enter a reason. Partners see it."), codes=["reason-missing"])
    with raises_if_violated("reviews_incident_one_open", "reviews_incident.team", IncidentOpen()):
        incident = Incident.objects.create(team=team, reason=text, started_by_id=person_of(by), started_at=now)
    running = _open_reviews(team).exclude(due_at=None).filter(incident_from=None)
    running.update(incident_from=now)
    record_event("incident.start", by=by, objects={"incident": incident.pk, "team": team}, now=now)
    return incident


@action
def end_incident(*, incident_id: UUID, by: Actor, now: datetime) -> Incident:
    """Let the due dates run again. They move by the business time for which they were stopped.

    Due dates of a team with another incident stay stopped. Does nothing to an incident that has ended. Raises NotFound,
    NotAllowed.
    """
    incident = Incident.objects.select_for_update().filter(pk=incident_id).first()
    if incident is None:
        raise NotFound
    if not may_stop_due_dates(by, incident.team):
        raise NotAllowed
    if incident.ended_at is None:
        incident.ended_by_id, incident.ended_at = person_of(by), now
        incident.save(update_fields=["ended_by", "ended_at"])
        _continue_reviews(incident.team, now)
        record_event("incident.end", by=by, objects={"incident": incident.pk, "team": incident.team}, now=now)
    return incident


def _continue_reviews(team: str, now: datetime) -> None:
    free = {key for key in ([team] if team else Team.values) if not open_incidents(key).exists()}
    stopped = _open_reviews(team).filter(team__in=free).exclude(incident_from=None)
    for review in stopped.select_for_update(of=("self",)).order_by("pk"):
        count_incident(review, now)
        review.save(update_fields=DUE_FIELDS)


def _open_reviews(team: str) -> QuerySet[Review]:
    rows = Review.objects.filter(closed_at=None)
    return rows.filter(team=team) if team else rows

"""The business calendars of teams in versions, and incidents that stop their due dates."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Team
from common.ids import uuid7

_PERSON = settings.AUTH_USER_MODEL
INCIDENT_REASON_LENGTH = 300


class TeamCalendar(models.Model):
    """A version of a team's business calendar. Rows are never changed, and the newest version counts.

    content is a `reviews.calendar.BusinessCalendar`. Version 0 has no row: it is the calendar of the settings. restores
    is the number of the version that a lead restored.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.CharField(max_length=30, choices=Team)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    restores = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("team", "number"), name="reviews_teamcalendar_number"),
            models.CheckConstraint(condition=Q(team__in=Team.values), name="reviews_teamcalendar_team"),
            models.CheckConstraint(condition=Q(number__gte=1), name="reviews_teamcalendar_from_one"),
        )

    def __str__(self) -> str:
        return f"calendar {self.number} of {self.team}"


class Incident(models.Model):
    """A time in which a team, or if team is "" every team, can't work, so that its due dates are stopped.

    Partners whose reviews are stopped see the reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.CharField(max_length=30, choices=Team, blank=True)
    reason = models.CharField(max_length=INCIDENT_REASON_LENGTH)
    started_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("team",), condition=Q(ended_at=None), name="reviews_incident_one_open"),
            models.CheckConstraint(condition=Q(team__in=[*Team.values, ""]), name="reviews_incident_team"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="reviews_incident_end_paired",
            ),
        )
        indexes = (models.Index(fields=("-started_at", "-id"), name="reviews_incident_latest"),)

    def __str__(self) -> str:
        return f"incident of {self.team or 'all teams'}"

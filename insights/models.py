"""The roll-up of reviews: what each revision counts, and the sums of each month."""

from datetime import date

from django.db import models
from django.db.models import Q

from accounts.models import Team
from listings.models import ROUTES, Revision


class CountColumns(models.Model):
    """Base class of rows with counts of a month.

    month is its first day. team is "" for what counts for the listing as a whole. kind is the code type of an
    integration, else the offering type. counts is {measure: {value: number}}.
    """

    month = models.DateField()
    team = models.CharField(max_length=30, choices=Team, blank=True)
    route = models.CharField(max_length=20, choices=ROUTES)
    kind = models.CharField(max_length=30, blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.team}"


class RevisionCounts(CountColumns):
    """What a revision counts in a month, as a whole and for each team. The roll-up replaces the rows of a revision."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("revision", "month", "team"), name="insights_revisioncounts_once"),
            models.CheckConstraint(condition=Q(team__in=["", *Team.values]), name="insights_revisioncounts_team"),
        )
        indexes = (models.Index(fields=("month",), name="insights_by_month"),)


class MonthCounts(CountColumns):
    """The sum of the counts of all revisions in a month, for each team, route and kind of listing."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("month", "team", "route", "kind"), name="insights_monthcounts_once"),
        )


class InsightMonth(models.Model):
    """Whether the sums of a month must be computed again. rows is the number of `RevisionCounts` in the sums.

    A different number of rows means that listings were deleted.
    """

    month = models.DateField(primary_key=True)
    is_stale = models.BooleanField()
    rows = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class RollUp(models.Model):
    """The only row says what the last roll-up has read: audit events up to this ID, at this time.

    Both are null until a roll-up has ended.
    """

    ROW = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ROW)
    last_event = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="insights_rollup_one"),)

    def __str__(self) -> str:
        return f"until {self.ended_at}"


def first_of_month(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)

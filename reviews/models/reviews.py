"""Reviews, claims, decisions, and which submissions people have seen."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from common.ids import uuid7
from listings.models import Revision, Submission

_PERSON = settings.AUTH_USER_MODEL
IDLE_WITHOUT_END = timedelta(hours=24)  # after which claims of earlier versions expire


class Verdict(models.TextChoices):
    APPROVE = "approve", _("Approve")
    REQUEST_CHANGES = "request_changes", _("Request changes")


class Review(models.Model):
    """A team's review of a revision. It stays open over several submissions until the revision is live or closed.

    waiting_since is None while the team need not act: it has decided, or the due date is paused because the partner
    must act. due_at is counted in business days. overdue_notified_at is the time when the team was last told that
    the review is overdue. days_left is how many business days are left for the decision when a hold of the listing
    ends. paused_at is when the partner had to act, or a hold began; paused_waiting_since and, unless it is a hold,
    paused_due_at have the values of that time. All three are None if the team had decided, and once the due date
    runs again. held_for is how long holds lasted since waiting_since, which moves by the time of the partner and
    of holds when they submit again. incident_from is the time since which an incident stops the due date; due_at moves
    when it ends. reminded_due_at and escalated_due_at are the due dates of the last reminder and of the last notice to
    the leads. If a due date moves that has passed already, overdue_notified_at and escalated_due_at move with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="reviews")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    team = models.CharField(max_length=30, choices=Team)
    opened_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    overdue_notified_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=200, blank=True)
    days_left = models.PositiveSmallIntegerField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_waiting_since = models.DateTimeField(null=True)
    paused_due_at = models.DateTimeField(null=True)
    held_for = models.DurationField(null=True)
    incident_from = models.DateTimeField(null=True)
    reminded_due_at = models.DateTimeField(null=True)
    escalated_due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("revision", "team"), condition=Q(closed_at=None), name="reviews_review_one_open"
            ),
            models.CheckConstraint(condition=Q(team__in=Team.values), name="reviews_review_team"),
            models.CheckConstraint(
                condition=Q(waiting_since=None, due_at=None) | Q(waiting_since__isnull=False, due_at__isnull=False),
                name="reviews_review_clock_paired",
            ),
            models.CheckConstraint(
                condition=Q(incident_from=None) | Q(due_at__isnull=False), name="reviews_review_incident_paired"
            ),
        )
        indexes = (
            models.Index(fields=("team", "due_at", "id"), condition=Q(closed_at=None), name="reviews_review_queue"),
            models.Index(fields=("due_at", "id"), condition=Q(closed_at=None), name="reviews_review_by_due"),
            models.Index(fields=("revision", "team"), name="reviews_review_by_revision"),
        )

    def __str__(self) -> str:
        return f"{self.team} on {self.revision_id}"

    def is_late(self, now: datetime) -> bool:
        """Whether the due date has passed, or had passed when an incident stopped it."""
        return self.due_at is not None and self.due_at < (self.incident_from or now)

    @property
    def is_stopped(self) -> bool:
        """Whether an incident stopped the due date before it passed."""
        return self.due_at is not None and self.incident_from is not None and self.due_at >= self.incident_from


class Claim(models.Model):
    """A claim: who is working on a review. It expires if the person is inactive for a business day of the team.

    Claims of earlier versions have no expires_at (`ends_at` is when they expire).
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="claims")
    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    active_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("review",), condition=Q(released_at=None), name="reviews_claim_one"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} on {self.review_id}"

    @property
    def ends_at(self) -> datetime:
        """When the claim expires if the person stays inactive."""
        return self.expires_at or self.active_at + IDLE_WITHOUT_END

    @staticmethod
    def unexpired(now: datetime, lookup: str = "") -> Q:
        """The condition for claims that have not expired, at this lookup (“claims__”)."""
        without_end = {f"{lookup}expires_at": None, f"{lookup}active_at__gt": now - IDLE_WITHOUT_END}
        return Q(**{f"{lookup}expires_at__gt": now}) | Q(**without_end)


class Decision(models.Model):
    """A team's verdict on a submission. Rows are never changed. reads is {part that the team reads: its digest}.

    carried_from is the approval of an earlier submission that still applies; retracts is the decision that this row
    withdraws. waiting_since and due_at are those of the review before its approval, for the case that it is withdrawn.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="decisions")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=20, choices=Verdict, blank=True)
    by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    reads = models.JSONField(default=dict)
    at = models.DateTimeField()
    retracts = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="retracted_by")
    carried_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    waiting_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(verdict__in=[*Verdict.values, ""]), name="reviews_decision_verdict"),
            models.CheckConstraint(
                condition=Q(verdict="") ^ Q(retracts__isnull=True), name="reviews_decision_retract_paired"
            ),
        )
        indexes = (
            models.Index(fields=("review", "at"), name="reviews_decision_by_review"),
            models.Index(fields=("at",), condition=Q(carried_from=None, retracts=None), name="reviews_decision_recent"),
            models.Index(fields=("by", "review", "id"), condition=Q(retracts=None), name="reviews_decision_by_person"),
        )

    def __str__(self) -> str:
        return f"{self.verdict or 'taken back'} by {self.by_id}"

    @property
    def is_approval(self) -> bool:
        return self.verdict == Verdict.APPROVE


class ViewedSubmission(models.Model):
    """The time when a person last viewed a submission, so that pages can show what has changed since."""

    person = models.ForeignKey(_PERSON, on_delete=models.CASCADE, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "submission"), name="reviews_seen_once"),)

    def __str__(self) -> str:
        return f"{self.person_id} saw {self.submission_id}"

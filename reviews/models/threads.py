"""Threads of comments."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Application, Team
from common.ids import uuid7
from listings.models import Listing, Revision, Submission

_PERSON = settings.AUTH_USER_MODEL


class Rejection(models.TextChoices):
    """Reasons for rejecting a listing."""

    DUPLICATE = "duplicate", _("The product is already listed")
    OUT_OF_SCOPE = "out_of_scope", _("The product is out of scope for this catalogue")
    RIGHTS = "rights", _("Rights to names or content are unclear")
    SECURITY = "security", _("A security problem that can't be resolved in review")
    QUALITY = "quality", _("Does not meet the programme's requirements")
    OTHER = "other", _("Another reason")


class ThreadState(models.TextChoices):
    OPEN = "open", pgettext_lazy("thread", "Open")
    ANSWERED = "answered", _("Replied")
    RESOLVED = "resolved", _("Resolved")


class Visibility(models.TextChoices):
    EVERYONE = "everyone", _("Partner and reviewers")
    STAFF = "staff", _("Reviewers only")


class SuggestionOutcome(models.TextChoices):
    ACCEPTED = "accepted", pgettext_lazy("suggestion", "Accepted")
    DECLINED = "declined", pgettext_lazy("suggestion", "Declined")


class CommentPriority(models.TextChoices):
    """How important a comment of reviewers is. A listing can't be approved while a must comment is not resolved."""

    MUST = "must", pgettext_lazy("priority", "Must")
    SHOULD = "should", pgettext_lazy("priority", "Should")
    COULD = "could", pgettext_lazy("priority", "Could")


class Thread(models.Model):
    """A conversation about a field, a row or a line of a file; path is "" for the whole listing.

    file is a path in the listing's folder. excerpt is the original content of the place. If the place is removed, the
    thread becomes outdated but is not deleted. suggested is a `reviews.suggested_changes.SuggestedChange`, and
    suggestion its new text if it is about a text field. outcome is what the partner did with it, empty until then.
    rejection is set if a lead rejected the listing with this thread, in which the partner can appeal. is_question is
    set for an internal question, which keeps every team from approving until it is answered. is_blocking stores the
    priority must, is_optional could. was_blocking is set if the partner reopened a must comment that reviewers had
    resolved: it is still a must comment, but it no longer blocks. resolved_* are empty while the thread is not
    resolved; reopened_* say who reopened it last.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="threads")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="threads")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    team = models.CharField(max_length=30, choices=Team, blank=True)
    path = models.CharField(max_length=300, blank=True)
    file = models.CharField(max_length=300, blank=True)
    line = models.PositiveIntegerField(null=True)
    excerpt = models.TextField(blank=True)
    suggestion = models.TextField(blank=True)
    suggested = models.JSONField(null=True)
    outcome = models.CharField(max_length=10, choices=SuggestionOutcome, blank=True, default="", db_default="")
    outcome_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    outcome_by_application = models.ForeignKey(
        Application, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    outcome_at = models.DateTimeField(null=True)
    rejection = models.CharField(max_length=20, choices=Rejection, blank=True)
    is_blocking = models.BooleanField(default=False)
    is_optional = models.BooleanField(default=False, db_default=False)
    is_question = models.BooleanField(default=False, db_default=False)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.EVERYONE)
    state = models.CharField(max_length=10, choices=ThreadState, default=ThreadState.OPEN)
    opened_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    resolved_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_by_application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    is_resolved_by_partner = models.BooleanField(default=False, db_default=False)
    was_blocking = models.BooleanField(default=False, db_default=False)
    reopened_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    reopened_by_application = models.ForeignKey(
        Application, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ThreadState.values), name="reviews_thread_state"),
            models.CheckConstraint(
                condition=Q(resolved_at=None) ^ Q(state=ThreadState.RESOLVED), name="reviews_thread_resolved_paired"
            ),
            models.CheckConstraint(
                condition=Q(is_blocking=False) | Q(visibility=Visibility.EVERYONE),
                name="reviews_thread_blocking_is_seen",
            ),
            models.CheckConstraint(
                condition=Q(is_blocking=False) | Q(is_optional=False), name="reviews_thread_one_priority"
            ),
            models.CheckConstraint(
                condition=Q(is_blocking=False) | Q(was_blocking=False), name="reviews_thread_blocks_or_did"
            ),
            models.CheckConstraint(
                condition=Q(is_question=False) | Q(visibility=Visibility.STAFF),
                name="reviews_thread_question_is_internal",
            ),
            models.CheckConstraint(condition=Q(rejection__in=[*Rejection.values, ""]), name="reviews_thread_rejection"),
            models.CheckConstraint(
                condition=Q(outcome__in=SuggestionOutcome.values, outcome_at__isnull=False)
                | Q(outcome="", outcome_at=None),
                name="reviews_thread_outcome_paired",
            ),
        )
        indexes = (
            models.Index(fields=("listing", "state"), name="reviews_thread_by_listing"),
            models.Index(fields=("revision", "state"), name="reviews_thread_by_revision"),
        )

    def __str__(self) -> str:
        return f"{self.path or self.file or 'the whole'} of {self.listing_id}"

    @property
    def priority(self) -> CommentPriority | None:
        """The priority of a comment to the partner; None for threads of partners and internal ones."""
        if not self.team or self.rejection or self.visibility == Visibility.STAFF:
            return None
        if self.is_blocking or self.was_blocking:
            return CommentPriority.MUST
        return CommentPriority.COULD if self.is_optional else CommentPriority.SHOULD

    @property
    def is_resolved(self) -> bool:
        return self.state == ThreadState.RESOLVED

    @property
    def is_answered(self) -> bool:
        return self.state == ThreadState.ANSWERED

    @property
    def is_unanswered(self) -> bool:
        return self.state == ThreadState.OPEN


class Comment(models.Model):
    """A comment by a person or an application. is_partner means that the author was on the partner's side then."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    by_application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="+")
    is_partner = models.BooleanField()
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = (F("at").asc(), F("id").asc())

    def __str__(self) -> str:
        return f"{self.by_id} in {self.thread_id}"

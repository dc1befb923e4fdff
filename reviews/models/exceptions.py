"""Requests for an OAuth exception, which partners send from a draft or later."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from listings.models import Listing, ListingRequest
from reviews.models.threads import Thread


class ExceptionState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("exception", "Requested")
    GRANTED = "granted", pgettext_lazy("exception", "Granted")
    DECLINED = "declined", pgettext_lazy("exception", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("exception", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("exception", "Expired")


EXCEPTION_OPEN = (ExceptionState.REQUESTED,)


class ExceptionRequest(ListingRequest):
    """A partner's request for an OAuth exception. A granted one counts for all submissions until its end.

    files are {"name", "sha256", "size"} of what both sides attached, in the order of arrival. thread is the blocking
    comment of a request that was declined during a review.
    """

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="exception_requests")
    reason = models.TextField()
    files = models.JSONField(default=list, db_default=[])
    state = models.CharField(max_length=10, choices=ExceptionState, default=ExceptionState.REQUESTED)
    thread = models.ForeignKey(Thread, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ExceptionState.values), name="reviews_exception_state"),
            models.CheckConstraint(
                condition=Q(state="requested") ^ Q(decided_at__isnull=False), name="reviews_exception_decided_paired"
            ),
            models.UniqueConstraint(
                fields=("listing",), condition=Q(state="requested"), name="reviews_exception_one_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.listing_id} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:exception", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in EXCEPTION_OPEN

    def state_at(self, now: datetime) -> ExceptionState:
        """The state; expired from the end of what was granted, even if the job has not expired the request yet."""
        if self.state == ExceptionState.GRANTED and self.until is not None and self.until <= now:
            return ExceptionState.EXPIRED
        return ExceptionState(self.state)


class ExceptionDecision(models.Model):
    """A decision that the release before stored. `ExceptionRequest` replaces it; the next release drops the table."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="+")
    reason = models.TextField()
    answer = models.CharField(max_length=10)
    note = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    thread = models.ForeignKey(Thread, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(answer__in=["granted", "declined"]), name="reviews_exception_answer"),
        )
        indexes = (models.Index(fields=("listing", "at"), name="reviews_exception_by_listing"),)

    def __str__(self) -> str:
        return f"{self.answer} for {self.listing_id}"

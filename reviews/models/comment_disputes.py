"""Disputes of partners about comments of reviewers."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from listings.models import Listing, ListingRequest
from reviews.models.threads import Thread


class CommentDisputeState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("dispute", "Waiting for a decision")
    GRANTED = "granted", pgettext_lazy("dispute", "Comment withdrawn")
    DECLINED = "declined", pgettext_lazy("dispute", "Comment kept")
    WITHDRAWN = "withdrawn", pgettext_lazy("dispute", "Withdrawn")


COMMENT_DISPUTE_OPEN = (CommentDisputeState.REQUESTED,)


class CommentDispute(ListingRequest):
    """A partner's request that a lead withdraws a comment of the reviewers."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="disputes")
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=CommentDisputeState, default=CommentDisputeState.REQUESTED)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("thread",), condition=Q(state="requested"), name="reviews_commentdispute_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state__in=CommentDisputeState.values), name="reviews_commentdispute_state"
            ),
            models.CheckConstraint(
                condition=Q(state="requested") ^ Q(decided_at__isnull=False),
                name="reviews_commentdispute_decided_paired",
            ),
        )

    def __str__(self) -> str:
        return f"{self.thread_id} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:comment-dispute", args=[self.pk])

    @property
    def listing(self) -> Listing:
        return self.thread.listing

    @property
    def owner_key(self) -> UUID:
        return self.thread_id

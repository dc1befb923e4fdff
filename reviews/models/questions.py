"""Questions of partners about a listing that is not in review."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from listings.models import Listing, ListingRequest


class QuestionState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("question", "Waiting for an answer")
    ANSWERED = "answered", pgettext_lazy("question", "Answered")
    WITHDRAWN = "withdrawn", pgettext_lazy("question", "Withdrawn")


QUESTION_OPEN = (QuestionState.REQUESTED,)


class Question(ListingRequest):
    """A question that a partner asks while writing a listing. After a submission, threads have its questions."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="questions")
    question = models.TextField()
    state = models.CharField(max_length=10, choices=QuestionState, default=QuestionState.REQUESTED)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("listing",), condition=Q(state="requested"), name="reviews_question_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=QuestionState.values), name="reviews_question_state"),
            models.CheckConstraint(condition=~Q(question=""), name="reviews_question_has_text"),
            models.CheckConstraint(
                condition=Q(state="requested") ^ Q(decided_at__isnull=False), name="reviews_question_decided_paired"
            ),
        )

    def __str__(self) -> str:
        return f"{self.listing_id} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:question", args=[self.pk])

"""What the fast lane would have done."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.ids import uuid7
from listings.models import Submission
from reviews.models.reviews import Review


class LaneExclusion(models.TextChoices):
    """Why an update doesn't qualify. The first reason in this order is recorded."""

    FIRST_SUBMISSION = "first_submission", _("First submission of the listing")
    NEW_ACCESS = "new_access", _("New OAuth scope, host or data type")
    BLOCKER = "blocker", _("Blocking finding, even if it is waived")
    THREAD = "thread", _("Open blocking comment or internal question")
    FILE = "file", _("Changed file that no field describes")
    FIELD = "field", _("Changed field that isn't listed")
    WORDING = "wording", _("More than a correction of a listed field")


class LaneResult(models.Model):
    """Whether the fast lane would have approved a submission for a team. Rows are never changed and decide nothing.

    exclusion is "" if it would have; places are the paths that excluded it. is_drawn: people would review it anyway.
    Partners must never see these rows.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="lane_results")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    exclusion = models.CharField(max_length=20, choices=LaneExclusion, blank=True)
    places = models.JSONField(default=list)
    is_drawn = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("review", "submission"), name="reviews_laneresult_once"),
            models.CheckConstraint(
                condition=Q(exclusion__in=[*LaneExclusion.values, ""]), name="reviews_laneresult_exclusion"
            ),
        )
        indexes = (
            models.Index(fields=("at", "id"), name="reviews_laneresult_by_time"),
            models.Index(fields=("at", "id"), name="reviews_laneresult_qualified", condition=Q(exclusion="")),
        )

    def __str__(self) -> str:
        return f"{self.exclusion or 'qualifies'}: {self.review_id}"

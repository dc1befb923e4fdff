"""Requests for waivers."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from listings.models import Listing, ListingRequest
from validation.models.runs import FindingColumns


class WaiverRequestState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("waiver", "Requested")
    GRANTED = "granted", pgettext_lazy("waiver", "Granted")
    DECLINED = "declined", pgettext_lazy("waiver", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("waiver", "Withdrawn")
    ENDED = "ended", pgettext_lazy("waiver", "Ended")
    EXPIRED = "expired", pgettext_lazy("waiver", "Expired")


WAIVER_REQUEST_OPEN = (WaiverRequestState.REQUESTED,)


class WaiverRequest(FindingColumns, ListingRequest):
    """A partner's request to waive a blocker. The columns of the finding are those at the time of the request."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="waiver_requests")
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=WaiverRequestState, default=WaiverRequestState.REQUESTED)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("listing", "fingerprint"), condition=Q(state="requested"), name="validation_request_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=WaiverRequestState.values), name="validation_request_state"),
            models.CheckConstraint(
                condition=Q(state="requested") ^ Q(decided_at__isnull=False), name="validation_request_decided_paired"
            ),
        )

    def get_absolute_url(self) -> str:
        return reverse("validation:waiver-request", args=[self.pk])

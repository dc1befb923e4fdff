"""Disputes of findings."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from listings.models import Listing, ListingRequest
from validation.models.runs import FindingColumns


class DisputeState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("dispute", "Waiting for an answer")
    UPHELD = "upheld", pgettext_lazy("dispute", "The check was wrong")
    DECLINED = "declined", pgettext_lazy("dispute", "The finding is right")
    WITHDRAWN = "withdrawn", pgettext_lazy("dispute", "Withdrawn")


DISPUTE_OPEN = (DisputeState.REQUESTED,)


class FindingDispute(FindingColumns, ListingRequest):
    """Somebody says that a finding is wrong. The columns of the finding are those at the time of the dispute.

    reason is why it is wrong, expected what is right. cause is the same for disputes that one answer can close
    (`validation.disputes.cause_of`). excerpt is what the check read, a few masked lines or a value, and source the
    whole masked file, each "" if nobody may see it, or if it is too long. is_internal means that one of our staff sent
    it, and that the partner doesn't see it.
    """

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="finding_disputes")
    cause = models.CharField(max_length=16)
    reason = models.TextField()
    expected = models.TextField(blank=True)
    excerpt = models.TextField(blank=True)
    source = models.TextField(blank=True)
    is_internal = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=DisputeState, default=DisputeState.REQUESTED)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("listing", "fingerprint", "is_internal"),
                condition=Q(state="requested"),
                name="validation_dispute_one_open",
            ),
            models.CheckConstraint(condition=Q(state__in=DisputeState.values), name="validation_dispute_state"),
            models.CheckConstraint(
                condition=Q(state="requested") ^ Q(decided_at__isnull=False), name="validation_dispute_decided_paired"
            ),
        )
        indexes = (
            models.Index(fields=("code", "requested_at"), name="validation_dispute_by_code"),
            models.Index(fields=("cause", "state"), name="validation_dispute_by_cause"),
        )

    def get_absolute_url(self) -> str:
        return reverse("validation:dispute", args=[self.pk])

"""Appeals of partners against the rejection of a revision."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from listings.models import Listing, ListingRequest, Revision


class AppealState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("appeal", "Waiting for a decision")
    GRANTED = "granted", pgettext_lazy("appeal", "Granted")
    DECLINED = "declined", pgettext_lazy("appeal", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("appeal", "Withdrawn")


APPEAL_OPEN = (AppealState.REQUESTED,)


class Appeal(ListingRequest):
    """A partner's appeal against the rejection of a revision."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="appeals")
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=AppealState, default=AppealState.REQUESTED)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("revision",), condition=Q(state="requested"), name="reviews_appeal_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=AppealState.values), name="reviews_appeal_state"),
            models.CheckConstraint(
                condition=Q(state="requested") ^ Q(decided_at__isnull=False), name="reviews_appeal_decided_paired"
            ),
        )

    def __str__(self) -> str:
        return f"{self.revision_id} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:appeal", args=[self.pk])

    @property
    def listing(self) -> Listing:
        return self.revision.listing

    @property
    def owner_key(self) -> UUID:
        return self.revision_id

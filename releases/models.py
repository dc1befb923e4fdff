"""Go-to-market requests and transfers."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from common.ids import uuid7
from listings.models import Listing, ListingRequest, Submission


class GtmItem(models.TextChoices):
    PRESS_QUOTE = "press_quote", _("Quote for the press release")
    BLOG_POST = "blog_post", _("Article on the platform's blog")
    WEBINAR_SPEAKER = "webinar_speaker", _("Speaker for the webinar")
    SOCIAL_AMPLIFICATION = "social_amplification", _("Shared social media posts")


class GtmState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("go-to-market", "Requested")
    ACCEPTED = "accepted", pgettext_lazy("go-to-market", "Accepted")
    IN_PROGRESS = "in_progress", pgettext_lazy("go-to-market", "In progress")
    DONE = "done", pgettext_lazy("go-to-market", "Done")
    DECLINED = "declined", pgettext_lazy("go-to-market", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("go-to-market", "Withdrawn")


GTM_OPEN = (GtmState.REQUESTED, GtmState.ACCEPTED, GtmState.IN_PROGRESS)


class GtmRequest(ListingRequest):
    """A request for go-to-market help with a live listing. items is a list of GtmItem values."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="gtm_requests")
    items = models.JSONField()
    target_on = models.DateField(null=True)
    embargo_on = models.DateField(null=True)
    contact = models.EmailField()
    note = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=GtmState, default=GtmState.REQUESTED)
    decided_by = models.UUIDField(null=True, db_column="answered_by")
    decided_at = models.DateTimeField(null=True, db_column="answered_at")

    class Meta:
        db_table = "sandboxes_gtmrequest"
        constraints = (
            models.CheckConstraint(condition=Q(state__in=GtmState.values), name="sandboxes_gtm_state"),
            models.CheckConstraint(
                condition=Q(state="requested") ^ Q(decided_at__isnull=False), name="sandboxes_gtm_answered_paired"
            ),
            models.UniqueConstraint(
                fields=("listing",), condition=Q(state__in=GTM_OPEN), name="sandboxes_gtm_one_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.listing_id} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("releases:gtm", args=[self.listing_id])

    @property
    def item_labels(self) -> list[str]:
        """The labels of the requested items, in the reader's language."""
        return [str(GtmItem(item).label) for item in self.items]


class ReleaseConfirmation(models.Model):
    """An owner's confirmation that a submission whose release was on hold may go live.

    confirmed_by is null for releases that were scheduled before confirmations existed.
    """

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="release_confirmation")
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.submission_id)


class TransferState(models.TextChoices):
    OFFERED = "offered", pgettext_lazy("transfer", "Waiting for a decision")
    ACCEPTED = "accepted", pgettext_lazy("transfer", "Accepted")
    DECLINED = "declined", pgettext_lazy("transfer", "Declined")
    CANCELLED = "cancelled", pgettext_lazy("transfer", "Cancelled")
    EXPIRED = "expired", pgettext_lazy("transfer", "Expired")


TRANSFER_OPEN = (TransferState.OFFERED,)


class Transfer(models.Model):
    """An offer of a listing to another organisation. It ends when it is accepted, declined or cancelled, or expires."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="transfers")
    giver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=TransferState, default=TransferState.OFFERED)
    offered_by = models.UUIDField(null=True)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sandboxes_transfer"
        constraints = (
            models.UniqueConstraint(
                fields=("listing",), condition=Q(state="offered"), name="sandboxes_transfer_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=TransferState.values), name="sandboxes_transfer_state"),
            models.CheckConstraint(
                condition=Q(state="offered") ^ Q(answered_at__isnull=False), name="sandboxes_transfer_answered_paired"
            ),
            models.CheckConstraint(condition=~Q(giver=models.F("receiver")), name="sandboxes_transfer_two_sides"),
        )

    def __str__(self) -> str:
        return f"{self.listing_id} to {self.receiver_id}"

    def get_absolute_url(self) -> str:
        return reverse("releases:transfer", args=[self.pk])

    @property
    def is_new(self) -> bool:
        """Whether it has not been offered yet."""
        return self._state.adding

    @property
    def is_open(self) -> bool:
        return self.state in TRANSFER_OPEN

"""Sandbox orgs, tiles enabled in them, and sign-offs."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, OrganisationRequest
from common.ids import uuid7
from common.regions import Region
from listings.models import Listing, Submission


class RequestState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("sandbox", "Requested")
    GRANTED = "granted", pgettext_lazy("sandbox", "Granted")
    DECLINED = "declined", pgettext_lazy("sandbox", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("sandbox", "Withdrawn")


SANDBOX_REQUEST_OPEN = (RequestState.REQUESTED,)


class OrgState(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("sandbox", "Active")
    SUSPENDED = "suspended", pgettext_lazy("sandbox", "Suspended")


class SandboxOrg(models.Model):
    """A partner's own org on the platform, in one region.

    is_extra means that it is an additional org in the region. is_automatic means that tiles are enabled in it
    automatically once every team has approved. suspended_at is None while the org is active.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sandboxes")
    region = models.CharField(max_length=5, choices=Region)
    name = models.CharField(max_length=100, unique=True)
    state = models.CharField(max_length=10, choices=OrgState, default=OrgState.ACTIVE)
    suspended_at = models.DateTimeField(null=True)
    is_extra = models.BooleanField(default=False)
    is_automatic = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "region"),
                condition=Q(state="active", is_extra=False),
                name="sandboxes_org_one_active",
            ),
            models.CheckConstraint(condition=Q(state__in=OrgState.values), name="sandboxes_org_state"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.state == OrgState.ACTIVE


class SandboxRequest(OrganisationRequest):
    """A partner's request for a sandbox org. due_at is counted in business days; org is set when it is granted."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sandbox_requests")
    region = models.CharField(max_length=5, choices=Region, default=Region.US1)
    purpose = models.TextField()
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.REQUESTED)
    due_at = models.DateTimeField()
    answer = models.TextField(blank=True, db_column="reason")
    org = models.OneToOneField(SandboxOrg, null=True, on_delete=models.SET_NULL, related_name="request")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "region"), condition=Q(state="requested"), name="sandboxes_request_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="sandboxes_request_state"),
            models.CheckConstraint(
                condition=Q(state="requested") ^ Q(decided_at__isnull=False), name="sandboxes_request_decided_paired"
            ),
        )
        indexes = (models.Index(fields=("state", "due_at"), name="sandboxes_request_by_due"),)

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.region}"

    def get_absolute_url(self) -> str:
        return reverse("sandboxes:request-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in SANDBOX_REQUEST_OPEN


class ActivationState(models.TextChoices):
    """Whether a tile is enabled in a sandbox org, computed for pages. Outdated means an older version is enabled."""

    ON = "on", pgettext_lazy("tile", "Enabled")
    OUTDATED = "outdated", pgettext_lazy("tile", "Enabled, older version")
    APPROVED = "approved", pgettext_lazy("tile", "Approved, not enabled yet")
    OFF = "off", pgettext_lazy("tile", "Not enabled")


class TileActivation(models.Model):
    """A submission's tile that is or was enabled in a sandbox org.

    is_outdated means that the partner has reopened the listing since. checked has the ticked keys of
    `sandboxes.sign_off_checklist`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(SandboxOrg, on_delete=models.PROTECT, related_name="activations")
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="activations")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="activations")
    activated_by = models.UUIDField(null=True)
    activated_at = models.DateTimeField()
    deactivated_by = models.UUIDField(null=True)
    deactivated_at = models.DateTimeField(null=True)
    is_outdated = models.BooleanField(default=False)
    checked = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("org", "listing"), condition=Q(deactivated_at=None), name="sandboxes_activation_one_on"
            ),
        )
        indexes = (
            models.Index(
                fields=("listing",), condition=Q(deactivated_at=None, is_outdated=True), name="sandboxes_activation_old"
            ),
        )

    def __str__(self) -> str:
        return f"{self.listing_id} in {self.org_id}"

    @property
    def shown_state(self) -> ActivationState:
        if self.deactivated_at:
            return ActivationState.OFF
        return ActivationState.OUTDATED if self.is_outdated else ActivationState.ON

    @property
    def is_live(self) -> bool:
        """Whether customers see the same submission."""
        release = self.listing.live_release
        return release is not None and release.submission_id == self.submission_id


class TileLook(models.Model):
    """A person's view of a tile in a sandbox org, which the sign-off requires."""

    activation = models.ForeignKey(TileActivation, on_delete=models.CASCADE, related_name="looks")
    actor_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("activation", "actor_id"), name="sandboxes_look_once"),)

    def __str__(self) -> str:
        return f"{self.actor_id} at {self.activation_id}"


class Installation(models.Model):
    """A test installation of a tile in a sandbox org. Nothing is really installed."""

    activation = models.ForeignKey(TileActivation, on_delete=models.CASCADE, related_name="installations")
    by = models.UUIDField(null=True)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("activation",), condition=Q(removed_at=None), name="sandboxes_installation_one"
            ),
        )

    def __str__(self) -> str:
        return f"{self.activation_id} since {self.at:%Y-%m-%d %H:%M}"


class SignOff(models.Model):
    """The sign-off of a submission, with both digests of the submission."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="sign_offs")
    by = models.UUIDField()
    at = models.DateTimeField()
    digest = models.CharField(max_length=80)
    terms_digest = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.submission_id} by {self.by}"

"""Trials of OAuth clients: the test client of a listing, what a trial issued, and each request that it received."""

from allauth.idp.oidc.models import Client
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.ids import uuid7
from common.regions import Region
from listings.models import Listing


class SandboxClient(models.Model):
    """The client of a listing at the sandbox authorisation server. It is separate from the published client.

    client has the secret, as a hash; secret_ending is its last characters, and secret_at when it was generated.
    """

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, primary_key=True, related_name="sandbox_client")
    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="+")
    secret_ending = models.CharField(max_length=8)
    secret_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"test client {self.client_id}"


class Trial(models.Model):
    """A test sign-in for a region. Requests to the authorisation server belong to the newest trial of their listing.

    onboarding_url is the address that the person's browser opens first.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="trials")
    region = models.CharField(max_length=5, choices=Region)
    onboarding_url = models.TextField(blank=True)
    started_by = models.UUIDField()
    started_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(region__in=Region.values), name="trials_trial_region"),)
        indexes = (
            models.Index(fields=("listing", "-started_at"), name="trials_by_listing"),
            models.Index(fields=("started_at",), name="trials_by_start"),
        )

    def __str__(self) -> str:
        return f"trial {self.pk}"


class RequestKind(models.TextChoices):
    AUTHORIZATION = "authorization", _("Authorisation request")
    CONSENT = "consent", _("Consent")
    TOKEN = "token", _("Token request")
    REFRESH = "refresh", _("Refresh")
    REVOCATION = "revocation", _("Revocation")
    CALL = "call", _("Test call")


class TrialRequest(models.Model):
    """A request to the authorisation server during a trial. Secrets, codes and tokens are stored as fingerprints.

    parameters and answer are texts to show, by name; faults are [code, values] of `trials.faults`. scope is that of a
    test call. is_accepted means that the server did what the request asked for.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=15, choices=RequestKind)
    region = models.CharField(max_length=5, choices=Region)
    is_accepted = models.BooleanField()
    status = models.PositiveSmallIntegerField()
    parameters = models.JSONField(default=dict)
    answer = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    scope = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=RequestKind.values), name="trials_request_kind"),
            models.CheckConstraint(condition=Q(region__in=Region.values), name="trials_request_region"),
        )
        indexes = (models.Index(fields=("trial", "id"), name="trials_requests_in_order"),)

    def __str__(self) -> str:
        return f"{self.kind} of {self.trial_id}"


class IssuedKind(models.TextChoices):
    CODE = "code", _("Code")
    ACCESS = "access", _("Access token")
    REFRESH = "refresh", _("Refresh token")


class IssuedValue(models.Model):
    """A code or token that a trial issued, by its SHA-256 hash. It explains why a later request with it is refused.

    redirect_uri and challenge are those of the authorisation request that a code belongs to. used_at is when a code was
    exchanged, revoked_at when a token was revoked.
    """

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="issued")
    kind = models.CharField(max_length=10, choices=IssuedKind)
    hash = models.CharField(max_length=64, unique=True)
    redirect_uri = models.TextField(blank=True)
    challenge = models.CharField(max_length=128, blank=True)
    scopes = models.JSONField(default=list)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(kind__in=IssuedKind.values), name="trials_issued_kind"),)

    def __str__(self) -> str:
        return f"{self.kind} of {self.trial_id}"

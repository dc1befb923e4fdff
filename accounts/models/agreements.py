"""Agreements between a partner and the platform, as versioned texts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Organisation

MAX_AGREEMENT_LENGTH = 100_000  # in characters, so that the file with all settings stays small enough for its page


class AgreementKind(models.TextChoices):
    PROGRAMME = "programme", _("Partner programme agreement")
    MARKETPLACE = "marketplace", _("Marketplace agreement")


class AgreementVersion(models.Model):
    """A published version of an agreement. The version of a kind with the highest number is the current one."""

    kind = models.CharField(max_length=16, choices=AgreementKind)
    number = models.PositiveSmallIntegerField()
    text = models.TextField()  # Markdown
    reason = models.TextField(blank=True, default="", db_default="")  # for owners; "" for earlier versions
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="accounts_agreement_number_once"),
            models.CheckConstraint(condition=Q(kind__in=AgreementKind.values), name="accounts_agreement_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class AgreementAcceptance(models.Model):
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="acceptances")
    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="acceptances")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "version"], name="accounts_acceptance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} accepts {self.version_id}"

"""Invitations to an organisation, by e-mail."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import ROLES, Organisation
from common.ids import uuid7


class Invitation(models.Model):
    """An invitation to an organisation. Only a hash of the link's token is stored; resending creates a new token."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.PositiveSmallIntegerField(_("role"), choices=ROLES)
    token_hash = models.CharField(max_length=64, unique=True)
    times_sent = models.PositiveSmallIntegerField(default=1)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="accounts_invitation_one_open",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="accounts_invitation_email_lower"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, revoked_at__isnull=True),
                name="accounts_invitation_accepted_paired",
            ),
        ]
        indexes = [models.Index(fields=["email"], name="accounts_invitation_email")]

    def __str__(self) -> str:
        return f"{self.organisation_id} invites {self.pk}"

    def is_open(self, now: datetime) -> bool:
        """Whether the link works."""
        return self.accepted_at is None and self.revoked_at is None and now < self.expires_at

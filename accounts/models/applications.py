"""Applications (machine users of an organisation) and their keys."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Organisation
from common.actor import Role
from common.ids import uuid7
from common.names import key_column

# A manager acts as an owner, a developer as an editor, a reader as a viewer.
APPLICATION_ROLES = [
    (Role.VIEWER.value, _("Reader")),
    (Role.EDITOR.value, _("Developer")),
    (Role.OWNER.value, _("Manager")),
]


class Application(models.Model):
    """A machine user of an organisation, whose ID is the tenant ID. For the columns of the name, see Organisation."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="applications")
    name = models.CharField(_("name"), max_length=100)
    name_folded = key_column()
    name_look = key_column()
    name_clashes = models.BooleanField(null=True, editable=False)
    client_id = models.UUIDField(unique=True, default=uuid7, editable=False)
    role = models.PositiveSmallIntegerField(_("role"), choices=APPLICATION_ROLES)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="accounts_application_role_known"
            ),
            models.UniqueConstraint(
                fields=["organisation", "name_folded"],
                condition=Q(name_clashes=None, removed_at=None),
                name="accounts_application_name_folded_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "name_look"],
                condition=Q(name_clashes=None, removed_at=None),
                name="accounts_application_name_look_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:application-detail", args=[self.organisation.slug, self.pk])


class ApplicationKey(models.Model):
    """A key with which an application signs in. Only the SHA-256 hash of the secret is stored.

    The secret has 256 random bits, so it needs no slow hash. The ID comes from the form for the key, so that sending
    the form twice creates only one key.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="keys")
    hash = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)
    label = models.CharField(_("label"), max_length=100, blank=True, default="", db_default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.prefix}..."

    def is_usable(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at

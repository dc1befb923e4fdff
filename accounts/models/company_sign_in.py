"""Sign-in through the identity provider (OpenID Connect) of an organisation."""

from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import ROLES, Organisation
from common.actor import Role
from common.ids import uuid7

MAX_ISSUER_LENGTH = MAX_SUBJECT_LENGTH = 255
MAX_DOMAIN_LENGTH = 253


class SignInProvider(models.Model):
    """The identity provider of an organisation.

    group_roles is {group: role} (role is a number of Role). Without a group, the roles of members are set in the
    portal, and new people get default_role; null means that the provider creates no members. tested_at is the time of
    the first sign-in with the current issuer and client. The recovery owner can sign in with a password while everybody
    else must use the provider.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="sign_in_provider")
    issuer = models.CharField(_("issuer"), max_length=MAX_ISSUER_LENGTH)
    client_id = models.CharField(_("client ID"), max_length=255)
    encrypted_secret = models.TextField()
    groups_claim = models.CharField(_("claim with the groups"), max_length=100, default="groups")
    group_roles = models.JSONField(default=dict)
    default_role = models.PositiveSmallIntegerField(_("role"), choices=ROLES, null=True)
    is_enabled = models.BooleanField(default=False)
    is_required = models.BooleanField(default=False)
    recovery_owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    tested_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_required=False, recovery_owner__isnull=True)
                | Q(is_required=True, is_enabled=True, recovery_owner__isnull=False),
                name="accounts_provider_required_paired",
            ),
            models.CheckConstraint(
                condition=Q(is_enabled=False) | Q(tested_at__isnull=False), name="accounts_provider_enabled_is_tested"
            ),
            models.CheckConstraint(
                condition=Q(default_role__isnull=True) | Q(default_role__in=[role.value for role in Role]),
                name="accounts_provider_role_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuer} of {self.organisation_id}"

    @property
    def roles_by_group(self) -> Mapping[str, Role]:
        return {group: Role(role) for group, role in self.group_roles.items()}


class SignInDomain(models.Model):
    """An e-mail domain of an organisation. The organisation proves with a TXT record that it controls the domain.

    missing_since is when a later look-up did not find the record, unless it has been there again since.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="sign_in_domains")
    domain = models.CharField(_("domain"), max_length=MAX_DOMAIN_LENGTH)
    token = models.CharField(max_length=64)
    verified_at = models.DateTimeField(null=True)
    missing_since = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "domain"], name="accounts_domain_once"),
            models.UniqueConstraint(
                fields=["domain"], condition=Q(verified_at__isnull=False), name="accounts_domain_one_verified"
            ),
        ]

    def __str__(self) -> str:
        return self.domain


class ProviderIdentity(models.Model):
    """A person's account at an identity provider: the issuer and its `sub`. organisation is null for staff."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    issuer = models.CharField(max_length=MAX_ISSUER_LENGTH)
    subject = models.CharField(max_length=MAX_SUBJECT_LENGTH)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="provider_identities")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "issuer", "subject"],
                condition=Q(organisation__isnull=False),
                name="accounts_identity_once",
            ),
            models.UniqueConstraint(
                fields=["issuer", "subject"],
                condition=Q(organisation__isnull=True),
                name="accounts_identity_staff_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} at {self.issuer}"

"""Partner organisations and who belongs to them."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.actor import Role
from common.ids import uuid7
from common.names import key_column

VENDOR_ID_LENGTH = 63
VENDOR_ID_PATTERN = r"^[a-z][a-z0-9-]{0,62}(?<!-)$"
ROLES = [(Role.VIEWER.value, _("Viewer")), (Role.EDITOR.value, _("Editor")), (Role.OWNER.value, _("Owner"))]


class OrganisationState(models.TextChoices):
    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")


class Organisation(models.Model):
    """A partner. Its vendor ID is derived from the name and can't change once an admin has confirmed it.

    confirmed_name is the name that the admin confirmed with the ID; null before. Listings use it even if an owner
    renames the organisation. name_folded and name_look are the keys of the name (common.names). name_clashes is True
    if the name is a duplicate from before names had to be unique.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=63, unique=True)
    name = models.CharField(_("vendor name"), max_length=100)
    name_folded = key_column()
    name_look = key_column()
    name_clashes = models.BooleanField(null=True, editable=False)
    url = models.URLField(_("vendor URL"))
    vendor_id = models.CharField(
        _("vendor ID"),
        max_length=VENDOR_ID_LENGTH,
        unique=True,
        validators=[RegexValidator(VENDOR_ID_PATTERN)],
    )
    confirmed_name = models.CharField(max_length=100, null=True, editable=False)  # noqa: DJ001 null before
    vendor_confirmed_at = models.DateTimeField(null=True, editable=False)
    vendor_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    state = models.CharField(max_length=16, choices=OrganisationState, default=OrganisationState.ACTIVE)
    suspension_reason = models.TextField(null=True, editable=False)  # noqa: DJ001 null keeps SQLite's trigger
    # When an owner began to require it of all members; null if members choose. Null keeps SQLite's trigger.
    second_factor_required_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OrganisationState.values), name="accounts_org_state_known"),
            models.CheckConstraint(
                condition=Q(vendor_confirmed_at__isnull=True, vendor_confirmed_by__isnull=True)
                | Q(vendor_confirmed_at__isnull=False, vendor_confirmed_by__isnull=False),
                name="accounts_org_confirmed_paired",
            ),
            models.UniqueConstraint(
                fields=["name_folded"], condition=Q(name_clashes=None), name="accounts_org_name_folded_once"
            ),
            models.UniqueConstraint(
                fields=["name_look"], condition=Q(name_clashes=None), name="accounts_org_name_look_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:organisation-detail", args=[self.slug])

    @property
    def is_active(self) -> bool:
        return self.state == OrganisationState.ACTIVE

    @property
    def is_confirmed(self) -> bool:
        return self.vendor_confirmed_at is not None

    @property
    def vendor_name(self) -> str:
        """The vendor name of its listings: the confirmed name or, before an admin confirms it, the proposed one."""
        return self.confirmed_name or self.name


class Membership(models.Model):
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.PositiveSmallIntegerField(_("role"), choices=ROLES)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], name="accounts_membership_once"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="accounts_membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.organisation_id}"

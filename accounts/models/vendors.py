"""Vendor aliases: further vendor names under which an organisation may publish."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.organisations import VENDOR_ID_LENGTH, VENDOR_ID_PATTERN, Organisation
from accounts.models.requests import OrganisationRequest

_LOOK_LENGTH = 64


class AliasState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("vendor alias", "Requested")
    CONFIRMED = "confirmed", pgettext_lazy("vendor alias", "Confirmed")
    DECLINED = "declined", pgettext_lazy("vendor alias", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("vendor alias", "Withdrawn")


ALIAS_OPEN = (AliasState.REQUESTED,)


class VendorAlias(OrganisationRequest):
    """A vendor ID and name, in addition to those of the organisation, that a partner requests and an admin decides on.

    vendor_id can be the organisation's own ID. name_look is the key of the name (common.names). claimed_id and
    claimed_look are set while the alias is confirmed for this organisation alone; they keep others from getting the
    same ID or name.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="vendor_aliases")
    vendor_id = models.CharField(
        _("vendor ID"), max_length=VENDOR_ID_LENGTH, validators=[RegexValidator(VENDOR_ID_PATTERN)]
    )
    name = models.CharField(_("vendor name"), max_length=100)
    name_folded = models.CharField(max_length=_LOOK_LENGTH, editable=False)
    name_look = models.CharField(max_length=_LOOK_LENGTH, editable=False)
    url = models.URLField(_("vendor URL"), blank=True)
    reason = models.TextField()
    state = models.CharField(max_length=16, choices=AliasState, default=AliasState.REQUESTED)
    answer = models.TextField(blank=True, db_column="note")
    claimed_id = models.CharField(max_length=VENDOR_ID_LENGTH, null=True, editable=False)  # noqa: DJ001 unique
    claimed_look = models.CharField(max_length=_LOOK_LENGTH, null=True, editable=False)  # noqa: DJ001 unique

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AliasState.values), name="accounts_alias_state_known"),
            models.CheckConstraint(
                condition=Q(state=AliasState.REQUESTED, decided_at__isnull=True)
                | (~Q(state=AliasState.REQUESTED) & Q(decided_at__isnull=False)),
                name="accounts_alias_decided",
            ),
            models.CheckConstraint(
                condition=Q(state=AliasState.CONFIRMED) | Q(claimed_id__isnull=True, claimed_look__isnull=True),
                name="accounts_alias_claims_if_confirmed",
            ),
            models.UniqueConstraint(
                fields=["organisation", "vendor_id", "name_look"],
                condition=Q(state__in=[AliasState.REQUESTED, AliasState.CONFIRMED]),
                name="accounts_alias_once",
            ),
            models.UniqueConstraint(fields=["claimed_id"], name="accounts_alias_id_once"),
            models.UniqueConstraint(fields=["claimed_look"], name="accounts_alias_name_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.vendor_id})"

    def get_absolute_url(self) -> str:
        return reverse("releases:alias", args=[self.pk])

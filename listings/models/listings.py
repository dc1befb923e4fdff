"""Listings, the names that they claim, and the secrets of their OAuth clients."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from common.ids import uuid7
from common.names import key_column
from listings.page_urls import listing_home
from listings.states.availabilities import Availability
from tilekit.core.kind import OfferingType, Route, is_paid

OFFER_ID_LENGTH = 100
HOLD_LENGTH = 200
ROUTES = [(Route.INTEGRATIONS.value, _("Integrations")), (Route.MARKETPLACE.value, _("Marketplace"))]
OFFERINGS = [
    (OfferingType.INTEGRATION.value, _("Integration")),
    (OfferingType.SOFTWARE_LICENSE.value, _("Software licence")),
    (OfferingType.PROFESSIONAL_SERVICE.value, _("Professional service")),
    (OfferingType.UI_EXTENSION.value, _("UI extension")),
]


class Listing(models.Model):
    """A listing, which has one tile. Only publishing and rolling back change live_release.

    name_folded, name_look and name_clashes work as in Organisation, among the listings of an organisation.
    source_type_id is assigned when the listing starts to exchange data; a tile without code has none. name_key is the
    name without case, spaces and punctuation, with which checks find other tiles with the same title. transferred_at
    is when the current organisation received the listing from another one. offer_id is the ID with which a client of
    the ingestion API created the listing, "" if it was created in the portal. deleted_at is when the partner deleted a
    listing that had been submitted: only staff see it, and it keeps its names. hold is the reason why our staff put the
    listing on hold, "" if they haven't; the partner reads hold_note instead.

    On PostgreSQL, migration 0033 adds an index for parts of names.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="listings")
    route = models.CharField(max_length=20, choices=ROUTES)
    offering_type = models.CharField(max_length=30, choices=OFFERINGS)
    name = models.CharField(max_length=200)
    name_folded = key_column()
    name_look = key_column()
    name_clashes = models.BooleanField(null=True, editable=False)
    name_key = models.CharField(max_length=200, editable=False)
    offer_id = models.CharField(max_length=OFFER_ID_LENGTH, blank=True)
    app_uuid = models.UUIDField(unique=True)
    source_type_id = models.PositiveIntegerField(unique=True, null=True)
    live_release = models.OneToOneField("Release", null=True, on_delete=models.PROTECT, related_name="+")
    availability = models.CharField(max_length=20, choices=Availability, default=Availability.NONE)
    successor = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    ends_on = models.DateField(null=True)
    deleted_at = models.DateTimeField(null=True)
    hold = models.CharField(max_length=HOLD_LENGTH, blank=True)
    hold_note = models.TextField(blank=True, db_default="")
    held_at = models.DateTimeField(null=True)
    transferred_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "name_folded"),
                condition=Q(name_clashes=None),
                name="listings_listing_name_folded_once",
            ),
            models.UniqueConstraint(
                fields=("organisation", "name_look"),
                condition=Q(name_clashes=None),
                name="listings_listing_name_look_once",
            ),
            models.UniqueConstraint(
                fields=("organisation", "offer_id"), condition=~Q(offer_id=""), name="listings_listing_offer_id_once"
            ),
            models.CheckConstraint(
                condition=Q(availability__in=Availability.values), name="listings_listing_availability"
            ),
            models.CheckConstraint(condition=Q(route__in=Route), name="listings_listing_route"),
            models.CheckConstraint(condition=Q(offering_type__in=OfferingType), name="listings_listing_offering_type"),
            models.CheckConstraint(
                condition=Q(availability=Availability.NONE) | Q(live_release__isnull=False),
                name="listings_listing_live_paired",
            ),
        )
        indexes = (
            models.Index(fields=("organisation", "-created_at"), name="listings_by_organisation"),
            models.Index(fields=("name_key",), name="listings_by_name_key"),
            models.Index(fields=("-created_at", "-id"), name="listings_by_age"),
            models.Index(fields=("name", "id"), condition=Q(live_release__isnull=False), name="listings_live_by_name"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return listing_home(self.pk)

    @property
    def is_paid(self) -> bool:
        return is_paid(self.route)


class IdentityKind(models.TextChoices):
    INTEGRATION_ID = "integration_id", _("Integration ID")
    APP_UUID = "app_uuid", _("App UUID")
    SOURCE_TYPE_NAME = "source_type_name", _("Integration display name")
    METRIC_PREFIX = "metric_prefix", _("Metric prefix")
    SHORT_NAME = "short_name", _("Asset short name")
    RULE_ID = "rule_id", _("Rule ID")
    SERVICE_CHECK_NAME = "service_check_name", _("Service check name")


# Names that two listings may share: the first one claims them, and the other only gets a finding.
SHARED_KINDS = frozenset((IdentityKind.SERVICE_CHECK_NAME,))


class Identity(models.Model):
    """A name that a listing owns permanently, from its first submission."""

    kind = models.CharField(max_length=20, choices=IdentityKind)
    value = models.CharField(max_length=300)
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="identities")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("kind", "value"), name="listings_identity_unique"),
            models.CheckConstraint(condition=Q(kind__in=IdentityKind.values), name="listings_identity_kind"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class ClientSecret(models.Model):
    """The secret of a listing's OAuth client, as a hash. The document contains the ID of the valid secret."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="client_secrets")
    hash = models.CharField(max_length=64, unique=True)
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("listing",), condition=Q(ended_at=None), name="listings_clientsecret_one_in_force"
            ),
        )

    def __str__(self) -> str:
        return f"client secret {self.pk}"

"""The kinds of entities, their modules, and their maps to fields of a listing.

Plans (VARIANT) are entities, too, with their own calls. Values without a map are stored unchanged in the section `api`
of the draft.
"""

from collections.abc import Mapping
from http import HTTPStatus

from api.ingestion.bodies.modules import (
    AvailabilityBody,
    ListingTextsBody,
    ModuleType,
    NewLanguage,
    NewListingTextsBody,
    Property,
)
from api.ingestion.bodies.packages import MANAGED_APPLICATION, SOLUTION_TEMPLATE, PackageConfiguration
from api.ingestion.bodies.plans import FeatureAvailability, SubType, Variant
from api.ingestion.bodies.products import (
    LEAD_TYPES,
    LeadConfiguration,
    NewLeadConfiguration,
    ResellerConfiguration,
    SetupBody,
)
from api.ingestion.modules.entity_kind import EntityKind
from api.ingestion.modules.field_maps import categories, contact, html, renamed
from listings.models import Listing
from tilekit.core.section import Values

PLAN_ENTITY = "Plan"


def _initial_listing(listing: Listing) -> Values:
    return {
        "languageCode": "en-us",
        "title": listing.name,
        "keywords": [],
        "listingUris": [],
        "listingContacts": [],
        "gettingStartedInstructions": "",
    }


def _initial_listing_of_plan(listing: Listing, plan: Values) -> Values:
    return {**_initial_listing(listing), "title": plan.get("friendlyName") or listing.name}


def _initial_packages(_listing: Listing, plan: Values) -> Values:
    """The initial body of a package configuration, whose type depends on the subType of the plan."""
    is_managed = plan.get("subType") == SubType.MANAGED
    kind = MANAGED_APPLICATION if is_managed else SOLUTION_TEMPLATE
    return {"resourceType": kind, "packageReferences": []}


VARIANT = EntityKind(
    path="variants",
    name=PLAN_ENTITY,
    noun="a variant",
    resource_types=("AzureSkuVariant", "AzureTestDriveVariant"),
    body=Variant,
    of_offer=False,
)
LISTING_KIND = EntityKind(
    path="listings",
    name="Listing",
    noun="a listing",
    language=NewLanguage,
    module=ModuleType.LISTING,
    resource_types=("AzureListing",),
    body=ListingTextsBody,
    sent=NewListingTextsBody,
    of_plans=True,
    maps=(
        renamed("title", "overview.title"),
        renamed("summary", "overview.short_description"),
        html("description", "overview.overview_md"),
        renamed("publisherName", "overview.vendor_name"),
        html("gettingStartedInstructions", "setup.setup_md"),
        contact("CustomerSupport", "email", "support.support_email"),
        contact("CustomerSupport", "uri", "support.support_url"),
        contact("Engineering", "email", "support.maintainer_email"),
    ),
    begin=_initial_listing,
    initial_body_of_plan=_initial_listing_of_plan,
)
PROPERTY = EntityKind(
    path="properties",
    name="Property",
    noun="a property",
    written=HTTPStatus.OK,
    module=ModuleType.PROPERTY,
    resource_types=("AzureProperty",),
    body=Property,
    maps=(categories("overview.categories"),),
)
AVAILABILITY = EntityKind(
    path="productAvailabilities",
    name="Availability",
    noun="an availability",
    written=HTTPStatus.CREATED,
    module=ModuleType.AVAILABILITY,
    resource_types=("ProductAvailability",),
    body=AvailabilityBody,
    begin=lambda _listing: {"visibility": "Public", "audiences": []},
)
FEATURE_AVAILABILITY = EntityKind(
    path="featureAvailabilities",
    name="FeatureAvailability",
    noun="a feature availability",
    module=ModuleType.AVAILABILITY,
    resource_types=("FeatureAvailability",),
    body=FeatureAvailability,
    of_offer=False,
    of_plans=True,
    hidden=("marketStates", "priceSchedules", "trial"),
    begin=lambda _listing: {
        "visibility": "Public",
        "isHidden": False,
        "marketStates": [],
        "trial": {"type": "NoTrial"},
        "subscriptionAudiences": [],
        "tenantAudiences": [],
        "properties": [],
        "priceSchedules": [],
    },
)
PACKAGE_CONFIGURATION = EntityKind(
    path="packageConfigurations",
    name="PackageConfiguration",
    noun="a package configuration",
    module=ModuleType.PACKAGE,
    resource_types=("AzureApplicationPackageConfiguration",),
    plan_types=(MANAGED_APPLICATION, SOLUTION_TEMPLATE),
    body=PackageConfiguration,
    of_plans=True,
    initial_body_of_plan=_initial_packages,
)
KINDS: tuple[EntityKind, ...] = (LISTING_KIND, PROPERTY, AVAILABILITY, FEATURE_AVAILABILITY, PACKAGE_CONFIGURATION)
# Product settings, outside the modules. They have neither ID nor etag.
SETUP = EntityKind(
    path="setup",
    name="ProductSetup",
    noun="the setup",
    resource_types=("AzureProductSetup",),
    body=SetupBody,
    begin=lambda _listing: {"enableTestDrive": False, "channelStates": []},
)
RESELLER = EntityKind(
    path="resellerConfiguration",
    name="ResellerConfiguration",
    noun="the reseller configuration",
    resource_types=("ResellerConfiguration",),
    body=ResellerConfiguration,
    begin=lambda _listing: {"resellerChannelState": "Disabled", "tenantIds": []},
)
LEAD = EntityKind(
    path="leadConfiguration",
    name="LeadConfiguration",
    noun="the lead configuration",
    resource_types=LEAD_TYPES,
    body=LeadConfiguration,
    sent=NewLeadConfiguration,
)
# Modules of the offer, and those of each plan.
OFFER_MODULES = (ModuleType.LISTING, ModuleType.PROPERTY, ModuleType.PACKAGE, ModuleType.AVAILABILITY)
PLAN_MODULES = (ModuleType.LISTING, ModuleType.PACKAGE, ModuleType.AVAILABILITY)
MODULE_LEVELS: Mapping[ModuleType, tuple[bool, bool]] = {
    **{module: (True, module in PLAN_MODULES) for module in OFFER_MODULES},
    ModuleType.RESELLER: (True, False),
    ModuleType.SUPPLEMENTAL: (False, False),
    ModuleType.COSELL: (False, False),
}

"""Which entities there are, in which module, and which fields of a listing each is made of.

Plans (VARIANT) are entities too, with calls of their own. Values without a map are kept as they were sent, in the
section `api` of the draft.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from msgspec import Struct

from api.ingestion.bodies.modules import (
    Availability,
    Entity,
    ListingBody,
    ModuleWord,
    NewLanguage,
    NewListing,
    Property,
)
from api.ingestion.bodies.packages import MANAGED_APPLICATION, SOLUTION_TEMPLATE, PackageConfiguration
from api.ingestion.bodies.plans import FeatureAvailability, SubType, Variant
from api.ingestion.bodies.settings import (
    LEAD_TYPES,
    LeadConfiguration,
    NewLeadConfiguration,
    ResellerConfiguration,
    Setup,
)
from api.ingestion.modules.maps import Map, categories, contact, html, same
from listings.models import Listing
from tilekit.core.section import Values

PLAN = "Plan"
Begin = Callable[[Listing], Values]
BeginOfPlan = Callable[[Listing, Values], Values]


class Kind(Struct, frozen=True, kw_only=True):
    """An entity of a module.

    path is its word in addresses, name what the wizard calls it and what it is kept under, noun what the
    documentation calls one. of_offer and of_plans say whether the offer and each plan have one from their beginning.
    written is the status of a POST, which replaces the one of the offer; None without such a call. language is the
    schema of requests for one more, in another language; None where there is only one. begin gives the body that it
    has before anybody sends one, begin_of_plan the same for a plan, whose body it is given too; None where both begin
    alike.

    plan_types are the types of a plan's entity where they differ from the offer's. body is the schema of answers, sent
    that of requests where it asks for more. hidden names what answers leave out unless `$expand` asks for it.
    """

    path: str
    name: str
    noun: str
    resource_types: tuple[str, ...]
    body: type[Entity]
    module: ModuleWord | None = None
    plan_types: tuple[str, ...] = ()
    sent: type[Entity] | None = None
    hidden: tuple[str, ...] = ()
    of_offer: bool = True
    of_plans: bool = False
    written: HTTPStatus | None = None
    language: type[Entity] | None = None
    maps: tuple[Map, ...] = ()
    begin: Begin = lambda _listing: {}
    begin_of_plan: BeginOfPlan | None = None


def _begin_listing(listing: Listing) -> Values:
    return {
        "languageCode": "en-us",
        "title": listing.name,
        "keywords": [],
        "listingUris": [],
        "listingContacts": [],
        "gettingStartedInstructions": "",
    }


def _begin_listing_of_plan(listing: Listing, plan: Values) -> Values:
    return {**_begin_listing(listing), "title": plan.get("friendlyName") or listing.name}


def _begin_packages(_listing: Listing, plan: Values) -> Values:
    """What the plan says it sells decides the type, until a client sends one."""
    is_managed = plan.get("subType") == SubType.MANAGED
    kind = MANAGED_APPLICATION if is_managed else SOLUTION_TEMPLATE
    return {"resourceType": kind, "packageReferences": []}


VARIANT = Kind(
    path="variants",
    name=PLAN,
    noun="a variant",
    resource_types=("AzureSkuVariant", "AzureTestDriveVariant"),
    body=Variant,
    of_offer=False,
)
LISTING = Kind(
    path="listings",
    name="Listing",
    noun="a listing",
    language=NewLanguage,
    module=ModuleWord.LISTING,
    resource_types=("AzureListing",),
    body=ListingBody,
    sent=NewListing,
    of_plans=True,
    maps=(
        same("title", "overview.title"),
        same("summary", "overview.short_description"),
        html("description", "overview.overview_md"),
        same("publisherName", "overview.vendor_name"),
        html("gettingStartedInstructions", "setup.setup_md"),
        contact("CustomerSupport", "email", "support.support_email"),
        contact("CustomerSupport", "uri", "support.support_url"),
        contact("Engineering", "email", "support.maintainer_email"),
    ),
    begin=_begin_listing,
    begin_of_plan=_begin_listing_of_plan,
)
PROPERTY = Kind(
    path="properties",
    name="Property",
    noun="a property",
    written=HTTPStatus.OK,
    module=ModuleWord.PROPERTY,
    resource_types=("AzureProperty",),
    body=Property,
    maps=(categories("overview.categories"),),
)
AVAILABILITY = Kind(
    path="productAvailabilities",
    name="Availability",
    noun="an availability",
    written=HTTPStatus.CREATED,
    module=ModuleWord.AVAILABILITY,
    resource_types=("ProductAvailability",),
    body=Availability,
    begin=lambda _listing: {"visibility": "Public", "audiences": []},
)
FEATURE_AVAILABILITY = Kind(
    path="featureAvailabilities",
    name="FeatureAvailability",
    noun="a feature availability",
    module=ModuleWord.AVAILABILITY,
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
PACKAGE_CONFIGURATION = Kind(
    path="packageConfigurations",
    name="PackageConfiguration",
    noun="a package configuration",
    module=ModuleWord.PACKAGE,
    resource_types=("AzureApplicationPackageConfiguration",),
    plan_types=(MANAGED_APPLICATION, SOLUTION_TEMPLATE),
    body=PackageConfiguration,
    of_plans=True,
    begin_of_plan=_begin_packages,
)
KINDS: tuple[Kind, ...] = (LISTING, PROPERTY, AVAILABILITY, FEATURE_AVAILABILITY, PACKAGE_CONFIGURATION)
# What a product has once, outside the modules; these have neither ID nor etag.
SETUP = Kind(
    path="setup",
    name="ProductSetup",
    noun="the setup",
    resource_types=("AzureProductSetup",),
    body=Setup,
    begin=lambda _listing: {"enableTestDrive": False, "channelStates": []},
)
RESELLER = Kind(
    path="resellerConfiguration",
    name="ResellerConfiguration",
    noun="the reseller configuration",
    resource_types=("ResellerConfiguration",),
    body=ResellerConfiguration,
    begin=lambda _listing: {"resellerChannelState": "Disabled", "tenantIds": []},
)
LEAD = Kind(
    path="leadConfiguration",
    name="LeadConfiguration",
    noun="the lead configuration",
    resource_types=LEAD_TYPES,
    body=LeadConfiguration,
    sent=NewLeadConfiguration,
)
# Modules of the whole offer, and those that each plan has too.
OFFER_MODULES = (ModuleWord.LISTING, ModuleWord.PROPERTY, ModuleWord.PACKAGE, ModuleWord.AVAILABILITY)
PLAN_MODULES = (ModuleWord.LISTING, ModuleWord.PACKAGE, ModuleWord.AVAILABILITY)
LEVELS: Mapping[ModuleWord, tuple[bool, bool]] = {
    **{module: (True, module in PLAN_MODULES) for module in OFFER_MODULES},
    ModuleWord.RESELLER: (True, False),
    ModuleWord.SUPPLEMENTAL: (False, False),
    ModuleWord.COSELL: (False, False),
}

"""Which entities there are, in which module, and which fields of a listing each is made of.

Values without a map are kept as they were sent, in the section `api` of the draft.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from msgspec import Struct

from api.ingestion.bodies.modules import Availability, Entity, ListingBody, ModuleWord, Property
from api.ingestion.modules.maps import Map, categories, contact, html, same
from listings.models import Listing
from tilekit.core.section import Values

Begin = Callable[[Listing], Values]


class Kind(Struct, frozen=True, kw_only=True):
    """An entity of a module.

    path is its word in addresses, name what the wizard calls it and what it is kept under, noun what the
    documentation calls one. of_offer and of_plans say whether the offer and each plan have one from their beginning.
    written is the status of a POST, which replaces the one of the offer; None without such a call. in_languages says
    whether there may be more, one for each language. begin gives the body that it has before anybody sends one.
    """

    path: str
    name: str
    noun: str
    module: ModuleWord
    resource_types: tuple[str, ...]
    body: type[Entity]
    of_offer: bool = True
    of_plans: bool = False
    written: HTTPStatus | None = None
    in_languages: bool = False
    maps: tuple[Map, ...] = ()
    begin: Begin = lambda _listing: {}


def _begin_listing(listing: Listing) -> Values:
    return {
        "languageCode": "en-us",
        "title": listing.name,
        "keywords": [],
        "listingUris": [],
        "listingContacts": [],
        "gettingStartedInstructions": "",
    }


LISTING = Kind(
    path="listings",
    name="Listing",
    noun="a listing",
    in_languages=True,
    module=ModuleWord.LISTING,
    resource_types=("AzureListing",),
    body=ListingBody,
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
    name="ProductAvailability",
    noun="an availability",
    written=HTTPStatus.CREATED,
    module=ModuleWord.AVAILABILITY,
    resource_types=("ProductAvailability",),
    body=Availability,
    begin=lambda _listing: {"visibility": "Public", "audiences": []},
)
KINDS: tuple[Kind, ...] = (LISTING, PROPERTY, AVAILABILITY)
# Modules of the whole offer, and those that each plan has too.
OFFER_MODULES = (ModuleWord.LISTING, ModuleWord.PROPERTY, ModuleWord.PACKAGE, ModuleWord.AVAILABILITY)
PLAN_MODULES = (ModuleWord.LISTING, ModuleWord.PACKAGE, ModuleWord.AVAILABILITY)
LEVELS: Mapping[ModuleWord, tuple[bool, bool]] = {
    **{module: (True, module in PLAN_MODULES) for module in OFFER_MODULES},
    ModuleWord.RESELLER: (True, False),
    ModuleWord.SUPPLEMENTAL: (False, False),
    ModuleWord.COSELL: (False, False),
}

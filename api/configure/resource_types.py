"""Maps resources to entities, and keys of resources to keys of entities.

| resource | is | an entity of |
|---|---|---|
| product | the listing: `identity.externalId` is its offer ID, `type` its kind, `alias` its name | the organisation |
| plan | a plan (variant) | the product |
| listing, plan-listing | the texts in one language | the product, a plan |
| listing-asset | an image of the texts | a listing or plan-listing |
| property, price-and-availability-offer, technical-configuration | what every draft has once | the product |
| price-and-availability-plan, plan-technical-configuration | what every plan has once | a plan |
| commercial-marketplace-setup, reseller, customer-leads | settings of the product | the product |
| submission | a submission of the draft, and its promotion | the product |

A key without a name below is stored under the same key of the entity, if the value fits. All other values are stored
with the entity and returned unchanged. A resource of any other type is stored in the same way, with its product or
plan: one for each type. The portal downloads nothing: clients upload the file of an image to the address from the
ingestion API, and only the ingestion API has packages.
"""

from collections.abc import Mapping
from enum import Enum, auto

from msgspec import Struct

from api.configure.ids import WORD
from api.configure.key_maps import KeyMap, Spelled, contact, inner, link, markets, other_links, renamed, words
from api.ingestion.bodies.files import ImageType
from api.ingestion.bodies.modules import EntityBody
from api.ingestion.bodies.packages import MANAGED_APPLICATION, SOLUTION_TEMPLATE
from api.ingestion.bodies.products import LEAD_TYPES, ProductType, ResellerState
from api.ingestion.modules.entity_kind import EntityKind
from api.ingestion.modules.entity_kinds import (
    AVAILABILITY,
    FEATURE_AVAILABILITY,
    LEAD,
    LISTING_KIND,
    PACKAGE_CONFIGURATION,
    PROPERTY,
    RESELLER,
    SETUP,
    VARIANT,
)
from api.ingestion.modules.files import IMAGE


class Level(Enum):
    """The kind of parent that a resource belongs to."""

    ORGANISATION = auto()
    PRODUCT = auto()
    PLAN = auto()
    LISTING = auto()
    ANY = auto()  # the product, or a plan if the resource names one


class ResourceType(Struct, frozen=True, kw_only=True):
    """A type of resource. word is its name in schema URLs and durable IDs.

    is_many means that a product, plan or listing can have several resources of the type. own_keys are those of its keys
    that no entity has.
    """

    word: str
    kind: EntityKind
    of: Level = Level.PRODUCT
    is_many: bool = False
    names: tuple[KeyMap, ...] = ()
    own_keys: frozenset[str] = frozenset()

    @property
    def is_stored_only(self) -> bool:
        """Whether the portal stores the resource without using its values."""
        return self.of is Level.ANY


def _camel(text: str) -> str:
    return text[:1].lower() + text[1:]


NO_LEADS = "none"
_ACTIVE: Spelled = {"generallyAvailable": "Active", "deprecated": "Inactive"}
_LINKS = (link("privacyPolicyLink", "PrivacyUri"), other_links("globalGeneralLinks", without="PrivacyUri"))
_TEXTS = (
    renamed("languageId", "languageCode"),
    renamed("searchKeywords", "keywords"),
    contact("supportContact", "CustomerSupport"),
    contact("engineeringContact", "Engineering"),
    contact("cloudSolutionProviderContact", "ChannelManager"),
    *_LINKS,
)
_LEADS: Spelled = {NO_LEADS: "", **{_camel(word.removesuffix("LeadConfiguration")): word for word in LEAD_TYPES}}
_CHANNELS: Spelled = {_camel(word): word for word in map(str, ResellerState)}
_PACKAGES: Spelled = {"managedApplication": MANAGED_APPLICATION, "solutionTemplate": SOLUTION_TEMPLATE}

PRODUCT = ResourceType(
    word="product",
    kind=EntityKind(path="", name="Product", noun="a product", resource_types=("product",), body=EntityBody),
    of=Level.ORGANISATION,
    own_keys=frozenset({"identity", "type", "alias"}),
)
PLAN = ResourceType(
    word="plan",
    kind=VARIANT,
    is_many=True,
    names=(
        inner("identity", "externalId", "externalID"),
        renamed("alias", "friendlyName"),
        words("lifecycleState", "state", _ACTIVE),
    ),
)
DECLARED_TYPES: tuple[ResourceType, ...] = (
    PRODUCT,
    PLAN,
    ResourceType(word="property", kind=PROPERTY),
    ResourceType(
        word="listing", kind=LISTING_KIND, is_many=True, names=(renamed("searchResultSummary", "summary"), *_TEXTS)
    ),
    ResourceType(
        word="plan-listing", kind=LISTING_KIND, of=Level.PLAN, is_many=True, names=(renamed("name", "title"), *_TEXTS)
    ),
    ResourceType(
        word="listing-asset",
        kind=IMAGE,
        of=Level.LISTING,
        is_many=True,
        names=(
            words("type", "type", {_camel(image_type): image_type.value for image_type in ImageType}),
            renamed("friendlyName", "fileName"),
            renamed("displayOrder", "order"),
        ),
    ),
    ResourceType(word="price-and-availability-offer", kind=AVAILABILITY),
    ResourceType(
        word="price-and-availability-plan",
        kind=FEATURE_AVAILABILITY,
        of=Level.PLAN,
        names=(
            words("visibility", "isHidden", {"visible": False, "hidden": True}),
            words("audience", "visibility", {"public": "Public", "private": "Private"}),
            markets("markets"),
        ),
    ),
    ResourceType(word="technical-configuration", kind=PACKAGE_CONFIGURATION),
    ResourceType(
        word="plan-technical-configuration",
        kind=PACKAGE_CONFIGURATION,
        of=Level.PLAN,
        names=(words("kind", "resourceType", _PACKAGES),),
    ),
    ResourceType(
        word="commercial-marketplace-setup",
        kind=SETUP,
        names=(words("sellThroughMicrosoft", "sellingOption", {True: "ListAndSell", False: "ListingOnly"}),),
    ),
    ResourceType(
        word="reseller", kind=RESELLER, names=(words("resellerChannelState", "resellerChannelState", _CHANNELS),)
    ),
    ResourceType(word="customer-leads", kind=LEAD, names=(words("leadDestination", "resourceType", _LEADS),)),
)
SUBMISSION_TYPE = ResourceType(
    word="submission",
    kind=EntityKind(path="", name="Submission", noun="a submission", resource_types=("submission",), body=EntityBody),
    own_keys=frozenset({"target", "status", "result", "created"}),
)
# Values of `type` in a product resource, and the product types of the ingestion API.
PRODUCT_TYPES: Mapping[str, ProductType] = {
    "azureApplication": ProductType.APPLICATION,
    "azureContainer": ProductType.CONTAINER,
    "azureDeveloperService": ProductType.DEVELOPER_SERVICE,
    "azureVirtualMachine": ProductType.VIRTUAL_MACHINE,
}
_BY_WORD = {declared.word: declared for declared in (*DECLARED_TYPES, SUBMISSION_TYPE)}
# Words in the schema URLs of requests and responses, which are not resource types.
_RESERVED_TYPES = {"configure", "configure-status", "resource-tree"}


def type_of(word: str) -> ResourceType | None:
    """The type with this word. Resources of unknown types are only stored. None for an invalid word."""
    if declared := _BY_WORD.get(word):
        return declared
    if not WORD.fullmatch(word) or word in _RESERVED_TYPES:
        return None
    kind = EntityKind(path="", name=word, noun=word, resource_types=(word,), body=EntityBody, of_plans=True)
    return ResourceType(word=word, kind=kind, of=Level.ANY)


def product_type(word: str) -> ProductType | None:
    """The product type of a word, ignoring case; None if it is unknown. Also accepts words of the ingestion API."""
    kinds = {name.lower(): kind for name, kind in PRODUCT_TYPES.items()}
    kinds |= {kind.lower(): kind for kind in PRODUCT_TYPES.values()}
    return kinds.get(word.lower())


def type_word(kind: ProductType) -> str:
    """The value of `type` in responses."""
    return next((word for word, listed in PRODUCT_TYPES.items() if listed is kind), _camel(kind.value))

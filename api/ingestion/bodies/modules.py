"""Branches, and the entities that every product has."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from api.fields import optional
from api.ingestion.bodies.base import Body, CaseInsensitiveEnum, Switch
from common.ids import EXAMPLE_ID

ETAG = "@odata.etag"
Texts = Annotated[list[str], Field(default_factory=list)]


class ModuleType(CaseInsensitiveEnum):
    """The modules that a branch query can name."""

    LISTING = "Listing"
    PROPERTY = "Property"
    AVAILABILITY = "Availability"
    PACKAGE = "Package"
    RESELLER = "ResellerConfiguration"
    SUPPLEMENTAL = "SupplementalContent"
    COSELL = "Cosell"


class Branch(Body):
    """The draft instance of a module. variantID is absent for the offer itself."""

    resource_type: str = optional("Always `Branch`", "Branch", default="Branch", alias="resourceType")
    friendly_name: str = optional("Name of the branch; always `Main`", "Main", default="Main", alias="friendlyName")
    type: str = optional("Type of the branch; always `Main`", "Main", default="Main")
    module: ModuleType = Field(description="Module that the branch belongs to")
    instance_id: str = Field(
        alias="currentDraftInstanceID",
        description="ID of the draft instance, for getByInstanceID",
        examples=[EXAMPLE_ID],
    )
    variant_id: str | None = optional(
        "Plan that the instance belongs to; left out for the offer itself", EXAMPLE_ID, alias="variantID"
    )


def entity_type(example: str) -> Any:  # noqa: ANN401 the type of a field is that of its annotation
    """The field with the type of an entity."""
    return optional("Type of the entity. It can't change.", example, default="", alias="resourceType")


class EntityBody(Body):
    """The keys that every entity has in responses. A client may send them back, but can't change them."""

    resource_type: str = entity_type("AzureListing")
    etag: str | None = Field(
        default=None,
        alias="@odata.etag",
        description=("Changes with each change of the entity. Send it as If-Match to replace only this version."),
        examples=['"0400f1aa"'],
    )
    id: str | None = optional("ID of the entity; new entities get theirs from the portal", EXAMPLE_ID)


class AudienceBody(Body):
    type: str = optional(
        "Type of the audience; stored unchanged", "PreviewMarketplaceGroup", default="PreviewMarketplaceGroup"
    )
    values: list[str] | None = optional(
        "Members of the audience; stored unchanged", ["0190d8f0-0000-7000-8000-000000000002"]
    )


class NamedId(Body):
    id: str = Field(
        alias="ID",
        description="ID of a subscription or tenant, or an e-mail address",
        examples=["0190d8f0-0000-7000-8000-000000000002"],
    )
    description: str | None = optional("Your note about this ID", "Test subscription")


class AvailabilityBody(EntityBody):
    """The audiences of the preview and of the offer."""

    resource_type: str = entity_type("ProductAvailability")
    visibility: str | None = Field(
        default=None, description="Who can find the offer; stored unchanged", examples=["Public"]
    )
    enterprise_licensing: str | None = optional(
        "Licensing programmes of the offer; stored unchanged", "Online", alias="enterpriseLicensing"
    )
    audiences: list[AudienceBody] | None = Field(
        default=None, description="Who sees the preview of the offer; stored unchanged"
    )
    email_audiences: list[NamedId] | None = Field(
        default=None,
        alias="emailAudiences",
        description="People who see the preview, by e-mail address; stored unchanged",
    )
    subscription_audiences: list[NamedId] | None = Field(
        default=None, alias="subscriptionAudiences", description="Subscriptions that see the preview; stored unchanged"
    )
    hide_key_audience: str | None = optional(
        "Key that gives access to the preview; stored unchanged", "tide-preview", alias="hideKeyAudience"
    )


class Property(EntityBody):
    """Categories and terms."""

    resource_type: str = entity_type("AzureProperty")
    industries: list[str] | None = optional("Industries that the offer is for; stored unchanged", ["Energy"])
    categories: list[str] | None = Field(
        default=None,
        description="Categories of the tile. Names that the catalogue doesn't know are stored unchanged.",
        examples=[["Log Collection"]],
    )
    additional_categories: list[str] | None = optional(
        "More categories; stored unchanged", ["Monitoring"], alias="additionalCategories"
    )
    hide_keys: list[str] | None = optional(
        "Keys that give access to a hidden offer; stored unchanged", ["tide-preview"], alias="hideKeys"
    )
    product_tags: list[str] | None = optional("Tags of the offer; stored unchanged", ["tides"], alias="productTags")
    leveled_categories: dict[str, list[str]] | None = optional(
        "Subcategories by category; stored unchanged", {"analytics": ["data-insights"]}, alias="leveledCategories"
    )
    submission_version: str | None = optional(
        "Version of the submission; stored unchanged", "1.0.0", alias="submissionVersion"
    )
    app_version: str | None = optional("Version of your app; stored unchanged", "1.0.0", alias="appVersion")
    terms_of_use: str | None = optional(
        "Your terms of use, as text or address; stored unchanged", "https://acme.example/terms", alias="termsOfUse"
    )
    global_amendment_terms: str | None = optional(
        "Your changes to a standard contract; stored unchanged", "Support is included.", alias="globalAmendmentTerms"
    )
    use_enterprise_contract: Switch | None = Field(
        default=None, alias="useEnterpriseContract", description="Whether a standard contract applies; stored unchanged"
    )
    marketing_only_change: Switch | None = Field(
        default=None, alias="marketingOnlyChange", description="Whether only marketing texts change; stored unchanged"
    )


class Contact(Body):
    type: str = Field(
        description=(
            "CustomerSupport for the support team, Engineering for the maintainer. Others are stored unchanged."
        ),
        examples=["CustomerSupport"],
    )
    email: str | None = optional("E-mail address of the contact", "support@acme.example")
    name: str | None = optional("Name of the contact; stored unchanged", "Acme support")
    phone: str | None = optional("Phone number of the contact; stored unchanged", "+49 30 1234567")
    uri: str | None = optional(
        "Web page of the contact. For CustomerSupport, it is the support URL of the tile.",
        "https://acme.example/support",
    )


class ListingUri(Body):
    type: str | None = Field(
        default=None, description="What the link leads to; stored unchanged", examples=["PrivacyUri"]
    )
    subtype: str | None = optional("Subtype of the link; stored unchanged", "AppSource")
    display_text: str | None = optional("Text of the link; stored unchanged", "Privacy policy", alias="displayText")
    uri: str | None = optional("Address of the link; stored unchanged", "https://acme.example/privacy")


class ListingTextsBody(EntityBody):
    """The texts of an offer or a plan. description and gettingStartedInstructions are HTML."""

    language: str = optional(
        "Language of the texts. A listing in another language sets no fields of the tile.",
        "en-us",
        default="en-us",
        alias="languageCode",
    )
    title: str | None = Field(default=None, description="Title of the tile", examples=["Tide Gauge Monitor"])
    summary: str | None = Field(
        default=None, description="Short description of the tile", examples=["Live tide levels"]
    )
    short_description: str | None = optional(
        "Another short description; stored unchanged", "Tide levels as metrics.", alias="shortDescription"
    )
    description: str | None = Field(
        default=None, description="Overview of the tile, as HTML", examples=["<p>Curves of every gauge.</p>"]
    )
    publisher: str | None = optional("Name of the vendor that customers see", "Acme", alias="publisherName")
    display_name: str | None = optional(
        "Name of the offer for customers; stored unchanged", "Tide Gauge Monitor", alias="productDisplayName"
    )
    access: str | None = optional(
        "How customers get access; stored unchanged", "Create an account first.", alias="accessInformation"
    )
    getting_started: str | None = optional(
        "Setup instructions of the tile, as HTML", "<p>Enter your API key.</p>", alias="gettingStartedInstructions"
    )
    keywords: list[str] | None = optional("Search terms; stored unchanged", ["tides", "harbour"])
    compatible_products: list[str] | None = optional(
        "Products that work with the offer; stored unchanged", ["Acme Queue"], alias="compatibleProducts"
    )
    managed_disks_only: Switch | None = Field(
        default=None,
        alias="allowOnlyManagedDiskDeployments",
        description="Whether only managed disks can be used; stored unchanged",
    )
    uris: list[ListingUri] | None = Field(
        default=None, alias="listingUris", description="Links of the offer; stored unchanged"
    )
    contacts: list[Contact] | None = Field(
        default=None, alias="listingContacts", description="People to contact about the offer"
    )


class NewListingTextsBody(ListingTextsBody):
    """A listing in a request; the title is required."""

    title: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(
        min_length=1, description="Title of the tile", examples=["Tide Gauge Monitor"]
    )


class NewLanguage(NewListingTextsBody):
    """A listing in another language, in a request."""

    language: str = Field(
        default="en-us",
        alias="languageCode",
        description="Language of the texts. A listing in another language sets no fields of the tile.",
        examples=["fr-fr"],
    )

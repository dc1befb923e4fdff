"""Branches, and the entities that every product has."""

from typing import Annotated, Any

from pydantic import StringConstraints

from api.fields import described, optional
from api.ingestion.bodies.base import Body, CaseInsensitiveEnum, Switch
from common.ids import EXAMPLE_ID

ETAG = "@odata.etag"


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

    resource_type: str = optional("Always `Branch`", "Branch", default="Branch")
    friendly_name: str = optional("Name of the branch; always `Main`", "Main", default="Main")
    type: str = optional("Type of the branch; always `Main`", "Main", default="Main")
    module: ModuleType = described("Module that the branch belongs to")
    current_draft_instance_id: str = described("ID of the draft instance, for getByInstanceID", EXAMPLE_ID)
    variant_id: str | None = optional("Plan that the instance belongs to; left out for the offer itself", EXAMPLE_ID)


def entity_type(example: str) -> Any:  # noqa: ANN401 the type of a field is that of its annotation
    """The field with the type of an entity."""
    return optional("Type of the entity. It can't change.", example, default="")


class EntityBody(Body):
    """The keys that every entity has in responses. A client may send them back, but can't change them."""

    resource_type: str = entity_type("AzureListing")
    etag: str | None = described(
        "Changes with each change of the entity. Send it as If-Match to replace only this version.",
        '"0400f1aa"',
        default=None,
        alias="@odata.etag",
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
    id: str = described(
        "ID of a subscription or tenant, or an e-mail address", "0190d8f0-0000-7000-8000-000000000002", alias="ID"
    )
    description: str | None = optional("Your note about this ID", "Test subscription")


class AvailabilityBody(EntityBody):
    """The audiences of the preview and of the offer."""

    resource_type: str = entity_type("ProductAvailability")
    visibility: str | None = described("Who can find the offer; stored unchanged", "Public", default=None)
    enterprise_licensing: str | None = optional("Licensing programmes of the offer; stored unchanged", "Online")
    audiences: list[AudienceBody] | None = described(
        "Who sees the preview of the offer; stored unchanged", default=None
    )
    email_audiences: list[NamedId] | None = described(
        "People who see the preview, by e-mail address; stored unchanged", default=None
    )
    subscription_audiences: list[NamedId] | None = described(
        "Subscriptions that see the preview; stored unchanged", default=None
    )
    hide_key_audience: str | None = optional("Key that gives access to the preview; stored unchanged", "tide-preview")


class Property(EntityBody):
    """Categories and terms."""

    resource_type: str = entity_type("AzureProperty")
    industries: list[str] | None = optional("Industries that the offer is for; stored unchanged", ["Energy"])
    categories: list[str] | None = described(
        "Categories of the tile. Names that the catalogue doesn't know are stored unchanged.",
        ["Log Collection"],
        default=None,
    )
    additional_categories: list[str] | None = optional("More categories; stored unchanged", ["Monitoring"])
    hide_keys: list[str] | None = optional(
        "Keys that give access to a hidden offer; stored unchanged", ["tide-preview"]
    )
    product_tags: list[str] | None = optional("Tags of the offer; stored unchanged", ["tides"])
    leveled_categories: dict[str, list[str]] | None = optional(
        "Subcategories by category; stored unchanged", {"analytics": ["data-insights"]}
    )
    submission_version: str | None = optional("Version of the submission; stored unchanged", "1.0.0")
    app_version: str | None = optional("Version of your app; stored unchanged", "1.0.0")
    terms_of_use: str | None = optional(
        "Your terms of use, as text or address; stored unchanged", "https://acme.example/terms"
    )
    global_amendment_terms: str | None = optional(
        "Your changes to a standard contract; stored unchanged", "Support is included."
    )
    use_enterprise_contract: Switch | None = described(
        "Whether a standard contract applies; stored unchanged", default=None
    )
    marketing_only_change: Switch | None = described(
        "Whether only marketing texts change; stored unchanged", default=None
    )


class Contact(Body):
    type: str = described(
        "CustomerSupport for the support team, Engineering for the maintainer. Others are stored unchanged.",
        "CustomerSupport",
    )
    email: str | None = optional("E-mail address of the contact", "support@acme.example")
    name: str | None = optional("Name of the contact; stored unchanged", "Acme support")
    phone: str | None = optional("Phone number of the contact; stored unchanged", "+49 30 1234567")
    uri: str | None = optional(
        "Web page of the contact. For CustomerSupport, it is the support URL of the tile.",
        "https://acme.example/support",
    )


class ListingUri(Body):
    type: str | None = described("What the link leads to; stored unchanged", "PrivacyUri", default=None)
    subtype: str | None = optional("Subtype of the link; stored unchanged", "AppSource")
    display_text: str | None = optional("Text of the link; stored unchanged", "Privacy policy")
    uri: str | None = optional("Address of the link; stored unchanged", "https://acme.example/privacy")


class ListingTextsBody(EntityBody):
    """The texts of an offer or a plan. description and gettingStartedInstructions are HTML."""

    language_code: str = optional(
        "Language of the texts. A listing in another language sets no fields of the tile.", "en-us", default="en-us"
    )
    title: str | None = described("Title of the tile", "Tide Gauge Monitor", default=None)
    summary: str | None = described("Short description of the tile", "Live tide levels", default=None)
    short_description: str | None = optional("Another short description; stored unchanged", "Tide levels as metrics.")
    description: str | None = described("Overview of the tile, as HTML", "<p>Curves of every gauge.</p>", default=None)
    publisher_name: str | None = optional("Name of the vendor that customers see", "Acme")
    product_display_name: str | None = optional(
        "Name of the offer for customers; stored unchanged", "Tide Gauge Monitor"
    )
    access_information: str | None = optional("How customers get access; stored unchanged", "Create an account first.")
    getting_started_instructions: str | None = optional(
        "Setup instructions of the tile, as HTML", "<p>Enter your API key.</p>"
    )
    keywords: list[str] | None = optional("Search terms; stored unchanged", ["tides", "harbour"])
    compatible_products: list[str] | None = optional(
        "Products that work with the offer; stored unchanged", ["Acme Queue"]
    )
    allow_only_managed_disk_deployments: Switch | None = described(
        "Whether only managed disks can be used; stored unchanged", default=None
    )
    listing_uris: list[ListingUri] | None = described("Links of the offer; stored unchanged", default=None)
    listing_contacts: list[Contact] | None = described("People to contact about the offer", default=None)


class NewListingTextsBody(ListingTextsBody):
    """A listing in a request; the title is required."""

    title: Annotated[str, StringConstraints(strip_whitespace=True)] = described(
        "Title of the tile", "Tide Gauge Monitor", min_length=1
    )


class NewLanguage(NewListingTextsBody):
    """A listing in another language, in a request."""

    language_code: str = described(
        "Language of the texts. A listing in another language sets no fields of the tile.", "fr-fr", default="en-us"
    )

"""Branches, and the entities that every product has."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.ingestion.bodies.base import Body, CaseInsensitiveEnum, Switch

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

    resource_type: str = Field(default="Branch", alias="resourceType")
    friendly_name: str = Field(default="Main", alias="friendlyName")
    type: str = "Main"
    module: ModuleType
    instance_id: str = Field(alias="currentDraftInstanceID")
    variant_id: str | None = Field(default=None, alias="variantID")


class EntityBody(Body):
    """The keys that every entity has in responses. A client may send them back, but can't change them."""

    resource_type: str = Field(default="", alias="resourceType")
    etag: str | None = Field(default=None, alias="@odata.etag", examples=['"0400f1aa"'])
    id: str | None = None


class AudienceBody(Body):
    type: str = "PreviewMarketplaceGroup"
    values: list[str] | None = None


class NamedId(Body):
    id: str = Field(alias="ID")
    description: str | None = None


class AvailabilityBody(EntityBody):
    """The audiences of the preview and of the offer."""

    visibility: str | None = Field(default=None, examples=["Public"])
    enterprise_licensing: str | None = Field(default=None, alias="enterpriseLicensing")
    audiences: list[AudienceBody] | None = None
    email_audiences: list[NamedId] | None = Field(default=None, alias="emailAudiences")
    subscription_audiences: list[NamedId] | None = Field(default=None, alias="subscriptionAudiences")
    hide_key_audience: str | None = Field(default=None, alias="hideKeyAudience")


class Property(EntityBody):
    """Categories and terms."""

    industries: list[str] | None = None
    categories: list[str] | None = Field(default=None, examples=[["Log Collection"]])
    additional_categories: list[str] | None = Field(default=None, alias="additionalCategories")
    hide_keys: list[str] | None = Field(default=None, alias="hideKeys")
    product_tags: list[str] | None = Field(default=None, alias="productTags")
    leveled_categories: dict[str, list[str]] | None = Field(default=None, alias="leveledCategories")
    submission_version: str | None = Field(default=None, alias="submissionVersion")
    app_version: str | None = Field(default=None, alias="appVersion")
    terms_of_use: str | None = Field(default=None, alias="termsOfUse")
    global_amendment_terms: str | None = Field(default=None, alias="globalAmendmentTerms")
    use_enterprise_contract: Switch | None = Field(default=None, alias="useEnterpriseContract")
    marketing_only_change: Switch | None = Field(default=None, alias="marketingOnlyChange")


class Contact(Body):
    type: str = Field(examples=["CustomerSupport"])
    email: str | None = None
    name: str | None = None
    phone: str | None = None
    uri: str | None = None


class ListingUri(Body):
    type: str | None = Field(default=None, examples=["PrivacyUri"])
    subtype: str | None = None
    display_text: str | None = Field(default=None, alias="displayText")
    uri: str | None = None


class ListingTextsBody(EntityBody):
    """The texts of an offer or a plan. description and gettingStartedInstructions are HTML."""

    language: str = Field(default="en-us", alias="languageCode")
    title: str | None = Field(default=None, examples=["Tide Gauge Monitor"])
    summary: str | None = Field(default=None, examples=["Live tide levels"])
    short_description: str | None = Field(default=None, alias="shortDescription")
    description: str | None = Field(default=None, examples=["<p>Curves of every gauge.</p>"])
    publisher: str | None = Field(default=None, alias="publisherName")
    display_name: str | None = Field(default=None, alias="productDisplayName")
    access: str | None = Field(default=None, alias="accessInformation")
    getting_started: str | None = Field(default=None, alias="gettingStartedInstructions")
    keywords: list[str] | None = None
    compatible_products: list[str] | None = Field(default=None, alias="compatibleProducts")
    managed_disks_only: Switch | None = Field(default=None, alias="allowOnlyManagedDiskDeployments")
    uris: list[ListingUri] | None = Field(default=None, alias="listingUris")
    contacts: list[Contact] | None = Field(default=None, alias="listingContacts")


class NewListingTextsBody(ListingTextsBody):
    """A listing in a request; the title is required."""

    title: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(
        min_length=1, examples=["Tide Gauge Monitor"]
    )


class NewLanguage(NewListingTextsBody):
    """A listing in another language, in a request."""

    language: str = Field(default="en-us", alias="languageCode", examples=["fr-fr"])

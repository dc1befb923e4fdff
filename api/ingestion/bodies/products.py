"""A product: what the portal calls a listing."""

from pydantic import Field
from pydantic.config import JsonDict

from api.fields import optional
from api.ingestion.bodies.base import Body, CaseInsensitiveEnum, IngestionPageQuery, Switch, TypeValue
from api.ingestion.bodies.modules import EntityBody, entity_type
from common.ids import EXAMPLE_ID

OFFER_ID_TYPE = "AzureOfferId"


class ProductType(CaseInsensitiveEnum):
    """The product types that clients with a fixed list accept."""

    APPLICATION = "AzureApplication"
    DEVELOPER_SERVICE = "AzureDeveloperService"
    VIRTUAL_MACHINE = "AzureThirdPartyVirtualMachine"
    CONTAINER = "AzureContainer"
    VISUAL_STUDIO = "AzureVisualStudioExtension"
    CUSTOMER_ENGAGEMENT = "AzureDynamics365ForCustomerEngagement"
    OPERATIONS = "AzureDynamics365ForOperations"
    BUSINESS_CENTRAL = "AzureDynamics365BusinessCentral"


class NewProduct(Body):
    """A new product. Its first external ID is the offer ID, with which the client finds the product again."""

    resource_type: ProductType = Field(
        alias="resourceType",
        description=(
            "Type of the product. AzureApplication creates an API-based integration, AzureContainer an Agent-based "
            "integration, AzureDeveloperService a tile without code, and AzureThirdPartyVirtualMachine a software "
            "licence. You cannot create products of other types."
        ),
        examples=["AzureApplication"],
    )
    name: str = Field(
        min_length=1,
        max_length=200,
        description="Name of the listing, as members of your organisation see it",
        examples=["tide-app"],
    )
    external_ids: list[TypeValue] = Field(
        alias="externalIDs",
        min_length=1,
        description="IDs that you choose. The one of the type AzureOfferId is the offer ID.",
        examples=[[{"type": "AzureOfferId", "value": "tide-app"}]],
    )
    is_modular_publishing: Switch = Field(
        default=True,
        alias="isModularPublishing",
        description="Accepted, but not used: modules can always be changed one by one",
    )


class Product(NewProduct):
    id: str = Field(description="ID of the product, which is the ID of the listing", examples=[EXAMPLE_ID])


class ProductQuery(IngestionPageQuery):
    filter: str = Field(
        default="",
        alias="$filter",
        description="Product types joined by `or`, or an offer ID",
        examples=["ResourceType eq 'AzureApplication'"],
    )


_SYSTEMS = ("AzureTable", "AzureBlob", "Dynamics", "DynamicsCRM", "HttpsEndpoint", "Marketo", "SalesForce")
LEAD_TYPES = tuple(f"{system}LeadConfiguration" for system in _SYSTEMS)
SECRETS = ("connectionString", "password", "applicationKey")
_WRITE_ONLY: JsonDict = {"writeOnly": True}


class SellingOption(CaseInsensitiveEnum):
    LISTING = "ListingOnly"
    SELLING = "ListAndSell"


class CallToAction(CaseInsensitiveEnum):
    FREE = "free"
    TRIAL = "free-trial"
    CONTACT = "contact-me"


class ChannelStatus(CaseInsensitiveEnum):
    ENABLED = "Enabled"
    DISABLED = "Disabled"


class ChannelState(Body):
    type: str = Field(description="Type of the sales channel", examples=["Reseller"])
    value: ChannelStatus = Field(description="Whether the channel sells the offer")


class SetupBody(EntityBody):
    """How the offer is sold."""

    resource_type: str = entity_type("AzureProductSetup")
    selling: SellingOption | None = Field(
        default=None,
        alias="sellingOption",
        description="Whether the offer is only listed or also sold; stored unchanged",
    )
    call_to_action: CallToAction | None = Field(
        default=None,
        alias="callToAction",
        description="What the button of an offer that is only listed does; stored unchanged",
    )
    trial_uri: str | None = optional(
        "Address at which customers start a trial; stored unchanged", "https://acme.example/trial", alias="trialUri"
    )
    has_test_drive: Switch | None = Field(
        default=None, alias="enableTestDrive", description="Whether the offer has a test drive; stored unchanged"
    )
    test_drive_type: str | None = optional(
        "How the test drive is deployed; stored unchanged", "AzureResourceManager", alias="testDriveType"
    )
    channels: list[ChannelState] | None = Field(
        default=None, alias="channelStates", description="Sales channels; stored unchanged"
    )


class ResellerState(CaseInsensitiveEnum):
    DISABLED = "Disabled"
    PARTIAL = "PartialOptIn"
    OUT = "OptOut"
    ENABLED = "Enabled"


class ResellerConfiguration(EntityBody):
    """The resellers that may sell the offer."""

    resource_type: str = entity_type("ResellerConfiguration")
    state: ResellerState | None = Field(
        default=None, alias="resellerChannelState", description="Which resellers may sell the offer; stored unchanged"
    )
    tenants: list[str] | None = optional(
        "Tenants of the resellers, if only some may sell the offer",
        ["0190d8f0-0000-7000-8000-000000000002"],
        alias="tenantIds",
    )


class LeadConfiguration(EntityBody):
    """The system to which leads are sent. The keys that apply depend on the type."""

    resource_type: str = Field(
        default="",
        alias="resourceType",
        exclude_if=lambda word: not word,
        description="Type of the system that receives the leads",
        examples=["HttpsEndpointLeadConfiguration"],
    )
    email: str | None = Field(
        default=None,
        alias="contactEmail",
        description="Address that gets an e-mail for each lead; stored unchanged",
        examples=["leads@acme.example"],
    )
    digest_emails: list[str] | None = optional(
        "Addresses that get a summary of the leads each day; stored unchanged",
        ["sales@acme.example"],
        alias="dailyDigestEmailContacts",
    )
    container: str | None = optional("Name of the container for AzureBlob", "leads", alias="containerName")
    uri: str | None = optional("Address of your organisation in Dynamics", "https://acme.crm.example")
    authentication: str | None = optional("How to sign in to Dynamics", "AzureAD")
    user: str | None = optional("Name of the user in Dynamics", "leads@acme.example", alias="userName")
    application: str | None = optional("ID of the application in Dynamics", EXAMPLE_ID, alias="applicationID")
    directory: str | None = optional("ID of the tenant in Dynamics", EXAMPLE_ID, alias="directoryID")
    endpoint: str | None = Field(
        default=None,
        alias="httpsEndpointUri",
        description="Address that HttpsEndpoint sends leads to",
        examples=["https://leads.acme.example/new"],
    )
    server: str | None = optional("ID of the server in Marketo", "123-ABC-456", alias="serverID")
    munchkin: str | None = optional("ID of the account in Marketo", "123-ABC-456", alias="munchkinAccountID")
    form: str | None = optional("ID of the form in Marketo", "1024", alias="formID")
    object: str | None = optional("ID of the object in Salesforce", "00D000000000001", alias="objectIdentifier")


class NewLeadConfiguration(LeadConfiguration):
    """A lead configuration in a request. Secrets are stored encrypted and never returned; absent ones do not change."""

    connection: str | None = optional(
        "Connection string for AzureTable and AzureBlob",
        "AccountName=acme;AccountKey=c2VjcmV0",
        alias="connectionString",
        extra=_WRITE_ONLY,
    )
    password: str | None = optional("Password of the user in Dynamics", "a-long-password", extra=_WRITE_ONLY)
    application_key: str | None = optional(
        "Key of the application in Dynamics", "c2VjcmV0LWtleQ", alias="applicationKey", extra=_WRITE_ONLY
    )

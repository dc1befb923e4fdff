"""A product: what the portal calls a listing."""

from pydantic.config import JsonDict

from api.fields import described, optional
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

    resource_type: ProductType = described(
        "Type of the product. AzureApplication creates an API-based integration, AzureContainer an Agent-based "
        "integration, AzureDeveloperService a tile without code, and AzureThirdPartyVirtualMachine a software "
        "licence. You cannot create products of other types.",
        "AzureApplication",
        alias="resourceType",
    )
    name: str = described(
        "Name of the listing, as members of your organisation see it", "tide-app", min_length=1, max_length=200
    )
    external_ids: list[TypeValue] = described(
        "IDs that you choose. The one of the type AzureOfferId is the offer ID.",
        [{"type": "AzureOfferId", "value": "tide-app"}],
        alias="externalIDs",
        min_length=1,
    )
    is_modular_publishing: Switch = described(
        "Accepted, but not used: modules can always be changed one by one", default=True, alias="isModularPublishing"
    )


class Product(NewProduct):
    id: str = described("ID of the product, which is the ID of the listing", EXAMPLE_ID)


class ProductQuery(IngestionPageQuery):
    filter: str = described(
        "Product types joined by `or`, or an offer ID",
        "ResourceType eq 'AzureApplication'",
        default="",
        alias="$filter",
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
    type: str = described("Type of the sales channel", "Reseller")
    value: ChannelStatus = described("Whether the channel sells the offer")


class SetupBody(EntityBody):
    """How the offer is sold."""

    resource_type: str = entity_type("AzureProductSetup")
    selling: SellingOption | None = described(
        "Whether the offer is only listed or also sold; stored unchanged", default=None, alias="sellingOption"
    )
    call_to_action: CallToAction | None = described(
        "What the button of an offer that is only listed does; stored unchanged", default=None, alias="callToAction"
    )
    trial_uri: str | None = optional(
        "Address at which customers start a trial; stored unchanged", "https://acme.example/trial", alias="trialUri"
    )
    has_test_drive: Switch | None = described(
        "Whether the offer has a test drive; stored unchanged", default=None, alias="enableTestDrive"
    )
    test_drive_type: str | None = optional(
        "How the test drive is deployed; stored unchanged", "AzureResourceManager", alias="testDriveType"
    )
    channels: list[ChannelState] | None = described(
        "Sales channels; stored unchanged", default=None, alias="channelStates"
    )


class ResellerState(CaseInsensitiveEnum):
    DISABLED = "Disabled"
    PARTIAL = "PartialOptIn"
    OUT = "OptOut"
    ENABLED = "Enabled"


class ResellerConfiguration(EntityBody):
    """The resellers that may sell the offer."""

    resource_type: str = entity_type("ResellerConfiguration")
    state: ResellerState | None = described(
        "Which resellers may sell the offer; stored unchanged", default=None, alias="resellerChannelState"
    )
    tenants: list[str] | None = optional(
        "Tenants of the resellers, if only some may sell the offer",
        ["0190d8f0-0000-7000-8000-000000000002"],
        alias="tenantIds",
    )


class LeadConfiguration(EntityBody):
    """The system to which leads are sent. The keys that apply depend on the type."""

    resource_type: str = described(
        "Type of the system that receives the leads",
        "HttpsEndpointLeadConfiguration",
        default="",
        alias="resourceType",
        exclude_if=lambda word: not word,
    )
    email: str | None = described(
        "Address that gets an e-mail for each lead; stored unchanged",
        "leads@acme.example",
        default=None,
        alias="contactEmail",
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
    endpoint: str | None = described(
        "Address that HttpsEndpoint sends leads to",
        "https://leads.acme.example/new",
        default=None,
        alias="httpsEndpointUri",
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

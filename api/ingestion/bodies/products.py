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
        "Accepted, but not used: modules can always be changed one by one", default=True
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
    selling_option: SellingOption | None = described(
        "Whether the offer is only listed or also sold; stored unchanged", default=None
    )
    call_to_action: CallToAction | None = described(
        "What the button of an offer that is only listed does; stored unchanged", default=None
    )
    trial_uri: str | None = optional(
        "Address at which customers start a trial; stored unchanged", "https://acme.example/trial"
    )
    enable_test_drive: Switch | None = described("Whether the offer has a test drive; stored unchanged", default=None)
    test_drive_type: str | None = optional("How the test drive is deployed; stored unchanged", "AzureResourceManager")
    channel_states: list[ChannelState] | None = described("Sales channels; stored unchanged", default=None)


class ResellerState(CaseInsensitiveEnum):
    DISABLED = "Disabled"
    PARTIAL = "PartialOptIn"
    OUT = "OptOut"
    ENABLED = "Enabled"


class ResellerConfiguration(EntityBody):
    """The resellers that may sell the offer."""

    resource_type: str = entity_type("ResellerConfiguration")
    reseller_channel_state: ResellerState | None = described(
        "Which resellers may sell the offer; stored unchanged", default=None
    )
    tenant_ids: list[str] | None = optional(
        "Tenants of the resellers, if only some may sell the offer", ["0190d8f0-0000-7000-8000-000000000002"]
    )


class LeadConfiguration(EntityBody):
    """The system to which leads are sent. The keys that apply depend on the type."""

    resource_type: str = described(
        "Type of the system that receives the leads",
        "HttpsEndpointLeadConfiguration",
        default="",
        exclude_if=lambda word: not word,
    )
    contact_email: str | None = described(
        "Address that gets an e-mail for each lead; stored unchanged", "leads@acme.example", default=None
    )
    daily_digest_email_contacts: list[str] | None = optional(
        "Addresses that get a summary of the leads each day; stored unchanged", ["sales@acme.example"]
    )
    container_name: str | None = optional("Name of the container for AzureBlob", "leads")
    uri: str | None = optional("Address of your organisation in Dynamics", "https://acme.crm.example")
    authentication: str | None = optional("How to sign in to Dynamics", "AzureAD")
    user_name: str | None = optional("Name of the user in Dynamics", "leads@acme.example")
    application_id: str | None = optional("ID of the application in Dynamics", EXAMPLE_ID)
    directory_id: str | None = optional("ID of the tenant in Dynamics", EXAMPLE_ID)
    https_endpoint_uri: str | None = described(
        "Address that HttpsEndpoint sends leads to", "https://leads.acme.example/new", default=None
    )
    server_id: str | None = optional("ID of the server in Marketo", "123-ABC-456")
    munchkin_account_id: str | None = optional("ID of the account in Marketo", "123-ABC-456")
    form_id: str | None = optional("ID of the form in Marketo", "1024")
    object_identifier: str | None = optional("ID of the object in Salesforce", "00D000000000001")


class NewLeadConfiguration(LeadConfiguration):
    """A lead configuration in a request. Secrets are stored encrypted and never returned; absent ones do not change."""

    connection_string: str | None = optional(
        "Connection string for AzureTable and AzureBlob", "AccountName=acme;AccountKey=c2VjcmV0", extra=_WRITE_ONLY
    )
    password: str | None = optional("Password of the user in Dynamics", "a-long-password", extra=_WRITE_ONLY)
    application_key: str | None = optional("Key of the application in Dynamics", "c2VjcmV0LWtleQ", extra=_WRITE_ONLY)

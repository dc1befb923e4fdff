"""Setup, resellers and lead configuration: one of each per product, without ID and etag."""

from pydantic import Field
from pydantic.config import JsonDict

from api.ingestion.bodies.base import Body, CaseInsensitiveEnum, Switch
from api.ingestion.bodies.modules import EntityBody

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
    type: str = Field(examples=["Reseller"])
    value: ChannelStatus


class SetupBody(EntityBody):
    """How the offer is sold."""

    selling: SellingOption | None = Field(default=None, alias="sellingOption")
    call_to_action: CallToAction | None = Field(default=None, alias="callToAction")
    trial_uri: str | None = Field(default=None, alias="trialUri")
    has_test_drive: Switch | None = Field(default=None, alias="enableTestDrive")
    test_drive_type: str | None = Field(default=None, alias="testDriveType")
    channels: list[ChannelState] | None = Field(default=None, alias="channelStates")


class ResellerState(CaseInsensitiveEnum):
    DISABLED = "Disabled"
    PARTIAL = "PartialOptIn"
    OUT = "OptOut"
    ENABLED = "Enabled"


class ResellerConfiguration(EntityBody):
    """The resellers that may sell the offer."""

    state: ResellerState | None = Field(default=None, alias="resellerChannelState")
    tenants: list[str] | None = Field(default=None, alias="tenantIds")


class LeadConfiguration(EntityBody):
    """The system to which leads are sent. The keys that apply depend on the type."""

    resource_type: str = Field(
        default="", alias="resourceType", exclude_if=lambda word: not word, examples=["HttpsEndpointLeadConfiguration"]
    )
    email: str | None = Field(default=None, alias="contactEmail", examples=["leads@acme.example"])
    digest_emails: list[str] | None = Field(default=None, alias="dailyDigestEmailContacts")
    container: str | None = Field(default=None, alias="containerName")
    uri: str | None = None
    authentication: str | None = None
    user: str | None = Field(default=None, alias="userName")
    application: str | None = Field(default=None, alias="applicationID")
    directory: str | None = Field(default=None, alias="directoryID")
    endpoint: str | None = Field(default=None, alias="httpsEndpointUri", examples=["https://leads.acme.example/new"])
    server: str | None = Field(default=None, alias="serverID")
    munchkin: str | None = Field(default=None, alias="munchkinAccountID")
    form: str | None = Field(default=None, alias="formID")
    object: str | None = Field(default=None, alias="objectIdentifier")


class NewLeadConfiguration(LeadConfiguration):
    """A lead configuration in a request. Secrets are stored encrypted and never returned; absent ones do not change."""

    connection: str | None = Field(default=None, alias="connectionString", json_schema_extra=_WRITE_ONLY)
    password: str | None = Field(default=None, json_schema_extra=_WRITE_ONLY)
    application_key: str | None = Field(default=None, alias="applicationKey", json_schema_extra=_WRITE_ONLY)

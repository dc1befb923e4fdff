"""Package configurations: what a plan deploys, and the application that acts for the offer."""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from api.fields import TIME, described, optional
from api.ingestion.bodies.base import PLACEHOLDER, Body, Switch, TypeValue
from api.ingestion.bodies.files import FileEntity, Whole
from api.ingestion.bodies.modules import EntityBody, entity_type
from api.ingestion.bodies.workflows import ItemSeverity
from common.ids import EXAMPLE_ID

MANAGED_APPLICATION = "AzureManagedApplicationPackageConfiguration"
SOLUTION_TEMPLATE = "AzureSolutionTemplatePackageConfiguration"
_PATTERN = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_GUID = re.compile(_PATTERN)


def _guid(text: str) -> str:
    if not _GUID.fullmatch(text):
        reason = "Enter a valid GUID"  # clients look for these words
        raise ValueError(reason)
    return text


def _guid_or_nothing(text: str) -> str:
    return "" if text == "" or _is_placeholder(text) else _guid(text)


Guid = Annotated[str, AfterValidator(_guid), WithJsonSchema({"type": "string", "pattern": f"^{_PATTERN}$"})]
GuidOrNothing = Annotated[
    str,
    AfterValidator(_guid_or_nothing),
    WithJsonSchema({"type": "string", "pattern": f"^({_PATTERN}|{PLACEHOLDER})?$"}),
]


class Authorization(Body):
    principal_id: Guid = described("Object ID of the user, group or application that gets the role", EXAMPLE_ID)
    role_definition_id: Guid = described("ID of the role", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635")


def _without_placeholders(rows: object) -> object:
    """The rows of a list without those whose values are all placeholders."""
    if not isinstance(rows, list):
        return rows
    return [row for row in rows if not (isinstance(row, dict) and row and all(map(_is_placeholder, row.values())))]


def _is_placeholder(value: object) -> bool:
    return value == PLACEHOLDER


Authorizations = Annotated[list[Authorization], BeforeValidator(_without_placeholders)]


class Policy(Body):
    policy_name: str | None = optional("Name of the policy", "Allowed regions")
    policy_definition_id: str | None = optional("ID of the policy's definition", "/providers/policies/allowed-regions")
    policy_parameters: str | None = optional("Parameters of the policy, as JSON in a string", "{}")
    policy_sku: str | None = optional("Level of the policy", "Standard")


class PackageReference(TypeValue):
    """value is the ID of one of the product's packages."""

    type: str = optional(
        "Type of the package; always AzureApplicationPackage",
        "AzureApplicationPackage",
        default="AzureApplicationPackage",
    )
    value: Guid = described("ID of the package", EXAMPLE_ID)


class PackageConfiguration(EntityBody):
    """A package configuration. The keys that apply depend on the type; others are stored unchanged."""

    resource_type: str = entity_type("AzureSolutionTemplatePackageConfiguration")
    version: str | None = described("Version of the package, such as 1.0.0; stored unchanged", "1.0.0", default=None)
    package_references: list[PackageReference] | None = described("The package that the plan deploys", default=None)
    allow_jit_access: Switch | None = described(
        "Whether you can request access for a limited time; stored unchanged", default=None
    )
    can_enable_customer_actions: Switch | None = described(
        "Whether customers can act on the deployed resources; stored unchanged", default=None
    )
    allowed_customer_actions: list[str] | None = optional(
        "Actions that customers can take; stored unchanged", ["Microsoft.Compute/virtualMachines/restart/action"]
    )
    public_azure_tenant_id: GuidOrNothing | None = optional(
        "Your tenant in the public cloud; empty if there is none", EXAMPLE_ID
    )
    public_azure_authorizations: Authorizations | None = described(
        "Who in your tenant can manage deployments in the public cloud", default=None
    )
    azure_government_tenant_id: GuidOrNothing | None = optional(
        "Your tenant in the government cloud; empty if there is none", EXAMPLE_ID
    )
    azure_government_authorizations: Authorizations | None = described(
        "Who in your tenant can manage deployments in the government cloud", default=None
    )
    policies: Annotated[list[Policy], BeforeValidator(_without_placeholders)] | None = described(
        "Policies that apply to deployments; stored unchanged", default=None
    )
    azure_active_directory_tenant_id: GuidOrNothing | None = optional(
        "Tenant of the application that acts for the offer; empty if there is none", EXAMPLE_ID
    )
    azure_active_directory_application_id: GuidOrNothing | None = optional(
        "ID of the application that acts for the offer; empty if there is none", EXAMPLE_ID
    )


class PackageItem(Body):
    """A problem with a package."""

    error_code: str = described("Code of the problem. It stays the same even if the text changes.", "import-refused")
    severity: ItemSeverity = described("Whether the problem prevents the import")
    message: str = described("What is wrong, in the language of the request", "The archive has no manifest.json.")
    resource: str = described("Module of the package; always `Package`", "Package")


class PublishTarget(Body):
    sandbox_id: str | None = optional("Sandbox that the package was published to", "harbour-dev", alias="sandboxId")
    train_id: str | None = optional("Release train that the package was published with", "2030-01", alias="trainId")
    first_published_date_time: str | None = optional("When the package was first published", TIME)


class PackageBody(FileEntity):
    """The folder of a listing as a zip archive. fileSize is in bytes."""

    resource_type: str = entity_type("AzureApplicationPackage")
    file_size: Whole | None = optional("Size of the file in bytes; left out until the file is uploaded", 12000000)
    is_empty: Switch | None = described("Whether the package has no file; always false", default=None)
    is_certified: Switch | None = described("Whether the package is certified; always false", default=None)
    validation_items: list[PackageItem] | None = described(
        "Problems with the package; empty if it can be imported", default=None
    )
    publish_targets: list[PublishTarget] | None = described(
        "Where the package was published; always empty", default=None
    )

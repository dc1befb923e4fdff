"""Package configurations: what a plan deploys, and the application that acts for the offer."""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from api.fields import optional
from api.ingestion.bodies.base import PLACEHOLDER, Body, Switch, TypeValue
from api.ingestion.bodies.modules import EntityBody, entity_type
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
    principal: Guid = Field(
        alias="principalID",
        description="Object ID of the user, group or application that gets the role",
        examples=[EXAMPLE_ID],
    )
    role: Guid = Field(
        alias="roleDefinitionID", description="ID of the role", examples=["8e3af657-a8ff-443c-a75c-2fe8c4bcb635"]
    )


def _without_placeholders(rows: object) -> object:
    """The rows of a list without those whose values are all placeholders."""
    if not isinstance(rows, list):
        return rows
    return [row for row in rows if not (isinstance(row, dict) and row and all(map(_is_placeholder, row.values())))]


def _is_placeholder(value: object) -> bool:
    return value == PLACEHOLDER


Authorizations = Annotated[list[Authorization], BeforeValidator(_without_placeholders)]


class Policy(Body):
    name: str | None = optional("Name of the policy", "Allowed regions", alias="policyName")
    definition: str | None = optional(
        "ID of the policy's definition", "/providers/policies/allowed-regions", alias="policyDefinitionID"
    )
    parameters: str | None = optional("Parameters of the policy, as JSON in a string", "{}", alias="policyParameters")
    sku: str | None = optional("Level of the policy", "Standard", alias="policySku")


class PackageReference(TypeValue):
    """value is the ID of one of the product's packages."""

    type: str = optional(
        "Type of the package; always AzureApplicationPackage",
        "AzureApplicationPackage",
        default="AzureApplicationPackage",
    )
    value: Guid = Field(description="ID of the package", examples=[EXAMPLE_ID])


class PackageConfiguration(EntityBody):
    """A package configuration. The keys that apply depend on the type; others are stored unchanged."""

    resource_type: str = entity_type("AzureSolutionTemplatePackageConfiguration")
    version: str | None = Field(
        default=None, description="Version of the package, such as 1.0.0; stored unchanged", examples=["1.0.0"]
    )
    references: list[PackageReference] | None = Field(
        default=None, alias="packageReferences", description="The package that the plan deploys"
    )
    jit_access: Switch | None = Field(
        default=None,
        alias="allowJitAccess",
        description="Whether you can request access for a limited time; stored unchanged",
    )
    customer_actions: Switch | None = Field(
        default=None,
        alias="canEnableCustomerActions",
        description="Whether customers can act on the deployed resources; stored unchanged",
    )
    allowed_actions: list[str] | None = optional(
        "Actions that customers can take; stored unchanged",
        ["Microsoft.Compute/virtualMachines/restart/action"],
        alias="allowedCustomerActions",
    )
    public_tenant: GuidOrNothing | None = optional(
        "Your tenant in the public cloud; empty if there is none", EXAMPLE_ID, alias="publicAzureTenantID"
    )
    public_authorizations: Authorizations | None = Field(
        default=None,
        alias="publicAzureAuthorizations",
        description="Who in your tenant can manage deployments in the public cloud",
    )
    government_tenant: GuidOrNothing | None = optional(
        "Your tenant in the government cloud; empty if there is none", EXAMPLE_ID, alias="azureGovernmentTenantID"
    )
    government_authorizations: Authorizations | None = Field(
        default=None,
        alias="azureGovernmentAuthorizations",
        description="Who in your tenant can manage deployments in the government cloud",
    )
    policies: Annotated[list[Policy], BeforeValidator(_without_placeholders)] | None = Field(
        default=None, description="Policies that apply to deployments; stored unchanged"
    )
    directory_tenant: GuidOrNothing | None = optional(
        "Tenant of the application that acts for the offer; empty if there is none",
        EXAMPLE_ID,
        alias="azureActiveDirectoryTenantID",
    )
    directory_application: GuidOrNothing | None = optional(
        "ID of the application that acts for the offer; empty if there is none",
        EXAMPLE_ID,
        alias="azureActiveDirectoryApplicationID",
    )

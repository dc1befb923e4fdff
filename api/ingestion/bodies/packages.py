"""Package configurations: what a plan deploys, and the application that acts for the offer."""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from api.ingestion.bodies.base import PLACEHOLDER, Body, Switch, TypeValue
from api.ingestion.bodies.modules import EntityBody

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
    principal: Guid = Field(alias="principalID")
    role: Guid = Field(alias="roleDefinitionID")


def _without_placeholders(rows: object) -> object:
    """The rows of a list without those whose values are all placeholders."""
    if not isinstance(rows, list):
        return rows
    return [row for row in rows if not (isinstance(row, dict) and row and all(map(_is_placeholder, row.values())))]


def _is_placeholder(value: object) -> bool:
    return value == PLACEHOLDER


Authorizations = Annotated[list[Authorization], BeforeValidator(_without_placeholders)]


class Policy(Body):
    name: str | None = Field(default=None, alias="policyName")
    definition: str | None = Field(default=None, alias="policyDefinitionID")
    parameters: str | None = Field(default=None, alias="policyParameters")
    sku: str | None = Field(default=None, alias="policySku")


class PackageReference(TypeValue):
    """value is the ID of one of the product's packages."""

    type: str = Field(default="AzureApplicationPackage")
    value: Guid


class PackageConfiguration(EntityBody):
    """A package configuration. The keys that apply depend on the type; others are stored unchanged."""

    version: str | None = Field(default=None, examples=["1.0.0"])
    references: list[PackageReference] | None = Field(default=None, alias="packageReferences")
    jit_access: Switch | None = Field(default=None, alias="allowJitAccess")
    customer_actions: Switch | None = Field(default=None, alias="canEnableCustomerActions")
    allowed_actions: list[str] | None = Field(default=None, alias="allowedCustomerActions")
    public_tenant: GuidOrNothing | None = Field(default=None, alias="publicAzureTenantID")
    public_authorizations: Authorizations | None = Field(default=None, alias="publicAzureAuthorizations")
    government_tenant: GuidOrNothing | None = Field(default=None, alias="azureGovernmentTenantID")
    government_authorizations: Authorizations | None = Field(default=None, alias="azureGovernmentAuthorizations")
    policies: Annotated[list[Policy], BeforeValidator(_without_placeholders)] | None = None
    directory_tenant: GuidOrNothing | None = Field(default=None, alias="azureActiveDirectoryTenantID")
    directory_application: GuidOrNothing | None = Field(default=None, alias="azureActiveDirectoryApplicationID")

"""Request and response bodies. Resources accept any keys: `resource_types.py` maps them to entities."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, Strict

from api.configure.ids import ID_PATTERN
from api.ingestion.bodies.base import CaseInsensitiveEnum
from api.ingestion.bodies.submissions import Moment

MAX_RESOURCES = 100
_USUAL, _MAX_PAGE_SIZE = 100, 1_000  # items of a page
Text = Annotated[str, Strict()]
_PRODUCT = {
    "$schema": "https://schema.mp.microsoft.com/schema/product/2022-03-01-preview3",
    "resourceName": "tide",
    "identity": {"externalId": "tide-gauge"},
    "type": "azureApplication",
    "alias": "Tide Gauge",
}
_PLAN = {
    "$schema": "https://schema.mp.microsoft.com/schema/plan/2022-03-01-preview3",
    "product": {"resourceName": "tide"},
    "identity": {"externalId": "basic"},
    "alias": "Basic",
}
_KNOWN = {
    "$schema": "https://schema.mp.microsoft.com/schema/product/2022-03-01-preview3",
    "id": "product/0190d8f0-0000-7000-8000-000000000001",
    "identity": {"externalId": "tide-gauge"},
    "type": "azureApplication",
    "alias": "Tide Gauge",
    "lifecycleState": "generallyAvailable",
}
_KNOWN_PLAN = {
    "$schema": "https://schema.mp.microsoft.com/schema/plan/2022-03-01-preview3",
    "id": "plan/0190d8f0-0000-7000-8000-000000000001/0190d8f0-0000-7000-8000-000000000002",
    "product": "product/0190d8f0-0000-7000-8000-000000000001",
    "identity": {"externalId": "basic"},
    "alias": "Basic",
    "lifecycleState": "generallyAvailable",
}
_KNOWN_SUBMISSION = {
    "$schema": "https://schema.mp.microsoft.com/schema/submission/2022-03-01-preview3",
    "id": "submission/0190d8f0-0000-7000-8000-000000000001/1152921500000000001",
    "product": "product/0190d8f0-0000-7000-8000-000000000001",
    "target": {"targetType": "preview"},
    "lifecycleState": "generallyAvailable",
    "status": "completed",
    "result": "succeeded",
    "created": "2030-01-01T09:00:00Z",
}
Resource = Annotated[dict[str, Any], Field(examples=[_KNOWN])]
Plan = Annotated[dict[str, Any], Field(examples=[_KNOWN_PLAN])]
Submission = Annotated[dict[str, Any], Field(examples=[_KNOWN_SUBMISSION])]


class Version(CaseInsensitiveEnum):
    """Version of the schemas. The portal treats all versions the same."""

    PREVIEW3 = "2022-03-01-preview3"
    PREVIEW2 = "2022-03-01-preview2"


class ResourceTarget(CaseInsensitiveEnum):
    DRAFT = "draft"
    PREVIEW = "preview"
    LIVE = "live"


class JobStatus(CaseInsensitiveEnum):
    NOT_STARTED = "notStarted"
    RUNNING = "running"
    COMPLETED = "completed"


class JobResult(CaseInsensitiveEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class VersionQuery(BaseModel):
    version: Version = Field(
        alias="$version",
        description="Version of the schemas. The portal treats all versions the same",
        examples=[Version.PREVIEW3.value],
    )


class TreeQuery(VersionQuery):
    target: ResourceTarget = Field(
        default=ResourceTarget.DRAFT,
        alias="targetType",
        description="State of the product to return: its draft, its preview or its live version",
    )


class ConfigureSubmissionQuery(VersionQuery):
    target: ResourceTarget | None = Field(
        default=None, alias="targetType", description="Return only submissions with this target"
    )


class ConfigurePageQuery(VersionQuery):
    """Paging: either `$maxpagesize` and `continuationToken`, or `$top` and `$skip`."""

    max_page_size: int | None = Field(
        default=None, alias="$maxpagesize", ge=1, description="Maximum number of items per page, up to 1,000"
    )
    token: str = Field(
        default="",
        alias="continuationToken",
        description="The `continuationToken` from the previous page. Leave it out for the first page.",
    )
    top: int | None = Field(
        default=None, alias="$top", ge=1, description="Maximum number of items per page, up to 1,000"
    )
    skip: int = Field(default=0, alias="$skip", ge=0, le=1_000_000, description="Number of items to skip")

    @property
    def size(self) -> int:
        return min(self.max_page_size or self.top or _USUAL, _MAX_PAGE_SIZE)


class ConfigureProductQuery(ConfigurePageQuery):
    external_id: str = Field(default="", alias="externalId", description="Return only the product with this offer ID")
    type: str = Field(default="", description="Return only products of this type, such as `azureApplication`")


class PlanQuery(ConfigurePageQuery):
    product: str = Field(description="Durable ID or external ID of the product", examples=["tide-gauge"])
    external_id: str = Field(default="", alias="externalId", description="Return only the plan with this external ID")


class NewResource(BaseModel):
    """A resource in a request. Keys that are not declared here are its values."""

    model_config = ConfigDict(extra="allow")

    label: Text = Field(
        alias="$schema", description="Schema URL, which sets the type of the resource. The portal never opens this URL."
    )
    id: Text | None = Field(
        default=None, description="Durable ID of the resource to change. To create a resource, leave out the ID."
    )
    name: Text | None = Field(
        default=None,
        alias="resourceName",
        description="Name of your choice. Other resources in this request can use this name to refer to the resource.",
    )


class NewConfigure(BaseModel):
    """A request. Submissions are processed after all other resources."""

    model_config = ConfigDict(extra="allow")

    label: Text = Field(
        alias="$schema", examples=["https://schema.mp.microsoft.com/schema/configure/2022-03-01-preview3"]
    )
    resources: list[NewResource] = Field(
        min_length=1,
        description=f"The resources to create, change or delete, in any order. At most {MAX_RESOURCES}.",
        json_schema_extra={"maxItems": MAX_RESOURCES},
        examples=[[_PRODUCT, _PLAN]],
    )


ResourceId = Annotated[str, Field(pattern=f"^{ID_PATTERN}$", examples=["product/0190d8f0-0000-7000-8000-000000000001"])]


class Detail(BaseModel):
    resource_id: ResourceId | None = Field(default=None, alias="resourceId")
    code: str = Field(examples=["schemaValidationError"])
    message: str


class ConfigureErrorBody(BaseModel):
    """An error. resourceId is always a durable ID: that of the resource or, if it has none yet, of the resource that it
    refers to or of the job. The message then starts with the resourceName or the position of the resource. Without a
    resource, there is no resourceId.
    """

    resource_id: ResourceId | None = Field(default=None, alias="resourceId")
    code: str = Field(examples=["badRequest"])
    message: str
    details: list[Detail]


class JobStatusBody(BaseModel):
    """The status of a job. jobEnd is 0001-01-01T00:00:00 until the job is complete."""

    model_config = ConfigDict(extra="forbid", validate_by_name=True, validate_by_alias=True)

    label: str = Field(alias="$schema")
    id: str = Field(alias="jobId")
    status: JobStatus = Field(alias="jobStatus")
    result: JobResult = Field(alias="jobResult")
    start: Moment = Field(alias="jobStart")
    end: str = Field(alias="jobEnd", examples=["0001-01-01T00:00:00"])
    uri: str = Field(alias="resourceUri", description="Address of the job's resources")
    errors: list[ConfigureErrorBody]


class JobResourcesBody(BaseModel):
    """The resources of a job, with their durable IDs."""

    label: str = Field(alias="$schema")
    resources: list[Resource]


class TreeTarget(BaseModel):
    type: ResourceTarget = Field(alias="targetType")


class Tree(BaseModel):
    label: str = Field(alias="$schema")
    root: str = Field(examples=["product/0190d8f0-0000-7000-8000-000000000001"])
    target: TreeTarget
    resources: list[Resource]


class ConfigurePageBody(BaseModel):
    """A page of resources. The last page has neither a link nor a token."""

    value: list[Resource]
    next_link: str | None = Field(default=None, serialization_alias="@nextLink")
    token: str | None = Field(default=None, serialization_alias="continuationToken")


class PlanPage(ConfigurePageBody):
    value: list[Plan]


class ConfigureSubmissionPage(ConfigurePageBody):
    value: list[Submission]

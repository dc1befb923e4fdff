"""Request and response bodies. Resources accept any keys: `resource_types.py` maps them to entities."""

from typing import Annotated, Any

from pydantic import AliasGenerator, ConfigDict, Field, Strict
from pydantic.alias_generators import to_camel

from api.configure.ids import ID_PATTERN
from api.fields import ApiModel, described, optional
from api.ingestion.bodies.base import CaseInsensitiveEnum
from api.ingestion.bodies.submissions import Moment
from api.routers import ErrorRouter
from common.ids import EXAMPLE_ID

MAX_RESOURCES = 100
_PAGE_SIZE = "Maximum number of items per page, up to 1,000"
_USUAL, _MAX_PAGE_SIZE = 100, 1_000  # items of a page
Text = Annotated[str, Strict()]
_OFFER_ID, _TYPE = "tide-gauge", "azureApplication"
_SCHEMAS, _LATEST_VERSION = "https://schema.mp.microsoft.com/schema", "2022-03-01-preview3"
_PRODUCT_ID = f"product/{EXAMPLE_ID}"
_PRODUCT = {
    "$schema": f"{_SCHEMAS}/product/{_LATEST_VERSION}",
    "resourceName": "tide",
    "identity": {"externalId": _OFFER_ID},
    "type": _TYPE,
    "alias": "Tide Gauge",
}
_PLAN = {
    "$schema": f"{_SCHEMAS}/plan/{_LATEST_VERSION}",
    "product": {"resourceName": "tide"},
    "identity": {"externalId": "basic"},
    "alias": "Basic",
}
_KNOWN = {
    "$schema": f"{_SCHEMAS}/product/{_LATEST_VERSION}",
    "id": _PRODUCT_ID,
    **{key: _PRODUCT[key] for key in ("identity", "type", "alias")},
    "lifecycleState": "generallyAvailable",
}
_KNOWN_PLAN = {
    "$schema": f"{_SCHEMAS}/plan/{_LATEST_VERSION}",
    "id": f"plan/{EXAMPLE_ID}/0190d8f0-0000-7000-8000-000000000002",
    "product": _PRODUCT_ID,
    "identity": {"externalId": "basic"},
    "alias": "Basic",
    "lifecycleState": "generallyAvailable",
}
_KNOWN_SUBMISSION = {
    "$schema": f"{_SCHEMAS}/submission/{_LATEST_VERSION}",
    "id": f"submission/{EXAMPLE_ID}/1152921500000000001",
    "product": _PRODUCT_ID,
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


class ConfigureModel(ApiModel):
    """The keys of fields are in camel case: `resource_id` is `resourceId`."""

    model_config = ConfigDict(alias_generator=to_camel)


class VersionQuery(ConfigureModel):
    version: Version = described(
        "Version of the schemas. The portal treats all versions the same", Version.PREVIEW3.value, alias="$version"
    )


class TreeQuery(VersionQuery):
    target_type: ResourceTarget = described(
        "State of the product to return: its draft, its preview or its live version", default=ResourceTarget.DRAFT
    )


class ConfigureSubmissionQuery(VersionQuery):
    target_type: ResourceTarget | None = described("Return only submissions with this target", default=None)


class ConfigurePageQuery(VersionQuery):
    """Paging: either `$maxpagesize` and `continuationToken`, or `$top` and `$skip`."""

    max_page_size: int | None = optional(_PAGE_SIZE, 50, alias="$maxpagesize", ge=1)
    continuation_token: str = optional(
        "The `continuationToken` from the previous page. Leave it out for the first page.", EXAMPLE_ID, default=""
    )
    top: int | None = optional(_PAGE_SIZE, 50, alias="$top", ge=1)
    skip: int = optional("Number of items to skip", 100, default=0, alias="$skip", ge=0, le=1_000_000)

    @property
    def size(self) -> int:
        return min(self.max_page_size or self.top or _USUAL, _MAX_PAGE_SIZE)


class ConfigureProductQuery(ConfigurePageQuery):
    external_id: str = optional("Return only the product with this offer ID", _OFFER_ID, default="")
    type: str = optional("Return only products of this type, such as `azureApplication`", _TYPE, default="")


class PlanQuery(ConfigurePageQuery):
    product: str = described("Durable ID or external ID of the product", _OFFER_ID)
    external_id: str = optional("Return only the plan with this external ID", "basic", default="")


class NewResource(ConfigureModel):
    """A resource in a request. Keys that are not declared here are its values."""

    model_config = ConfigDict(extra="allow")

    label: Text = described(
        "Schema URL, which sets the type of the resource. The portal never opens this URL.",
        f"{_SCHEMAS}/product/{_LATEST_VERSION}",
        alias="$schema",
    )
    id: Text | None = optional(
        "Durable ID of the resource to change. To create a resource, leave out the ID.", _PRODUCT_ID
    )
    resource_name: Text | None = optional(
        "Name of your choice. Other resources in this request can use this name to refer to the resource.", "tide"
    )


def _schema_field(description: str, word: str) -> Any:  # noqa: ANN401 the type of a field is that of its annotation
    return Field(alias="$schema", description=description, examples=[f"{_SCHEMAS}/{word}/{_LATEST_VERSION}"])


class NewConfigure(ConfigureModel):
    """A request. Submissions are processed after all other resources."""

    model_config = ConfigDict(extra="allow")

    label: Text = _schema_field("Schema URL of a configure request", "configure")
    resources: list[NewResource] = described(
        f"The resources to create, change or delete, in any order. At most {MAX_RESOURCES}.",
        [_PRODUCT, _PLAN],
        min_length=1,
        json_schema_extra={"maxItems": MAX_RESOURCES},
    )


ResourceId = Annotated[str, Field(pattern=f"^{ID_PATTERN}$", examples=[_PRODUCT_ID])]


class Detail(ConfigureModel):
    resource_id: ResourceId | None = described(
        "Durable ID of the resource that the detail is about; left out if there is none", default=None
    )
    code: str = described("Code of the detail. It stays the same even if the text changes.", "schemaValidationError")
    message: str = described("What is wrong, in the language of the request", "The plan has no external ID.")


class ConfigureErrorBody(ConfigureModel):
    """An error. resourceId is always a durable ID: that of the resource or, if it has none yet, of the resource that it
    refers to or of the job. The message then starts with the resourceName or the position of the resource. Without a
    resource, there is no resourceId.
    """

    resource_id: ResourceId | None = described(
        "Durable ID of the resource or the job; left out if there is none", default=None
    )
    code: str = described("Code of the error. It stays the same even if the text changes.", "badRequest")
    message: str = described("What is wrong, in the language of the request", "tide: The resource is not valid.")
    details: list[Detail] = described("Each reason for the error; at least one")


_READS, _WRITES = (400, 401, 403, 404, 405, 429), (409, 413, 415)


def configure_router(tag: str) -> ErrorRouter:
    """A router for calls of this API."""
    return ErrorRouter(tag, error=ConfigureErrorBody, reads=_READS, writes=_WRITES, by_alias=True, exclude_none=True)


class JobStatusBody(ConfigureModel):
    """The status of a job. jobEnd is 0001-01-01T00:00:00 until the job is complete."""

    model_config = ConfigDict(extra="forbid", validate_by_name=True, validate_by_alias=True)

    label: str = _schema_field("Schema URL of a job status", "configure-status")
    job_id: str = described("ID of the job", EXAMPLE_ID)
    job_status: JobStatus = described("Whether the job is waiting, running or completed")
    job_result: JobResult = described("Result of the job; `pending` until it is completed")
    job_start: Moment = described("When the job was created")
    job_end: str = described("When the job was completed; the year 1 until then", "0001-01-01T00:00:00")
    resource_uri: str = described(
        "Address of the job's resources", f"https://portal.example/rp/product-ingestion/configure/{EXAMPLE_ID}"
    )
    errors: list[ConfigureErrorBody] = described("Errors of the job; empty unless it failed")


class JobResourcesBody(ConfigureModel):
    """The resources of a job, with their durable IDs."""

    label: str = _schema_field("Schema URL of a configure response", "configure")
    resources: list[Resource] = described("The resources of the job, as they are now")


class TreeTarget(ConfigureModel):
    target_type: ResourceTarget = described("The draft, the preview or the live version")


class Tree(ConfigureModel):
    label: str = _schema_field("Schema URL of a resource tree", "resource-tree")
    root: str = described("Durable ID of the product", _PRODUCT_ID)
    target: TreeTarget = described("State of the product that the resources are from")
    resources: list[Resource] = described("All resources of the product")


class ConfigurePageBody(ConfigureModel):
    """A page of resources. The last page has neither a link nor a token."""

    model_config = ConfigDict(alias_generator=AliasGenerator(serialization_alias=to_camel))

    value: list[Resource] = described("The resources on this page")
    next_link: str | None = described(
        "Address of the next page; left out on the last page",
        f"https://portal.example/rp/product-ingestion/product?continuationToken={EXAMPLE_ID}",
        default=None,
        serialization_alias="@nextLink",
    )
    continuation_token: str | None = described(
        "Value of `continuationToken` for the next page; left out on the last page", EXAMPLE_ID, default=None
    )


class PlanPage(ConfigurePageBody):
    value: list[Plan] = described("The plans on this page")


class ConfigureSubmissionPage(ConfigurePageBody):
    value: list[Submission] = described("The draft and the submissions, newest first")

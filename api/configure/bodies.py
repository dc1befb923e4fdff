"""Request and response bodies."""

from typing import Annotated

from pydantic import AliasGenerator, ConfigDict, Strict
from pydantic.alias_generators import to_camel

from api.configure.query_parameters import ConfigureModel, ResourceTarget
from api.configure.resource_bodies import (
    LATEST_VERSION,
    PLAN_EXAMPLE,
    PRODUCT_EXAMPLE,
    PRODUCT_ID,
    SCHEMAS,
    Plan,
    Resource,
    ResourceId,
    Submission,
    schema_field,
)
from api.fields import described, optional
from api.ingestion.bodies.base import CaseInsensitiveEnum
from api.ingestion.bodies.submissions import Moment
from api.routers import ErrorRouter
from common.ids import EXAMPLE_ID

MAX_RESOURCES = 100
Text = Annotated[str, Strict()]


class JobStatus(CaseInsensitiveEnum):
    NOT_STARTED = "notStarted"
    RUNNING = "running"
    COMPLETED = "completed"


class JobResult(CaseInsensitiveEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class NewResource(ConfigureModel):
    """A resource in a request. Keys that are not declared here are its values."""

    model_config = ConfigDict(extra="allow")

    label: Text = described(
        "Schema URL, which sets the type of the resource. The portal never opens this URL.",
        f"{SCHEMAS}/product/{LATEST_VERSION}",
        alias="$schema",
    )
    id: Text | None = optional(
        "Durable ID of the resource to change. To create a resource, leave out the ID.", PRODUCT_ID
    )
    resource_name: Text | None = optional(
        "Name of your choice. Other resources in this request can use this name to refer to the resource.", "tide"
    )


class NewConfigure(ConfigureModel):
    """A request. Submissions are processed after all other resources."""

    model_config = ConfigDict(extra="allow")

    label: Text = schema_field("Schema URL of a configure request", "configure")
    resources: list[NewResource] = described(
        f"The resources to create, change or delete, in any order. At most {MAX_RESOURCES}.",
        [PRODUCT_EXAMPLE, PLAN_EXAMPLE],
        min_length=1,
        json_schema_extra={"maxItems": MAX_RESOURCES},
    )


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

    label: str = schema_field("Schema URL of a job status", "configure-status")
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

    label: str = schema_field("Schema URL of a configure response", "configure")
    resources: list[Resource] = described("The resources of the job, as they are now")


class TreeTarget(ConfigureModel):
    target_type: ResourceTarget = described("The draft, the preview or the live version")


class Tree(ConfigureModel):
    label: str = schema_field("Schema URL of a resource tree", "resource-tree")
    root: str = described("Durable ID of the product", PRODUCT_ID)
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

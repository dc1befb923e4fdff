"""Query parameters of the calls that read resources."""

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

from api.configure.resource_bodies import EXAMPLE_TYPE, OFFER_ID
from api.fields import ApiModel, described, optional
from api.ingestion.bodies.base import CaseInsensitiveEnum
from common.ids import EXAMPLE_ID

_PAGE_SIZE = "Maximum number of items per page, up to 1,000"
_USUAL, _MAX_PAGE_SIZE = 100, 1_000  # items of a page


class Version(CaseInsensitiveEnum):
    """Version of the schemas. The portal treats all versions the same."""

    PREVIEW3 = "2022-03-01-preview3"
    PREVIEW2 = "2022-03-01-preview2"


class ResourceTarget(CaseInsensitiveEnum):
    DRAFT = "draft"
    PREVIEW = "preview"
    LIVE = "live"


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
    external_id: str = optional("Return only the product with this offer ID", OFFER_ID, default="")
    type: str = optional("Return only products of this type, such as `azureApplication`", EXAMPLE_TYPE, default="")


class PlanQuery(ConfigurePageQuery):
    product: str = described("Durable ID or external ID of the product", OFFER_ID)
    external_id: str = optional("Return only the plan with this external ID", "basic", default="")

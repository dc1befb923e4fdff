"""Submissions of a product. The draft is the submission with the number 0."""

from typing import Annotated

from ninja import Path, Query, Router

from api.bearer import ApiRequest
from api.configure.bodies import ConfigureSubmissionPage, ConfigureSubmissionQuery, Submission, VersionQuery
from api.configure.routes.shared import FAULTS, product_named
from api.configure.submissions import submission_numbered, submission_resources
from api.ingestion.routes.ids import ProductId
from tilekit.core.section import Values

Number = Annotated[str, Path(description="Number of the submission; 0 for the draft", examples=["1152921500000000001"])]
router = Router(tags=["Submissions"], by_alias=True, exclude_none=True)


@router.get(
    "/submission/{uuid:product_id}", response={200: ConfigureSubmissionPage, **FAULTS}, summary="List submissions"
)
def list_submissions(
    request: ApiRequest, product_id: ProductId, query: Query[ConfigureSubmissionQuery]
) -> ConfigureSubmissionPage:
    """Returns the draft as submission 0, then all submissions, newest first. Cancelled submissions are not included.

    The `status` of a submission is `running` or `completed`. Its `result` is `pending`, `succeeded` or `failed`. A
    preview that has succeeded can go live.
    """
    listing = product_named(request, product_id)
    return ConfigureSubmissionPage(
        value=submission_resources(listing, target=query.target or "", version=query.version)
    )


@router.get("/submission/{uuid:product_id}/{number}", response={200: Submission, **FAULTS}, summary="Read a submission")
def read_submission(
    request: ApiRequest, product_id: ProductId, number: Number, *, query: Query[VersionQuery]
) -> Values:
    """Returns one submission. The number of a submission is the last part of its durable ID. The draft is number 0."""
    return submission_numbered(product_named(request, product_id), number, version=query.version)

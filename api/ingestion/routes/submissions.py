"""Submissions: list, create, read, cancel, promote, and what checks and reviewers report."""

from django.utils import timezone
from ninja import Query, Status

from api.bearer import ApiRequest
from api.ingestion.bodies.base import Collection, ExpandQuery
from api.ingestion.bodies.submissions import IngestionSubmissionBody, NewIngestionSubmissionBody, SubmissionQuery
from api.ingestion.bodies.workflows import CertificationReport, ValidationItem, WorkflowDetail
from api.ingestion.collections import ingestion_page, submission_filter
from api.ingestion.products import product_named
from api.ingestion.routes.products import ProductId, SubmissionId, ingestion_router
from api.ingestion.submissions.actions import promote, submit, withdraw
from api.ingestion.submissions.responses import as_submission, as_submissions, expanded, id_of, row_named
from api.ingestion.submissions.validations import reports_of, validation_items
from api.ingestion.submissions.workflow import details_of
from listings.queries import effective_submissions, submission_result

router = ingestion_router("Submissions")
_ALL = "/{product_id}/submissions"
_ONE = f"{_ALL}/{{submission_id}}"


@router.get(_ALL, response=Collection[IngestionSubmissionBody], summary="List submissions")
def list_submissions(
    request: ApiRequest, product_id: ProductId, query: Query[SubmissionQuery]
) -> Collection[IngestionSubmissionBody]:
    """Returns the product's submissions, newest first. Cancelled submissions are not included.

    The list is paged: follow `nextLink` until a page has none.
    """
    rows = effective_submissions(product_named(request, product_id)).filter(
        submission_filter(query.filter, state=query.state)
    )
    show = as_submissions(query.expand)
    return ingestion_page(request, expanded(rows, query.expand), query=query, show=show, newest_first=True)


@router.post(_ALL, response={201: IngestionSubmissionBody}, summary="Submit the draft")
def create_submission(
    request: ApiRequest, product_id: ProductId, body: NewIngestionSubmissionBody
) -> Status[IngestionSubmissionBody]:
    """Submits the current draft for review and returns the new submission. The new submission replaces a failed one.

    All instances of the draft are submitted together, even if `resources` lists only some of them. If a value in
    `resources` is not an instance of the draft, the error lists these values. An incomplete draft can be submitted: its
    submission fails once the checks have finished, and its validations list the reasons.

    With this call, your organisation declares that the content is accurate and its own, and that it has permission to
    use the logo. For an integration that exchanges data, it also declares that the product is generally available,
    works on all sites and was tested in the sandbox. It also declares that the Agent check's tests pass, and that the
    OAuth client does not contain addresses of test or staging systems.
    """
    listing = product_named(request, product_id)
    submission_id = submit(listing, body, by=request.actor, now=timezone.now())
    return Status(201, as_submission(row_named(listing, id_of(submission_id))))


@router.get(_ONE, response=IngestionSubmissionBody, summary="Read a submission")
def read_submission(
    request: ApiRequest, product_id: ProductId, submission_id: SubmissionId, *, query: Query[ExpandQuery]
) -> IngestionSubmissionBody:
    """Returns one of the product's submissions. For a cancelled submission, the response is 404."""
    row = row_named(product_named(request, product_id), submission_id, expand=query.expand)
    return as_submission(row, query.expand)


@router.delete(_ONE, response={204: None}, summary="Cancel a submission")
def cancel_submission(request: ApiRequest, product_id: ProductId, submission_id: SubmissionId) -> Status[None]:
    """Cancels a submission that is in progress. The draft keeps its content, and you can edit it again.

    If the submission is not in progress, the response is 409.
    """
    withdraw(product_named(request, product_id), submission_id, by=request.actor, now=timezone.now())
    return Status(204, None)


@router.post(f"{_ONE}/promote", response=WorkflowDetail, summary="Promote a preview")
def promote_submission(request: ApiRequest, product_id: ProductId, submission_id: SubmissionId) -> WorkflowDetail:
    """Signs off the preview, with the submitted price and EULA, and releases it.

    The product is released immediately or at the requested time. With `isManualPublish`, it stays on hold until you
    confirm. After this call, you cannot cancel the submission with this API. If the preview is not ready, the response
    is 409.
    """
    result = promote(product_named(request, product_id), submission_id, by=request.actor, now=timezone.now())
    _preview, live = details_of(result)
    return live


@router.get(f"{_ONE}/validations", response=Collection[ValidationItem], summary="List validations")
def list_validations(
    request: ApiRequest, product_id: ProductId, submission_id: SubmissionId
) -> Collection[ValidationItem]:
    """Returns the blockers and warnings from the checks, and the changes that reviewers requested.

    A required field that is empty is a blocker. The list is empty until the checks have finished.
    """
    row = row_named(product_named(request, product_id), submission_id)
    return Collection(value=validation_items(row, request.actor))


@router.get(f"{_ONE}/reports", response=Collection[CertificationReport], summary="List certification reports")
def list_reports(
    request: ApiRequest, product_id: ProductId, submission_id: SubmissionId
) -> Collection[CertificationReport]:
    """Returns the status of the review. The list is empty until the checks have passed."""
    return Collection(value=reports_of(row_named(product_named(request, product_id), submission_id)))


@router.get(f"{_ONE}/workflowDetails", response=Collection[WorkflowDetail], summary="List workflow details")
def list_workflow_details(
    request: ApiRequest, product_id: ProductId, submission_id: SubmissionId
) -> Collection[WorkflowDetail]:
    """Returns the progress of the submission in two parts: the steps to the preview, then the steps to the release."""
    row = row_named(product_named(request, product_id), submission_id)
    return Collection(value=details_of(submission_result(row)))

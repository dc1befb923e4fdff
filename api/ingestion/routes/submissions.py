"""Submissions: list, read, and what is said of one."""

from uuid import UUID

from ninja import Query, Router

from api.ingestion.bodies.base import Collection
from api.ingestion.bodies.submissions import (
    CertificationReport,
    ExpandQuery,
    Submission,
    SubmissionQuery,
    ValidationItem,
    WorkflowDetail,
)
from api.ingestion.paging import page_of
from api.ingestion.requests import Call
from api.ingestion.routes.products import FAULTS, product_named
from api.ingestion.submissions.filters import submission_filter
from api.ingestion.submissions.reports import reports_of
from api.ingestion.submissions.shown import as_submission, as_submissions, expanded, row_named
from api.ingestion.submissions.validations import items_of
from api.ingestion.submissions.workflow import details_of
from listings.queries import round_of, rounds_of

router = Router(tags=["Submissions"], by_alias=True, exclude_none=True)
_ALL = "/{product_id}/submissions"
_ONE = f"{_ALL}/{{submission_id}}"


@router.get(_ALL, response={200: Collection[Submission], **FAULTS}, summary="List submissions")
def list_submissions(request: Call, product_id: UUID, query: Query[SubmissionQuery]) -> Collection[Submission]:
    """All submissions of the product, the newest first; withdrawn ones are left out."""
    rows = rounds_of(product_named(request, product_id)).filter(submission_filter(query.filter, state=query.state))
    show = as_submissions(query.expand)
    return page_of(request, expanded(rows, query.expand), query=query, show=show, newest_first=True)


@router.get(_ONE, response={200: Submission, **FAULTS}, summary="Read a submission")
def read_submission(request: Call, product_id: UUID, submission_id: str, *, query: Query[ExpandQuery]) -> Submission:
    row = row_named(product_named(request, product_id), submission_id, expand=query.expand)
    return as_submission(row, query.expand)


@router.get(f"{_ONE}/validations", response={200: Collection[ValidationItem], **FAULTS}, summary="List validations")
def list_validations(request: Call, product_id: UUID, submission_id: str) -> Collection[ValidationItem]:
    """Blockers and warnings of the checks, and what reviewers ask for."""
    row = row_named(product_named(request, product_id), submission_id)
    return Collection(value=items_of(row, request.actor))


@router.get(
    f"{_ONE}/reports", response={200: Collection[CertificationReport], **FAULTS}, summary="List certification reports"
)
def list_reports(request: Call, product_id: UUID, submission_id: str) -> Collection[CertificationReport]:
    """Where the review stands, once the checks have passed."""
    return Collection(value=reports_of(row_named(product_named(request, product_id), submission_id)))


@router.get(
    f"{_ONE}/workflowDetails", response={200: Collection[WorkflowDetail], **FAULTS}, summary="List workflow details"
)
def list_workflow_details(request: Call, product_id: UUID, submission_id: str) -> Collection[WorkflowDetail]:
    """Two details: the way to the preview, and the way from there to customers."""
    row = row_named(product_named(request, product_id), submission_id)
    return Collection(value=details_of(round_of(row)))

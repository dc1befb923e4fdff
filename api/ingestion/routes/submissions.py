"""Submissions: list, create, read, cancel, promote, and what checks and reviewers report."""

from uuid import UUID

from django.utils import timezone
from ninja import Query, Router, Status

from api.ingestion.bodies.base import Collection, ExpandQuery
from api.ingestion.bodies.submissions import (
    CertificationReport,
    NewSubmission,
    Submission,
    SubmissionQuery,
    ValidationItem,
    WorkflowDetail,
)
from api.ingestion.paging import page_of
from api.ingestion.requests import Call
from api.ingestion.routes.products import FAULTS, product_named
from api.ingestion.submissions.changing import promote, submit, withdraw
from api.ingestion.submissions.filters import submission_filter
from api.ingestion.submissions.ids import id_of
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


@router.post(_ALL, response={201: Submission, **FAULTS}, summary="Submit the draft")
def create_submission(request: Call, product_id: UUID, body: NewSubmission) -> Status[Submission]:
    """Freeze the draft as it stands and hand it in; a failed submission is replaced.

    By this call the organisation declares that the content is accurate and its own and that it may use the logo. Of an
    integration that exchanges data it declares that the product is generally available, that it works on all sites and
    was tested in the sandbox, that the tests of an Agent check pass, and that no address of the OAuth client is one
    of a test or staging system.

    What keeps the draft from being submitted is named in the fault. All instances are submitted together, whichever
    of them are listed; a value that is not an instance of the draft is refused.
    """
    listing = product_named(request, product_id)
    submission_id = submit(listing, body, by=request.actor, now=timezone.now())
    return Status(201, as_submission(row_named(listing, id_of(submission_id))))


@router.get(_ONE, response={200: Submission, **FAULTS}, summary="Read a submission")
def read_submission(request: Call, product_id: UUID, submission_id: str, *, query: Query[ExpandQuery]) -> Submission:
    """One submission of the product; withdrawn ones are gone."""
    row = row_named(product_named(request, product_id), submission_id, expand=query.expand)
    return as_submission(row, query.expand)


@router.delete(_ONE, response={204: None, **FAULTS}, summary="Cancel a submission")
def cancel_submission(request: Call, product_id: UUID, submission_id: str) -> Status[None]:
    """Only while it is in progress. The contents of the draft stay."""
    withdraw(product_named(request, product_id), submission_id, by=request.actor, now=timezone.now())
    return Status(204, None)


@router.post(f"{_ONE}/promote", response={200: WorkflowDetail, **FAULTS}, summary="Promote a preview")
def promote_submission(request: Call, product_id: UUID, submission_id: str) -> WorkflowDetail:
    """Sign the preview off, with the price and the EULA as they were submitted, and release it.

    The release is at once, or at the time that the submission asked for; isManualPublish leaves it to people. It
    cannot be cancelled here any more.
    """
    found = promote(product_named(request, product_id), submission_id, by=request.actor, now=timezone.now())
    _preview, live = details_of(found)
    return live


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

"""Submissions of a product; the draft is the one with the number 0."""

from uuid import UUID

from ninja import Query, Router

from api.configure.bodies import Submission, SubmissionPage, SubmissionQuery, VersionQuery
from api.configure.requests import Call
from api.configure.routes.answers import FAULTS, product_named
from api.configure.submissions import submission_numbered, submissions_of
from tilekit.core.section import Values

router = Router(tags=["Submissions"], by_alias=True, exclude_none=True)


@router.get("/submission/{uuid:product_id}", response={200: SubmissionPage, **FAULTS}, summary="List submissions")
def list_submissions(request: Call, product_id: UUID, query: Query[SubmissionQuery]) -> SubmissionPage:
    """The draft with the number 0, then submissions, the newest first; withdrawn ones are left out.

    The status says whether a submission has reached its target or never will, the result how that went. A preview that
    has succeeded can go live.
    """
    listing = product_named(request, product_id)
    return SubmissionPage(value=submissions_of(listing, target=query.target or "", version=query.version))


@router.get("/submission/{uuid:product_id}/{number}", response={200: Submission, **FAULTS}, summary="Read a submission")
def read_submission(request: Call, product_id: UUID, number: str, *, query: Query[VersionQuery]) -> Values:
    """One submission, by the number at the end of its ID."""
    return submission_numbered(product_named(request, product_id), number, version=query.version)

"""Sandboxes: request one, list orgs and enabled tiles, sign off, ask for changes, promote."""

from http import HTTPStatus

from django.urls import reverse
from django.utils import timezone
from ninja import Query, Status

from api.bearer import ApiRequest
from api.v1.bodies.base import IfMatch, ListingId, PageQuery, requested_page
from api.v1.bodies.errors import v1_router
from api.v1.bodies.listings import ListingBody
from api.v1.bodies.releases import (
    Activation,
    ActivationPage,
    ChangeRequest,
    NewSandboxRequest,
    SandboxOrgBody,
    SandboxOrgPage,
    SandboxRequestBody,
    SandboxRequestPage,
    SignOffBody,
)
from api.v1.listings import draft_version_in, listing_for, listing_response, open_or_newest_revision
from listings.actions import change_state
from listings.lifecycle.revisions import REVISION
from releases.actions import promote_revision
from sandboxes.actions import request_sandbox, sign_off_as_read
from sandboxes.models import SandboxRequest as RequestRow
from sandboxes.models import TileActivation
from sandboxes.queries import visible_activations, visible_orgs, visible_requests

router = v1_router("Sandboxes")


@router.get("/sandbox-requests", response=SandboxRequestPage, summary="List sandbox requests")
def list_requests(request: ApiRequest, query: Query[PageQuery]) -> SandboxRequestPage:
    """Your organisation's requests for sandbox orgs, newest first."""
    rows, following = requested_page(visible_requests(request.actor), query)
    return SandboxRequestPage(items=[_request(row) for row in rows], next_cursor=following)


@router.post("/sandbox-requests", response={201: SandboxRequestBody}, summary="Request a sandbox org")
def create_request(request: ApiRequest, body: NewSandboxRequest) -> Status[SandboxRequestBody]:
    """Ask for a sandbox org. Only one request for each region can be open at a time."""
    sandbox_request = request_sandbox(
        organisation_id=request.auth.organisation_id,
        region=body.region,
        purpose=body.purpose,
        by=request.actor,
        now=timezone.now(),
    )
    return Status(HTTPStatus.CREATED, _request(sandbox_request))


@router.get("/sandbox-orgs", response=SandboxOrgPage, summary="List sandbox orgs")
def list_orgs(request: ApiRequest, query: Query[PageQuery]) -> SandboxOrgPage:
    """Your organisation's sandbox orgs, newest first."""
    rows, following = requested_page(visible_orgs(request.actor), query)
    return SandboxOrgPage(items=[SandboxOrgBody.from_row(row) for row in rows], next_cursor=following)


@router.get("/listings/{uuid:listing_id}/activations", response=ActivationPage, summary="List activations")
def list_activations(request: ApiRequest, listing_id: ListingId, query: Query[PageQuery]) -> ActivationPage:
    """The sandbox orgs in which a listing's tile is currently enabled."""
    listing = listing_for(request.actor, listing_id)
    rows, following = requested_page(visible_activations(request.actor).filter(listing=listing), query)
    return ActivationPage(items=[_activation(row) for row in rows], next_cursor=following)


@router.post("/listings/{uuid:listing_id}/sign-off", response=ListingBody, summary="Sign off")
def sign_off(request: ApiRequest, listing_id: ListingId, *, body: SignOffBody, if_match: IfMatch = None) -> ListingBody:
    """Confirm that the tile in the sandbox org can go live.

    You sign off the submission whose ID you send, so read it first. With this call, you also confirm every item in the
    checklist on the tile's page.
    """
    revision = open_or_newest_revision(request.actor, listing_id)
    sign_off_as_read(
        revision_id=revision.pk,
        submission_id=body.submission,
        terms_confirmed=body.terms_confirmed,
        seen=draft_version_in(if_match, revision),
        by=request.actor,
        now=timezone.now(),
    )
    return listing_response(request, listing_id)


@router.post("/listings/{uuid:listing_id}/change-request", response=ListingBody, summary="Request changes")
def ask(request: ApiRequest, listing_id: ListingId, *, body: ChangeRequest, if_match: IfMatch = None) -> ListingBody:
    """Return the listing for changes instead of signing it off.

    The tile stays in the sandbox org and is marked as outdated.
    """
    revision = open_or_newest_revision(request.actor, listing_id)
    seen, now = draft_version_in(if_match, revision), timezone.now()
    parameters = {"note": body.note}
    change_state(REVISION, revision.pk, "ask for changes", parameters=parameters, seen=seen, by=request.actor, now=now)
    return listing_response(request, listing_id)


@router.post("/listings/{uuid:listing_id}/promotion", response=ListingBody, summary="Promote a listing")
def promote(request: ApiRequest, listing_id: ListingId, *, if_match: IfMatch = None) -> ListingBody:
    """Sign off the listing, confirm its pricing and EULA, and schedule its release as requested in the submission."""
    revision = open_or_newest_revision(request.actor, listing_id)
    seen = draft_version_in(if_match, revision)
    promote_revision(revision_id=revision.pk, seen=seen, by=request.actor, now=timezone.now())
    return listing_response(request, listing_id)


def _request(row: RequestRow) -> SandboxRequestBody:
    return SandboxRequestBody.from_row(row, org=row.org_id, reason=row.answer)


def _activation(row: TileActivation) -> Activation:
    page = reverse("sandboxes:tile", args=[row.pk])
    return Activation.from_row(row, org=row.org_id, org_name=row.org.name, submission=row.submission_id, page=page)

"""From approval to sign-off: sandbox orgs, the tiles in them, and the decision of the partner."""

from http import HTTPStatus

from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router, Status

from api.bearer import ApiRequest
from api.v1.bodies.listings import ListingBody
from api.v1.bodies.pages import PageQuery, requested_page
from api.v1.bodies.sandboxes import (
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
from api.v1.etags import draft_version_in
from api.v1.listing_responses import listing_response
from api.v1.listings import listing_for, open_or_newest_revision
from api.v1.routes.errors import READ_ERRORS, WRITE_ERRORS
from api.v1.routes.headers import IfMatch
from api.v1.routes.ids import ListingId
from releases.actions import promote_revision
from sandboxes.actions import ask_for_changes, request_sandbox, sign_off_as_read
from sandboxes.models import SandboxRequest as RequestRow
from sandboxes.models import TileActivation
from sandboxes.queries import visible_activations, visible_orgs, visible_requests

router = Router(tags=["Sandboxes"])


@router.get("/sandbox-requests", response={200: SandboxRequestPage, **READ_ERRORS}, summary="List sandbox requests")
def list_requests(request: ApiRequest, query: Query[PageQuery]) -> SandboxRequestPage:
    """Your organisation's requests for sandbox orgs, newest first."""
    rows, following = requested_page(visible_requests(request.actor), query)
    return SandboxRequestPage(items=[_request(row) for row in rows], next_cursor=following)


@router.post("/sandbox-requests", response={201: SandboxRequestBody, **WRITE_ERRORS}, summary="Request a sandbox org")
def create_request(request: ApiRequest, body: NewSandboxRequest) -> Status[SandboxRequestBody]:
    """Ask for a sandbox org. Only one request for each region can be open at a time."""
    made = request_sandbox(
        organisation_id=request.auth.organisation_id,
        region=body.region,
        purpose=body.purpose,
        by=request.actor,
        now=timezone.now(),
    )
    return Status(HTTPStatus.CREATED, _request(made))


@router.get("/sandbox-orgs", response={200: SandboxOrgPage, **READ_ERRORS}, summary="List sandbox orgs")
def list_orgs(request: ApiRequest, query: Query[PageQuery]) -> SandboxOrgPage:
    """Your organisation's sandbox orgs, newest first."""
    rows, following = requested_page(visible_orgs(request.actor), query)
    return SandboxOrgPage(items=[SandboxOrgBody.from_orm(row) for row in rows], next_cursor=following)


@router.get(
    "/listings/{uuid:listing_id}/activations", response={200: ActivationPage, **READ_ERRORS}, summary="List activations"
)
def list_activations(request: ApiRequest, listing_id: ListingId, query: Query[PageQuery]) -> ActivationPage:
    """The sandbox orgs in which a listing's tile is currently enabled."""
    listing = listing_for(request.actor, listing_id)
    rows, following = requested_page(visible_activations(request.actor).filter(listing=listing), query)
    return ActivationPage(items=[_activation(row) for row in rows], next_cursor=following)


@router.post("/listings/{uuid:listing_id}/sign-off", response={200: ListingBody, **WRITE_ERRORS}, summary="Sign off")
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


@router.post(
    "/listings/{uuid:listing_id}/change-request", response={200: ListingBody, **WRITE_ERRORS}, summary="Request changes"
)
def ask(request: ApiRequest, listing_id: ListingId, *, body: ChangeRequest, if_match: IfMatch = None) -> ListingBody:
    """Return the listing for changes instead of signing it off.

    The tile stays in the sandbox org and is marked as outdated.
    """
    revision = open_or_newest_revision(request.actor, listing_id)
    seen, now = draft_version_in(if_match, revision), timezone.now()
    ask_for_changes(revision_id=revision.pk, seen=seen, note=body.note, by=request.actor, now=now)
    return listing_response(request, listing_id)


@router.post(
    "/listings/{uuid:listing_id}/promotion", response={200: ListingBody, **WRITE_ERRORS}, summary="Promote a listing"
)
def promote(request: ApiRequest, listing_id: ListingId, *, if_match: IfMatch = None) -> ListingBody:
    """Sign off the listing, confirm its pricing and EULA, and schedule its release as requested in the submission."""
    revision = open_or_newest_revision(request.actor, listing_id)
    seen = draft_version_in(if_match, revision)
    promote_revision(revision_id=revision.pk, seen=seen, by=request.actor, now=timezone.now())
    return listing_response(request, listing_id)


def _request(row: RequestRow) -> SandboxRequestBody:
    return SandboxRequestBody.model_validate(
        {**{name: getattr(row, name) for name in SandboxRequestBody.model_fields}, "org": row.org_id}
    )


def _activation(row: TileActivation) -> Activation:
    return Activation(
        id=row.pk,
        org=row.org_id,
        org_name=row.org.name,
        submission=row.submission_id,
        activated_at=row.activated_at,
        is_outdated=row.is_outdated,
        page=reverse("sandboxes:tile", args=[row.pk]),
    )

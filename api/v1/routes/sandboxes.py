"""From approval to sign-off: sandbox orgs, the tiles in them, and the decision of the partner."""

from http import HTTPStatus
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router, Status

from api.v1.bodies.listings import Listing
from api.v1.bodies.pages import PageQuery
from api.v1.bodies.sandboxes import (
    Activation,
    ActivationPage,
    ChangeRequest,
    NewSandboxRequest,
    SandboxOrg,
    SandboxOrgPage,
    SandboxRequest,
    SandboxRequestPage,
    SignOff,
)
from api.v1.etags import seen_in
from api.v1.listings import listing_for, revision_for
from api.v1.pages import page_of
from api.v1.requests import Call
from api.v1.routes.answers import READS, WRITES
from api.v1.routes.headers import IfMatch
from api.v1.shown import shown_listing
from sandboxes.actions import ask_for_changes, promote_revision, request_sandbox, sign_off_as_read
from sandboxes.models import SandboxRequest as RequestRow
from sandboxes.models import TileActivation
from sandboxes.queries import all_orgs, visible_activations, visible_requests

router = Router(tags=["Sandboxes"])


@router.get("/sandbox-requests", response={200: SandboxRequestPage, **READS}, summary="List sandbox requests")
def list_requests(request: Call, query: Query[PageQuery]) -> SandboxRequestPage:
    """Requests of your organisation for a sandbox org, newest first."""
    rows, following = page_of(visible_requests(request.actor), query)
    return SandboxRequestPage(items=[_request(row) for row in rows], next_cursor=following)


@router.post("/sandbox-requests", response={201: SandboxRequest, **WRITES}, summary="Request a sandbox")
def create_request(request: Call, body: NewSandboxRequest) -> Status[SandboxRequest]:
    """Ask for a sandbox org. One request for each region can be open at a time."""
    made = request_sandbox(
        organisation_id=request.auth.organisation_id,
        region=body.region,
        purpose=body.purpose,
        by=request.actor,
        now=timezone.now(),
    )
    return Status(HTTPStatus.CREATED, _request(made))


@router.get("/sandbox-orgs", response={200: SandboxOrgPage, **READS}, summary="List sandbox orgs")
def list_orgs(request: Call, query: Query[PageQuery]) -> SandboxOrgPage:
    """The sandbox orgs of your organisation, newest first."""
    rows, following = page_of(all_orgs(request.actor), query)
    return SandboxOrgPage(items=[SandboxOrg.from_orm(row) for row in rows], next_cursor=following)


@router.get(
    "/listings/{uuid:listing_id}/activations", response={200: ActivationPage, **READS}, summary="List activations"
)
def list_activations(request: Call, listing_id: UUID, query: Query[PageQuery]) -> ActivationPage:
    """The sandbox orgs in which the tile of a listing is enabled now."""
    listing = listing_for(request.actor, listing_id)
    rows, following = page_of(visible_activations(request.actor).filter(listing=listing), query)
    return ActivationPage(items=[_activation(row) for row in rows], next_cursor=following)


@router.post("/listings/{uuid:listing_id}/sign-off", response={200: Listing, **WRITES}, summary="Sign off")
def sign_off(request: Call, listing_id: UUID, *, body: SignOff, if_match: IfMatch = None) -> Listing:
    """Confirm that the tile in the sandbox may go live. You confirm the submission that you name, so read it first."""
    revision = revision_for(request.actor, listing_id)
    sign_off_as_read(
        revision_id=revision.pk,
        submission_id=body.submission,
        terms_confirmed=body.terms_confirmed,
        seen=seen_in(if_match, revision),
        by=request.actor,
        now=timezone.now(),
    )
    return shown_listing(request, listing_id)


@router.post("/listings/{uuid:listing_id}/change-request", response={200: Listing, **WRITES}, summary="Request changes")
def ask(request: Call, listing_id: UUID, *, body: ChangeRequest, if_match: IfMatch = None) -> Listing:
    """Take the listing back to change it instead of signing off. The tile stays in the sandbox, marked as outdated."""
    revision = revision_for(request.actor, listing_id)
    seen, now = seen_in(if_match, revision), timezone.now()
    ask_for_changes(revision_id=revision.pk, seen=seen, note=body.note, by=request.actor, now=now)
    return shown_listing(request, listing_id)


@router.post("/listings/{uuid:listing_id}/promotion", response={200: Listing, **WRITES}, summary="Promote a listing")
def promote(request: Call, listing_id: UUID, *, if_match: IfMatch = None) -> Listing:
    """Sign off, confirm pricing and EULA, and schedule the release as the submission requested."""
    revision = revision_for(request.actor, listing_id)
    seen = seen_in(if_match, revision)
    promote_revision(revision_id=revision.pk, seen=seen, by=request.actor, now=timezone.now())
    return shown_listing(request, listing_id)


def _request(row: RequestRow) -> SandboxRequest:
    return SandboxRequest.model_validate(
        {**{name: getattr(row, name) for name in SandboxRequest.model_fields}, "org": row.org_id}
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

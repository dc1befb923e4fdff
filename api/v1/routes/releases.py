"""Releases: confirm one that is on hold, schedule one, list them, roll back."""

from http import HTTPStatus
from uuid import UUID

from django.utils import timezone
from ninja import Query, Status

from api.bearer import ApiRequest
from api.v1.bodies.base import IfMatch, ListingId, PageQuery, requested_page
from api.v1.bodies.errors import ReasonBody, v1_router
from api.v1.bodies.listings import ListingBody
from api.v1.bodies.releases import (
    NewRelease,
    RehearsalBody,
    ReleaseBody,
    ReleasePage,
    ScheduleBody,
)
from api.v1.listings import draft_version_in, listing_for, listing_response, open_or_newest_revision
from listings.actions import change_state
from listings.lifecycle.revisions import REVISION
from listings.models import Release as ReleaseRow
from releases.actions import schedule_release
from releases.lifecycles.live_tiles import LIVE_TILES, ROLL_BACK
from releases.live_tile_offers import reasons_against_roll_back
from releases.queries import earlier_live_submissions, releases_of
from releases.release_rehearsal import rehearse_release

router = v1_router("Releases")


@router.post("/listings/{uuid:listing_id}/release-confirmation", response=ListingBody, summary="Confirm a release")
def confirm(request: ApiRequest, listing_id: ListingId, *, if_match: IfMatch = None) -> ListingBody:
    """Confirm a release that you put on hold when you submitted the listing.

    The listing stays signed off. An admin can then publish it, and you can schedule its release.
    """
    revision = open_or_newest_revision(request.actor, listing_id)
    seen, now = draft_version_in(if_match, revision), timezone.now()
    change_state(REVISION, revision.pk, "confirm release", parameters={}, seen=seen, by=request.actor, now=now)
    return listing_response(request, listing_id)


@router.post("/listings/{uuid:listing_id}/schedule", response=ListingBody, summary="Schedule a release")
def schedule(
    request: ApiRequest, listing_id: ListingId, *, body: ScheduleBody, if_match: IfMatch = None
) -> ListingBody:
    """Schedule the release of a listing that has been signed off."""
    revision = open_or_newest_revision(request.actor, listing_id)
    seen, now = draft_version_in(if_match, revision), timezone.now()
    schedule_release(revision_id=revision.pk, release_at=body.release_at, seen=seen, by=request.actor, now=now)
    return listing_response(request, listing_id)


@router.delete("/listings/{uuid:listing_id}/schedule", response=ListingBody, summary="Cancel a scheduled release")
def unschedule(request: ApiRequest, listing_id: ListingId, *, if_match: IfMatch = None) -> ListingBody:
    """The listing stays signed off, and does not go live until its release is scheduled again."""
    revision = open_or_newest_revision(request.actor, listing_id)
    seen = draft_version_in(if_match, revision)
    change_state(REVISION, revision.pk, "unschedule", parameters={}, seen=seen, by=request.actor, now=timezone.now())
    return listing_response(request, listing_id)


@router.get("/listings/{uuid:listing_id}/releases", response=ReleasePage, summary="List releases")
def list_releases(request: ApiRequest, listing_id: ListingId, query: Query[PageQuery]) -> ReleasePage:
    """Current and past releases, newest first."""
    listing = listing_for(request.actor, listing_id)
    rows, following = requested_page(releases_of(listing), query)
    return ReleasePage(items=[_release_body(row, listing.live_release_id) for row in rows], next_cursor=following)


@router.post(
    "/listings/{uuid:listing_id}/releases", response={200: RehearsalBody, 201: ReleaseBody}, summary="Roll back"
)
def create_release(
    request: ApiRequest, listing_id: ListingId, body: NewRelease
) -> Status[RehearsalBody] | Status[ReleaseBody]:
    """Roll the tile back to a submission that was live before.

    With `validate_only`, nothing changes: the response lists what prevents the rollback and what would change for
    customers. Only admins can roll back a tile, so an application always gets this as one of the reasons.
    """
    listing = listing_for(request.actor, listing_id)
    if body.validate_only:
        reasons = reasons_against_roll_back(listing, body.submission, request.actor)
        earlier = earlier_live_submissions(listing).filter(pk=body.submission).first()
        changes = [effect.text for effect in rehearse_release(listing, earlier).effects] if earlier else []
        bodies = [ReasonBody(code=reason.code, text=str(reason.text)) for reason in reasons]
        return Status(HTTPStatus.OK, RehearsalBody(reasons=bodies, changes=changes))
    parameters, seen = {"submission": body.submission, "reason": body.reason}, LIVE_TILES.version(listing)
    listing = change_state(
        LIVE_TILES, listing_id, ROLL_BACK, parameters=parameters, seen=seen, by=request.actor, now=timezone.now()
    )
    release = releases_of(listing).latest("at", "pk")
    return Status(HTTPStatus.CREATED, _release_body(release, release.pk))


def _release_body(row: ReleaseRow, live_id: UUID | None) -> ReleaseBody:
    return ReleaseBody.from_row(
        row,
        submission=row.submission_id,
        revision=row.submission.revision.number,
        round=row.submission.submission_number,
        digest=row.submission.digest,
        is_live=row.pk == live_id,
    )

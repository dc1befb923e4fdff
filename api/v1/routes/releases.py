"""Releases: confirm one that is on hold, schedule one, list them, roll back."""

from http import HTTPStatus
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router, Status

from api.bearer import ApiRequest
from api.v1.bodies.errors import ReasonBody
from api.v1.bodies.listings import ListingBody
from api.v1.bodies.pages import PageQuery, requested_page
from api.v1.bodies.releases import NewRelease, RehearsalBody, ReleaseBody, ReleasePage, ScheduleBody
from api.v1.etags import draft_version_in
from api.v1.listing_responses import listing_response
from api.v1.listings import listing_for, open_or_newest_revision
from api.v1.routes.errors import READ_ERRORS, WRITE_ERRORS
from api.v1.routes.headers import IfMatch
from api.v1.routes.ids import ListingId
from listings.actions import change_revision
from listings.models import Release as ReleaseRow
from releases.actions import roll_back, schedule_release, unschedule_release
from releases.queries import earlier_live_submissions, reasons_against_roll_back, releases_of
from releases.rehearsal import rehearse_release

router = Router(tags=["Releases"])


@router.post(
    "/listings/{uuid:listing_id}/release-confirmation",
    response={200: ListingBody, **WRITE_ERRORS},
    summary="Confirm a release",
)
def confirm(request: ApiRequest, listing_id: ListingId, *, if_match: IfMatch = None) -> ListingBody:
    """Confirm a release that you put on hold when you submitted the listing.

    The listing stays signed off. An admin can then publish it, and you can schedule its release.
    """
    revision = open_or_newest_revision(request.actor, listing_id)
    seen, now = draft_version_in(if_match, revision), timezone.now()
    change_revision(
        revision_id=revision.pk, verb="confirm release", parameters={}, seen=seen, by=request.actor, now=now
    )
    return listing_response(request, listing_id)


@router.post(
    "/listings/{uuid:listing_id}/schedule", response={200: ListingBody, **WRITE_ERRORS}, summary="Schedule a release"
)
def schedule(
    request: ApiRequest, listing_id: ListingId, *, body: ScheduleBody, if_match: IfMatch = None
) -> ListingBody:
    """Schedule the release of a listing that has been signed off."""
    revision = open_or_newest_revision(request.actor, listing_id)
    seen, now = draft_version_in(if_match, revision), timezone.now()
    schedule_release(revision_id=revision.pk, release_at=body.release_at, seen=seen, by=request.actor, now=now)
    return listing_response(request, listing_id)


@router.delete(
    "/listings/{uuid:listing_id}/schedule",
    response={200: ListingBody, **WRITE_ERRORS},
    summary="Cancel a scheduled release",
)
def unschedule(request: ApiRequest, listing_id: ListingId, *, if_match: IfMatch = None) -> ListingBody:
    """The listing stays signed off, and does not go live until its release is scheduled again."""
    revision = open_or_newest_revision(request.actor, listing_id)
    seen = draft_version_in(if_match, revision)
    unschedule_release(revision_id=revision.pk, seen=seen, by=request.actor, now=timezone.now())
    return listing_response(request, listing_id)


@router.get("/listings/{uuid:listing_id}/releases", response={200: ReleasePage, **READ_ERRORS}, summary="List releases")
def list_releases(request: ApiRequest, listing_id: ListingId, query: Query[PageQuery]) -> ReleasePage:
    """Current and past releases, newest first."""
    listing = listing_for(request.actor, listing_id)
    rows, following = requested_page(releases_of(listing), query)
    return ReleasePage(items=[_release_body(row, listing.live_release_id) for row in rows], next_cursor=following)


@router.post(
    "/listings/{uuid:listing_id}/releases",
    response={200: RehearsalBody, 201: ReleaseBody, **WRITE_ERRORS},
    summary="Roll back",
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
        changes = [each.text for each in rehearse_release(listing, earlier).effects] if earlier else []
        bodies = [ReasonBody(code=each.code, text=str(each.text)) for each in reasons]
        return Status(HTTPStatus.OK, RehearsalBody(reasons=bodies, changes=changes))
    made = roll_back(
        listing_id=listing_id,
        submission_id=body.submission,
        reason=body.reason,
        seen=listing.live_release_id,
        by=request.actor,
        now=timezone.now(),
    )
    return Status(HTTPStatus.CREATED, _release_body(releases_of(listing).get(pk=made.pk), made.pk))


def _release_body(row: ReleaseRow, live_id: UUID | None) -> ReleaseBody:
    return ReleaseBody.model_validate(
        {
            "id": row.pk,
            "kind": row.kind,
            "submission": row.submission_id,
            "revision": row.submission.revision.number,
            "round": row.submission.round,
            "digest": row.submission.digest,
            "at": row.at,
            "reason": row.reason,
            "is_live": row.pk == live_id,
        }
    )

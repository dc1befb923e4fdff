"""Releases: schedule one, list them, roll back."""

from http import HTTPStatus
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router, Status

from api.v1.bodies.listings import Listing
from api.v1.bodies.pages import PageQuery
from api.v1.bodies.releases import NewRelease, Reason, Rehearsal, Release, ReleasePage, Schedule
from api.v1.etags import seen_in
from api.v1.listings import listing_for, revision_for
from api.v1.pages import page_of
from api.v1.requests import Call
from api.v1.routes.answers import READS, WRITES
from api.v1.routes.headers import IfMatch
from api.v1.shown import shown_listing
from listings.models import Release as ReleaseRow
from sandboxes.actions import roll_back, schedule_release, unschedule_release
from sandboxes.queries import earlier_releases, reasons_against_roll_back, releases_of
from sandboxes.rehearsal import rehearse_release

router = Router(tags=["Releases"])


@router.post("/listings/{uuid:listing_id}/schedule", response={200: Listing, **WRITES}, summary="Schedule a release")
def schedule(request: Call, listing_id: UUID, *, body: Schedule, if_match: IfMatch = None) -> Listing:
    """Let a listing that is signed off go live at the time that you send."""
    revision = revision_for(request.actor, listing_id)
    seen, now = seen_in(if_match, revision), timezone.now()
    schedule_release(revision_id=revision.pk, release_at=body.release_at, seen=seen, by=request.actor, now=now)
    return shown_listing(request, listing_id)


@router.delete(
    "/listings/{uuid:listing_id}/schedule",
    response={200: Listing, **WRITES},
    summary="Cancel a scheduled release",
)
def unschedule(request: Call, listing_id: UUID, *, if_match: IfMatch = None) -> Listing:
    """The listing stays signed off, and does not go live until its release is scheduled again."""
    revision = revision_for(request.actor, listing_id)
    seen = seen_in(if_match, revision)
    unschedule_release(revision_id=revision.pk, seen=seen, by=request.actor, now=timezone.now())
    return shown_listing(request, listing_id)


@router.get("/listings/{uuid:listing_id}/releases", response={200: ReleasePage, **READS}, summary="List releases")
def list_releases(request: Call, listing_id: UUID, query: Query[PageQuery]) -> ReleasePage:
    """Current and past releases, newest first."""
    listing = listing_for(request.actor, listing_id)
    rows, following = page_of(releases_of(listing), query)
    return ReleasePage(items=[_shown(row, listing.live_release_id) for row in rows], next_cursor=following)


@router.post(
    "/listings/{uuid:listing_id}/releases",
    response={200: Rehearsal, 201: Release, **WRITES},
    summary="Roll back",
)
def create_release(request: Call, listing_id: UUID, body: NewRelease) -> Status[Rehearsal] | Status[Release]:
    """Make a submission that was live before live again.

    With `validate_only` nothing changes: the response has the reasons against it, and what customers would see.
    Only admins of the platform can roll back, so for applications the reasons always include that.
    """
    listing = listing_for(request.actor, listing_id)
    if body.validate_only:
        reasons = reasons_against_roll_back(listing, body.submission, request.actor)
        earlier = earlier_releases(listing).filter(pk=body.submission).first()
        changes = [each.text for each in rehearse_release(listing, earlier).effects] if earlier else []
        shown = [Reason(code=each.code, text=str(each.text)) for each in reasons]
        return Status(HTTPStatus.OK, Rehearsal(reasons=shown, changes=changes))
    made = roll_back(
        listing_id=listing_id,
        submission_id=body.submission,
        reason=body.reason,
        seen=listing.live_release_id,
        by=request.actor,
        now=timezone.now(),
    )
    return Status(HTTPStatus.CREATED, _shown(releases_of(listing).get(pk=made.pk), made.pk))


def _shown(row: ReleaseRow, live_id: UUID | None) -> Release:
    return Release.model_validate(
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

"""Actions that publish signed-off tiles and schedule releases."""

from datetime import datetime
from uuid import UUID

from accounts.queries import admin_ids, member_ids
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import SYSTEM, Actor, Role
from jobs.writes import finish_job
from listings.lifecycle.events import revision_subject
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.revisions import apply_to_locked_revision, apply_to_revision
from listings.models import Revision
from listings.states.revision_states import RevisionState
from notices.writes import post_notice


@action
def schedule_release(
    *, revision_id: UUID, release_at: datetime, seen: int | None, by: Actor, now: datetime, reason: str = ""
) -> Revision:
    """Schedule a release for release_at, an aware time.

    Our staff must give a reason for a time before the day that the partner requested. Raises NotFound, NotAllowed,
    Stale, NotPossible.
    """
    parameters = {"release_at": release_at, "reason": reason}
    return apply_to_revision("schedule", revision_id=revision_id, seen=seen, by=by, now=now, parameters=parameters)


@action
def publish_revision(*, revision_id: UUID, seen: int | None, by: Actor, now: datetime, reason: str = "") -> Revision:
    """Make the signed-off submission live. A reason is needed before the day that the partner requested.

    Raises NotFound, NotAllowed, Stale, NotPossible.
    """
    return apply_to_revision(
        "publish", revision_id=revision_id, seen=seen, by=by, now=now, parameters={"reason": reason}
    )


@action
def publish_scheduled(*, revision_id: UUID, job_id: UUID, attempt: int, now: datetime) -> bool:
    """Publish the revision if it is due, and finish the job. Returns False if it is no longer scheduled.

    Raises NotFound, LeaseLost, and NotPossible if a guard has a reason against it.
    """
    revision = lock_revision(revision_id, by=SYSTEM)
    is_due = (
        revision.state == RevisionState.SCHEDULED and revision.release_at is not None and revision.release_at <= now
    )
    if is_due:
        apply_to_locked_revision(revision, "publish", by=SYSTEM, now=now)
    finish_job(job_id=job_id, attempt=attempt, now=now)
    return is_due


@action
def report_failed_release(*, revision_id: UUID, reason: str, job_id: UUID, attempt: int, now: datetime) -> None:
    """Finish the job of a release that could not run, and notify admins and editors. Raises LeaseLost."""
    notify_failed_release(revision_id, reason=reason, now=now)
    finish_job(job_id=job_id, attempt=attempt, now=now)


@in_transaction
def notify_failed_release(revision_id: UUID, *, reason: str, now: datetime) -> None:
    """Record that a scheduled release did not run, and notify admins and the partner's editors."""
    revision = Revision.objects.select_related("listing").filter(pk=revision_id).first()
    if revision is None:
        return
    listing = revision.listing
    objects = {"listing": listing.pk, "revision": revision.pk}
    event = record_event("release.failed", by=SYSTEM, objects=objects, now=now)
    post_notice(
        "release.failed",
        recipients=[*admin_ids(), *member_ids(listing.organisation_id, min_role=Role.EDITOR)],
        parameters={"listing": listing.name, "reason": reason},
        listing_id=listing.pk,
        url=listing.get_absolute_url(),
        key=f"release.failed:{event.pk}",
        now=now,
        subjects=[revision_subject(revision)],
    )

"""Actions on promotions, in which an application signs off a tile and schedules its release in one call."""

from datetime import datetime
from uuid import UUID

from accounts.actors import actor_of_application
from accounts.models import Application
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import SYSTEM, Actor
from common.lookups import first_or_not_found
from jobs.writes import finish_job
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.revisions import apply_to_locked_revision, assert_permitted, assert_revision_unchanged
from listings.models import Revision, Submission
from listings.states.revision_states import RevisionState
from releases.requested_release import requested_release_time
from sandboxes.writes import view_and_sign_off


@action
def promote_revision(*, revision_id: UUID, seen: int | None, by: Actor, now: datetime) -> Revision:
    """Sign off as an application, and schedule the release for the time that the submission requests.

    The call counts as viewing the tile, and confirms the submitted pricing and EULA. If the submission puts its release
    on hold, nothing is scheduled. Raises NotFound, NotAllowed, Stale, NotPossible.
    """
    revision = lock_revision(revision_id, by=by)
    assert_revision_unchanged(revision, seen)
    return _promote(revision, by=by, now=now)


@action
def promote_on_request(*, submission_id: UUID, job_id: UUID, attempt: int, now: datetime) -> bool:
    """Promote a preview for the application that submitted it, and finish the job.

    If the preview was replaced, a person submitted it, or the application was removed, it only finishes the job and
    returns False. Raises the errors of `promote_revision`, and LeaseLost.
    """
    submission = first_or_not_found(Submission.objects.filter(pk=submission_id))
    revision = lock_revision(submission.revision_id, by=SYSTEM)
    application = _application(submission)
    is_due = (
        revision.state == RevisionState.IN_SANDBOX
        and revision.submission_number == submission.submission_number
        and application is not None
    )
    if application and is_due:
        _promote(revision, by=actor_of_application(application), now=now)
    finish_job(job_id=job_id, attempt=attempt, now=now)
    return is_due


@action
def report_failed_promotion(*, submission_id: UUID, job_id: UUID, attempt: int, now: datetime) -> None:
    """Record that a preview could not be promoted as requested, and finish the job. People can still sign it off.

    Raises LeaseLost.
    """
    submission = first_or_not_found(Submission.objects.filter(pk=submission_id).select_related("revision"))
    objects = {"listing": submission.revision.listing_id, "revision": submission.revision_id}
    record_event("promotion.failed", by=SYSTEM, objects=objects, now=now)
    finish_job(job_id=job_id, attempt=attempt, now=now)


def _application(submission: Submission) -> Application | None:
    """The application that submitted the submission; None if it was removed or a person submitted it."""
    by = submission.submitted_by
    return Application.objects.filter(pk=by, removed_at=None).first() if by else None


@in_transaction
def _promote(revision: Revision, *, by: Actor, now: datetime) -> Revision:
    assert_permitted(revision, "sign off", by=by)
    submission = first_or_not_found(Submission.objects.filter(revision=revision).order_by("-submission_number"))
    revision = view_and_sign_off(revision, submission, terms_confirmed=True, by=by, now=now)
    release_at = requested_release_time(submission.documents.get("submission", {}), now)
    if release_at is None:
        return revision
    return apply_to_locked_revision(revision, "schedule", by=by, now=now, parameters={"release_at": release_at})

"""Actions of applications on a tile in the sandbox: view, sign-off and release in one call."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.actors import actor_of_application
from accounts.models import Application
from audit.moves import record
from common.actions import action, in_transaction
from common.actor import SYSTEM, Actor
from common.errors import NotPossible
from common.lookups import one_of
from jobs.moves import finish_job
from listings.models import Revision, Submission
from listings.states import State
from listings.transitions import apply_to, assert_permitted, assert_seen, lock_revision
from sandboxes.actions.looks import note_look
from sandboxes.queries import visible_activations
from sandboxes.rules import release_as_wished


@action
def promote_revision(*, revision_id: UUID, seen: int | None, by: Actor, now: datetime) -> Revision:
    """Sign off as an application, and schedule the release that the submission asks for.

    The call counts as a view of the tile, and confirms the pricing and the EULA as submitted. If the submission puts
    its release on hold, nothing is scheduled. Raises NotFound, NotAllowed, Stale, NotPossible.
    """
    revision = lock_revision(revision_id, by=by)
    assert_seen(revision, seen)
    return _promote(revision, by=by, now=now)


@action
def sign_off_as_read(
    *, revision_id: UUID, submission_id: UUID, terms_confirmed: bool, seen: int | None, by: Actor, now: datetime
) -> Revision:
    """Sign off as an application that has read the submission, which counts as its view of the tile.

    Raises NotFound, NotAllowed, Stale, NotPossible (also if a newer submission has replaced this one).
    """
    revision = lock_revision(revision_id, by=by)
    assert_seen(revision, seen)
    assert_permitted(revision, "sign off", by=by)
    submission = one_of(Submission.objects.filter(revision=revision).order_by("-round"))
    if submission.pk != submission_id:
        raise NotPossible(
            reasons=_("This submission is not the one enabled in the sandbox org."), codes=["submission-replaced"]
        )
    return _sign_off(revision, submission, terms_confirmed=terms_confirmed, by=by, now=now)


@action
def promote_as_asked(*, submission_id: UUID, job_id: UUID, attempt: int, now: datetime) -> bool:
    """Promote a preview for the application that submitted it, and finish the job.

    Returns False, and finishes the job, if the preview has been replaced, a person submitted it, or the application
    was removed. Raises the errors of `promote_revision`, and LeaseLost.
    """
    submission = one_of(Submission.objects.filter(pk=submission_id))
    revision = lock_revision(submission.revision_id, by=SYSTEM)
    application = _application(submission)
    is_due = revision.state == State.IN_SANDBOX and revision.round == submission.round and application is not None
    if application and is_due:
        _promote(revision, by=actor_of_application(application), now=now)
    finish_job(job_id=job_id, attempt=attempt, now=now)
    return is_due


@action
def report_failed_promotion(*, submission_id: UUID, job_id: UUID, attempt: int, now: datetime) -> None:
    """Record that a preview could not be promoted as requested, and finish the job. People can still sign it off.

    Raises LeaseLost.
    """
    submission = one_of(Submission.objects.filter(pk=submission_id).select_related("revision"))
    objects = {"listing": submission.revision.listing_id, "revision": submission.revision_id}
    record("promotion.failed", by=SYSTEM, objects=objects, now=now)
    finish_job(job_id=job_id, attempt=attempt, now=now)


def _application(submission: Submission) -> Application | None:
    """The application that submitted it, if it still exists."""
    by = submission.submitted_by
    return Application.objects.filter(pk=by, removed_at=None).first() if by else None


@in_transaction
def _promote(revision: Revision, *, by: Actor, now: datetime) -> Revision:
    assert_permitted(revision, "sign off", by=by)
    submission = one_of(Submission.objects.filter(revision=revision).order_by("-round"))
    revision = _sign_off(revision, submission, terms_confirmed=True, by=by, now=now)
    release_at = release_as_wished(submission.documents.get("submission", {}), now)
    if release_at is None:
        return revision
    return apply_to(revision, "schedule", by=by, now=now, parameters={"release_at": release_at})


@in_transaction
def _sign_off(
    revision: Revision, submission: Submission, *, terms_confirmed: bool, by: Actor, now: datetime
) -> Revision:
    _look(submission, by=by, now=now)
    return apply_to(revision, "sign off", by=by, now=now, parameters={"terms_confirmed": terms_confirmed})


@in_transaction
def _look(submission: Submission, *, by: Actor, now: datetime) -> None:
    """Record a view of the tile in each org in which it is enabled."""
    on = visible_activations(by).filter(submission=submission, is_outdated=False)
    for activation in on.order_by("pk"):
        note_look(activation, by=by, now=now)

"""Background jobs: scheduled releases, promotions, and the expiry of transfer offers."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.errors import NotAllowed, NotPossible
from jobs.kinds import Payload, Renew, job_kind
from jobs.models import Priority
from listings.models import Revision
from listings.states import State
from sandboxes import actions
from sandboxes.actions.releases import tell_failed_release
from sandboxes.queries import PROMOTE_JOB, RELEASE_JOB
from sandboxes.queries.transfers import TRANSFER_JOB


def tell_given_up(*, payload: Payload, now: datetime) -> None:
    """Report a release whose last attempt failed because of an error on our side."""
    tell_failed_release(UUID(payload["revision"]), reason=gettext("An error occurred on our side."), now=now)


def is_still_planned(*, payload: Payload, now: datetime) -> bool:  # noqa: ARG001 the shape of a move before a retry
    """Whether a failed release is still scheduled, so that it can be retried."""
    return Revision.objects.filter(pk=payload["revision"], state=State.SCHEDULED).exists()


@job_kind(TRANSFER_JOB, label=_("Expire an unanswered transfer offer"))
def expire_transfer(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:  # noqa: ARG001 the shape of a handler
    transfer_id = UUID(payload["transfer"])
    actions.expire_transfer(transfer_id=transfer_id, job_id=job_id, attempt=attempt, now=timezone.now())


@job_kind(PROMOTE_JOB, label=_("Sign-off and release of a preview"), priority=Priority.INTERACTIVE)
def promote(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:  # noqa: ARG001 the shape of a handler
    submission_id, now = UUID(payload["submission"]), timezone.now()
    try:
        actions.promote_as_asked(submission_id=submission_id, job_id=job_id, attempt=attempt, now=now)
    except (NotAllowed, NotPossible):
        actions.report_failed_promotion(submission_id=submission_id, job_id=job_id, attempt=attempt, now=now)


@job_kind(
    RELEASE_JOB,
    label=_("Scheduled release"),
    priority=Priority.INTERACTIVE,
    on_failed=tell_given_up,
    on_retry=is_still_planned,
)
def release(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:  # noqa: ARG001 the shape of a handler
    revision_id, now = UUID(payload["revision"]), timezone.now()
    try:
        actions.release_planned(revision_id=revision_id, job_id=job_id, attempt=attempt, now=now)
    except NotPossible as against:
        reason = str(against.context["reasons"])
        actions.report_failed_release(revision_id=revision_id, reason=reason, job_id=job_id, attempt=attempt, now=now)

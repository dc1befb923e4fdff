"""Background jobs: scheduled releases, promotions, and the expiry of transfer offers."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.errors import NotAllowed, NotPossible
from jobs.kind_registry import Payload, job_kind
from jobs.models import Priority
from listings.models import Revision
from listings.states.revision_states import RevisionState
from releases import actions
from releases.actions.releases import notify_failed_release
from releases.queries import PROMOTE_JOB, RELEASE_JOB
from releases.queries.transfers import TRANSFER_JOB


def report_given_up_release(*, payload: Payload, now: datetime) -> None:
    """Report a release whose last attempt failed because of an error on our side."""
    notify_failed_release(UUID(payload["revision"]), reason=gettext("Something went wrong on our side."), now=now)


def is_still_scheduled(*, payload: Payload, **_: object) -> bool:
    """Whether a failed release is still scheduled, so that it can be retried."""
    return Revision.objects.filter(pk=payload["revision"], state=RevisionState.SCHEDULED).exists()


@job_kind(TRANSFER_JOB, label=_("Expire an unanswered transfer offer"), about_listing=True)
def expire_transfer(*, job_id: UUID, payload: Payload, attempt: int, **_: object) -> None:
    transfer_id = UUID(payload["transfer"])
    actions.expire_transfer(transfer_id=transfer_id, job_id=job_id, attempt=attempt, now=timezone.now())


@job_kind(PROMOTE_JOB, label=_("Sign off and release a preview"), priority=Priority.INTERACTIVE, about_listing=True)
def promote(*, job_id: UUID, payload: Payload, attempt: int, **_: object) -> None:
    submission_id, now = UUID(payload["submission"]), timezone.now()
    try:
        actions.promote_on_request(submission_id=submission_id, job_id=job_id, attempt=attempt, now=now)
    except (NotAllowed, NotPossible):
        actions.report_failed_promotion(submission_id=submission_id, job_id=job_id, attempt=attempt, now=now)


@job_kind(
    RELEASE_JOB,
    label=_("Publish a scheduled release"),
    priority=Priority.INTERACTIVE,
    on_failed=report_given_up_release,
    on_retry=is_still_scheduled,
    about_listing=True,
)
def release(*, job_id: UUID, payload: Payload, attempt: int, **_: object) -> None:
    revision_id, now = UUID(payload["revision"]), timezone.now()
    try:
        actions.publish_scheduled(revision_id=revision_id, job_id=job_id, attempt=attempt, now=now)
    except NotPossible as against:
        reason = str(against.context["reasons"])
        actions.report_failed_release(revision_id=revision_id, reason=reason, job_id=job_id, attempt=attempt, now=now)

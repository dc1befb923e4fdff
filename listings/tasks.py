"""Background work of this room."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from jobs.kinds import Payload, Renew, job_kind
from listings import upkeep


@job_kind("archive-idle-revisions", every=timedelta(days=1))
def archive_idle_revisions(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:  # noqa: ARG001
    upkeep.archive_idle_revisions(now=timezone.now(), renew=renew)


@job_kind("forget-unused-files", every=timedelta(days=1))
def forget_unused_files(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:  # noqa: ARG001
    upkeep.forget_unused_files(now=timezone.now(), renew=renew)

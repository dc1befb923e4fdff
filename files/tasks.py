"""Background jobs for stored files."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from files import actions, orphans
from files.writes import RENDITIONS_JOB
from jobs.kind_registry import Payload, Renew, job_kind

ORPHANS_JOB = "delete-orphaned-files"
REREAD_JOB = "reread-facts"


@job_kind(ORPHANS_JOB, label=_("Delete stored files without a record"), every=timedelta(days=1))
def delete_orphans(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:
    """Delete those in a batch of folders. A new job continues with the next folders."""
    last = orphans.delete_orphans(now=timezone.now(), after=payload.get("after", ""), on_step=renew)
    if last:
        payload = {"after": last}
        actions.request_next(ORPHANS_JOB, payload=payload, job_id=job_id, attempt=attempt, now=timezone.now())


@job_kind(REREAD_JOB, label=_("Read files again after an update"), every=timedelta(days=1))
def reread_facts(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:
    """Read a batch of files again. A new job reads those with later IDs."""
    after = payload.get("after")
    last = actions.reread_facts(after=UUID(after) if after else None, on_file=renew)
    if last:
        payload = {"after": str(last)}
        actions.request_next(REREAD_JOB, payload=payload, job_id=job_id, attempt=attempt, now=timezone.now())


@job_kind(RENDITIONS_JOB, label=_("Create smaller copies of images"), every=timedelta(hours=1))
def make_renditions(*, job_id: UUID, attempt: int, renew: Renew, **_: object) -> None:
    """Make the copies of one picture. A new job makes those of the next one.

    A picture that can't be read is skipped. Each later job tries it again first.
    """
    if actions.make_renditions_of_newest(on_picture=renew):
        actions.request_next(RENDITIONS_JOB, payload={}, job_id=job_id, attempt=attempt, now=timezone.now())

"""Background jobs for stored files."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from files import actions
from files.queries import blobs_without_renditions
from files.writes import RENDITIONS_JOB
from jobs.kind_registry import Renew, job_kind


@job_kind("collect-blobs", label=_("Delete unused files"), every=timedelta(hours=1))
def collect_blobs(*, renew: Renew, **_: object) -> None:
    while actions.collect_blobs(now=timezone.now()):
        renew()


@job_kind("reread-facts", label=_("Read files again after an update"), every=timedelta(days=1))
def reread_facts(*, renew: Renew, **_: object) -> None:
    while actions.reread_facts():
        renew()


@job_kind(RENDITIONS_JOB, label=_("Create smaller copies of images"), every=timedelta(hours=1))
def make_renditions(*, job_id: UUID, attempt: int, **_: object) -> None:
    """Make the copies of one picture. A new job makes those of the next one, so that other jobs can run in between."""
    if blob := blobs_without_renditions().order_by("-pk").first():
        actions.make_renditions(blob)
        actions.request_next_renditions(job_id=job_id, attempt=attempt, now=timezone.now())

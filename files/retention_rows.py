"""How long uploaded files are kept that no listing uses."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from files import store
from files.models import Blob, BlobUse
from files.queries import unused_blobs
from files.tasks import ORPHANS_JOB
from jobs.retention.registry import RetentionKind, SeparateRemoval, keep, remove_after, removed_by_job


def remove_unused(blobs: Sequence[Blob], _now: datetime) -> None:
    """Delete locked blobs and, after the commit, their bytes, except those that a listing uses since the query."""
    used = set(BlobUse.objects.filter(blob__in=blobs).values_list("blob_id", flat=True))
    unused = [blob for blob in blobs if blob.pk not in used]
    Blob.objects.filter(pk__in=[blob.pk for blob in unused]).delete()
    for blob in unused:
        transaction.on_commit(partial(store.delete, blob), robust=True)


remove_after(
    RetentionKind(
        name="files",
        label=_("Uploaded files that no listing uses"),
        setting="UNUSED_FILE_DAYS",
        least_days=1,
        due=unused_blobs,
        since="touched_at",
        size="size",
        remove=remove_unused,
        batch=10,  # a slow storage must not exceed the step of a job
    )
)
removed_by_job(SeparateRemoval(label=_("Stored files without a record, after seven days"), job_kind=ORPHANS_JOB))
keep(_("Removed as soon as no version of the listing uses the file."), BlobUse)

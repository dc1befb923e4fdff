"""Renews the lease of a running job in a thread, so that a lease can be shorter than a step."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from jobs.actions import renew_lease
from jobs.errors import LeaseLost
from jobs.models import Job

_RENEWALS_PER_LEASE = 3
_log = structlog.get_logger(__name__)


@contextmanager
def renewing_lease(job: Job) -> Iterator[None]:
    """Renew the job's lease while the block runs. If the process is killed or paused, the lease expires."""
    is_over = threading.Event()
    renewal = threading.Thread(target=_renew_until_over, args=(job, is_over), name="lease", daemon=True)
    renewal.start()
    try:
        yield
    finally:
        is_over.set()
        renewal.join()


def _renew_until_over(job: Job, is_over: threading.Event) -> None:
    interval = settings.JOB_LEASE.total_seconds() / _RENEWALS_PER_LEASE
    while not is_over.wait(interval):
        try:
            renew_lease(job_id=job.pk, attempt=job.attempt, now=timezone.now())
        except LeaseLost:  # done, or taken by another worker: the next write of this attempt fails
            return
        except Error as fault:
            _log.warning("the lease could not be renewed", job_id=str(job.pk), fault=repr(fault))
        finally:
            connection.close()

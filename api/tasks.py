"""Background jobs of the API."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from api.configure.actions import delete_expired_requests, put_server_fault
from api.configure.models import ConfigureJob
from api.idempotency.actions import delete_expired_keys
from api.uploads.actions import delete_expired_uploads
from jobs.kind_registry import Renew, job_kind
from jobs.long_running import WorkAttempt, long_running_kind


@job_kind("delete-expired-idempotency-keys", label=_("Delete old idempotency keys"), every=timedelta(hours=1))
def delete_idempotency_keys(**_: object) -> None:
    delete_expired_keys(now=timezone.now())


@long_running_kind(
    ConfigureJob,
    label=_("Run a configure API request"),
    on_failed=put_server_fault,
    is_needed=lambda row: bool(row.sealed),
)
def run_configure_job(attempt: WorkAttempt, *, renew: Renew, **_: object) -> None:
    from api.configure.job_runner import run_request  # noqa: PLC0415 slow import

    run_request(attempt, renew=renew, clock=timezone.now)


@job_kind("delete-expired-configure-requests", label=_("Delete old configure API requests"), every=timedelta(days=1))
def delete_configure_requests(**_: object) -> None:
    delete_expired_requests(now=timezone.now())


@job_kind("delete-expired-uploads", label=_("Delete old API uploads"), every=timedelta(hours=1))
def delete_uploads(*, renew: Renew, **_: object) -> None:
    while delete_expired_uploads(now=timezone.now()):
        renew()

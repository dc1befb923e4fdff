"""Background jobs of the API."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from api.configure.actions import (
    CONFIGURE_JOB,
    ConfigureAttempt,
    delete_expired_requests,
    give_up_request,
    reopen_request,
)
from api.idempotency.actions import delete_expired_keys
from api.uploads.actions import delete_expired_uploads
from jobs.kind_registry import Payload, Renew, job_kind
from jobs.models import Priority


@job_kind("delete-expired-idempotency-keys", label=_("Delete old idempotency keys"), every=timedelta(hours=1))
def delete_idempotency_keys(**_: object) -> None:
    delete_expired_keys(now=timezone.now())


@job_kind(
    CONFIGURE_JOB,
    label=_("Run a configure API request"),
    priority=Priority.INTERACTIVE,
    on_failed=give_up_request,
    on_retry=reopen_request,
)
def run_configure_job(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:
    from api.configure.job_runner import run_request  # noqa: PLC0415 slow import

    configure_attempt = ConfigureAttempt(request_id=UUID(str(payload["request"])), job_id=job_id, number=attempt)
    run_request(configure_attempt, renew=renew, clock=timezone.now)


@job_kind("delete-expired-configure-requests", label=_("Delete old configure API requests"), every=timedelta(days=1))
def delete_configure_requests(**_: object) -> None:
    delete_expired_requests(now=timezone.now())


@job_kind("delete-expired-uploads", label=_("Delete old API uploads"), every=timedelta(hours=1))
def delete_uploads(*, renew: Renew, **_: object) -> None:
    while delete_expired_uploads(now=timezone.now()):
        renew()

"""The background job of the configure API."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from api.configure.actions import put_server_fault
from api.configure.models import ConfigureJob
from jobs.kind_registry import Renew
from jobs.long_running import WorkAttempt, long_running_kind


@long_running_kind(
    ConfigureJob,
    label=_("Run a configure API request"),
    on_failed=put_server_fault,
    is_needed=lambda row: bool(row.sealed),
)
def run_configure_job(attempt: WorkAttempt, *, renew: Renew, **_: object) -> None:
    from api.configure.job_runner import run_request  # noqa: PLC0415 slow import

    run_request(attempt, renew=renew, clock=timezone.now)

"""Background jobs for accounts."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.sessions import delete_devices_without_session, delete_expired_sessions
from audit.actions import delete_old_addresses
from jobs.kind_registry import Renew, job_kind

SESSIONS_JOB = "delete-expired-sessions"
ADDRESSES_JOB = "delete-old-audit-addresses"


@job_kind(SESSIONS_JOB, label=_("Delete expired sessions"), every=timedelta(days=1))
def delete_sessions(*, renew: Renew, **_: object) -> None:
    for delete_batch in (delete_expired_sessions, delete_devices_without_session):
        while delete_batch(now=timezone.now()):
            renew()


@job_kind(ADDRESSES_JOB, label=_("Delete old addresses of audit events"), every=timedelta(days=1))
def delete_addresses(*, renew: Renew, **_: object) -> None:
    while delete_old_addresses(now=timezone.now()):
        renew()

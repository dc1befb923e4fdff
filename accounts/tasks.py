"""Background jobs for accounts."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.sessions import delete_devices_without_session, delete_expired_sessions
from jobs.kind_registry import Renew, job_kind

SESSIONS_JOB = "delete-expired-sessions"


@job_kind(SESSIONS_JOB, label=_("Delete expired sessions"), every=timedelta(days=1))
def delete_sessions(*, renew: Renew, **_: object) -> None:
    for delete_batch in (delete_expired_sessions, delete_devices_without_session):
        while delete_batch(now=timezone.now()):
            renew()

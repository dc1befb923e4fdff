"""Background jobs for accounts."""

from datetime import timedelta

import structlog
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.sessions import delete_devices_without_session, delete_expired_sessions
from audit.actions import delete_old_addresses, seal_next_events
from audit.seals import chain_head
from jobs.kind_registry import Renew, job_kind

SESSIONS_JOB = "delete-expired-sessions"
ADDRESSES_JOB = "delete-old-audit-addresses"
SEAL_JOB = "seal-audit-log"
_log = structlog.get_logger(__name__)


@job_kind(SESSIONS_JOB, label=_("Delete expired sessions"), every=timedelta(days=1))
def delete_sessions(*, renew: Renew, **_: object) -> None:
    for delete_batch in (delete_expired_sessions, delete_devices_without_session):
        while delete_batch(now=timezone.now()):
            renew()


@job_kind(ADDRESSES_JOB, label=_("Delete old IP addresses from the audit log"), every=timedelta(days=1))
def delete_addresses(*, renew: Renew, **_: object) -> None:
    while delete_old_addresses(now=timezone.now()):
        renew()


@job_kind(SEAL_JOB, label=_("Seal the audit log"), every=timedelta(hours=1))
def seal_audit_log(*, renew: Renew, **_: object) -> None:
    events = 0
    while seal := seal_next_events(now=timezone.now()):
        events += seal.events
        renew()
    if head := chain_head():
        _log.info("audit log sealed", number=head.number, chain_digest=head.digest, anchor=str(head), events=events)

"""The background jobs that seal the audit log and look up the records of domains again."""

from datetime import timedelta

import structlog
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.company_sign_in.domain_checks import check_domains
from audit.actions import seal_next_events
from audit.seals import chain_head
from jobs.kind_registry import Renew, job_kind

SEAL_JOB = "seal-audit-log"
_log = structlog.get_logger(__name__)


@job_kind(SEAL_JOB, label=_("Seal the audit log"), every=timedelta(hours=1))
def seal_audit_log(*, renew: Renew, **_: object) -> None:
    events = 0
    while seal := seal_next_events(now=timezone.now()):
        events += seal.events
        renew()
    if head := chain_head():
        _log.info("audit log sealed", number=head.number, chain_digest=head.digest, anchor=str(head), events=events)


@job_kind("check-sign-in-domains", label=_("Check the records of e-mail domains"), every=timedelta(days=1))
def check_sign_in_domains(*, renew: Renew, **_: object) -> None:
    check_domains(clock=timezone.now, on_domain=renew)

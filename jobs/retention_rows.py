"""How long jobs and the tables of the audit log are kept."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from audit.models import Event, EventAddress, EventErasure, EventStream, Seal, UnsealedEvent, UnsentEvent
from common.models import MaintenanceSwitch, PolicyVersion
from jobs.models import Heartbeat, Job, RetentionRun
from jobs.retention.registry import RetentionKind, keep, remove_after

_SILENCE = timedelta(days=1)

remove_after(
    RetentionKind(
        name="jobs",
        label=_("Background jobs that have ended"),
        setting="JOB_DAYS",
        due=lambda before: Job.objects.filter(finished_at__lt=before),
        since="finished_at",
    )
)
remove_after(
    RetentionKind(
        name="heartbeats",
        label=_("Heartbeats of processes that have stopped"),
        due=lambda before: Heartbeat.objects.filter(at__lt=before - _SILENCE),
        since="at",
    )
)
remove_after(
    RetentionKind(
        name="audit-addresses",
        label=_("IP addresses of audit events"),
        setting="AUDIT_ADDRESS_DAYS",
        least_days=1,
        due=lambda before: EventAddress.objects.filter(at__lt=before),
        since="at",
    )
)
keep(
    _("The audit log is kept indefinitely so that its hash chain can be verified."),
    Event,
    EventErasure,
    Seal,
    UnsealedEvent,
)
keep(_("A single row, or one for each kind of record on this page."), MaintenanceSwitch, RetentionRun)
keep(_("The versions of settings are kept, as the audit log refers to them."), PolicyVersion)
keep(_("One row for each receiver of audit events, and the events until they are sent."), EventStream, UnsentEvent)

"""How long check runs and dry runs are kept."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jobs.retention.registry import RetentionKind, keep, remove_after
from validation.models import (
    AgentPackages,
    CheckCatalogue,
    CheckChange,
    CheckFailure,
    CheckRollout,
    DryRun,
    FindingDispute,
    InstantFindings,
    LiveCheck,
    LiveFinding,
    Run,
    RunFinding,
    ShownBlocker,
    Waiver,
    WaiverRequest,
)
from validation.run_states import RUN_STATES, RunState

_WITH_RESULT = [state for state, row in RUN_STATES.items() if row.has_result]


def replaced_runs(before: datetime) -> QuerySet[Run]:
    """Runs of a submission or a draft that a later one with a result replaced.

    Runs that a submission passed stay: decisions rely on them. So do the last one and the last one with a result.
    """
    later = Run.objects.filter(created_at__gt=OuterRef("created_at"), state__in=_WITH_RESULT)
    is_replaced = Q(Exists(later.filter(submission=OuterRef("submission"))))
    is_replaced_draft = Q(Exists(later.filter(submission=None, revision=OuterRef("revision"))))
    # What is cheap comes first, because PostgreSQL keeps the order of alternatives.
    return Run.objects.filter(
        ~Q(state=RunState.PASSED) & is_replaced | Q(submission=None) & is_replaced_draft, finished_at__lt=before
    )


remove_after(
    RetentionKind(
        name="runs",
        label=_("Check runs replaced by a later run, with their findings"),
        setting="RUN_DAYS",
        due=replaced_runs,
        since="created_at",
        related=(RunFinding,),
        batch=50,  # a run may have thousands of findings
    )
)
remove_after(
    RetentionKind(
        name="dry-runs",
        label=_("Dry runs with their findings"),
        setting="DRY_RUN_DAYS",
        least_days=1,
        due=lambda before: DryRun.objects.filter(created_at__lte=before),
        since="created_at",
        batch=200,
    )
)
keep(_("One row for each live listing or draft, replaced by its next check."), LiveCheck, LiveFinding, InstantFindings)
keep(
    _("Few rows for each version of the checks. They explain when a check was added, changed or failed."),
    AgentPackages,
    CheckCatalogue,
    CheckChange,
    CheckFailure,
    CheckRollout,
)
keep(
    _("Decisions about findings, and what Insights counts, as long as the listing."),
    FindingDispute,
    ShownBlocker,
    Waiver,
    WaiverRequest,
)

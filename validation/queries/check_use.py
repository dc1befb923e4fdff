"""What became of the findings of a check, from stored runs, waivers and disputes."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from msgspec import Struct

from validation.disputes import COUNTED_FOR
from validation.models import DisputeState, Run, RunFinding, Waiver
from validation.queries.disputes import counted_disputes


class CheckUse(Struct, frozen=True, kw_only=True):
    """Numbers of the last 90 days.

    shown counts the different findings in submissions, and fixed those of them that the newest checked submission of
    their listing no longer has. waived counts the waivers that were given, disputed the disputes that partners sent and
    did not withdraw, and upheld those of them that said that the check was wrong.
    """

    shown: int
    fixed: int
    waived: int
    disputed: int
    upheld: int


def check_use(code: str, now: datetime) -> CheckUse:
    """What became of the findings of a check. Five queries."""
    since = now - COUNTED_FOR
    disputes = counted_disputes(code, now)
    shown = RunFinding.objects.filter(code=code, run__submission__submitted_at__gt=since).order_by()
    newest = Run.objects.filter(
        revision__listing=OuterRef("run__revision__listing"), submission__isnull=False, finished_at__isnull=False
    ).order_by("-created_at", "-pk")
    with_newest = shown.annotate(newest=Subquery(newest.values("pk")[:1]))
    remaining = RunFinding.objects.filter(run=OuterRef("newest"), fingerprint=OuterRef("fingerprint"), code=code)
    return CheckUse(
        shown=_different(shown),
        fixed=_different(with_newest.exclude(Exists(remaining))),
        waived=Waiver.objects.filter(code=code, at__gt=since, fingerprint=F("origin")).count(),
        disputed=disputes.count(),
        upheld=disputes.filter(state=DisputeState.UPHELD).count(),
    )


def _different(findings: QuerySet[RunFinding]) -> int:
    """The number of findings that differ in listing or fingerprint."""
    return findings.values("run__revision__listing", "fingerprint").distinct().count()

"""Numbers of findings as expressions, for lists of submissions whose findings would be too many to load."""

from datetime import datetime

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from tilekit.checks.finding import Severity
from tilekit.checks.registered_checks import all_checks
from validation.models import CheckRollout, RolloutMode, Run, RunFinding, Waiver
from validation.queries.overlays import not_expired

_WEIGHT_OF_BLOCKER = 1_000_000


def number_of_findings(severity: Severity, *, submission: str, listing: str, now: datetime) -> Coalesce:
    """An expression for the number of findings with this effective severity in the newest run of a submission.

    submission and listing are paths from the row. It counts the same findings as `effective_findings`.
    """
    rows = _counting(submission, listing, now).filter(_is_severity(severity))
    return Coalesce(Subquery(rows.values("run").annotate(number=Count("pk")).values("number")), 0)


def weight_of_findings(*, submission: str, listing: str, now: datetime) -> Coalesce:
    """An expression to sort by the numbers of blockers and then of warnings, as in `number_of_findings`."""
    weight = Case(
        When(_is_severity(Severity.BLOCKER), then=Value(_WEIGHT_OF_BLOCKER)),
        When(_is_severity(Severity.WARNING), then=Value(1)),
        default=Value(0),
    )
    rows = _counting(submission, listing, now).values("run").annotate(weight=Sum(weight)).values("weight")
    return Coalesce(Subquery(rows), 0)


def _counting(submission: str, listing: str, now: datetime) -> QuerySet[RunFinding]:
    """The findings of the newest run that are neither waived nor observed, for a subquery."""
    newest = Run.objects.filter(submission=OuterRef(OuterRef(submission))).order_by("-created_at", "-pk")
    waivers = Waiver.objects.filter(
        not_expired(now), listing=OuterRef(OuterRef(listing)), fingerprint=OuterRef("fingerprint")
    )
    rows = _with_effect(RunFinding.objects.filter(run=Subquery(newest.values("pk")[:1])), now)
    return rows.filter(~Exists(waivers), Q(is_observed=False)).order_by()


def _with_effect(rows: QuerySet[RunFinding], now: datetime) -> QuerySet[RunFinding]:
    """Annotate is_observed (only staff see the finding) and is_softened (a blocker that counts as a warning)."""
    # Sets of codes, because a subquery for each finding would be slow.
    rollouts = CheckRollout.objects.values("code")
    observed_at_first = [check.code for check in all_checks() if check.starts_observed]
    is_observed = Q(code__in=rollouts.filter(mode=RolloutMode.OBSERVE))
    is_observed |= Q(code__in=observed_at_first) & ~Q(code__in=rollouts)
    quoted = Concat(Value('"'), F("fingerprint"), Value('"'))
    is_softened = Q(earlier_blockers__contains=quoted) | Q(code__in=rollouts.filter(CheckRollout.warns_at(now)))
    annotated = rows.annotate(earlier_blockers=Cast("run__grandfathered", TextField()))
    return annotated.annotate(is_observed=_truth(is_observed), is_softened=_truth(is_softened))


def _truth(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _is_severity(severity: Severity) -> Q:
    """The condition for findings with this effective severity."""
    blocker, softened = Q(severity=Severity.BLOCKER.value), Q(is_softened=True)
    if severity is Severity.BLOCKER:
        return blocker & ~softened
    is_softened_to_it = blocker & softened if severity is Severity.WARNING else Q(pk__in=[])
    return Q(severity=severity.value) | is_softened_to_it

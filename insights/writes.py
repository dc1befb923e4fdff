"""Parts of writes of the roll-up."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from uuid import UUID

from common.actions import in_transaction
from insights.history import RevisionHistory
from insights.models import InsightMonth, MonthCounts, RevisionCounts, RollUp, first_of_month
from insights.sources import tallies_of
from insights.sources.tallies import local_day

Counts = dict[str, dict[str, int]]
_ROWS_AT_ONCE = 1_000


@in_transaction
def locked_roll_up() -> RollUp:
    """The locked row of the roll-up, so that two processes don't write counts at the same time."""
    RollUp.objects.bulk_create([RollUp()], ignore_conflicts=True)
    return RollUp.objects.select_for_update().get(pk=RollUp.ROW)


@in_transaction
def replace_counts(revision_ids: Collection[UUID], histories: Iterable[RevisionHistory]) -> None:
    """Store what the revisions count now, and mark the months that they counted in, before or now, as stale."""
    before = RevisionCounts.objects.filter(revision__in=revision_ids)
    months = set(before.values_list("month", flat=True))
    before.delete()
    rows = [row for history in histories for row in _rows_of(history)]
    RevisionCounts.objects.bulk_create(rows)
    months |= {row.month for row in rows}
    InsightMonth.objects.bulk_create(
        [InsightMonth(month=month, is_stale=True) for month in sorted(months)],
        update_conflicts=True,
        unique_fields=["month"],
        update_fields=["is_stale"],
    )


@in_transaction
def sum_month(month: date) -> None:
    """Compute the sums of a month again."""
    sums = defaultdict[tuple[str, str, str], dict[str, Counter[str]]](lambda: defaultdict(Counter))
    number = 0
    counted = RevisionCounts.objects.filter(month=month).values_list("team", "route", "kind", "counts")
    for team, route, kind, counts in counted.iterator(chunk_size=_ROWS_AT_ONCE):
        number += 1
        for measure, numbers in counts.items():
            sums[team, route, kind][measure].update(numbers)
    MonthCounts.objects.filter(month=month).delete()
    MonthCounts.objects.bulk_create(
        MonthCounts(month=month, team=team, route=route, kind=kind, counts=counts)
        for (team, route, kind), counts in sums.items()
    )
    InsightMonth.objects.filter(month=month).update(is_stale=False, rows=number)


def _rows_of(history: RevisionHistory) -> Iterator[RevisionCounts]:
    for (month, team), counts in _counts_of(history).items():
        yield RevisionCounts(
            revision_id=history.id, month=month, team=team, route=history.route, kind=history.kind, counts=counts
        )


def _counts_of(history: RevisionHistory) -> Mapping[tuple[date, str], Counts]:
    counted: dict[tuple[date, str], Counts] = {}
    for tally in tallies_of(history):
        counts = counted.setdefault((first_of_month(local_day(tally.at)), tally.team), {})
        numbers = counts.setdefault(tally.measure.value, {})
        numbers[tally.value] = numbers.get(tally.value, 0) + 1
    return counted

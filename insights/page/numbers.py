"""The counts that a page shows, added up in groups."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from insights.measures import InsightMeasure
from insights.page.filters import InsightFilter
from insights.queries import MonthRow
from reviews.waiting_times import percentile_of

Group = Callable[[MonthRow], str]
TEAM_MEASURES = frozenset((InsightMeasure.RESPONSE, InsightMeasure.RESPONSE_DAYS, InsightMeasure.APPROVAL))


class Spread(Struct, frozen=True, kw_only=True):
    """How many values there are, their median and their 90th percentile; both are None without values."""

    count: int
    median: int | None
    most: int | None


class Numbers(Struct, frozen=True, kw_only=True):
    """The counts that a reader sees. rows may have more months than the filter selects; selected are those rows."""

    rows: Sequence[MonthRow]
    selected: Sequence[MonthRow]
    filters: InsightFilter
    today: date

    def added(self, measure: InsightMeasure, *, group: Group, teams: bool) -> Mapping[str, Counter[str]]:
        """{group: {value: number}} in the selected months.

        If teams is true, the counts are those of the selected team or of all teams, else of listings as a whole.
        """
        sums: dict[str, Counter[str]] = {}
        for row in self.selected:
            if (row.team and self.filters.team in {"", row.team}) if teams else not row.team:
                add_row(sums.setdefault(group(row), Counter()), row, measure)
        return {key: +numbers for key, numbers in sums.items()}

    def total(self, measure: InsightMeasure, *, teams: bool) -> Counter[str]:
        """{value: number} in all selected months."""
        return Counter(self.added(measure, group=lambda _row: "", teams=teams).get("", {}))


def numbers_of(rows: Sequence[MonthRow], filters: InsightFilter, today: date) -> Numbers:
    """The rows with those that the filter selects."""
    months = set(filters.months(today))
    selected = [row for row in rows if row.month in months and filters.matches(row)]
    return Numbers(rows=rows, selected=selected, filters=filters, today=today)


def add_row(numbers: Counter[str], row: MonthRow, measure: InsightMeasure) -> None:
    """Add the counts of a measure in the row."""
    for value, number in row.counts.get(measure, {}).items():
        numbers[value] += row.sign * number


def spread_of(numbers: Mapping[str, int]) -> Spread:
    """Count, median and 90th percentile of {whole number as text: how often it occurs}."""
    values = {int(value): number for value, number in numbers.items()}
    return Spread(count=sum(values.values()), median=percentile_of(values, 50), most=percentile_of(values, 90))

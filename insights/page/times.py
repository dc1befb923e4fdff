"""Tables and charts of how long listings waited, and of how many submissions they needed."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec import Struct

from common.durations import duration
from insights.measures import InsightMeasure
from insights.page.groups import Grouping, by_month, grouping_of, groups_of, short_month
from insights.page.numbers import TEAM_MEASURES, Numbers, Spread, spread_of
from insights.page.tables import InsightCell, InsightRow, InsightTable, no_value, number_cell, share_of
from page_parts.charts import Chart, ChartPoint
from page_parts.counts import Count


class SpreadTable(Struct, frozen=True, kw_only=True):
    """A table of medians and 90th percentiles of a measure. unit is that of CSV files, "" for counts."""

    measure: InsightMeasure
    title: str
    definition: Sequence[str]
    count_label: str
    text: Callable[[int], str]
    unit: str = ""


def time_tables(numbers: Numbers) -> list[InsightTable]:
    """The tables of the time to the first decision, to approval and until live, and of submissions."""
    return [_table(spread, numbers) for spread in (_response(), _approval(), _live(), _submissions())]


def _notes() -> list[str]:
    """What all tables of times define."""
    return [
        _(
            "The median is a value that half of them don't exceed, and the 90th percentile one that nine out of ten "
            "don't exceed. Times are rounded down: to an hour, to 6 hours above 3 days, and to a day above 30 days."
        ),
        _(
            "The time in which a listing was on hold doesn't count. The time of an incident doesn't count for the "
            "teams that it stopped and, if it stopped all teams, for the whole listing."
        ),
    ]


def _response() -> SpreadTable:
    about = _(
        "From a submission until a team first approves it, requests changes or rejects it. The time of a team begins "
        "when the checks have passed. It counts in the month of the decision."
    )
    days = _(
        "The last column is the median in whole business days, without weekends and holidays. Numbers of a team use "
        "the calendar of the team, and all others use the calendar of the portal."
    )
    return SpreadTable(
        measure=InsightMeasure.RESPONSE,
        title=_("Time to the first decision"),
        count_label=_("Decisions"),
        definition=[about, days, *_notes()],
        text=_duration,
        unit=_("hours"),
    )


def _approval() -> SpreadTable:
    about = _(
        "From the first submission until all teams have approved, including the time in which the partner makes "
        "changes. The time of a team ends with its own approval."
    )
    return SpreadTable(
        measure=InsightMeasure.APPROVAL,
        title=_("Time to approval"),
        count_label=_("Approvals"),
        definition=[about, *_notes()],
        text=_duration,
        unit=_("hours"),
    )


def _live() -> SpreadTable:
    about = _("From the first submission until the listing is live. Updates of live listings count too.")
    return SpreadTable(
        measure=InsightMeasure.LIVE,
        title=_("Time until live"),
        count_label=_("Releases"),
        definition=[about, *_notes()],
        text=_duration,
        unit=_("hours"),
    )


def _submissions() -> SpreadTable:
    return SpreadTable(
        measure=InsightMeasure.SUBMISSIONS,
        title=_("Submissions until live"),
        count_label=_("Releases"),
        definition=[_("The number of submissions that a listing, or an update of it, needed to go live.")],
        text=lambda number: ngettext("{n} submission", "{n} submissions", number).format(n=Count(number)),
    )


def _table(spread: SpreadTable, numbers: Numbers) -> InsightTable:
    is_of_teams = spread.measure in TEAM_MEASURES
    grouping = grouping_of(numbers.filters.by)
    if grouping.is_by_team and not is_of_teams:
        grouping = by_month()
    teams = is_of_teams and (grouping.is_by_team or bool(numbers.filters.team))
    spreads = _spreads(spread.measure, numbers, grouping, teams=teams)
    days = _spreads(InsightMeasure.RESPONSE_DAYS, numbers, grouping, teams=teams) if _has_days(spread) else None
    total = spread_of(numbers.total(spread.measure, teams=teams))
    groups = groups_of(grouping, numbers, spreads)
    highest = max((row.median or 0 for row in spreads.values()), default=0)
    rows = [
        InsightRow(
            label=label,
            cells=_cells(spread, spreads.get(key), days.get(key) if days else None, has_days=days is not None),
            share=None if grouping.is_by_month else share_of(_median(spreads.get(key)), highest),
        )
        for key, label in groups
    ]
    if not grouping.is_by_team:
        rows.append(_total_row(spread, total, numbers, teams=teams))
    return InsightTable(
        name=spread.measure.value.replace("_", "-"),
        title=spread.title,
        definition=spread.definition,
        first_column=grouping.label,
        columns=_columns(spread, "{name}", has_days=days is not None),
        csv_columns=_columns(spread, _("{name} ({unit})"), has_days=days is not None),
        rows=rows if total.count else [],
        empty=_("Nothing was decided in this period."),
        chart=_chart(spread, groups, spreads) if grouping.is_by_month and total.count else None,
    )


def _total_row(spread: SpreadTable, total: Spread, numbers: Numbers, *, teams: bool) -> InsightRow:
    days = spread_of(numbers.total(InsightMeasure.RESPONSE_DAYS, teams=teams))
    return InsightRow(label=_("Whole period"), cells=_cells(spread, total, days, has_days=_has_days(spread)))


def _has_days(spread: SpreadTable) -> bool:
    return spread.measure is InsightMeasure.RESPONSE


def _spreads(measure: InsightMeasure, numbers: Numbers, grouping: Grouping, *, teams: bool) -> Mapping[str, Spread]:
    added: Mapping[str, Counter[str]] = numbers.added(measure, group=grouping.key, teams=teams)
    return {key: spread_of(counter) for key, counter in added.items() if counter}


def _median(spread: Spread | None) -> int:
    return (spread and spread.median) or 0


def _columns(spread: SpreadTable, pattern: str, *, has_days: bool) -> list[str]:
    names = [_("Median"), _("90th percentile")]
    with_unit = [pattern.format(name=name, unit=spread.unit) if spread.unit else name for name in names]
    return [spread.count_label, *with_unit, *([_("Business days")] if has_days else [])]


def _cells(spread: SpreadTable, row: Spread | None, days: Spread | None, *, has_days: bool) -> list[InsightCell]:
    values = (row.median, row.most) if row else (None, None)
    cells = [number_cell(row.count if row else 0), *(_cell(spread, value) for value in values)]
    day_cells = [number_cell(days.median) if days and days.median is not None else no_value()] if has_days else []
    return [*cells, *day_cells]


def _cell(spread: SpreadTable, value: int | None) -> InsightCell:
    return no_value() if value is None else InsightCell(text=spread.text(value), value=str(value))


def _duration(hours: int) -> str:
    return duration(timedelta(hours=hours)) if hours else _("less than 1 hour")


def _chart(spread: SpreadTable, groups: Sequence[tuple[str, str]], spreads: Mapping[str, Spread]) -> Chart:
    highest = max((row.most or 0 for row in spreads.values()), default=0)
    return Chart(
        id=f"chart-{spread.measure.value}",
        title=spread.title,
        description=_("Bars show the median of each month, the line the 90th percentile. The table has the numbers."),
        bar_name=_("Median"),
        line_name=_("90th percentile"),
        top=spread.text(highest),
        points=[_point(spread, group, spreads.get(group[0])) for group in groups],
    )


def _point(spread: SpreadTable, group: tuple[str, str], row: Spread | None) -> ChartPoint:
    key, label = group
    if row is None or row.median is None or row.most is None:
        return ChartPoint(label=short_month(key), text=_("{month}: no data").format(month=label), bar=None)
    text = _("{month}: median {median}, 90th percentile {most}").format(
        month=label, median=spread.text(row.median), most=spread.text(row.most)
    )
    return ChartPoint(label=short_month(key), text=text, bar=row.median, line=row.most)

"""The table with the forecast of the queues."""

from collections import Counter
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Team
from common.actor import Actor
from insights.forecast import WEEKS, Expected, WeekFlow
from insights.measures import InsightMeasure
from insights.page.numbers import Numbers, add_row
from insights.page.tables import InsightCell, InsightRow, InsightTable, no_value, number_cell, text_cell
from page_parts.counts import Count
from reviews.queries import team_loads

_AHEAD = (1, 2, 4)


def first_week(today: date) -> date:
    """The Monday of the first week that a forecast reads. The current week is not whole, so it doesn't count."""
    return today - timedelta(days=today.weekday(), weeks=WEEKS)


def forecast_table(numbers: Numbers, actor: Actor, now: datetime) -> InsightTable:
    """What probably waits for each team in the next weeks."""
    loads = team_loads(actor, now)
    teams = [numbers.filters.team] if numbers.filters.team else list(Team.values)
    rows = [
        InsightRow(
            label=str(Team(team).label),
            cells=_cells(loads[team].waiting, flow),
            note="" if flow.is_enough else _("Not enough data for a forecast"),
        )
        for team, flow in ((team, week_flow(numbers, team)) for team in teams)
    ]
    ahead = [ngettext("In {n} week", "In {n} weeks", weeks).format(n=weeks) for weeks in _AHEAD]
    return InsightTable(
        name="forecast",
        title=_("Forecast of the queues"),
        definition=[
            _(
                "If the next weeks are like the last eight whole weeks, four out of five times the number of waiting "
                "reviews will be in this range. It starts from what is waiting now and adds the mean weekly change; "
                "the range is 1.3 standard deviations of the weekly change, times the square root of the weeks."
            ),
            _(
                "A review is finished when its team decides, or when the listing leaves the queue because another "
                "team requested changes or the partner withdrew it. Numbers above 20 are rounded to 5."
            ),
            _("A forecast needs ten finished reviews in four different weeks. It covers all kinds of listings."),
        ],
        first_column=_("Team"),
        note_column=_("Note"),
        columns=[_("Waiting now"), _("Arrived per week"), _("Finished per week"), *ahead],
        rows=rows,
        empty="",
    )


def week_flow(numbers: Numbers, team: str) -> WeekFlow:
    """The arrivals and finished reviews of the team in the last whole weeks."""
    arrived, finished = Counter[str](), Counter[str]()
    for row in numbers.rows:
        if row.team == team:
            add_row(arrived, row, InsightMeasure.ARRIVED)
            add_row(finished, row, InsightMeasure.LEFT)
    start = first_week(numbers.today)
    weeks = [(start + timedelta(weeks=number)).isoformat() for number in range(WEEKS)]
    return WeekFlow(arrived=[arrived[week] for week in weeks], finished=[finished[week] for week in weeks])


def _cells(waiting: int, flow: WeekFlow) -> list[InsightCell]:
    per_week = (round(sum(numbers) / WEEKS) for numbers in (flow.arrived, flow.finished))
    ahead = [flow.expected(waiting, weeks) if flow.is_enough else None for weeks in _AHEAD]
    return [number_cell(waiting), *map(number_cell, per_week), *map(_expected_cell, ahead)]


def _expected_cell(expected: Expected | None) -> InsightCell:
    if expected is None:
        return no_value()
    if expected.low == expected.high:
        return number_cell(expected.low)
    low, high = Count(expected.low), Count(expected.high)
    return text_cell(_("{low} to {high}").format(low=low, high=high))

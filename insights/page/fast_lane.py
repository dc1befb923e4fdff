"""The table of what the fast lane would have approved, and how people decided."""

from collections import Counter
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Team
from insights.measures import InsightMeasure, LaneAnswer
from insights.page.numbers import Numbers
from insights.page.tables import InsightCell, InsightRow, InsightTable, no_value, number_cell, text_cell


def lane_table(numbers: Numbers) -> InsightTable:
    """Share and agreement of the fast lane, by team. Partners must not see it."""
    teams = [numbers.filters.team] if numbers.filters.team else list(Team.values)
    counts = numbers.added(InsightMeasure.LANE, group=lambda row: row.team, teams=True)
    return InsightTable(
        name="fast-lane",
        title=_("Fast lane"),
        definition=[
            _(
                "The decisions of people about updates in the selected period. The fast lane only records what it "
                "would have approved; it decides nothing."
            ),
            _("Share is the part of these decisions about updates that the fast lane would have approved."),
            _("Agreement is how many of those people approved too. The others are misses."),
        ],
        first_column=_("Team"),
        columns=[
            *(_("Decisions"), _("Would approve"), _("Share"), _("Agreed"), _("Missed")),
            pgettext("fast lane", "Agreement"),
        ],
        rows=[InsightRow(label=str(Team(team).label), cells=_cells(counts.get(team, Counter()))) for team in teams],
        empty="",
    )


def _cells(counts: Mapping[str, int]) -> list[InsightCell]:
    agreed, missed = counts.get(LaneAnswer.AGREED, 0), counts.get(LaneAnswer.MISSED, 0)
    every, would_approve = agreed + missed + counts.get(LaneAnswer.EXCLUDED, 0), agreed + missed
    return [
        number_cell(every),
        number_cell(would_approve),
        _percentage(would_approve, every),
        number_cell(agreed),
        number_cell(missed),
        _percentage(agreed, would_approve),
    ]


def _percentage(part: int, whole: int) -> InsightCell:
    return text_cell(_("{number}%").format(number=round(100 * part / whole))) if whole else no_value()

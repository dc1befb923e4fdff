"""The rows of tables: months, teams, kinds of listings or listings."""

from collections.abc import Callable, Collection, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.models import Team
from insights.page.filters import BY_KIND, BY_LISTING, BY_TEAM, KIND_NAMES
from insights.page.numbers import Numbers
from insights.queries import MonthRow


class Grouping(Struct, frozen=True, kw_only=True):
    """How the rows of a table are made. key is the group of a row of counts; is_by_month tables have a chart."""

    label: str
    key: Callable[[MonthRow], str]
    is_by_month: bool = False
    is_by_team: bool = False


def grouping_of(by: str) -> Grouping:
    """The grouping that the filter selects."""
    if by == BY_TEAM:
        return Grouping(label=_("Team"), key=lambda row: row.team, is_by_team=True)
    if by == BY_KIND:
        return Grouping(label=_("Kind of listing"), key=lambda row: row.kind)
    return Grouping(label=_("Listing"), key=lambda row: row.listing) if by == BY_LISTING else by_month()


def by_month() -> Grouping:
    """One row for each month."""
    return Grouping(label=_("Month"), key=lambda row: row.month.isoformat(), is_by_month=True)


def groups_of(grouping: Grouping, numbers: Numbers, present: Collection[str]) -> Sequence[tuple[str, str]]:
    """(key, label) of the rows in their order. present are the groups with counts."""
    if grouping.is_by_month:
        return [
            (month.isoformat(), date_format(month, "YEAR_MONTH_FORMAT"))
            for month in numbers.filters.months(numbers.today)
        ]
    if grouping.is_by_team:
        return [(team.value, str(team.label)) for team in Team if numbers.filters.team in {"", team.value}]
    kinds = {key: str(KIND_NAMES.get(key, key or _("Not chosen yet"))) for key in present}
    return sorted(kinds.items(), key=lambda item: item[1].casefold())


def short_month(key: str) -> str:
    """The name of a month below a chart."""
    return date_format(date.fromisoformat(key), "M")

"""The filter of the Insights pages, which is part of their URLs."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Team
from common.filters import FilterSelect, ListFilter, Options
from common.lazy_text import LazyText
from insights.queries import MonthRow
from listings.models import OFFERINGS, ROUTES
from page_parts.total_maps import total_map
from tilekit.core.kind import CodeType, OfferingType, Route

BY_MONTH, BY_TEAM, BY_KIND, BY_LISTING = "month", "team", "kind", "listing"
PERIODS = ("3", "6", "12", "24")
_CODE_TYPE_NAMES: Mapping[str, LazyText] = total_map(
    CodeType,
    {
        CodeType.AGENT: gettext_lazy("Agent check"),
        CodeType.API_OAUTH: gettext_lazy("API with OAuth"),
        CodeType.API_EXCEPTION: gettext_lazy("API without OAuth"),
        CodeType.TILE_ONLY: gettext_lazy("Tile only"),
    },
)
KIND_NAMES: Mapping[str, LazyText] = {
    **_CODE_TYPE_NAMES,
    **{value: label for value, label in OFFERINGS if value != OfferingType.INTEGRATION},
}


class InsightFilter(ListFilter, frozen=True, kw_only=True):
    """The filter: team, catalogue section, kind of listing, and how many months. by is what the rows of tables are."""

    choices = {
        "team": set(Team.values),
        "route": {route.value for route in Route},
        "kind": set(KIND_NAMES),
        "by": {BY_MONTH, BY_TEAM, BY_KIND},
        "period": set(PERIODS),
    }
    team: str = ""
    route: str = ""
    kind: str = ""
    by: str = BY_MONTH
    period: str = "12"

    def months(self, today: date) -> list[date]:
        """The first days of the months, the current one last."""
        number = today.year * 12 + today.month - 1
        count = int(self.period)
        return [date(month // 12, month % 12 + 1, 1) for month in range(number - count + 1, number + 1)]

    def matches(self, row: MonthRow) -> bool:
        """Whether the row is of the selected catalogue section and kind. Teams depend on the measure."""
        return self.route in {"", row.route} and self.kind in {"", row.kind}


class PartnerFilter(InsightFilter, frozen=True, kw_only=True):
    """The filter on the page of an organisation, which has no teams."""

    choices = {
        **{name: values for name, values in InsightFilter.choices.items() if name != "team"},
        "by": {BY_MONTH, BY_KIND, BY_LISTING},
    }


def selects(filters: InsightFilter) -> list[FilterSelect]:
    """The selects of the filter form."""
    periods = [(period, ngettext("{n} month", "{n} months", int(period)).format(n=period)) for period in PERIODS]
    rows = {
        BY_MONTH: _("By month"), BY_TEAM: _("By team"), BY_KIND: _("By kind of listing"), BY_LISTING: _("By listing")
    }  # fmt: skip
    definitions: Sequence[tuple[str, str, Options]] = (
        ("team", _("Team"), [("", _("All teams")), *Team.choices]),
        ("route", _("Catalogue section"), [("", _("Any catalogue section")), *ROUTES]),
        ("kind", _("Kind of listing"), [("", _("Any kind of listing")), *KIND_NAMES.items()]),
        ("period", _("Period"), periods),
        ("by", _("Rows"), [(value, label) for value, label in rows.items() if value in filters.choices["by"]]),
    )
    return [filters.form_select(*definition) for definition in definitions if definition[0] in filters.choices]

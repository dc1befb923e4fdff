"""The filter of the findings on a review page, which is part of its URL."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from msgspec import Struct
from msgspec.structs import asdict, replace

from accounts.models import Team
from common.filter_query import read_choices, read_search_text
from common.filter_selects import FilterSelect
from listings.display.place_names import translate_message
from page_parts.badges import badge_of
from reviews.page.review_page import ReviewPage
from reviews.teams import reads_part_of
from tilekit.checks.finding import Severity
from tilekit.sections import SECTIONS

VIEW = "findings"
_FINDING_CHOICES = {
    "team": set(Team.values),
    "section": {section.key for section in SECTIONS},
    "severity": {severity.value for severity in Severity},
}


class FindingsFilter(Struct, frozen=True, kw_only=True):
    """The filter. team is a team that reads the place, section the key of a section; q is searched in the text."""

    team: str = ""
    section: str = ""
    severity: str = ""
    q: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "FindingsFilter":
        """Read the filter from the URL, ignoring invalid values."""
        return cls(**read_choices(query, _FINDING_CHOICES), q=read_search_text(query))

    def matches(self, *, path: str, section: str, severity: str, text: str) -> bool:
        """Whether to show a finding with this place, severity and text."""
        is_chosen = self.severity in ("", severity) and self.section in ("", section)
        is_read = not self.team or reads_part_of(self.team, path or section)
        return is_chosen and is_read and self.q.casefold() in text.casefold()

    @property
    def is_narrowed(self) -> bool:
        return self != FindingsFilter()

    def without(self, name: str) -> dict[str, str]:
        """The values of the filter without one of them."""
        return asdict(replace(self, **{name: ""}))


def filter_context(page_data: ReviewPage, filters: FindingsFilter) -> dict[str, object]:
    """The template context of the filter form, with the active filters as chips."""
    selects = _selects(page_data, filters)
    return {"filter_view": VIEW, "filters": filters, "selects": selects, "chips": _chips(page_data, filters, selects)}


def _selects(page_data: ReviewPage, filters: FindingsFilter) -> list[FilterSelect]:
    shown = [section for section in SECTIONS if section.applies(page_data.kind) or section.key == filters.section]
    sections = [(section.key, translate_message(section.heading)) for section in shown]
    severities = [(str(severity), badge_of("severity", severity).label) for severity in Severity]
    return [
        FilterSelect(name="team", label=_("Team"), value=filters.team, options=[("", _("Any team")), *Team.choices]),
        FilterSelect(
            name="section", label=_("Section"), value=filters.section, options=[("", _("Any section")), *sections]
        ),
        FilterSelect(
            name="severity", label=_("Severity"), value=filters.severity, options=[("", _("Any severity")), *severities]
        ),
    ]


def _chips(page_data: ReviewPage, filters: FindingsFilter, selects: Iterable[FilterSelect]) -> list[dict[str, object]]:
    labels = {select.name: select.label_of_value for select in selects if select.value}
    if filters.q:
        labels["q"] = _("Contains: {text}").format(text=filters.q)
    return [{"label": label, "href": page_data.href(VIEW, **filters.without(name))} for name, label in labels.items()]

"""The filter of the findings on a review page, which is part of its URL."""

from django.utils.translation import gettext as _

from accounts.models import Team
from common.filters import FilterSelect, ListFilter
from listings.display.place_names import translate_message
from page_parts.badges import badge_of
from reviews.page.review_page import ReviewPage
from reviews.teams import reads_part_of
from tilekit.checks.finding import Severity
from tilekit.sections import SECTIONS

VIEW = "findings"


class FindingsFilter(ListFilter, frozen=True, kw_only=True):
    """The filter. team is a team that reads the place, section the key of a section; q is searched in the text."""

    choices = {
        "team": set(Team.values),
        "section": {section.key for section in SECTIONS},
        "severity": {severity.value for severity in Severity},
    }
    team: str = ""
    section: str = ""
    severity: str = ""

    def matches(self, *, path: str, section: str, severity: str, text: str) -> bool:
        """Whether to show a finding with this place, severity and text."""
        is_chosen = self.severity in ("", severity) and self.section in ("", section)
        is_read = not self.team or reads_part_of(self.team, path or section)
        return is_chosen and is_read and self.q.casefold() in text.casefold()


def filter_context(page_data: ReviewPage, filters: FindingsFilter) -> dict[str, object]:
    """The template context of the filter form, with the active filters as chips."""
    selects = _selects(page_data, filters)
    chips = filters.chips(selects, lambda changed: page_data.href(VIEW, **changed.query))
    return {"filter_view": VIEW, "filters": filters, "selects": selects, "chips": chips}


def _selects(page_data: ReviewPage, filters: FindingsFilter) -> list[FilterSelect]:
    shown = [section for section in SECTIONS if section.applies(page_data.kind) or section.key == filters.section]
    sections = [(section.key, translate_message(section.heading)) for section in shown]
    severities = [(str(severity), badge_of("severity", severity).label) for severity in Severity]
    return [
        filters.form_select("team", _("Team"), [("", _("Any team")), *Team.choices]),
        filters.form_select("section", _("Section"), [("", _("Any section")), *sections]),
        filters.form_select("severity", _("Severity"), [("", _("Any severity")), *severities]),
    ]

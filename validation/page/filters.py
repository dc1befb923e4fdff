"""The filter of the *Checks* page, which is part of its URL, and its form controls."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.utils import translation
from django.utils.translation import gettext as _
from msgspec import Struct
from msgspec.structs import fields, replace

from common.filter_query import read_choices, read_search_text
from common.filter_selects import FilterSelect
from common.lists import labelled
from page_parts.badges import badge_of
from tilekit.checks.catalogue import Check
from tilekit.checks.finding import Severity
from tilekit.checks.subjects import SUBJECTS
from tilekit.core.messages import translate
from validation.models import RolloutMode
from validation.queries.live_report import CHECKS_PATH, CheckCounts

FOUND, BREAKS, NEW = "found", "breaks", "new"
_CHOICES = {
    "subject": set(SUBJECTS),
    "severity": {each.value for each in Severity},
    "mode": set(RolloutMode.values),
    "breaks": {FOUND, BREAKS, NEW},
}


class CheckFilter(Struct, frozen=True, kw_only=True):
    """The filter of the *Checks* page. q is searched in codes, names and messages.

    breaks is "", `found` (has findings in live listings), `breaks` (live listings fail) or `new` (newly fail).
    """

    subject: str = ""
    severity: str = ""
    mode: str = ""
    breaks: str = ""
    q: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "CheckFilter":
        """Read the filter from the URL, ignoring invalid values."""
        return cls(**read_choices(query, _CHOICES), q=read_search_text(query))

    @property
    def query(self) -> dict[str, str]:
        """The active filters by name."""
        return {each.name: value for each in fields(self) if (value := getattr(self, each.name))}

    def with_changes(self, **changes: str) -> "CheckFilter":
        """A copy of the filter with these changes."""
        return replace(self, **changes)

    def matches(self, check: Check, mode: RolloutMode, counts: CheckCounts) -> bool:
        """Whether the filter matches the check."""
        return (
            self.subject in {"", check.subject}
            and self.severity in {"", check.submission_severity.value}
            and self.mode in {"", mode.value}
            and (not self.breaks or getattr(counts, _COUNTED[self.breaks]) > 0)
            and (not self.q or self.q.casefold() in _searchable_text(check))
        )


_COUNTED = {FOUND: "found", BREAKS: "failing", NEW: "newly_failing"}


def checks_page_url(filters: CheckFilter, **more: str) -> str:
    """The URL of the Checks page with the filter."""
    query = urlencode({**filters.query, **more})
    return f"{CHECKS_PATH}?{query}" if query else CHECKS_PATH


def selects(filters: CheckFilter) -> list[FilterSelect]:
    """The selects for subject, severity, mode and findings in live listings."""
    language = translation.get_language() or "en"
    subjects = [(code, labelled(code, translate(name, language))) for code, name in SUBJECTS.items()]
    severities = [(each.value, badge_of("severity", each.value).label) for each in Severity]
    live = [
        (FOUND, _("Findings in live listings")),
        (BREAKS, _("Failing live listings")),
        (NEW, _("Newly failing live listings")),
    ]
    definitions: list[tuple[str, str, list[tuple[str, object]]]] = [
        ("subject", _("Subject"), [("", _("Any subject")), *subjects]),
        ("severity", _("Severity"), [("", _("Any severity")), *severities]),
        ("mode", _("Mode"), [("", _("Any mode")), *RolloutMode.choices]),
        ("breaks", _("Live listings"), [("", _("Any result in live listings")), *live]),
    ]
    return [
        FilterSelect(name=name, label=label, value=filters.query.get(name, ""), options=options)
        for name, label, options in definitions
    ]


def chips(filters: CheckFilter, selects: Iterable[FilterSelect]) -> list[dict[str, str]]:
    """The active filters, each with the URL of the page without it."""
    found = [
        {"label": each.label_of_value, "href": checks_page_url(filters.with_changes(**{each.name: ""}))}
        for each in selects
        if each.value
    ]
    if filters.q:
        label = _("Contains: {text}").format(text=filters.q)
        found.append({"label": label, "href": checks_page_url(filters.with_changes(q=""))})
    return found


def _searchable_text(check: Check) -> str:
    language = translation.get_language() or "en"
    return f"{check.code} {translate(check.name, language)} {translate(check.message, language)}".casefold()

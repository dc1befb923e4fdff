"""The filter of the *Checks* page, which is part of its URL, and its form controls."""

from urllib.parse import urlencode

from django.utils import translation
from django.utils.translation import gettext as _

from common.filters import FilterSelect, ListFilter, Options
from common.lists import labelled
from page_parts.badges import badge_of
from tilekit.checks.finding import Severity
from tilekit.checks.registered_checks import Check
from tilekit.checks.subjects import SUBJECTS
from tilekit.core.messages import translate
from validation.models import RolloutMode
from validation.queries.live_report import CHECKS_PATH, CheckCounts

FOUND, BREAKS, NEW = "found", "breaks", "new"


class CheckFilter(ListFilter, frozen=True, kw_only=True):
    """The filter of the *Checks* page. q is searched in codes, names and messages.

    breaks is "", `found` (has findings in live listings), `breaks` (live listings fail) or `new` (newly fail).
    """

    choices = {
        "subject": set(SUBJECTS),
        "severity": {severity.value for severity in Severity},
        "mode": set(RolloutMode.values),
        "breaks": {FOUND, BREAKS, NEW},
    }
    subject: str = ""
    severity: str = ""
    mode: str = ""
    breaks: str = ""

    def matches(self, check: Check, mode: RolloutMode, counts: CheckCounts) -> bool:
        """Whether the filter matches the check."""
        return (
            self.subject in {"", check.subject}
            and self.severity in {"", check.submission_severity.value}
            and self.mode in {"", mode.value}
            and (not self.breaks or getattr(counts, _COUNTED[self.breaks]) > 0)
            and (not self.q or self.q.casefold() in _searchable_text(check))
        )


_COUNTED = {FOUND: "affected", BREAKS: "failing", NEW: "newly_failing"}


def checks_page_url(filters: CheckFilter, **more: str) -> str:
    """The URL of the Checks page with the filter."""
    query = urlencode({**filters.query, **more})
    return f"{CHECKS_PATH}?{query}" if query else CHECKS_PATH


def selects(filters: CheckFilter) -> list[FilterSelect]:
    """The selects for subject, severity, mode and findings in live listings."""
    language = translation.get_language() or "en"
    subjects = [(code, labelled(code, translate(name, language))) for code, name in SUBJECTS.items()]
    severities = [(severity.value, badge_of("severity", severity.value).label) for severity in Severity]
    live = [
        (FOUND, _("Findings in live listings")),
        (BREAKS, _("Failing live listings")),
        (NEW, _("Newly failing live listings")),
    ]
    definitions: list[tuple[str, str, Options]] = [
        ("subject", _("Subject"), [("", _("Any subject")), *subjects]),
        ("severity", _("Severity"), [("", _("Any severity")), *severities]),
        ("mode", _("Mode"), [("", _("Any mode")), *RolloutMode.choices]),
        ("breaks", _("Live listings"), [("", _("Any result in live listings")), *live]),
    ]
    return [filters.form_select(*definition) for definition in definitions]


def _searchable_text(check: Check) -> str:
    language = translation.get_language() or "en"
    return f"{check.code} {translate(check.name, language)} {translate(check.message, language)}".casefold()

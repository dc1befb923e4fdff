"""XC-058: declared data types that no text mentions."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.readme.markdown_text import readme_texts
from tilekit.checks.registry import check
from tilekit.core.kind import exchanges_data
from tilekit.core.messages import N_
from tilekit.sections.data import Data

# Metrics and logs have files of their own, which other checks compare. Alerts often arrive as events.
_WORDS_OF_TYPE = {
    "Traces": re.compile(r"\btrac(?:es?|ing)\b|\bspans?\b|\bAPM\b", re.IGNORECASE),
    "Incidents": re.compile(r"\bincidents?\b", re.IGNORECASE),
}


@check(
    code="XC-058",
    name=N_("Data type that the README does not mention"),
    severity=Severity.ADVICE,
    message=N_("The listing submits {value}, but the README does not mention them. Describe them or remove the type."),
    starts_observed=True,
    applies_to=N_("README, manifest"),
    expected=N_("The README mentions traces and incidents if they are submitted data types"),
    bad="Submitted Data Type::Traces, but no traces in the README",
    good="“The integration sends traces of each request.”",
)
def mentions_submitted_data(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """The README says something about each submitted data type that no other part of the listing shows."""
    for readme in readme_texts(bundle) if exchanges_data(bundle.kind) else ():
        for kind, words in _WORDS_OF_TYPE.items():
            if kind in bundle.section(Data).submitted_data_types and not words.search(readme.source.text):
                yield finding(path="data.submitted_data_types", value=kind)

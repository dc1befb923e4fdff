"""XC-051: events that only the README promises."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.negation import is_negated
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.messages import N_
from tilekit.sections.data import Data

_EVENTS = re.compile(r"events?", re.IGNORECASE)
_SENDS = re.compile(
    r"\b(?:sends?|emits?|creates?|submits?|generates?)\b[^.]*?\bevents?\b"
    r"|\bevents?\b[^.]*?\b(?:are|is) (?:sent|created|submitted|emitted|generated)\b",
    re.IGNORECASE,
)
# Logs and metrics that the product calls events.
_OTHER = re.compile(r"\b(?:logs?|metrics?|webhooks?)\b", re.IGNORECASE)


@readme_check(
    "XC-051",
    Severity.ADVICE,
    N_("The text says that events are sent, but the listing creates no events. Correct the text or the setting."),
    name=N_("Events that only the README promises"),
    starts_observed=True,
    applies_to=N_("README, manifest"),
    expected=N_("The section “Events” promises events only if creates_events is true"),
    bad="“Sends an event for each node that joins” and creates_events: false",
    good="creates_events: true",
)
def promises_real_events(readme: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """The section about events agrees with the manifest. XC-028 reports the opposite."""
    if bundle.section(Data).creates_events or "events" in bundle.kind.submitted:
        return
    lines = readme.markdown.prose
    starts = [one.line for one in readme.markdown.headings] + [len(lines) + 1]
    for heading, end in zip(readme.markdown.headings, starts[1:], strict=True):
        if _EVENTS.fullmatch(heading.text.strip()):
            section = lines[heading.line : end - 1]
            said = next((at for at, line in enumerate(section, heading.line + 1) if _SENDS.search(line)), 0)
            text = "\n".join(section)
            if said and not is_negated(text) and not _OTHER.search(text):
                yield readme.finding(said)

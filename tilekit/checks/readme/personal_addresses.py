"""RM-054: links to the mailbox of a person at a free e-mail provider."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.manifest.author import FREE_MAIL
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.messages import N_
from tilekit.parse.text import matches_in

_MAILBOX = re.compile(r"mailto:[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)


@readme_check(
    "RM-054",
    Severity.ADVICE,
    N_("{value} is a free e-mail provider. Link to an address of your company that someone always reads."),
    name=N_("Link to a personal mailbox"),
    starts_observed=True,
    expected=N_("Links for e-mails go to addresses of the company"),
    bad="mailto:jo.doe@gmail.com",
    good="mailto:support@acme.example",
)
def links_to_company(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    for number, match in matches_in(text.markdown.lines, _MAILBOX, ("mailto:",)):
        if match[1].lower() in FREE_MAIL:
            yield text.finding(number, match.start() + 1, value=match[1])

"""RM-060: links that show one address and lead to another."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.domains import domain_of, registrable_domain
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.messages import N_

_SHOWN_PAGE = re.compile(r"(?:https?://|www\.)(?P<host>[\w-]+(?:\.[\w-]+)+)(?:[/?#:]\S*)?", re.IGNORECASE)
_SHOWN_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@readme_check(
    "RM-060",
    Severity.WARNING,
    N_("The link shows {value}, but leads to {url}. Use one address."),
    name=N_("Link that shows another address"),
    starts_observed=True,
    expected=N_("If the text of a link is an address, the link leads to its domain or mailbox"),
    bad="[support@acme.example](mailto:help@other.example)",
    good="[support@acme.example](mailto:support@acme.example)",
)
def shows_where_links_lead(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """Customers arrive where the text of a link says. Forms behind a mail address are not compared."""
    for link in text.markdown.links:
        shown = link.text.strip("`*_ ")
        page = _SHOWN_PAGE.fullmatch(shown)
        if page and link.url.startswith("http"):
            is_same = domain_of(link.url) == registrable_domain(page["host"].lower())
        elif link.url.startswith("mailto:") and _SHOWN_MAIL.fullmatch(shown):
            is_same = link.url.removeprefix("mailto:").partition("?")[0].lower() == shown.lower()
        else:
            continue
        if not is_same:
            yield text.finding(link.line, link.column, value=shown, url=link.url)

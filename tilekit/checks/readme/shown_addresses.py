"""RM-060: links that show one address and lead to another."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.domains import domain_of, registrable_domain
from tilekit.checks.finding import FindingPlace, RawFinding, Severity
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.messages import N_

_SHOWN_PAGE = re.compile(r"(?:https?://|www\.)(?P<host>[\w-]+(?:\.[\w-]+)+)(?:[/?#:]\S*)?", re.IGNORECASE)
_FILES = ("metadata.csv", "service_checks.json", "manifest.json", "conf.yaml.example")
_FILE_IN_URL = re.compile(r"(?<=/)(?:metadata\.csv|service_checks\.json|manifest\.json|conf\.yaml\.example)$")
_KINDS_OF_KEYS = re.compile(r"^(?:the )?(?P<kind>API|application) keys?\b", re.IGNORECASE)
_KEYS_PAGE = re.compile(r"/organization-settings/(?P<kind>api|application)-keys")
_SHOWN_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@readme_check(
    "RM-060",
    Severity.WARNING,
    N_("The link shows {value}, but leads to {url}. Use one address."),
    name=N_("Link that shows another address"),
    starts_observed=True,
    expected=N_("If the text of a link is an address, a file or a kind of keys, the link leads there"),
    bad="[support@acme.example](mailto:help@other.example)",
    good="[support@acme.example](mailto:support@acme.example)",
)
def shows_where_links_lead(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """Customers arrive where the text of a link says. Forms behind a mail address are not compared."""
    lines = {one.label.casefold(): one.line for one in text.markdown.definitions}
    for link in text.markdown.links:
        shown = link.text.strip("`*_ ")
        page = _SHOWN_PAGE.fullmatch(shown)
        if page and link.url.startswith("http"):
            is_same = domain_of(link.url) == registrable_domain(page["host"].lower())
        elif link.url.startswith("mailto:") and _SHOWN_MAIL.fullmatch(shown):
            is_same = link.url.removeprefix("mailto:").partition("?")[0].lower() == shown.lower()
        elif shown in _FILES and (named := _FILE_IN_URL.search(link.url)):
            is_same = named[0] == shown
        elif match := _KINDS_OF_KEYS.search(shown):
            page = _KEYS_PAGE.search(link.url)
            is_same = page is None or page["kind"] == match["kind"].lower()
        else:
            continue
        if not is_same:
            raw_finding = text.finding(link.line, link.column, value=shown, url=link.url)
            definition = lines.get(link.label.casefold(), link.line)
            others = (FindingPlace(line=definition),) if definition != link.line else ()
            yield replace(raw_finding, other_places=others)

"""GEN-022: addresses and names of an example in place of the vendor's, and mailboxes that nobody reads."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.manifest.author import AUTHOR_NAME, SALES, SUPPORT, manifest_addresses
from tilekit.checks.manifest.manifest_file import readable_manifest
from tilekit.checks.readme.markdown_text import readme_texts
from tilekit.checks.registry import check
from tilekit.core.messages import N_

_MakeFinding = Callable[..., RawFinding]
# Domains that are reserved for examples, and those that texts to be filled in use.
_SAMPLE_DOMAINS = frozenset((
    "company.com", "domain.com", "example.com", "example.net", "example.org", "mycompany.com", "mydomain.com",
    "your-company.com", "your-domain.com", "yourcompany.com", "yourdomain.com",
))  # fmt: skip
_HOST_OF_ADDRESS = re.compile(r"(?:(?:https?://|mailto:)?(?:[^@/\s?#]*@)?)(?P<host>[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
_USUAL_LABEL = re.compile(r"^(?:www|api|app|blog|docs|help|info|login|mail|portal|status|support)\.")
_SAMPLE_NAME = re.compile(
    r"(?:(?:your|my|the|a|some|sample|test|dummy) )?(?:company|vendor|partner|organi[sz]ation)(?: name)?(?: here)?"
    r"|(?:your|my) name|n/?a|none|test|unknown|foo ?bar",
    re.IGNORECASE,
)
_UNREAD_MAILBOX = re.compile(r"(?:mailto:)?(?:no|do-?not|never)[-_.]?reply\b[^@\s]*@", re.IGNORECASE)
_READ_BY_NOBODY = N_("Nobody reads messages to {value}. Enter an address that your team answers.")
_NO_VENDOR_NAME = N_("“{value}” is not the name of a company. Enter the vendor's name.")


@check(
    code="GEN-022",
    name=N_("Contact details of an example"),
    severity=Severity.WARNING,
    message=N_("{value} is an address for examples, not your own. Replace it."),
    starts_observed=True,
    applies_to=N_("README, manifest"),
    expected=N_("The vendor's name, its addresses and the links in the README are real, and someone reads its mail"),
    bad="https://support.example.com, or no-reply@acme.example",
    good="support@acme.example",
)
def names_real_contacts(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Contacts in the manifest and links in the README lead to the vendor. Examples in code may lead anywhere."""
    for address, make in (*_in_manifest(bundle), *_in_readme(bundle)):
        match = _HOST_OF_ADDRESS.match(address)
        if match and _USUAL_LABEL.sub("", match["host"].lower()) in _SAMPLE_DOMAINS:
            yield make()
        elif _UNREAD_MAILBOX.match(address):
            yield make(message=_READ_BY_NOBODY)
    manifest = readable_manifest(bundle)
    name = manifest.text(AUTHOR_NAME).strip() if manifest else ""
    if manifest and _SAMPLE_NAME.fullmatch(name):
        yield manifest.finding(AUTHOR_NAME, value=name, message=_NO_VENDOR_NAME)


def _in_manifest(bundle: Bundle) -> Iterator[tuple[str, _MakeFinding]]:
    """The addresses in the manifest, and what makes a finding about each."""
    if manifest := readable_manifest(bundle):
        contacts = [(pointer, manifest.text(pointer)) for pointer in (SUPPORT, SALES)]
        for pointer, address in (*manifest_addresses(manifest), *contacts):
            yield address, partial(manifest.finding, pointer, value=address)


def _in_readme(bundle: Bundle) -> Iterator[tuple[str, _MakeFinding]]:
    """The same for the links with a text in the README."""
    for readme in readme_texts(bundle):
        for link in readme.markdown.links:
            if not link.is_auto and link.text != link.url:
                yield link.url, partial(readme.finding, link.line, link.column, value=link.url)

"""RM-055: addresses of another company in the section about support."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.domains import domain_of, registrable_domain
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.parsed_files import manifest_text
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check, section_titled
from tilekit.core.kind import on_marketplace
from tilekit.core.messages import N_
from tilekit.core.suggestions import is_typo
from tilekit.parse.markdown.parts import MarkdownSection
from tilekit.parse.text import matches_in

_ADDRESS = re.compile(r"[\w.+-]+@(?P<host>[\w-]+(?:\.[\w-]+)+)")
_DIGITS = re.compile(r"\d")
_REFUSED = re.compile(
    r"\b(?:provided|comes|offered|available|is) (?:as[- ]is\b|without (?:any )?support\b)|\bthere is no support\b",
    re.IGNORECASE,
)
# Other ways than an address: a page, a number, a place in the product.
_WAY = re.compile(
    r"https?:|www\.|@|\d[\d ()-]{5,}|\b(?:app|button|chat|channel|console|contact|dashboard|desk|discord|form|forum"
    r"|github|helpdesk|icon|in-app|issues?|menu|page|portal|section|slack|tab|tickets?|website)\b",
    re.IGNORECASE,
)
_NO_WAY = N_("“{value}” names no way to get help. Add an address or a link.")
_NO_HELP = N_("The section about support says “{value}”. Explain how customers can contact you.")
_MISSPELLED = N_("The manifest has the address {address}, not {value}. Correct one of them.")
_OF_PLATFORM = "datadoghq.com"
_PLATFORM_SUPPORT = re.compile(r"\bDatadog(?:['’]s)? (?:[Ss]upport|[Hh]elp)\b|\b\w+@datadoghq\.com\b")
_HELP = re.compile(r"mailto:|support|help|contact|ticket|portal|forum|chat|communit|discord|slack|desk", re.IGNORECASE)
_NOT_FROM_PLATFORM = N_("“{value}” doesn't help with a product that customers pay you for. Name your own support.")


@readme_check(
    "RM-055",
    Severity.ADVICE,
    N_("{value} is on another domain than the addresses in the manifest. Use an address of your company."),
    name=N_("Support by another company"),
    starts_observed=True,
    applies_to=N_("README, manifest"),
    expected=N_("“Support” has an address on a domain of the manifest's addresses, and does not refuse help"),
    bad="help@other.example in the README, support@acme.example in the manifest",
    good="support@acme.example in both",
)
def offers_own_support(readme: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """At least one e-mail address in the section is on a domain of the vendor, if there are any.

    No address in the README is a misspelled one of the manifest.
    """
    yield from _misspelled(readme, bundle)
    part = section_titled(readme, "Support")
    if part is None:
        return
    lines = readme.markdown.prose[part.line : part.end_line]
    addresses = [*matches_in(lines, _ADDRESS, ("@",))]
    domains = {registrable_domain(match["host"].lower()) for _, match in addresses}
    vendor_domains = {*_own_domains(bundle), _OF_PLATFORM}
    if addresses and len(vendor_domains) > 1 and domains.isdisjoint(vendor_domains):
        number, match = addresses[0]
        yield readme.finding(part.line + number, match.start() + 1, value=match[0])
    links = [one for one in readme.markdown.links if part.line < one.line <= part.end_line]
    if not addresses and not links and any(map(str.strip, lines)) and not _WAY.search("\n".join(lines)):
        first = next(number for number, line in enumerate(lines, 1) if line.strip())
        yield readme.finding(part.line + first, 1, value="Support", message=_NO_WAY)
    is_own = not domains.isdisjoint({*_own_domains(bundle)}) or _has_own_link(readme, part)
    for number, match in matches_in(lines, _PLATFORM_SUPPORT, ("datadog",)):
        if on_marketplace(bundle.kind) and not is_own:
            yield readme.finding(part.line + number, match.start() + 1, value=match[0], message=_NOT_FROM_PLATFORM)
    for number, match in matches_in(lines, _REFUSED, ("as is", "as-is", "support")) if not addresses else ():
        yield readme.finding(part.line + number, match.start() + 1, value=match[0], message=_NO_HELP)


def _has_own_link(readme: MarkdownText, part: MarkdownSection) -> bool:
    """Whether a link of the section leads to help that is not the platform's."""
    links = [one for one in readme.markdown.links if part.line < one.line <= part.end_line]
    urls = [one.url for one in links if _HELP.search(f"{one.url} {one.text}")]
    return any((domain_of(url) or url.rpartition("@")[2].lower()) != _OF_PLATFORM for url in urls)


def _misspelled(readme: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """Addresses like one of the manifest. Those that differ only in a number are other mailboxes."""
    listed = list(_own_addresses(bundle))
    for number, match in matches_in(readme.markdown.lines, _ADDRESS, ("@",)):
        address = match[0].lower()
        meant = next((one for one in listed if is_typo(address, one)), "")
        if meant and address not in listed and _DIGITS.sub("", address) != _DIGITS.sub("", meant):
            yield readme.finding(number, match.start() + 1, value=match[0], message=_MISSPELLED, address=meant)


def _own_addresses(bundle: Bundle) -> Iterator[str]:
    for key in ("support_email", "sales_email"):
        yield manifest_text(bundle, f"/author/{key}").lower()


def _own_domains(bundle: Bundle) -> Iterator[str]:
    """The domains of the addresses in the manifest."""
    for address in _own_addresses(bundle):
        host = address.rpartition("@")[2]
        yield from [registrable_domain(host)] if "." in host else []
    home = domain_of(manifest_text(bundle, "/author/homepage"))
    yield from [home] if home else []

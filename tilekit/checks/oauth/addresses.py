"""OA-004 to OA-009: the addresses to which customers are sent."""

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qs, urlsplit

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.domains import registrable_domain, test_word
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity
from tilekit.checks.oauth.client_file import CLIENT, REDIRECT_URIS, ClientFile, files, oauth_client_check, row
from tilekit.checks.registry import check
from tilekit.checks.shapes import HasValue, Place
from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.json_values import text
from tilekit.sections import limits

MAX_URIS = limits.REDIRECT_URIS
# What the platform adds to the address when it sends a customer back.
_RESPONSE = frozenset(("access_token", "code", "error", "id_token", "state"))
# Hosts and paths with texts to read.
_DOCUMENTATION = re.compile(
    r"(?:docs?|documentation|help|kb|learn|support|wiki|blog)\.|[^/]+/(?:docs?|documentation|help|kb|wiki|blog)(?:/|$)"
)


def address_parts(url: str) -> SplitResult | None:
    """The parts of an address; None if it has no host."""
    try:
        parts = urlsplit(url)
        return parts if parts.hostname else None
    except ValueError:
        return None


def _is_secure(url: Json) -> bool:
    """Whether a redirect address is absolute and uses https. OA-005 reports local addresses."""
    parts = address_parts(text(url))
    return parts is not None and (parts.scheme == "https" or (parts.scheme == "http" and _is_local(parts)))


def _fix_using_https(place: Place) -> Fix | None:
    parts, url = address_parts(text(place.value)), text(place.value)
    return place.setting(f"https{url[4:]}" if parts and parts.scheme == "http" else None, N_("Use https"))


def _is_local(parts: SplitResult) -> bool:
    host = (parts.hostname or "").lower()
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal", ".lan")) or "." not in host


def _is_production(url: Json) -> bool:
    """Whether an address is not for tests. Registered domains such as dev.to and acme.dev are allowed."""
    parts = address_parts(text(url))
    return parts is None or not test_word(parts.hostname or "")


row(
    "OA-004",
    Severity.BLOCKER,
    N_("The redirect URI {value} must start with https://."),
    HasValue(at=f"{REDIRECT_URIS}/*", read=text, fits=_is_secure, repair=_fix_using_https),
    name=N_("Redirect URI without https"),
    is_security=True,
    applies_to="redirect_uris",
    expected=N_("Each URI is an absolute https URL (http only for localhost in a test client)"),
    bad="http://app.acme.example/callback",
    good="https://app.acme.example/callback",
)
row(
    "OA-006",
    Severity.ADVICE,
    N_("The redirect URI {value} looks like a test address. Keep only production addresses."),
    HasValue(at=f"{REDIRECT_URIS}/*", read=text, fits=_is_production),
    name=N_("Test address as a redirect URI"),
    applies_to="redirect_uris",
    expected=N_("No staging, test or demo addresses"),
    bad="https://staging.acme.example/callback",
    good="https://app.acme.example/callback",
)


@oauth_client_check(
    "OA-005",
    Severity.BLOCKER,
    N_("The redirect URI {value} contains {what}, which is not allowed."),
    name=N_("Forbidden part in a redirect URI"),
    is_security=True,
    applies_to="redirect_uris",
    expected=N_("No fragment, wildcard, user name, template, space, part of a response, localhost or private address"),
    bad="https://*.acme.example/callback",
    good="https://app.acme.example/callback",
)
def has_exact_uris(asset: ClientFile, _: Bundle) -> Iterator[RawFinding]:
    for at, url in enumerate(asset.texts_at(REDIRECT_URIS)):
        parts = address_parts(url)
        if parts is None:
            continue
        wrong = {
            N_("a fragment"): "#" in url,
            N_("a wildcard"): "*" in url,
            N_("a user name"): "@" in parts.netloc,
            N_("a template"): "{" in url or "<" in url,
            N_("a space"): any(map(str.isspace, url)),
            N_("a part of a response"): not _RESPONSE.isdisjoint(parse_qs(parts.query, keep_blank_values=True)),
            N_("a private address"): _is_local(parts),
        }
        for what, is_there in wrong.items():
            if is_there:
                yield asset.finding(f"{REDIRECT_URIS}/{at}", url, what=Message(what))


@oauth_client_check(
    "OA-007",
    Severity.WARNING,
    N_("There are {n} redirect URIs. Use a single one if you can."),
    name=N_("Too many or repeated redirect URIs"),
    fix=FixClass.SUGGESTED,
    applies_to="redirect_uris",
    expected=N_("At most ten redirect URIs, without duplicates"),
    bad="eleven redirect URIs, or a duplicate",
    good="one redirect URI",
)
def has_few_uris(asset: ClientFile, _: Bundle) -> Iterator[RawFinding]:
    n = len(asset.texts_at(REDIRECT_URIS))
    if n > MAX_URIS:
        yield asset.finding(REDIRECT_URIS, n, n=n)
    yield from asset.repeated(REDIRECT_URIS)


@oauth_client_check(
    "OA-008",
    Severity.WARNING,
    N_("Your redirect URIs are on different domains ({domain} and {other}). Use one domain."),
    name=N_("Redirect URIs on different domains"),
    applies_to="redirect_uris",
    expected=N_("All redirect URIs are on one domain"),
    bad="https://a.one.example and https://b.two.example",
    good="https://app.acme.example",
)
def has_one_domain(asset: ClientFile, _: Bundle) -> Iterator[RawFinding]:
    """All URIs have the same registrable domain. Another check reports private addresses."""
    addresses = [(at, address_parts(url)) for at, url in enumerate(asset.texts_at(REDIRECT_URIS))]
    hosts = {at: parts.hostname or "" for at, parts in addresses if parts and not _is_local(parts)}
    domains = {at: registrable_domain(host) for at, host in hosts.items()} if len(set(hosts.values())) > 1 else {}
    first = next(iter(domains.values()), "")
    for at, other in domains.items():
        if other != first:
            value = ", ".join(sorted(set(hosts.values())))
            yield asset.finding(f"{REDIRECT_URIS}/{at}", value, domain=first, other=other)
            return


@check(
    code="OA-009",
    name=N_("Invalid onboarding URL"),
    severity=Severity.BLOCKER,
    message=N_("{value} is not a valid web address. Enter the address of your sign-in page, starting with https://."),
    optional_needs=(Need.NETWORK,),
    applies_to="onboarding_url",
    expected=N_("An absolute https URL that responds and is not a redirect URI"),
    bad="acme.example/login",
    good="https://app.acme.example/connect",
)
def has_onboarding(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """The onboarding address is absolute, uses https, is not a redirect address and responds.

    Its format is checked immediately. Only the response needs a request to the server.
    """
    pointer = f"{CLIENT}/onboarding_url"
    for asset in files(bundle):
        url = text(asset.at(pointer))
        parts = address_parts(url)
        if not url:
            continue
        if parts is None or parts.scheme != "https" or any(map(str.isspace, url.strip())):
            yield asset.finding(pointer, url)
        elif url in asset.texts_at(REDIRECT_URIS):
            message = N_("{value} is one of your redirect URIs. Enter the address of your sign-in page.")
            yield asset.finding(pointer, url, message=message)
        elif _is_documentation(url, asset):
            message = N_("{value} looks like a page to read. Enter the address of your sign-in page.")
            yield asset.finding(pointer, url, message=message, severity=Severity.WARNING)
        elif reason := context.link_problem(url):
            message = N_("We could not reach {value} ({reason}). Enter the address of your sign-in page.")
            yield asset.finding(pointer, url, message=message, severity=Severity.WARNING, reason=Message(reason))


def _is_documentation(url: str, asset: ClientFile) -> bool:
    """Whether the page explains something, on a host to which no redirect URI leads."""
    parts = address_parts(url)
    hosts = {uri.netloc for uri in map(address_parts, asset.texts_at(REDIRECT_URIS)) if uri}
    is_other = parts is not None and parts.netloc not in hosts
    return is_other and _DOCUMENTATION.match(url.removeprefix("https://")) is not None

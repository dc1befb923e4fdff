"""OA-024: customers are sent to a domain that the listing does not name."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle, once_per_bundle
from tilekit.checks.context import title_key
from tilekit.checks.domains import COMMON_NAME_WORDS, domain_of, is_internal_host, meant_domain, registrable_domain
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.manifest.author import AUTHOR_NAME, SALES, SUPPORT, manifest_addresses
from tilekit.checks.manifest.manifest_file import readable_manifest
from tilekit.checks.oauth.addresses import address_parts
from tilekit.checks.oauth.client_file import CLIENT, REDIRECT_URIS, ClientFile, oauth_client_check
from tilekit.checks.readme.markdown_text import readme_texts
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.sections.overview import Overview

# Services whose hosts begin with the name of their customer.
_SIGN_IN_SERVICES = frozenset(("auth0.com", "okta.com", "onelogin.com", "amazoncognito.com", "b2clogin.com"))
# Hosting on which anybody can choose a name.
_FREE_HOSTING = (
    ".firebaseapp.com", ".fly.dev", ".github.io", ".gitlab.io", ".glitch.me", ".herokuapp.com", ".loca.lt",
    ".netlify.app", ".ngrok-free.app", ".ngrok.app", ".ngrok.io", ".now.sh", ".onrender.com", ".pages.dev",
    ".railway.app", ".repl.co", ".replit.app", ".surge.sh", ".trycloudflare.com", ".vercel.app", ".web.app",
    ".workers.dev",
)  # fmt: skip
_SLIP = N_("{value} is on {domain}, but the other addresses of the listing are on {near}. Correct the domain.")
_WORD = re.compile(r"[a-z0-9]+")
_SHORTEST_NAME_IN_HOST = 3


@oauth_client_check(
    "OA-024",
    Severity.WARNING,
    N_(
        "{value} is on {domain}, a domain that the listing does not name elsewhere. Use your own domain or explain it "
        "in the README."
    ),
    name=N_("OAuth address on another company's domain"),
    applies_to="redirect_uris, onboarding_url",
    expected=N_(
        "Redirect URIs and the onboarding URL are on a domain of the vendor, or on one that the README links to"
    ),
    bad="https://login.other.example/callback for Acme",
    good="https://app.acme.example/callback",
)
def stays_on_known_domains(client: ClientFile, bundle: Bundle) -> Iterator[RawFinding]:
    """Addresses are on a domain that the manifest or the README names, or whose name contains the vendor's."""
    names = _names(bundle)
    uris = client.texts_at(REDIRECT_URIS)
    hosts = {parts.hostname or "" for parts in map(address_parts, uris) if parts}
    has_one_domain = len(hosts) == 1 or len(set(map(registrable_domain, hosts))) == 1  # otherwise, OA-008 reports them
    places = [(f"{REDIRECT_URIS}/{at}", url) for at, url in enumerate(uris) if has_one_domain]
    places.append((f"{CLIENT}/onboarding_url", text(client.client.get("onboarding_url"))))
    for pointer, url in places:
        parts = address_parts(url)
        host = (parts.hostname if parts else "") or ""
        vendor_hosts = _known_hosts(bundle) if not is_internal_host(host) else frozenset[str]()
        if not vendor_hosts or host in vendor_hosts or host.endswith(tuple(f".{other}" for other in vendor_hosts)):
            continue
        domain = domain_of(url)  # after the comparison of hosts, because the list of public suffixes is slow to load
        where = title_key(host if domain in _SIGN_IN_SERVICES else domain)
        if (
            "." in domain
            and domain not in map(registrable_domain, vendor_hosts)
            and (host.endswith(_FREE_HOSTING) or not any(name in where for name in names))
        ):
            yield client.finding(pointer, url, domain=domain)
        elif near := meant_domain(domain, map(registrable_domain, vendor_hosts)):
            yield client.finding(pointer, url, message=_SLIP, domain=domain, near=near)


@once_per_bundle
def _known_hosts(bundle: Bundle) -> frozenset[str]:
    """The hosts of the vendor's addresses in the manifest, and of the links in the README; empty if unreadable."""
    manifest = readable_manifest(bundle)
    if manifest is None:
        return frozenset()
    urls = [url for _, url in manifest_addresses(manifest)]
    urls += [f"https://{manifest.text(key).rpartition('@')[2]}" for key in (SUPPORT, SALES)]
    for readme in readme_texts(bundle):
        urls += [link.url.replace("mailto:", "https://") for link in readme.markdown.links]
    hosts = ((parts.hostname or "").removeprefix("www.") for parts in map(address_parts, urls) if parts)
    return frozenset(host for host in hosts if "." in host)


def is_foreign_domain(bundle: Bundle, domain: str) -> bool:
    """Whether neither the manifest nor the README names the registrable domain, nor does it contain the vendor's name.

    False if the vendor's own domains can't be read.
    """
    vendor_domains = set(map(registrable_domain, _known_hosts(bundle)))
    return bool(vendor_domains) and domain not in vendor_domains and not any(name in domain for name in _names(bundle))


def _names(bundle: Bundle) -> set[str]:
    """The words of the product's and the vendor's names as they may be in a host."""
    overview, manifest = bundle.section(Overview), readable_manifest(bundle)
    titles = (overview.title, overview.integration_id, manifest.text(AUTHOR_NAME) if manifest else "")
    words = {word for title in titles for word in _WORD.findall(title.lower())}
    names = words - COMMON_NAME_WORDS | {title_key(title) for title in titles}
    return {name for name in names if len(name) > _SHORTEST_NAME_IN_HOST}

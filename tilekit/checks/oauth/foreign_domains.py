"""OA-024: customers are sent to a domain that the listing does not name."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import title_key
from tilekit.checks.domains import domain_of
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.manifest.author import AUTHOR_NAME, SALES, SUPPORT, manifest_addresses
from tilekit.checks.manifest.manifest_file import readable_manifest
from tilekit.checks.oauth.addresses import address_parts
from tilekit.checks.oauth.client_file import CLIENT, REDIRECT_URIS, ClientFile, oauth_client_check
from tilekit.checks.readme.markdown_text import readme_texts
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.sections.overview import Overview

_WORD = re.compile(r"[a-z0-9]+")
_SHORTEST_NAME = 3


@oauth_client_check(
    "OA-024",
    Severity.WARNING,
    N_(
        "{value} is on {domain}, a domain that the listing does not name elsewhere. Use your own domain or explain it "
        "in the README."
    ),
    name=N_("OAuth address on another company's domain"),
    starts_observed=True,
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
    places = [(f"{REDIRECT_URIS}/{at}", url) for at, url in enumerate(client.texts_at(REDIRECT_URIS))]
    places.append((f"{CLIENT}/onboarding_url", text(client.client.get("onboarding_url"))))
    for pointer, url in places:
        parts = address_parts(url)
        host = title_key((parts.hostname if parts else "") or "")
        if host and not any(name in host for name in names):
            domains, domain = _known_domains(bundle), domain_of(url)  # the list of public suffixes is slow to load
            if domains and "." in domain and domain not in domains:
                yield client.finding(pointer, url, domain=domain)


def _known_domains(bundle: Bundle) -> set[str]:
    """The domains of the vendor's addresses in the manifest, and of the links in the README; empty if unreadable."""
    manifest = readable_manifest(bundle)
    if manifest is None:
        return set()
    urls = [url for _, url in manifest_addresses(manifest)]
    urls += [f"https://{manifest.text(key).rpartition('@')[2]}" for key in (SUPPORT, SALES)]
    for readme in readme_texts(bundle):
        urls += [link.url.replace("mailto:", "https://") for link in readme.markdown.links]
    return {domain for domain in map(domain_of, urls) if "." in domain}


def _names(bundle: Bundle) -> set[str]:
    """The words of the product's and the vendor's names as they may be in a host."""
    overview, manifest = bundle.section(Overview), readable_manifest(bundle)
    titles = (overview.title, overview.integration_id, manifest.text(AUTHOR_NAME) if manifest else "")
    words = {word for title in titles for word in _WORD.findall(title.lower())}
    return {word for word in words | {title_key(title) for title in titles} if len(word) > _SHORTEST_NAME}

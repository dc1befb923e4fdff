"""MF-062 and MF-063: addresses of another company, and categories of a provider that no text mentions."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, title_key
from tilekit.checks.domains import COMMON_NAME_WORDS, is_internal_host, meant_domain, registrable_domain
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.manifest.author import HOMEPAGE, SALES, SUPPORT
from tilekit.checks.manifest.manifest_file import Manifest, readable_manifest
from tilekit.checks.metrics.own_names import own_names_of
from tilekit.checks.parsed_files import MANIFEST, text_files
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, text
from tilekit.sections.overview import Overview

_HOST_OF_CONTACT = re.compile(r"(?:https?://|[^@\s/]+@)(?P<host>[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
# Where people of many companies have pages and mailboxes.
_SHARED = frozenset((
    "apple.com", "bitbucket.org", "datadoghq.com", "github.com", "github.io", "gitlab.com", "gmail.com", "gmx.de",
    "gmx.net", "googlemail.com", "hotmail.com", "icloud.com", "linkedin.com", "live.com", "notion.site", "outlook.com",
    "proton.me", "protonmail.com", "yahoo.com",
))  # fmt: skip
_SHORTEST_NAME_PART = 4
_SLIP = N_("{value} is on {domain}, but the other addresses are on {near}. Correct the domain.")
_PROVIDERS = {
    "AWS": r"aws|amazon",
    "Azure": r"azure|microsoft",
    "Google Cloud": r"gcp|google",
    "Kubernetes": r"kube|k8s|helm",
    "Mainframes": r"mainframe|z/os|zos|as/?400|ibm i",
    "Oracle": r"oracle",
    "SAP": r"\bsap\b",
    "SNMP": r"snmp",
}
_TAG_OF_CATEGORY = re.compile(r"Category::(?P<name>.+)")


@check(
    code="MF-062",
    name=N_("Contact address of another company"),
    severity=Severity.WARNING,
    message=N_("{value} is on a domain that matches neither the vendor's name nor another address. Correct it."),
    starts_observed=True,
    applies_to="/author",
    expected=N_("The home page and the addresses for support and sales belong to one company, the vendor"),
    bad="https://other.example, with support@acme.example",
    good="https://acme.example, with support@acme.example",
)
def has_contacts_of_vendor(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """An address that differs from the others contains the name of the vendor or of the product."""
    manifest = readable_manifest(bundle)
    domains = {pointer: _domain(manifest, pointer) for pointer in (HOMEPAGE, SUPPORT, SALES)} if manifest else {}
    vendor_domains = {pointer: domain for pointer, domain in domains.items() if domain and domain not in _SHARED}
    for pointer, domain in vendor_domains.items():
        others = [other for key, other in vendor_domains.items() if key != pointer]
        if manifest and others and domain not in others and not _is_named_after_vendor(domain, bundle):
            yield manifest.finding(pointer, value=manifest.text(pointer))
        elif manifest and (near := meant_domain(domain, others)) and len(set(others)) == 1:
            yield manifest.finding(pointer, value=manifest.text(pointer), message=_SLIP, domain=domain, near=near)


def _domain(manifest: Manifest, pointer: str) -> str:
    """The domain of an address; "" if it is not public, which MF-031 reports."""
    match = _HOST_OF_CONTACT.match(manifest.text(pointer).strip())
    return registrable_domain(match["host"].lower()) if match and not is_internal_host(match["host"]) else ""


def _is_named_after_vendor(domain: str, bundle: Bundle) -> bool:
    label, overview = title_key(domain.partition(".")[0]), bundle.section(Overview)
    words = [title_key(word) for word in re.findall(r"\w+", f"{overview.vendor_name} {overview.title}")]
    names = (word for word in words if len(word) >= _SHORTEST_NAME_PART and word not in COMMON_NAME_WORDS)
    is_part = any(word in label for word in names)
    return is_part or own_names_of(bundle).has_product(label)


@check(
    code="MF-063",
    name=N_("Category that no text mentions"),
    severity=Severity.ADVICE,
    message=N_("No text of the listing mentions {value}. Remove the category, or explain how it is supported."),
    starts_observed=True,
    applies_to="/tile/classifier_tags",
    expected=N_("If a category is a provider or a system, the README or an asset mentions it"),
    bad="Category::SAP in a listing that nowhere mentions SAP",
    good="Category::Cloud",
)
def mentions_category(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Customers who select a provider's category find only listings that have to do with it."""
    manifest = readable_manifest(bundle)
    for at, tag in enumerate(elements(manifest.at("/tile/classifier_tags"))) if manifest else ():
        match = _TAG_OF_CATEGORY.fullmatch(text(tag))
        words = _PROVIDERS.get(match["name"]) if match else None
        if manifest and words and not _is_mentioned(bundle, manifest, re.compile(words, re.IGNORECASE)):
            yield manifest.finding(f"/tile/classifier_tags/{at}", value=text(tag))


def _is_mentioned(bundle: Bundle, manifest: Manifest, words: re.Pattern[str]) -> bool:
    shown = (manifest.text(pointer) for pointer in ("/tile/title", "/tile/description", "/app_id"))
    texts = (source.text for path, source in text_files(bundle) if path != MANIFEST)
    return any(map(words.search, shown)) or any(map(words.search, texts))

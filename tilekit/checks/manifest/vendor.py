"""Checks that the listing's vendor is one as which the organisation may publish."""

from collections.abc import Iterator, Sequence

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.domains import domain_of
from tilekit.checks.finding import Fix, FixClass, RawFinding, Scope, Severity
from tilekit.checks.fixes import values_fix
from tilekit.checks.manifest.author import AUTHOR_NAME, HOMEPAGE, VENDOR_ID, has_public_host
from tilekit.checks.manifest.manifest_file import Manifest, manifest_of
from tilekit.checks.parsed_files import MANIFEST
from tilekit.checks.registry import check
from tilekit.core.field import Json
from tilekit.core.formats import is_url
from tilekit.core.messages import N_
from tilekit.sections.initial_values import Vendor

FOREIGN_VENDOR = "MF-059"
_OTHER_NAME = N_(
    "“{value}” is not a vendor name of your organisation. Use “{own}”, or ask an admin to confirm “{value}” as an "
    "alias of your organisation."
)


@check(
    code=FOREIGN_VENDOR,
    name=N_("Vendor ID of another organisation"),
    severity=Severity.BLOCKER,
    scope=Scope.SUBMISSION,
    needs=(Need.VENDORS,),
    fix=FixClass.SUGGESTED,
    is_security=True,
    message=N_(
        "The vendor ID “{value}” does not belong to your organisation. Use “{own}”, or ask an admin to confirm "
        "“{value}” as an alias of your organisation."
    ),
    applies_to="/author/vendor_id, /author/name",
    expected=N_("The vendor ID and name of the organisation, or of a confirmed alias"),
    bad=N_("another company's name"),
    good=N_("the organisation's name"),
)
def has_own_vendor(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """The vendor is the organisation or one of its confirmed aliases. MF-030 reports a missing name."""
    vendors, manifest = context.vendors or (), manifest_of(bundle)
    vendor_id, name = manifest.text(VENDOR_ID), manifest.text(AUTHOR_NAME).strip()
    matches = [vendor for vendor in vendors if vendor_id in {"", vendor.id}]
    if not vendors:
        return
    if not matches:
        yield manifest.finding(VENDOR_ID, own=vendors[0].id, fix=_fix(manifest, vendors[0]))
    if name and name not in {vendor.name for vendor in matches or vendors}:
        vendor = (matches or vendors)[0]
        yield manifest.finding(AUTHOR_NAME, message=_OTHER_NAME, own=vendor.name, fix=_fix(manifest, vendor))


@check(
    code="MF-060",
    name=N_("Vendor URL on a different domain"),
    severity=Severity.WARNING,
    scope=Scope.SUBMISSION,
    needs=(Need.VENDORS,),
    message=N_(
        "{value} is on a different domain from your organisation's web address, {own}. If it is not your company's "
        "site, correct it. Reviewers also see this."
    ),
    applies_to="/author/homepage",
    expected=N_("A page on the domain of the organisation's web address, or of an alias's web address"),
    bad="https://other.example",
    good="https://acme.example",
)
def has_own_homepage(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """The vendor URL is on a domain of the organisation. It is only a warning, because a company can have several
    domains. MF-031 reports invalid addresses.
    """
    manifest = manifest_of(bundle)
    url, urls = manifest.text(HOMEPAGE), [vendor.url for vendor in context.vendors or () if vendor.url]
    if urls and is_url(url) and has_public_host(url) and domain_of(url) not in {domain_of(other) for other in urls}:
        yield manifest.finding(HOMEPAGE, own=urls[0])


def is_own_vendor(vendor_id: str, name: str, vendors: Sequence[Vendor]) -> bool:
    """Whether one of the vendors has this ID and name. Empty ones are not compared."""
    return any(vendor_id in {"", vendor.id} and name.strip() in {"", vendor.name} for vendor in vendors)


def _fix(manifest: Manifest, vendor: Vendor) -> Fix | None:
    """Use the organisation's vendor. A listing without a vendor ID stays without."""
    new: dict[str, Json] = {AUTHOR_NAME: vendor.name}
    if manifest.text(VENDOR_ID):
        new[VENDOR_ID] = vendor.id
    return values_fix(MANIFEST, manifest.document, new, title=N_("Use the vendor {name}"), name=vendor.name)

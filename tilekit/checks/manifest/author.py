"""Checks of the vendor's name, contact details and support."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import Fix, FixClass, RawFinding, Scope, Severity, Stage, finding
from tilekit.checks.manifest.manifest_file import Manifest, manifest_check, manifest_of, published_manifest
from tilekit.checks.registry import check
from tilekit.core.formats import is_email, is_url
from tilekit.core.kind import on_marketplace
from tilekit.core.messages import N_, Message
from tilekit.ip_addresses import is_public
from tilekit.sections.support import Support

AUTHOR_NAME, HOMEPAGE, VENDOR_ID = "/author/name", "/author/homepage", "/author/vendor_id"
SUPPORT, SALES = "/author/support_email", "/author/sales_email"
_VENDOR_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:/\S*)?")
_PRIVATE_NAMES = ("localhost", ".local", ".internal", ".lan", ".test", ".invalid")
FREE_MAIL = frozenset((
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "aol.com",
    "proton.me", "protonmail.com", "gmx.com", "gmx.de", "mail.com", "yandex.ru", "qq.com", "163.com",
))  # fmt: skip
_PERSON = re.compile(r"[a-z]{2,}\.[a-z]{2,}")
_TEAM_WORDS = frozenset((
    "support", "help", "info", "team", "contact", "sales", "service", "customer", "tech", "dev", "hello", "partner",
    "care",
))  # fmt: skip


@manifest_check(
    "MF-030",
    Severity.BLOCKER,
    N_("Enter the vendor name."),
    name=N_("No vendor name"),
    fix=FixClass.SUGGESTED,
    applies_to="/author/name",
    expected=N_("Not empty, and not just spaces"),
    bad='"name": " "',
    good='"name": "Acme"',
)
def has_vendor(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    """The vendor name is set. Surrounding spaces are only a warning."""
    name = manifest.text(AUTHOR_NAME)
    if not name.strip():
        yield manifest.finding(AUTHOR_NAME)
    elif name != name.strip():
        text = N_("The vendor name starts or ends with a space. Remove it.")
        fix = manifest.setting(AUTHOR_NAME, name.strip(), N_("Remove the spaces"))
        yield manifest.finding(AUTHOR_NAME, message=text, severity=Severity.ADVICE, fix=fix)


@manifest_check(
    "MF-031",
    Severity.BLOCKER,
    N_("Enter the full web address of your company, starting with https://."),
    name=N_("Invalid vendor URL"),
    fix=FixClass.SUGGESTED,
    applies_to="/author/homepage",
    expected=N_("An absolute http or https URL with a public host name"),
    bad="acme.example",
    good="https://acme.example",
)
def has_valid_homepage(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    url = manifest.text(HOMEPAGE)
    if not (is_url(url) and has_public_host(url)):
        bare = url.strip()
        offers = "://" not in bare and _HOST.fullmatch(bare) and has_public_host(f"https://{bare}")
        fix = manifest.setting(HOMEPAGE, f"https://{bare}", N_("Add https://")) if offers else None
        if is_url(bare) and has_public_host(bare):
            fix = manifest.setting(HOMEPAGE, bare, N_("Remove the spaces"))
        text = N_("“{value}” is not a full web address. It must start with https://.") if bare else ""
        if is_url(bare):
            text = N_("Customers cannot open “{value}”. Enter your company's public web address.")
        if url != bare and is_url(bare) and has_public_host(bare):
            text = N_("“{value}” starts or ends with a space. Remove it.")
        yield manifest.finding(HOMEPAGE, message=text, fix=fix)


@manifest_check(
    "MF-032",
    Severity.WARNING,
    N_("{url} is not secure. Use https."),
    name=N_("Vendor URL without https"),
    fix=FixClass.SUGGESTED,
    applies_to="/author/homepage",
    expected=N_("Uses https"),
    bad="http://acme.example",
    good="https://acme.example",
)
def has_secure_homepage(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    """The home page uses https. MF-031 reports a host that is not public."""
    url = manifest.text(HOMEPAGE)
    if is_url(url, ("http",)) and has_public_host(url):
        fix = manifest.setting(HOMEPAGE, "https://" + url.partition("://")[2], N_("Use https"))
        yield manifest.finding(HOMEPAGE, url=url, fix=fix)


@check(
    code="MF-033",
    name=N_("Unreachable vendor URL or resource"),
    severity=Severity.ADVICE,
    stage=Stage.DEEP,
    needs=(Need.NETWORK,),
    message=N_("We could not reach {url} ({reason}). Check the address."),
    applies_to="/author/homepage, /tile/resources",
    expected=N_("The address responds with a 2xx or 3xx status and does not redirect to a private address"),
    bad="https://acme.example/old, which returns 404",
    good="https://acme.example",
)
def is_reachable(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    manifest = manifest_of(bundle)
    for pointer, url in manifest_addresses(manifest):
        if reason := context.link_problem(url):
            yield manifest.finding(pointer, url=url, reason=Message(reason))


def manifest_addresses(manifest: Manifest) -> list[tuple[str, str]]:
    """Pointer and URL of the home page and of each resource, which a network probe looks up."""
    resources = manifest.at("/tile/resources")
    count = len(resources) if isinstance(resources, list) else 0
    pointers = (HOMEPAGE, *(f"/tile/resources/{index}/url" for index in range(count)))
    return [(pointer, manifest.text(pointer)) for pointer in pointers]


_OTHER_LETTERS = N_("Many mail systems reject {value}. Use an address with plain letters (a to z).")


@check(
    code="MF-034",
    name=N_("Invalid contact address"),
    severity=Severity.BLOCKER,
    fix=FixClass.SUGGESTED,
    message=N_("{value} is not a valid e-mail address. Correct it."),
    applies_to="/author/support_email, /author/sales_email",
    expected=N_("A valid ASCII support_email and, if set, a valid ASCII sales_email"),
    bad="support at acme",
    good="support@acme.example",
)
def has_valid_address(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    manifest = manifest_of(bundle)
    # In a form, the field is required.
    is_form = context.scope is Scope.SUBMISSION
    if on_marketplace(bundle.kind) and manifest.at(SALES) in (None, "") and not is_form:
        message = N_("A Marketplace listing needs a sales address, which gets the e-mails about trials and purchases.")
        yield manifest.finding(SALES, message=message, severity=Severity.WARNING)
    for pointer in (SUPPORT, SALES):
        value = manifest.text(pointer)
        is_missing = manifest.at(pointer) in (None, "")
        if is_missing and pointer == SUPPORT:
            text = N_("Enter the e-mail address where customers reach your support team.")
            yield manifest.finding(pointer, message=text)
        elif not is_missing and not (is_email(value) and value.isascii()):
            text = _OTHER_LETTERS if is_email(value) else ""
            yield manifest.finding(pointer, message=text, fix=_fix_tidying_address(manifest, pointer, value))


@manifest_check(
    "MF-035",
    Severity.ADVICE,
    N_("This looks like a personal address. Use a team address so that someone always reads it."),
    name=N_("Personal support address"),
    applies_to="/author/support_email",
    expected=N_("A team's address, not a personal one or one from a free e-mail provider"),
    bad="jo.doe@gmail.com",
    good="support@acme.example",
)
def has_team_address(manifest: Manifest, _bundle: Bundle) -> Iterator[RawFinding]:
    name, _, host = manifest.text(SUPPORT).lower().partition("@")
    if host in FREE_MAIL or is_personal_name(name):
        yield manifest.finding(SUPPORT)


def is_personal_name(mailbox: str) -> bool:
    """Whether the part before the @ is the name of a person: jo.doe."""
    return _PERSON.fullmatch(mailbox) is not None and not _TEAM_WORDS & set(mailbox.split("."))


@check(
    code="MF-036",
    name=N_("Invalid or changed vendor ID"),
    severity=Severity.BLOCKER,
    optional_needs=(Need.PUBLISHED,),
    fix=FixClass.SUGGESTED,
    message=N_("The vendor ID can contain only letters, digits and hyphens, and cannot change after publication."),
    applies_to="/author/vendor_id",
    expected=N_("If present, only letters, digits and hyphens, and unchanged since publication"),
    bad='"vendor_id": "acme_1"',
    good='"vendor_id": "acme"',
)
def has_valid_vendor_id(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """The vendor ID, if set, is a slug and equals the published one. Digits are allowed: live ones have them.

    A published ID that is not the organisation's, as after a transfer, must change (MF-059).
    """
    manifest, before = manifest_of(bundle), published_manifest(context)
    old = before.text(VENDOR_ID) if before else ""
    if context.vendors and old not in {vendor.id for vendor in context.vendors}:
        old = ""
    if manifest.at(VENDOR_ID) in (None, "") and not old:
        if on_marketplace(bundle.kind) and context.scope is Scope.CONTENT:
            message = N_("A Marketplace listing needs the vendor ID that the platform has assigned to you. Add it.")
            yield manifest.finding(VENDOR_ID, message=message, severity=Severity.WARNING)
        return
    value = manifest.text(VENDOR_ID)
    if not _VENDOR_ID.fullmatch(value) or (old and value != old):
        fix = manifest.setting(VENDOR_ID, old, N_("Restore {old}"), old=old) if old and old != value else None
        yield manifest.finding(VENDOR_ID, fix=fix)


def has_public_host(url: str) -> bool:
    """Whether the host of the address can be public: a domain name, or a public IP address."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return False
    try:
        return is_public(ip_address(host))
    except ValueError:
        return "." in host and not host.endswith(_PRIVATE_NAMES)


def _fix_tidying_address(manifest: Manifest, pointer: str, value: str) -> Fix | None:
    tidy = value.strip().removeprefix("mailto:").strip("<> ")
    if tidy == value or not (is_email(tidy) and tidy.isascii()):
        return None
    return manifest.setting(pointer, tidy, N_("Use {value}"), value=tidy)


@check(
    code="MF-056",
    name=N_("No support details"),
    severity=Severity.BLOCKER,
    scope=Scope.SUBMISSION,
    message=N_("Explain how, where and when customers can reach you."),
    applies_to=N_("submission"),
    expected=N_("The support details are filled in"),
    bad="a submission without support details",
    good="support details",
)
def is_complete(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """The support text is filled in. Other checks report the other fields."""
    if not bundle.section(Support).support_md.strip():
        yield finding(path="support.support_md")

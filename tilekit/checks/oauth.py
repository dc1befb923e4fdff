"""The checks of the OAuth client (subject OA), read from the file that holds it."""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from urllib.parse import SplitResult, urlsplit

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, Registrar, single
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import Scope, Severity, Spot, Stage, finding
from tilekit.checks.reading import MANIFEST
from tilekit.checks.registry import check
from tilekit.core.fields import Json
from tilekit.core.kind import uses_oauth
from tilekit.core.messages import N_
from tilekit.lists import rows
from tilekit.parse.dashboard import text
from tilekit.scaffold.manifest import oauth_path
from tilekit.scaffold.paths import OAUTH
from tilekit.sections.overview import Overview

READS = ("configuration", "data", "overview")
_BASE = "/integration"
_FIELDS = {
    "name": "oauth_name",
    "description": "oauth_description",
    "onboarding_url": "oauth_onboarding_url",
    "redirect_uris": "oauth_redirect_uris",
    "scopes": "oauth_scopes",
    "client_role": "oauth_name",
}
_SECRET = re.compile(r"secret|token|password|api_key|app_key", re.IGNORECASE)
_TEST = re.compile(r"(?:^|[./-])(?:test|staging|stage|demo|sandbox|dev|qa|preview)(?:[./-]|\d|$)", re.IGNORECASE)
MAX_URIS = MAX_SCOPES = 10
MIN_DESCRIPTION = 20


def files(bundle: Bundle) -> Iterator[Asset]:
    """The file with the client, where there is one."""
    return single(bundle, "configuration", oauth_path(bundle.files.get(MANIFEST)) or OAUTH)


def _client(asset: Asset) -> dict[str, Json]:
    found = asset.at(_BASE)
    return found if isinstance(found, dict) else {}


def _spot(asset: Asset, name: str, value: object = "", *, at: int | None = None, **rest: object) -> Spot:
    """At a key of the client, and at the field of the form that holds it."""
    pointer = f"{_BASE}/{name}" if at is None else f"{_BASE}/{name}/{at}"
    spot = asset.spot(pointer, value, **rest)  # type: ignore[arg-type]  # the options of a spot
    return replace(spot, path=f"configuration.{_FIELDS[name]}")


def _texts(asset: Asset, key: str) -> list[tuple[int, str]]:
    found = _client(asset).get(key)
    return [(at, text(item)) for at, item in enumerate(found)] if isinstance(found, list) else []


rule = Registrar(files, READS)


@check(
    code="OA-001",
    severity=Severity.BLOCKER,
    scope=Scope.SUBMISSION,
    message=N_("API integrations need an OAuth client. Ask us if your product cannot do OAuth."),
    reads=READS,
)
def has_client(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """An API-based listing has a client."""
    if uses_oauth(bundle.kind) and not any(_client(asset) for asset in files(bundle)):
        yield finding(path="configuration.oauth_name")


@check(code="OA-002", severity=Severity.BLOCKER, message=N_("The client has no {key}."), reads=READS)
def has_keys(bundle: Bundle, context: Context) -> Iterator[Spot]:
    """The client has all six keys, none of them empty; where a submission has no client, every field is asked for."""
    clients = [asset for asset in files(bundle) if _client(asset)]
    for asset in clients:
        for key in _FIELDS:
            if _client(asset).get(key) in (None, "", []):
                yield _spot(asset, key, key, key=key)
    if not clients and uses_oauth(bundle.kind) and context.scope is Scope.SUBMISSION:
        for key, field in _FIELDS.items():
            if field != "oauth_name":
                yield finding(path=f"configuration.{field}", value=key, key=key)


@rule("OA-003", Severity.BLOCKER, N_("The client role must be integration."), fixable=True)
def has_role(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The role is integration."""
    role = _client(asset).get("client_role")
    if role not in (None, "", "integration"):
        fix = asset.setting(f"{_BASE}/client_role", "integration", N_("Set it"))
        yield _spot(asset, "client_role", role, fix=fix)


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.hostname else None
    except ValueError:
        return None


@rule("OA-004", Severity.BLOCKER, N_("{value} must start with https://."), fixable=True, security=True)
def has_secure_uris(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Redirect addresses are absolute and use https; local ones have a finding of their own."""
    for at, url in _texts(asset, "redirect_uris"):
        parts = _parts(url)
        if parts is None or parts.scheme not in ("https", "http") or (parts.scheme == "http" and not _is_local(parts)):
            pointer = f"{_BASE}/redirect_uris/{at}"
            is_plain = parts is not None and parts.scheme == "http"
            fix = asset.setting(pointer, f"https{url[4:]}", N_("Use https")) if is_plain else None
            yield _spot(asset, "redirect_uris", url, at=at, fix=fix)


def _is_local(parts: SplitResult) -> bool:
    host = (parts.hostname or "").lower()
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal", ".lan")) or "." not in host


@rule("OA-005", Severity.BLOCKER, N_("{value} has {what}, which is not allowed."), security=True)
def has_exact_uris(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """No fragment, wildcard, user part or template; no address that only works inside."""
    for at, url in _texts(asset, "redirect_uris"):
        parts = _parts(url)
        if parts is None:
            continue
        wrong = {
            N_("a fragment"): "#" in url,
            N_("a wildcard"): "*" in url,
            N_("a user name"): "@" in parts.netloc,
            N_("a template"): "{" in url or "<" in url,
            N_("a private address"): _is_local(parts),
        }
        for what, is_there in wrong.items():
            if is_there:
                yield _spot(asset, "redirect_uris", url, at=at, what=what)


@rule("OA-006", Severity.ADVICE, N_("{value} looks like a test address. Keep only the real one."))
def has_real_uris(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """No staging, test or demo address."""
    for at, url in _texts(asset, "redirect_uris"):
        parts = _parts(url)
        if parts and _TEST.search(parts.hostname or ""):
            yield _spot(asset, "redirect_uris", url, at=at)


@rule("OA-007", Severity.WARNING, N_("{n} addresses; one is best."))
def has_few_uris(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """At most ten addresses, none twice."""
    found = [url for _, url in _texts(asset, "redirect_uris")]
    if len(found) > MAX_URIS:
        yield _spot(asset, "redirect_uris", len(found), n=len(found))
    for at, url in enumerate(found):
        if url in found[:at]:
            yield _spot(asset, "redirect_uris", url, at=at, message=N_("{value} is there twice."))


@rule("OA-008", Severity.WARNING, N_("Sign-in through customer subdomains is not supported."))
def has_one_domain(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """All addresses share a domain."""
    hosts = [parts.hostname or "" for _, url in _texts(asset, "redirect_uris") if (parts := _parts(url))]
    if len({".".join(host.split(".")[-2:]) for host in hosts}) > 1:
        yield _spot(asset, "redirect_uris", ", ".join(sorted(set(hosts))))


@rule("OA-009", Severity.BLOCKER, N_("{value} is not the address of a sign-in page. Write it with https://."))
def has_onboarding(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The onboarding address is absolute, uses https and is no redirect address."""
    url = _client(asset).get("onboarding_url")
    if url in (None, ""):
        return
    parts = _parts(text(url))
    if parts is None or parts.scheme != "https":
        yield _spot(asset, "onboarding_url", url)
    elif url in [uri for _, uri in _texts(asset, "redirect_uris")]:
        message = N_("{value} is one of your redirect addresses. It should be your sign-in page.")
        yield _spot(asset, "onboarding_url", url, message=message)


def _known() -> dict[str, dict[str, str]]:
    return {row["scope"]: row for row in rows("oauth_scopes.csv")}


@rule("OA-010", Severity.BLOCKER, N_("{value} is not a scope we know."), fixable=True)
def knows_scopes(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Scopes are on the platform's list, none twice."""
    seen = set[str]()
    for at, scope in _texts(asset, "scopes"):
        pointer = f"{_BASE}/scopes/{at}"
        if scope not in _known():
            near = get_close_matches(scope, list(_known()), n=1, cutoff=0.7)
            fix = asset.setting(pointer, near[0], N_("Use {near}"), near=near[0]) if near else None
            yield _spot(asset, "scopes", scope, at=at, fix=fix)
        elif scope in seen:
            fix = asset.removing(pointer, N_("Remove it"))
            yield _spot(asset, "scopes", scope, at=at, fix=fix, message=N_("{value} is there twice."))
        seen.add(scope)


@rule("OA-011", Severity.WARNING, N_("To send data you need api_keys_write."))
def may_send(asset: Asset, bundle: Bundle) -> Iterator[Spot]:
    """A client of a listing that sends data may create API keys."""
    scopes = [scope for _, scope in _texts(asset, "scopes")]
    if bundle.kind.submitted and scopes and "api_keys_write" not in scopes:
        yield _spot(asset, "scopes")


@rule("OA-012", Severity.WARNING, N_("You ask to create API keys, but list no data you send."))
def sends_what_it_may(asset: Asset, bundle: Bundle) -> Iterator[Spot]:
    """A client that may create API keys belongs to a listing that sends data, where types are listed at all."""
    scopes = [scope for _, scope in _texts(asset, "scopes")]
    if bundle.kind.queried and not bundle.kind.submitted and "api_keys_write" in scopes:
        yield _spot(asset, "scopes", at=scopes.index("api_keys_write"))


@rule("OA-013", Severity.ADVICE, N_("You ask for {n} scopes. Keep only what you use."))
def has_few_scopes(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """At most ten scopes."""
    n = len(_texts(asset, "scopes"))
    if n > MAX_SCOPES:
        yield _spot(asset, "scopes", n, n=n)


@rule("OA-016", Severity.ADVICE, N_("Customers see {value} when they agree, but the listing is {title}."), fixable=True)
def has_title(asset: Asset, bundle: Bundle) -> Iterator[Spot]:
    """The client is called like the listing."""
    name, title = text(_client(asset).get("name")), bundle.section(Overview).title
    if name and title and name != title:
        yield _spot(asset, "name", name, title=title, fix=asset.setting(f"{_BASE}/name", title, N_("Use the title")))


@rule("OA-017", Severity.ADVICE, N_("Say what your product does with the access."))
def has_description(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The description has 20 characters and is not the name."""
    found = text(_client(asset).get("description")).strip()
    if found and (len(found) < MIN_DESCRIPTION or found == text(_client(asset).get("name")).strip()):
        yield _spot(asset, "description", found)


@rule(
    "OA-019",
    Severity.BLOCKER,
    N_("Never put the client secret in the listing. Rotate it."),
    security=True,
    fixable=True,
)
def holds_no_secret(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """No secret or token stands in the file."""
    for key, value in _client(asset).items():
        if _SECRET.search(key) and value not in (None, ""):
            yield asset.spot(f"{_BASE}/{key}", key, fix=asset.removing(f"{_BASE}/{key}", N_("Remove it")))


@check(
    code="OA-020",
    severity=Severity.WARNING,
    message=N_("Customers must agree again after this change."),
    reads=READS,
    stage=Stage.DEEP,
    needs=(Need.PUBLISHED,),
)
def keeps_consent(bundle: Bundle, context: Context) -> Iterator[Spot]:
    """Scopes and addresses are those that customers agreed to."""
    before = next((_client(asset) for asset in files(context.published)), {}) if context.published else {}
    for asset in files(bundle) if before else ():
        for key in ("scopes", "redirect_uris"):
            if _client(asset).get(key) != before.get(key):
                yield _spot(asset, key, key)

"""OA-010 to OA-015 and OA-020 to OA-022: the permissions that customers grant, and whether they were tested."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import FixClass, RawFinding, Scope, Severity, Stage, finding
from tilekit.checks.manifest.known_tags import DATA_GROUPS, tags_added
from tilekit.checks.manifest.manifest_file import manifest_of
from tilekit.checks.oauth.client_file import CLIENT, SCOPES, ClientFile, files, oauth_client_check, row
from tilekit.checks.registry import check
from tilekit.checks.shapes import HasValue
from tilekit.core.kind import may_use_oauth
from tilekit.core.messages import N_, Message
from tilekit.core.suggestions import closest_word
from tilekit.parse.json_values import elements
from tilekit.platform_lists import rows
from tilekit.sections.configuration import Configuration

MAX_SCOPES, _QUERIED = 10, DATA_GROUPS[1]
# Scope -> the data type that it reads, if a listing can declare that type.
READ_TYPES = {
    "apm_read": "Traces",
    "events_read": "Events",
    "incident_read": "Incidents",
    "logs_read_data": "Logs",
    "logs_read_index_data": "Logs",
    "metrics_read": "Metrics",
    "timeseries_query": "Metrics",
}


def known_scopes() -> dict[str, dict[str, str]]:
    """The scopes that the platform knows, with their properties."""
    return {row["scope"]: row for row in rows("oauth_scopes.csv")}


@oauth_client_check(
    "OA-010",
    Severity.BLOCKER,
    N_("{value} is not a known scope. Correct or remove it."),
    name=N_("Unknown, repeated or missing scope"),
    fix=FixClass.SUGGESTED,
    applies_to="scopes",
    expected=N_("At least one scope, and only known scopes without duplicates"),
    bad="api_key_write",
    good="api_keys_write",
)
def has_known_scopes(asset: ClientFile, _: Bundle) -> Iterator[RawFinding]:
    """There is at least one scope. All are on the platform's list, and none is listed twice."""
    scopes = asset.texts_at(SCOPES)
    if asset.at(SCOPES) == []:
        yield asset.finding(SCOPES, message=N_("The OAuth client requests no scopes. Choose at least one."))
    for at, scope in enumerate(scopes):
        if scope not in known_scopes():
            pointer, suggestion = f"{SCOPES}/{at}", closest_word(scope, known_scopes(), cutoff=0.7)
            fix = asset.setting(pointer, suggestion, N_("Use {near}"), near=suggestion) if suggestion else None
            fix = asset.removing(pointer, N_("Remove it")) if suggestion and suggestion in scopes else fix
            yield asset.finding(pointer, scope, fix=fix)
    yield from (repeated for repeated in asset.repeated(SCOPES) if repeated.value in known_scopes())


@oauth_client_check(
    "OA-011",
    Severity.WARNING,
    N_("The listing sends data, so the OAuth client needs the scope api_keys_write. Add this scope."),
    name=N_("No api_keys_write scope"),
    fix=FixClass.SUGGESTED,
    follow_ups=("OA-014",),  # only the partner knows the reason for the scope
    applies_to="scopes",
    expected=N_("The scopes contain api_keys_write if the listing sends data"),
    bad="only metrics_read, although metrics are sent",
    good="api_keys_write, metrics_read",
)
def requests_api_key_scope(asset: ClientFile, bundle: Bundle) -> Iterator[RawFinding]:
    scopes = asset.texts_at(SCOPES)
    if bundle.kind.submitted and scopes and "api_keys_write" not in scopes:
        fix = asset.setting(SCOPES, [*scopes, "api_keys_write"], N_("Add api_keys_write"))
        yield asset.finding(SCOPES, fix=fix if all(scopes) else None)


@oauth_client_check(
    "OA-012",
    Severity.WARNING,
    N_(
        "The scope api_keys_write lets you create API keys, but the listing sends no data. Remove the scope or list "
        "the data you send."
    ),
    name=N_("Unnecessary api_keys_write scope"),
    applies_to="scopes",
    expected=N_("The scopes do not contain api_keys_write if the listing sends no data"),
    bad="api_keys_write, although nothing is sent",
    good="metrics_read",
)
def requests_no_api_key_scope(asset: ClientFile, bundle: Bundle) -> Iterator[RawFinding]:
    """A listing that only queries data does not request api_keys_write."""
    scopes = asset.texts_at(SCOPES)
    if bundle.kind.queried and not bundle.kind.submitted and "api_keys_write" in scopes:
        yield asset.finding(f"{SCOPES}/{scopes.index('api_keys_write')}")


row(
    "OA-013",
    Severity.ADVICE,
    N_("The OAuth client requests {n} scopes. Keep only the ones you use."),
    HasValue(
        at=SCOPES,
        read=lambda scopes: len(elements(scopes)),
        fits=lambda n: n in range(MAX_SCOPES + 1),
        parameters=lambda place: {"n": place.value},
    ),
    name=N_("Too many scopes"),
    applies_to="scopes",
    expected=N_("At most ten scopes"),
    bad="eleven scopes",
    good="the three that you use",
)


@check(
    code="OA-014",
    name=N_("High-risk scope without a reason"),
    severity=Severity.WARNING,
    scope=Scope.SUBMISSION,
    message=N_("Explain why you need the scope {value}."),
    applies_to="scopes",
    expected=N_("Each high-risk scope has a reason"),
    bad="api_keys_write without a reason",
    good="api_keys_write: creates the key with which we send metrics",
)
def has_reasons(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """High-risk scopes have a reason. Only a submission contains reasons."""
    scopes = known_scopes()
    for at, request in enumerate(bundle.section(Configuration).oauth_scopes if may_use_oauth(bundle.kind) else ()):
        if scopes.get(request.scope, {}).get("risk") == "high" and not request.reason.strip():
            yield finding(path=f"configuration.oauth_scopes[{request.row_key or at}].reason", value=request.scope)


@oauth_client_check(
    "OA-015",
    Severity.ADVICE,
    N_(
        "A scope reads {data}, but the listing does not have {data} as a queried data type. Add the data type or "
        "remove the scope."
    ),
    name=N_("Scope does not match the queried data"),
    fix=FixClass.SUGGESTED,
    applies_to="scopes",
    expected=N_("The Queried Data Types include the data that the scopes read"),
    bad="metrics_read, but no queried data type",
    good="metrics_read and Queried Data Type::Metrics",
)
def declares_read_data(asset: ClientFile, bundle: Bundle) -> Iterator[RawFinding]:
    """Scopes that read data match the queried data types. Each type is reported once."""
    reported = set[str]()
    for at, scope in enumerate(asset.texts_at(SCOPES)):
        kind = READ_TYPES.get(scope, "")
        if kind and kind.lower() not in bundle.kind.queried and kind not in reported:
            reported.add(kind)
            fix = tags_added(manifest_of(bundle), [f"{_QUERIED}::{kind}"], N_("Add the data type to the queried data"))
            yield asset.finding(f"{SCOPES}/{at}", scope, data=Message(kind), fix=fix)


@check(
    code="OA-020",
    name=N_("Changed scopes or redirect URIs"),
    severity=Severity.WARNING,
    message=N_(
        "The scopes or redirect URIs have changed, so every customer must give consent again. Undo the change if you "
        "don't need it."
    ),
    stage=Stage.DEEP,
    needs=(Need.PUBLISHED,),
    applies_to=N_("published OAuth client"),
    expected=N_("The scopes and redirect URIs have not changed since publication"),
    bad="a scope that customers have not agreed to",
    good="the published scopes",
)
def asks_for_same_consent(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    before = next((asset.client for asset in files(context.published)), {}) if context.published else {}
    for asset in files(bundle) if before else ():
        for key in ("scopes", "redirect_uris"):
            if asset.client.get(key) != before.get(key):
                yield asset.finding(f"{CLIENT}/{key}", key)


@check(
    code="OA-021",
    name=N_("Test sign-in without PKCE"),
    severity=Severity.WARNING,
    message=N_("The test sign-in did not use PKCE. Use the code flow with PKCE (S256)."),
    stage=Stage.DEEP,
    needs=(Need.SIGN_IN,),
    applies_to=N_("OAuth client"),
    expected=N_("Uses the code flow with PKCE (S256)"),
    bad="a sign-in without code_challenge",
    good="code_challenge_method=S256",
)
def uses_pkce(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    for asset in files(bundle) if context.sign_in and not context.sign_in.used_pkce else ():
        yield asset.finding(f"{CLIENT}/name")


@check(
    code="OA-022",
    name=N_("Scope unused in the test sign-in"),
    severity=Severity.WARNING,
    message=N_("No test request used the scope {value}. Remove this scope if you don't need it."),
    stage=Stage.DEEP,
    needs=(Need.SIGN_IN,),
    applies_to=N_("OAuth client"),
    expected=N_("Each scope was used by at least one request after the test sign-in"),
    bad="a scope that no request used",
    good="a request for every scope",
)
def uses_scopes(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    used = context.sign_in.scopes if context.sign_in else frozenset[str]()
    for asset in files(bundle):
        for at, scope in enumerate(asset.texts_at(SCOPES)):
            if scope not in used:
                yield asset.finding(f"{SCOPES}/{at}", scope)

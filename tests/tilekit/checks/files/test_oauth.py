"""Subject OA: each check on a client with only that fault."""

import json
from collections.abc import Mapping

import pytest

from tests.tilekit.checks.check_runs import findings_in, findings_with, fixed_text, only_finding
from tests.tilekit.checks.json_files import REMOVED, changed, text_of
from tests.tilekit.listing import listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context, SignIn
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Scope, Severity
from tilekit.checks.fix_application import apply_fixes
from tilekit.core.messages import Message, render
from tilekit.sections.configuration import Configuration

TESTED_FIXES = ("OA-018",)
FILE = "assets/oauth_clients.json"
GOOD: dict[str, object] = {
    "integration": {
        "id": "7e609702-7d7d-11ef-9fee-da7ad0900002",
        "name": "Acme Widget",
        "description": "Sends queue metrics and reads monitors.",
        "client_role": "integration",
        "onboarding_url": "https://app.acme.example/connect",
        "redirect_uris": ["https://app.acme.example/callback"],
        "scopes": ["api_keys_write"],
    }
}
URI, SCOPE = "/integration/redirect_uris/0", "/integration/scopes/0"
ADVICE, WARNING, BLOCKER = Severity.ADVICE, Severity.WARNING, Severity.BLOCKER


def with_client(value: object) -> Bundle:
    return listing(manifest={"/assets/oauth": FILE}, files={FILE: text_of(value)})


def test_a_good_client_has_no_finding() -> None:
    assert findings_in(with_client(GOOD), "OA") == []


@pytest.mark.parametrize(
    "code,severity,changes,pointer,field",
    [
        ("OA-002", BLOCKER, {"/integration/name": REMOVED}, "/integration/name", "oauth_name"),
        ("OA-010", BLOCKER, {"/integration/scopes": []}, "/integration/scopes", "oauth_scopes"),
        ("OA-003", BLOCKER, {"/integration/client_role": "admin"}, "/integration/client_role", "oauth_name"),
        ("OA-004", BLOCKER, {URI: "http://app.acme.example/callback"}, URI, "oauth_redirect_uris"),
        ("OA-004", BLOCKER, {URI: "/callback"}, URI, "oauth_redirect_uris"),
        ("OA-004", BLOCKER, {URI: "javascript:alert(1)"}, URI, "oauth_redirect_uris"),
        ("OA-005", BLOCKER, {URI: "https://app.acme.example/#x"}, URI, "oauth_redirect_uris"),
        ("OA-005", BLOCKER, {URI: "https://*.acme.example/callback"}, URI, "oauth_redirect_uris"),
        ("OA-005", BLOCKER, {URI: "https://jo@acme.example/callback"}, URI, "oauth_redirect_uris"),
        ("OA-005", BLOCKER, {URI: "https://app.acme.example/{tenant}"}, URI, "oauth_redirect_uris"),
        ("OA-005", BLOCKER, {URI: "http://localhost:3000/callback"}, URI, "oauth_redirect_uris"),
        ("OA-005", BLOCKER, {URI: "https://10.0.0.8/callback"}, URI, "oauth_redirect_uris"),
        ("OA-005", BLOCKER, {URI: "https://app.acme.example/callback?code=8f3a2c"}, URI, "oauth_redirect_uris"),
        ("OA-005", BLOCKER, {URI: "https://app.acme.example/callback "}, URI, "oauth_redirect_uris"),
        ("OA-006", ADVICE, {URI: "https://staging.acme.example/callback"}, URI, "oauth_redirect_uris"),
        ("OA-007", WARNING, {"/integration/redirect_uris/-": "https://app.acme.example/callback"},
         "/integration/redirect_uris/1", "oauth_redirect_uris"),
        ("OA-007", WARNING, {"/integration/redirect_uris": [f"https://app.acme.example/{n}" for n in range(11)]},
         "/integration/redirect_uris", "oauth_redirect_uris"),
        ("OA-008", WARNING, {"/integration/redirect_uris/-": "https://app.other.example/callback"},
         "/integration/redirect_uris/1", "oauth_redirect_uris"),
        ("OA-009", BLOCKER, {"/integration/onboarding_url": "http://app.acme.example"}, "/integration/onboarding_url",
         "oauth_onboarding_url"),
        ("OA-009", BLOCKER, {"/integration/onboarding_url": "https://app.acme.example/callback"},
         "/integration/onboarding_url", "oauth_onboarding_url"),
        ("OA-009", WARNING, {"/integration/onboarding_url": "https://docs.acme.example/datadog"},
         "/integration/onboarding_url", "oauth_onboarding_url"),
        ("OA-009", WARNING, {"/integration/onboarding_url": "https://www.acme.example/docs/datadog"},
         "/integration/onboarding_url", "oauth_onboarding_url"),
        ("OA-018", BLOCKER, {"/integration/id": "12345678-1234-1234-1234-123456789012"}, "/integration/id",
         "oauth_client_id"),
        ("OA-010", BLOCKER, {SCOPE: "api_key_write", "/integration/scopes/-": "api_keys_write"}, SCOPE, "oauth_scopes"),
        ("OA-010", BLOCKER, {"/integration/scopes/-": "api_keys_write"}, "/integration/scopes/1", "oauth_scopes"),
        ("OA-011", WARNING, {SCOPE: "monitors_read"}, "/integration/scopes", "oauth_scopes"),
        ("OA-016", ADVICE, {"/integration/name": "Acme OAuth"}, "/integration/name", "oauth_name"),
        ("OA-017", ADVICE, {"/integration/description": "Access"}, "/integration/description", "oauth_description"),
        ("OA-023", WARNING, {"/integration/name": 5}, "/integration/name", "oauth_name"),
        ("OA-023", WARNING, {"/integration/id": []}, "/integration/id", "oauth_client_id"),
    ],
)  # fmt: skip
def test_a_fault_gives_one_finding_with_its_place(
    code: str, severity: Severity, changes: Mapping[str, object], *, pointer: str, field: str
) -> None:
    finding = only_finding(with_client(changed(GOOD, changes)), code)

    assert (finding.severity, finding.file, finding.pointer) == (severity, FILE, pointer)
    assert finding.path == f"configuration.{field}"
    assert finding.line is not None


@pytest.mark.parametrize(
    "changes,after",
    [
        ({"/integration/client_role": "admin"}, {}),
        ({URI: "http://app.acme.example/callback"}, {}),
        ({"/integration/scopes/-": "api_keys_write"}, {}),
        ({"/integration/name": "Acme OAuth"}, {}),
        ({"/integration/client_secret": "s3cret"}, {}),
        ({"/integration/client_role": REMOVED}, {}),
        ({"/integration/redirect_uris/-": "https://app.acme.example/callback"}, {}),
        ({SCOPE: "monitors_read"}, {SCOPE: "monitors_read", "/integration/scopes/-": "api_keys_write"}),
    ],
)
def test_a_fix_puts_it_right(changes: Mapping[str, object], after: Mapping[str, object]) -> None:
    bundle = with_client(changed(GOOD, changes))
    (finding,) = findings_in(bundle, "OA")

    assert json.loads(fixed_text(bundle, finding)) == changed(GOOD, after)


def test_a_secret_in_the_file_blocks() -> None:
    finding = only_finding(with_client(changed(GOOD, {"/integration/client_secret": "s3cret"})), "OA-019")

    assert (finding.severity, finding.pointer) == (BLOCKER, "/integration/client_secret")


def test_more_than_ten_scopes_are_questioned() -> None:
    names = ["api_keys_write", "cases_read", "coterm_read", "mcp_read", "monitors_read", "dashboards_read"]
    more = ["hosts_read", "incident_settings_read", "slos_read", "teams_read", "usage_read"]

    finding = only_finding(with_client(changed(GOOD, {"/integration/scopes": names + more})), "OA-013")

    assert (finding.severity, finding.message.parameters) == (ADVICE, {"n": 11})


def test_a_listing_that_only_reads_creates_no_keys() -> None:
    tags = ["Category::Cloud", "Offering::Integration", "Queried Data Type::Metrics"]
    files = {FILE: text_of(changed(GOOD, {"/integration/scopes": ["api_keys_write", "metrics_read"]}))}
    bundle = listing(manifest={"/assets/oauth": FILE, "/tile/classifier_tags": tags}, files=files)

    assert only_finding(bundle, "OA-012").pointer == SCOPE


def test_an_api_listing_without_a_client_blocks_a_submission() -> None:
    bundle = listing()
    documents = {**bundle.documents, "configuration": Configuration({"code_type": "api_oauth"})}
    bare = Bundle(basics=bundle.basics, documents=documents, files=bundle.files)

    codes = {finding.path: finding.code for finding in findings_in(bare, "OA", scope=Scope.SUBMISSION)}

    assert codes == {
        "configuration.oauth_name": "OA-001",
        "configuration.oauth_description": "OA-002",
        "configuration.oauth_onboarding_url": "OA-002",
        "configuration.oauth_redirect_uris": "OA-002",
        "configuration.oauth_scopes": "OA-002",
    }
    assert findings_in(bare, "OA") == []
    texts = {finding.path: render(finding.message) for finding in findings_in(bare, "OA", scope=Scope.SUBMISSION)}
    assert texts["configuration.oauth_redirect_uris"] == "“Redirect URIs” is empty. Fill it in before you submit."


@pytest.mark.parametrize(
    "key, text",
    [
        ("name", "“OAuth client name” is empty. Fill it in before you submit."),
        ("client_role", "The role of the OAuth client must be “integration”."),
    ],
)
def test_a_submission_names_fields_and_not_keys(key: str, text: str) -> None:
    bundle = with_client(changed(GOOD, {f"/integration/{key}": REMOVED}))

    (finding,) = findings_with(bundle, "OA-002", scope=Scope.SUBMISSION)

    assert render(finding.message) == text


def test_a_changed_scope_asks_customers_again() -> None:
    context = Context(published=with_client(GOOD))
    more = with_client(changed(GOOD, {"/integration/scopes/-": "monitors_read"}))

    assert only_finding(more, "OA-020", context=context).path == "configuration.oauth_scopes"
    assert findings_in(with_client(GOOD), "OA", context=context) == []


@pytest.mark.parametrize(
    "value", [[], 7, {"integration": []}, {"integration": {"scopes": [7], "redirect_uris": [None]}}]
)
def test_odd_shapes_raise_nothing(value: object) -> None:
    findings_in(with_client(value), "OA")


IDENT = "7e609702-7d7d-11ef-9fee-da7ad0900002"
OTHER = "00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    "client_ids,fix",
    [
        (frozenset({OTHER}), True),
        (frozenset({OTHER, OTHER.replace("1", "2")}), False),
    ],
)
def test_a_client_of_somebody_else_blocks(client_ids: frozenset[str], fix: bool) -> None:
    bundle = with_client(GOOD)
    finding = only_finding(bundle, "OA-018", context=Context(is_first=True, clients=client_ids))

    assert (finding.severity, finding.pointer, finding.path) == (
        BLOCKER,
        "/integration/id",
        "configuration.oauth_client_id",
    )
    assert (finding.fix is not None) == fix
    if fix:
        assert json.loads(fixed_text(bundle, finding)) == changed(GOOD, {"/integration/id": OTHER})


def test_a_client_is_its_own_or_nobody_knows_better() -> None:
    for client_ids in (frozenset({IDENT, OTHER}), frozenset[str](), None):
        assert findings_in(with_client(GOOD), "OA", context=Context(is_first=True, clients=client_ids)) == []
    assert "OA-018" in run_checks(with_client(GOOD), Context(), select=["OA-018"]).skipped
    assert only_finding(with_client(changed(GOOD, {"/integration/id": "42"})), "OA-018").severity is BLOCKER


def test_a_sign_in_page_that_does_not_answer_is_a_warning() -> None:
    url = "https://app.acme.example/connect"
    finding = only_finding(with_client(GOOD), "OA-009", context=Context(is_first=True, network={url: "500"}))

    assert (finding.severity, finding.message.parameters) == (WARNING, {"value": url, "reason": Message("500")})
    for result in ("", "401", "403"):
        assert findings_in(with_client(GOOD), "OA", context=Context(is_first=True, network={url: result})) == []


def test_a_scope_of_high_risk_has_a_reason() -> None:
    bundle = with_client(GOOD)
    (row,) = bundle.section(Configuration).oauth_scopes
    named = {**bundle.section(Configuration).values, "oauth_scopes": [{**row.values, "reason": "Sends metrics"}]}
    reasoned = Bundle(
        basics=bundle.basics,
        documents={**bundle.documents, "configuration": Configuration(named)},
        files=bundle.files,
    )

    findings = findings_with(bundle, "OA-014", scope=Scope.SUBMISSION)
    assert [(finding.severity, finding.path) for finding in findings] == [
        (WARNING, f"configuration.oauth_scopes[{row.row_key}].reason")
    ]
    assert findings_in(reasoned, "OA", scope=Scope.SUBMISSION) == []
    assert findings_in(bundle, "OA") == []


def test_scopes_that_the_form_does_not_show_any_more_are_not_told() -> None:
    bundle = with_client(GOOD)
    ways = {**bundle.section(Configuration).values, "code_type": "api_exception"}
    other = Bundle(
        basics=bundle.basics, documents={**bundle.documents, "configuration": Configuration(ways)}, files=bundle.files
    )

    assert "OA-014" not in {finding.code for finding in findings_in(other, "OA", scope=Scope.SUBMISSION)}


def test_what_is_read_is_listed() -> None:
    more = {"/integration/scopes/-": "metrics_read"}
    bundle = with_client(changed(changed(GOOD, more), {"/integration/scopes/-": "timeseries_query"}))
    finding = only_finding(bundle, "OA-015")

    assert (finding.severity, finding.pointer) == (ADVICE, "/integration/scopes/1")
    assert finding.fix is not None
    assert findings_in(apply_fixes(bundle, [finding.fix]), "OA") == []


def test_a_test_sign_in_tells_what_was_not_tried() -> None:
    tried = SignIn(used_pkce=True, scopes=frozenset({"api_keys_write"}))
    plain = SignIn(used_pkce=False, scopes=frozenset({"api_keys_write"}))
    idle = SignIn(used_pkce=True)

    assert findings_in(with_client(GOOD), "OA", context=Context(is_first=True, sign_in=tried)) == []
    assert only_finding(with_client(GOOD), "OA-021", context=Context(is_first=True, sign_in=plain)).severity is WARNING
    assert only_finding(with_client(GOOD), "OA-022", context=Context(is_first=True, sign_in=idle)).pointer == SCOPE
    skipped = run_checks(with_client(GOOD), Context(), select=["OA-021", "OA-022"]).skipped
    assert skipped == ("OA-021", "OA-022")


@pytest.mark.parametrize(
    "hosts,domains",
    [
        (["login.acme.co.uk", "login.other.co.uk"], ("acme.co.uk", "other.co.uk")),
        (["acme.com.au", "widget.com.au", "third.example"], ("acme.com.au", "widget.com.au")),
        (["acme.github.io", "other.github.io"], ("acme.github.io", "other.github.io")),
        (["8.8.8.8", "8.8.4.4"], ("8.8.8.8", "8.8.4.4")),
        (["login.acme.co.uk", "app.acme.co.uk"], None),
        (["eu.app.acme.com", "us.app.acme.com", "acme.com."], None),
        (["app.acme.com", "localhost"], None),
    ],
)
def test_redirects_are_compared_by_registrable_domain(hosts: list[str], domains: tuple[str, str] | None) -> None:
    uris = [f"https://{host}/callback" for host in hosts]
    bundle = with_client(changed(GOOD, {"/integration/redirect_uris": uris}))
    findings = findings_with(bundle, "OA-008")

    messages = [(one.message.parameters["domain"], one.message.parameters["other"]) for one in findings]
    assert messages == ([domains] if domains else [])

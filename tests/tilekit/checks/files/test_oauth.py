"""Subject OA: each rule on a client that has that one fault."""

import json
from collections.abc import Mapping

import pytest

from tests.tilekit.checks.json_files import REMOVED, changed, text_of
from tests.tilekit.checks.running import findings, fixed, only
from tests.tilekit.listing import listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Scope, Severity
from tilekit.sections.configuration import Configuration

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
    assert findings(with_client(GOOD), "OA", scope=Scope.SUBMISSION) == []


@pytest.mark.parametrize(
    "code,severity,changes,pointer,field",
    [
        ("OA-002", BLOCKER, {"/integration/name": REMOVED}, "/integration/name", "oauth_name"),
        ("OA-002", BLOCKER, {"/integration/scopes": []}, "/integration/scopes", "oauth_scopes"),
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
        ("OA-006", ADVICE, {URI: "https://staging.acme.example/callback"}, URI, "oauth_redirect_uris"),
        ("OA-007", WARNING, {"/integration/redirect_uris/-": "https://app.acme.example/callback"},
         "/integration/redirect_uris/1", "oauth_redirect_uris"),
        ("OA-007", WARNING, {"/integration/redirect_uris": [f"https://app.acme.example/{n}" for n in range(11)]},
         "/integration/redirect_uris", "oauth_redirect_uris"),
        ("OA-008", WARNING, {"/integration/redirect_uris/-": "https://app.other.example/callback"},
         "/integration/redirect_uris", "oauth_redirect_uris"),
        ("OA-009", BLOCKER, {"/integration/onboarding_url": "http://app.acme.example"}, "/integration/onboarding_url",
         "oauth_onboarding_url"),
        ("OA-009", BLOCKER, {"/integration/onboarding_url": "https://app.acme.example/callback"},
         "/integration/onboarding_url", "oauth_onboarding_url"),
        ("OA-010", BLOCKER, {SCOPE: "api_key_write", "/integration/scopes/-": "api_keys_write"}, SCOPE, "oauth_scopes"),
        ("OA-010", BLOCKER, {"/integration/scopes/-": "api_keys_write"}, "/integration/scopes/1", "oauth_scopes"),
        ("OA-011", WARNING, {SCOPE: "metrics_read"}, "/integration/scopes", "oauth_scopes"),
        ("OA-016", ADVICE, {"/integration/name": "Acme OAuth"}, "/integration/name", "oauth_name"),
        ("OA-017", ADVICE, {"/integration/description": "Access"}, "/integration/description", "oauth_description"),
    ],
)  # fmt: skip
def test_a_fault_gives_one_finding_with_its_place(
    code: str, severity: Severity, changes: Mapping[str, object], *, pointer: str, field: str
) -> None:
    finding = only(with_client(changed(GOOD, changes)), code)

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
    ],
)
def test_a_fix_puts_it_right(changes: Mapping[str, object], after: Mapping[str, object]) -> None:
    bundle = with_client(changed(GOOD, changes))
    (finding,) = findings(bundle, "OA")

    assert json.loads(fixed(bundle, finding)) == changed(GOOD, after)


def test_a_secret_in_the_file_blocks() -> None:
    finding = only(with_client(changed(GOOD, {"/integration/client_secret": "s3cret"})), "OA-019")

    assert (finding.severity, finding.pointer) == (BLOCKER, "/integration/client_secret")


def test_more_than_ten_scopes_are_questioned() -> None:
    names = ["api_keys_write", "apm_read", "metrics_read", "events_read", "monitors_read", "dashboards_read"]
    more = ["hosts_read", "incident_read", "slos_read", "teams_read", "usage_read"]

    finding = only(with_client(changed(GOOD, {"/integration/scopes": names + more})), "OA-013")

    assert (finding.severity, finding.message.parameters) == (ADVICE, {"n": 11})


def test_a_listing_that_only_reads_creates_no_keys() -> None:
    tags = ["Category::Cloud", "Offering::Integration", "Queried Data Type::Metrics"]
    files = {FILE: text_of(GOOD)}
    bundle = listing(manifest={"/assets/oauth": FILE, "/tile/classifier_tags": tags}, files=files)

    assert only(bundle, "OA-012").pointer == SCOPE


def test_an_api_listing_without_a_client_blocks_a_submission() -> None:
    bundle = listing()
    documents = {**bundle.documents, "configuration": Configuration({"code_type": "api_oauth"})}
    bare = Bundle(basics=bundle.basics, documents=documents, files=bundle.files)

    found = {finding.path: finding.code for finding in findings(bare, "OA", scope=Scope.SUBMISSION)}

    assert found == {
        "configuration.oauth_name": "OA-001",
        "configuration.oauth_description": "OA-002",
        "configuration.oauth_onboarding_url": "OA-002",
        "configuration.oauth_redirect_uris": "OA-002",
        "configuration.oauth_scopes": "OA-002",
    }
    assert findings(bare, "OA") == []


def test_a_changed_scope_asks_customers_again() -> None:
    context = Context(published=with_client(GOOD))
    more = with_client(changed(GOOD, {"/integration/scopes/-": "metrics_read"}))

    assert only(more, "OA-020", context=context).path == "configuration.oauth_scopes"
    assert findings(with_client(GOOD), "OA", context=context) == []


@pytest.mark.parametrize(
    "value", [[], 7, {"integration": []}, {"integration": {"scopes": [7], "redirect_uris": [None]}}]
)
def test_odd_shapes_raise_nothing(value: object) -> None:
    assert "EN-001" not in {finding.code for finding in findings(with_client(value), "OA")}

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from tests.tilekit.checks.check_runs import findings_in, fixed_text, only_finding
from tests.tilekit.checks.manifest.cases import INTEGRATION, A, B, Case, W, assert_fixed, assert_found, case, name_of
from tests.tilekit.listing import changed_manifest, listing
from tilekit.checks.context import Context, TakenIdentities
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Scope, Severity
from tilekit.core.messages import render

TESTED_FIXES = ("MF-004", "MF-006", "MF-007", "MF-051")
CASES = [
    case("MF-003", B, {"/app_uuid": "TBC"}, '"app_uuid"', "/app_uuid", path="basics.app_uuid"),
    case(
        "MF-003",
        B,
        {"/app_uuid": "12345678-1234-1234-1234-123456789abc"},
        '"app_uuid"',
        "/app_uuid",
        path="basics.app_uuid",
    ),
    case("MF-003", B, {"/app_uuid": ""}, '"app_uuid"', "/app_uuid", path="basics.app_uuid"),
    case(
        "MF-004",
        B,
        {"/app_id": "Acme"},
        '"app_id"',
        "/app_id",
        path="overview.integration_id",
        fixed_to='"acme-widget"',
        folder="",
    ),
    case("MF-004", B, {"/app_id": "acme--widget"}, '"app_id"', "/app_id", path="overview.integration_id", folder=""),
    case("MF-004", B, {"/app_id": "acme-"}, '"app_id"', "/app_id", path="overview.integration_id", folder=""),
    case("MF-004", B, {"/app_id": "1acme"}, '"app_id"', "/app_id", path="overview.integration_id", folder=""),
    case("MF-004", B, {"/app_id": "a" * 256}, '"app_id"', "/app_id", path="overview.integration_id", folder=""),
    case("MF-005", B, {"/app_id": "datadog"}, '"app_id"', "/app_id", path="overview.integration_id", folder=""),
]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_fault_is_found_at_its_place(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.fixed_to], ids=name_of)
def test_fix_removes_the_fault(case: Case) -> None:
    assert_fixed(case)


def test_folder_name_differs_from_the_id() -> None:
    finding = only_finding(listing(folder="widgets"), "MF-008")

    assert (finding.severity, finding.file, finding.pointer) == (A, "manifest.json", "/app_id")
    assert (
        render(finding.message)
        == "The folder is called widgets, but the integration ID is acme-widget. Rename the folder or change the ID."
    )


@pytest.mark.parametrize("folder", ["acme_widget", "acme-widget", ""])
def test_folder_name_may_have_underscores(folder: str) -> None:
    assert findings_in(listing(folder=folder), "MF") == []


def test_changed_id_is_put_back() -> None:
    bundle = listing(manifest={"/app_id": "acme-gadget"}, folder="")

    finding = only_finding(bundle, "MF-006", context=Context(published=listing()))

    assert render(finding.message) == "“Integration ID” cannot change after publication. Restore acme-widget."
    assert '"acme-widget"' in fixed_text(bundle, finding)


def test_published_short_name_is_put_back() -> None:
    path = "assets/dashboards/acme_widget_overview.json"
    bundle = listing(manifest={"/assets/dashboards": {"overview": path}})

    finding = only_finding(bundle, "MF-007", context=Context(published=listing()))

    assert (finding.severity, finding.pointer) == (B, "/assets/dashboards/acme_widget_overview")
    assert f'"acme_widget_overview": "{path}"' in fixed_text(bundle, finding)


@pytest.mark.parametrize("value, severities", [("", []), ("TBC", [Severity.WARNING])])
def test_an_import_replaces_a_uuid_that_the_portal_can_not_use(value: str, severities: list[Severity]) -> None:
    bundle = listing(manifest={"/app_uuid": value})
    folder = Context(scope=Scope.SUBMISSION)

    findings = run_checks(bundle, folder, select={"MF-003"}).findings
    assert [finding.severity for finding in findings] == severities
    draft = replace(folder, taken=TakenIdentities())
    assert len(run_checks(bundle, draft, select={"MF-003"}).findings) == 1


def test_new_uuid_is_the_same_each_time() -> None:
    changed = {"manifest.json": changed_manifest({"/app_uuid": ""})}
    first, second = (
        fixed_text(bundle, only_finding(bundle, "MF-003"))
        for bundle in (listing(files=changed), listing(files=changed))
    )

    assert first == second
    assert findings_in(listing(files={"manifest.json": first}), "MF") == []


@pytest.mark.parametrize(
    "code, kind, value, severity, pointer",
    [
        ("MF-003", "app_uuid", "4b3f8a52-0c0f-4f0e-9a57-2f6d1e0b7c11", B, "/app_uuid"),
        ("MF-005", "integration_id", "acme-widget", B, "/app_id"),
        ("MF-010", "title", "acmewidget", W, "/tile/title"),
        ("MF-039", "source_type_name", "Acme Widget", B, f"{INTEGRATION}/source_type_name"),
        ("MF-045", "metric_prefix", "acme_widget.", W, f"{INTEGRATION}/metrics/prefix"),
        ("MF-051", "short_name", "acme-widget:acme_widget_overview", B, "/assets/dashboards/acme_widget_overview"),
    ],
)
def test_identity_of_another_listing_is_taken(
    code: str, kind: str, value: str, severity: Severity, pointer: str
) -> None:
    context = Context(is_first=True, taken=TakenIdentities(values={kind: {value: "Acme Other"}}))

    finding = only_finding(listing(), code, context=context)

    assert (finding.severity, finding.pointer) == (severity, pointer)


@pytest.mark.parametrize(
    "code, changes, pointer, fixed_to",
    [
        ("MF-006", {"/app_uuid": "4b3f8a52-0c0f-4f0e-9a57-2f6d1e0b7c12"}, "/app_uuid", "7c11"),
        (
            "MF-006",
            {f"{INTEGRATION}/source_type_name": "Acme", "/tile/title": "Acme"},
            f"{INTEGRATION}/source_type_name",
            '"source_type_name": "Acme Widget"',
        ),
        ("MF-037", {"/display_on_public_website": False}, "/display_on_public_website", "true"),
    ],
)
def test_what_was_published_stays(code: str, changes: Mapping[str, object], pointer: str, fixed_to: str) -> None:
    bundle = listing(manifest=changes)

    finding = only_finding(bundle, code, context=Context(published=listing()))

    assert (finding.severity, finding.pointer) == (B, pointer)
    assert fixed_to in fixed_text(bundle, finding)


def test_a_listing_that_was_turned_off_is_told_that_it_stays_public() -> None:
    bundle = listing(manifest={"/display_on_public_website": False})
    finding = only_finding(bundle, "MF-037", context=Context(published=listing()))

    assert finding.message.id.startswith("This integration is already listed on the public documentation site")

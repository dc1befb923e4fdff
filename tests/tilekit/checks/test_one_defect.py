"""One defect of a listing has one finding from any check, and forms of live listings have no blocker."""

import json
from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from tests.tilekit.checks.agent.package import with_wheel
from tests.tilekit.listing import CHANGELOG, METADATA, README, REMOVED, listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Scope, Severity
from tilekit.sections.configuration import Configuration

LOGO = "assets/logos/acme_widget.svg"
DASHBOARD = "assets/dashboards/acme_widget_overview.json"
PNG_IN_SVG = b"\x89PNG\r\n\x1a\n\x00\xff\xfe"
LOST = "acme_widget.queue.perdüs,gauge,,message,,Messages that were lost.,-1,acme_widget,lost,,queue\n"
CLIENT = {
    "id": "4b3f8a52-0c0f-4f0e-9a57-2f6d1e0b7c11",
    "name": "Acme Widget",
    "description": "Sends the metrics of your queues.",
    "client_role": "integration",
    "onboarding_url": "https://acme.example.org/connect",
    "redirect_uris": ["https://acme.example.org/done"],
    "scopes": ["api_keys_write"],
}
INTEGRATION, TAGS = "/assets/integration", "/tile/classifier_tags"
NO_DATA = ["Category::Cloud", "Category::Metrics", "Supported OS::Linux", "Offering::Integration"]


def codes(bundle: Bundle, *, scope: Scope = Scope.CONTENT) -> list[str]:
    return sorted({finding.code for finding in run_checks(bundle, Context(scope=scope)).findings})


def blockers(bundle: Bundle) -> list[tuple[str, str]]:
    findings = run_checks(bundle, Context()).findings
    return [(finding.code, finding.file) for finding in findings if finding.severity is Severity.BLOCKER]


@pytest.mark.parametrize(
    "code, changes",
    [
        ("GEN-006", {"/assets/saved_views": {"acme_widget": "../acme_widget.json"}}),
        ("GEN-006", {"/assets/saved_views": {"acme_widget": "assets\\saved_views\\acme_widget.json"}}),
        ("GEN-006", {"/tile/changelog": "/CHANGELOG.md"}),
        ("GEN-006", {"/tile/support": "../README.md#Support"}),
        ("MF-003", {"/app_uuid": "TBC"}),
        ("MF-009", {"/tile/title": "Acme Widget "}),
        ("MF-018", {"/tile/classifier_tags/3": "Offering::Subscription"}),
        ("MF-029", {"/tile/resources": {"url": "https://acme.example.org", "resource_type": "blog"}}),
        ("MF-029", {"/tile/resources": ["https://acme.example.org"]}),
        ("MF-042", {f"{INTEGRATION}/events/creates_events": "yes"}),
        ("MF-046", {f"{INTEGRATION}/metrics/metadata_path": "Metadata.csv"}),
        ("MF-048", {f"{INTEGRATION}/service_checks/metadata_path": "assets/checks.json"}),
        ("MF-049", {"/assets/saved_views": {"acme_widget": "assets/saved_views/acme_widget.json"}}),
        ("MF-051", {"/assets/dashboards": {"acme_widget" * 8: DASHBOARD}}),
        ("MF-053", {f"{INTEGRATION}/auto_install": "yes"}),
        ("XC-013", {"/tile/classifier_tags/-": "Submitted Data Type::Events"}),
    ],
)
def test_defect_of_the_manifest_gives_one_finding(code: str, changes: Mapping[str, object]) -> None:
    assert codes(listing(manifest=changes)) == [code]


@pytest.mark.parametrize(
    "code, path, data",
    [
        ("RM-001", "README.md", "\n"),
        ("MF-050", "assets/oauth_clients.json", json.dumps({"integration": CLIENT})),
        ("LG-019", "assets/logos/acme_widget.svg", PNG_IN_SVG),
        ("GEN-001", "manifest.json", '{"app_id": "acme-widget" "tile": {}}'),
        ("GEN-001", DASHBOARD, "{"),
        ("GEN-003", "metadata.csv", METADATA.encode() + b"\xff\n"),
        ("MF-001", "manifest.json", "[]"),
        ("MD-002", "metadata.csv", METADATA.replace("unit_name", "unit name", 1)),
        ("MD-002", "metadata.csv", METADATA.replace("metric_name", "Metric Name", 1)),
        ("MD-009", "metadata.csv", METADATA + METADATA.splitlines()[2] + "\n"),
        ("MD-030", "metadata.csv", METADATA + LOST),
        ("MD-008", "metadata.csv", METADATA + "," * 10 + "\n"),
    ],
)
def test_defect_of_a_file_gives_one_finding(code: str, path: str, data: str | bytes) -> None:
    assert codes(listing(files={path: data})) == [code]


def test_metrics_that_are_only_promised_are_told() -> None:
    bundle = listing(manifest={f"{INTEGRATION}/metrics": REMOVED}, files={"metadata.csv": None})

    assert "XC-012" in codes(bundle)


def test_name_in_a_text_is_no_misspelt_word() -> None:
    readme = README.replace("messages between", "messages of acme.recieve_count and recieve.now between")

    assert "GEN-011" not in codes(listing(readme=readme))
    assert "GEN-011" in codes(listing(readme=README.replace("messages between", "messages to recieve between")))


def test_broken_manifest_hides_what_it_would_say_from_a_submission_too() -> None:
    assert codes(listing(files={"manifest.json": "{"}), scope=Scope.SUBMISSION) == ["GEN-001"]


def test_wrong_prefix_is_one_finding_at_the_prefix() -> None:
    findings = run_checks(listing(manifest={f"{INTEGRATION}/metrics/prefix": "widget."}), Context()).findings

    assert {one.code for one in findings if one.severity is Severity.BLOCKER} == {"XC-014"}
    assert [one.pointer for one in findings if one.code == "XC-014"] == [f"{INTEGRATION}/metrics/prefix"]


@pytest.mark.parametrize("data", ["<svg>é</svg>".encode("latin-1"), "no drawing".encode("utf-16")])
def test_drawing_that_is_not_utf8_is_no_broken_drawing_too(data: bytes) -> None:
    assert codes(listing(files={LOGO: data})) == ["GEN-003"]


def test_wheel_of_a_listing_without_code_is_too_much_and_nothing_else() -> None:
    agent = with_wheel(name="dist/other-1.0.0-py3-none-any.whl")
    values = {**agent.section(Configuration).values, "code_type": "tile_only"}
    tile = replace(agent, documents={**agent.documents, "configuration": Configuration(values)})

    findings = run_checks(tile, Context(scope=Scope.SUBMISSION, is_first=True)).findings

    assert [one.code for one in findings if one.path.startswith("configuration.wheel")] == ["WH-029"]


@pytest.mark.parametrize(
    "changes",
    [
        {f"{INTEGRATION}/metrics/metadata_path": "./metadata.csv"},
        {"/assets/dashboards": {"acme_widget_overview": f"./{DASHBOARD}"}},
        {"/tile/media/0/image_url": "./images/overview.png"},
        {"/tile/changelog": "./CHANGELOG.md"},
        {"/author/vendor_id": "1acme"},
        {"/author/vendor_id": ""},
        {"/assets/logs": {"source": "Acme Widget"}},
        {"/assets/logs": {"source": "acme_widget"}},
    ],
)
def test_shape_of_live_manifests_blocks_nothing(changes: Mapping[str, object]) -> None:
    assert blockers(listing(manifest=changes)) == []


@pytest.mark.parametrize(
    "code, path, data",
    [
        ("GEN-001", "tests/fixtures/broken.json", b"{"),
        ("GEN-002", "tests/compose/docker-compose.yaml", b"a: [1\n"),
        ("GEN-003", "tests/fixtures/latin.txt", b"caf\xe9\n"),
        ("GEN-008", "tests/compose/server.txt", b"-----BEGIN PRIVATE KEY-----\nMIIEvQ\n"),
    ],
)
def test_what_tests_read_blocks_nothing(code: str, path: str, data: bytes) -> None:
    bundle = listing(files={path: data})

    assert code in codes(bundle)
    assert blockers(bundle) == []
    assert blockers(listing(files={f"assets/{path}": data})) == [(code, f"assets/{path}")]


@pytest.mark.parametrize("data", [b"a: &b 1\nc: *b\n", b"a: 1\n---\nb: 2\n", b"a: !reference b\n"])
@pytest.mark.parametrize("path", ["tests/compose/docker-compose.yaml", ".github/labels.yml"])
def test_yaml_that_other_tools_read_is_no_fault(path: str, data: bytes) -> None:
    assert "GEN-002" not in codes(listing(files={path: data}))
    (finding,) = run_checks(listing(files={f"assets/{path}": data}), Context(), select={"GEN-002"}).findings
    assert finding.message.id == "This file uses YAML that is not allowed (line {line}): {reason}."


def test_old_release_without_a_date_blocks_no_submission() -> None:
    text = CHANGELOG + "\n## 0.9.0\n\n***Added***:\n\n* A preview\n"
    findings = run_checks(
        listing(files={"CHANGELOG.md": text}), Context(scope=Scope.SUBMISSION, is_first=True)
    ).findings

    blocked = [one.path for one in findings if one.severity is Severity.BLOCKER]
    assert [path for path in blocked if path.startswith("release_notes.")] == []


def test_manifest_of_the_old_form_is_told_and_nothing_that_it_could_not_say() -> None:
    old = {"manifest_version": "1.0.0", "integration_id": "acme-widget", "metric_prefix": "acme_widget."}

    reported_codes = codes(listing(files={"manifest.json": json.dumps(old)}))

    assert not {code for code in reported_codes if code.partition("-")[0] in ("MF", "XC", "IM")} - {"MF-057", "IM-021"}


@pytest.mark.parametrize("scope, code", [(Scope.CONTENT, "MF-026"), (Scope.SUBMISSION, "FD-001")])
def test_nothing_said_of_the_data_is_told_once_beside_files_that_show_it(scope: Scope, code: str) -> None:
    bundle = listing(manifest={TAGS: NO_DATA, f"{INTEGRATION}/events/creates_events": True})

    findings = run_checks(bundle, Context(scope=scope)).findings

    assert [one.code for one in findings if one.path == "data.submitted_data_types"] == [code]


def test_data_that_is_only_read_is_still_told_from_metrics_that_are_sent() -> None:
    assert codes(listing(manifest={TAGS: [*NO_DATA, "Queried Data Type::Metrics"]})) == ["XC-012"]

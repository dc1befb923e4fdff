import json
from datetime import date

import pytest
from msgspec.structs import replace

from tests.tilekit.checks.check_runs import FIRST, findings_in, only_finding
from tests.tilekit.checks.dashboards.boards import fixed_listing
from tests.tilekit.checks.manifest.cases import B, Case, W, assert_fixed, assert_found, case, name_of
from tests.tilekit.listing import REMOVED, listing
from tilekit.bundle import Bundle
from tilekit.core.messages import render

CASES = [
    case("MF-002", B, {"/manifest_version": "3.0.0"}, '"manifest_version"', "/manifest_version", fixed_to='"2.0.0"'),
    case("MF-002", B, {"/manifest_version": REMOVED}, "{", "/manifest_version"),
    case("MF-055", W, {"/tile/descripton": "x"}, '"descripton"', "/tile/descripton"),
    case("MF-055", W, {"/color": "x"}, '"color"', "/color"),
    case("MF-055", W, {"/assets/saved_view": {}}, '"saved_view"', "/assets/saved_view", fixed_to='"saved_views"'),
    case("MF-057", B, {"/manifest_version": "1.0.0"}, '"manifest_version"', "/manifest_version", fixed_to='"2.0.0"'),
]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_fault_is_found_at_its_place(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.fixed_to], ids=name_of)
def test_fix_removes_the_fault(case: Case) -> None:
    assert_fixed(case)


def test_listing_without_faults_has_no_finding() -> None:
    assert findings_in(listing(), "MF") == []


def test_folder_without_manifest_is_no_listing() -> None:
    finding = only_finding(listing(files={"manifest.json": None}), "MF-001")

    assert (finding.severity, finding.file, finding.line) == (B, "manifest.json", None)
    assert render(finding.message) == (
        "This folder has no manifest.json, so it is not a listing. Add the file or choose another folder."
    )


def test_manifest_that_is_no_object_is_no_manifest() -> None:
    finding = only_finding(listing(files={"manifest.json": "[]"}), "MF-001")

    assert (finding.severity, finding.file, finding.line) == (B, "manifest.json", 1)


@pytest.mark.parametrize("text", ["", "{", "[1, 2", '"x"', "null"])
def test_broken_manifest_breaks_no_check(text: str) -> None:
    bundle: Bundle = listing(files={"manifest.json": text})

    assert [finding.code for finding in findings_in(bundle, "EN")] == []
    assert {finding.code for finding in findings_in(bundle, "MF")} <= {"MF-001"}


@pytest.mark.parametrize("readme, title", [({}, "Acme Widget"), ({"README.md": "Text.\n"}, "acme_widget")])
def test_a_manifest_is_written_from_the_rest_of_the_folder(readme: dict[str, str], title: str) -> None:
    bundle = listing(files={"manifest.json": None, **readme})
    fix = only_finding(bundle, "MF-001").fix

    assert fix is not None
    better = fixed_listing(bundle, fix)

    manifest = json.loads(better.files["manifest.json"])
    assert (manifest["app_id"], manifest["tile"]["title"]) == ("acme-widget", title)
    assert "MF-001" not in {finding.code for finding in findings_in(better, "MF")}
    assert better.files["README.md"] == bundle.files["README.md"]


OLD = {
    "manifest_version": "1.0.0",
    "display_name": "Acme Widget",
    "maintainer": "help@acme.example.org",
    "integration_id": "acme-widget",
    "public_title": "Acme Widget",
    "short_description": "Monitor queues",
    "guid": "4b3f8a52-0c0f-4f0e-9a57-2f6d1e0b7c11",
    "metric_prefix": "acme_widget.",
    "metric_to_check": "acme_widget.queue.depth",
    "categories": ["cloud"],
    "kept_by": "nobody else",
}


def test_a_manifest_of_the_old_form_is_converted() -> None:
    bundle = listing(files={"manifest.json": json.dumps(OLD)})
    fix = only_finding(bundle, "MF-057").fix

    assert fix is not None
    better = fixed_listing(bundle, fix)

    manifest = json.loads(better.files["manifest.json"])
    assert (manifest["manifest_version"], manifest["app_uuid"]) == ("2.0.0", OLD["guid"])
    assert manifest["assets"]["integration"]["metrics"]["prefix"] == "acme_widget."
    assert manifest["kept_by"] == "nobody else"
    assert "MF-057" not in {finding.code for finding in findings_in(better, "MF")}


def test_release_notes_begin_where_the_day_is_known() -> None:
    bundle = listing(files={"CHANGELOG.md": None})

    assert only_finding(bundle, "MF-028").fix is None
    fix = only_finding(bundle, "MF-028", context=replace(FIRST, today=date(2025, 6, 1))).fix
    assert fix is not None
    better = fixed_listing(bundle, fix)
    assert b"## 1.0.0 / 2025-06-01" in better.files["CHANGELOG.md"]
    assert findings_in(better, "MF") == []

import pytest

from tests.tilekit.checks.manifest.cases import B, Case, W, assert_fixed, assert_found, case, name_of
from tests.tilekit.checks.running import findings, only
from tests.tilekit.listing import REMOVED, listing
from tilekit.bundle import Bundle
from tilekit.core.messages import render

CASES = [
    case("MF-002", B, {"/manifest_version": "3.0.0"}, '"manifest_version"', "/manifest_version", fixed_to='"2.0.0"'),
    case("MF-002", B, {"/manifest_version": REMOVED}, "{", "/manifest_version"),
    case("MF-055", W, {"/tile/descripton": "x"}, '"descripton"', "/tile/descripton"),
    case("MF-055", W, {"/color": "x"}, '"color"', "/color"),
    case("MF-055", W, {"/assets/saved_view": {}}, '"saved_view"', "/assets/saved_view", fixed_to='"saved_views"'),
    case("MF-057", B, {"/manifest_version": "1.0.0"}, '"manifest_version"', "/manifest_version"),
]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_fault_is_found_at_its_place(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.fixed_to], ids=name_of)
def test_fix_removes_the_fault(case: Case) -> None:
    assert_fixed(case)


def test_listing_without_faults_has_no_finding() -> None:
    assert findings(listing(), "MF") == []


def test_folder_without_manifest_is_no_listing() -> None:
    found = only(listing(files={"manifest.json": None}), "MF-001")

    assert (found.severity, found.file, found.line) == (B, "manifest.json", None)
    assert render(found.message) == "This folder has no manifest.json, so it is not a listing."


def test_manifest_that_is_no_object_is_no_manifest() -> None:
    found = only(listing(files={"manifest.json": "[]"}), "MF-001")

    assert (found.severity, found.file, found.line) == (B, "manifest.json", 1)


@pytest.mark.parametrize("text", ["", "{", "[1, 2", '"x"', "null"])
def test_broken_manifest_breaks_no_check(text: str) -> None:
    bundle: Bundle = listing(files={"manifest.json": text})

    assert [found.code for found in findings(bundle, "EN")] == []
    assert {found.code for found in findings(bundle, "MF")} <= {"MF-001"}

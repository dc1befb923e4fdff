import json
from collections.abc import Mapping

import pytest

from tests.tilekit.checks.check_runs import findings_in, findings_with, only_finding
from tests.tilekit.checks.dashboards.boards import fixed_listing
from tests.tilekit.checks.manifest.cases import A, B, Case, W, assert_fixed, assert_found, case, name_of
from tests.tilekit.listing import README, REMOVED, listing
from tilekit.checks.finding import Scope
from tilekit.core.messages import render

CASES = [
    *(
        case("MF-027", A, {"/tile/support": value}, '"support"', "/tile/support", fixed_to='"README.md#Support"')
        for value in ("README.md#Help", "README.md#Suport", "README.md#--support")
    ),
    case(
        "MF-027",
        A,
        {"/tile/configuration": REMOVED},
        '"tile": {',
        "/tile/configuration",
        fixed_to='"README.md#Setup"',
    ),
    case(
        "MF-028", B, {"/tile/changelog": "CHANGES.md"}, '"changelog"', "/tile/changelog", path="release_notes.entries"
    ),
    case(
        "MF-029",
        W,
        {"/tile/resources": [{"resource_type": "blog", "url": "http://a.example.org"}]},
        '"resources"',
        "/tile/resources/0",
        path="overview.resources[%]",
        below=1,
        fixed_to='"https://a.example.org"',
    ),
    case(
        "MF-029",
        W,
        {"/tile/resources": [{"resource_type": "song", "url": "https://a.example.org"}]},
        '"resources"',
        "/tile/resources/0",
        path="overview.resources[%]",
        below=1,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_fault_is_found_at_its_place(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.fixed_to], ids=name_of)
def test_fix_removes_the_fault(case: Case) -> None:
    assert_fixed(case)


@pytest.mark.parametrize(
    "code,changes,path,label",
    [
        ("MF-027", {"/tile/support": "README.md#Help"}, "support.support_md", "Support details"),
        ("MF-027", {"/tile/overview": REMOVED}, "overview.overview_md", "Overview"),
        ("MF-027", {"/tile/changelog": REMOVED}, "release_notes.entries", "Release Notes"),
        ("MF-028", {"/tile/changelog": "HISTORY.md"}, "release_notes.entries", "Release Notes"),
    ],
)
def test_field_that_the_tile_does_not_show_can_be_added(
    code: str, changes: Mapping[str, object], path: str, label: str
) -> None:
    """In the wizard, the sections and the notes are fields, so the message names no file."""
    bundle = listing(manifest=changes)
    (finding,) = findings_with(bundle, code, scope=Scope.SUBMISSION)

    assert (finding.path, render(finding.message)) == (path, f"The tile does not show “{label}”. Add it to the tile.")
    assert finding.fix is not None
    fixed = fixed_listing(bundle, finding.fix)
    assert json.loads(fixed.files["manifest.json"]) == json.loads(listing().files["manifest.json"])


@pytest.mark.parametrize("heading, said", [("Metrics", "only part of a section"), ("Help", "has no such section")])
def test_reference_to_a_heading_inside_a_section_is_explained(heading: str, said: str) -> None:
    finding = only_finding(listing(manifest={"/tile/configuration": f"README.md#{heading}"}), "MF-027")

    assert said in render(finding.message)


def test_reference_to_an_empty_field_is_reported_at_the_field_only() -> None:
    bundle = listing(manifest={"/tile/overview": REMOVED}, readme=README.replace("## Overview", "## Elsewhere"))

    assert "MF-027" not in {one.code for one in findings_in(bundle, "MF", scope=Scope.SUBMISSION)}


def test_fix_of_an_address_is_offered_if_it_solves_the_problem() -> None:
    bundle = listing(manifest={"/tile/resources": [{"resource_type": "song", "url": "http://a.example.org"}]})

    assert only_finding(bundle, "MF-029").fix is None

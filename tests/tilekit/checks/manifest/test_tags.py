import json

import pytest

from tests.tilekit.checks.check_runs import findings_in, findings_with, fixed_text, only_finding
from tests.tilekit.checks.files.test_cross_parts import after
from tests.tilekit.checks.manifest.cases import (
    INTEGRATION,
    TAGS,
    A,
    B,
    Case,
    W,
    assert_fixed,
    assert_found,
    case,
    name_of,
)
from tests.tilekit.listing import REMOVED, base_files, listing
from tilekit.checks.finding import Scope
from tilekit.core.field import Json
from tilekit.core.messages import render

CASES = [
    case(
        "MF-018",
        B,
        {f"{TAGS}/0": "Category::Clouds"},
        "Category::Clouds",
        f"{TAGS}/0",
        path="overview.categories",
        fixed_to='"Category::Cloud"',
    ),
    case("MF-018", B, {f"{TAGS}/0": "Category::Toasters"}, "Toasters", f"{TAGS}/0", path="overview.categories"),
    case("MF-018", B, {f"{TAGS}/-": "Colour::Red"}, "Colour::Red", f"{TAGS}/5"),
    case(
        "MF-018",
        W,
        {f"{TAGS}/2": "Supported OS::Mac OS"},
        "Mac OS",
        f"{TAGS}/2",
        path="overview.supported_os",
        fixed_to='"Supported OS::macOS"',
    ),
    case(
        "MF-019",
        W,
        {f"{TAGS}/-": "Category::Cloud"},
        "Submitted Data",
        f"{TAGS}/5",
        path="overview.categories",
        below=1,
    ),
    case("MF-024", A, {f"{TAGS}/-": "Supported OS::Any"}, '"classifier_tags"', TAGS, path="overview.supported_os"),
    case("MF-025", W, {f"{TAGS}/3": REMOVED}, '"classifier_tags"', TAGS, fixed_to='"Offering::Integration"'),
]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_fault_is_found_at_its_place(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.fixed_to], ids=name_of)
def test_fix_removes_the_fault(case: Case) -> None:
    assert_fixed(case)


@pytest.mark.parametrize(
    "tag,near",
    [
        ("Category::Clouds", "Category::Cloud"),
        ("Category::Kubernets", "Category::Kubernetes"),
        ("Categry::Security", "Category::Security"),
        ("Supported OS::Windws", "Supported OS::Windows"),
        ("Category::Authentication", ""),
        ("Category::OAuth", ""),
        ("Category::Cost", ""),
    ],
)
def test_tag_that_is_surely_a_slip_names_what_was_meant(tag: str, near: str) -> None:
    findings = findings_with(listing(manifest={f"{TAGS}/-": tag}), "MF-018")

    asked = f"Did you mean {near}?" if near else "Choose one from the list."
    assert [(render(one.message), bool(one.fix)) for one in findings] == [
        (f"{tag} is not a known tag. {asked}", bool(near))
    ]


@pytest.mark.parametrize("tag", ["Colour::Red", "", 42, None, {"a": 1}])
def test_tag_without_a_field_can_be_removed(tag: Json) -> None:
    """Partners can't edit other groups in the wizard, so the blocker needs a fix."""
    bundle = listing(manifest={f"{TAGS}/-": tag})

    assert findings_in(after(bundle, only_finding(bundle, "MF-018")), "MF") == findings_in(listing(), "MF")


def test_category_is_missing() -> None:
    finding = only_finding(
        listing(manifest={TAGS: ["Offering::Integration", "Submitted Data Type::Metrics"]}), "MF-020"
    )

    assert (finding.severity, finding.pointer, finding.path) == (W, TAGS, "overview.categories")


def test_submission_is_asked_for_categories_by_their_field_alone() -> None:
    bundle = listing(manifest={TAGS: ["Offering::Integration", "Submitted Data Type::Metrics"]})

    assert findings_in(bundle, "MF", scope=Scope.SUBMISSION) == []
    assert "overview.categories" in {finding.path for finding in findings_in(bundle, "FD", scope=Scope.SUBMISSION)}


def test_six_categories_are_many() -> None:
    names = ("Cloud", "Metrics", "Containers", "Orchestration", "Caching", "Network")
    tags = [f"Category::{name}" for name in names]
    bundle = listing(manifest={TAGS: [*tags, "Offering::Integration", "Submitted Data Type::Metrics"]})

    finding = only_finding(bundle, "MF-021")

    assert (finding.severity, finding.pointer, finding.path) == (A, TAGS, "overview.categories")
    assert "You chose 6 categories." in render(finding.message)


def test_retired_category_has_a_successor() -> None:
    bundle = listing(manifest={f"{TAGS}/0": "Category::Messaging"})

    finding = only_finding(bundle, "MF-022")

    assert (finding.severity, finding.pointer, finding.path) == (W, f"{TAGS}/0", "overview.categories")
    assert '"Category::Message Queues"' in fixed_text(bundle, finding)


def test_successor_that_is_there_already_is_not_added_again() -> None:
    bundle = listing(manifest={f"{TAGS}/0": "Category::Monitoring"})

    tags = json.loads(fixed_text(bundle, only_finding(bundle, "MF-022")))["tile"]["classifier_tags"]

    assert [tag for tag in tags if tag.startswith("Category::")] == ["Category::Metrics"]


def test_two_categories_with_one_successor_become_one() -> None:
    changes = {f"{TAGS}/0": "Category::Web", f"{TAGS}/1": "Category::ISP"}
    bundle = listing(manifest=changes)

    first, second = findings_in(bundle, "MF")

    assert '"Category::Network"' in fixed_text(bundle, first)
    assert "Category::ISP" not in fixed_text(bundle, second)
    assert "Category::Network" not in fixed_text(bundle, second)


@pytest.mark.parametrize(
    "written, new",
    [("data store", "Data Stores"), ("Os system", "OS & System"), ("iot", "IoT"), ("monitoring", "Metrics")],
)
def test_misspelled_tag_becomes_no_retired_one(written: str, new: str) -> None:
    bundle = listing(manifest={f"{TAGS}/1": f"Category::{written}"})

    assert f'"Category::{new}"' in fixed_text(bundle, only_finding(bundle, "MF-018"))


def test_agent_check_names_its_systems() -> None:
    changes = {f"{TAGS}/2": REMOVED, f"{INTEGRATION}/configuration": {"spec": "assets/configuration/spec.yaml"}}
    bundle = listing(manifest=changes, files={"assets/configuration/spec.yaml": "name: Acme Widget\n"})

    finding = only_finding(bundle, "MF-023")

    assert (finding.severity, finding.pointer, finding.path) == (W, TAGS, "overview.supported_os")


def test_two_offerings_are_one_too_many() -> None:
    bundle = listing(manifest={f"{TAGS}/-": "Offering::Professional Service"})

    finding = only_finding(bundle, "MF-025")

    assert "(Integration, Professional Service)" in render(finding.message)
    assert finding.fix is None, "only the partner knows which is right"


def test_tags_at_the_top_of_an_older_manifest_count() -> None:
    tags = json.loads(base_files()["manifest.json"])["tile"]["classifier_tags"]

    assert findings_in(listing(manifest={TAGS: REMOVED, "/classifier_tags": tags}), "MF") == []

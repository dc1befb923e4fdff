import pytest

from tests.tilekit.checks.manifest.cases import B, Case, W, assert_fixed, assert_found, case, name_of
from tests.tilekit.listing import REMOVED

CASES = [
    case("MF-027", W, {"/tile/support": "README.md#Help"}, '"support"', "/tile/support"),
    case(
        "MF-027", W, {"/tile/support": "README.md#Suport"}, '"support"', "/tile/support", fixed_to='"README.md#Support"'
    ),
    case("MF-027", W, {"/tile/configuration": REMOVED}, '"tile": {', "/tile/configuration"),
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

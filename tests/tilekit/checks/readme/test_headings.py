import pytest

from tests.tilekit.checks.check_runs import findings_in, findings_with, only_finding
from tests.tilekit.checks.readme.cases import (
    OVERVIEW,
    SETUP,
    SUPPORT,
    A,
    Case,
    W,
    assert_fixed,
    assert_found,
    case,
    in_setup,
    name_of,
)
from tests.tilekit.listing import README, listing
from tilekit.checks.finding import Scope
from tilekit.core.messages import render

CASES = [
    case("RM-014", A, README.removeprefix("# Acme Widget\n\n"), (1, 1), OVERVIEW),
    case("RM-014", A, README + "\n# More\n\nText.\n", (42, 1), SUPPORT, fixed_to="\n## More\n"),
    case("RM-015", A, in_setup("#### Deep\n\nConnect."), (10, 1), SETUP, fixed_to="\n### Deep\n"),
    case("RM-016", W, README + "\n## Setup\n\nMore text.\n", (42, 1), SETUP),
    case(
        "RM-017",
        W,
        README.replace("### Events\n", "#### Tags\n\n### Events\n"),
        (26, 1),
        fixed_to="provided by this integration.\n\n### Events",
    ),
    case("RM-017", W, README.replace("### Events\n", "### Events\n\n### Logs\n"), (26, 1)),
    case("RM-017", W, README + "\n## Notes\n", (42, 1), fixed_to="[3]: mailto:support@acme.example.org\n"),
]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_fault_is_found_at_its_place(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.fixed_to], ids=name_of)
def test_fix_removes_the_fault(case: Case) -> None:
    assert_fixed(case)


def test_heading_with_headings_below_is_not_empty() -> None:
    assert (
        findings_in(listing(readme=README.replace("Connect your account", "### One\n\nConnect your account")), "RM")
        == []
    )


@pytest.mark.parametrize("text", ["", "Text alone.\n", "#\n"])
def test_text_without_headings_has_no_empty_one(text: str) -> None:
    assert "RM-017" not in {finding.code for finding in findings_in(listing(readme=text), "RM")}


def test_a_readme_without_a_title_is_asked_for_one() -> None:
    bundle = listing(readme=README.removeprefix("# Acme Widget\n\n"))
    finding = only_finding(bundle, "RM-014")
    assert findings_in(bundle, "RM", scope=Scope.SUBMISSION) == []  # no field contains the title

    assert render(finding.message) == "README.md has no title. Start the file with a heading such as “# Acme Widget”."


def test_title_in_a_field_is_called_a_heading() -> None:
    bundle = listing(readme=README.replace("Connect your account", "# More\n\nConnect your account"))
    (finding,) = findings_with(bundle, "RM-014", scope=Scope.SUBMISSION)

    assert render(finding.message) == "“More” has the heading level of the page title. Make it a section heading."

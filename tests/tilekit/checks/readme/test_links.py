import pytest

from tests.tilekit.checks.check_runs import findings_in, fixed_text, only_finding
from tests.tilekit.checks.readme.cases import (
    SETUP,
    A,
    B,
    Case,
    W,
    assert_fixed,
    assert_found,
    case,
    in_setup,
    name_of,
)
from tests.tilekit.listing import README, listing
from tilekit.checks.context import Context
from tilekit.core.messages import render

TESTED_FIXES = ("RM-027",)
CASES = [
    case("RM-023", B, in_setup("Open the [guide][9]."), (10, 10), SETUP),
    case("RM-023", B, in_setup("Open the [guide][]."), (10, 10), SETUP),
    case(
        "RM-024",
        A,
        README + "[9]: https://acme.example.org/nine\n",
        (41, 1),
        fixed_to="[3]: mailto:support@acme.example.org\n",
    ),
    case("RM-024", A, README + "[//]: # (Note)\n[note]: # (Note)\n[more]: <> (x)\n[9]: /nine\n", (44, 1)),
    case("RM-025", W, README + "[1]: https://acme.example.org/one\n", (41, 1)),
    case(
        "RM-026",
        A,
        in_setup("Open the [guide](https://acme.example.org/g) and [it](https://acme.example.org/g)."),
        (10, 10),
        SETUP,
        fixed_to="[3]: mailto:support@acme.example.org\n[4]: https://acme.example.org/g\n",
    ),
    case(
        "RM-026",
        A,
        in_setup("Read line [4] of the [guide](https://acme.example.org/g)."),
        (10, 22),
        SETUP,
        fixed_to="Read line [4] of the [guide][5].",
    ),
    case("RM-027", A, README.replace("[1]: https", "[1]: http"), (38, 1), "overview.overview_md"),
    case("RM-028", A, in_setup("Open the guide [here][1]."), (10, 16), SETUP),
    case(
        "RM-029",
        A,
        in_setup("Open https://acme.example.org/guide."),
        (10, 6),
        SETUP,
        fixed_to="Open <https://acme.example.org/guide>.",
    ),
    case("RM-030", B, in_setup("Open the [guide](javascript:alert)."), (10, 10), SETUP, fixed_to="Open the guide."),
    case(
        "RM-030", B, in_setup("Open the [guide](ftp://acme.example.org)."), (10, 10), SETUP, fixed_to="Open the guide."
    ),
    case(
        "RM-030",
        B,
        in_setup('Open the <a href="JaVa&#x0A;script:alert(1)">guide</a>.').replace("&#x0A;", "\t"),
        (10, 10),
        SETUP,
    ),
    case("RM-031", W, in_setup("See [how](#data-colected)."), (10, 5), SETUP, fixed_to="(#data-collected)"),
]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_fault_is_found_at_its_place(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.fixed_to], ids=name_of)
def test_fix_removes_the_fault(case: Case) -> None:
    assert_fixed(case)


@pytest.mark.parametrize(
    "text",
    ["[a](#setup)", "[a](/account/settings)", "[a](mailto:a@acme.example.org)", "`[a][9]`", "x[0][1]", "\\[a][9]"],
)
def test_link_that_is_fine(text: str) -> None:
    assert findings_in(listing(readme=in_setup(f"See {text}.")), "RM") == []


def test_plain_address_is_changed_where_the_secure_one_answers() -> None:
    bundle = listing(readme=README.replace("[1]: https", "[1]: http"))

    assert only_finding(bundle, "RM-027").fix is None
    context = Context(is_first=True, network={"https://acme.example.org": ""})
    assert "[1]: https://acme.example.org" in fixed_text(bundle, only_finding(bundle, "RM-027", context=context))


def test_link_that_does_not_answer() -> None:
    finding = only_finding(
        listing(), "RM-032", context=Context(is_first=True, network={"https://acme.example.org": "404"})
    )

    assert (finding.severity, finding.line, render(finding.message)) == (
        A,
        38,
        "We could not reach https://acme.example.org (404). Check the link.",
    )


@pytest.mark.parametrize("status", ["401", "403", "429"])
def test_address_that_turns_robots_away_is_there(status: str) -> None:
    context = Context(is_first=True, network={"https://acme.example.org": status})

    assert [one.code for subject in ("RM", "MF") for one in findings_in(listing(), subject, context=context)] == []


def test_same_definition_twice_is_no_conflict() -> None:
    assert findings_in(listing(readme=README + "[1]: https://acme.example.org\n"), "RM") == []


def test_link_of_the_change_log_must_have_an_address() -> None:
    finding = only_finding(listing(files={"CHANGELOG.md": "# CHANGELOG\n\nSee [it][1].\n"}), "RM-023")

    assert (finding.severity, finding.file, finding.line, finding.column) == (B, "CHANGELOG.md", 3, 5)

import pytest

from tests.tilekit.checks.check_runs import FIRST, findings_in, only_finding
from tests.tilekit.checks.readme.cases import (
    SETUP,
    B,
    Case,
    W,
    assert_fixed,
    assert_found,
    case,
    in_setup,
    name_of,
)
from tests.tilekit.listing import listing, png
from tilekit.checks.engine import run_checks

RAW = "https://raw.githubusercontent.com/acme/widget/main/acme_widget/images/overview.png"
CASES = [
    case("RM-020", B, in_setup("![The page](images/setup.png)"), (10, 1), SETUP),
    case(
        "RM-020",
        B,
        in_setup("![The page](https://acme.example.org/overview.png)"),
        (10, 1),
        SETUP,
        fixed_to="](images/overview.png)",
    ),
    case(
        "RM-020",
        B,
        in_setup("![The page](images/Overview.PNG)"),
        (10, 1),
        SETUP,
        fixed_to="](images/overview.png)",
    ),
    case("RM-020", B, in_setup('See <img src="http://x.example.org/y.png" alt="The page">'), (10, 5), SETUP),
    case("RM-021", W, in_setup("![The page](/images/overview.png)"), (10, 1), SETUP, fixed_to="](images/overview.png)"),
    case("RM-022", W, in_setup("![](images/overview.png)"), (10, 1), SETUP),
    case("RM-022", W, in_setup("![overview.png](images/overview.png)"), (10, 1), SETUP),
    case("RM-022", W, in_setup("![overview](images/overview.png)"), (10, 1), SETUP),
]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_fault_is_found_at_its_place(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.fixed_to], ids=name_of)
def test_fix_removes_the_fault(case: Case) -> None:
    assert_fixed(case)


@pytest.mark.parametrize("source", ["images/overview.png", "./images/overview.png", RAW, f"{RAW}?raw=true"])
def test_picture_of_the_listing_is_found(source: str) -> None:
    assert findings_in(listing(readme=in_setup(f"![The page with both keys]({source})")), "RM") == []


def test_picture_in_code_is_none() -> None:
    assert findings_in(listing(readme=in_setup("Write `![a](b.png)` there.")), "RM") == []


def test_picture_of_the_change_log_must_be_there_too() -> None:
    finding = only_finding(listing(files={"CHANGELOG.md": "# CHANGELOG\n\n![The page](images/no.png)\n"}), "RM-020")

    assert (finding.severity, finding.file, finding.line) == (B, "CHANGELOG.md", 3)


@pytest.mark.parametrize(
    "tag, is_tracker",
    [
        ('<img src="https://px.acme.example/collect?pid=12&fmt=gif" alt="A page">', True),
        ('<img src="https://acme.example/a.gif" width="1" height="1" alt="A page">', True),
        ('<img src="https://acme.example/a.gif" width="100" height="1" alt="A page">', False),
        ('<img src="https://px.acme.example/t.png?u=1" alt="A page">', True),
        ('<img src="https://stats.acme.example/t.gif" alt="A page">', True),
        ('<img src="https://analytics.acme.example/view?site=4" alt="A page">', True),
        ('<img src="https://stats.acme.example/images/page.png" alt="A page">', False),
        ('<img src="https://acme.example/a.gif" alt="A page">', False),
    ],
)
def test_an_image_that_counts_visitors_must_be_removed(tag: str, is_tracker: bool) -> None:
    finding = only_finding(listing(readme=in_setup(tag)), "RM-020")

    assert ("count visitors" in finding.message.id) == is_tracker


@pytest.mark.parametrize(
    "path, data, is_reported",
    [
        ("images/setup.png", png()[:-40], True),
        ("images/setup.png", b"<html>Not found</html>", True),
        ("images/setup.png", png(), False),
        ("images/setup.svg", b"<svg", False),
        ("images/overview.png", png()[:-40], False),
        ("images/other.png", png()[:-40], False),
    ],
    ids=["cut-off", "a-page", "complete", "drawing", "in-carousel", "not-shown"],
)
def test_a_damaged_image_of_a_text_is_reported(path: str, data: bytes, is_reported: bool) -> None:
    shown = path.replace("other", "overview")
    bundle = listing(readme=in_setup(f"Text.\n\n![The keys]({shown})"), files={path: data})
    report = run_checks(bundle, FIRST, select={"RM-065"})

    assert [(one.file, one.line, one.value) for one in report.findings] == [("README.md", 12, path)] * is_reported

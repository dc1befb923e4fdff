import pytest

from tests.tilekit.checks.check_runs import findings_in, only_finding
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
from tests.tilekit.listing import listing

CASES = [
    case("RM-033", B, in_setup("Run <script>alert(1)</script> now."), (10, 5), SETUP, fixed_to="Run  now."),
    case(
        "RM-033",
        B,
        in_setup("<iframe src='https://acme.example.org'>\n</iframe>"),
        (10, 1),
        SETUP,
        fixed_to="## Setup\n\n\n\n1. Open",
    ),
    case("RM-033", B, in_setup("Run <svg/onload=alert(1)> now."), (10, 5), SETUP, fixed_to="Run  now."),
    case(
        "RM-034",
        B,
        in_setup('Open <a href="#setup" onclick="x()">it</a>.'),
        (10, 6),
        SETUP,
        fixed_to='<a href="#setup">it',
    ),
    case("RM-034", B, in_setup("Open <kbd STYLE=color:red>it</kbd>."), (10, 6), SETUP, fixed_to="<kbd>it"),
    case("RM-035", W, in_setup("Open <font>it</font> and <font>that</font>."), (10, 6), SETUP),
    case("RM-036", W, in_setup("Enter <YOUR-KEY> here."), (10, 7), SETUP, fixed_to="Enter `<YOUR-KEY>` here."),
]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_fault_is_found_at_its_place(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.fixed_to], ids=name_of)
def test_fix_removes_the_fault(case: Case) -> None:
    assert_fixed(case)


@pytest.mark.parametrize(
    "text",
    [
        "Press <kbd>a</kbd>.",
        "Write `<script>`.",
        "```html\n<script>\n```",
        "a <br> b",
        "<details><summary>a</summary>b</details>",
        "x <!-- <script> --> y",
        "x\n\n<!-- <script>\nstill <svg/onload=x>\n-->",
        "Write \\<script> there.",
    ],
)
def test_html_that_is_fine(text: str) -> None:
    assert findings_in(listing(readme=in_setup(text)), "RM") == []


def test_script_in_the_change_log_is_refused() -> None:
    text = "# CHANGELOG - Acme Widget\n\n## 1.0.0 / 2025-03-01\n\n***Added***:\n\n* A <script>\n"
    finding = only_finding(listing(files={"CHANGELOG.md": text}), "RN-018")

    assert (finding.severity, finding.file, finding.line) == (B, "CHANGELOG.md", 7)

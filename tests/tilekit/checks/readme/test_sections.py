import re

import pytest

from tests.tilekit.checks.check_runs import findings_in, findings_with, fixed_text, only_finding
from tests.tilekit.checks.readme.cases import (
    OVERVIEW,
    PAID,
    SETUP,
    SUPPORT,
    UNINSTALL,
    A,
    B,
    Case,
    W,
    assert_fixed,
    assert_found,
    case,
    name_of,
    without,
)
from tests.tilekit.listing import README, listing
from tilekit.checks.finding import Scope
from tilekit.checks.fixes import apply_edits
from tilekit.core.messages import render

OAUTH = {"/assets/oauth": "assets/oauth_clients.json"}
CLIENT = {"assets/oauth_clients.json": '{"integration": {"id": "1", "name": "x", "client_role": "integration"}}'}
PIPELINE = {"assets/logs/acme-widget.yaml": "id: acme-widget\n"}
METADATA_LINK = "[2]: https://github.com/acme/widget/blob/main/metadata.csv\n"
CASES = [
    case(
        "RM-002",
        B,
        without("## Overview", "## Setup").replace("[1]: https://acme.example.org\n", ""),
        (1, 1),
        OVERVIEW,
        fixed_to="# Acme Widget\n\n## Overview\n\n## Setup",
    ),
    case("RM-003", W, README.replace("[Acme Widget][1] moves", "* [Acme Widget][1] moves"), (3, 1), OVERVIEW),
    case("RM-004", A, without(" messages between", "\n\n## Setup"), (3, 1), OVERVIEW),
    case(
        "RM-005", B, without("## Setup", "## Uninstallation"), (1, 1), SETUP, fixed_to="## Setup\n\n## Uninstallation"
    ),
    case("RM-005", B, README.replace("## Setup", "## Installation steps"), (8, 1), SETUP),
    case("RM-002", B, README.replace("## Overview", "## About Acme"), (3, 1), OVERVIEW),
    case("RM-006", B, without("Connect your account", "## Uninstallation"), (8, 1), SETUP),
    case(
        "RM-007",
        A,
        README.replace("1. Open", "Open").replace("2. Select", "Select").replace("3. Choose", "Choose"),
        (8, 1),
        SETUP,
    ),
    case(
        "RM-008",
        A,
        without("## Support", "[1]:").replace("[3]: mailto:support@acme.example.org\n", ""),
        (1, 1),
        SUPPORT,
        fixed_to="## Support\n\nNeed help? Contact <support@acme.example.org>.\n\n[1]:",
    ),
    case(
        "RM-009",
        B,
        without("## Support", "[1]:").replace("[3]: mailto:support@acme.example.org\n", ""),
        (1, 1),
        SUPPORT,
        manifest=PAID,
        fixed_to="## Support\n\nNeed help?",
    ),
    case("RM-009", B, README.replace("Need help? Contact", "* Contact"), (34, 1), SUPPORT, manifest=PAID),
    case(
        "RM-010",
        B,
        without("## Uninstallation", "## Data"),
        (1, 1),
        UNINSTALL,
        manifest=PAID,
    ),
    case("RM-010", B, README.replace("Select **Uninstall", "* Select **Uninstall"), (16, 1), UNINSTALL, manifest=PAID),
    case(
        "RM-011",
        W,
        without("## Uninstallation", "## Data"),
        (1, 1),
        UNINSTALL,
        manifest=OAUTH,
        files=CLIENT,
        fixed_to="Disable the API keys",
    ),
    case("RM-011", W, without(" Access is revoked", "\n\n## Data"), (16, 1), UNINSTALL, manifest=OAUTH, files=CLIENT),
    case("RM-012", A, without("## Uninstallation", "## Data"), (1, 1), UNINSTALL),
    case("RM-013", A, without("### Metrics", "### Events").replace(METADATA_LINK, ""), (20, 1)),
    case("RM-013", A, README, (20, 1), files=PIPELINE),
]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_fault_is_found_at_its_place(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.fixed_to], ids=name_of)
def test_fix_removes_the_fault(case: Case) -> None:
    assert_fixed(case)


def test_listing_without_faults_has_no_finding() -> None:
    assert findings_in(listing(), "RM") == []


@pytest.mark.parametrize("text", [None, "", " \n"])
def test_missing_readme_is_one_finding(text: str | None) -> None:
    bundle = listing(files={"README.md": text})

    finding = only_finding(bundle, "RM-001")

    assert (finding.severity, finding.file, finding.line) == (B, "README.md", None if text is None else 1)
    assert finding.fix is not None
    assert finding.fix.edits[0].replacement.startswith("# Acme Widget\n\n## Overview\n")


def test_missing_readme_of_a_submission_is_asked_for_at_the_fields() -> None:
    findings = findings_in(listing(files={"README.md": None}), "RM", scope=Scope.SUBMISSION)

    assert [(one.code, one.severity, one.path) for one in findings] == [("RM-002", B, OVERVIEW), ("RM-005", B, SETUP)]


@pytest.mark.parametrize(
    "heading, code, text",
    [
        ("Overview", "RM-002", "Describe in one paragraph what your product is and what customers can see with this "),
        ("Setup", "RM-005", "The Setup section is empty. Explain how customers get started."),
    ],
)
def test_submission_asks_for_the_text_of_a_field_and_not_for_a_heading(heading: str, code: str, text: str) -> None:
    below = {"Overview": "## Setup", "Setup": "## Uninstallation"}[heading]
    bundle = listing(readme=without(f"## {heading}", below).replace("[1]: https://acme.example.org\n", ""))
    (finding,) = findings_with(bundle, code, scope=Scope.SUBMISSION)
    (in_folder,) = findings_with(bundle, code)

    assert (render(finding.message).startswith(text), finding.fix) == (True, None)
    assert render(in_folder.message) == f"Add the section “## {heading}”."
    assert in_folder.fix is not None


def test_similar_heading_of_an_imported_readme_can_become_the_section() -> None:
    bundle = listing(readme=README.replace("## Overview", "# Overview"))
    (finding,) = findings_with(bundle, "RM-002", scope=Scope.SUBMISSION)

    assert "\n## Overview\n" in fixed_text(bundle, finding)


def test_empty_overview_blocks_a_submission_alone() -> None:
    bundle = listing(readme=without("[Acme Widget][1]", "## Setup").replace("[1]: https://acme.example.org\n", ""))

    assert only_finding(bundle, "RM-003").severity is W
    assert only_finding(bundle, "RM-003", scope=Scope.SUBMISSION).severity is B


def test_setup_that_only_says_how_to_verify_blocks_a_submission() -> None:
    readme = without("Connect your account", "## Uninstallation").replace(
        "## Setup\n", "## Setup\n\n### Validation\n\n1. Open the dashboard.\n"
    )

    assert findings_in(listing(readme=readme), "RM") == []
    assert only_finding(listing(readme=readme), "RM-006", scope=Scope.SUBMISSION).severity is B


def test_troubleshooting_stands_in_for_support() -> None:
    assert findings_in(listing(readme=README.replace("## Support", "## Troubleshooting")), "RM") == []


def test_a_readme_may_leave_the_data_to_the_tile() -> None:
    start = README.index("## Data Collected")
    readme = (README[:start] + README[README.index("## Support") :]).replace(METADATA_LINK, "")

    assert "RM-013" not in {one.code for one in findings_in(listing(readme=readme), "RM")}


@pytest.mark.parametrize(
    "headings,at",
    [
        (["Overview", "Setup", "Data Collected", "Support"], 2),
        (["Overview", "Setup", "Support"], 2),
        (["Overview", "Setup", "Data Collected", "Get help", "Further Reading"], 2),
        (["Overview", "Setup", "Further Reading"], 2),
        (["Overview", "Setup", "Limits"], 3),
        (["Support", "Overview", "Setup"], 3),
    ],
)
@pytest.mark.parametrize("end", ["", "\n", "\n\n\n", "\n\n[1]: https://acme.example.org\n"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_section_is_added_where_the_template_has_it(headings: list[str], at: int, end: str, newline: str) -> None:
    parts = ["# Acme Widget", *(f"## {title}\n\nSome [text][1]." for title in headings)]
    bundle = listing(readme=("\n\n".join(parts) + end).replace("\n", newline), manifest=OAUTH, files=CLIENT)
    fix = next(one.fix for one in findings_in(bundle, "RM") if one.code == "RM-011")
    assert fix is not None

    text = apply_edits(bundle.files["README.md"], fix.edits).decode()

    shown = text.replace(newline, "\n")
    titles = re.findall(r"(?m)^## (.+)$", shown)
    above, _, below = shown.partition("## Uninstallation\n\n")
    assert titles == [*headings[:at], "Uninstallation", *headings[at:]]
    assert re.search(r"[^\n]\n\n\Z", above)
    assert re.search(r"\A(?:[^\n]+\n\n?)+\n?(?:##|\[1\]|\Z)", below)
    assert "\n\n\n" not in shown.rstrip()
    assert text.count("\r") in (0, text.count("\n"))


AGENT = {"/assets/integration/configuration": {"spec": "assets/configuration/spec.yaml"}}
INSTALL = "```shell\ndatadog-agent integration install -t datadog-acme_widget==1.0.0\n```\n\n## Data Collected"


@pytest.mark.parametrize(
    "manifest,install,text",
    [
        (OAUTH, "", "Access that you granted is revoked."),
        (AGENT, INSTALL, "datadog-agent integration remove datadog-acme_widget\n"),
        (AGENT, "", None),
        ({}, INSTALL, None),
        (PAID, "", None),
    ],
)
def test_how_to_uninstall_is_offered_where_it_is_known(
    manifest: dict[str, object], install: str, text: str | None
) -> None:
    readme = without("## Uninstallation", "## Data").replace("## Data Collected", install or "## Data Collected")
    findings = findings_in(listing(readme=readme, manifest=manifest), "RM")
    fixes = [one.fix for one in findings if one.code in ("RM-010", "RM-011", "RM-012")]

    replacements = [fix.edits[0].replacement for fix in fixes if fix]
    assert len(fixes) == 1
    assert [bool(text) and str(text) in replacement for replacement in replacements] == [True] * bool(text)


def test_data_that_is_not_sent_needs_no_line() -> None:
    assert findings_in(listing(readme=without("### Events", "### Service")), "RM") == []

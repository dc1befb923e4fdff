"""If the README is broken or a section has another form, there is one finding, and its fix changes only that."""

import pytest

from tests.tilekit.listing import README, REMOVED, listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding
from tilekit.checks.fix_application import apply_fixes

OAUTH = {"/assets/oauth": "assets/oauth_clients.json"}


def found_in(bundle: Bundle) -> list[Finding]:
    return list(run_checks(bundle, Context()).findings)


def codes(bundle: Bundle) -> list[str]:
    return [one.code for one in found_in(bundle)]


@pytest.mark.parametrize("written", ["# {}", "### {}", "##{}", "## {}:"])
@pytest.mark.parametrize("title, code", [("Overview", "RM-002"), ("Setup", "RM-005")])
def test_a_heading_of_another_form_is_one_finding_and_made_an_h2(title: str, code: str, written: str) -> None:
    line = written.format(title)
    readme = README.replace(f"## {title}\n", f"{line}\n")
    bundle = listing(readme=readme)
    (finding,) = [one for one in found_in(bundle) if one.code != "RM-015"]
    after = apply_fixes(bundle, [finding.fix] if finding.fix else [])

    assert (finding.code, finding.line) == (code, readme.split("\n").index(line) + 1)
    assert after.files["README.md"].decode() == README


def test_an_open_code_block_is_one_finding_and_closed_before_the_next_section() -> None:
    code = "```yaml\nqueue: orders\n"
    at = README.index("\n## Uninstallation")
    whole = f"{README[:at]}\n{code}```\n{README[at:]}"
    bundle = listing(readme=whole.replace("orders\n```\n", "orders\n"))
    (finding,) = found_in(bundle)

    assert finding.code == "RM-037"
    assert apply_fixes(bundle, [finding.fix] if finding.fix else []).files["README.md"].decode() == whole


def test_an_empty_setup_is_not_told_what_else_it_lacks() -> None:
    start, end = README.index("## Setup\n"), README.index("## Uninstallation")
    readme = f"{README[:start]}## Setup\n\n{README[end:]}"

    assert {"RM-006", "XC-025", "RM-044"} & set(codes(listing(readme=readme, manifest=OAUTH))) == {"RM-006"}
    bare = f"{README[:start]}## Setup\n\nWait.\n\n{README[end:]}"
    assert "XC-025" in codes(listing(readme=bare, manifest=OAUTH))


def test_pictures_of_a_readme_that_is_not_there_are_not_told_off() -> None:
    unused = {"images/steps.png": b""}

    assert "IM-021" not in codes(listing(files={"README.md": None, **unused}))
    assert "IM-021" in codes(listing(files=unused))


def test_a_folder_without_a_manifest_is_not_told_what_it_would_send() -> None:
    assert "MF-026" not in codes(listing(files={"manifest.json": None, "metadata.csv": None}))
    assert "MF-026" in codes(
        listing(
            manifest={"/assets/integration/metrics": REMOVED, "/tile/classifier_tags": []}, files={"metadata.csv": None}
        )
    )

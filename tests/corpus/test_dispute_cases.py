"""Findings that partners disputed rightly. `manage.py dispute_cases tests/corpus/dispute_cases` writes the cases.

A case is a row of the labelled findings with the content of the file. It is added to a listing without faults, and the
check must not report it again. Cases about fields and large files have no content; they are only for people.
"""

import json
from pathlib import Path

import pytest

from tests.tilekit.listing import base_files
from tilekit.bundle import Files
from tilekit.checks.engine import run_checks
from tilekit.commands.check_selection import CheckSelection
from tilekit.commands.listing_checks import context_of
from tilekit.scaffold.bundles import bundle_of_files

FOLDER = Path(__file__).with_name("dispute_cases")
CASES = sorted(FOLDER.glob("*.json"))


def is_reported(file: Path) -> bool:
    """Whether the check still reports the finding of the case at its place."""
    case = json.loads(file.read_text("utf-8"))
    files = Files.of({**base_files(), case["file"]: case["text"].encode()})
    report = run_checks(bundle_of_files(files, "acme_widget"), context_of(CheckSelection(with_observed=True)))
    assert report.unchecked == ()
    return any(
        (finding.code, finding.file) == (case["code"], case["file"])
        and case["place"] in {finding.pointer, f"line {finding.line}"}
        for finding in report.findings
    )


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_wrong_findings_are_no_longer_reported(file: Path) -> None:
    case = json.loads(file.read_text("utf-8"))

    assert case["label"] == "wrong"
    assert not (case["text"] and case["file"]) or not is_reported(file)

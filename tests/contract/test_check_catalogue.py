"""docs/checks.md is what the registry says, and the registry has what the catalogue of rules asks for."""

import csv
from pathlib import Path
from string import Formatter

import pytest

from tilekit.checks.catalogue import all_checks
from tilekit.checks.finding import Severity
from tilekit.commands.checks import SUBJECTS, checks_markdown

ROOT = Path(__file__).resolve().parents[2]
OURS = {"EN", "FD"}  # the engine's own and what field declarations say
WHOLE = ("GEN", "MF", "RM")
# Code -> why its severity is not the catalogue's.
OTHER_SEVERITY: dict[str, str] = {}
# Code -> why it offers no fix although the catalogue names one.
WITHOUT_FIX = {
    "MF-001": "there is nothing to write a manifest from but the form, and the form writes it itself",
    "MF-028": "an entry needs a date and checks know no clock",
    "MF-057": "importing the folder converts it; the old form has fields that no new key holds",
}


def rows() -> dict[str, dict[str, str]]:
    with (ROOT / "tilekit/data/checks.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def test_catalogue_page_is_fresh() -> None:
    assert (ROOT / "docs/checks.md").read_text("utf-8") == checks_markdown()


def test_every_subject_has_a_name() -> None:
    assert {check.subject for check in all_checks()} <= set(SUBJECTS)


def test_every_code_is_one_of_the_catalogue() -> None:
    known = set(rows())

    assert [check.code for check in all_checks() if check.code not in known and check.subject not in OURS] == []


@pytest.mark.parametrize("subject", WHOLE)
def test_whole_subjects_have_every_row(subject: str) -> None:
    registered = {check.code for check in all_checks()}

    assert [code for code, row in rows().items() if row["subject"] == subject and code not in registered] == []


def test_severity_stage_and_fix_are_those_of_the_catalogue() -> None:
    known, wrong = rows(), []
    for check in all_checks():
        row = known.get(check.code)
        if row is None or check.subject not in WHOLE:
            continue
        facts = (check.severity.value, check.stage.value, check.is_fixable)
        asked = (row["severity"], row["when"], row["autofix"].startswith("yes") and check.code not in WITHOUT_FIX)
        if facts != asked and check.code not in OTHER_SEVERITY:
            wrong.append((check.code, facts, asked))

    assert wrong == []


def test_messages_are_sentences_with_named_values() -> None:
    for check in all_checks():
        for text in (check.message, check.folded or check.message):
            names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
            assert text.rstrip("”)")[-1] in ".!?", check.code
            assert all(name.isidentifier() for name in names), check.code


def test_blockers_are_told_from_warnings() -> None:
    assert {check.severity for check in all_checks()} == set(Severity)

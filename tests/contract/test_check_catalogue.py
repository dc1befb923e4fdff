"""docs/checks.md is what the registry says, and its texts are sentences."""

from pathlib import Path
from string import Formatter

from tilekit.checks.catalogue import all_checks
from tilekit.checks.finding import Severity
from tilekit.commands.checks import SUBJECTS, checks_markdown

ROOT = Path(__file__).resolve().parents[2]


def test_catalogue_page_is_fresh() -> None:
    assert (ROOT / "docs/checks.md").read_text("utf-8") == checks_markdown()


def test_every_subject_has_a_name() -> None:
    assert {check.subject for check in all_checks()} <= set(SUBJECTS)


def test_messages_are_sentences_with_named_values() -> None:
    for check in all_checks():
        for text in (check.message, check.folded or check.message):
            names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
            assert text.rstrip("”)")[-1] in ".!?", check.code
            assert all(name.isidentifier() for name in names), check.code


def test_blockers_are_told_from_warnings() -> None:
    assert {check.severity for check in all_checks()} == set(Severity)

"""docs/checks.md matches the registry, and its texts are sentences."""

import inspect
import re
import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest

from tilekit.checks.finding import Severity, Stage
from tilekit.checks.registered_checks import all_checks, check_of
from tilekit.checks.subjects import SUBJECTS
from tilekit.commands.checks import checks_markdown

ROOT = Path(__file__).resolve().parents[2]


def test_catalogue_page_is_fresh() -> None:
    assert (ROOT / "docs/checks.md").read_text("utf-8") == checks_markdown(), "run: make docs"


def test_every_subject_has_a_name() -> None:
    assert {check.subject for check in all_checks()} == set(SUBJECTS)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_registers_all_its_checks_itself(subject: str) -> None:
    """The package of a subject registers all its checks, because `validate --explain` loads only that package."""
    script = (
        "from tilekit.checks.registry import all_checks; from tilekit.checks.subjects import register; "
        f"register({subject!r}); "
        f"print(*((check.code, check.question) for check in all_checks() if check.subject == {subject!r}), sep='\\n')"
    )

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    whole = [str((check.code, check.question)) for check in all_checks() if check.subject == subject]
    assert done.stdout.splitlines() == whole


def test_explain_prints_what_every_check_expects() -> None:
    checks = [check for check in all_checks() if check.stage is not Stage.REVIEWER]

    assert [check.code for check in checks if not (check.expected or inspect.getdoc(check.function))] == []


def test_every_check_has_a_name_of_its_own() -> None:
    names = {check.code: check.name for check in all_checks()}

    assert [code for code, name in names.items() if not name or set(name) & set("{}") or len(name) > 70] == []
    assert [code for code, name in names.items() if re.match(r"[a-z]+ ", name) or name[-1] in ".!?:"] == []
    assert len(set(names.values())) == len(names)


def test_functions_are_named_after_what_must_hold() -> None:
    functions = {check.code: check.function.__name__ for check in all_checks() if check.stage is not Stage.REVIEWER}

    assert {code: name for code, name in functions.items() if not re.match(r"[a-z]+s_", name)} == {}


def test_messages_are_sentences_with_named_values() -> None:
    for check in all_checks():
        for text in (check.message, check.folded or check.message):
            names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
            assert text.rstrip("”)")[-1] in ".!?", check.code
            assert all(name.isidentifier() for name in names), check.code


def test_every_check_has_a_wrong_and_a_right_example() -> None:
    incomplete = [check.code for check in all_checks() if not (check.applies_to and check.expected and check.bad)]
    assert incomplete == [], "give @check the missing applies_to=, expected= or bad="
    without_good = [check.code for check in all_checks() if check.good in {"", check.bad}]
    assert without_good == [], "give @check a good= that differs from its bad="


def test_catalogue_shows_an_example_as_it_is_written() -> None:
    line = next(line for line in checks_markdown().splitlines() if 'id="rm-033"' in line)

    assert "&#60;iframe src=&#34;…&#34;&#62; | a link |" in line


@pytest.mark.parametrize("code", ["LG-021", "MN-008", "RN-016", "MF-017"])
def test_what_no_code_can_decide_is_asked_of_people(code: str) -> None:
    check = check_of(code)

    assert check.question
    assert (check.stage is Stage.REVIEWER) == (code != "MF-017")


def test_blockers_are_told_from_warnings() -> None:
    assert {check.severity for check in all_checks()} == set(Severity)

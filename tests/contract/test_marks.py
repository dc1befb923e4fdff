"""Which tests run on which database, and marks of packages reach their tests."""

import re
from types import SimpleNamespace

import pytest

from tests.conftest import pytest_ignore_collect
from tests.contract.tree import ROOT, tracked

_MARK = "sqlite_is_enough"
_ONLY_POSTGRESQL = "postgresql_is_enough"
_REAL_COMMITS = re.compile(r"\bdjango_db\(transaction=True\)|\b(?:threads|pool)\.submit\(|\bat_once\(\[")
_OWN_CODE_FOR_A_DATABASE = re.compile(r"\bconnection\.vendor\b|\bas_(?:sqlite|postgresql)\b")
# file -> reason why its real commits need no other database
_EXCEPTIONS = {
    "tests/common/test_joint_transaction.py": "Django defines the order of the calls after a commit",
    "tests/portal/test_upgrade.py": "only older archives are marked",
    "tests/faults/test_disk_full.py": "it fills the disk of SQLite's file",
}


def _is_marked(file: str) -> bool:
    folders = [folder / "__init__.py" for folder in (ROOT / file).parents if folder.is_relative_to(ROOT / "tests")]
    return any(_MARK in path.read_text() for path in (ROOT / file, *folders) if path.is_file())


def test_packages_with_code_for_a_database_are_tested_on_both() -> None:
    sources = [path for path in tracked(".py") if not {"tests", "bench", "migrations"} & {*path.parts}]
    packages = {path.parts[0] for path in sources if _OWN_CODE_FOR_A_DATABASE.search((ROOT / path).read_text())}
    marked = {path.parent.name for path in ROOT.glob("tests/*/__init__.py") if _ONLY_POSTGRESQL in path.read_text()}

    assert marked
    assert packages
    assert not packages & marked, f"remove the mark {_ONLY_POSTGRESQL}"


def test_tests_with_real_commits_run_on_postgresql() -> None:
    files = [
        str(path) for path in tracked(".py") if path.match("tests/**/test_*.py") or path.match("tests/*/test_*.py")
    ]
    committing = {file for file in files if _REAL_COMMITS.search((ROOT / file).read_text()) and _is_marked(file)}

    assert committing - {__file__.removeprefix(f"{ROOT}/")} == set(_EXCEPTIONS), f"remove the mark {_MARK}"


def test_mark_of_a_package_is_that_of_its_tests(request: pytest.FixtureRequest) -> None:
    """`tests/contract/__init__.py` has the mark; this module has not."""
    assert request.node.get_closest_marker(_MARK)


@pytest.mark.parametrize(
    "path, is_passed_over",
    [("releases/test_buttons.py", True), ("browser", True), ("reviews/test_races.py", False), ("reviews", False)],
)
def test_what_is_marked_as_a_whole_is_not_imported(path: str, is_passed_over: bool) -> None:
    with_services, all_tests = (SimpleNamespace(option=SimpleNamespace(markexpr=text)) for text in (f"not {_MARK}", ""))

    assert pytest_ignore_collect(ROOT / "tests" / path, with_services) == (is_passed_over or None)
    assert pytest_ignore_collect(ROOT / "tests" / path, all_tests) is None

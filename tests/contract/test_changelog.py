"""CHANGELOG.md, the version and the release before are the same everywhere."""

import re
import subprocess

import pytest

from tests import previous_release
from tests.contract.tree import ROOT
from tilekit import __version__

pytestmark = pytest.mark.sqlite_is_enough


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _headings() -> list[tuple[str, str]]:
    """(version, date) of the releases, in the order of the page."""
    return re.findall(r"^## (\d+\.\d+\.\d+) \((.+)\)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)


def test_newest_heading_is_the_version() -> None:
    (newest, date), *earlier = _headings()

    assert newest == __version__
    assert re.fullmatch(r"not released yet|\d{4}-\d\d-\d\d", date)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", date) for _, date in earlier)
    versions = [tuple(map(int, version.split("."))) for version, _ in _headings()]
    assert versions == sorted(set(versions), reverse=True)


def test_release_before_is_the_one_in_the_pages() -> None:
    commit, version = previous_release.COMMIT, previous_release.VERSION
    date = _git("log", "-1", "--date=short", "--format=%ad", commit)

    assert _headings()[1] == (version, date)
    assert f'__version__ = "{version}"' in _git("show", f"{commit}:tilekit/__init__.py")
    assert f"`tests/previous_release.py`, now {version}" in (ROOT / "docs" / "upgrades.md").read_text()

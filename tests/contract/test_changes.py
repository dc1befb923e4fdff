"""Makes the nine changes of docs/architecture.md in a copy of the source tree, only in the files that it lists."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from studio.wizard.page.step.step_form import SECTIONS_WITH_TEMPLATE
from tests.contract.changes import CHANGES
from tests.contract.tree import ROOT
from tests.migrated import cached_database
from tests.shared import SMALL
from tilekit.sections import section_of

# The copy is made once, so all tests run in one pytest worker.
pytestmark = pytest.mark.xdist_group("changes")
PAGE = (ROOT / "docs" / "architecture.md").read_text()
_START = "import django, runpy; django.setup(); runpy.run_path('changes_probe.py', run_name='__main__')"
# Writes the migration of the change, and applies it to a copy of the migrated database, which the tests then copy.
_MIGRATE = """
import django
from django.core.management import call_command
from django.db import connection
from tests.migrated import CACHE, cached_database
django.setup()
call_command("makemigrations", "listings")
call_command("migrate")
CACHE.mkdir()
connection.cursor().execute("VACUUM INTO %s", [str(cached_database())])
"""


def rows() -> dict[str, str]:
    """{change: its files, as the page lists them}."""
    table = PAGE.partition("## Nine changes")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| (an? [^|]+?) \| (.+?) \|$", table, re.MULTILINE))


def places(cell: str) -> list[str]:
    return [name for name in re.findall(r"`([^`]+)`", cell) if "/" in name]


def _changed(copy: Path, changes: Iterable[str], *more: str) -> Path:
    """A copy of the source tree with these changes; more are other folders to copy."""
    for folder in (*settings.SLIPWAY_APPS, "tilekit", "templates", "static", "locale", *more):
        # Compiled files are copied, too, except temporary ones of other processes, which end with a number.
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("*.pyc.*"), dirs_exist_ok=True)
    for file in (Path(__file__).with_name("changes_probe.py"), ROOT / "pyproject.toml", ROOT / "manage.py"):
        shutil.copy(file, copy)
    for edit in (edit for change in changes for edit in CHANGES[change]):
        edit.carry_out(copy)
    return copy


def _run(tree: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATA_DIR": str(tree / "var"),
        "XDG_CACHE_HOME": str(tree),
    }
    return subprocess.run(
        [sys.executable, *words], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, Any]]:
    """The results of all changes together, from changes_probe.py."""
    tree = _changed(tmp_path_factory.mktemp("tree"), CHANGES)
    done = _run(tree, "-c", _START, SMALL / "octoprint")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]  # output of the probe


def test_page_names_the_same_changes() -> None:
    assert list(rows()) == list(CHANGES)


@pytest.mark.parametrize("change", CHANGES)
def test_page_names_places_that_exist(change: str) -> None:
    named = [place for place in places(rows()[change]) if "<" not in place]

    assert [place for place in named if not (ROOT / place).exists()] == []
    assert named


@pytest.mark.parametrize("change", CHANGES)
def test_change_touches_only_what_the_page_names(change: str) -> None:
    named = [place.partition("<")[0] for place in places(rows()[change])]

    strays = [edit.path for edit in CHANGES[change] if not any(edit.path.startswith(place) for place in named)]
    assert strays == []


def test_new_states_touch_few_files() -> None:
    live_tile = {edit.path for edit in CHANGES["a transition"]} - {"listings/lifecycle/transitions/release.py"}

    assert (len(live_tile), len({edit.path for edit in CHANGES["a state"]})) == (2, 4)


@pytest.mark.parametrize(
    "name", ["probe_page", '"probe return"', '"probe halt"', "PROBE_HALTED", "PROBE_PARKED", "ProbeBody", "GEN-999"]
)
def test_names_of_the_changes_are_free(name: str) -> None:
    taken = [
        str(path)
        for app in (*settings.SLIPWAY_APPS, "tilekit")
        for path in (ROOT / app).rglob("*.py")
        if name in path.read_text()
    ]
    assert taken == [], f"{name} exists now: choose another name in tests/contract/changes.py"


def test_field_is_known_everywhere(followed: Mapping[str, Mapping[str, Any]]) -> None:
    assert followed["a field"] == {
        "form": ["Probe page", "url", 40, "http://status.acme.example/" + "x" * 60],
        "missing": ["support.probe_page", "support.support_md", "support.maintainer_email"],
        "findings": {"empty": ["FD-001"], "long": ["FD-002", "FD-003"], "short": []},
        "schema": True,
        "reference": True,
        "difference": ["support.probe_page"],
        "manifest": "https://status.acme.example",
        "tile": ["https://status.acme.example"],
    }


def test_check_reports_and_is_documented(followed: Mapping[str, Mapping[str, Any]]) -> None:
    assert followed["a check"] == {
        "says": ["Say hello."],
        "catalogue": True,
    }


def test_transition_is_offered_drawn_and_announced(followed: Mapping[str, Mapping[str, Any]]) -> None:
    assert followed["a transition"] == {
        "errors": [],
        "allows": True,
        "diagram": True,
        "live": ["probe-halt", True, "Halted"],
        "release": "probe-remind",
        "notice": "A partner stops a review",
    }


@pytest.mark.slow
def test_state_breaks_no_page_and_no_api(tmp_path: Path) -> None:
    """Staff enter and leave the new state with the buttons of its rows; state_probe.py requests all pages and APIs.

    It also calls the new route of our API.
    """
    tree = _changed(tmp_path, ["a state", "an API route"], "tests", "requirements")
    (tree / "var").mkdir()
    if cached_database().exists():
        shutil.copy(cached_database(), tree / "var" / "slipway.sqlite3")
    migrated = _run(tree, "-c", _MIGRATE)
    assert migrated.returncode == 0, migrated.stderr

    probed = _run(tree, "-m", "pytest", "-q", "--ds=tests.settings", "tests/contract/pages/state_probe.py")

    assert probed.returncode == 0, probed.stdout[-6000:]


def test_api_route_is_documented_and_announced(followed: Mapping[str, Mapping[str, Any]]) -> None:
    assert followed["an API route"] == {"reference": ["Probe it"], "changelog": "“Probe it” returns the name."}


def test_notice_has_texts_and_can_be_chosen(followed: Mapping[str, Mapping[str, Any]]) -> None:
    assert followed["a notice"] == {"says": ["Check MF-001 changes", "Sam changed MF-001."], "chosen": True}


def test_language_is_offered_and_used(followed: Mapping[str, Mapping[str, Any]]) -> None:
    assert followed["a language"] == {
        "offered": True,
        "portal": "Änderungen erbeten",
        "tilekit": "E-Mail für Hilfe",
    }


def test_team_must_approve(followed: Mapping[str, Mapping[str, Any]]) -> None:
    assert followed["a staff team"]["required"][-1] == "privacy"
    assert followed["a staff team"]["remits"] is True
    assert followed["a staff team"]["migrations"] == [
        "accounts",
        "insights",
        "listings",
        "reviews",
    ]  # listings: the new state of a live tile


def test_storage_url_selects_its_back_end(followed: Mapping[str, Mapping[str, Any]]) -> None:
    assert followed["a storage back end"] == {"backend": "storages.backends.gcloud.GoogleCloudStorage"}


@pytest.mark.parametrize("key", sorted(SECTIONS_WITH_TEMPLATE))
def test_steps_that_place_their_fields_place_all_of_them(key: str) -> None:
    template = (ROOT / "templates" / "studio" / "steps" / f"{key}.html").read_text()
    places_each = "in form.fields" in template or "in form.items" in template
    fields = [name for name, field in section_of(key).fields.items() if not field.staff_only]

    left_out = [name for name in fields if not re.search(rf"\bf\.{name}\b", template)]
    assert places_each or left_out == []

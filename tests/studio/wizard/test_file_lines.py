"""Findings in files link to the file at its line."""

import json
import re

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils.html import escape

from accounts.models import Person
from common.actor import Role
from studio.findings.finding import PLACES_AT_FIELD, rows_at_field, wizard_findings
from tests.markup import compact
from tests.studio.scene import Scene, ready_scene, signed_in
from tests.tilekit.listing import README
from tests.validation.scene import MONITOR
from tilekit.checks.finding import Finding, Severity
from tilekit.core.messages import Message

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
FILE = "assets/monitors/acme_widget_depth.json"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    """A listing with a monitor without tags."""
    monitor = {key: value for key, value in MONITOR.items() if key != "tags"}
    return ready_scene(**{FILE: json.dumps(monitor, indent=2).encode()})


@pytest.fixture
def partner(scene: Scene) -> Client:
    return signed_in(scene.editor)


def test_finding_in_a_file_leads_to_its_line(scene: Scene, partner: Client) -> None:
    lines = scene.url("lines")

    for page, place in (("content", "^Line {}, column"), ("review", r"\.json, line {}\b")):
        html = compact(partner.get(scene.url("step", page)).content.decode())
        match = re.search(rf'<a href="({lines}\?file=[^"]*line=(\d+)#line-\2)">([^<]*)</a>', html.replace("&amp;", "&"))
        assert match
        assert re.search(place.format(match[2]), match[3])
        shown = compact(partner.get(match[1]).content.decode())
        line = re.search(rf'<li id="line-{match[2]}">.*?</li>', shown, re.DOTALL)
        assert line
        assert 'class="finding"' in line[0]
        assert "#f-content-" in shown  # the link back


@pytest.mark.parametrize("file", ["", "nothing.json", "images/overview.png", "../manifest.json"])
def test_file_without_lines_is_not_found(scene: Scene, partner: Client, file: str) -> None:
    assert partner.get(scene.url("lines"), {"file": file}).status_code == 404


def test_long_file_comes_in_pages(data_dir: object) -> None:
    scene = ready_scene(**{FILE: json.dumps({**MONITOR, "notes": list(range(900))}, indent=1).encode()})

    html = compact(signed_in(scene.editor).get(scene.url("lines"), {"file": FILE, "line": "500"}).content.decode())

    assert 'id="line-401"' in html
    assert 'id="line-400"' not in html
    assert "start=800" in html
    assert "First page" in html


def test_lines_that_no_field_contains_lead_to_the_import(data_dir: object) -> None:
    scene = ready_scene(
        **{"README.md": README.encode() + b'\n## History\n\n<iframe src="https://old.example"></iframe>\n'}
    )
    viewer, address = scene.member(Role.VIEWER), scene.url("revision-import")

    def shown(person: Person, file: str) -> str:
        return compact(signed_in(person).get(scene.url("lines"), {"file": file}).content.decode())

    assert address in shown(scene.editor, "README.md")
    assert address not in shown(scene.editor, "metadata.csv")
    assert address not in shown(viewer, "README.md")


def test_first_places_in_a_file_are_listed_and_lead_to_the_next(scene: Scene) -> None:
    message = Message("The dashboard uses a metric that is not in your metrics file.")
    places = [
        Finding(code="XC-001", severity=Severity.WARNING, path="", message=message, file=FILE, line=number)
        for number in range(1, PLACES_AT_FIELD + 4)
    ]

    [row] = rows_at_field(wizard_findings(places, scene.revision, missing=[]))

    assert row.next_place is not None
    html = compact(Template('{% component "finding_row" row=row %}').render(Context({"row": row})))
    assert html.count("data-part") == PLACES_AT_FIELD
    assert f'3 more places are not listed here. The next one is <a href="{escape(row.next_place.href)}">' in html
    assert "line=6#line-6" in row.next_place.href

"""Rows of long lists are collapsed; saving never loses rows that are not shown."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.actors import actor_of
from common.actor import Actor, Role
from listings.actions import save_section
from studio.open_rows import SHOWN_ROWS
from tests.listings.scene import NOW
from tests.markup import compact
from tests.reviews.scene import InReview, browser_of, in_review
from tests.studio.scene import Scene, make_scene, signed_in
from tilekit.core.field import Json

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
ROWS = 60
LAST = f"r{ROWS - 1}"


def release(number: int, **more: Json) -> dict[str, Json]:
    values: dict[str, Json] = {"version": f"{ROWS - number}.0.0", "date": "2024-03-01", "added": ["One", "Two"]}
    values |= {name: [] for name in ("changed", "fixed", "removed", "deprecated", "security")}
    return {"key": f"r{number}", **values, **more}


def stored_rows(scene: Scene) -> list[dict[str, Json]]:
    rows: list[dict[str, Json]] = scene.section("release_notes").document["entries"]
    return rows


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    scene = make_scene()
    save(scene, [release(number) for number in range(ROWS)])
    return scene


def save(scene: Scene, rows: list[dict[str, Json]], by: Actor | None = None) -> None:
    changes = {"entries": rows}
    save_section(
        revision_id=scene.revision.pk, key="release_notes", version=None, changes=changes, by=by or scene.actor, now=NOW
    )


def text(response: HttpResponse) -> str:
    assert response.status_code == 200
    return compact(response.content.decode())


def open_rows(page: str) -> list[str]:
    return re.findall(r'name="_open" value="(?!__key__|")([^"]+)"', page)


def sent_by(page: str, **more: object) -> dict[str, object]:
    """The data that a browser without scripts sends for the page."""
    form = page.partition('id="form-release_notes"')[2].partition("<template>")[0]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form):
        fields.setdefault(name, []).append(value)
    areas = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', form)
    return {**fields, **dict(areas), "section": "release_notes", **more}


def autosave(scene: Scene, rows: list[dict[str, Json]], version: int) -> HttpResponse:
    body = {"version": version, "changes": {"entries": rows}}
    client = signed_in(scene.editor)
    return client.post(scene.url("section-save", "release_notes"), json.dumps(body), "application/json")  # type: ignore[return-value]


def test_first_rows_have_fields_and_the_others_a_line(scene: Scene) -> None:
    page = text(signed_in(scene.editor).get(scene.url("step", "release_notes")))

    assert open_rows(page) == [f"r{number}" for number in range(SHOWN_ROWS)]
    assert page.count("data-folded") == ROWS - SHOWN_ROWS
    line = page.partition(f'data-row="{LAST}"')[2].partition("</li>")[0]
    assert "1.0.0" in line
    assert "Date: 2024-03-01 · Added: 2" in line


def test_short_lists_are_shown_whole(data_dir: object) -> None:
    scene = make_scene()
    save(scene, [release(number) for number in range(SHOWN_ROWS)])

    assert "data-folded" not in text(signed_in(scene.editor).get(scene.url("step", "release_notes")))


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_folded_row_is_fetched_with_its_fields(scene: Scene, role: Role) -> None:
    row = text(
        signed_in(scene.member(role)).get(
            scene.url("section-fields", "release_notes"), {"_open_row": f"entries.{LAST}"}
        )
    )

    assert open_rows(row) == [LAST]
    assert f'name="entries.{LAST}.version"' in row


def test_upload_leaves_rows_open(data_dir: object) -> None:
    scene = make_scene()
    boards = [{"key": f"b{number}", "short_name": f"Board {number}"} for number in range(30)]
    changes = {"dashboards": boards}
    save_section(revision_id=scene.revision.pk, key="content", version=None, changes=changes, by=scene.actor, now=NOW)
    address = f"{scene.url('section-upload', 'content')}?path=content.dashboards"
    sent = {"dashboards-file": SimpleUploadedFile("new.json", b"{}"), "_open": ["b3", "b25"]}

    page = text(signed_in(scene.editor).post(address, sent))

    assert "b25" in open_rows(page)
    assert "b26" not in open_rows(page)


@pytest.mark.parametrize("name", ["entries.gone", "entries", "nothing.r1", "."])
def test_row_that_is_not_there_is_not_found(scene: Scene, name: str) -> None:
    client = signed_in(scene.editor)

    assert client.get(scene.url("section-fields", "release_notes"), {"_open_row": name}).status_code == 404


def test_form_without_scripts_keeps_folded_rows_and_opens_one(scene: Scene) -> None:
    client, address, before = signed_in(scene.editor), scene.url("step", "release_notes"), stored_rows(scene)
    sent = sent_by(text(client.get(address)), _open_row=f"entries.{LAST}", **{"entries.r0.version": "2000.0.0"})

    response = client.post(address, sent)

    assert stored_rows(scene) == [{**before[0], "version": "2000.0.0"}, *before[1:]]
    page, anchor = response.url.split("#")  # type: ignore[attr-defined]  # a redirect
    assert anchor == f"f-release_notes-entries-{LAST}-field"
    assert LAST in open_rows(text(client.get(page)))


@pytest.mark.parametrize(
    "command, order",
    [
        ("up:entries:r59", [*range(58), 59, 58]),
        ("remove:entries:r0", [*range(1, 60)]),
        ("down:entries:r19", [*range(19), 20, 19, *range(21, 60)]),
    ],
)
def test_row_buttons_without_scripts_keep_folded_rows(scene: Scene, command: str, order: list[int]) -> None:
    client, address, before = signed_in(scene.editor), scene.url("step", "release_notes"), stored_rows(scene)

    client.post(address, sent_by(text(client.get(address)), _rows=command))

    assert stored_rows(scene) == [before[number] for number in order]


def test_row_without_values_is_open_wherever_it_is(scene: Scene) -> None:
    client, address = signed_in(scene.editor), scene.url("step", "release_notes")

    save(scene, [*stored_rows(scene), {"key": "new"}])

    assert "new" in open_rows(text(client.get(address)))


def test_new_version_is_proposed_with_its_date(scene: Scene) -> None:
    client, address = signed_in(scene.editor), scene.url("step", "release_notes")

    page = text(client.get(address))
    client.post(address, sent_by(page, _rows="first:entries"))

    row = stored_rows(scene)[0]
    assert row == {**row, "version": f"{ROWS}.0.1", "date": localdate().isoformat()}
    assert row["key"] in open_rows(text(client.get(address)))
    assert re.search(rf'name="entries.__key__.version"[^>]*value="{ROWS}\.0\.1"', page)
    assert not re.search(r'id="f-release_notes-entries-\w+-date-label">Date</label>\s*<span class="optional">', page)


def test_stale_form_shows_folded_rows_as_stored(scene: Scene) -> None:
    client, address = signed_in(scene.editor), scene.url("step", "release_notes")
    sent = sent_by(text(client.get(address)), **{"entries.r0.version": "2000.0.0"})
    save(scene, [release(0, version="3000.0.0"), *stored_rows(scene)[1:]])

    response = client.post(address, sent)
    again = sent_by(compact(response.content.decode()))
    client.post(address, again)

    assert response.status_code == 409
    assert stored_rows(scene) == [release(0, version="2000.0.0"), *(release(number) for number in range(1, ROWS))]


def test_autosave_of_keys_keeps_cells(scene: Scene) -> None:
    before, version = stored_rows(scene), scene.section("release_notes").version
    rows = [{**before[1], "added": ["Three"]}, {"key": "r0"}, *({"key": row["key"]} for row in before[2:])]

    assert autosave(scene, rows, version).status_code == 200

    assert stored_rows(scene) == [release(1, added=["Three"]), before[0], *before[2:]]


def test_folded_row_that_others_removed_stays_removed(scene: Scene) -> None:
    before, version = stored_rows(scene), scene.section("release_notes").version
    other = actor_of(scene.member(Role.EDITOR))
    save(scene, before[:-1], by=other)
    rows = [{**before[0], "added": ["Three"]}, *({"key": row["key"]} for row in before[1:])]

    response = autosave(scene, rows, version)

    assert response.status_code == 200
    assert response.json()["merged"] == ["entries"]  # type: ignore[attr-defined]  # of Django's test client
    assert stored_rows(scene) == [release(0, added=["Three"]), *before[1:-1]]


def test_rows_of_one_key_are_told_apart(data_dir: object) -> None:
    scene = make_scene()
    autosave(scene, [release(7) for _ in range(30)], scene.section("release_notes").version)

    assert len({row["key"] for row in stored_rows(scene)}) == 30


def test_finding_of_a_folded_row_leads_to_it(scene: Scene) -> None:
    *others, above, _last = stored_rows(scene)
    save(scene, [*others, above, release(ROWS - 1, version=above["version"])])
    client = signed_in(scene.editor)

    folded, opened = (
        text(client.get(scene.url("findings", "release_notes"), query)).partition('id="tasks"')[0]
        for query in ({}, {"_open": LAST})
    )

    general = folded.partition('id="form-release_notes-general"')[2]
    assert f"?_open={LAST}#f-release_notes-entries-{LAST}-version-field" in general
    assert LAST in open_rows(text(client.get(scene.url("step", "release_notes"), {"_open": LAST})))
    assert f'id="f-release_notes-entries-{LAST}-version-findings"' in opened
    assert f"#f-release_notes-entries-{LAST}-version-field" not in opened


def test_thread_opens_its_row(data_dir: object) -> None:
    scene: InReview = in_review()
    old = scene.revision.sections.get(key="release_notes").document["entries"]
    scene.comment(path=f"release_notes.entries[{old[0]['key']}].version", is_blocking=True)
    scene.send_back()
    scene.edit("release_notes", entries=[*(release(number) for number in range(ROWS)), *old])
    address = reverse("studio:step", args=[scene.revision.listing_id, scene.revision.number, "release_notes"])

    assert open_rows(text(browser_of(scene.owner).get(address)))[-1] == old[0]["key"]

import json

import pytest
from django.http import HttpResponse

from common.actor import Role
from listings.actions import save_section
from listings.models import Revision, Section
from listings.states.revision_states import RevisionState
from studio.listing.page.rows import listing_rows
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.scene import Scene, make_scene, signed_in
from validation.models import InstantFindings

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    return make_scene()


def send(scene: Scene, body: object, *, section: str = "overview", by: object = None) -> HttpResponse:
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    client = signed_in(by or scene.editor)  # type: ignore[arg-type]  # a person
    return client.post(scene.url("section-save", section), data, "application/json", HTTP_ACCEPT="application/json")


def save(scene: Scene, *, section: str = "overview", version: int | None = None, **changes: object) -> HttpResponse:
    stored = scene.section(section).version
    return send(scene, {"version": stored if version is None else version, "changes": changes}, section=section)


def test_save_responds_with_version_and_time(scene: Scene) -> None:
    response = save(scene, title="Two words")

    assert response.status_code == 200
    body = response.json()
    assert body["version"] == scene.section().version == 2
    assert body["saved_at"] == scene.section().updated_at.isoformat()
    assert (body["merged"], body["redraw"]) == ([], False)


def test_checks_run_when_the_findings_are_requested(scene: Scene) -> None:
    save(scene, short_description="x" * 90)
    assert not InstantFindings.objects.filter(revision=scene.revision).exists()

    assert "MF-013" in compact(signed_in(scene.editor).get(scene.url("findings", "overview")).content.decode())

    findings = InstantFindings.objects.get(revision=scene.revision).findings
    assert "MF-013" in {finding["code"] for finding in findings}


def test_lists_show_the_findings_of_the_newest_version(scene: Scene) -> None:
    save(scene, short_description="x" * 90)

    (row,) = listing_rows([scene.revision.listing], to=scene.actor)

    assert row.instant is not None
    assert "MF-013" in {finding.code for finding in row.instant.findings}


def test_other_editors_field_is_merged_and_asks_for_a_new_drawing(scene: Scene) -> None:
    save(scene, title="Theirs")

    body = save(scene, version=1, short_description="Mine").json()

    assert (body["merged"], body["redraw"]) == (["title"], True)
    assert scene.section().document["title"] == "Theirs"


def test_rows_merged_with_somebody_elses_ask_for_a_new_drawing(scene: Scene) -> None:
    rows = [{"key": name, "url": f"https://{name}.example"} for name in "ab"]
    assert save(scene, resources=rows).json()["redraw"] is False
    started = scene.section().version
    colleague = scene.member(Role.EDITOR)
    theirs = {"version": started, "changes": {"resources": [rows[0], {**rows[1], "url": "https://theirs.example"}]}}
    send(scene, theirs, by=colleague)

    body = save(scene, version=started, resources=[{**rows[0], "url": "https://mine.example"}, rows[1]]).json()

    assert (body["merged"], body["redraw"]) == (["resources"], True)
    urls = [row["url"] for row in scene.section().document["resources"]]
    assert urls == ["https://mine.example", "https://theirs.example"]


def test_same_field_is_a_conflict_with_both_texts(scene: Scene) -> None:
    save(scene, title="Theirs")

    response = save(scene, version=1, title="Mine")

    assert response.status_code == 409
    body = response.json()
    assert body["code"] == "section-changed"
    sides = body["context"]["conflicts"]["overview.title"]
    assert (sides["mine"], sides["theirs"]) == ("Mine", "Theirs")
    assert body["context"]["words"] == {"overview.title": "Theirs"}
    assert scene.section().document["title"] == "Theirs"


def test_equal_value_again_is_no_conflict(scene: Scene) -> None:
    save(scene, title="Same")

    response = save(scene, version=1, title="Same")

    assert response.status_code == 200
    assert response.json()["version"] == 2


def test_decided_conflict_is_saved(scene: Scene) -> None:
    save(scene, title="Theirs")

    body = {"version": 1, "changes": {"title": "Mine"}, "overrules": {"title": "Theirs"}}

    assert send(scene, body).status_code == 200
    assert scene.section().document["title"] == "Mine"


def test_field_on_which_others_depend_asks_for_a_new_drawing(scene: Scene) -> None:
    assert save(scene, section="configuration", code_type="agent").json()["redraw"] is True
    assert save(scene, section="configuration", min_agent_version="7.50.0").json()["redraw"] is False


def test_cell_on_which_others_depend_asks_for_a_new_drawing(scene: Scene) -> None:
    row = {"key": "a", "media_type": "image", "caption": ""}
    assert save(scene, media=[row]).json()["redraw"] is False

    assert save(scene, media=[{**row, "media_type": "video"}]).json()["redraw"] is True


def test_choice_in_a_row_that_was_not_saved_before_asks_for_a_new_drawing(scene: Scene) -> None:
    """A quick person chooses before the row without the choice was sent."""
    row = {"key": "a", "media_type": "video", "caption": ""}

    assert save(scene, media=[row]).json()["redraw"] is True


def test_removed_export_removes_its_drawing(scene: Scene) -> None:
    reference = {"name": "acme.json", "sha256": "0" * 64, "size": 2}
    row = {"key": "a", "short_name": "acme", "file": reference}
    Section.objects.filter(pk=scene.section("content").pk).update(document={"dashboards": [row]})
    assert save(scene, section="content", dashboards=[{**row, "short_name": "acme_queue"}]).json()["redraw"] is False

    assert save(scene, section="content", dashboards=[{"key": "a", "file": None}]).json()["redraw"] is True


def test_frozen_revision_is_refused_with_the_reason(scene: Scene) -> None:
    Revision.objects.filter(pk=scene.revision.pk).update(state=RevisionState.SUBMITTED)

    response = save(scene, title="Late")

    assert response.status_code == 409
    assert response.json()["code"] == "not-possible"


def test_viewer_is_refused(scene: Scene) -> None:
    response = send(scene, {"version": 1, "changes": {"title": "Mine"}}, by=scene.member(Role.VIEWER))

    assert response.status_code == 403
    assert response.json()["code"] == "not-allowed"


def test_foreign_organisation_is_not_told_that_it_exists(scene: Scene) -> None:
    stranger = make_scene("Otherquay").editor

    assert send(scene, {"version": 1, "changes": {}}, by=stranger).status_code == 404


def test_unknown_section_is_not_there(scene: Scene) -> None:
    assert send(scene, {"version": 1, "changes": {"x": 1}}, section="nowhere").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        '{"version": 1}',
        '{"changes": {}}',
        '{"version": "1", "changes": {}}',
        '{"version": true, "changes": {}}',
        '{"version": 1, "changes": []}',
        '{"version": 1, "changes": {}, "overrules": 1}',
        b"\xff\xfe",
        "[" * 100_000,
    ],
)
def test_what_is_no_edit_is_refused_in_words(scene: Scene, body: str | bytes) -> None:
    response = send(scene, body)

    assert response.status_code == 400
    assert response.json()["code"] == "malformed"


def test_version_that_does_not_exist_yet_overwrites_nothing(scene: Scene) -> None:
    version = scene.section().version

    response = send(scene, {"version": version + 1, "changes": {"title": "Mine"}})

    assert (response.status_code, response.json()["code"]) == (409, "stale")
    assert scene.section().version == version


def test_unknown_field_is_refused_and_nothing_is_stored(scene: Scene) -> None:
    response = save(scene, nonsense="x", title="Two words")

    assert response.status_code == 422
    assert scene.section().version == 1


def test_huge_edit_is_refused_in_words(scene: Scene) -> None:
    response = save(scene, overview_md="x" * 3_000_000)

    assert response.status_code == 413
    assert response.json()["code"] == "too-large"
    assert scene.section().version == 1


def test_wrong_values_are_kept_as_typed(scene: Scene) -> None:
    save(scene, vendor_url="no address", short_description="x" * 400, categories="one", logo_rights="maybe")

    document = scene.section().document
    assert (document["vendor_url"], len(document["short_description"])) == ("no address", 400)
    assert (document["categories"], document["logo_rights"]) == (["one"], "maybe")


REFUSED = [
    {"title": {"odd": [1, None]}},
    {"title": "a\0b"},
    {"title": "\ud800"},
    {"title": "x" * 501},
    {"title": 10**30},
    {"sales_email": float("inf")},
    {"categories": [["one"]]},
    {"media": [{"key": {"a": 1}}]},
    {"media": [{"key": "a.b"}]},
    {"media": [{"key": "a" * 61}]},
    {"media": [{"key": str(number)} for number in range(81)]},
    {"logo_light": {"name": ["x"], "sha256": "x", "size": 1}},
]


@pytest.mark.parametrize("changes", REFUSED, ids=str)
def test_what_no_field_can_hold_is_refused_by_its_label(scene: Scene, changes: dict[str, object]) -> None:
    response = save(scene, **changes, short_description="Kept in the page")

    assert response.status_code == 400
    body = response.json()
    assert (body["code"], list(body["context"]["fields"])) == (
        "invalid-values",
        [f"overview.{next(iter(changes))}"],
    )
    assert scene.section().version == 1


def test_refused_cell_is_named_by_its_row(scene: Scene) -> None:
    body = save(scene, media=[{"key": "a", "caption": "\ud800"}]).json()

    assert list(body["context"]["fields"]) == ["overview.media[a].caption"]
    assert "U+D800" in body["message"]


@pytest.mark.parametrize("value", ["[" * 900 + "]" * 900, "[" * 21 + "]" * 21])
def test_deep_edit_is_refused_as_no_edit(scene: Scene, value: str) -> None:
    response = send(scene, f'{{"version": 1, "changes": {{"title": {value}}}}}')

    assert (response.status_code, response.json()["code"]) == (400, "malformed")


def test_signed_out_save_is_led_to_the_sign_in_page(scene: Scene, client: object) -> None:
    response = client.post(  # type: ignore[attr-defined]  # a test client
        scene.url("section-save", "overview"), "{}", "application/json"
    )

    assert response.status_code == 302


def test_rows_are_merged_if_only_the_page_knows_the_version_from_which_it_started(scene: Scene) -> None:
    shown = [{"key": "a", "caption": "One"}, {"key": "b", "caption": "Two"}]
    save(scene, media=shown)
    version = scene.section().version
    save(scene, media=[{"key": "a", "caption": "First"}, {"key": "b", "caption": "Two"}])  # in the same burst
    changed = {"media": [{"key": "a", "caption": "One"}, {"key": "b", "caption": "Second"}]}
    body = {"version": version, "changes": changed}

    unknown = send(scene, body)
    merged = send(scene, {**body, "bases": {"media": shown}})

    assert (unknown.status_code, merged.status_code) == (409, 200)
    captions = [row["caption"] for row in scene.section().document["media"]]
    assert captions == ["First", "Second"]


def test_cell_that_both_changed_is_a_conflict_of_this_cell(scene: Scene) -> None:
    shown = [{"key": "a", "caption": "One"}, {"key": "b", "caption": "Two"}]
    save(scene, media=shown)
    version = scene.section().version
    save(scene, media=[{"key": "a", "caption": "First"}, {"key": "b", "caption": "Two"}])
    changed = {"media": [{"key": "a", "caption": "Mine"}]}

    response = send(scene, {"version": version, "changes": changed, "bases": {"media": shown}})

    assert response.json()["context"]["conflicts"].keys() == {"overview.media[a].caption"}


@pytest.mark.parametrize("bases", [[], "x", {"media": 7}, {"media": [{"key": "a", "nothing": 1}]}])
def test_bases_that_cannot_be_are_refused(scene: Scene, bases: object) -> None:
    save(scene, media=[{"key": "a", "caption": "One"}])
    version = scene.section().version
    save(scene, media=[{"key": "a", "caption": "First"}])
    changed = {"media": [{"key": "a", "caption": "Mine"}]}

    response = send(scene, {"version": version, "changes": changed, "bases": bases})

    assert response.status_code in (400, 409, 422)
    assert scene.section().document["media"][0]["caption"] == "First"


def test_history_of_a_burst_is_one_entry(scene: Scene) -> None:
    save(scene, title="One")
    save(scene, title="Two")

    assert Section.objects.get(pk=scene.section().pk).history.count() == 2


def test_save_section_of_another_step_leaves_this_one(scene: Scene) -> None:
    save_section(
        revision_id=scene.revision.pk,
        key="support",
        version=None,
        changes={"support_email": "help@northquay.example"},
        by=scene.actor,
        now=NOW,
    )

    assert scene.section().version == 1


def test_form_in_place_of_an_edit_is_refused() -> None:
    """A form is refused although the CSRF protection has already read its body."""
    scene = make_scene()

    response = signed_in(scene.editor).post(scene.url("section-save", "overview"), {"title": "Acme"})

    assert (response.status_code, response.json()["code"]) == (400, "malformed")

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from msgspec import structs

from common.actor import Role
from listings.actions import attach_file, save_section
from listings.lifecycle.revisions import REVISION
from listings.lifecycle.types import Who
from listings.models import Revision, Section, Submission
from listings.states.revision_states import RevisionState
from reviews.models import Thread
from studio.wizard.page.fields.behaviours import behaviours_of
from studio.wizard.page.wizard import Wizard
from tests.accounts.factories import make_admin, make_member, make_organisation
from tests.files import samples
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.scene import Scene, make_scene, signed_in
from tilekit.sections import STEPS

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
REPLACE_URL = "/act/replace/"
JSON_OF_A_SUBMISSION = ("basics", "documents", "schemas", "section_digests", "files", "base", "carried")


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    return make_scene()


def body(response: HttpResponse) -> str:
    return compact(response.content.decode())


@pytest.mark.parametrize("step", [step.key for step in STEPS])
@pytest.mark.parametrize("route", ["integrations", "marketplace"])
def test_each_step_shows_its_title_and_the_task_list(step: str, route: str, data_dir: object) -> None:
    scene = make_scene(route=route)

    response = signed_in(scene.editor).get(scene.url("step", step))

    assert response.status_code == 200
    assert 'aria-current="step"' in body(response)
    assert body(response).count('class="task"') == len(STEPS)


def test_step_asks_every_field_of_its_section_with_label_and_help(scene: Scene) -> None:
    page = body(signed_in(scene.editor).get(scene.url("step", "support")))

    assert 'id="f-support-support_email"' in page
    assert "Support e-mail" in page
    assert 'data-save-url="' + scene.url("section-save", "support") in page


def test_every_step_says_when_anything_in_the_draft_was_saved_last(scene: Scene) -> None:
    edited = scene.section("support")
    Section.objects.filter(pk=edited.pk).update(updated_at=edited.updated_at + timedelta(days=2))
    saved = re.compile(r"All changes saved on (.+?)</span>")

    pages = [body(signed_in(scene.editor).get(scene.url("step", key))) for key in ("support", "overview", "review")]

    times = {match.group(1) for page in pages if (match := saved.search(page))}
    assert len(times) == 1
    assert f"{edited.updated_at + timedelta(days=2):%Y-%m-%dT%H:%M}" in times.pop()


def test_step_that_does_not_apply_says_so(scene: Scene) -> None:
    page = body(signed_in(scene.editor).get(scene.url("step", "pricing")))

    assert "This step is not needed" in page
    assert "data-save-url" not in page
    assert re.findall(r'aria-label="Back: [^"]+"|data-next href="[^"]+"', page) == [
        'aria-label="Back: Content"',
        f'data-next href="{scene.url("step", "support")}#start"',
    ]


def test_step_of_a_foreign_organisation_is_not_there(scene: Scene) -> None:
    stranger = make_member(make_organisation("Otherquay"), Role.OWNER)

    assert signed_in(stranger).get(scene.url("step", "overview")).status_code == 404


def test_unknown_step_is_not_there(scene: Scene) -> None:
    assert signed_in(scene.editor).get(scene.url("step", "nowhere")).status_code == 404


def test_signed_out_reader_is_led_to_the_sign_in_page_and_back(scene: Scene, client: Client) -> None:
    address = scene.url("step", "overview")

    response = client.get(address)

    assert response.url == f"/accounts/login/?next={address}"


@pytest.mark.parametrize("role", [Role.EDITOR, Role.OWNER])
def test_editors_can_type(scene: Scene, role: Role) -> None:
    page = body(signed_in(scene.member(role)).get(scene.url("step", "overview")))

    assert "data-autosave" in page
    assert "view this listing" not in page


def test_viewer_reads_without_typing(scene: Scene) -> None:
    page = body(signed_in(scene.member(Role.VIEWER)).get(scene.url("step", "overview")))

    assert "You can view this listing but not edit it." in page
    assert "data-autosave" not in page
    assert 'id="f-overview-title" name="title"' in page
    assert page.count("readonly") > 5


def test_staff_reads_without_typing(scene: Scene) -> None:
    page = body(signed_in(make_admin()).get(scene.url("step", "overview")))

    assert "You can view this listing but not edit it." in page


def test_submitted_revision_says_why_it_cannot_be_changed(scene: Scene) -> None:
    Revision.objects.filter(pk=scene.revision.pk).update(state=RevisionState.SUBMITTED)

    page = body(signed_in(scene.editor).get(scene.url("step", "overview")))

    assert "To submit a newer version, select “Edit and replace”." in page
    assert "data-autosave" not in page


def test_row_decides_who_sees_the_button_that_replaces_a_submission(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    Revision.objects.filter(pk=scene.revision.pk).update(state=RevisionState.IN_REVIEW)
    address = scene.url("step", "overview")
    assert REPLACE_URL in body(signed_in(scene.editor).get(address))

    rows = tuple(structs.replace(row, who=(Who.ADMIN,)) if row.verb == "replace" else row for row in REVISION.rows)
    monkeypatch.setattr(type(REVISION), "rows", rows)

    assert REPLACE_URL not in body(signed_in(scene.editor).get(address))


def test_working_step_leads_to_the_revision_under_way(scene: Scene) -> None:
    address = reverse("studio:step-working", args=[scene.revision.listing_id, "data"])

    assert signed_in(scene.editor).get(address).url == scene.url("step", "data")


def test_finding_stands_at_its_field_and_in_the_task_list(scene: Scene) -> None:
    save(scene, title="x" * 90)

    page = body(signed_in(scene.editor).get(scene.url("step", "overview")))

    place = page.partition('id="f-overview-title-findings"')[2].partition("</div></div>")[0]
    assert 'data-sev="blocker"' in place
    assert "MF-009" in place
    assert 'data-state="needs_attention" data-style="bad" href="' + scene.url("step", "overview") in page


def test_empty_required_field_is_to_fill_in_and_no_reproach(scene: Scene) -> None:
    page = body(signed_in(scene.editor).get(scene.url("step", "support")))

    place = page.partition('id="f-support-support_email-findings"')[2].partition("</div></div>")[0]
    assert 'data-sev="missing"' in place
    assert "To fill in" in place


def test_comment_of_a_reviewer_is_counted_at_its_field(scene: Scene) -> None:
    submission = Submission.objects.create(
        revision=scene.revision, submission_number=1, submitted_at=NOW, **{name: {} for name in JSON_OF_A_SUBMISSION}
    )
    Thread.objects.create(
        listing=scene.revision.listing,
        revision=scene.revision,
        submission=submission,
        path="overview.title",
        opened_at=NOW,
    )

    page = body(signed_in(scene.editor).get(scene.url("step", "overview")))

    assert "1 comment" in page.partition('data-field="title"')[2].partition('data-field="')[0]


# -- the same form without scripts


def save(scene: Scene, **changes: object) -> None:
    save_section(revision_id=scene.revision.pk, key="overview", version=None, changes=changes, by=scene.actor, now=NOW)


def post(scene: Scene, **fields: object) -> HttpResponse:
    """The data that a browser without scripts sends for the overview: the fields of the test, and those around them."""
    section = scene.section()
    return signed_in(scene.editor).post(
        scene.url("step", "overview"), {"section": "overview", "version": section.version, **fields}
    )


def test_form_saves_what_it_holds_and_goes_on(scene: Scene) -> None:
    response = post(scene, title="Two words", categories=["Cloud", "Caching"], go="configuration")

    assert response.url == scene.url("step", "configuration") + "#start"
    document = scene.section().document
    assert (document["title"], document["categories"]) == ("Two words", ["Cloud", "Caching"])


def test_form_keeps_fields_that_it_does_not_hold(scene: Scene) -> None:
    save(scene, short_description="Kept")

    post(scene, title="Two words")

    assert scene.section().document["short_description"] == "Kept"


def test_row_buttons_add_move_and_remove(scene: Scene) -> None:
    post(scene, _rows="add:media")
    first = scene.section().document["media"][0]["key"]
    post(scene, media=[first], **{f"media.{first}.caption": "One", "_rows": "add:media"})
    second = scene.section().document["media"][1]["key"]

    captions = {f"media.{first}.caption": "One", f"media.{second}.caption": "Two"}
    post(scene, media=[first, second], _rows=f"up:media:{second}", **captions)
    assert [row["caption"] for row in scene.section().document["media"]] == ["Two", "One"]

    post(scene, media=[second, first], _rows=f"remove:media:{second}", **captions)
    assert [row["caption"] for row in scene.section().document["media"]] == ["One"]


def test_form_takes_files_along(scene: Scene) -> None:
    logo = SimpleUploadedFile("logo.svg", samples.SVG)

    post(scene, title="Two words", **{"logo_light-file": logo, "_upload": "logo_light"})

    document = scene.section().document
    assert (document["title"], document["logo_light"]["name"]) == ("Two words", "logo.svg")


def test_form_without_scripts_makes_rows_of_several_files(scene: Scene) -> None:
    files = [SimpleUploadedFile(f"{n}.png", samples.png(width=1600 + n, height=900)) for n in range(2)]

    post(scene, **{"media-file": files})

    assert [row["image"]["name"] for row in scene.section().document["media"]] == ["0.png", "1.png"]


def test_file_is_taken_out_by_its_button(scene: Scene) -> None:
    post(scene, **{"logo_light-file": SimpleUploadedFile("logo.svg", samples.SVG)})

    post(scene, logo_light='{"name": "logo.svg", "sha256": "0", "size": 1}', _remove="logo_light")

    assert scene.section().document["logo_light"] is None


def test_refused_file_is_said_at_its_field_and_the_rest_is_saved(scene: Scene) -> None:
    wrong = SimpleUploadedFile("logo.svg", samples.png())

    response = post(scene, title="Two words", **{"logo_light-file": wrong})

    assert response.status_code == 422
    place = body(response).partition('id="f-overview-logo_light-findings"')[2].partition("</div></div>")[0]
    assert "logo.svg was rejected" in place
    assert scene.section().document["title"] == "Two words"


def test_stale_form_keeps_what_was_typed_and_shows_the_other_text(scene: Scene) -> None:
    version = scene.section().version
    save(scene, title="Theirs")

    response = post(scene, title="Mine", version=version)

    assert response.status_code == 409
    assert 'value="Mine"' in body(response)
    assert "Theirs" in body(response)
    assert scene.section().document["title"] == "Theirs"


def test_form_of_a_frozen_revision_saves_nothing(scene: Scene) -> None:
    Revision.objects.filter(pk=scene.revision.pk).update(state=RevisionState.IN_REVIEW)

    response = post(scene, title="Late")

    assert response.status_code == 409
    assert scene.section().document["title"] != "Late"


def test_viewer_saves_nothing(scene: Scene) -> None:
    response = signed_in(scene.member(Role.VIEWER)).post(
        scene.url("step", "overview"), {"section": "overview", "title": "Mine"}
    )

    assert response.status_code == 403


def test_section_of_another_step_is_refused(scene: Scene) -> None:
    response = signed_in(scene.editor).post(scene.url("step", "overview"), {"section": "data"})

    assert response.status_code == 404


def test_setup_begins_with_the_template_of_its_code(scene: Scene) -> None:
    page = body(signed_in(scene.editor).get(scene.url("step", "setup")))
    assert "Start with a template" in page

    signed_in(scene.editor).post(
        scene.url("step", "setup"), {"section": "setup", "version": 1, "setup_md": "", "_start": "setup_md"}
    )

    assert "Northquay Cache" in scene.section("setup").document["setup_md"]
    field = body(signed_in(scene.editor).get(scene.url("step", "setup"))).partition('data-field="setup_md"')[2]
    assert "Start with a template" not in field.partition("data-field")[0]


# -- cost


def test_step_costs_the_same_for_many_rows(scene: Scene) -> None:
    browser = signed_in(scene.editor)
    browser.get(scene.url("step", "overview"))
    few = _queries(browser, scene)
    save(scene, media=[{"key": str(n), "caption": str(n)} for n in range(8)], resources=[{"url": "x"}] * 30)
    browser.get(scene.url("step", "overview"))

    assert _queries(browser, scene) == few


def _queries(browser: Client, scene: Scene) -> int:
    with CaptureQueriesContext(connection) as captured:
        browser.get(scene.url("step", "overview"))
    return len(captured)


@pytest.mark.parametrize("step", [step.key for step in STEPS if step.key != "pricing"])
@pytest.mark.parametrize("route", ["integrations", "marketplace"])
def test_what_is_said_after_a_save_has_its_place_on_the_page(step: str, route: str, data_dir: object) -> None:
    scene = make_scene(route=route)
    client = signed_in(scene.editor)
    places = set(re.findall(r' id="([^"]+)"', body(client.get(scene.url("step", step)))))

    reported = body(client.get(scene.url("findings", step)))

    assert set(re.findall(r' id="([^"]+)" hx-swap-oob', reported)) <= places


def test_step_loads_the_scripts_of_fields_that_a_choice_may_bring() -> None:
    assert (behaviours_of("overview"), behaviours_of("setup")) == (("picker",), ())


@pytest.mark.parametrize("key, name", [("overview", "overview_md"), ("setup", "setup_md"), ("support", "support_md")])
def test_texts_that_are_not_begun_are_to_fill_in_and_no_warning(scene: Scene, key: str, name: str) -> None:
    text = "Acme is a broker that moves messages between services and keeps them until somebody reads them."
    save_section(revision_id=scene.revision.pk, key=key, version=None, changes={name: text}, by=scene.actor, now=NOW)

    wizard = Wizard(revision=scene.revision, actor=scene.actor)

    assert [finding.code for finding in wizard.findings if finding.severity == "warning"] == []


@pytest.mark.parametrize(
    "step, field, path, name, content",
    [
        ("data", "data-log_pipeline_yaml", "data.log_pipeline_yaml", "acme.yaml", b"id: acme\n\tname: x\n"),
        ("content", "content-dashboards-[a-z0-9]+-file", "content.dashboards", "board.json", b'{"title": "x",\n 2'),
    ],
)
def test_fault_of_a_file_that_cannot_be_read_stands_at_its_field(
    step: str, field: str, path: str, name: str, content: bytes, data_dir: object
) -> None:
    scene = make_scene()
    attach_file(revision_id=scene.revision.pk, path=path, name=name, content=content, by=scene.actor, now=NOW)

    shown = compact(signed_in(scene.editor).get(scene.url("step", step)).content.decode())

    at_field = re.split(rf'id="f-{field}-findings"', shown)[1].partition('<div class="field"')[0]
    assert re.search(r"is not valid (YAML|JSON)|cannot be read", at_field)
    assert "Line 2, column" in at_field
    assert len(re.findall("is not valid (?:YAML|JSON)", shown)) == 1

from pathlib import Path

import pytest

from common.actor import Role
from listings.actions import save_section
from listings.models import Identity
from studio.page_urls import step_of_section
from studio.wizard.page.step.contexts import form_sections
from studio.wizard.page.step.section_fields import section_fields
from studio.wizard.page.wizard import Wizard
from studio.wizard.views.step import step_or_404
from tests.accounts.factories import make_admin
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.scene import Scene, make_scene, signed_in
from tilekit.core.section import SectionDocument
from tilekit.sections import SECTIONS

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
PARTS = [("preview",), ("section-fields", "overview"), ("findings", "overview")]


@pytest.fixture(scope="module")
def shared_scene(shared_rows: Path) -> Scene:
    return make_scene()


def part(scene: Scene, *name: str, query: str = "", **headers: str) -> str:
    response = signed_in(scene.editor).get(scene.url(*name) + query, HTTP_HX_REQUEST="true", **headers)
    assert response.status_code == 200
    return compact(response.content.decode())


@pytest.mark.parametrize("name", PARTS)
def test_parts_are_for_those_who_may_read_the_listing(scene: Scene, name: tuple[str, ...]) -> None:
    address = scene.url(*name)

    assert signed_in(scene.member(Role.VIEWER)).get(address).status_code == 200
    assert signed_in(make_admin()).get(address).status_code == 200
    assert signed_in(make_scene("Otherquay").editor).get(address).status_code == 404


@pytest.mark.parametrize("key", [section.key for section in SECTIONS])
def test_fields_and_findings_of_each_section_are_drawn(scene: Scene, key: str) -> None:
    assert f'data-version="{scene.section(key).version}"' in part(scene, "section-fields", key)
    wizard = Wizard(revision=scene.revision, actor=scene.actor)
    step = step_of_section(key)
    is_shown = key in [form.key for form in form_sections(wizard, step_or_404(step))]
    assert (f'id="form-{key}-general"' in part(scene, "findings", step)) == is_shown


def test_findings_go_to_their_places(scene: Scene) -> None:
    save_section(
        revision_id=scene.revision.pk,
        key="overview",
        version=None,
        changes={"title": "x" * 90},
        by=scene.actor,
        now=NOW,
    )

    text = part(scene, "findings", "overview")

    place = text.partition('id="f-overview-title-findings" hx-swap-oob="true"')[2].partition("hx-swap-oob")[0]
    assert "MF-009" in place


def test_task_list_counts_what_is_to_do(scene: Scene) -> None:
    text = part(scene, "findings", "data")

    assert text.count('aria-current="step"') == 1
    assert "of 7 steps ready" in text
    assert 'id="next-problem" hx-swap-oob="true"' in text


def test_one_response_has_findings_tasks_and_preview(scene: Scene) -> None:
    step = part(scene, "findings", "overview", query="?tab=support")
    review = part(scene, "findings", "review")

    assert 'id="f-overview-title-findings" hx-swap-oob="true"' in step
    assert 'id="tasks" hx-swap-oob="true"' in step
    assert 'id="preview-stage" hx-swap-oob="innerHTML"' in step
    assert '<input type="hidden" name="tab" value="support">' in step
    assert 'id="remaining-tasks"' not in step
    assert 'id="remaining-tasks" class="stack" hx-swap-oob="true"' in review
    assert 'id="submit-bar" hx-swap-oob="true"' in review
    assert 'id="preview-stage"' not in review


def test_findings_of_the_review_step_build_no_form(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.wizard.page.step.step_form.form_context", None)

    assert 'id="submit-bar" hx-swap-oob="true"' in part(scene, "findings", "review")


def test_unknown_places_are_not_there(scene: Scene) -> None:
    browser = signed_in(scene.editor)

    assert browser.get(scene.url("section-fields", "nowhere")).status_code == 404
    assert browser.get(scene.url("findings", "nowhere")).status_code == 404


def test_pane_says_where_its_tab_will_be(scene: Scene) -> None:
    text = part(scene, "preview", query="?tab=resources", HTTP_HX_TARGET="preview-stage")

    assert "This tab will appear once it has content." in text


def test_markdown_is_cleaned(scene: Scene) -> None:
    text = "**Bold** <script>alert(1)</script> [x](javascript:alert(1)) ![p](https://evil.example/a.png)"

    shown = signed_in(scene.editor).post(scene.url("section-markdown", "overview"), {"overview_md": text})

    html = compact(shown.content.decode())
    assert "<strong>Bold</strong>" in html
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "<img" not in html


def test_name_is_free_taken_or_not_asked(scene: Scene) -> None:
    other = make_scene("Otherquay")
    for value in ("cache", "northquay-cache"):
        Identity.objects.create(kind="integration_id", value=value, listing=other.revision.listing)
    Identity.objects.create(kind="integration_id", value="own", listing=scene.revision.listing)

    def asked(value: str) -> str:
        return part(scene, "name", query=f"?kind=integration_id&integration_id={value}")

    assert "Available" in asked("harbour")
    assert "Available" in asked("own")
    assert 'value="cache-2"' in asked("cache")
    assert asked("").strip() == ""


def test_name_of_an_unknown_kind_and_for_a_viewer_is_not_there(scene: Scene) -> None:
    address = scene.url("name")

    assert signed_in(scene.editor).get(address + "?kind=nonsense&nonsense=x").status_code == 404
    viewer = signed_in(scene.member(Role.VIEWER))
    assert viewer.get(address + "?kind=integration_id&integration_id=x").status_code == 404


@pytest.mark.parametrize("route", ["integrations", "marketplace"])
@pytest.mark.parametrize("section", [item for item in SECTIONS if item.key != "submission"], ids=lambda item: item.key)
def test_step_draws_every_field_that_is_asked_once(data_dir: Path, section: type[SectionDocument], route: str) -> None:
    scene = make_scene(route=route)
    wizard = Wizard(revision=scene.revision, actor=scene.actor)
    asked = [str(item["name"]) for item in section_fields(wizard, section.key)]

    text = part(scene, "section-fields", section.key)

    rendered = [name for name in asked if text.count(f'data-field="{name}"') == 1]
    assert rendered == [name for name in asked if not name.startswith("agreement_")]


def test_fields_come_with_the_notices_that_apply_now(scene: Scene) -> None:
    notice = "Your OAuth flow must use PKCE"
    assert notice not in part(scene, "section-fields", "configuration")

    save_section(
        revision_id=scene.revision.pk,
        key="configuration",
        version=None,
        changes={"code_type": "api_oauth"},
        by=scene.actor,
        now=NOW,
    )

    assert part(scene, "section-fields", "configuration").count(notice) == 1

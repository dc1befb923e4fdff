import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from common.actor import Role
from listings.actions import save_section
from listings.lifecycle.revisions import row_for
from listings.models import Submission
from listings.states.revision_states import RevisionState
from studio.findings.finding import ROW_SEVERITIES
from studio.wizard.page.review.step import state_context
from studio.wizard.page.step.task_list import finding_counts
from studio.wizard.page.wizard import Wizard
from tests.accounts.factories import make_agreement
from tests.listings.scene import NOW, reloaded
from tests.markup import compact
from tests.studio.scene import Scene, make_scene, ready_scene, signed_in
from tests.validation.scene import attest_again
from tilekit.core.field import Json

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
RunJobs = Callable[[], int]


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    return ready_scene()


def page(scene: Scene, name: str = "step", *more: str, by: object = None) -> str:
    more = more or (("review",) if name == "step" else ())
    response = signed_in(by or scene.editor).get(scene.url(name, *more))  # type: ignore[arg-type]  # a person
    assert response.status_code == 200
    return compact(response.content.decode())


def submit(scene: Scene, *, version: int | None = None) -> HttpResponse:
    seen = reloaded(scene.revision).version if version is None else version
    back = {"HTTP_REFERER": "http://testserver" + scene.url("step", "review")}
    return signed_in(scene.editor).post(scene.url("submit"), {"seen": seen}, **back)


def test_ready_listing_can_be_handed_in(scene: Scene) -> None:
    shown = page(scene)

    assert "You can submit now" in shown or "To do before you submit" in shown
    button = re.search(r"<button[^>]*form=\"submit-form\"[^>]*>", shown)
    assert button is not None
    assert "aria-disabled" not in button.group()


def test_missing_field_closes_submit_and_is_named_with_its_place(scene: Scene) -> None:
    save_section(
        revision_id=scene.revision.pk,
        key="support",
        version=None,
        changes={"support_email": ""},
        by=scene.actor,
        now=NOW,
    )
    attest_again(scene.revision, by=scene.actor)

    shown = page(scene)

    assert "To do: 1 field to fill in" in shown
    assert (
        f'<a href="{scene.url("step", "support")}#f-support-support_email-field">Support › Support e-mail</a>' in shown
    )
    assert submit(scene).status_code == 303
    assert reloaded(scene.revision).state == RevisionState.DRAFT


def test_fields_to_fill_in_are_one_row_that_counts_as_the_task_list_does(scene: Scene) -> None:
    nothing: dict[str, Json] = {"support_email": "", "support_md": ""}
    save_section(revision_id=scene.revision.pk, key="support", version=None, changes=nothing, by=scene.actor, now=NOW)

    shown = page(scene)
    wizard = Wizard(revision=reloaded(scene.revision), actor=scene.actor)

    counts = finding_counts(wizard)
    assert sum(finding_counts(wizard, step).to_do for step in wizard.steps) == counts.to_do
    assert f"To do: {counts.missing} fields to fill in" in shown
    assert shown.count("to fill in</span>") == 1  # in the list, with the other counts
    for place in ("support_email", "support_md"):
        assert f"{scene.url('step', 'support')}#f-support-{place}-field" in shown


def test_counts_are_those_of_the_rows(scene: Scene) -> None:
    wizard = Wizard(revision=reloaded(scene.revision), actor=scene.actor)

    rows = [*state_context(wizard)["rows"], *state_context(wizard)["advice"]]  # type: ignore[misc]  # rows of findings

    of = {severity: sum(len(row.places) for row in rows if row.severity == severity) for severity in ROW_SEVERITIES}
    counts = finding_counts(wizard)
    assert list(of.values()) == [counts.blockers, counts.missing, counts.warnings, counts.advice]
    assert len({(row.code, row.severity) for row in rows}) == len(rows)


def test_agreement_that_nobody_accepted_closes_submit_and_links_to_it(scene: Scene) -> None:
    make_agreement()

    shown = page(scene)
    head = shown.partition('id="remaining-tasks"')[2].partition("</header>")[0]

    assert "1 blocker" in head  # as in the list below
    assert "To do: 1 blocker" in shown
    assert "Accept the programme agreement." in shown
    assert '<a href="#agreements">Agreements</a>' in shown
    assert 'id="agreements"' in shown
    assert f"/organisation/{scene.organisation.slug}/agreements/programme/" in shown


def test_editors_learn_which_owner_can_accept_an_agreement(scene: Scene) -> None:
    make_agreement()

    shown, of_owner = page(scene, by=scene.member(Role.EDITOR)), page(scene)

    assert f"An owner must read and accept this agreement: {scene.editor.get_full_name()}." in shown
    assert "Read and accept this agreement." in of_owner


def test_warnings_are_mentioned_only_if_there_are_some() -> None:
    texts = {
        warnings: compact(
            render_to_string(
                "studio/parts/remaining_tasks.html",
                {"wizard": {"is_open": True}, "is_ready": True, "counts": {"warnings": warnings}},
            )
        )
        for warnings in (0, 1)
    }

    assert ["with open warnings" in text for text in texts.values()] == [False, True]
    assert ["card-foot" in text for text in texts.values()] == [False, True]


def test_teams_that_will_review_are_named(scene: Scene) -> None:
    shown = page(scene)

    assert re.findall(r"<dt>(Engineering|Product design|Documentation|Ecosystems|Commercial)</dt>", shown) == [
        "Engineering",
        "Product design",
        "Documentation",
        "Ecosystems",
    ]


def test_every_tab_of_the_tile_is_there(scene: Scene) -> None:
    shown = page(scene)

    base = scene.url("step", "review")
    tabs = re.findall(rf'href="{base}\?tab=([a-z-]+)"', shown)
    assert [tab for tab in dict.fromkeys(tabs) if tab != "all"] == [
        "overview",
        "configuration",
        "data",
        "resources",
        "support",
        "release-notes",
    ]
    for tab in tabs:
        part = compact(signed_in(scene.editor).get(f"{base}?tab={tab}", HTTP_HX_REQUEST="true").content.decode())
        assert "tile-section" in part
        assert "<html" not in part


def test_submit_hands_in_what_was_seen(scene: Scene) -> None:
    response = submit(scene)

    assert response.url == scene.url("step", "review")  # type: ignore[attr-defined]  # a redirect
    assert reloaded(scene.revision).state == RevisionState.SUBMITTED
    assert Submission.objects.filter(revision=scene.revision).count() == 1


def test_submit_twice_hands_in_once(scene: Scene) -> None:
    version = reloaded(scene.revision).version
    submit(scene, version=version)
    submit(scene, version=version)

    assert Submission.objects.filter(revision=scene.revision).count() == 1


def test_submit_of_an_older_look_is_refused(scene: Scene) -> None:
    response = submit(scene, version=1)

    assert response.status_code == 303
    assert reloaded(scene.revision).state == RevisionState.DRAFT


def test_progress_is_told_until_the_checks_have_ended(scene: Scene, run_jobs: RunJobs) -> None:
    submit(scene)

    waiting = signed_in(scene.editor).get(scene.url("progress"), HTTP_HX_REQUEST="true")
    assert 'hx-trigger="every 1s"' in compact(waiting.content.decode())
    assert "HX-Refresh" not in waiting.headers
    assert "Automatic checks" in page(scene)

    run_jobs()
    ended = signed_in(scene.editor).get(scene.url("progress"), HTTP_HX_REQUEST="true")
    assert "every 1s" not in compact(ended.content.decode())
    assert ended.headers["HX-Refresh"] == "true"
    assert "The review teams received the listing on" in page(scene)


def test_owner_takes_the_listing_back(scene: Scene) -> None:
    submit(scene)
    version = reloaded(scene.revision).version
    html = page(scene)
    assert "Withdraw the listing from review?" in html
    form = html.partition('data-draft="withdraw"')[2].partition("</form>")[0]
    button = row_for("withdraw", RevisionState.SUBMITTED).button
    assert all(f'name="{button_input.name}"' in form for button_input in button.inputs)
    assert str(button.help) in form

    response = signed_in(scene.editor).post(_withdraw_url(scene), {"seen": version, "reason": "Not yet"}, follow=True)

    assert response.redirect_chain[-1][0] == scene.url("step", "review")
    assert "The listing is a draft again." in compact(response.content.decode())
    assert reloaded(scene.revision).state == RevisionState.DRAFT


def test_withdrawing_what_changed_meanwhile_is_refused(scene: Scene) -> None:
    submit(scene)

    response = signed_in(scene.editor).post(_withdraw_url(scene), {"seen": reloaded(scene.revision).version - 1})

    assert response.status_code == 409
    assert reloaded(scene.revision).state == RevisionState.SUBMITTED


def _withdraw_url(scene: Scene) -> str:
    return reverse("studio:listing-act", args=[scene.revision.listing_id, "withdraw"])


def test_editor_cannot_take_it_back(scene: Scene) -> None:
    submit(scene)
    editor = scene.member(Role.EDITOR)

    assert "Withdraw the listing from review?" not in page(scene, by=editor)
    response = signed_in(editor).post(_withdraw_url(scene), {"seen": reloaded(scene.revision).version})
    assert response.status_code == 403


def test_viewer_sees_no_submit(scene: Scene) -> None:
    shown = page(scene, by=scene.member(Role.VIEWER))

    assert 'form="submit-form"' not in shown
    assert "You can view this listing but not edit it." in shown


def test_state_after_a_save_brings_the_new_version(scene: Scene) -> None:
    save_section(
        revision_id=scene.revision.pk,
        key="submission",
        version=None,
        changes={"reviewer_note": "Hello"},
        by=scene.actor,
        now=NOW,
    )

    part = page(scene, "findings", "review")

    assert f'name="seen" value="{reloaded(scene.revision).version}"' in part
    assert 'id="submit-bar" hx-swap-oob="true"' in part


def test_foreign_organisation_submits_and_withdraws_nothing(scene: Scene) -> None:
    stranger = signed_in(make_scene("Otherquay").editor)

    assert stranger.post(scene.url("submit"), {"seen": 1}).status_code == 404
    assert stranger.post(_withdraw_url(scene), {"seen": 1}).status_code == 404
    assert stranger.get(scene.url("progress")).status_code == 404

"""The slower checks of a draft, run on request on Review & Submit."""

import re
from collections.abc import Callable

import pytest

from common.actor import Role
from listings.actions import save_section
from listings.states.revision_states import RevisionState
from tests.files import samples
from tests.listings.scene import NOW, reloaded
from tests.markup import compact
from tests.studio.scene import Scene, make_scene, ready_scene, signed_in
from validation.models import Run, RunState

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
RunJobs = Callable[[], int]
BROKEN = {"images/overview.png": samples.png(width=1600, height=900)[:-200]}


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    return ready_scene(**BROKEN)


def page(scene: Scene, name: str = "step", *more: str) -> str:
    more = more or (("review",) if name == "step" else ())
    return compact(signed_in(scene.editor).get(scene.url(name, *more)).content.decode())


def ask(scene: Scene) -> None:
    response = signed_in(scene.editor).post(scene.url("check"))
    assert response.status_code == 302
    assert response.headers["Location"] == f"{scene.url('step', 'review')}#run"


def test_draft_is_checked_when_its_editor_asks(scene: Scene, run_jobs: RunJobs) -> None:
    assert "Run checks" in page(scene)

    ask(scene)
    waiting = page(scene)
    run_jobs()

    assert "Waiting to start." in waiting
    assert "Run checks" not in waiting
    assert reloaded(scene.revision).state == RevisionState.DRAFT
    assert "1 blocker. It is listed below and next to its field." in page(scene)
    assert "IM-012" in page(scene).partition('id="remaining-tasks"')[2]
    assert "IM-012" in page(scene, "step", "overview")


def test_words_to_reviewers_are_no_change_of_what_was_checked(scene: Scene, run_jobs: RunJobs) -> None:
    ask(scene)
    run_jobs()

    notes = {"reviewer_note": "Please look at the picture first."}
    save_section(revision_id=scene.revision.pk, key="submission", version=None, changes=notes, by=scene.actor, now=NOW)

    assert "1 blocker. It is listed below and next to its field." in page(scene)
    assert "Found by the checks on" not in page(scene, "step", "overview")


def test_what_is_to_fill_in_is_no_blocker_that_was_found(data_dir: object, run_jobs: RunJobs) -> None:
    scene = make_scene()
    ask(scene)
    run_jobs()

    shown = page(scene)

    assert "no blockers, but some required fields are empty" in shown
    assert "Blockers found" not in shown


def test_asking_again_costs_nothing_until_the_draft_changes(scene: Scene, run_jobs: RunJobs) -> None:
    ask(scene)
    ask(scene)
    run_jobs()
    ask(scene)
    assert Run.objects.count() == 1

    save_section(
        revision_id=scene.revision.pk, key="overview", version=None, changes={"title": "New"}, by=scene.actor, now=NOW
    )
    ask(scene)

    assert [run.state for run in Run.objects.order_by("created_at")] == [RunState.BLOCKED, RunState.QUEUED]


def test_scripts_follow_the_progress_and_hear_of_the_end(scene: Scene, run_jobs: RunJobs) -> None:
    client = signed_in(scene.editor)
    asked = client.post(scene.url("check"), headers={"HX-Request": "true"})
    assert 'hx-trigger="every 1s"' in compact(asked.content.decode())

    run_jobs()
    ended = client.get(scene.url("progress"), headers={"HX-Request": "true"})

    assert "every 1s" not in compact(ended.content.decode())
    assert "checked" in ended.headers["HX-Trigger"]
    assert "HX-Refresh" not in ended.headers


def test_checks_that_failed_on_our_side_can_be_asked_for_again(scene: Scene) -> None:
    ask(scene)
    Run.objects.update(state=RunState.FAILED, finished_at=NOW)

    assert "They must run again." in page(scene)
    ask(scene)

    assert Run.objects.count() == 2


def test_submitting_takes_the_place_of_a_check_that_waits(data_dir: object, run_jobs: RunJobs) -> None:
    scene = ready_scene()
    ask(scene)

    version = reloaded(scene.revision).version
    signed_in(scene.editor).post(scene.url("submit"), {"seen": version})
    run_jobs()

    assert sorted(Run.objects.values_list("state", flat=True)) == [RunState.PASSED, RunState.SUPERSEDED]
    assert reloaded(scene.revision).state == RevisionState.IN_REVIEW


def test_frozen_or_foreign_listing_is_not_checked(scene: Scene) -> None:
    stranger = make_scene("Otherquay").editor
    assert signed_in(stranger).post(scene.url("check")).status_code == 404

    type(scene.revision).objects.update(state=RevisionState.IN_REVIEW)
    assert signed_in(scene.editor).post(scene.url("check")).status_code == 404
    assert "Run checks" not in page(scene)
    assert not Run.objects.exists()


def test_viewer_sees_results_but_starts_no_checks(scene: Scene, run_jobs: RunJobs) -> None:
    viewer = signed_in(scene.member(Role.VIEWER))
    assert viewer.post(scene.url("check")).status_code == 403
    assert not Run.objects.exists()

    ask(scene)
    run_jobs()

    html = compact(viewer.get(scene.url("step", "review")).content.decode())
    assert "1 blocker. It is listed below and next to its field." in html
    assert "Run checks" not in html
    assert "Run checks" in page(scene)


def test_checks_that_were_skipped_are_listed_with_the_reason(scene: Scene, run_jobs: RunJobs) -> None:
    ask(scene)
    assert "skipped or only partly run" not in page(scene)
    run_jobs()

    shown = page(scene).partition('id="progress"')[2].partition('id="remaining-tasks"')[0]

    assert "OA-021" in Run.objects.get().skipped
    assert f"{len(Run.objects.get().skipped)} checks were skipped or only partly run" in shown
    assert re.search(
        r"tried the OAuth client yet.*Test sign-in without PKCE.*<code class=\"code\">OA-021", shown, re.DOTALL
    )

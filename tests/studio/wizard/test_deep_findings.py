"""Findings of a deep run are shown until the next run; after a change of the draft, with the time of the run."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from common.actor import TeamRole
from listings.actions import attach_file, save_section
from listings.states.revision_states import RevisionState
from tests.files import samples
from tests.listings.scene import NOW, reloaded
from tests.markup import compact
from tests.reviews.scene import reviewer_for
from tests.studio.fixes.fix_buttons import button
from tests.studio.scene import Scene, ready_scene, signed_in
from tilekit.core.field import Json
from validation.actions import waive_finding
from validation.models import Run

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
RunJobs = Callable[[], int]
BROKEN = "IM-012"
EARLIER = "Found by the checks on"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    """A draft with an image that is broken, which only deep checks detect."""
    return ready_scene(**{"images/overview.png": samples.png(width=1600, height=900)[:-200]})  # type: ignore[arg-type]  # files


@pytest.fixture
def checked(scene: Scene, run_jobs: RunJobs) -> Scene:
    signed_in(scene.editor).post(scene.url("check"))
    run_jobs()
    return scene


def page(scene: Scene, step: str = "overview") -> str:
    return compact(signed_in(scene.editor).get(scene.url("step", step)).content.decode())


def save(scene: Scene, **changes: Json) -> None:
    save_section(revision_id=scene.revision.pk, key="overview", version=None, changes=changes, by=scene.actor, now=NOW)


def attach_cmyk(scene: Scene, path: str, name: str) -> None:
    """An image in print colours, different each time; only a deep check decodes it."""
    written = BytesIO()
    Image.new("CMYK", (1600, 900), (len(name), 0, 0, 0)).save(written, "JPEG")
    content = written.getvalue()
    attach_file(revision_id=scene.revision.pk, path=path, name=name, content=content, by=scene.actor, now=NOW)


def shown_and_earlier(scene: Scene) -> tuple[bool, bool]:
    """Whether the finding is shown, and whether it is marked as from an earlier draft."""
    shown = page(scene)
    return BROKEN in shown, EARLIER in shown


def test_finding_of_the_draft_as_it_stands_needs_no_word_about_its_age(checked: Scene) -> None:
    assert shown_and_earlier(checked) == (True, False)


def test_finding_stays_where_something_else_changed_and_says_of_when_it_is(checked: Scene) -> None:
    save(checked, title="New")

    assert shown_and_earlier(checked) == (True, True)
    assert "The draft has changed since then" in page(checked, "review")


def test_finding_of_a_field_that_was_set_aside_is_not_shown(checked: Scene) -> None:
    Run.objects.get().findings.filter(code=BROKEN).update(path="configuration.oauth_name", file="")

    def is_shown_for(method: str) -> bool:
        changes = {"code_type": method}
        save_section(
            revision_id=checked.revision.pk,
            key="configuration",
            version=None,
            changes=changes,
            by=checked.actor,
            now=NOW,
        )
        return BROKEN in page(checked, "review")

    assert [is_shown_for(method) for method in ("api_oauth", "tile_only", "api_oauth")] == [True, False, True]


def test_fix_of_a_picture_leaves_what_was_found_in_others(scene: Scene, run_jobs: RunJobs) -> None:
    save(scene, media=[{"key": key, "media_type": "image", "caption": key.title()} for key in ("one", "three")])
    for key in ("one", "three"):
        attach_cmyk(scene, f"overview.media[{key}].image", f"{key}.jpg")
    signed_in(scene.editor).post(scene.url("check"))
    run_jobs()
    first = button(scene, page(scene), "IM-023")

    signed_in(scene.editor).post(scene.url("fix"), {"_fix": first})

    assert (page(scene).count("IM-023</code>"), shown_and_earlier(scene)[1]) == (1, True)


def test_fix_of_a_logo_leaves_what_was_found_in_the_other(scene: Scene, run_jobs: RunJobs) -> None:
    wide = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 200"><path d="M10 10h220v60H10z"/></svg>'
    for name in ("logo_light", "logo_dark"):
        attach_file(
            revision_id=scene.revision.pk, path=f"overview.{name}", name="a.svg", content=wide, by=scene.actor, now=NOW
        )
    signed_in(scene.editor).post(scene.url("check"))
    run_jobs()
    first = button(scene, page(scene), "LG-015")

    signed_in(scene.editor).post(scene.url("fix"), {"_fix": first})

    assert (page(scene).count("LG-015</code>"), shown_and_earlier(scene)[1]) == (1, True)


def test_finding_is_of_now_again_after_an_undo(checked: Scene) -> None:
    before = checked.section().document["title"]
    save(checked, title="New")
    save(checked, title=before)

    assert shown_and_earlier(checked) == (True, False)


def test_what_was_handed_in_speaks_for_the_draft_that_came_back(scene: Scene, run_jobs: RunJobs) -> None:
    signed_in(scene.editor).post(scene.url("submit"), {"seen": reloaded(scene.revision).version})
    run_jobs()
    assert reloaded(scene.revision).state == RevisionState.CHANGES_REQUESTED
    assert "The checks found 1 blocker" in page(scene, "review")
    assert shown_and_earlier(scene) == (True, False)

    save(scene, title="New")
    assert shown_and_earlier(scene) == (True, True)


def test_submission_whose_only_blocker_was_waived_does_not_count_zero_blockers(scene: Scene, run_jobs: RunJobs) -> None:
    signed_in(scene.editor).post(scene.url("submit"), {"seen": reloaded(scene.revision).version})
    run_jobs()
    blocker = Run.objects.latest("created_at").findings.get(code=BROKEN)
    listing, lead = scene.revision.listing_id, reviewer_for("ecosystems", role=TeamRole.LEAD)
    waived = {"listing_id": listing, "fingerprint": blocker.fingerprint, "code": BROKEN, "until": None}
    waive_finding(**waived, reason="It is readable.", by=lead, now=NOW)

    html = page(scene, "review")

    assert "All blockers that the checks found have been waived." in html
    assert "The checks found 0" not in html


def test_findings_of_instant_checks_are_those_of_the_draft(checked: Scene, run_jobs: RunJobs) -> None:
    save(checked, short_description="x" * 90)
    signed_in(checked.editor).post(checked.url("check"))
    run_jobs()
    assert Run.objects.latest("created_at").findings.filter(code="MF-013").exists()

    save(checked, short_description="Watch your queues")

    assert "MF-013" not in page(checked)
    assert shown_and_earlier(checked) == (True, True)


def test_newest_run_alone_speaks(checked: Scene, run_jobs: RunJobs) -> None:
    """Findings of older runs are not shown, because they may have been fixed outside the portal."""
    signed_in(checked.editor).post(checked.url("submit"), {"seen": reloaded(checked.revision).version})
    run_jobs()
    Run.objects.latest("created_at").findings.all().delete()

    assert shown_and_earlier(checked) == (False, False)

"""Home, the list of listings, and a listing's own page."""

import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import actor_of
from accounts.models import Team
from common.actor import Role
from files.queries import read_blob
from listings.actions import attach_file, start_revision
from listings.models import Listing, Revision
from reviews.actions import open_thread
from reviews.actions.threads import NewThread
from reviews.models import Comment, Review, Thread
from tests.accounts.factories import make_admin, make_member, make_organisation, make_person, make_reviewer
from tests.listings.scene import NOW, draft, reloaded
from tests.markup import compact
from tests.reviews.scene import InReview, after, browser_of, in_review
from tests.sandboxes.scene import live_listing, partner
from tests.studio.scene import Scene, make_scene, signed_in
from tests.validation.scene import ready, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


@pytest.fixture(scope="module")
def shared_scene(shared_rows: Path) -> Scene:
    return make_scene()


def _page(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(f"studio:{name}", args=args))
    assert response.status_code == 200
    return compact(response.content.decode())


def test_home_tells_visitors_what_this_is() -> None:
    assert reverse("account_signup") in _page(Client(), "home")


def test_home_sends_people_who_belong_nowhere_to_the_start() -> None:
    response = signed_in(make_person("nobody@example.com")).get("/")

    assert response.headers["Location"] == reverse("accounts:start")


def test_home_names_the_draft_that_waits(scene: Scene) -> None:
    page = _page(signed_in(scene.editor), "home")

    assert "Northquay Cache" in page
    assert f"/listings/{scene.revision.listing_id}/continue/" in page
    assert "Integration · Integrations" not in page


@pytest.mark.parametrize("who", ["reviewer", "admin"])
def test_home_of_staff_shows_no_partner_drafts(scene: Scene, who: str) -> None:
    person = make_admin() if who == "admin" else make_reviewer(Team.ENGINEERING)

    assert scene.revision.listing.name not in _page(signed_in(person), "home")


def test_listings_are_searched_by_name(scene: Scene) -> None:
    draft(scene.actor, name="Northquay Vector")
    client = signed_in(scene.editor)

    results = compact(client.get(reverse("studio:listing-list"), {"q": "vector"}).content.decode())

    assert "Northquay Vector" in results
    assert "Northquay Cache" not in results


def test_listings_of_others_are_not_there(scene: Scene) -> None:
    stranger = make_member(make_organisation("Other"), Role.OWNER)

    assert scene.revision.listing.name not in _page(signed_in(stranger), "listing-list")
    assert signed_in(stranger).get(scene.revision.listing.get_absolute_url()).status_code == 404


def test_listing_home_of_a_draft_leads_where_continue_on_home_leads(scene: Scene) -> None:
    page = _page(signed_in(scene.editor), "listing-home", scene.revision.listing_id)

    address = reverse("studio:listing-continue", args=[scene.revision.listing_id])
    assert f'href="{address}"' in page
    assert scene.url("step", "review") in page


def _owner_scene() -> tuple[Client, Revision]:
    owner = make_member(make_organisation("Acme"), Role.OWNER)
    revision = ready(actor_of(owner))
    return signed_in(owner), revision


def test_delete_removes_a_draft(data_dir: Path) -> None:
    client, revision = _owner_scene()

    address = reverse("studio:listing-act", args=[revision.listing_id, "delete"])
    response = client.post(address, {"seen": revision.version}, follow=True)

    assert response.redirect_chain == [(reverse("studio:listing-list"), 302)]
    assert f"{revision.listing.name} was deleted." in response.content.decode()
    assert not Listing.objects.exists()


def test_stale_button_changes_nothing_and_says_so(data_dir: Path) -> None:
    client, revision = _owner_scene()
    address = reverse("studio:listing-act", args=[revision.listing_id, "delete"])

    response = client.post(address, {"seen": revision.version - 1})

    assert response.status_code == 409
    assert Listing.objects.exists()


def test_withdraw_takes_a_submission_back(data_dir: Path) -> None:
    owner = make_member(make_organisation("Acme"), Role.OWNER)
    submission = submitted(actor_of(owner))
    address = reverse("studio:listing-act", args=[submission.revision.listing_id, "withdraw"])

    signed_in(owner).post(address, {"seen": reloaded(submission.revision_id).version, "reason": "A mistake"})

    assert reloaded(submission.revision_id).state == "draft"


def test_unknown_button_is_not_found(scene: Scene) -> None:
    response = signed_in(scene.editor).post(reverse("studio:listing-act", args=[scene.revision.listing_id, "publish"]))

    assert response.status_code == 404


def test_partner_reads_a_thread_and_replies(data_dir: Path) -> None:
    owner = make_member(make_organisation("Acme"), Role.OWNER)
    submission = submitted(actor_of(owner))
    reviewer = actor_of(make_reviewer(Team.ENGINEERING))
    new_thread = NewThread(body="Which role?", path="setup.setup_md", is_blocking=True)
    thread = open_thread(
        revision_id=submission.revision_id, new_thread=new_thread, team=Team.ENGINEERING, by=reviewer, now=NOW
    )
    client = signed_in(owner)

    page = _page(client, "listing-home", thread.listing_id)
    response = client.post(
        reverse("studio:thread-reply", args=[thread.listing_id, thread.pk]), {f"reply.{thread.pk}": "The admin."}
    )

    assert "Which role?" in page
    assert response.headers["Location"].endswith(f"#thread-{thread.pk}")
    assert [comment.body for comment in Comment.objects.filter(thread=thread)] == ["Which role?", "The admin."]
    assert Thread.objects.get().state == "answered"


def test_comments_that_prevent_the_submission_come_first(data_dir: Path) -> None:
    owner = make_member(make_organisation("Acme"), Role.OWNER)
    submission = submitted(actor_of(owner))
    team = {"team": Team.ENGINEERING, "by": actor_of(make_reviewer(Team.ENGINEERING))}
    blocking = NewThread(body="Which role?", path="setup.setup_md", is_blocking=True)
    thread = open_thread(revision_id=submission.revision_id, new_thread=blocking, now=NOW, **team)
    idea = NewThread(body="Add a picture.", path="overview.media")
    open_thread(revision_id=submission.revision_id, new_thread=idea, now=NOW + timedelta(minutes=1), **team)

    page = _page(signed_in(owner), "listing-home", thread.listing_id)

    assert page.index("Which role?") < page.index("Add a picture.")


def test_round_is_shown_and_downloaded_as_it_was_handed_in(data_dir: Path) -> None:
    owner = make_member(make_organisation("Acme"), Role.OWNER)
    submission = submitted(actor_of(owner))
    client, args = signed_in(owner), [submission.revision.listing_id, submission.pk]

    page = _page(client, "submission", *args)
    address = reverse("reviews:submission-download", args=[submission.pk])
    packed = client.get(address)

    assert "manifest.json" in page
    assert f'href="{address}"' in page
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert {name.partition("/")[2] for name in archive.namelist()} == set(submission.files)


def test_reviewer_is_led_to_no_page_of_a_draft_at_work(data_dir: Path) -> None:
    scene = in_review()
    scene.comment(body="Which role?", path="setup.setup_md", is_blocking=True)
    scene.send_back()
    client, listing = browser_of(scene.team("documentation")), scene.revision.listing

    page = _page(client, "listing-home", listing.pk)
    links = re.findall(r'href="(/listings/[^"#]+)', page)

    assert "Which role?" in page
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize(
    "who, status", [("viewer", 200), ("reviewer", 200), ("admin", 200), ("stranger", 404), ("nobody", 302)]
)
def test_round_is_downloaded_by_members_and_staff(who: str, status: int, data_dir: Path) -> None:
    organisation = make_organisation("Acme")
    submission = submitted(actor_of(make_member(organisation, Role.OWNER)))
    people = {
        "viewer": lambda: make_member(organisation, Role.VIEWER),
        "reviewer": lambda: make_reviewer(Team.ENGINEERING),
        "admin": make_admin,
        "stranger": lambda: make_member(make_organisation("Other"), Role.OWNER),
    }
    client = signed_in(people[who]()) if who in people else Client()

    assert client.get(reverse("reviews:submission-download", args=[submission.pk])).status_code == status


def test_round_is_not_read_under_another_listing(scene: Scene) -> None:
    owner = make_member(scene.organisation, Role.OWNER)
    submission = submitted(actor_of(owner))

    response = signed_in(owner).get(reverse("studio:submission", args=[scene.revision.listing_id, submission.pk]))

    assert response.status_code == 404


def test_viewer_sees_no_buttons(scene: Scene) -> None:
    viewer = scene.member(Role.VIEWER)

    page = _page(signed_in(viewer), "listing-home", scene.revision.listing_id)

    assert "listing-act" not in page
    assert 'name="seen"' not in page


@pytest.mark.parametrize("days, is_late", [(-1, True), (1, False)])
def test_partner_sees_that_the_reviewers_are_late(*, days: int, is_late: bool, data_dir: Path) -> None:
    scene = in_review()
    listing_id = scene.revision.listing_id
    Review.objects.update(due_at=timezone.now() + timedelta(days=days))
    client = browser_of(scene.owner)

    pages = [_page(client, "listing-home", listing_id), _page(client, "step", listing_id, 1, "overview")]

    assert [('data-turn="late"' in page, "Was due" in page) for page in pages] == [(is_late, is_late)] * 2
    assert ("Was due" in _page(client, "listing-list")) is is_late


def test_changed_export_is_shown_by_its_lines(data_dir: Path) -> None:
    scene = in_review()
    row = scene.submission.documents["content"]["dashboards"][0]
    scene.send_back()
    _replace_dashboard(scene, row, b'"requests":', b'"requests" :')
    scene.resubmit(now=after(hours=1))

    page = _page(browser_of(scene.owner), "submission", scene.revision.listing_id, scene.submission.pk)

    assert "&quot;requests&quot; :" in page.partition("<ins>")[2].partition("</ins>")[0]
    assert "unchanged lines not shown" in page


def test_what_is_live_is_not_compared_with_itself(data_dir: Path) -> None:
    organisation = partner()
    listing = live_listing(organisation)

    page = _page(signed_in(make_member(organisation, Role.OWNER)), "listing-home", listing.pk)

    assert "Changes since the live version" not in page


def test_new_revision_has_changed_nothing_before_somebody_edits(data_dir: Path) -> None:
    organisation = partner()
    listing, owner = live_listing(organisation), make_member(organisation, Role.OWNER)
    start_revision(listing_id=listing.pk, by=actor_of(owner), now=NOW)

    assert "Changes since the live version" not in _page(signed_in(owner), "listing-home", listing.pk)


def _replace_dashboard(scene: InReview, row: dict[str, Any], old: bytes, new: bytes) -> None:
    content = read_blob(row["file"]["sha256"]).replace(old, new, 1)
    attach_file(
        revision_id=scene.revision_id,
        path=f"content.dashboards[{row['key']}].file",
        name="board.json",
        content=content,
        by=scene.owner,
        now=NOW,
    )


def test_timing_of_mails_is_chosen_on_the_page_of_the_listing(scene: Scene) -> None:
    client, listing = signed_in(scene.editor), scene.revision.listing
    path = reverse("studio:listing-notifications", args=[listing.pk])
    assert '<option value="">As in my notification settings' in _page(client, "listing-home", listing.pk)

    assert client.post(path, {"timing": "off"}).status_code == 302
    assert '<option value="off" selected>Off' in _page(client, "listing-home", listing.pk)

    client.post(path, {"timing": ""})
    assert '<option value="off">Off' in _page(client, "listing-home", listing.pk)
    assert client.post(path, {"timing": "weekly"}).status_code == 404
    assert signed_in(make_person("stranger@example.com")).post(path, {"timing": "off"}).status_code == 404


def test_downloaded_folder_is_named_after_the_integration(scene: Scene) -> None:
    response = signed_in(scene.editor).get(scene.url("revision-export"))

    assert response.headers["Content-Disposition"] == 'attachment; filename="northquay-cache.zip"'

"""An application as the partner: everything it does is shown under its name, on the pages of both sides."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actors import actor_of_application
from accounts.models import Person
from audit.models import Event
from common.actor import ActorKind, Role
from common.regions import Region
from listings.actions import save_section
from listings.models import Revision
from notices.models import Notice
from notices.texts import notices_with_texts
from releases.actions import publish_revision, schedule_release
from reviews.actions import NewThread, open_thread, record_view, reply_to_thread, resolve_thread
from reviews.models import Comment, ViewedSubmission
from sandboxes.actions import install_tile, look_at_tile, request_sandbox, sign_off
from tests.accounts.factories import make_application, make_member, make_organisation, owner_of
from tests.listings.scene import reloaded
from tests.markup import compact
from tests.reviews.scene import DOCS, InReview, in_review
from tests.sandboxes.scene import admin, approved, confirm_checklist, enabled_activation, person_of, sandbox
from tests.studio.scene import signed_in
from tests.transitions import ask_for_changes, unschedule_release

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]
NAME = "CI (application)"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    """A listing that an application created, filled in and submitted."""
    organisation = make_organisation()
    application = make_application(organisation, owner_of(organisation))
    return in_review(actor_of_application(application))


def member_of(scene: InReview) -> Person:
    return make_member(scene.revision.listing.organisation, Role.OWNER)


def named(person: Person, *paths: str) -> dict[str, bool]:
    """{path: whether the page names the application}. Fails for an error page, or if somebody is a former member."""
    client, names = signed_in(person), {}
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        page = compact(response.content.decode())
        assert "former member" not in page, path
        names[path] = NAME in page
    return names


def test_history_of_a_section_and_of_the_review_names_the_application(scene: InReview) -> None:
    scene.send_back(DOCS)
    save_section(
        revision_id=scene.revision_id,
        key="overview",
        version=None,
        changes={"short_description": "Better"},
        by=scene.owner,
        now=timezone.now(),
    )
    listing = scene.revision.listing_id
    steps = f"/listings/{listing}/revisions/1"

    partner = named(
        member_of(scene), f"{steps}/sections/overview/history/", f"/listings/{listing}/", f"{steps}/review/"
    )
    review = f"/reviews/{scene.review(DOCS).pk}/"
    staff = named(person_of(scene.team(DOCS)), f"{review}?view=history", review, f"{review}?view=changes", "/queue/")

    assert partner[f"{steps}/sections/overview/history/"]
    assert staff[f"{review}?view=history"]


def test_threads_name_the_application_on_both_sides(scene: InReview) -> None:
    asked = scene.comment(DOCS, is_blocking=True)
    reply_to_thread(thread_id=asked.pk, body="Because.", by=scene.owner, now=timezone.now())
    of_application = open_thread(
        revision_id=scene.revision_id,
        new_thread=NewThread(body="When?", path="overview.title"),
        team="",
        by=scene.owner,
        now=timezone.now(),
    )
    resolve_thread(thread_id=of_application.pk, by=scene.owner, now=timezone.now())

    listing = scene.revision.listing_id
    assert Comment.objects.filter(by_application_id=scene.owner.id, is_partner=True).count() == 2
    assert all(named(member_of(scene), f"/listings/{listing}/").values())
    reviewer = person_of(scene.team(DOCS))
    page = compact(signed_in(reviewer).get(f"/reviews/{scene.review(DOCS).pk}/?view=threads").content.decode())
    assert page.count(NAME) >= 3
    assert f"resolved by {NAME}" in page
    assert "former member" not in page
    notices = [
        notice.text.body for notice in notices_with_texts(Notice.objects.filter(person=reviewer, kind="thread.answer"))
    ]
    assert [text.partition(" on ")[0] for text in notices] == [NAME]


def test_application_that_reads_a_round_leaves_no_mark(scene: InReview) -> None:
    record_view(submission_id=scene.submission.pk, by=scene.owner, now=timezone.now())

    assert not ViewedSubmission.objects.exists()


def test_pages_of_sandboxes_and_releases_name_the_application() -> None:
    organisation = make_organisation(vendor_confirmed_at=timezone.now(), vendor_confirmed_by=person_of(admin()))
    owner = make_member(organisation, Role.OWNER)
    machine = actor_of_application(make_application(organisation, owner_of(organisation)))
    org, boss, now = sandbox(organisation), admin(), timezone.now()
    asked = request_sandbox(
        organisation_id=organisation.pk,
        region=Region.EU,
        purpose="We try our tiles on the European site.",
        by=machine,
        now=now,
    )
    revision = approved(organisation)
    activation = enabled_activation(revision)
    look_at_tile(activation_id=activation.pk, by=machine, now=now)
    install_tile(activation_id=activation.pk, by=machine, now=now)
    confirm_checklist(activation, by=machine)
    sign_off(revision_id=revision.pk, seen=None, terms_confirmed=True, by=machine, now=now)
    schedule_release(revision_id=revision.pk, release_at=now + timedelta(days=9), seen=None, by=machine, now=now)
    named(owner, "/releases/", f"/releases/{revision.pk}/", f"/sandboxes/tiles/{activation.pk}/", "/sandboxes/", "/")
    unschedule_release(revision_id=revision.pk, seen=None, by=machine, now=now)
    publish_revision(revision_id=revision.pk, seen=None, by=boss, now=now)
    listing = revision.listing_id
    pages = (f"/sandboxes/requests/{asked.pk}/",)

    assert all(named(owner, *pages).values())
    assert all(named(person_of(boss), *pages, "/sandboxes/").values())
    named(person_of(boss), f"/sandboxes/orgs/{org.pk}/", f"/releases/live/{listing}/")


def test_request_for_changes_after_the_sandbox_names_the_application() -> None:
    organisation = make_organisation(vendor_confirmed_at=timezone.now(), vendor_confirmed_by=person_of(admin()))
    owner = make_member(organisation, Role.OWNER)
    machine = actor_of_application(make_application(organisation, owner_of(organisation)))
    sandbox(organisation)
    revision = approved(organisation)
    enabled_activation(revision)

    ask_for_changes(revision_id=revision.pk, seen=None, note="Wrong price.", by=machine, now=timezone.now())

    assert named(owner, f"/listings/{reloaded(revision).listing_id}/") == {f"/listings/{revision.listing_id}/": True}


def test_events_of_an_application_are_its_own(scene: InReview) -> None:
    kinds = set(Event.objects.filter(actor_id=scene.owner.id).values_list("actor_kind", flat=True))

    assert kinds == {ActorKind.APPLICATION}
    assert Revision.objects.get().created_by == scene.owner.id

"""Reviews of updates of live tiles, and questions about them."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from catalog.writes import write_tile
from listings.actions import start_revision
from listings.models import Listing
from reviews.actions import NewThread, open_thread, reply_to_thread, resolve_thread
from reviews.models import Review, Thread
from reviews.queries import partner_questions
from tests.listings.scene import member, organisation, staff
from tests.reviews.scene import DOCS, FIRST_TEAMS, InReview, browser_of, html_of, join, reviewer_for, today
from tests.validation.scene import go_live, organisation_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


@pytest.fixture
def update(scene: InReview) -> InReview:
    """The second submission of a listing, an update of its live tile."""
    then = today() - timedelta(hours=6)
    scene.approve_all(now=then)
    go_live(scene.submission, now=then)
    revision = start_revision(listing_id=scene.revision.listing_id, by=scene.owner, now=today())
    second = InReview(owner=scene.owner, revision_id=revision.pk, reviewers=scene.reviewers)
    second.edit("overview", short_description="Watch every queue and its consumers", now=today())
    second.edit("setup", setup_md="1. Select **Install**.\n2. Connect your account.", now=today())
    second.add_version("1.1.0", now=today())
    second.resubmit(now=today())
    return second


@pytest.fixture
def page(update: InReview) -> str:
    return f"/reviews/{update.review(DOCS).pk}/"


def test_review_of_an_update_says_so_and_opens_on_what_changed(update: InReview, docs: Client, page: str) -> None:
    html = html_of(docs, page)

    assert "Update of a live tile. Version 1.0.0 is live." in html
    assert "consumers" in html
    links = re.findall(r"<a[^>]*>", html)
    assert any("view=changes" in link and 'aria-current="page"' in link for link in links)


def test_first_review_is_no_update(docs: Client, url: str) -> None:
    html = html_of(docs, url)

    assert "Update of a live tile" not in html
    assert "Revision 1, submission 1" in html


def test_partners_and_reviewers_call_a_submission_the_same(update: InReview, docs: Client, page: str) -> None:
    name, listing = "Revision 2, submission 1", update.revision.listing_id
    partner = browser_of(update.owner)
    with transaction.atomic():
        write_tile(Listing.objects.get())

    assert "Update of a live tile" in html_of(docs, "/queue/")
    for client, path in [
        (docs, "/queue/"),
        (docs, page),
        (docs, f"{page}?view=history"),
        (partner, f"/listings/{listing}/"),
        (partner, f"/listings/{listing}/submissions/{update.submission.pk}/"),
        (partner, f"/listings/{listing}/compare/"),
    ]:
        html = html_of(client, path)
        assert name in html, path
        assert "submission 2" not in html.lower(), path


def test_review_of_the_live_version_is_no_update(update: InReview, scene: InReview, docs: Client) -> None:
    earlier = html_of(docs, f"/reviews/{scene.review(DOCS).pk}/?view=changes")

    assert "Update of a live tile" not in earlier
    assert "Since the live version" not in earlier
    assert "Update of a live tile" not in html_of(docs, "/queue/?state=decided")


def test_page_of_a_listing_links_its_reviews_for_staff(update: InReview, scene: InReview, docs: Client) -> None:
    """The reviews of all teams, also the closed ones of the live version."""
    address = scene.revision.listing.get_absolute_url()
    with transaction.atomic():
        write_tile(Listing.objects.get())
    reviews = re.compile(r'<a href="(/reviews/[\w-]+/)">')

    shown = reviews.findall(html_of(docs, address))

    newest, live = (
        {f"/reviews/{pk}/" for pk in Review.objects.filter(revision=item.revision).values_list("pk", flat=True)}
        for item in (update, scene)
    )
    assert (set(shown[: len(newest)]), set(shown[len(newest) :])) == (newest, live)
    assert {docs.get(item).status_code for item in shown} == {200}
    assert reviews.findall(html_of(browser_of(scene.owner), address)) == []


@pytest.fixture
def question(scene: InReview) -> Thread:
    """A partner's question about a live listing, whose reviews are closed."""
    scene.approve_all(now=today())
    go_live(scene.submission, now=today())
    asked = NewThread(body="How do we change the logo?", path="overview.title")
    return open_thread(revision_id=scene.revision_id, new_thread=asked, team="", by=scene.owner, now=today())


@pytest.mark.parametrize("address", ["/", "/queue/"])
@pytest.mark.parametrize("team", FIRST_TEAMS)
def test_question_about_a_live_listing_is_work(scene: InReview, question: Thread, team: str, address: str) -> None:
    browser = browser_of(scene.team(team))

    html = html_of(browser, address)

    review = scene.review("ecosystems").pk
    assert f"/reviews/{review}/?view=threads#thread-{question.pk}" in html
    assert ("How do we change the logo?" in html) is (address == "/queue/")
    assert f"/reviews/{review}/threads/{question.pk}/answer/" in html_of(browser, f"/reviews/{review}/?view=threads")


def test_question_is_work_until_staff_reply_or_resolve(scene: InReview, question: Thread) -> None:
    docs, owner = scene.team(DOCS), scene.owner
    assert len(partner_questions(docs)) == 1

    reply_to_thread(thread_id=question.pk, body="Submit an update.", by=docs, now=today())
    assert partner_questions(docs) == []
    reply_to_thread(thread_id=question.pk, body="And how?", by=owner, now=today())
    assert [row.text for row in partner_questions(docs)] == ["And how?"]
    resolve_thread(thread_id=question.pk, by=docs, now=today())
    assert partner_questions(docs) == []


def test_questions_are_for_staff_outside_the_organisation(scene: InReview, question: Thread) -> None:
    member_of_staff = join(reviewer_for(DOCS), organisation_of(scene.owner))

    assert [
        len(partner_questions(actor)) for actor in (scene.owner, member_of_staff, member(organisation("Other")))
    ] == [0, 0, 0]
    assert len(partner_questions(staff(is_admin=True))) == 1


def test_question_during_a_review_is_shown_by_the_review(scene: InReview) -> None:
    asked = NewThread(body="How?", path="overview.title")
    open_thread(revision_id=scene.revision_id, new_thread=asked, team="", by=scene.owner, now=today())

    assert partner_questions(scene.team(DOCS)) == []

"""What waits for staff on Home."""

import re

import pytest
from django.urls import reverse

from accounts.models import AgreementKind
from common.actor import TeamRole
from listings.models import Listing
from reviews.actions import NewThread, open_thread
from reviews.models import Review
from tests.accounts.factories import make_agreement
from tests.reviews.scene import DOCS, browser_of, copies_of, html_of, in_review, reviewer_for, today

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


def test_admins_see_that_agreements_have_no_text() -> None:
    admin, reviewer = browser_of(reviewer_for(is_admin=True)), browser_of(reviewer_for("documentation"))
    make_agreement()
    page = html_of(admin, "/")

    missing = len(AgreementKind.values) - 1
    assert f"{missing} agreement" in page
    assert reverse("accounts:agreement-admin") in page
    assert "without accepting" not in html_of(reviewer, "/")

    for kind in set(AgreementKind) - {AgreementKind.PROGRAMME}:
        make_agreement(kind)
    assert "without accepting" not in html_of(admin, "/")


@pytest.mark.usefixtures("data_dir")
def test_internal_questions_lead_to_the_pages_where_they_are_answered() -> None:
    scene = in_review(now=today())
    first, second = scene.revision, *copies_of(scene, ["Second"])
    for revision in (first, first, second):
        asked = NewThread(body="Is it theirs?", path="overview.title", is_question=True)
        open_thread(revision_id=revision.pk, new_thread=asked, team=DOCS, by=scene.team(DOCS), now=today())

    page = html_of(browser_of(reviewer_for(DOCS)), "/")

    assert "Acme Widget: 2 questions prevent approvals" in page
    assert "Second: 1 question prevents an approval" in page
    for review in Review.objects.filter(team=DOCS):
        assert f"/reviews/{review.pk}/?view=threads#thread-" in page


@pytest.mark.usefixtures("data_dir")
def test_listing_on_hold_waits_for_a_lead_and_not_for_reviewers() -> None:
    """Home, the tabs of the queue and their rows have the same numbers."""
    scene = in_review(now=today())
    (held,) = copies_of(scene, ["Held"])
    Listing.objects.filter(pk=held.listing_id).update(hold="Trademark", held_at=today())
    Review.objects.filter(revision=held).update(waiting_since=None, due_at=None, days_left=3)
    lead, reviewer = (browser_of(reviewer_for(DOCS, role=role)) for role in (TeamRole.LEAD, TeamRole.REVIEWER))

    home, queue, held_queue = (html_of(lead, url) for url in ("/", "/queue/", "/queue/?state=hold"))

    assert "1 review waiting" in home
    assert "1 listing waits until you end its hold" in home
    assert 'href="/queue/?state=hold"' in home
    assert re.findall(r'<span class="count">(\d+)</span>', queue)[1:5] == ["1", "0", "1", "1"]
    assert ("Held" in queue, "Held" in held_queue) == (False, True)
    assert "until you end its hold" not in html_of(reviewer, "/")

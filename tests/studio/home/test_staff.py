"""What waits for staff on Home."""

import pytest
from django.urls import reverse

from accounts.models import AgreementKind
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

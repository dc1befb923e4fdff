"""The partner replaces a submission while it is being checked or reviewed."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from common.actor import Role
from common.errors import NotAllowed, NotFound, NotPossible, Stale
from listings.actions import cancel_replacement, replace_submission, submit_revision
from listings.content.submissions import freeze
from listings.models import Listing
from listings.states.revision_states import RevisionState
from notices.models import Notice, Outbox
from reviews.actions import approve_review, claim_review
from reviews.errors import SubmissionReplaced
from reviews.models import Decision, Review, ViewedSubmission
from reviews.queries import active_claims, latest_decisions
from studio.page_urls import step_url
from tests.listings.scene import NOW, member, organisation
from tests.markup import compact
from tests.reviews.scene import (
    DOCS,
    FIRST_TEAMS,
    InReview,
    after,
    browser_of,
    html_of,
    in_review,
    pass_checks,
    reviewer_for,
)
from tests.validation.scene import attest_again, organisation_of, with_transition
from tilekit.sections import STEPS
from validation.models import Run, RunState

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review()


def replaced(scene: InReview, *, days: int = 0, minutes: int = 5) -> None:
    """The partner edits the text of the setup and submits again."""
    begun = after(days=days)
    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=begun)
    scene.edit("setup", setup_md="1. Open the tile.\n2. Choose a region.", now=begun)
    scene.resubmit(now=after(days=days, minutes=minutes))


def test_newer_version_keeps_approvals_place_claim_and_due_date(scene: InReview) -> None:
    first = scene.approve("engineering")
    claim = claim_review(review_id=scene.review(DOCS).pk, by=scene.team(DOCS), now=NOW)
    before = list(Review.objects.order_by("pk").values_list("pk", "opened_at", "due_at"))

    replaced(scene, minutes=5)

    assert scene.revision.state == RevisionState.IN_REVIEW
    assert list(Review.objects.order_by("pk").values_list("pk", "opened_at", "due_at")) == [
        (pk, opened_at, due_at and due_at + timedelta(minutes=5)) for pk, opened_at, due_at in before
    ]
    engineering = scene.review("engineering")
    decision = latest_decisions([engineering.pk])[engineering.pk]
    assert (decision.carried_from_id, decision.submission_id) == (first.pk, scene.submission.pk)
    assert [row.pk for row in active_claims([claim.review_id], after(hours=23)).values()] == [claim.pk]


def test_colleagues_get_one_e_mail_about_a_replacement(scene: InReview) -> None:
    colleague = member(organisation_of(scene.owner))

    replaced(scene)

    mails = Outbox.objects.filter(recipient_id=colleague.id).values_list("kind", flat=True)
    notices = Notice.objects.filter(person_id=colleague.id).values_list("kind", flat=True)
    assert list(mails) == ["listing.checks-passed"]
    assert {*notices} == {"listing.replace", "listing.submit", "listing.checks-passed"}


def test_page_of_a_review_has_the_times_of_its_team(scene: InReview) -> None:
    scene.approve(DOCS)
    replaced(scene)  # less time is left for the team that decides again
    assert scene.review(DOCS).due_at < scene.review("engineering").due_at

    Review.objects.filter(team="product_design").update(due_at=after(days=1))
    page = browser_of(scene.team(DOCS)).get(f"/reviews/{scene.review(DOCS).pk}/")

    assert page.context["status_message"].due_at == scene.review(DOCS).due_at


def test_team_whose_part_changed_decides_again(scene: InReview) -> None:
    scene.approve(DOCS)

    replaced(scene)

    assert scene.review(DOCS).waiting_since == after(minutes=5)
    assert not Decision.objects.filter(submission=scene.submission, review__team=DOCS).exists()


def test_time_of_the_partner_does_not_count_as_waiting(scene: InReview) -> None:
    scene.approve("engineering", now=after(days=1))
    scene.send_back(DOCS, now=after(days=2))
    scene.edit("setup", setup_md="1. Open the tile.\n2. Choose a region.", now=after(days=2))
    scene.resubmit(now=after(days=5))
    waiting = {team: scene.review(team).waiting_since for team in FIRST_TEAMS}
    assert {waiting.pop("engineering"), *waiting.values()} == {None, after(days=3)}

    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(days=6))
    scene.resubmit(now=after(days=6, minutes=5))
    assert scene.review(DOCS).waiting_since == after(days=3, minutes=5)


def test_reviews_wait_while_the_partner_edits(scene: InReview) -> None:
    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=1))

    assert scene.revision.state == RevisionState.CHANGES_REQUESTED
    assert {scene.review(team).due_at for team in FIRST_TEAMS} == {None}
    with pytest.raises(NotPossible) as refused:
        scene.send_back(DOCS, now=after(hours=2))
    assert refused.value.context["codes"] == ["being-replaced"]


def test_teams_approve_what_they_read_while_the_partner_edits(scene: InReview) -> None:
    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=1))
    first = scene.approve("engineering", now=after(hours=2))
    scene.approve(DOCS, now=after(hours=2))
    assert (scene.review("engineering").paused_at, scene.revision.state) == (None, RevisionState.CHANGES_REQUESTED)
    scene.edit("setup", setup_md="1. Open the tile.\n2. Choose a region.", now=after(hours=3))

    scene.resubmit(now=after(hours=4))

    engineering, docs = scene.review("engineering"), scene.review(DOCS)
    assert latest_decisions([engineering.pk])[engineering.pk].carried_from_id == first.pk
    assert (engineering.due_at, docs.waiting_since) == (None, after(hours=4))
    assert not Decision.objects.filter(submission=scene.submission, review=docs).exists()


@pytest.mark.parametrize("is_cancelled", [True, False])
def test_last_approval_counts_once_the_replacement_is_over(scene: InReview, *, is_cancelled: bool) -> None:
    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=1))
    for team in FIRST_TEAMS:
        scene.approve(team, now=after(hours=2))
    assert scene.revision.state == RevisionState.CHANGES_REQUESTED

    if is_cancelled:
        cancel_replacement(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=3))
    else:
        scene.resubmit(now=after(hours=3))

    assert scene.revision.state == RevisionState.APPROVED


def test_submission_whose_checks_have_not_passed_is_not_approved(scene: InReview) -> None:
    scene.send_back(DOCS)
    attest_again(scene.revision, by=scene.owner)
    submit_revision(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=1))
    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=2))

    with pytest.raises(NotPossible) as refused:
        scene.approve(DOCS, now=after(hours=3))

    assert refused.value.context["codes"] == ["not-in-review"]


def test_page_offers_only_the_approval_while_the_partner_edits(scene: InReview) -> None:
    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=NOW)

    page = BeautifulSoup(html_of(browser_of(scene.team(DOCS)), f"/reviews/{scene.review(DOCS).pk}/"), "html.parser")

    approve, request = page.select('button[name="verdict"]')
    assert (approve.get("aria-disabled"), request["aria-disabled"]) == (None, "true")
    assert "The partner is already editing the listing." in page.select_one("#decide").get_text()


def test_partner_who_needs_days_leaves_the_reviewers_their_time(scene: InReview) -> None:
    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=1))
    scene.resubmit(now=after(days=2, hours=1))

    assert scene.review(DOCS).due_at == after(days=9)


def test_cancelled_replacement_continues_the_review_as_it_was(scene: InReview) -> None:
    first = scene.approve("engineering")
    claim = claim_review(review_id=scene.review(DOCS).pk, by=scene.team(DOCS), now=NOW)
    submitted, frozen = scene.submission, freeze(scene.revision, now=NOW).documents
    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=1))
    scene.edit("setup", setup_md="1. Open the tile.\n2. Choose a region.", now=after(hours=2))
    scene.edit(title="Acme Other", now=after(hours=2))

    editor, listing = browser_of(member(organisation_of(scene.owner))), scene.revision.listing
    assert "Cancel replacement" in html_of(editor, listing.get_absolute_url())
    cancel_replacement(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(days=2, hours=1))

    assert (scene.revision.state, scene.submission.pk) == (RevisionState.IN_REVIEW, submitted.pk)
    assert freeze(scene.revision, now=NOW).documents == frozen
    assert scene.review(DOCS).due_at == after(days=9)
    assert scene.review(DOCS).waiting_since == after(days=2)
    assert claim.pk in {row.pk for row in active_claims([claim.review_id], after(days=3)).values()}
    engineering = scene.review("engineering")
    assert latest_decisions([engineering.pk])[engineering.pk].pk == first.pk
    assert "Cancel replacement" not in html_of(editor, listing.get_absolute_url())


def test_only_a_replacement_of_a_submission_in_review_is_cancelled(scene: InReview) -> None:
    scene.send_back(DOCS)
    with pytest.raises(NotPossible):
        cancel_replacement(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=1))
    attest_again(scene.revision, by=scene.owner)
    submit_revision(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=1))
    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=2))

    with pytest.raises(NotPossible) as refused:
        cancel_replacement(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=3))

    assert refused.value.context["codes"] == ["not-replacing"]
    assert "Cancel replacement" not in html_of(browser_of(scene.owner), scene.revision.listing.get_absolute_url())


def test_decision_about_the_replaced_submission_is_refused(scene: InReview) -> None:
    read = scene.submission
    replaced(scene)

    with pytest.raises(SubmissionReplaced):
        approve_review(
            review_id=scene.review(DOCS).pk, submission_id=read.pk, note="", by=scene.team(DOCS), now=after(hours=1)
        )

    assert not Decision.objects.exists()


def test_submission_is_replaced_while_its_checks_run(scene: InReview) -> None:
    scene.send_back(DOCS)
    attest_again(scene.revision, by=scene.owner)
    second = submit_revision(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=1))

    replaced(scene, days=1)

    assert scene.revision.state == RevisionState.IN_REVIEW
    assert (second.submission_number, scene.submission.submission_number) == (2, 3)
    assert scene.review(DOCS).due_at == after(days=8, minutes=5)  # it was paused for a business day and five minutes


def test_run_of_the_replaced_submission_changes_nothing(scene: InReview) -> None:
    scene.send_back(DOCS)
    attest_again(scene.revision, by=scene.owner)
    submit_revision(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=1))
    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=2))
    Run.objects.filter(state=RunState.QUEUED).update(state=RunState.PASSED, finished_at=after(hours=2))

    with pytest.raises(NotPossible):
        pass_checks(scene.revision_id, now=after(hours=3))


def test_editors_replace_a_submission_that_is_not_approved(scene: InReview) -> None:
    for by in (member(organisation_of(scene.owner), Role.VIEWER), reviewer_for(DOCS)):
        with pytest.raises(NotAllowed):
            replace_submission(revision_id=scene.revision_id, seen=None, by=by, now=NOW)
    other = member(organisation("Other"), Role.OWNER)
    with pytest.raises(NotFound):
        replace_submission(revision_id=scene.revision_id, seen=None, by=other, now=NOW)
    with pytest.raises(Stale):
        replace_submission(revision_id=scene.revision_id, seen=1, by=scene.owner, now=NOW)
    scene.approve_all()
    with pytest.raises(NotPossible):
        replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=NOW)


def test_partner_replaces_from_the_page(scene: InReview) -> None:
    editor = browser_of(member(organisation_of(scene.owner)))
    url = reverse("studio:listing-act", args=[scene.revision.listing_id, "replace"])
    home = BeautifulSoup(html_of(editor, scene.revision.listing.get_absolute_url()), "html.parser")
    (button,) = home.select(f'form[action="{url}"] button')
    assert button.find_parent("details") is None
    step = html_of(editor, step_url(scene.revision, STEPS[-1].key))
    assert f'action="{url}"' in step
    assert "Edit and replace" in step
    assert "Submit for review" not in step
    assert 'name="next"' not in str(BeautifulSoup(step, "html.parser").select_one(f'form[action="{url}"]'))
    support_url = step_url(scene.revision, "support")
    (form,) = BeautifulSoup(html_of(editor, support_url), "html.parser").select(f'form[action="{url}"]')

    fields = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    response = editor.post(url, fields, follow=True)
    html = compact(response.content.decode())

    assert response.redirect_chain == [(support_url, 302)]

    assert "You can edit the listing now. When it is ready, submit it again." in html
    assert scene.revision.state == RevisionState.CHANGES_REQUESTED
    assert "Your organisation is replacing the submission, so the review is paused." in html
    assert "needs changes" not in html
    assert "Changes requested" not in html
    assert "Being replaced" in html
    history = html_of(browser_of(scene.team(DOCS)), f"/reviews/{scene.review(DOCS).pk}/?view=history")
    assert "The partner is replacing the submission, so the review is paused." in history
    assert "Partner is replacing the submission" in history


@pytest.mark.parametrize("page, target", [("nowhere", "nowhere"), ("https://other.example/", "")])
def test_button_leads_back_only_to_pages_of_the_portal(scene: InReview, page: str, target: str) -> None:
    url = reverse("studio:listing-act", args=[scene.revision.listing_id, "replace"])

    response = browser_of(scene.owner).post(url, {"seen": scene.revision.version, "next": page})

    assert (response.status_code, response.headers["Location"]) == (
        302,
        target or step_url(scene.revision, "overview"),
    )


@pytest.mark.parametrize("hold", ["", "legal"])
def test_state_of_a_replaced_submission_is_true_on_every_page(scene: InReview, hold: str) -> None:
    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=NOW)
    Listing.objects.update(hold=hold)
    owner, docs = browser_of(scene.owner), browser_of(scene.team(DOCS))
    listing = scene.revision.listing
    print_url = reverse("studio:print", args=[listing.pk, scene.revision.number])
    pages = [
        *((owner, url) for url in ("/listings/", listing.get_absolute_url(), print_url)),
        *((docs, url) for url in (f"/reviews/{scene.review(DOCS).pk}/", listing.get_absolute_url())),
    ]

    for browser, url in pages:
        html = html_of(browser, url)
        assert "Being replaced" in html, url
        assert "Changes requested" not in html, url


def test_state_after_failed_checks_does_not_say_that_somebody_requested_changes(scene: InReview) -> None:
    scene.send_back(DOCS)
    attest_again(scene.revision, by=scene.owner)
    submit_revision(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=1))
    Run.objects.filter(state=RunState.QUEUED).update(state=RunState.BLOCKED, finished_at=after(hours=2))
    with_transition(scene.revision, "checks failed", now=after(hours=2))

    for url in ("/listings/", scene.revision.listing.get_absolute_url(), step_url(scene.revision, "overview")):
        html = html_of(browser_of(scene.owner), url)
        assert "Blockers found" in html, url
    assert "The checks found blockers in your submission." in html


def test_request_for_changes_after_a_replacement_is_not_called_one(scene: InReview) -> None:
    replaced(scene)
    scene.send_back(DOCS, now=after(hours=1))

    html = html_of(browser_of(scene.owner), step_url(scene.revision, "overview"))

    assert "Your listing needs changes." in html
    assert "replacing the submission" not in html


def test_page_links_to_the_difference_of_the_replaced_submission(scene: InReview) -> None:
    docs, read = browser_of(scene.team(DOCS)), scene.submission
    replaced(scene)

    response = docs.post(
        f"/reviews/{scene.review(DOCS).pk}/decide/",
        {"verdict": "approve", "submission": read.pk, "note": "Reads well."},
    )

    html = compact(response.content.decode())
    assert response.status_code == 409
    assert "The partner replaced this submission with submission 2 while you were reading." in html
    assert "Reads well." in html
    (link,) = re.findall(r'href="([^"]+)"> ?Compare both submissions', html)
    difference = html_of(docs, link.replace("&amp;", "&"))
    assert "region" in difference.partition("Compare versions")[2]
    assert difference.count(" selected") == 2
    assert f'name="submission" value="{scene.submission.pk}"' in html


@pytest.mark.parametrize("values", [{}, {"present": "1"}])
def test_page_of_a_replaced_submission_does_not_show_that_somebody_saw_the_newer_one(
    scene: InReview, values: dict[str, str]
) -> None:
    browser, url = browser_of(scene.team(DOCS)), f"/reviews/{scene.review(DOCS).pk}/"
    seen = scene.submission
    assert f'name="submission" value="{seen.pk}"' in compact(browser.get(url).content.decode())
    replaced(scene)

    browser.post(f"{url}see/", {"submission": str(seen.pk), **values})

    assert list(ViewedSubmission.objects.values_list("submission", flat=True)) == [seen.pk]

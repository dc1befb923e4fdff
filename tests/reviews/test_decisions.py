import re
from uuid import uuid4

import pytest

from audit.models import Event
from common.actor import Role
from common.errors import NotAllowed, NotFound, NotPossible
from listings.models import StatePeriod
from listings.queries.status import status_of
from listings.states.revision_states import RevisionState
from notices.models import Notice
from notices.texts import notices_with_texts
from page_parts.times import format_time
from reviews.actions import (
    approve_review,
    claim_review,
    reply_to_thread,
    request_changes,
    resolve_thread,
)
from reviews.errors import DecidedMeanwhile, SubmissionReplaced
from reviews.models import Decision, Thread, ThreadState, Verdict, ViewedSubmission
from reviews.teams import digests_read, documents_read
from tests.listings.scene import NOW, member, staff
from tests.reviews.scene import (
    FIRST_TEAMS,
    InReview,
    after,
    browser_of,
    html_of,
    in_review,
    join,
    reviewer_for,
    today,
)
from tests.validation.scene import organisation_of

pytestmark = pytest.mark.django_db
DOCS = "documentation"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review()


def kinds_for(person: object) -> list[str]:
    return list(Notice.objects.filter(person_id=person).order_by("created_at", "pk").values_list("kind", flat=True))


@pytest.mark.parametrize(
    "has_comment, sentence",
    [
        (False, "Make the necessary changes, then submit your listing again."),
        (True, "Make the necessary changes and reply to open comments, then submit your listing again."),
    ],
)
def test_returned_listing_mentions_comments_only_if_some_wait_for_a_reply(
    scene: InReview, has_comment: bool, sentence: str
) -> None:
    comments = [scene.comment(DOCS), scene.comment("engineering", is_internal=True)]
    scene.send_back(DOCS)
    if not has_comment:
        reply_to_thread(thread_id=comments[0].pk, body="Done.", by=scene.owner, now=NOW)

    assert str(status_of([scene.revision], to=scene.owner)[scene.revision_id].next) == sentence


def test_approve_review_is_bound_to_what_the_team_reads(scene: InReview) -> None:
    submission, review = scene.submission, scene.review(DOCS)

    decision = scene.approve(DOCS, note="  Reads well. ")

    assert (decision.verdict, decision.submission_id, decision.note) == (Verdict.APPROVE, submission.pk, "Reads well.")
    assert decision.reads == digests_read(DOCS, documents_read(submission))
    assert decision.by_id == scene.team(DOCS).id
    review.refresh_from_db()
    assert (review.waiting_since, review.due_at, review.closed_at) == (None, None, None)
    event = Event.objects.get(verb="review.approve")
    assert event.object_ids["review"] == str(review.pk)
    assert event.digests == {"content": submission.digest}


def test_approve_review_before_the_last_one_sends_nothing(scene: InReview) -> None:
    scene.approve(DOCS)

    assert scene.revision.state == RevisionState.IN_REVIEW
    assert "listing.all-approved" not in kinds_for(scene.owner.id)


def test_last_approval_approves_the_revision(scene: InReview) -> None:
    colleague, admin = member(organisation_of(scene.owner)), staff(is_admin=True)

    scene.approve_all(now=after(hours=1))

    revision = scene.revision
    assert (revision.state, revision.state_since) == (RevisionState.APPROVED, after(hours=1))
    assert Event.objects.get(verb="revision.all-approved").actor_kind == "system"
    assert kinds_for(colleague.id)[-1] == kinds_for(admin.id)[-1] == "listing.all-approved"
    assert StatePeriod.objects.filter(revision=revision, state=RevisionState.IN_REVIEW).count() == 1


def test_remarks_of_an_approval_reach_the_partner_at_once(scene: InReview) -> None:
    viewer = member(organisation_of(scene.owner), Role.VIEWER)

    scene.approve(DOCS, note="Mention the port.", now=after(hours=1))
    scene.approve("engineering", note="  ", now=after(hours=1))

    (notice,) = Notice.objects.filter(kind="review.remarks")
    assert (notice.person_id, notice.parameters["note"]) == (scene.owner.id, "Mention the port.")
    assert notices_with_texts([notice])[0].text.body.startswith(
        "Documentation approved submission 1 for Documentation, with remarks: Mention the port."
    )
    assert kinds_for(viewer.id) == []
    assert not Thread.objects.exists()
    assert scene.revision.state == RevisionState.IN_REVIEW


def test_remarks_of_the_last_approval_are_part_of_its_notice(scene: InReview) -> None:
    scene.approve_all(team for team in FIRST_TEAMS if team != DOCS)

    scene.approve(DOCS, note="Mention the port.", now=after(hours=1))

    assert not Notice.objects.filter(kind="review.remarks").exists()
    notice = Notice.objects.get(kind="listing.all-approved", person_id=scene.owner.id)
    assert "submission 1. Mention the port." in notices_with_texts([notice])[0].text.body


def test_partner_reads_the_remarks_on_the_page_of_the_listing(scene: InReview) -> None:
    scene.approve(DOCS, note="Mention the port.", now=today())

    html = html_of(browser_of(scene.owner), scene.revision.listing.get_absolute_url())

    assert re.search(r"Mention the port\..{,200}Approved with remarks", html)


def test_approve_review_takes_the_claim_away(scene: InReview) -> None:
    review, by = scene.review(DOCS), scene.team(DOCS)
    claim_review(review_id=review.pk, by=by, now=NOW)

    scene.approve(DOCS, now=after(hours=1))

    assert review.claims.get().released_at == after(hours=1)


def test_approve_review_notes_that_the_round_was_seen(scene: InReview) -> None:
    scene.approve(DOCS, now=after(hours=1))

    seen = ViewedSubmission.objects.get()
    assert (seen.person_id, seen.submission_id, seen.at) == (scene.team(DOCS).id, scene.submission.pk, after(hours=1))


def test_approve_review_twice_decides_once(scene: InReview) -> None:
    first = scene.approve(DOCS)
    second = scene.approve(DOCS, now=after(minutes=1))

    assert first.pk == second.pk
    assert Decision.objects.count() == 1


def test_second_click_on_the_last_approval_is_no_error(scene: InReview) -> None:
    scene.approve_all()

    again = scene.approve("ecosystems", now=after(minutes=1))

    assert again == Decision.objects.get(review__team="ecosystems")
    assert scene.revision.state == RevisionState.APPROVED
    assert Decision.objects.count() == len(FIRST_TEAMS)


def test_approve_review_of_a_colleague_who_approved_is_refused(scene: InReview) -> None:
    first = scene.approve(DOCS, by=reviewer_for(DOCS, name="Ada Byron"))
    review, colleague = scene.review(DOCS), reviewer_for(DOCS)
    about = {"review_id": review.pk, "submission_id": scene.submission.pk, "note": "", "by": colleague, "now": NOW}

    with pytest.raises(DecidedMeanwhile) as unseen:
        approve_review(**about)
    with pytest.raises(NotPossible) as refused:
        approve_review(**about, seen_decision_id=first.pk)

    assert unseen.value.context == {"person": "Ada Byron", "decision": "Approved", "at": format_time(first.at)}
    assert refused.value.context["codes"] == ["approved-already"]


def test_colleague_who_did_not_see_a_return_changes_nothing(scene: InReview) -> None:
    scene.send_back(DOCS, note="More")
    colleague = reviewer_for(DOCS)

    with pytest.raises(DecidedMeanwhile) as unseen:
        approve_review(
            review_id=scene.review(DOCS).pk, submission_id=scene.submission.pk, note="Fine", by=colleague, now=NOW
        )

    assert unseen.value.context["decision"] == "Changes requested"
    assert Decision.objects.get().note == "More"


def test_approve_review_of_another_round_is_refused(scene: InReview) -> None:
    first = scene.submission
    scene.send_back("engineering")
    scene.resubmit(now=after(days=1))

    with pytest.raises(SubmissionReplaced) as refused:
        approve_review(
            review_id=scene.review(DOCS).pk, submission_id=first.pk, note="", by=scene.team(DOCS), now=after(days=1)
        )

    assert refused.value.context == {"round": 2, "submission": scene.submission.pk}
    assert not Decision.objects.filter(review__team=DOCS).exists()


def test_decision_waits_while_the_partner_has_the_ball(scene: InReview) -> None:
    scene.send_back("engineering")

    with pytest.raises(NotPossible) as refused:
        scene.approve(DOCS)

    assert refused.value.context["codes"] == ["not-in-review"]
    assert Decision.objects.count() == 1


def test_approve_review_is_for_the_team_alone(scene: InReview) -> None:
    for by in (scene.team("engineering"), staff(is_admin=True)):
        with pytest.raises(NotAllowed):
            scene.approve(DOCS, by=by)
    with pytest.raises(NotFound):
        scene.approve(DOCS, by=scene.owner)
    with pytest.raises(NotFound):
        approve_review(review_id=uuid4(), submission_id=scene.submission.pk, note="", by=scene.team(DOCS), now=NOW)

    assert not Decision.objects.exists()
    assert not Event.objects.filter(verb="review.approve").exists()


def test_nobody_approves_for_an_organisation_that_they_belong_to(scene: InReview) -> None:
    both = join(reviewer_for(DOCS), organisation_of(scene.owner))

    with pytest.raises(NotAllowed):
        scene.approve(DOCS, by=both)

    assert not Decision.objects.exists()


def test_nobody_approves_what_they_submitted_before_they_changed_sides(scene: InReview) -> None:
    submission = scene.submission
    submission.submitted_by = scene.team(DOCS).id
    submission.save()

    with pytest.raises(NotPossible) as refused:
        scene.approve(DOCS)

    assert refused.value.context["codes"] == ["own-submission"]


def test_decision_needs_the_claim_of_a_colleague_taken_over(scene: InReview) -> None:
    claim_review(review_id=scene.review(DOCS).pk, by=reviewer_for(DOCS, name="Hana"), now=NOW)

    with pytest.raises(NotPossible) as refused:
        scene.approve(DOCS, now=after(hours=1))

    assert refused.value.context["codes"] == ["claimed"]


def test_own_blocking_thread_keeps_approve_closed(scene: InReview) -> None:
    thread = scene.comment(DOCS, is_blocking=True)

    for state in (ThreadState.OPEN, ThreadState.ANSWERED):
        Thread.objects.update(state=state)
        with pytest.raises(NotPossible) as refused:
            scene.approve(DOCS)
        assert refused.value.context["codes"] == ["own-blocking-thread"]

    resolve_thread(thread_id=thread.pk, by=scene.team(DOCS), now=NOW)
    assert scene.approve(DOCS).verdict == Verdict.APPROVE


def test_blocking_thread_of_another_team_keeps_the_listing_until_it_is_resolved(scene: InReview) -> None:
    scene.approve(DOCS)
    thread = scene.comment(DOCS, is_blocking=True, now=after(minutes=20))

    scene.approve_all(team for team in FIRST_TEAMS if team != DOCS)
    assert scene.revision.state == RevisionState.IN_REVIEW

    resolve_thread(thread_id=thread.pk, by=scene.team(DOCS), now=after(hours=1))
    assert scene.revision.state == RevisionState.APPROVED


def test_approve_review_resolves_the_teams_answered_threads(scene: InReview) -> None:
    thread, other = scene.comment(DOCS), scene.comment("engineering")
    Thread.objects.update(state=ThreadState.ANSWERED)

    scene.approve(DOCS, now=after(hours=1))

    thread.refresh_from_db()
    other.refresh_from_db()
    assert (thread.state, thread.resolved_by_id, thread.resolved_at) == (
        "resolved",
        scene.team(DOCS).id,
        after(hours=1),
    )
    assert other.state == ThreadState.ANSWERED


def test_request_changes_sends_the_revision_back(scene: InReview) -> None:
    scene.approve("engineering")

    decision = scene.send_back(DOCS, note="Say which role.", now=after(hours=1))

    assert (decision.verdict, decision.note) == (Verdict.REQUEST_CHANGES, "Say which role.")
    assert scene.revision.state == RevisionState.CHANGES_REQUESTED
    for team in FIRST_TEAMS:
        assert (scene.review(team).waiting_since, scene.review(team).due_at) == (None, None)
    assert Event.objects.filter(verb="review.request-changes").count() == 1
    assert Event.objects.filter(verb="revision.request-changes").count() == 1
    notice = Notice.objects.get(person_id=scene.owner.id, kind="listing.request-changes")
    assert notice.parameters["note"] == "Say which role."


def test_request_changes_says_why(scene: InReview) -> None:
    with pytest.raises(NotPossible) as refused:
        scene.send_back(DOCS, note="   ")

    assert refused.value.context["codes"] == ["says-nothing"]
    assert scene.revision.state == RevisionState.IN_REVIEW
    assert not Decision.objects.exists()
    assert not Event.objects.filter(verb="review.request-changes").exists()


@pytest.mark.parametrize(
    "team, state, is_enough",
    [(DOCS, ThreadState.OPEN, True), (DOCS, ThreadState.ANSWERED, False), ("engineering", ThreadState.OPEN, False)],
)
def test_request_changes_with_an_own_blocking_thread_that_waits_needs_no_note(
    scene: InReview, team: str, state: ThreadState, *, is_enough: bool
) -> None:
    scene.comment(team, is_blocking=True)
    Thread.objects.update(state=state)

    if is_enough:
        assert scene.send_back(DOCS, note="").verdict == Verdict.REQUEST_CHANGES
    else:
        with pytest.raises(NotPossible):
            scene.send_back(DOCS, note="")


def test_request_changes_twice_decides_once(scene: InReview) -> None:
    first = scene.send_back(DOCS)

    assert scene.send_back(DOCS).pk == first.pk
    assert Event.objects.filter(verb="revision.request-changes").count() == 1


def test_team_may_think_again_while_the_review_is_open(scene: InReview) -> None:
    scene.approve(DOCS)

    scene.send_back(DOCS, now=after(hours=1))

    assert scene.revision.state == RevisionState.CHANGES_REQUESTED
    assert list(Decision.objects.order_by("at").values_list("verdict", flat=True)) == ["approve", "request_changes"]


def test_request_changes_is_refused_for_a_round_that_was_replaced(scene: InReview) -> None:
    first = scene.submission
    scene.send_back("engineering")
    scene.resubmit(now=after(days=1))

    with pytest.raises(SubmissionReplaced):
        request_changes(
            review_id=scene.review(DOCS).pk, submission_id=first.pk, note="x", by=scene.team(DOCS), now=after(days=1)
        )


def test_a_changed_place_does_not_end_a_blocking_comment(scene: InReview) -> None:
    thread = scene.comment(DOCS, path="overview.title", is_blocking=True)
    scene.send_back(DOCS)
    scene.edit("overview", title="Acme Widget Two", now=after(hours=1))
    scene.resubmit(now=after(days=1))

    with pytest.raises(NotPossible) as refused:
        scene.approve(DOCS, now=after(days=1))

    assert refused.value.context["codes"] == ["own-blocking-thread"]
    html = html_of(browser_of(scene.team(DOCS)), f"/reviews/{scene.review(DOCS).pk}/?view=threads")
    assert "Changed</span>" in html
    assert f'?view=threads#thread-{thread.pk}">A blocking comment from your team is not resolved yet.' in html


def test_the_page_lists_exactly_what_an_approval_resolves(scene: InReview) -> None:
    seen, later = scene.comment(DOCS, now=today()), scene.comment(DOCS, path="setup.setup_md", now=today())
    reply_to_thread(thread_id=seen.pk, body="Done.", by=scene.owner, now=today())
    browser, url = browser_of(scene.team(DOCS)), f"/reviews/{scene.review(DOCS).pk}/"
    html = html_of(browser, url)
    listed = re.findall(r'name="resolves" value="([^"]+)"', html)
    reply_to_thread(thread_id=later.pk, body="Done too.", by=scene.owner, now=today())

    browser.post(f"{url}decide/", {"submission": scene.submission.pk, "verdict": "approve", "resolves": listed})

    assert "Resolves these threads from your team:" in html
    assert listed == [str(seen.pk)]
    assert dict(Thread.objects.values_list("pk", "state")) == {seen.pk: "resolved", later.pk: "answered"}

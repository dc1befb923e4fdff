"""Actions on the page of a review: waivers, decisions, claims."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from common.actor import TeamRole
from listings.actions import withdraw_revision
from listings.states.revision_states import RevisionState
from reviews.actions import claim_review
from reviews.models import Claim, Decision, Rejection, Review, Thread
from tests.listings.scene import staff
from tests.markup import compact
from tests.reviews.scene import DOCS, FIRST_TEAMS, InReview, browser_of, html_of, reviewer_for, today
from validation.finding_rows import MOST_PLACES
from validation.models import Run, RunFinding, Waiver

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


def make_run_finding(scene: InReview, **values: object) -> RunFinding:
    """A warning of the submission's checks."""
    given = {"severity": "warning", "path": "overview.short_description", "message": "Too long", **values}
    run = Run.objects.get(submission=scene.submission)
    return RunFinding.objects.create(**{"run": run, "code": "MF-013", "fingerprint": "f" * 16, **given})


def test_decision_panel_promises_nothing_once_everything_is_approved(scene: InReview, docs: Client, url: str) -> None:
    scene.approve(DOCS)
    assert "still have to approve" not in html_of(docs, url)
    scene.approve_all(team for team in FIRST_TEAMS if team != DOCS)

    html = html_of(docs, url)

    assert "The listing is in the state “Approved”." in html
    assert not [text for text in ("last approval", "If you approve", "If you request changes") if text in html]


def test_findings_lead_to_their_place(scene: InReview, docs: Client, url: str) -> None:
    make_run_finding(scene)

    html = html_of(docs, f"{url}?view=findings")

    assert "Too long" in html
    assert f"{url}?view=content&amp;section=overview#f-overview-short_description-field" in html
    assert "Waive" not in html


def test_findings_of_one_check_are_one_row_with_a_waiver_for_each_place(scene: InReview, url: str) -> None:
    for mark, place in (("a", "title"), ("b", "short_description")):
        make_run_finding(scene, fingerprint=mark * 16, path=f"overview.{place}")
    lead = browser_of(reviewer_for(DOCS, role=TeamRole.LEAD))

    html = html_of(lead, f"{url}?view=findings")

    row = html.partition("data-group")[2].partition("</section>")[0]
    assert (row.count("Too long"), row.count("2 places"), row.count("MF-013</code>")) == (1, 1, 1)
    assert [f"#f-overview-{place}-field" in row for place in ("title", "short_description")] == [True, True]
    assert row.count(f'action="{url}waivers/"') == 2
    assert "2 warnings" in html


def test_row_of_findings_that_differ_says_the_first_and_how_many_more(scene: InReview, docs: Client, url: str) -> None:
    for mark, message in (("a", "hop is no unit"), ("b", "cent is no unit"), ("c", "node is no unit")):
        make_run_finding(scene, fingerprint=mark * 16, code="MD-019", message=message)

    row = html_of(docs, f"{url}?view=findings").partition("data-group")[2].partition("</summary>")[0]

    assert ["hop is no unit" in row, "2 more like this" in row, "3 places" in row] == [True, True, False]


def test_row_of_very_many_places_shows_the_first_of_them(scene: InReview, docs: Client, url: str) -> None:
    for n in range(MOST_PLACES + 3):
        make_run_finding(scene, fingerprint=f"{n:016}", code="SC-004", message="Write the version")

    row = html_of(docs, f"{url}?view=findings").partition("data-group")[2].partition("</section>")[0]

    assert [f"{MOST_PLACES + 3} places" in row, "3 more places are not listed here" in row] == [True, True]
    assert row.count("data-part") == MOST_PLACES


def test_advice_about_a_subject_has_a_row_for_each_code(scene: InReview, docs: Client, url: str) -> None:
    for mark, code in zip("abcdef", ("DB-016", "DB-024", "DB-024", "DB-036", "DB-046", "DB-051"), strict=True):
        make_run_finding(scene, fingerprint=mark * 16, code=code, severity="advice", message=f"Says {code}")

    row = (
        html_of(docs, f"{url}?view=findings").partition("Dashboards: 6 pieces of advice")[2].partition("</section>")[0]
    )

    assert [row.count(f"{code}</code>") for code in ("DB-016", "DB-024", "DB-036")] == [1, 1, 1]
    assert [row.count("2 places"), row.count("Says DB-024"), "/checks/DB/" in row] == [1, 1, False]


def test_what_only_tidies_is_one_row_of_the_review(scene: InReview, docs: Client, url: str) -> None:
    for mark, code in (("a", "MD-047"), ("b", "GEN-004")):
        make_run_finding(
            scene,
            fingerprint=mark * 16,
            code=code,
            severity="advice",
            message=f"Says {code}",
            fix={"title": {"id": "Tidy"}},
        )

    row = html_of(docs, f"{url}?view=findings").partition("2 places to tidy up")[2].partition("</section>")[0]

    assert ["Says MD-047" in row, "Says GEN-004" in row] == [True, True]


def test_lead_waives_a_finding_and_ends_the_waiver(scene: InReview, url: str) -> None:
    finding = make_run_finding(scene)
    lead = browser_of(reviewer_for(DOCS, role=TeamRole.LEAD, time_zone="Asia/Tokyo"))
    until = (timezone.now() + timedelta(days=5)).date()
    waived = {
        "code": finding.code,
        "fingerprint": finding.fingerprint,
        "reason": "Agreed by phone",
        "until": str(until),
    }

    lead.post(f"{url}waivers/", waived)
    html = html_of(lead, f"{url}?view=findings")
    end = datetime.combine(until, time(23, 59, 59), ZoneInfo("Asia/Tokyo"))
    assert Waiver.objects.get().until == end
    assert "Agreed by phone" in html
    assert f"{until.day} {until:%b %Y}, 23:59\xa0JST</time>" in html

    form = html.partition('data-draft="end"')[0].rpartition("<form")[2] + html.partition('data-draft="end"')[2]
    sent = {"next": f"{url}?view=findings"}
    assert f'name="next" value="{sent["next"]}"' in form.partition("</form>")[0]
    (action,) = re.findall(r'action="(/checks/waivers/[^"]+)"', form)
    response = lead.post(action, sent)
    assert response["Location"] == sent["next"]
    assert not Waiver.objects.exists()


def test_expired_waiver_is_told_and_may_be_given_again(scene: InReview, url: str) -> None:
    finding = make_run_finding(scene)
    lead = browser_of(reviewer_for(DOCS, role=TeamRole.LEAD))
    given = {"code": finding.code, "fingerprint": finding.fingerprint, "reason": "Until the summer", "until": ""}
    lead.post(f"{url}waivers/", given)
    Waiver.objects.update(until=timezone.now() - timedelta(days=1))

    html = html_of(lead, f"{url}?view=findings")

    assert "Until the summer" in html
    assert "ended on" in html
    assert "End waiver" not in html
    assert f'action="{url}waivers/"' in html


@pytest.mark.parametrize(
    "wrong", [{"reason": " "}, {"until": "tomorrow"}, {"until": "2026-13-45"}, {"until": "2020-01-01"}]
)
def test_waiver_needs_a_reason_and_a_day(scene: InReview, url: str, wrong: dict[str, str]) -> None:
    finding = make_run_finding(scene)
    lead = browser_of(reviewer_for(DOCS, role=TeamRole.LEAD))
    posted = {"code": finding.code, "fingerprint": finding.fingerprint, "reason": "Because", "until": "", **wrong}

    assert lead.post(f"{url}waivers/", posted).status_code == 409

    assert not Waiver.objects.exists()


def test_reviewer_waives_nothing(scene: InReview, docs: Client, url: str) -> None:
    finding = make_run_finding(scene)

    response = docs.post(f"{url}waivers/", {"code": finding.code, "fingerprint": finding.fingerprint, "reason": "x"})

    assert response.status_code == 403
    assert not Waiver.objects.exists()


def test_panel_says_what_an_approval_does(scene: InReview, docs: Client, url: str) -> None:
    html = html_of(docs, url)
    assert "These teams still have to approve: Engineering, Product design and Ecosystems." in html

    scene.approve_all(("engineering", "product_design", "ecosystems"), now=today())
    html = html_of(docs, url)
    assert "Yours is the last approval. The listing will be approved." in html
    assert re.search(r"Recipients: owner-\w+\.", html)


def test_decision_is_taken_from_the_page(scene: InReview, docs: Client, url: str) -> None:
    response = docs.post(
        f"{url}decide/", {"verdict": "approve", "submission": scene.submission.pk, "note": "Fine"}, follow=True
    )

    assert Decision.objects.get().note == "Fine"
    html = compact(response.content.decode())
    assert "You approved this submission." in html
    assert "Withdraw approval" in html


def test_approval_is_taken_back_from_the_page(scene: InReview, docs: Client) -> None:
    decision = scene.approve(DOCS, now=timezone.now())

    response = docs.post(f"/decisions/{decision.pk}/retract/", follow=True)

    assert "You withdrew your approval" in compact(response.content.decode())
    assert Decision.objects.filter(retracts=decision).exists()


def test_request_for_changes_is_taken_back_from_the_page(scene: InReview, docs: Client, url: str) -> None:
    decision = scene.send_back(DOCS, now=timezone.now())
    assert "Withdraw request for changes" in html_of(docs, url)
    assert "Withdraw request for changes" not in html_of(browser_of(reviewer_for(DOCS)), url)

    html = compact(docs.post(f"/decisions/{decision.pk}/retract/", follow=True).content.decode())

    assert "You withdrew your request for changes. The review continues." in html
    assert "Withdraw request for changes" not in html
    assert scene.revision.state == RevisionState.IN_REVIEW
    history = html_of(docs, f"{url}?view=history")
    assert "Documentation withdrew its request for changes" in history
    assert "withdrew its approval" not in history


def test_request_for_changes_is_final_on_the_page_once_the_partner_edits(
    scene: InReview, docs: Client, url: str
) -> None:
    scene.send_back(DOCS, now=timezone.now())
    scene.edit(short_description="Another one", now=timezone.now())

    assert "Withdraw request for changes" not in html_of(docs, url)


def test_request_for_changes_is_sent_from_the_page(scene: InReview, docs: Client, url: str) -> None:
    docs.post(f"{url}decide/", {"verdict": "request_changes", "submission": scene.submission.pk, "note": "Say more"})

    assert scene.revision.state == RevisionState.CHANGES_REQUESTED
    html = html_of(docs, url)
    assert f"The listing is with {scene.revision.listing.organisation.name}." in html


@pytest.mark.parametrize("posted", [{"verdict": "maybe"}, {"verdict": ""}, {"submission": "x"}])
def test_decision_that_cannot_be_read_decides_nothing(
    scene: InReview, docs: Client, url: str, posted: dict[str, str]
) -> None:
    sent = {"verdict": "approve", "submission": str(scene.submission.pk), "note": "", **posted}

    assert docs.post(f"{url}decide/", sent).status_code == 409

    assert not Decision.objects.exists()


def test_second_decision_of_a_team_names_who_decided_and_keeps_what_was_typed(
    scene: InReview, docs: Client, url: str
) -> None:
    shown = html_of(docs, f"{url}?view=threads")
    scene.send_back(DOCS, note="More")
    scene.resubmit(now=today())
    (seen_decision,) = re.findall(r'name="seen_decision" value="([^"]*)"', html_of(docs, f"{url}?view=threads"))
    scene.approve(DOCS, by=reviewer_for(DOCS, name="Ada Byron"), now=today())
    page = f"{url}?view=threads"
    sent = {"submission": scene.submission.pk, "note": "A long note", "seen_decision": seen_decision, "page_url": page}

    response = docs.post(f"{url}decide/", {**sent, "verdict": "request_changes"})

    html = compact(response.content.decode())
    assert 'name="seen_decision" value=""' in shown
    assert response.status_code == 409
    assert re.search(
        r"Ada Byron has already decided for your team: Approved, [^.]*\d{4}[^.]*\. Your decision was", html
    )
    assert ">A long note</textarea>" in html
    assert f'name="page_url" value="{url}?view=threads"' in html
    assert Decision.objects.count() == 2


def test_refused_decision_keeps_the_note(scene: InReview, docs: Client, url: str) -> None:
    claim_review(review_id=scene.review(DOCS).pk, by=reviewer_for(DOCS, name="Ada Byron"), now=today())

    sent = {"verdict": "approve", "submission": scene.submission.pk, "note": "A long note"}
    response = docs.post(f"{url}decide/", sent)

    html = compact(response.content.decode())
    assert response.status_code == 409
    assert "Ada Byron is working on this review." in html
    assert ">A long note</textarea>" in html


def test_late_decision_shows_the_new_round_and_keeps_the_note(scene: InReview, docs: Client, url: str) -> None:
    first = scene.submission.pk
    scene.send_back("engineering", now=today())
    scene.resubmit(now=today())

    response = docs.post(f"{url}decide/", {"verdict": "approve", "submission": first, "note": "A long note"})

    html = compact(response.content.decode())
    assert response.status_code == 409
    assert "The partner replaced this submission with submission 2" in html
    assert ">A long note</textarea>" in html
    assert f'name="submission" value="{scene.submission.pk}"' in html
    assert not Decision.objects.filter(review__team=DOCS).exists()


def test_late_rejection_keeps_the_reason(scene: InReview, url: str) -> None:
    seen = scene.revision.version
    scene.send_back("engineering", now=today())
    scene.resubmit(now=today())
    lead = browser_of(reviewer_for(DOCS, role=TeamRole.LEAD))

    response = lead.post(f"{url}act/reject/", {"seen": seen, "code": "quality", "reason": "A long reason"})

    html = compact(response.content.decode())
    assert response.status_code == 409
    assert "The content has changed since you opened this page." in html
    assert re.search(r">\s*A long reason</textarea>", html)
    assert re.search(r'<input[^>]*value="quality"[^>]* checked', html)
    assert scene.revision.state == RevisionState.IN_REVIEW


def test_unfinished_rejection_and_reopening_name_what_is_missing(scene: InReview, url: str) -> None:
    lead = browser_of(reviewer_for(DOCS, role=TeamRole.LEAD))

    response = lead.post(f"{url}act/reject/", {"seen": scene.revision.version, "reason": "x"})

    html = compact(response.content.decode())
    assert response.status_code == 422
    assert re.search(r'id="reject-code-findings">.{,300}Choose one of the options.', html)
    assert re.search(r'id="reject-reason-findings">.{,300}needs at least 2 characters.', html)
    lead.post(f"{url}act/reject/", {"code": "other", "reason": "No fit"})
    response = lead.post(f"{url}act/reopen/", {"reason": " "})
    assert response.status_code == 422
    html = compact(response.content.decode())
    assert re.search(r'id="reopen-reason-findings">.{,300}Fill in this field.', html)
    assert scene.revision.state == RevisionState.REJECTED


def test_closed_buttons_say_why(scene: InReview, docs: Client, url: str) -> None:
    thread = scene.comment(DOCS, is_blocking=True, now=today())

    html = html_of(docs, url)

    assert f'#thread-{thread.pk}">A blocking comment from your team is not resolved yet.' in html
    assert html.count('aria-disabled="true"') == 1


def verdicts(html: str) -> list[str]:
    return [str(button["value"]) for button in BeautifulSoup(html, "html.parser").select("button[name=verdict]")]


def test_review_of_a_colleague_offers_a_decision_only_after_it_was_taken_over(
    scene: InReview, docs: Client, url: str
) -> None:
    unclaimed = html_of(docs, url)
    assert verdicts(unclaimed) == ["approve", "request_changes"]
    assert "Nobody has claimed this review. Claim it to show your team that you are working on it." in unclaimed
    claim_review(review_id=scene.review(DOCS).pk, by=reviewer_for(DOCS, name="Hana Sato"), now=today())

    html = html_of(docs, url)

    assert verdicts(html) == []
    card = BeautifulSoup(html, "html.parser").select_one("#decide")
    assert card
    assert card.select_one('a[href="#claim"]')
    assert "Hana Sato is working on this review. Take over the review to decide." in card.get_text(" ", strip=True)
    assert 'data-shortcut="d"' not in html
    docs.post(f"{url}take-over/", {"reason": "Hana is ill"})
    html = html_of(docs, url)
    assert verdicts(html) == ["approve", "request_changes"]
    assert "Nobody has claimed this review" not in html


def test_review_is_handed_over_and_taken_over_from_the_page(scene: InReview, docs: Client, url: str) -> None:
    colleague = reviewer_for(DOCS, name="Hana Sato")
    docs.post(f"{url}claim/")
    assert "Hana Sato" in html_of(docs, url)

    docs.post(f"{url}hand-over/", {"to": str(colleague.id)})
    assert Claim.objects.get(released_at=None).person_id == colleague.id

    docs.post(f"{url}take-over/", {"reason": "Hana is away"})
    assert Claim.objects.get(released_at=None).person_id == scene.team(DOCS).id
    assert docs.post(f"{url}hand-over/", {"to": "nobody"}).status_code == 409


def test_lead_rejects_and_reopens_from_the_page(scene: InReview, url: str) -> None:
    lead = browser_of(reviewer_for(DOCS, role=TeamRole.LEAD))
    assert "Reject listing" in html_of(lead, url)

    posted = {"seen": scene.revision.version, "code": Rejection.RIGHTS, "reason": "The name is taken."}
    assert lead.post(f"{url}act/reject/", posted)["Location"] == url
    assert scene.revision.state == RevisionState.REJECTED
    assert Thread.objects.get().rejection == Rejection.RIGHTS
    html = html_of(lead, url)
    assert "The listing was rejected." in html
    assert "A lead rejected the listing, so the review is closed." in html
    assert "Reopen listing" in html

    lead.post(f"{url}act/reopen/", {"seen": scene.revision.version, "reason": "Settled"})
    assert scene.revision.state == RevisionState.CHANGES_REQUESTED


def test_lead_rejects_from_the_page_of_the_listing(scene: InReview) -> None:
    lead, listing = browser_of(reviewer_for(DOCS, role=TeamRole.LEAD)), scene.revision.listing.get_absolute_url()
    assert "Reject listing" in html_of(lead, listing)

    posted = {"seen": scene.revision.version, "code": Rejection.RIGHTS, "reason": "The name is taken."}
    response = lead.post(f"{listing}act/reject/", posted)

    assert response["Location"] == listing
    assert scene.revision.state == RevisionState.REJECTED


def test_reviewer_is_not_offered_to_reject(scene: InReview, docs: Client, url: str) -> None:
    assert "Reject listing" not in html_of(docs, url)
    assert "Reject listing" not in html_of(docs, scene.revision.listing.get_absolute_url())


def test_reviewer_of_another_team_finds_one_review_after_each_withdrawal(scene: InReview) -> None:
    engineering = browser_of(scene.team("engineering"))
    shown = []
    for now in (today() + timedelta(hours=1), today() + timedelta(hours=3)):
        withdraw_revision(revision_id=scene.revision_id, seen=None, reason="", by=scene.owner, now=now)
        shown.append({team: Review.objects.filter(team=team).latest("opened_at").pk for team in (DOCS, "engineering")})
        scene.resubmit(now=now + timedelta(hours=1))

    for pks in shown:
        html = html_of(engineering, f"/reviews/{pks[DOCS]}/")
        assert html.count("Go to the review by Engineering") == 1
        assert f'href="/reviews/{pks["engineering"]}/">Go to the review by Engineering' in html


def test_reviewer_of_another_team_reads_and_finds_the_own_review(scene: InReview, url: str) -> None:
    html = html_of(browser_of(scene.team("engineering")), url)

    assert f'href="/reviews/{scene.review("engineering").pk}/">Go to the review by Engineering' in html
    assert "Comment on" not in html
    assert 'name="verdict"' not in html


def test_admin_reads_and_replies_only(scene: InReview, url: str) -> None:
    thread = scene.comment(DOCS, now=today())

    html = html_of(browser_of(staff(is_admin=True)), f"{url}?view=threads")

    assert 'name="verdict"' not in html
    assert re.findall(r'id="([^"]+)"[^>]* name="body"', html) == [f"reply-{thread.pk}", "staff-note"]

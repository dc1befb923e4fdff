"""Reminders of due dates and of test accounts that expire, assignment, and absences. Each notice is sent once."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import TeamMembership
from common.actor import Actor, TeamRole
from common.errors import NotAllowed, NotFound, NotPossible
from listings.models import Revision
from notices.models import Notice, Outbox
from notices.texts import notices_with_texts
from reviews.actions import (
    add_absence,
    assign_review,
    claim_review,
    hand_over_review,
    release_absent_claim,
    remove_absence,
    replace_account,
    start_incident,
    take_over_review,
)
from reviews.models import Absence, Claim, ProductAccount, Review
from reviews.queries.absences import claims_of_absent
from reviews.sealed_accounts import AccountSecrets
from reviews.tasks import erase_old_test_accounts, notify_overdue_reviews, release_absent_claims
from tests.listings.scene import NOW, staff
from tests.reviews.accounts import give
from tests.reviews.scene import DOCS, InReview, after, browser_of, html_of, in_review, reviewer_for, today

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review()


@pytest.fixture
def lead() -> Actor:
    return reviewer_for(DOCS, role=TeamRole.LEAD, name="Lead")


def run_job(monkeypatch: pytest.MonkeyPatch, **elapsed: float) -> list[tuple[str, str]]:
    """What the team is told when the job runs at this time after NOW, and again an hour later: (kind, name)."""
    Notice.objects.all().delete()
    for hours in (0, 1):
        monkeypatch.setattr("django.utils.timezone.now", lambda hours=hours: after(**elapsed) + timedelta(hours=hours))
        notify_overdue_reviews(renew=lambda: None)
    rows = Notice.objects.filter(kind__startswith="review.").select_related("person").order_by("created_at", "pk")
    return sorted({(row.kind, row.person.name) for row in rows})


def test_claimant_then_team_then_leads_are_told(scene: InReview, lead: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The review is due seven days after NOW, a Monday; a day before, somebody has claimed it."""
    holder, _colleague = scene.team(DOCS), reviewer_for(DOCS, name="Colleague")
    claim_review(review_id=scene.review(DOCS).pk, by=holder, now=after(days=4))
    Review.objects.exclude(team=DOCS).update(due_at=after(days=60))
    team = ("Colleague", "Documentation", "Lead")

    assert run_job(monkeypatch, days=3, hours=22) == []
    assert run_job(monkeypatch, days=4, hours=1) == [("review.due-soon", "Documentation")]
    assert run_job(monkeypatch, days=6) == []
    assert run_job(monkeypatch, days=7, hours=1) == [("review.overdue", name) for name in team]
    assert run_job(monkeypatch, days=7, hours=20) == []
    assert run_job(monkeypatch, days=8, hours=1) == [("review.escalated", "Lead")]
    assert run_job(monkeypatch, days=20) == []

    Review.objects.filter(team=DOCS).update(due_at=after(days=30))
    assert run_job(monkeypatch, days=40) == [
        ("review.escalated", "Lead"), ("review.overdue", "Colleague"), ("review.overdue", "Documentation"),
    ]  # fmt: skip


def test_admins_are_told_of_long_overdue_reviews_while_every_lead_is_away(
    scene: InReview, lead: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    Review.objects.exclude(team=DOCS).update(due_at=after(days=60))
    staff(is_admin=True)
    days = {"first_day": after(days=7).date(), "last_day": after(days=9).date()}
    add_absence(person_id=lead.id, by=lead, now=NOW, **days)
    run_job(monkeypatch, days=7, hours=1)

    assert run_job(monkeypatch, days=8, hours=1) == [("review.escalated", "Lead"), ("review.escalated", "Staff")]
    rows = notices_with_texts(Notice.objects.filter(kind="review.escalated"))
    assert {notice.notice.person.name: "Make one of its members a lead" in notice.text.body for notice in rows} == {
        "Lead": False,
        "Staff": True,
    }


def test_team_is_reminded_if_nobody_has_claimed_the_review(
    scene: InReview, lead: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    Review.objects.exclude(team=DOCS).update(due_at=after(days=60))
    scene.team(DOCS)

    assert run_job(monkeypatch, days=4, hours=1) == [("review.due-soon", name) for name in ("Documentation", "Lead")]


def test_incident_stops_reminders(scene: InReview, lead: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    Review.objects.exclude(team=DOCS).update(due_at=after(days=60))
    start_incident(team=DOCS, reason="Down", by=lead, now=NOW)

    assert run_job(monkeypatch, days=4, hours=1) == run_job(monkeypatch, days=20) == []


def test_lead_assigns_a_review_that_nobody_has_claimed(scene: InReview, lead: Actor) -> None:
    review, member = scene.review(DOCS), scene.team(DOCS)
    browser = browser_of(lead)
    page = f"/reviews/{review.pk}/"
    assert "Assign review" in html_of(browser, page)
    assert "Assign review" not in html_of(browser_of(member), page)

    browser.post(f"{page}hand-over/", {"to": member.id})

    assert review.claims.get(released_at=None).person_id == member.id
    (notice,) = notices_with_texts(Notice.objects.filter(kind="review.assign", person=member.id))
    assert "Lead assigned the review for Documentation to you." in notice.text.body
    assert "Hand over review" in html_of(browser, page)


def test_assign_review_is_for_leads_and_members_who_are_there(scene: InReview, lead: Actor) -> None:
    review, member = scene.review(DOCS), scene.team(DOCS)
    Absence.objects.create(person_id=lead.id, first_day=NOW.date(), last_day=NOW.date())

    with pytest.raises(NotAllowed):
        assign_review(review_id=review.pk, to=member.id, by=member, now=NOW)
    for to, code in ((reviewer_for("engineering").id, "not-in-team"), (lead.id, "away")):
        with pytest.raises(NotPossible) as refused:
            assign_review(review_id=review.pk, to=to, by=lead, now=NOW)
        assert refused.value.context["codes"] == [code]
    claim_review(review_id=review.pk, by=member, now=NOW)
    with pytest.raises(NotPossible):
        hand_over_review(review_id=review.pk, to=lead.id, by=member, now=NOW)


def test_claims_of_absent_reviewers_end(scene: InReview, lead: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    holder, review = scene.team(DOCS), scene.review(DOCS)
    claim_review(review_id=review.pk, by=holder, now=NOW)
    claim_review(review_id=scene.review("engineering").pk, by=scene.team("engineering"), now=NOW)
    tomorrow = NOW.date() + timedelta(days=1)
    assert holder.id
    add_absence(person_id=holder.id, first_day=tomorrow, last_day=tomorrow, by=holder, now=NOW)
    assert claims_of_absent(NOW) == {}
    assert len(claims_of_absent(after(days=1))) == 1
    assert claims_of_absent(after(days=2)) == {}

    monkeypatch.setattr("django.utils.timezone.now", lambda: after(days=1))
    release_absent_claims(renew=lambda: None)
    release_absent_claims(renew=lambda: None)

    assert list(Claim.objects.filter(released_at=None).values_list("review__team", flat=True)) == ["engineering"]
    (notice,) = notices_with_texts(Notice.objects.filter(kind="review.absent"))
    assert notice.notice.person_id == lead.id
    release_absent_claim(claim_id=0, now=NOW)

    TeamMembership.objects.filter(team="engineering").delete()
    colleague = reviewer_for("engineering")
    release_absent_claims(renew=lambda: None)
    assert not Claim.objects.filter(released_at=None).exists()
    (left,) = notices_with_texts(Notice.objects.filter(kind="review.left"))
    assert (left.notice.person_id, left.text.subject) == (
        colleague.id,
        "Acme Widget: review unclaimed because Engineering has left the team",
    )


def test_reviewers_who_are_away_claim_nothing(scene: InReview, lead: Actor) -> None:
    member, review = scene.team(DOCS), scene.review(DOCS)
    absence = Absence.objects.create(person_id=member.id, first_day=NOW.date(), last_day=NOW.date())

    for act, values in ((claim_review, {}), (take_over_review, {"reason": "They are ill."})):
        with pytest.raises(NotPossible) as refused:
            act(review_id=review.pk, by=member, now=NOW, **values)
        assert refused.value.context["codes"] == ["away"]
    remove_absence(absence_id=absence.pk, by=member, now=NOW)
    assert claim_review(review_id=review.pk, by=member, now=NOW).person_id == member.id


def test_absences_are_of_oneself_or_the_own_team(scene: InReview, lead: Actor) -> None:
    member, day = scene.team(DOCS), NOW.date()
    assert member.id
    days = {"first_day": day, "last_day": day, "now": NOW}
    for by in (scene.team("engineering"), scene.owner, staff(is_admin=True)):
        with pytest.raises(NotAllowed):
            add_absence(person_id=member.id, by=by, **days)
    absence = add_absence(person_id=member.id, by=lead, **days)
    with pytest.raises(NotAllowed):
        remove_absence(absence_id=absence.pk, by=scene.team("engineering"), now=NOW)
    with pytest.raises(NotFound):
        remove_absence(absence_id=absence.pk, by=scene.owner, now=NOW)
    remove_absence(absence_id=absence.pk, by=member, now=NOW)
    wrong = (day + timedelta(days=1), day), (day - timedelta(days=3), day - timedelta(days=1)), (day, date(2028, 1, 1))
    for first_day, last_day in wrong:
        with pytest.raises(NotPossible):
            add_absence(person_id=member.id, first_day=first_day, last_day=last_day, by=member, now=NOW)
    assert not Absence.objects.exists()


def test_partner_is_warned_once_before_a_test_account_is_erased(
    scene: InReview, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = give(scene, "Admin", now=NOW)
    warned = timedelta(days=settings.TEST_ACCOUNT_DAYS - 7)

    def run(elapsed: timedelta) -> list[str]:
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + elapsed)
        erase_old_test_accounts(renew=lambda: None)
        rows = notices_with_texts(Notice.objects.filter(kind="product-account.expiring"))
        return [row.text.subject for row in rows]

    assert run(warned - timedelta(seconds=1)) == []
    assert run(warned) == run(warned + timedelta(days=1)) == ["Acme Widget: the test account “Admin” will be erased"]

    secrets = AccountSecrets(password="other")
    new = {"label": "Admin", "secrets": secrets, "by": scene.owner, "now": NOW + warned}
    replace_account(revision_key=scene.revision_id, account_id=account.pk, **new)
    assert len(run(warned + timedelta(days=9))) == 1
    assert ProductAccount.objects.get(pk=account.pk).erased_at is None
    assert len(run(warned + warned)) == 2


def test_short_lived_test_accounts_are_warned_about_at_half_time(
    scene: InReview, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TEST_ACCOUNT_DAYS = 4
    give(scene, "Admin", now=NOW)
    monkeypatch.setattr("django.utils.timezone.now", lambda: after(days=2))

    erase_old_test_accounts(renew=lambda: None)

    assert Notice.objects.filter(kind="product-account.expiring").count() == 1


def test_absence_page_is_for_reviewers(scene: InReview, lead: Actor) -> None:
    member = browser_of(scene.team(DOCS))
    assert [browser.get("/queue/absences/").status_code for browser in (member, browser_of(scene.owner))] == [200, 403]
    assert Client().get("/queue/absences/").status_code == 302

    values = {"person": scene.team(DOCS).id, "first_day": "2030-01-02", "last_day": "2030-01-09"}
    assert member.post("/queue/absences/", {**values, "last_day": "2030-01-01"}).status_code == 409
    assert member.post("/queue/absences/", {**values, "person": lead.id}).status_code == 422
    assert member.post("/queue/absences/", values).status_code == 302
    absence = Absence.objects.get()
    assert "Documentation" in html_of(browser_of(lead), "/queue/absences/")
    member.post(f"/queue/absences/{absence.pk}/remove/")
    assert not Absence.objects.exists()


def test_every_e_mail_about_a_listing_names_the_listing(
    scene: InReview, lead: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only then can people choose when they get it, and only then is it in the thread of the listing."""
    scene.team(DOCS)
    give(scene)
    monkeypatch.setattr("django.utils.timezone.now", lambda: after(days=settings.TEST_ACCOUNT_DAYS - 2))
    notify_overdue_reviews(renew=lambda: None)
    erase_old_test_accounts(renew=lambda: None)

    listing_id = Revision.objects.get(pk=scene.revision_id).listing_id
    kinds = set(Outbox.objects.filter(listing_id=listing_id).values_list("kind", flat=True))
    assert kinds == set(Outbox.objects.values_list("kind", flat=True))
    assert {"review.overdue", "review.escalated", "product-account.expiring"} <= kinds


def test_review_that_waits_for_nobody_is_not_offered_for_assignment(scene: InReview, lead: Actor) -> None:
    """While the listing is on hold, a lead could only be refused. A claim from before can be handed over."""
    scene.team(DOCS)
    Review.objects.update(waiting_since=None, due_at=None, days_left=3)
    browser, page = browser_of(lead), f"/reviews/{scene.review(DOCS).pk}/"
    assert "Assign review" not in html_of(browser, page)

    times = {"at": today(), "active_at": today(), "expires_at": today() + timedelta(days=1)}
    Claim.objects.create(review=scene.review(DOCS), person_id=scene.team(DOCS).id, **times)

    assert "Hand over review" in html_of(browser, page)

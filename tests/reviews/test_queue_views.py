"""Rows by listing or by review, their order, and why they are in the queue."""

import re
from datetime import timedelta
from itertools import product

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common.actor import TeamRole
from listings.actions import change_state
from listings.lifecycle.revisions import REVISION
from listings.models import Listing, Revision, Submission
from listings.queries.status import status_of
from reviews.actions import claim_review
from reviews.actions.incidents import end_incident, start_incident
from reviews.models import Claim, Decision, Review
from reviews.page.queue import QUEUE_PAGE_SIZE
from reviews.page.queue_sort import QUEUE_SORTS
from reviews.queries.decision_times import decision_times
from tests.reviews.scene import InReview, browser_of, copies_of, html_of, in_review, reviewer_for, today
from validation.models import CheckRollout, RolloutMode, Run, RunFinding, Waiver
from validation.queries import findings_of_submission

pytestmark = pytest.mark.django_db
DOCS = "documentation"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review(now=today())


@pytest.fixture
def docs(scene: InReview) -> Client:
    cache.clear()
    return browser_of(scene.team(DOCS))


@pytest.fixture
def lead(scene: InReview) -> Client:
    cache.clear()
    return browser_of(reviewer_for(DOCS, "engineering", role=TeamRole.LEAD, name="Lea Lead"))


def listed(client: Client, query: str = "") -> list[str]:
    """The names of the listings on the page, in order."""
    return [link.get_text() for link in page_of(client, query).select("tbody th .lead a")]


def page_of(client: Client, query: str = "") -> BeautifulSoup:
    return BeautifulSoup(html_of(client, f"/queue/{query}"), "html.parser")


def test_leads_see_a_row_for_each_listing_with_every_team(scene: InReview, lead: Client) -> None:
    copies_of(scene, ["Second"])
    scene.approve("ecosystems", now=today())

    page = page_of(lead, "?q=acme+widget")

    (row,) = page.select("tr[data-keys-item]")
    states = [team.get_text(" ", strip=True) for team in row.select(".queue-teams li")]
    assert states == [
        "Engineering Not started",
        "Product design Not started",
        "Documentation Not started",
        "Ecosystems Approved",
    ]
    assert sorted(listed(lead)) == ["Acme Widget", "Second"]
    assert sorted(listed(lead, "?view=reviews")) == ["Acme Widget", "Acme Widget", "Second", "Second"]
    assert "All waiting 2" in page_of(lead).select_one(".tabs").get_text(" ", strip=True)


def test_team_members_see_a_row_for_each_review_and_can_switch(scene: InReview, docs: Client) -> None:
    page = page_of(docs)
    assert not page.select(".queue-teams")
    switch = {link.get_text(strip=True): (link["href"], link.get("aria-current")) for link in page.select(".switch a")}
    assert switch == {"By listing": ("/queue/?view=listings", None), "By review": ("/queue/", "true")}

    assert len(page_of(docs, "?view=listings").select(".queue-teams li")) == 4


def test_counts_of_a_lead_of_two_teams_are_listings(scene: InReview, lead: Client) -> None:
    copies_of(scene, ["Second"])

    links = page_of(lead).select('header a[href="/queue/"] .count')

    assert {link.get_text(strip=True) for link in links} == {"2"}


def test_overdue_number_counts_the_rows_of_the_filter(scene: InReview, lead: Client) -> None:
    copies_of(scene, ["Second"])
    Review.objects.update(due_at=today() - timedelta(days=1))

    assert numbers_overdue(lead) == "2 overdue"
    assert numbers_overdue(lead, "?q=second") == "1 overdue"
    assert numbers_overdue(lead, "?view=reviews") == "4 overdue"


def numbers_overdue(client: Client, query: str = "") -> str:
    return page_of(client, query).select_one(".page-head .status").get_text(" ", strip=True)


def test_every_order_is_paged_without_gaps(scene: InReview, docs: Client) -> None:
    revisions = copies_of(scene, [f"Copy {number:02}" for number in range(QUEUE_PAGE_SIZE + 1)])
    for number, revision in enumerate(revisions[:3]):
        Review.objects.filter(revision=revision).update(due_at=today() - timedelta(days=number))

    for sort, view in product(sorted(QUEUE_SORTS), ("", "&view=listings")):
        names = names_on_all_pages(docs, sort, view)
        assert len(names) == len(set(names)) == QUEUE_PAGE_SIZE + 2, (sort, view)
        if sort.endswith("name"):
            assert names == sorted(names, reverse=sort.startswith("-")), (sort, view)


def names_on_all_pages(client: Client, sort: str, view: str) -> list[str]:
    names, address = [], f"?sort={sort}{view}"
    while address:
        page = page_of(client, address)
        (head,) = page.select("th[aria-sort]")
        assert head["aria-sort"] == ("descending" if sort.startswith("-") else "ascending")
        names += [link.get_text() for link in page.select("tbody th .lead a")]
        following = page.select_one('a[rel="next"]')
        address = following["href"].removeprefix("/queue/") if following else ""
    return names


@pytest.mark.sqlite_is_enough
def test_head_of_a_column_turns_the_order_round(docs: Client) -> None:
    def href(query: str) -> str:
        (link,) = [link for link in page_of(docs, query).select("thead a") if link.get_text() == "Threads"]
        return str(link["href"])

    assert href("?q=a") == "/queue/?sort=-threads&q=a"
    assert href("?sort=-threads") == "/queue/?sort=threads"


def test_orders_use_what_the_rows_show(scene: InReview, docs: Client) -> None:
    first, second = copies_of(scene, ["First", "Second"])
    run = Run.objects.get(submission=scene.submission)
    RunFinding.objects.create(run=run, code="MD-047", severity="warning", message="x", fingerprint="a" * 16)
    claim_review(review_id=Review.objects.get(revision=first, team=DOCS).pk, by=scene.team(DOCS), now=today())
    Submission.objects.filter(revision=second).update(submitted_at=today() + timedelta(days=1))
    scene.comment(DOCS, now=today())

    assert listed(docs, "?sort=-findings")[0] == "Acme Widget"
    assert listed(docs, "?sort=-threads")[0] == "Acme Widget"
    assert listed(docs, "?sort=-claim")[0] == "First"
    assert listed(docs, "?sort=-submitted")[0] == "Second"


def test_rows_count_the_findings_that_the_review_counts(scene: InReview, docs: Client) -> None:
    """Waived, observed, softened, later and earlier blockers count as on the page of the review."""
    run = Run.objects.get(submission=scene.submission)
    rows = {
        "a": "blocker",
        "b": "blocker",
        "c": "blocker",
        "d": "warning",
        "e": "warning",
        "f": "advice",
        "g": "blocker",
        "h": "blocker",
    }
    codes = {"b": "MD-001", "e": "MD-002", "h": "MD-003"}
    for key, severity in rows.items():
        code = codes.get(key, "MD-047")
        RunFinding.objects.create(run=run, code=code, severity=severity, message="x", fingerprint=key * 16)
    Run.objects.filter(pk=run.pk).update(grandfathered=["c" * 16])
    CheckRollout.objects.update_or_create(code="MD-001", defaults={"mode": RolloutMode.WARN, "at": today()})
    CheckRollout.objects.update_or_create(code="MD-002", defaults={"mode": RolloutMode.OBSERVE, "at": today()})
    later = {"mode": RolloutMode.ENFORCE, "enforced_from": today() + timedelta(days=9), "at": today()}
    CheckRollout.objects.update_or_create(code="MD-003", defaults=later)
    waiver = {"listing": scene.revision.listing, "origin": "g" * 16, "code": "MD-047", "reason": "Fine", "at": today()}
    Waiver.objects.create(fingerprint="g" * 16, by=scene.team(DOCS).id, **waiver)

    counting = [str(finding.severity) for finding in findings_of_submission(scene.submission) if finding.counts]
    row = page_of(docs).select_one("tr[data-keys-item]").get_text(" ", strip=True)

    assert (counting.count("blocker"), counting.count("warning")) == (1, 4)
    assert "1 blocker" in row
    assert "4 warnings" in row


def test_rows_tell_why_they_are_in_the_queue_and_what_changed(scene: InReview, docs: Client) -> None:
    def row() -> str:
        return page_of(docs).select_one("tr[data-keys-item]").get_text(" ", strip=True)

    first = "Revision 1, submission 1 First submission Not"
    assert first in re.sub(r"Not started", "Not", row()) or "First submission" in row()
    assert "Changed" not in row()

    scene.send_back(DOCS, now=today())
    scene.edit(short_description="Another one", now=today())
    scene.resubmit(now=today())
    assert "Revision 1, submission 2 Resubmission Changed: Overview" in row()

    Listing.objects.update(transferred_at=today() + timedelta(minutes=1))
    assert "Resubmission · Transferred from another organisation" in row()


@pytest.mark.parametrize("query", ["", *(f"?sort={sort}" for sort in ("findings", "claim")), "?state=decided"])
@pytest.mark.parametrize("view", ["listings", "reviews"])
@pytest.mark.sqlite_is_enough
def test_each_view_needs_at_most_12_queries(scene: InReview, query: str, view: str) -> None:
    """For a lead of two teams who is an admin too, and whose navigation has the most numbers."""
    copies_of(scene, ["Second", "Third"])
    client = browser_of(reviewer_for(DOCS, "engineering", role=TeamRole.LEAD, is_admin=True))
    address = f"/queue/{query}&team=all&view={view}" if query else f"/queue/?view={view}"
    client.get(address)

    with CaptureQueriesContext(connection) as queries:
        page = client.get(address)

    assert page.status_code == 200

    assert len(queries) <= 12


def test_times_of_decisions_are_measured_from_the_submission(scene: InReview, docs: Client) -> None:
    Submission.objects.update(submitted_at=today() - timedelta(days=2))  # no decision is in the future
    for number, revision in enumerate(copies_of(scene, [f"Copy {number}" for number in range(10)]), start=1):
        review = Review.objects.get(revision=revision, team=DOCS)
        at = review.submission.submitted_at + timedelta(hours=number)
        decision = Decision.objects.create(review=review, submission=review.submission, verdict="approve", at=at)
        if number > 8:  # neither counts
            Decision.objects.create(review=review, submission=review.submission, at=at, retracts=decision)

    (times,) = decision_times([DOCS], today())

    assert (times.number, times.median, times.most) == (8, timedelta(hours=4), timedelta(hours=8))
    cache.clear()
    assert "Median time to a decision" in html_of(docs, "/queue/")
    assert "No decisions in the last 90 days" in html_of(docs, "/queue/?team=engineering")


def test_time_of_holds_and_incidents_does_not_count(scene: InReview) -> None:
    cache.clear()
    lead, admin = reviewer_for(DOCS, role=TeamRole.LEAD), reviewer_for(is_admin=True)
    submitted_at = scene.submission.submitted_at
    for verb, hours, text in (("put on hold", 1, "Trademark"), ("end hold", 7, "")):
        values, now = {"reason": text, "note": text}, submitted_at + timedelta(hours=hours)
        change_state(REVISION, scene.revision_id, verb, parameters=values, seen=None, by=lead, now=now)
    incident = start_incident(team=DOCS, reason="Our network fails.", by=admin, now=submitted_at + timedelta(hours=6))
    end_incident(incident_id=incident.pk, by=admin, now=submitted_at + timedelta(hours=8))
    for team in (DOCS, "engineering"):
        decided_at = submitted_at + timedelta(hours=10)
        Decision.objects.create(
            review=scene.review(team), submission=scene.submission, verdict="approve", at=decided_at
        )

    times = decision_times([DOCS, "engineering"], today() + timedelta(days=1))

    assert [row.median for row in times] == [timedelta(hours=3), timedelta(hours=4)]


def test_times_of_earlier_days_are_counted_once(scene: InReview) -> None:
    """Only today and yesterday are read again after an hour. Decisions of yesterday can be withdrawn until today."""
    cache.clear()
    at, now = scene.submission.submitted_at, scene.submission.submitted_at + timedelta(days=3)
    for team, days in ((DOCS, 0), ("engineering", 2)):
        Decision.objects.create(
            review=scene.review(team), submission=scene.submission, verdict="approve", at=at + timedelta(days=days)
        )
    teams = [DOCS, "engineering", "commercial"]
    assert [times.number for times in decision_times(teams, now)] == [1, 1, 0]
    Decision.objects.all().delete()

    assert [times.number for times in decision_times(teams, now)] == [1, 1, 0]
    cache.delete("decision-times")
    assert [times.number for times in decision_times(teams, now)] == [1, 0, 0]


def test_next_review_is_of_the_same_queue_and_free(scene: InReview, docs: Client) -> None:
    """It is the following one of the list that the reader opened last, without those of colleagues."""
    names = ("Second", "Third", "Fourth")
    reviews = [Review.objects.get(revision=row, team=DOCS) for row in copies_of(scene, names)]
    for number, review in enumerate(reviews, start=1):
        Review.objects.filter(pk=review.pk).update(due_at=scene.review(DOCS).due_at + timedelta(hours=number))
    claim_review(review_id=reviews[0].pk, by=reviewer_for(DOCS), now=today())

    def following(review: Review) -> str:
        links = BeautifulSoup(html_of(docs, f"/reviews/{review.pk}/"), "html.parser").select("a[data-shortcut=']']")
        return str(links[0]["href"]) if links else ""

    docs.get("/queue/")
    assert following(scene.review(DOCS)) == f"/reviews/{reviews[1].pk}/"
    assert following(reviews[2]) == f"/reviews/{scene.review(DOCS).pk}/"
    docs.get("/queue/?q=fourth")
    assert following(scene.review(DOCS)) == f"/reviews/{reviews[2].pk}/"
    assert following(reviews[2]) == ""

    assert step_after_approval(docs, scene.review(DOCS)) == ("Next review", f"/reviews/{reviews[2].pk}/")
    assert not Claim.objects.filter(person_id=scene.team(DOCS).id).exists()
    assert step_after_approval(docs, reviews[2]) == ("Next review", f"/reviews/{reviews[1].pk}/")  # not of the filter
    assert step_after_approval(docs, reviews[1]) == ("Back to the queue", "/queue/?q=fourth")


def step_after_approval(client: Client, review: Review) -> tuple[str, str]:
    """(text, address) of the link in the message after an approval."""
    form = {"verdict": "approve", "submission": str(review.submission_id)}
    page = html_of(client, client.post(f"/reviews/{review.pk}/decide/", form).headers["Location"])
    link = BeautifulSoup(page, "html.parser").select_one(".banner a")
    return link.get_text(), str(link["href"])


def test_holds_do_not_count_as_waiting(scene: InReview, docs: Client) -> None:
    held, old = copies_of(scene, ["Held", "Old"])
    Review.objects.filter(revision=held).update(waiting_since=today() - timedelta(days=6), held_for=timedelta(days=3))
    Review.objects.filter(revision=old).update(waiting_since=today() - timedelta(days=5))

    assert (listed(docs, "?age=5"), set(listed(docs, "?age=2"))) == (["Old"], {"Held", "Old"})
    assert listed(docs, "?sort=waiting")[:2] == ["Old", "Held"]


def test_queue_and_page_say_the_same_about_the_time_after_a_resubmission(scene: InReview, docs: Client) -> None:
    Review.objects.filter(revision=scene.revision_id).update(waiting_since=today() - timedelta(days=6))
    Revision.objects.filter(pk=scene.revision_id).update(state_since=today() - timedelta(days=2))

    html = html_of(docs, "/queue/")
    (message,) = status_of([scene.revision], to=scene.owner).values()

    assert "for 2 days, plus 4 days earlier" in html
    assert message.since == scene.revision.state_since
    assert listed(docs, "?age=5") == ["Acme Widget"]


def test_empty_tab_offers_no_filter_to_remove(scene: InReview) -> None:
    browser = browser_of(scene.team("documentation"))
    tab, filtered = (html_of(browser, f"/queue/?state=hold{query}") for query in ("&sort=due", "&route=marketplace"))

    assert "No reviews in this view" in tab
    assert "Remove a filter" not in tab
    assert "Remove a filter" in filtered


def test_queue_links_to_absences_and_pages_of_leads(scene: InReview, docs: Client, lead: Client) -> None:
    links = {link["href"] for link in page_of(docs).select("main a[href]")}
    links_of_lead = {link["href"] for link in page_of(lead).select("main a[href]")}

    pages = {f"/queue/{name}/" for name in ("absences", "incidents", "fast-lane", "requests")}
    assert links & pages == {"/queue/absences/", "/queue/requests/"}
    assert links_of_lead & pages == pages

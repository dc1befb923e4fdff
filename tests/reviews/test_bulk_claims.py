"""Claims on several reviews at once, from the form of the queue. Each review is decided on its own."""

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client

from accounts.models import TeamMembership
from audit.models import Event
from common.actor import Actor, TeamRole
from notices.models import Notice
from reviews.actions import NewThread, add_drafts, claim_review
from reviews.models import Absence, Claim, Review
from tests.listings.scene import staff
from tests.reviews.scene import InReview, browser_of, copies_of, html_of, in_review, reviewer_for, today

pytestmark = pytest.mark.django_db
DOCS = "documentation"
CHANGE = "/queue/claims/"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    scene = in_review(now=today())
    copies_of(scene, ["Second", "Third", "Fourth"])
    return scene


def reviews(team: str = DOCS) -> dict[str, Review]:
    """{name of the listing: its review}."""
    return {row.revision.listing.name: row for row in Review.objects.filter(team=team)}


def holders(team: str = DOCS) -> dict[str, object]:
    """{name of the listing: who has claimed it}."""
    claims = Claim.objects.filter(released_at=None, review__team=team)
    return {claim.review.revision.listing.name: claim.person_id for claim in claims}


def send(client: Client, change: str, names: list[str], **values: str) -> list[str]:
    """Send the form for the reviews of the documentation team; returns the messages of the answer."""
    ids = [str(reviews()[name].pk) for name in names]
    answer = client.post(CHANGE, {"change": change, "review": ids, "next": "/queue/?q=a", **values})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/queue/?q=a")
    return texts(answer)


def texts(answer: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_claim_works_for_the_free_reviews_and_tells_why_not_for_others(scene: InReview) -> None:
    by, colleague = scene.team(DOCS), reviewer_for(DOCS, name="Hana Sato")
    claim_review(review_id=reviews()["Second"].pk, by=colleague, now=today())
    Review.objects.filter(pk=reviews()["Third"].pk).update(waiting_since=None, due_at=None)

    messages = send(browser_of(by), "claim", ["Acme Widget", "Second", "Third"])

    done, claimed, not_waiting = messages
    assert done == "You claimed 1 review."
    assert claimed.startswith("Not changed: Documentation (Second). Hana Sato is working on this review.")
    assert not_waiting == "Not changed: Documentation (Third). This review isn't waiting for a reviewer now."
    assert holders() == {"Acme Widget": by.id, "Second": colleague.id}
    assert Event.objects.filter(verb="review.claim").count() == 2


def test_release_works_for_own_claims(scene: InReview) -> None:
    by = scene.team(DOCS)
    claim_review(review_id=reviews()["Second"].pk, by=by, now=today())

    messages = send(browser_of(by), "release", ["Second", "Third"])

    assert messages == [
        "You released 1 claim.",
        "Not changed: Documentation (Third). You haven't claimed this review.",
    ]
    assert holders() == {}


def test_lead_releases_the_claims_of_the_teams_that_they_lead(scene: InReview) -> None:
    lead, first, engineer = reviewer_for(DOCS, role=TeamRole.LEAD), scene.team(DOCS), scene.team("engineering")
    rows = [scene.review(DOCS), reviews()["Second"], reviews()["Third"], scene.review("engineering")]
    for review, by in zip(rows, (first, lead, None, engineer), strict=True):
        if by:
            claim_review(review_id=review.pk, by=by, now=today())
    ids = [str(review.pk) for review in rows]

    answer = browser_of(lead).post(CHANGE, {"change": "release", "review": ids})

    assert {str(message) for message in get_messages(answer.wsgi_request)} == {
        "You released 2 claims.",
        "Not changed: Documentation (Third). Nobody has claimed this review.",
        "Not changed: Engineering (Acme Widget). Only its reviewer or a lead of the team can do this.",
    }
    assert holders() == {}
    assert list(Notice.objects.filter(kind="review.released").values_list("person_id", flat=True)) == [first.id]


@pytest.mark.parametrize("change", ["hand-over", "release"])
def test_reviews_without_a_claim_are_no_fault_of_a_listing_with_one(scene: InReview, change: str) -> None:
    lead = reviewer_for(DOCS, "engineering", role=TeamRole.LEAD)
    claim_review(review_id=scene.review(DOCS).pk, by=lead, now=today())
    sent = {"change": change, "review": [str(scene.review(team).pk) for team in (DOCS, "engineering")]}

    answer = browser_of(lead).post(CHANGE, {**sent, "to": str(scene.team(DOCS).id)})

    assert not [message for message in get_messages(answer.wsgi_request) if "Not changed" in str(message)]


def test_lead_assigns_reviews_to_a_member(scene: InReview) -> None:
    lead, member = reviewer_for(DOCS, role=TeamRole.LEAD), reviewer_for(DOCS, name="Ines Duarte")
    claim_review(review_id=reviews()["Third"].pk, by=scene.team(DOCS), now=today())
    browser = browser_of(lead)

    page = browser.post(CHANGE, {"change": "assign", "review": [str(reviews()["Second"].pk)], "next": "/queue/"})
    options = BeautifulSoup(page.content, "html.parser").select("#bulk-to option")
    assert str(member.id) in {option["value"] for option in options}
    assert "Second (Documentation)" in page.content.decode()
    messages = send(browser, "assign", ["Acme Widget", "Second", "Third"], to=str(member.id))

    assert messages[0] == "2 reviews were assigned: Documentation (Acme Widget and Second)."
    assert "Documentation is working on this review." in messages[1]
    assert holders() == {"Acme Widget": member.id, "Second": member.id, "Third": scene.team(DOCS).id}
    assert Notice.objects.filter(kind="review.assign", person_id=member.id).count() == 2
    assert Event.objects.filter(verb="review.assign", actor_id=lead.id).count() == 2


def test_rest_of_the_listings_is_kept_for_a_colleague_who_can_take_it(scene: InReview) -> None:
    lead = reviewer_for(DOCS, "engineering", role=TeamRole.LEAD)
    writer, engineer = reviewer_for(DOCS, name="Ines Duarte"), reviewer_for("engineering", name="Jan Koval")
    both, away = reviewer_for(DOCS, "engineering", name="Kim Berg"), reviewer_for("engineering", name="Lou Away")
    Absence.objects.create(person_id=away.id, first_day=today().date(), last_day=today().date())
    selected = [str(reviews(team)[name].pk) for name in ("Second", "Third") for team in (DOCS, "engineering")]
    browser, values = browser_of(lead), {"change": "assign", "next": "/queue/?q=a"}

    first = BeautifulSoup(browser.post(CHANGE, {**values, "review": selected}).content, "html.parser")
    page = BeautifulSoup(
        browser.post(CHANGE, {**values, "review": selected, "to": str(writer.id)}).content, "html.parser"
    )

    labels = {option["value"]: option.get_text(strip=True) for option in first.select("#bulk-to option")}
    assert labels[str(writer.id)] == "Ines Duarte · Documentation"
    assert labels[str(both.id)] == "Kim Berg · Documentation and Engineering"
    assert str(away.id) not in labels
    text = page.get_text(" ", strip=True)
    assert "2 reviews were assigned: Documentation (Second and Third)." in text
    assert (
        "Not changed: Engineering (Second and Third). Ines Duarte is not a reviewer for the team Engineering." in text
    )
    kept = [field["value"] for field in page.select("input[name=review]")]
    assert set(kept) == {str(reviews("engineering")[name].pk) for name in ("Second", "Third")}
    offered = {option["value"] for option in page.select("#bulk-to option")}
    assert {str(engineer.id), str(both.id)} <= offered
    assert not {str(writer.id), str(away.id)} & offered
    answer = browser.post(CHANGE, {**values, "review": kept, "to": str(engineer.id)})
    assert answer.headers["Location"] == "/queue/?q=a"
    assert holders("engineering") == {"Second": engineer.id, "Third": engineer.id}


def test_lead_assigns_only_the_reviews_of_the_teams_that_they_lead(scene: InReview) -> None:
    lead = reviewer_for("engineering", name="Lea Lind")
    TeamMembership.objects.create(team=DOCS, person_id=lead.id, role=TeamRole.LEAD)
    selected = [str(reviews(team)["Second"].pk) for team in (DOCS, "engineering")]

    page = browser_of(lead).post(CHANGE, {"change": "assign", "review": selected, "next": "/queue/"})

    fields = BeautifulSoup(page.content, "html.parser").select("input[name=review]")
    assert [field["value"] for field in fields] == [str(reviews()["Second"].pk)]


def test_only_colleagues_of_the_selected_reviews_are_offered(scene: InReview) -> None:
    lead = reviewer_for(DOCS, "engineering", role=TeamRole.LEAD)
    colleague, engineer = reviewer_for(DOCS), reviewer_for("engineering")
    selected = [str(reviews()["Second"].pk)]

    page = browser_of(lead).post(CHANGE, {"change": "assign", "review": selected, "next": "/queue/"})

    options = {row["value"] for row in BeautifulSoup(page.content, "html.parser").select("#bulk-to option")}
    assert {str(lead.id), str(colleague.id)} <= options
    assert str(engineer.id) not in options


def test_only_leads_assign(scene: InReview) -> None:
    by, member = scene.team(DOCS), reviewer_for(DOCS)

    messages = send(browser_of(by), "assign", ["Second"], to=str(member.id))

    assert messages == ["Not changed: Documentation (Second). Only its reviewer or a lead of the team can do this."]
    assert "Assign reviews" not in html_of(browser_of(by), "/queue/")
    assert holders() == {}


def test_own_claims_are_handed_over(scene: InReview) -> None:
    by, member = scene.team(DOCS), reviewer_for(DOCS)
    claim_review(review_id=reviews()["Second"].pk, by=by, now=today())

    messages = send(browser_of(by), "hand-over", ["Second", "Third"], to=str(member.id))

    assert messages == [
        "1 review was handed over: Documentation (Second).",
        "Not changed: Documentation (Third). Nobody has claimed this review.",
    ]
    assert holders() == {"Second": member.id}


@pytest.mark.parametrize("change", ["hand-over", "release"])
def test_person_who_gives_reviews_away_is_told_of_unsent_comments(scene: InReview, change: str) -> None:
    by, member = scene.team(DOCS), reviewer_for(DOCS)
    for name in ("Second", "Third"):
        claim_review(review_id=reviews()[name].pk, by=by, now=today())
        new_thread = NewThread(body="Why this?", path="overview.title")
        add_drafts(review_id=reviews()[name].pk, new_threads=[new_thread], by=by, now=today())

    messages = send(browser_of(by), change, ["Second", "Third"], to=str(member.id))

    assert messages[1:] == ["You still have 2 comments that aren't sent. Only you can send or delete them."]


def test_select_all_counts_without_scripts(scene: InReview) -> None:
    by = scene.team(DOCS)
    page = BeautifulSoup(html_of(browser_of(by), "/queue/"), "html.parser")
    shown = [field["value"] for field in page.select("#bulk input[name=shown]")]

    browser_of(by).post(CHANGE, {"change": "claim", "all": "1", "shown": shown})

    assert holders() == dict.fromkeys(["Acme Widget", "Second", "Third", "Fourth"], by.id)


def test_checkbox_of_a_listing_selects_the_reviews_of_ones_teams(scene: InReview) -> None:
    lead = reviewer_for(DOCS, "engineering", role=TeamRole.LEAD)
    page = BeautifulSoup(html_of(browser_of(lead), "/queue/?q=second"), "html.parser")
    (box,) = page.select("tr[data-keys-item] input[type=checkbox]")

    browser_of(lead).post(CHANGE, {"change": "claim", "review": [box["value"]]})

    assert (holders(), holders("engineering")) == ({"Second": lead.id}, {"Second": lead.id})
    assert holders("ecosystems") == {}


@pytest.mark.parametrize("values", [{}, {"review": ["nonsense", "0"]}])
def test_nothing_selected_is_said(scene: InReview, values: dict[str, object]) -> None:
    answer = browser_of(scene.team(DOCS)).post(CHANGE, {"change": "claim", **values})

    assert texts(answer) == ["Select at least one review."]
    assert browser_of(scene.team(DOCS)).post(CHANGE, {"change": "burn"}).status_code in {302, 303, 409}


def test_reviews_that_were_deleted_are_counted(scene: InReview) -> None:
    by, gone = scene.team(DOCS), [str(uuid4()), str(uuid4())]

    done = browser_of(by).post(CHANGE, {"change": "claim", "review": [str(reviews()["Second"].pk), gone[0]]})
    assert texts(done) == ["You claimed 1 review.", "1 selected review no longer exists."]

    for change in ("claim", "hand-over"):
        answer = browser_of(by).post(CHANGE, {"change": change, "review": gone})
        assert texts(answer) == ["2 selected reviews no longer exist."]


def test_page_does_not_ask_for_a_colleague_if_there_is_none(scene: InReview) -> None:
    (message,) = send(browser_of(scene.team(DOCS)), "hand-over", ["Second"])

    assert message == "Nobody else can get these reviews now: the team has no other members, or they are away."


def test_readers_without_a_team_select_nothing(scene: InReview) -> None:
    admin: Actor = staff(is_admin=True)

    assert 'id="bulk"' not in html_of(browser_of(admin), "/queue/")
    messages = send(browser_of(admin), "claim", ["Second"])
    assert messages == ["Not changed: Documentation (Second). Only its reviewer or a lead of the team can do this."]

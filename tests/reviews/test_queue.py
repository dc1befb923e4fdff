import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client

from common.actor import TeamRole
from listings.models import Listing, Revision
from listings.states.revision_states import RevisionState
from reviews.actions import claim_review
from reviews.models import Claim, Review
from reviews.page.queue import QUEUE_PAGE_SIZE
from reviews.page.queue_filter import QueueFilter
from reviews.queries import team_loads, visible_open_reviews
from tests.listings.scene import organisation, staff
from tests.markup import compact
from tests.reviews.scene import InReview, browser_of, copies_of, in_review, join, reviewer_for, today, write_approval
from tests.transitions import reject_revision
from tests.validation.scene import organisation_of

pytestmark = pytest.mark.django_db
DOCS = "documentation"
HTMX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review(now=today())


@pytest.fixture
def docs(scene: InReview) -> Client:
    return browser_of(scene.team(DOCS))


def listed(client: Client, query: str = "") -> list[str]:
    """The names of the listings on the page, in order."""
    html = compact(client.get(f"/queue/{query}").content.decode())
    return re.findall(r'<a href="/reviews/[\w-]+/">([^<]+)</a>', html)


def due(revision: Revision, **later: float) -> None:
    """Make the reviews of the revision due at this time."""
    Review.objects.filter(revision=revision).update(due_at=today() + timedelta(**later))


def test_queue_shows_the_readers_teams_by_due_time(scene: InReview, docs: Client) -> None:
    second, third = copies_of(scene, ["Second", "Third"])
    due(second, hours=-5)
    due(third, days=20)

    assert listed(docs) == ["Second", "Acme Widget", "Third"]
    html = compact(docs.get("/queue/").content.decode())
    assert re.findall(r'scope="rowgroup">([^<]+)<', html) == ["Overdue", "Later"]
    assert "1 overdue" in html


def test_buttons_of_two_teams_have_different_names(scene: InReview) -> None:
    lead = reviewer_for(DOCS, "engineering", role=TeamRole.LEAD)

    page = compact(browser_of(lead).get("/queue/?view=reviews").content.decode())

    names = re.findall(r'Claim review ?<span class="sr">([^<]+)</span>', page)
    assert sorted(names) == ["Acme Widget, Documentation", "Acme Widget, Engineering"]


def test_queue_of_a_team_without_work_says_so() -> None:
    html = compact(browser_of(reviewer_for(DOCS)).get("/queue/").content.decode())

    assert "No reviews waiting" in html


@pytest.mark.parametrize(
    "query, names",
    [
        ("", ["Acme Widget"]),
        ("?team=engineering", ["Acme Widget"]),
        ("?team=commercial", []),
        ("?team=all", ["Acme Widget"] * 4),
        ("?team=nonsense", ["Acme Widget"]),
        ("?route=integrations", ["Acme Widget"]),
        ("?route=marketplace", []),
        ("?state=waiting", ["Acme Widget"]),
        ("?state=decided", []),
        ("?state=away", []),
        ("?state=any", ["Acme Widget"]),
        ("?claim=none", ["Acme Widget"]),
        ("?claim=mine", []),
        ("?claim=others", []),
        ("?age=2", []),
        ("?q=widget", ["Acme Widget"]),
        ("?q=acme", ["Acme Widget"]),
        ("?q=other", []),
    ],
)
def test_queue_filters_by_its_address(docs: Client, query: str, names: list[str]) -> None:
    assert listed(docs, query) == names


def test_queue_of_all_teams_opens_for_a_reader_without_teams(docs: Client) -> None:
    assert listed(browser_of(staff(is_admin=True)), "?team=all&view=reviews") == ["Acme Widget"] * 4


def test_queue_filters_by_age(scene: InReview, docs: Client) -> None:
    (old,) = copies_of(scene, ["Old"])
    Review.objects.filter(revision=old).update(waiting_since=today() - timedelta(days=6))

    assert listed(docs, "?age=5") == ["Old"]
    assert listed(docs, "?age=10") == []


def test_queue_filters_by_claim(scene: InReview, docs: Client) -> None:
    claimed, other = copies_of(scene, ["Mine", "Theirs"])
    for revision, by in ((claimed, scene.team(DOCS)), (other, reviewer_for(DOCS))):
        review = Review.objects.get(revision=revision, team=DOCS)
        claim_review(review_id=review.pk, by=by, now=today())

    assert listed(docs, "?claim=mine") == ["Mine"]
    assert listed(docs, "?claim=others") == ["Theirs"]
    assert listed(docs, "?claim=none") == ["Acme Widget"]

    Claim.objects.update(expires_at=today())
    assert set(listed(docs, "?claim=none")) == {"Mine", "Theirs", "Acme Widget"}


def test_decided_reviews_and_those_with_partners_have_views_of_their_own(scene: InReview, docs: Client) -> None:
    (away,) = copies_of(scene, ["Away"])
    Review.objects.filter(revision=away).update(waiting_since=None, due_at=None)
    Revision.objects.filter(pk=away.pk).update(state=RevisionState.CHANGES_REQUESTED)
    scene.approve(DOCS, now=today())

    assert listed(docs) == []
    assert listed(docs, "?state=decided") == ["Acme Widget"]
    assert listed(browser_of(reviewer_for(DOCS)), "?state=decided") == []  # decided by a colleague
    assert listed(docs, "?state=away") == ["Away"]
    assert "Approved" in compact(docs.get("/queue/?state=decided").content.decode())
    assert "Paused" in compact(docs.get("/queue/?state=away").content.decode())


def test_reviews_stopped_by_an_incident_have_their_own_group(scene: InReview, docs: Client) -> None:
    """A review that was late before the incident stays late; one whose due date passed since then is not."""
    late, passed, held = copies_of(scene, ["Late", "Passed", "Held"])
    due(late, days=-6)
    due(passed, days=-1)
    Listing.objects.filter(pk=held.listing_id).update(hold="Trademark", held_at=today())
    Review.objects.filter(revision=held).update(waiting_since=None, due_at=None, days_left=1)
    began = today() - timedelta(days=9)
    Revision.objects.filter(pk=passed.pk).update(state_since=began)
    Review.objects.filter(revision=passed).update(waiting_since=began, held_for=timedelta(days=2))
    stopped = Review.objects.filter(revision__in=[late, passed])
    stopped.update(incident_from=today() - timedelta(days=3))

    html = compact(docs.get("/queue/").content.decode())

    assert (listed(docs), listed(docs, "?state=hold")) == (["Late", "Acme Widget", "Passed"], ["Held"])
    assert re.findall(r'scope="rowgroup">([^<]+)<', html) == ["Overdue", "Later", "Stopped"]
    assert "3 days late" in html
    assert "for 1 week, plus 2 days on hold" in html
    assert "1 overdue" in html
    assert html.count(">Stopped</b>") == 1


def test_reviews_on_hold_have_their_own_tab(scene: InReview, docs: Client) -> None:
    """The one with the fewest days left comes first. Nobody can decide them, so they don't count as waiting."""
    held = copies_of(scene, ["Six days", "One day", "Approved", "Changes requested"])
    for revision, days in zip(held, (6, 1, None, 2), strict=True):
        Listing.objects.filter(pk=revision.listing_id).update(hold="Trademark", held_at=today())
        Review.objects.filter(revision=revision).update(waiting_since=None, due_at=None, days_left=days)
    Revision.objects.filter(pk=held[-1].pk).update(state=RevisionState.CHANGES_REQUESTED)
    claim_review(review_id=scene.review(DOCS).pk, by=scene.team(DOCS), now=today())

    html = compact(docs.get("/queue/?state=hold").content.decode())
    assert (listed(docs), listed(docs, "?state=hold")) == (["Acme Widget"], ["One day", "Six days"])
    assert html.count('<span class="faint">On hold</span>') == 2
    assert re.findall(r'<span class="count">(\d+)</span>', html)[1:6] == ["1", "1", "0", "2", "1"]
    assert listed(docs, "?state=away") == ["Changes requested"]


def test_approved_listings_need_no_query_for_each_row(scene: InReview, docs: Client) -> None:
    """What they wait for depends on whether their vendor is confirmed."""
    copies_of(scene, ["Second"])
    Revision.objects.update(state=RevisionState.APPROVED)

    assert set(listed(docs, "?state=any")) == {"Acme Widget", "Second"}


def test_reviews_on_hold_are_paged(scene: InReview, docs: Client) -> None:
    revisions = copies_of(scene, [f"Copy {number:02}" for number in range(2 * QUEUE_PAGE_SIZE)])
    Listing.objects.filter(revisions__in=revisions[::2]).update(hold="Trademark", held_at=today())
    Review.objects.filter(revision__in=revisions[::2]).update(waiting_since=None, due_at=None, days_left=3)

    names, address = [], "/queue/?state=any&sort=due"
    while address:
        names += listed(docs, address.removeprefix("/queue/"))
        following = re.search(r'rel="next" href="([^"]+)"', compact(docs.get(address).content.decode()))
        address = following[1].replace("&amp;", "&") if following else ""

    held = {revision.listing.name for revision in revisions[::2]}
    assert len(names) == len(set(names)) == 2 * QUEUE_PAGE_SIZE + 1
    assert set(names[-len(held) :]) == held


def test_decided_reviews_stay_listed_newest_first(scene: InReview, docs: Client) -> None:
    """Reviews that the person has decided, also closed ones, by the time of their decision."""
    now = today()
    revisions = [scene.revision, *copies_of(scene, ["Second", "Third"])]
    decided = dict(zip(("Acme Widget", "Second", "Third"), (2, 1, 3), strict=True))
    for revision, hours in zip(revisions, decided.values(), strict=True):
        write_approval(revision, scene.team(DOCS), at=now - timedelta(hours=hours))
    Review.objects.filter(revision=revisions[1]).update(closed_at=now, waiting_since=None, due_at=None)

    assert listed(docs, "?state=decided") == ["Second", "Acme Widget", "Third"]
    assert listed(docs, "?state=decided&team=engineering") == []
    decisions = compact(docs.get("/queue/?state=decided").content.decode())
    assert decisions.count("You approved<") == len(decided)
    assert "newest decision first" in decisions
    html = compact(docs.get("/queue/").content.decode())
    assert "You approved" not in html
    assert re.search(r'state=decided"[^>]*>\s*Decided by you\s*<[^>]*>\s*3<', html), html


def test_decided_reviews_are_counted_up_to_a_limit(
    scene: InReview, docs: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for revision in (scene.revision, *copies_of(scene, ["Second", "Third"])):
        write_approval(revision, scene.team(DOCS), at=today())
    monkeypatch.setattr("reviews.page.queue.COUNTED_UP_TO", 1)

    html = compact(docs.get("/queue/").content.decode())

    assert re.search(r'state=decided"[^>]*>\s*Decided by you\s*<[^>]*>\s*2<', html), html


def test_rejected_reviews_are_decided_by_the_lead(scene: InReview) -> None:
    lead = reviewer_for(DOCS, role=TeamRole.LEAD)
    reject_revision(
        revision_id=scene.revision_id,
        reason="No",
        by=lead,
        now=today(),
    )

    assert listed(browser_of(lead), "?state=decided") == ["Acme Widget"]
    assert "You rejected the listing<" in compact(browser_of(lead).get("/queue/?state=decided").content.decode())


def test_closed_reviews_are_not_listed(scene: InReview, docs: Client) -> None:
    (closed,) = copies_of(scene, ["Closed"])
    Review.objects.filter(revision=closed).update(closed_at=today(), waiting_since=None, due_at=None)

    assert listed(docs, "?state=any") == ["Acme Widget"]


def test_queue_leaves_out_ones_own_organisations(scene: InReview) -> None:
    both = join(reviewer_for(DOCS), organisation_of(scene.owner))

    assert listed(browser_of(both)) == []
    assert not visible_open_reviews(both).exists()
    assert team_loads(both)[DOCS].waiting == 0


def test_tabs_count_under_the_same_filter(scene: InReview, docs: Client) -> None:
    copies_of(scene, ["Second", "Third"])
    claim_review(review_id=scene.review(DOCS).pk, by=scene.team(DOCS), now=today())

    html = compact(docs.get("/queue/").content.decode())

    tabs = re.findall(r'<a href="/queue/[^"]*"[^>]*>([\w ]+) <span class="count">(\d+)</span>', html)
    assert tabs[1:] == [
        ("All waiting", "3"),
        ("Yours", "1"),
        ("Unclaimed", "2"),
        ("On hold", "0"),
        ("With partners", "0"),
        ("Decided by you", "0"),
        ("Requests", "0"),
    ]


def test_each_team_has_its_number(scene: InReview) -> None:
    (second,) = copies_of(scene, ["Second"])
    due(second, hours=-1)

    loads = team_loads(scene.team(DOCS), today())

    assert {team: (load.waiting, load.overdue) for team, load in loads.items()} == {
        "engineering": (2, 1),
        "product_design": (2, 1),
        "documentation": (2, 1),
        "ecosystems": (2, 1),
        "commercial": (0, 0),
        "security_content": (0, 0),
    }


def test_number_in_the_navigation_is_that_of_ones_own_teams(scene: InReview) -> None:
    """For leads, it is a number of listings, as the rows of their queue."""
    copies_of(scene, ["Second"])
    both = reviewer_for(DOCS, "engineering")
    lead = reviewer_for(DOCS, "engineering", role=TeamRole.LEAD)

    for by, number in ((scene.team(DOCS), "2"), (both, "4"), (lead, "2")):
        html = compact(browser_of(by).get("/queue/").content.decode())
        assert re.search(r'Queue <span class="count">(\d+)</span>', html)[1] == number  # type: ignore[index]


def test_admin_looks_at_every_team_and_claims_nothing(scene: InReview) -> None:
    admin = browser_of(staff(is_admin=True))

    html = compact(admin.get("/queue/").content.decode())

    assert listed(admin) == ["Acme Widget"]
    assert "/claim/" not in html


def test_claim_and_release_from_the_row_without_scripts(scene: InReview, docs: Client) -> None:
    review = scene.review(DOCS)

    claimed = docs.post(f"/reviews/{review.pk}/claim/", {"next": "/queue/?claim=none"})
    assert (claimed.status_code, claimed.headers["Location"]) == (303, "/queue/?claim=none")
    assert Claim.objects.filter(released_at=None).count() == 1

    released = docs.post(f"/reviews/{review.pk}/release/", {"next": "https://evil.example/"})
    assert released.headers["Location"] == f"/reviews/{review.pk}/"
    assert Claim.objects.filter(released_at=None).count() == 0


def test_claim_from_the_row_with_scripts_gives_the_cell_back(scene: InReview, docs: Client) -> None:
    response = docs.post(f"/reviews/{scene.review(DOCS).pk}/claim/", {"next": "/queue/"}, headers=HTMX)

    html = compact(response.content.decode())
    assert response.status_code == 200
    assert "<html" not in html
    assert "You" in html
    assert f"/reviews/{scene.review(DOCS).pk}/release/" in html


def test_claim_that_comes_late_says_who_was_first(scene: InReview, docs: Client) -> None:
    review = scene.review(DOCS)
    claim_review(review_id=review.pk, by=reviewer_for(DOCS, name="Hana Sato"), now=today())

    part = docs.post(f"/reviews/{review.pk}/claim/", headers=HTMX)
    assert part.status_code == 409
    assert "Hana Sato is working on this review" in part.headers["HX-Trigger"]

    page = docs.post(f"/reviews/{review.pk}/claim/", headers={"referer": "http://testserver/queue/"}, follow=True)
    assert "Hana Sato is working on this review" in compact(page.content.decode())


def test_queue_sends_only_the_list_for_a_filter(docs: Client) -> None:
    response = docs.get("/queue/?team=&route=marketplace&state=waiting&q=", headers=HTMX)

    assert "<html" not in compact(response.content.decode())
    assert "No matching reviews" in compact(response.content.decode())
    assert "HX-Request" in response.headers["Vary"]
    assert response.headers["HX-Push-Url"] == "/queue/?route=marketplace"


def test_queue_is_paged_by_key(scene: InReview, docs: Client) -> None:
    copies_of(scene, [f"Copy {number:02}" for number in range(QUEUE_PAGE_SIZE)])

    first = compact(docs.get("/queue/?route=integrations").content.decode())
    next_page = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")  # type: ignore[index]
    names = listed(docs, "?route=integrations")
    more = re.findall(r'<a href="/reviews/[\w-]+/">([^<]+)</a>', compact(docs.get(next_page).content.decode()))

    assert next_page.startswith("/queue/?route=integrations&after=")
    assert (len(names), len(more)) == (QUEUE_PAGE_SIZE, 1)
    assert len({*names, *more}) == QUEUE_PAGE_SIZE + 1


def test_filter_reads_only_what_it_can_mean() -> None:
    read = QueueFilter.read(QueryDict("team=x&state=decided&claim=mine&age=7&route=marketplace&q=%20a%20").dict())

    assert read == QueueFilter(state="decided", claim="mine", route="marketplace", q="a")
    assert urlencode(read.query) == "state=decided&claim=mine&route=marketplace&q=a"


def test_partner_has_no_queue(scene: InReview) -> None:
    partner = browser_of(scene.owner)

    assert partner.get("/queue/").status_code == 403
    assert "/queue/" not in compact(partner.get("/notices/").content.decode())
    assert Client().get("/queue/").headers["Location"] == "/accounts/login/?next=/queue/"


def test_other_organisations_work_is_seen_together(scene: InReview, docs: Client) -> None:
    copies_of(scene, ["Elsewhere"], of=organisation("Other"))

    assert listed(docs, "?q=Other") == ["Elsewhere"]
    assert Listing.objects.count() == 2

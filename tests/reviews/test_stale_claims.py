"""Changes of a claim from a page that is older than the claim of a colleague."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages

from common.actor import TeamRole
from reviews.actions import claim_review, take_over_review
from reviews.models import Claim
from tests.reviews.scene import InReview, browser_of, in_review, reviewer_for, today

pytestmark = pytest.mark.django_db
TEAM = "documentation"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review()


def holders() -> list[object]:
    return list(Claim.objects.filter(released_at=None).values_list("person_id", flat=True))


@pytest.mark.parametrize(
    "verb, values",
    [("release", {"of_others": "on"}), ("hand-over", {}), ("take-over", {"reason": "Hana is ill"})],
)
@pytest.mark.parametrize("was_claimed", [True, False])
def test_lead_with_an_old_page_does_not_change_the_claim_of_another_colleague(
    scene: InReview, verb: str, values: dict[str, str], *, was_claimed: bool
) -> None:
    review, lead = scene.review(TEAM), reviewer_for(TEAM, role=TeamRole.LEAD)
    seen, other = reviewer_for(TEAM), reviewer_for(TEAM, name="Bo Berg")
    claim_review(review_id=review.pk, by=other, now=today())
    url = f"/reviews/{review.pk}/"
    posted = {**values, "to": str(seen.id), "seen_holder": str(seen.id) if was_claimed else "", "page_url": url}

    response = browser_of(lead).post(f"{url}{verb}/", posted)

    assert (response.status_code, holders()) == (409, [other.id])
    text = response.content.decode()
    assert "Bo Berg has claimed this review since you loaded the page." in text
    if verb == "take-over":
        assert 'value="Hana is ill"' in text
    if verb == "hand-over":
        assert " ".join(text.split()).count(f'value="{seen.id}" selected') == 1


def test_change_is_possible_with_the_page_that_shows_the_claim(scene: InReview) -> None:
    review, lead, other = scene.review(TEAM), reviewer_for(TEAM, role=TeamRole.LEAD), reviewer_for(TEAM)
    claim_review(review_id=review.pk, by=other, now=today())

    url = f"/reviews/{review.pk}/"
    page = browser_of(lead).get(url).content.decode()
    assert page.count(f'name="seen_holder" value="{other.id}"') == 3
    response = browser_of(lead).post(f"{url}release/", {"of_others": "on", "seen_holder": str(other.id)})

    assert (response.status_code, holders()) == (303, [])


@pytest.mark.parametrize("verb", ["release", "hand-over"])
def test_former_holder_learns_that_a_colleague_took_over(scene: InReview, verb: str) -> None:
    review, first, second = scene.review(TEAM), reviewer_for(TEAM), reviewer_for(TEAM, name="Bo Berg")
    claim_review(review_id=review.pk, by=first, now=today())
    take_over_review(review_id=review.pk, reason="Ill", by=second, now=today())

    posted = {"seen_holder": str(first.id), "to": str(second.id)}
    response = browser_of(first).post(f"/reviews/{review.pk}/{verb}/", posted)

    if verb == "release":
        assert response.status_code == 409
        assert "Bo Berg has claimed this review since you loaded the page." in response.content.decode()
    assert holders() == [second.id]


def test_row_of_the_queue_refuses_with_a_toast(scene: InReview) -> None:
    review, first, second = scene.review(TEAM), reviewer_for(TEAM), reviewer_for(TEAM, name="Bo Berg")
    claim_review(review_id=review.pk, by=second, now=today())

    response = browser_of(first).post(
        f"/reviews/{review.pk}/release/", {"seen_holder": str(first.id)}, headers={"HX-Request": "true"}
    )

    assert response.status_code == 409
    assert "Bo Berg has claimed this review" in response.content.decode() + str(response.headers)


@pytest.mark.parametrize("change", ["release", "hand-over", "assign"])
def test_bulk_change_leaves_claims_that_the_queue_did_not_show(scene: InReview, change: str) -> None:
    review, lead = scene.review(TEAM), reviewer_for(TEAM, role=TeamRole.LEAD)
    queue = BeautifulSoup(browser_of(lead).get("/queue/?view=team").content, "html.parser")
    value = queue.select_one(f"input[name=review][value^='{review.pk}']")["value"]
    other, to = reviewer_for(TEAM, name="Bo Berg"), reviewer_for(TEAM)
    claim_review(review_id=review.pk, by=other, now=today())

    asked = browser_of(lead).post("/queue/claims/", {"change": change, "review": value})
    if change != "release":
        page = BeautifulSoup(asked.content, "html.parser")
        assert page.select_one("input[name=review]")["value"] == value
        asked = browser_of(lead).post("/queue/claims/", {"change": change, "review": value, "to": str(to.id)})

    (message,) = get_messages(asked.wsgi_request)
    assert str(message) == (
        "Not changed: Documentation (Acme Widget). Bo Berg has claimed this review since you loaded the page. If you "
        "still want to change that, try again."
    )
    assert holders() == [other.id]

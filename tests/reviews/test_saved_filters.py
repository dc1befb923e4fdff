"""Filters of the queue that people save, share in a team, rename and delete."""

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.actions import erase_person
from accounts.contributions import contributions
from accounts.models import Person
from audit.models import Event
from common.actor import Actor, TeamRole
from common.errors import NotAllowed, NotFound, NotPossible
from reviews.actions import change_filter, delete_filter, save_filter, take_over_filter
from reviews.actions.saved_filters import MAX_FILTERS
from reviews.errors import FilterNameTaken
from reviews.models import SavedFilter
from tests.listings.scene import NOW
from tests.reviews.scene import browser_of, html_of, reviewer_for

pytestmark = pytest.mark.django_db
DOCS = "documentation"
QUERY = {"route": "marketplace", "sort": "-threads"}


@pytest.fixture
def reviewer() -> Actor:
    return reviewer_for(DOCS, name="Hana Sato")


@pytest.fixture
def browser(reviewer: Actor) -> Client:
    return browser_of(reviewer)


def chips(client: Client, query: str = "") -> dict[str, tuple[str, bool]]:
    """{text of a saved filter: (its address, whether it is on)} in the queue."""
    page = BeautifulSoup(html_of(client, f"/queue/{query}"), "html.parser")
    links = page.select('nav[aria-label="Saved filters"] a.chip')
    return {link.get_text(" ", strip=True): (link["href"], "aria-current" in link.attrs) for link in links}


def test_filter_is_saved_from_the_queue_and_opens_it(reviewer: Actor, browser: Client) -> None:
    address = "/queue/filters/?route=marketplace&sort=-threads"
    assert f'href="{address}"'.replace("&", "&amp;") in html_of(browser, "/queue/?route=marketplace&sort=-threads")
    form = html_of(browser, f"{address}&view=listings&claim=others")
    assert "Claimed by colleagues · Threads, descending · By listing" in form

    answer = browser.post(address, {"name": "Paid, busiest first", "team": "private"})

    assert answer.headers["Location"] == "/queue/?route=marketplace&sort=-threads"
    assert SavedFilter.objects.get().query == QUERY
    assert chips(browser, "?sort=-threads&route=marketplace") == {
        "Paid, busiest first": ("/queue/?route=marketplace&sort=-threads", True)
    }
    event = Event.objects.get(verb="filter.save")
    assert (event.actor_id, event.object_ids) == (reviewer.id, {"filter": str(SavedFilter.objects.get().pk)})


def test_shared_filters_are_shown_in_the_team_and_changed_by_their_owner(reviewer: Actor, browser: Client) -> None:
    row = save_filter(name="Paid", team=DOCS, query=QUERY, by=reviewer, now=NOW)
    colleague, other = reviewer_for(DOCS), reviewer_for("engineering")

    assert list(chips(browser_of(colleague))) == ["Paid Documentation"]
    assert chips(browser_of(other)) == {}
    assert "Saved by Hana Sato" in html_of(browser_of(colleague), "/queue/filters/")
    for by, refusal in ((colleague, NotAllowed), (other, NotFound)):
        with pytest.raises(refusal):
            change_filter(filter_id=row.pk, name="Mine", team="", by=by, now=NOW)
        with pytest.raises(refusal):
            delete_filter(filter_id=row.pk, by=by, now=NOW)

    browser.post(f"/queue/filters/{row.pk}/", {"name": "Marketplace", "team": "private"})
    assert list(chips(browser)) == ["Marketplace"]
    assert chips(browser_of(colleague)) == {}
    browser.post(f"/queue/filters/{row.pk}/delete/")
    assert chips(browser) == {}
    verbs = list(Event.objects.filter(verb__startswith="filter.").order_by("at", "pk").values_list("verb", flat=True))
    assert sorted(verbs) == ["filter.change", "filter.delete", "filter.save"]


def test_leads_delete_and_take_over_filters_of_their_team(reviewer: Actor) -> None:
    row = save_filter(name="Paid", team=DOCS, query=QUERY, by=reviewer, now=NOW)
    private = save_filter(name="Only mine", team="", query=QUERY, by=reviewer, now=NOW)
    lead, other_lead = (reviewer_for(team, role=TeamRole.LEAD) for team in (DOCS, "engineering"))
    browser = browser_of(lead)

    page = BeautifulSoup(html_of(browser, "/queue/filters/"), "html.parser")
    buttons = [button.get_text(" ", strip=True) for button in page.select("main form button, main a.btn")]
    assert buttons == ["Take over filter Paid", "Delete filter Paid"]
    colleague_page = html_of(browser_of(reviewer_for(DOCS)), "/queue/filters/")
    assert "Take over filter" not in colleague_page
    assert "Delete filter" not in colleague_page
    for filter_id, by, refusal in (
        (row.pk, reviewer_for(DOCS), NotAllowed),
        (row.pk, other_lead, NotFound),
        (private.pk, lead, NotFound),
    ):
        with pytest.raises(refusal):
            take_over_filter(filter_id=filter_id, by=by, now=NOW)

    browser.post(f"/queue/filters/{row.pk}/take-over/")
    assert SavedFilter.objects.get(pk=row.pk).person_id == lead.id
    assert change_filter(filter_id=row.pk, name="Marketplace", team=DOCS, by=lead, now=NOW).name == "Marketplace"
    assert Event.objects.get(verb="filter.take-over").object_ids == {"filter": str(row.pk), "team": DOCS}
    with pytest.raises(NotAllowed):
        delete_filter(filter_id=row.pk, by=reviewer, now=NOW)
    shared = save_filter(name="Newest", team=DOCS, query=QUERY, by=reviewer, now=NOW)
    page = BeautifulSoup(html_of(browser, "/queue/filters/"), "html.parser")
    (address,) = (link["href"] for link in page.select("a.btn") if str(shared.pk) in link["href"])
    assert "Everyone in the team Documentation will lose this filter." in html_of(browser, address)
    assert browser_of(reviewer_for(DOCS)).get(address).status_code == 403
    assert SavedFilter.objects.filter(pk=shared.pk).exists()
    browser.post(address)
    assert not SavedFilter.objects.filter(pk=shared.pk).exists()


@pytest.mark.parametrize("name", ["Busiest first", ""])
@pytest.mark.parametrize(
    "is_deleted, status, reason",
    [(False, 403, "This filter now belongs to Greta Sand."), (True, 404, "This filter was deleted")],
)
def test_lost_filter_is_offered_as_a_new_one_with_what_was_typed(
    reviewer: Actor, browser: Client, is_deleted: bool, status: int, reason: str, name: str
) -> None:
    row = save_filter(name="Paid", team=DOCS, query=QUERY, by=reviewer, now=NOW)
    page = BeautifulSoup(html_of(browser, "/queue/filters/"), "html.parser")
    action = page.select_one("main form.fields")["action"]
    act, lead = (
        (delete_filter if is_deleted else take_over_filter),
        reviewer_for(DOCS, role=TeamRole.LEAD, name="Greta Sand"),
    )
    act(filter_id=row.pk, by=lead, now=NOW)

    response = browser.post(action, {"name": name, "team": "private"})

    assert response.status_code == status
    form = BeautifulSoup(response.content, "html.parser").select_one("#new form")
    assert reason in form.get_text(" ", strip=True)
    assert form.select_one("[name=name]").get("value", "") == name
    browser.post(form["action"], {"name": "Busiest first", "team": "private"})
    assert SavedFilter.objects.get(person_id=reviewer.id).query == QUERY


@pytest.mark.parametrize("verb", ["delete", "take-over"])
def test_filter_that_a_colleague_has_deleted_is_reported_on_the_list(reviewer: Actor, verb: str) -> None:
    row = save_filter(name="Paid", team=DOCS, query=QUERY, by=reviewer, now=NOW)
    save_filter(name="Newest", team=DOCS, query=QUERY, by=reviewer, now=NOW)
    lead = browser_of(reviewer_for(DOCS, role=TeamRole.LEAD))
    delete_filter(filter_id=row.pk, by=reviewer, now=NOW)

    response = lead.post(f"/queue/filters/{row.pk}/{verb}/")

    assert response.status_code == 404
    page = response.content.decode()
    assert "This filter was deleted or is no longer shared." in page
    assert "Newest" in page


def test_shared_filters_survive_their_owner(reviewer: Actor) -> None:
    shared = save_filter(name="Marketplace", team=DOCS, query=QUERY, by=reviewer, now=NOW)
    save_filter(name="Paid", team="", query=QUERY, by=reviewer, now=NOW)
    colleague, lead = reviewer_for(DOCS), reviewer_for(DOCS, role=TeamRole.LEAD)

    erase_person(person_id=reviewer.id, by=reviewer, now=NOW)

    assert list(SavedFilter.objects.values_list("pk", flat=True)) == [shared.pk]
    assert "Saved by former member" in html_of(browser_of(colleague), "/queue/filters/")
    assert take_over_filter(filter_id=shared.pk, by=lead, now=NOW).person_id == lead.id


def test_filter_is_shared_only_with_teams_of_the_person(reviewer: Actor, browser: Client) -> None:
    with pytest.raises(NotAllowed):
        save_filter(name="Paid", team="engineering", query=QUERY, by=reviewer, now=NOW)

    assert browser.post("/queue/filters/?q=a", {"name": "Paid", "team": "engineering"}).status_code == 422
    assert not SavedFilter.objects.exists()


def test_names_are_unique_for_a_person_and_in_a_team(reviewer: Actor, browser: Client) -> None:
    save_filter(name="Paid", team="", query=QUERY, by=reviewer, now=NOW)
    shared = save_filter(name="Paid", team=DOCS, query=QUERY, by=reviewer, now=NOW)
    save_filter(name="Paid", team="", query=QUERY, by=reviewer_for(DOCS), now=NOW)

    for team, by in (("", reviewer), (DOCS, reviewer_for(DOCS))):
        with pytest.raises(FilterNameTaken):
            save_filter(name=" Paid ", team=team, query={}, by=by, now=NOW)
    page = browser.post(f"/queue/filters/{shared.pk}/", {"name": "Paid", "team": "private"})
    assert page.status_code == 422
    assert "There is already a filter called Paid." in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedFilter.objects.create(person_id=reviewer.id, name="", created_at=NOW)


def test_stored_filters_ignore_what_the_queue_no_longer_has(reviewer: Actor, browser: Client) -> None:
    stale = {"route": "marketplace", "state": "gone", "colour": "red", "age": 5, "sort": "price"}
    SavedFilter.objects.create(person_id=reviewer.id, name="Old", query=stale, created_at=NOW)

    assert chips(browser) == {"Old": ("/queue/?route=marketplace", False)}
    assert "Marketplace" in html_of(browser, "/queue/filters/")


def test_number_of_filters_is_limited(reviewer: Actor) -> None:
    for number in range(MAX_FILTERS):
        save_filter(name=f"Filter {number}", team="", query=QUERY, by=reviewer, now=NOW)

    with pytest.raises(NotPossible) as refused:
        save_filter(name="One more", team="", query=QUERY, by=reviewer, now=NOW)
    lead = reviewer_for(DOCS, role=TeamRole.LEAD)
    SavedFilter.objects.update(person=lead.id)
    shared = save_filter(name="Shared", team=DOCS, query=QUERY, by=reviewer, now=NOW)
    with pytest.raises(NotPossible):
        take_over_filter(filter_id=shared.pk, by=lead, now=NOW)
    assert refused.value.context["codes"] == ["too-many-filters"]
    with pytest.raises(NotFound):
        delete_filter(filter_id=uuid4(), by=reviewer, now=NOW)


def test_filters_are_part_of_a_persons_data_and_are_erased_with_them(reviewer: Actor) -> None:
    save_filter(name="Paid", team="", query=QUERY, by=reviewer, now=NOW)
    contribution = contributions()["reviews"]

    (data,) = contribution.personal_data(Person.objects.get(pk=reviewer.id))["saved_filters"]
    assert data == {"name": "Paid", "team": "", "query": QUERY, "created_at": NOW}
    with transaction.atomic():
        contribution.erase(reviewer.id)
    assert not SavedFilter.objects.exists()

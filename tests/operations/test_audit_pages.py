"""The audit pages: who may read which events, in which words, and how they are filtered."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import Organisation, Person
from audit.models import Event, EventAddress
from audit.writes import record_event
from common.actor import SYSTEM, Actor, ActorKind, Role
from common.ids import uuid7
from common.request_id import request_id
from listings.models import Listing
from operations.filters import AuditFilter
from operations.views import EVENTS_PER_PAGE
from tests.accounts.factories import make_admin, make_member, make_organisation, make_person, make_reviewer
from tests.reviews.scene import InReview, browser_of, html_of, in_review

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def record(verb: str, by: Person | None = None, *, at: datetime = NOON, **objects: object) -> Event:
    actor = Actor(kind=ActorKind.PERSON, id=by.pk) if by else SYSTEM
    with transaction.atomic(), request_id("request-4711"):
        return record_event(verb, by=actor, objects={noun: str(value) for noun, value in objects.items()}, now=at)


def browser_for(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def shown(client: Client, address: str = "/audit/") -> list[str]:
    """The verbs on the page, in its order."""
    return [row.event.verb for row in client.get(address).context["rows"]]


@pytest.fixture
def admin() -> Client:
    return browser_for(make_admin())


@pytest.fixture
def acme() -> Organisation:
    return make_organisation("Acme")


@pytest.fixture
def owner(acme: Organisation) -> Client:
    return browser_for(make_member(acme, Role.OWNER, "olga"))


def test_row_says_in_words_who_did_what_to_whom(admin: Client, acme: Organisation) -> None:
    ada, bob = make_person("ada", name="Ada Byron"), make_person("bob", name="Bob Quay")
    event = record("membership.change-role", ada, organisation=acme.pk, person=bob.pk, role="owner")
    EventAddress.objects.create(event_id=event.pk, address="198.51.100.7", at=NOON)

    (row,) = admin.get("/audit/").context["rows"]

    assert (row.who, str(row.what), row.address) == ("Ada Byron", "Role in the organisation changed", "198.51.100.7")
    assert [(item.name, bool(item.href)) for item in row.about] == [("Acme", True), ("Bob Quay", False)]
    assert ("role", "owner") in row.more
    assert ("Request ID", "request-4711") in row.more


def test_portal_erased_people_and_unknown_verbs_have_words(admin: Client) -> None:
    gone = make_person("gone", is_active=False, erased_at=NOON)
    record("sign-out", gone, person=gone.pk)
    record("verb.of-the-past", listing=uuid7())

    rows = admin.get("/audit/").context["rows"]

    assert {row.who for row in rows} == {"former member", "Portal"}
    assert "verb.of-the-past" in [row.what for row in rows]
    assert html_of(admin, "/audit/").count("deleted listing") == 1


def test_only_admins_read_everything_and_only_owners_their_organisation(acme: Organisation) -> None:
    readers = {
        "admin": make_admin(),
        "reviewer": make_reviewer(),
        "viewer": make_member(acme, Role.VIEWER),
        "editor": make_member(acme, Role.EDITOR),
        "owner": make_member(acme, Role.OWNER),
        "foreign": make_member(make_organisation("Other"), Role.OWNER),
    }

    page = f"/organisation/{acme.slug}/audit/"
    answers = {
        name: tuple(browser_for(person).get(address).status_code for address in ("/audit/", page))
        for name, person in readers.items()
    }

    assert answers == {
        "admin": (200, 404),
        "reviewer": (403, 404),
        "viewer": (403, 403),
        "editor": (403, 403),
        "owner": (403, 200),
        "foreign": (403, 404),
    }
    assert Client().get("/audit/").status_code == Client().get(page).status_code == 302


def test_owner_sees_no_events_of_staff_and_of_others(owner: Client, acme: Organisation) -> None:
    other, staff = make_organisation("Other"), make_reviewer()
    seen = record("organisation.update", organisation=acme.pk)
    EventAddress.objects.create(event_id=seen.pk, address="198.51.100.7", at=NOON)
    record("organisation.update", organisation=other.pk)
    for verb in ("staff-note.add", "incident.start", "review.claim", "thread.open", "finding-dispute.request"):
        record(verb, staff, organisation=acme.pk)
    record("sign-in", staff, person=staff.pk)
    page = f"/organisation/{acme.slug}/audit/"

    assert shown(owner, page) == ["organisation.update"]
    assert shown(owner, f"{page}?verb=staff-note.add") == shown(owner, f"{page}?verb=sign-in") == []
    assert shown(owner, f"{page}?kind=organisation&about={other.pk}") == []
    html = html_of(owner, page)
    assert "198.51.100.7" not in html
    assert "request-4711" not in html
    assert "Internal note added" not in html


@pytest.fixture
def scene(data_dir: object) -> InReview:
    return in_review()


def test_owner_sees_events_of_the_listings_and_opens_those_of_one(scene: InReview) -> None:
    client, organisation = browser_of(scene.owner), Organisation.objects.get(slug="acme")
    listing = Listing.objects.get()
    page = f"/organisation/{organisation.slug}/audit/"
    record("revision.withdraw", listing=uuid7())

    (link,) = {
        part.split('"')[0]
        for part in html_of(client, listing.get_absolute_url()).split('href="')[1:]
        if part.startswith(page)
    }

    assert link == f"{page}?listing={listing.pk}"
    assert "revision.submit" in shown(client, page)
    assert "revision.withdraw" not in shown(client, page)
    assert "revision.submit" in shown(client, link)
    assert shown(client, f"{page}?listing={uuid7()}") == []


def test_admin_reaches_the_events_of_a_listing_from_its_page(scene: InReview, admin: Client) -> None:
    listing = Listing.objects.get()

    assert f'href="/audit/?listing={listing.pk}"' in html_of(admin, listing.get_absolute_url())
    assert "revision.submit" in shown(admin, f"/audit/?listing={listing.pk}")
    assert "revision.submit" in shown(admin, f"/audit/?kind=organisation&about={listing.organisation_id}")


def test_admin_reaches_the_events_of_an_organisation_and_of_a_person(admin: Client, acme: Organisation) -> None:
    bob = make_member(acme, Role.EDITOR, "bob")
    record("organisation.update", bob, organisation=acme.pk)
    record("person.update", bob, person=bob.pk)

    links = [f"/audit/?kind=organisation&about={acme.pk}", f"/audit/?who={bob.pk}"]
    for page, link in zip([f"/organisations/{acme.slug}/", f"/people/{bob.pk}/"], links, strict=True):
        assert link in html_of(admin, page).replace("&amp;", "&")
    assert [shown(admin, link) for link in links] == [["organisation.update"], ["person.update", "organisation.update"]]


def test_filters(admin: Client, acme: Organisation) -> None:
    ada, bob = make_person("ada", name="Ada Byron"), make_person("bob", name="Bob Quay")
    record("organisation.create", ada, at=NOON, organisation=acme.pk)
    record("person.update", bob, at=NOON + timedelta(days=1), person=bob.pk)
    record("webhook.pause", at=NOON + timedelta(days=2), organisation=acme.pk)
    expected = {
        "": ["webhook.pause", "person.update", "organisation.create"],
        "who=byron": ["organisation.create"],
        "who=ada@partner": ["organisation.create"],
        f"who={bob.pk}": ["person.update"],
        "who=portal": ["webhook.pause"],
        "who=nobody": [],
        "verb=person.update": ["person.update"],
        "verb=webhook.pause&who=portal&kind=organisation&about=acme": ["webhook.pause"],
        "kind=organisation&about=acme": ["webhook.pause", "organisation.create"],
        f"kind=organisation&about={acme.pk}": ["webhook.pause", "organisation.create"],
        "kind=person&about=quay": ["person.update"],
        "about=quay": ["person.update"],
        "about=acme": ["webhook.pause", "organisation.create"],
        f"about={acme.pk}": ["webhook.pause", "organisation.create"],
        "since=2026-03-03": ["webhook.pause", "person.update"],
        "until=2026-03-03": ["person.update", "organisation.create"],
        "since=2026-03-03&until=2026-03-03": ["person.update"],
        "since=yesterday&kind=planet&after=x": ["webhook.pause", "person.update", "organisation.create"],
    }

    assert {query: shown(admin, f"/audit/?{query}") for query in expected} == expected


@pytest.mark.parametrize("text", ["2026-03-02", "20260302", "2026-W10-1"])
def test_page_shows_the_days_that_it_selects(text: str) -> None:
    assert AuditFilter.read({"since": text, "until": text}).query == {"since": "2026-03-02", "until": "2026-03-02"}


def test_owner_finds_nobody_by_e_mail_address(owner: Client, acme: Organisation) -> None:
    record("organisation.update", make_person("ada", name="Ada Byron"), organisation=acme.pk)
    page = f"/organisation/{acme.slug}/audit/"

    assert [shown(owner, f"{page}?who={text}") for text in ("byron", "ada@partner")] == [["organisation.update"], []]


def test_pages_have_a_constant_number_of_queries(
    admin: Client, django_assert_max_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    for number in range(EVENTS_PER_PAGE + 5):
        objects: dict[str, UUID] = {"organisation": make_organisation(f"Number {number}").pk, "listing": uuid7()}
        record("organisation.update", make_person(), at=NOON + timedelta(minutes=number), **objects)
    admin.get("/audit/")

    with django_assert_max_num_queries(16):
        response = admin.get("/audit/?kind=organisation&about=number&since=2026-01-01")

    assert len(response.context["rows"]) == EVENTS_PER_PAGE
    last = admin.get(response.context["next"])
    assert [len(last.context["rows"]), last.context["next"]] == [5, ""]

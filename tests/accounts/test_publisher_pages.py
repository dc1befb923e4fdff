"""The pages of trusted publishers: the form with its errors, and the list on the application's page."""

import re
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.actors import actor_of
from accounts.models import Application, Organisation, Person, TrustedPublisher
from common.actor import Role
from listings.models import Listing
from tests.accounts.factories import make_member, make_organisation, owner_of
from tests.accounts.test_application_pages import confirm
from tests.listings.scene import draft

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
NEW, USERS = "/organisation/northquay/publishers/new/", "/organisation/northquay/members/"
GITHUB = "https://token.actions.githubusercontent.com"


@pytest.fixture
def organisation() -> Organisation:
    return make_organisation()


@pytest.fixture
def owner(organisation: Organisation) -> Person:
    return make_member(organisation, Role.OWNER, "ada")


@pytest.fixture
def listing(owner: Person) -> Listing:
    return draft(actor_of(owner), name="Tide Gauge").listing


@pytest.fixture
def trusted(client: Client, owner: Person) -> Client:
    """The owner's browser, after the owner has just entered their password."""
    client.force_login(owner)
    confirm(client)
    return client


def form(listing: Listing, **values: str | list[str]) -> dict[str, str | list[str]]:
    return {
        "listing_id": str(listing.pk),
        "issuer": GITHUB,
        "repository": "northquay/tide-gauge",
        "workflow": "publish.yml",
        "environment": "",
        "ref": "refs/tags/*",
        "name": "Release workflow",
        "role": "3",
        **values,
    }


def test_an_owner_adds_one_and_sees_it(trusted: Client, listing: Listing) -> None:
    page = trusted.get(NEW).content.decode()
    assert f'value="{listing.pk}"' in page
    assert f'<input type="hidden" name="issuer" value="{GITHUB}"' in page

    response = trusted.post(NEW, form(listing))

    publisher = TrustedPublisher.objects.get()
    assert response.status_code == 302
    assert response.url == publisher.application.get_absolute_url()
    shown = trusted.get(response.url).content.decode().replace("<wbr>", "")
    for text in ("Tide Gauge", str(listing.pk), "publish.yml", "refs/tags/*", "Never"):
        assert text in shown
    assert "Create key" not in shown
    users = trusted.get(USERS).content.decode().replace("<wbr>", "")
    assert "publish.yml" in users
    assert f'href="{reverse("api:start")}"' in users


def test_the_page_shows_the_events_that_an_owner_allows(trusted: Client, listing: Listing) -> None:
    trusted.post(NEW, form(listing))
    trusted.post(NEW, form(listing, name="Preview", ref="", events=["pull_request", "pull_request_target"]))

    without, allowing = TrustedPublisher.objects.order_by("created_at")

    assert (without.events, allowing.events) == ([], ["pull_request", "pull_request_target"])
    assert "pull requests can't sign in" in trusted.get(without.application.get_absolute_url()).content.decode()
    assert "pull_request, pull_request_target" in trusted.get(allowing.application.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "field, value",
    [
        ("listing_id", ""),
        ("listing_id", "0190d8f0-0000-7000-8000-000000000001"),
        ("listing_id", "no id"),
        ("issuer", "https://evil.example"),
        ("repository", "tide-gauge"),
        ("repository", "northquay/tide-gauge/deeper"),
        ("repository", "northquay/*"),
        ("repository", "https://github.com/northquay/tide-gauge"),
        ("workflow", ".github/workflows/publish.yml"),
        ("workflow", "publish.yml@main"),
        ("workflow", "*"),
        ("ref", "v1.0"),
        ("ref", "refs/tags/a b"),
        ("events", "push"),
        ("name", "a\u200b"),
        ("role", "9"),
    ],
)
def test_a_wrong_value_stays_in_the_form(trusted: Client, listing: Listing, field: str, value: str) -> None:
    response = trusted.post(NEW, form(listing, **{field: value}))

    page = response.content.decode()
    assert response.status_code == 422
    assert re.search(r'class="[^"]*error', page)
    assert 'value="Release workflow"' in page or field == "name"
    assert not Application.objects.exists()


def test_what_is_trusted_already_is_said_at_its_field(trusted: Client, listing: Listing) -> None:
    trusted.post(NEW, form(listing))
    again, other = trusted.post(NEW, form(listing)), trusted.post(NEW, form(listing, name="Another"))
    assert (again.status_code, other.status_code) == (422, 422)
    assert "already has an application called" in again.content.decode()
    assert "already a trusted publisher" in other.content.decode()
    assert TrustedPublisher.objects.count() == 1


def test_listings_of_others_cannot_be_chosen(trusted: Client, listing: Listing) -> None:
    foreign = draft(owner_of(make_organisation("Southquay")), name="Foreign").listing
    assert "Foreign" not in trusted.get(NEW).content.decode()
    assert trusted.post(NEW, form(foreign)).status_code == 422


def test_without_a_listing_there_is_no_form(trusted: Client) -> None:
    page = trusted.get(NEW).content.decode()
    assert "have a listing yet" in page
    assert 'name="repository"' not in page


def test_one_of_several_issuers_is_chosen(trusted: Client, listing: Listing) -> None:
    server = "https://github.northquay.example/_services/token"
    with override_settings(OIDC_ISSUERS=(GITHUB, server)):
        assert "github.northquay.example" in trusted.get(NEW).content.decode()
        trusted.post(NEW, form(listing, issuer=server))
    assert TrustedPublisher.objects.get().issuer == server


def test_the_page_says_that_the_listing_is_gone(trusted: Client, listing: Listing) -> None:
    trusted.post(NEW, form(listing))
    TrustedPublisher.objects.update(last_used_at=timezone.now() - timedelta(days=2), repository_id="4711")
    Listing.objects.update(organisation=make_organisation("Southquay"))

    page = trusted.get(Application.objects.get().get_absolute_url()).content.decode()

    assert "now belongs to another organisation" in page
    assert "Repository ID 4711" in page
    assert "Tide Gauge" not in page


def test_the_password_comes_before_the_form(client: Client, owner: Person) -> None:
    client.force_login(owner)
    assert "/accounts/reauthenticate/" in client.get(NEW)["Location"]

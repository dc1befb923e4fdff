"""The Contact page, and the links to it."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from guides.contact_subjects import ContactSubject
from portal.environment import EnvironmentProblem, read_environment
from tests.accounts.factories import make_member, make_organisation, make_person
from tests.markup import compact
from tests.studio.scene import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


def test_addresses_come_from_the_settings(client: Client, settings: Settings) -> None:
    environment = read_environment(
        {
            "CONTACTS": "other=help@partners.example, listings=https://partners.example/ask",
            "OFFICE_HOURS": "Thursdays at 15:00 UTC: https://meet.example/hours",
            "COMMUNITY_LINKS": "Forum=https://forum.example",
        }
    )
    settings.CONTACTS, settings.OFFICE_HOURS = environment.contacts, environment.office_hours
    settings.COMMUNITY_LINKS, settings.SECURITY_CONTACT = environment.community_links, "mailto:security@a.example"

    page = compact(client.get("/contact/").content.decode())

    links = [
        "https://partners.example/ask", "mailto:help@partners.example", "mailto:security@a.example",
        "https://meet.example/hours", "https://forum.example",
    ]  # fmt: skip
    assert [link for link in links if f'href="{link}"' not in page] == []
    assert page.index("Listings and reviews") < page.index("Everything else")
    assert "Marketplace" not in page


def test_page_without_settings_says_what_each_reader_can_do(client: Client) -> None:
    partner, admin = make_member(make_organisation("Acme")), make_person(is_admin=True)

    visitors, partners, admins = (
        compact(reader.get("/contact/").content.decode()) for reader in (client, signed_in(partner), signed_in(admin))
    )

    assert 'href="/accounts/login/">sign in</a>' in visitors
    assert 'open <a href="/listings/">your listing</a>' in partners
    assert "About a listing" not in admins
    assert ["CONTACTS" in page for page in (visitors, partners, admins)] == [False, False, True]


def test_footer_and_error_pages_link_to_the_page(client: Client) -> None:
    client.raise_request_exception = False

    pages = [client.get(address).content.decode() for address in ("/catalogue/", "/no-such-page/", "/contact/")]

    assert [page.count('href="/contact/"') for page in pages] == [1, 2, 1]


@pytest.mark.parametrize(
    "name, value",
    [
        ("CONTACTS", "nobody=a@b.example"),
        ("CONTACTS", "other=call me"),
        ("CONTACTS", "other=javascript:alert()"),
        ("COMMUNITY_LINKS", "Forum=javascript:alert()"),
        ("COMMUNITY_LINKS", "https://forum.example"),
    ],
)
def test_invalid_settings_are_reported(name: str, value: str) -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        read_environment({name: value})

    assert [problem.split()[0] for problem in caught.value.problems] == [name]


def test_all_subjects_have_a_text(client: Client, settings: Settings) -> None:
    settings.CONTACTS = {subject: f"{subject}@partners.example" for subject in ContactSubject}

    page = client.get("/contact/").content.decode()

    assert page.count("mailto:") == len(ContactSubject)

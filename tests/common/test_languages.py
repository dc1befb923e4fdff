"""The language of a page: from the URL, the browser's cookie, the person's settings or Accept-Language."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import translation

from common.sizes import file_size
from page_parts.counts import Count
from page_parts.times import DATE, format_time
from tests.accounts.factories import make_person

pytestmark = pytest.mark.django_db
CATALOGUE = "/catalogue/?q=tide"


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """Reset the active language after the test, because requests leave theirs active."""
    yield
    translation.activate("en")


def language_of(client: Client, address: str, **headers: str) -> str:
    match = re.search(r'<html lang="([^"]+)"', client.get(address, headers=headers).content.decode())
    assert match
    return match[1]


def test_visitors_get_the_language_of_their_browser() -> None:
    assert language_of(Client(), CATALOGUE) == "en"
    assert language_of(Client(), CATALOGUE, accept_language="fr-CA,fr;q=0.9,en;q=0.5") == "fr"
    assert language_of(Client(), CATALOGUE, accept_language="de,ja;q=0.5") == "ja"


def test_the_address_of_a_public_page_may_name_a_language() -> None:
    assert language_of(Client(), f"{CATALOGUE}&language=ja", accept_language="fr") == "ja"
    assert language_of(Client(), f"{CATALOGUE}&language=tlh", accept_language="fr") == "fr"
    assert Client().get(f"{CATALOGUE}&language=ja").headers["Content-Language"] == "ja"


def test_other_pages_follow_the_person() -> None:
    client, person = Client(), make_person()
    person.language = "fr"
    person.save()
    client.force_login(person)

    assert language_of(client, "/account/?language=ja") == "fr"


def test_public_pages_name_the_addresses_of_all_languages() -> None:
    page = Client().get(f"{CATALOGUE}&language=fr").content.decode()

    links = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page))
    base = f"{settings.PUBLIC_URL}/catalogue/?q=tide"
    assert links == {
        **{code: f"{base}&amp;language={code}" for code, _ in settings.LANGUAGES},
        "x-default": base,
    }


def test_choosing_a_language_wins_over_the_address() -> None:
    client = Client()
    page = client.get(f"{CATALOGUE}&language=fr").content.decode()
    assert f'name="next" value="{CATALOGUE}"' in page

    response = client.post(reverse("accounts:language-set"), {"language": "ja", "next": CATALOGUE})

    assert response.url == CATALOGUE
    assert language_of(client, CATALOGUE) == "ja"


@pytest.mark.parametrize("referer, back", [(f"{CATALOGUE}&language=fr", CATALOGUE), ("", "/")])
def test_menu_of_an_error_page_leads_back_to_the_form(referer: str, back: str) -> None:
    """The error page has the address that the form was sent to, which accepts only POST."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_person())

    page = client.post("/preferences/language/", headers={"referer": f"http://testserver{referer}"} if referer else {})

    assert page.status_code == 403
    assert f'name="next" value="{back}"' in page.content.decode()


@pytest.mark.parametrize(
    "language, moment, day, size",
    [
        ("en", "25 Nov 2026, 01:47\N{NO-BREAK SPACE}UTC", "25 Nov 2026", "2.5 kB"),
        (
            "fr",
            "25\N{NO-BREAK SPACE}nov.\N{NO-BREAK SPACE}2026 à\N{NO-BREAK SPACE}01:47\N{NO-BREAK SPACE}UTC",
            "25\N{NO-BREAK SPACE}nov.\N{NO-BREAK SPACE}2026",
            "2,5\N{NARROW NO-BREAK SPACE}ko",
        ),
        ("ja", "2026年11月25日 01:47\N{NO-BREAK SPACE}UTC", "2026年11月25日", "2.5 KB"),
    ],
)
def test_times_and_sizes_read_as_in_the_language(language: str, moment: str, day: str, size: str) -> None:
    with translation.override(language):
        assert format_time("2026-11-25T01:47:12Z") == moment
        assert format_time("2026-11-25", DATE) == day
        assert file_size(2_500) == size


@pytest.mark.parametrize(
    "month, text", [(1, "janv."), (2, "févr."), (3, "mars"), (4, "avr."), (7, "juil."), (9, "sept.")]
)
def test_french_months_have_the_usual_abbreviations(month: int, text: str) -> None:
    with translation.override("fr"):
        assert format_time(date(2026, month, 3)) == f"3\N{NO-BREAK SPACE}{text}\N{NO-BREAK SPACE}2026"


@pytest.mark.parametrize(
    "language, text", [("en", "12,345 rows"), ("fr", "12\N{NO-BREAK SPACE}345 rows"), ("ja", "12,345 rows")]
)
def test_counts_read_as_in_the_language(language: str, text: str) -> None:
    page = Template(
        "{% load i18n %}"
        "{% blocktranslate count n=k|counted %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}"
    )

    with translation.override(language):
        assert f"{Count(12_345)} rows" == text
        assert page.render(Context({"k": 12_345})) == text
        assert page.render(Context({"k": 1})) == "1 row"

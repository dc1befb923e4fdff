"""Pages for requests that no page of the portal sends: unknown values, and methods that an address doesn't support."""

import pytest
from django.test import Client

from tests.accounts.factories import make_person

pytestmark = pytest.mark.django_db
LANGUAGE, THEME, RETRY = "/preferences/language/", "/preferences/theme/", "/jobs/retry/"


@pytest.fixture
def client() -> Client:
    """The browser of an admin who reads French."""
    client = Client()
    client.force_login(make_person(is_admin=True, language="fr"))
    return client


@pytest.mark.parametrize("address", [LANGUAGE, THEME, RETRY])
def test_unknown_values_get_a_page(client: Client, address: str) -> None:
    response = client.post(address, {"language": "tlh", "theme": "pink"})

    assert response.status_code == 400
    assert '<html lang="fr"' in response.content.decode()
    assert 'href="/"' in response.content.decode()


@pytest.mark.parametrize("address", [LANGUAGE, THEME, RETRY])
def test_address_of_a_form_gets_a_page_if_it_is_opened(client: Client, address: str) -> None:
    response = client.get(address, headers={"referer": "http://testserver/catalogue/"})
    page = response.content.decode()

    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert '<html lang="fr"' in page
    assert page.count("<h1>") == 1
    assert 'data-kind="primary" href="/catalogue/"' in page


def test_parts_of_pages_get_no_page(client: Client) -> None:
    assert client.get(THEME, headers={"HX-Request": "true"}).content == b""

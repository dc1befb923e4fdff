"""Sessions from before the cookies got the __Host- prefix."""

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.accounts.factories import PASSWORD, make_person

pytestmark = pytest.mark.django_db
NEW = {"SESSION_COOKIE_NAME": "__Host-sessionid", "CSRF_COOKIE_NAME": "__Host-csrftoken"}


def _sign_in_before_the_upgrade() -> Client:
    client = Client()
    client.force_login(make_person("ada"))
    session = client.session
    session.pop("has_prefixed_cookie", None)
    session.save()
    return client


def _upgrade(settings: LazySettings) -> None:
    for name, value in NEW.items():
        setattr(settings, name, value)


def test_session_continues_under_the_new_name(settings: LazySettings) -> None:
    client = _sign_in_before_the_upgrade()
    _upgrade(settings)

    pages = [client.get("/profile/")]
    del client.cookies["sessionid"], client.cookies["csrftoken"]  # as a browser does
    pages.append(client.get("/profile/"))

    assert [page.status_code for page in pages] == [200, 200]
    assert pages[0].cookies["sessionid"]["max-age"] == 0
    assert pages[0].cookies["__Host-sessionid"].value
    assert "sessionid" not in pages[1].cookies


def test_former_cookie_is_not_accepted_for_a_session_of_the_new_release(settings: LazySettings) -> None:
    _upgrade(settings)
    client, victim = Client(), Client()
    person = make_person("ada")
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    key = client.cookies["__Host-sessionid"].value

    victim.cookies["sessionid"] = key

    assert victim.get("/profile/").status_code == 302


def test_adopted_session_is_not_accepted_under_the_former_name_again(settings: LazySettings) -> None:
    client, victim = _sign_in_before_the_upgrade(), Client()
    key = client.cookies["sessionid"].value
    _upgrade(settings)
    client.get("/profile/")

    victim.cookies["sessionid"] = key

    assert victim.get("/profile/").status_code == 302

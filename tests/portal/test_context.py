"""Parts of pages that are shown only in demo mode."""

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.demo import ACCOUNTS

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
LOGIN = "/accounts/login/"
WAITING = ("/accounts/confirm-email/", "/accounts/password/reset/done/")


def test_sign_in_page_lists_the_demo_accounts(client: Client, settings: Settings) -> None:
    settings.DEMO_MODE = True

    page = client.get(LOGIN).content.decode()

    for account in ACCOUNTS:
        assert f'<button name="login" value="{account.email}">' in page
    assert "Owner, Demo Harbour" in page
    assert "Reviewer, Documentation" in page
    assert f'name="password" value="{settings.DEMO_PASSWORD}"' in page


def test_accounts_are_a_secret_outside_of_a_demo(client: Client, settings: Settings) -> None:
    settings.DEMO_MODE = False

    page = client.get(LOGIN).content.decode()

    assert "demo.example" not in page
    assert settings.DEMO_PASSWORD not in page


@pytest.mark.parametrize("address", WAITING)
def test_pages_that_wait_for_an_e_mail_link_to_it(client: Client, settings: Settings, address: str) -> None:
    settings.DEMO_MODE = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert 'href="/dev/mail/"' in client.get(address).content.decode()

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert "/dev/mail/" not in client.get(address).content.decode()

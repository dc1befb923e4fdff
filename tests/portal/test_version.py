"""Who sees the version of the portal."""

import pytest
from django.test import Client

from accounts.models import Person
from tests.accounts.factories import make_admin, make_member, make_organisation, make_reviewer
from tests.markup import compact
from tilekit import __version__

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
SHOWN = f"Version {__version__}"


def _catalogue(person: Person | None = None) -> str:
    client = Client()
    if person:
        client.force_login(person)
    return compact(client.get("/catalogue/", follow=True).content.decode())


def test_staff_see_the_version_in_the_footer() -> None:
    assert SHOWN in _catalogue(make_reviewer())
    assert SHOWN in _catalogue(make_admin())


def test_partners_and_visitors_do_not_see_it() -> None:
    assert SHOWN not in _catalogue(make_member(make_organisation()))
    assert SHOWN not in _catalogue()

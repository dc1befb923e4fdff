"""The browser's time zone is stored once, for people who have none."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from audit.models import Event
from tests.accounts.factories import make_person

pytestmark = pytest.mark.django_db
FORM = "data-time-zone-form"


def send(person: Person, zone: str) -> str:
    client = Client()
    client.force_login(person)
    assert client.post(reverse("accounts:time-zone-fill-in"), {"time_zone": zone}).status_code == 204
    return Person.objects.get(pk=person.pk).time_zone


def test_zone_is_asked_for_until_there_is_one() -> None:
    person, client = make_person(), Client()
    client.force_login(person)
    assert FORM in client.get("/profile/").content.decode()

    assert send(person, "Asia/Tokyo") == "Asia/Tokyo"
    assert FORM not in client.get("/profile/").content.decode()
    assert send(person, "Europe/Paris") == "Asia/Tokyo"
    assert Event.objects.filter(verb="person.update").count() == 1


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "x" * 5_000])
def test_unknown_zone_is_not_stored(zone: str) -> None:
    assert send(make_person(), zone) == ""


def test_visitors_are_not_asked(client: Client) -> None:
    assert FORM not in client.get("/catalogue/").content.decode()


def test_stored_zone_that_is_gone_is_the_default_one() -> None:
    person, client = make_person(), Client()
    Person.objects.filter(pk=person.pk).update(time_zone="Former/Zone")
    client.force_login(person)

    assert client.get("/profile/").status_code == 200

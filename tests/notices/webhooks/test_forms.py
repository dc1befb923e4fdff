"""The form for a webhook."""

import re

import pytest
from django.test import Client

from notices.events import all_events
from notices.webhooks.forms import EVENT_SUBJECTS, event_group
from tests.accounts.factories import make_member, make_organisation
from tests.accounts.test_application_pages import confirm

PAGE = "/organisation/northquay/webhooks/new/"


def test_every_event_has_a_heading() -> None:
    assert {event_group(event) for event in all_events()} == set(EVENT_SUBJECTS)


@pytest.mark.django_db
def test_events_are_grouped_by_subject(client: Client) -> None:
    client.force_login(make_member(make_organisation("Northquay")))
    confirm(client)
    page = client.get(PAGE).content.decode()
    assert re.findall("<legend>(.*?)</legend>", page) == [str(heading) for heading in EVENT_SUBJECTS.values()]
    assert re.findall('name="events"\\s+value="(.*?)"', page) == [event.name for event in all_events()]
    ids = re.findall('\\bid="(.*?)"', page)
    assert len(ids) == len(set(ids))


@pytest.mark.django_db
def test_typed_values_are_kept_outside_the_address_when_the_password_is_asked_for_again(client: Client) -> None:
    """Once, and completely. The URL of a webhook can contain a secret."""
    client.force_login(make_member(make_organisation("Northquay")))
    confirm(client)
    session = client.session
    session["account_authentication_methods"] = []  # the 15 minutes are over
    session.save()
    url, events = f"https://robot:4f1d@hooks.example.com/services/{'x' * 300}?key=4f1d", ["review.claimed"]

    back = client.post(PAGE, {"url": url, "description": "Release pipeline", "events": events}).url

    assert "4f1d" not in back
    form = client.get(confirm(client, back)).context["form"]
    assert [form[name].value() for name in ("url", "description", "events")] == [url, "Release pipeline", events[0]]
    assert client.get(back).context["form"]["url"].value() is None

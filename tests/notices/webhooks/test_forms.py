"""The form for a webhook."""

import re
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
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
@pytest.mark.parametrize(
    "url, kept",
    [
        ("https://hooks.example.com", "https://hooks.example.com"),
        ("https://hooks.example.com/", "https://hooks.example.com/"),
        ("https://hooks.example.com/services/T0/B0/4f1d", ""),
        ("https://hooks.example.com?key=4f1d", ""),
        ("https://robot:4f1d@hooks.example.com", ""),
        ("hooks.example.com/services/4f1d", ""),
    ],
)
def test_url_with_a_path_is_not_in_the_address_when_the_password_is_asked_for_again(
    url: str, kept: str, client: Client
) -> None:
    client.force_login(make_member(make_organisation("Northquay")))
    confirm(client)
    session = client.session
    session["account_authentication_methods"] = []  # the 15 minutes are over
    session.save()
    events = ["review.claimed", "review.approved"]
    sent = {"url": url, "description": "Release pipeline", "events": events}

    back = client.post(PAGE, sent).url

    query = QueryDict(urlsplit(back).query)
    assert ("4f1d" in back, query["url"], query.getlist("events")) == (False, kept, events)
    page = client.get(confirm(client, back))
    assert ("Enter the URL again." in page.content.decode()) is (not kept)
    form = page.context["form"]
    assert (form["url"].value(), form["events"].value()) == (kept, events)

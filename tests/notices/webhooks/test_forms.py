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

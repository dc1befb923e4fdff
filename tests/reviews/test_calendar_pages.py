"""The pages on which leads edit the calendar of their team, and start and end incidents."""

import re
from datetime import date

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import Person, Team
from common.actor import Actor, TeamRole
from reviews.actions import restore_calendar, save_calendar
from reviews.business_hours import TypedCalendar, calendar_from, faults_of, stored_calendar, typed_calendar
from reviews.calendar import BusinessCalendar
from reviews.errors import CalendarChanged, CalendarRefused
from reviews.models import Incident, TeamCalendar
from reviews.queries.calendars import calendar_of, current_calendar, portal_calendar
from tests.listings.scene import NOW, staff
from tests.reviews.scene import DOCS, browser_of, html_of, reviewer_for

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
URL = f"/queue/{DOCS}/calendar/"
HOURS = {"hours_1": "09:00-17:30", "hours_2": "8:00 – 24:00"}
FIELDS = {"zone": "Europe/Paris", "holidays": "2026-12-25\r\n2026-01-01\n", **HOURS}
SAVED = BusinessCalendar(
    zone="Europe/Paris",
    hours={1: (540, 1050), 2: (480, 1440)},
    holidays=frozenset({date(2026, 1, 1), date(2026, 12, 25)}),
)


@pytest.fixture
def ada() -> Actor:
    return reviewer_for(DOCS, role=TeamRole.LEAD, name="Ada Byron")


@pytest.fixture
def lead(ada: Actor) -> Client:
    return browser_of(ada)


def typed(hours: str = "09:00-17:00", zone: str = "UTC", holidays: str = "") -> TypedCalendar:
    return TypedCalendar(zone=zone, hours={**dict.fromkeys(range(1, 8), ""), 1: hours}, holidays=holidays)


def test_lead_saves_and_restores_a_calendar(lead: Client) -> None:
    assert "00:00–24:00" in html_of(lead, URL)

    assert lead.post(URL, {**FIELDS, "seen": 0}).status_code == 302
    assert calendar_of(DOCS) == SAVED
    assert calendar_of("engineering") == portal_calendar()
    html = html_of(lead, URL)
    assert "Monday: 09:00–17:30" in html
    assert "2 holidays" in html

    assert lead.post(URL, {**FIELDS, "holidays": "2026-12-24\n2026-12-25", "seen": 1}).status_code == 302
    html = html_of(lead, URL)
    for change in (
        "Added holidays: 24 Dec 2026",
        "Removed holidays: 1 Jan 2026",
        "Added holidays: 1 Jan 2026 and 25 Dec 2026",
        "Time zone: UTC → Europe/Paris",
        "Tuesday: 00:00–24:00 → 08:00–24:00",
        "Wednesday: 00:00–24:00 → –",
    ):
        assert html.count(f"<li>{change}</li>") == 1

    lead.post(f"{URL}versions/0/restore/", {"seen": 2})
    assert calendar_of(DOCS) == portal_calendar()
    assert [row.number for row in TeamCalendar.objects.order_by("number")] == [1, 2, 3]


def test_calendar_that_restores_version_0_follows_the_settings(ada: Actor, settings: Settings) -> None:
    save_calendar(team=DOCS, typed=typed(), seen=0, by=ada, now=NOW)
    restore_calendar(team=DOCS, number=0, seen=1, by=ada, now=NOW)
    save_calendar(team=DOCS, typed=typed(), seen=2, by=ada, now=NOW)
    restore_calendar(team=DOCS, number=2, seen=3, by=ada, now=NOW)

    settings.BUSINESS_HOLIDAYS = frozenset({date(2026, 12, 25)})

    assert current_calendar(DOCS).calendar == calendar_of(DOCS) == portal_calendar()
    assert portal_calendar().holidays == {date(2026, 12, 25)}


def test_weekdays_are_labels_in_french_too(ada: Actor) -> None:
    Person.objects.filter(pk=ada.id).update(language="fr")
    save_calendar(team=DOCS, typed=typed(), seen=0, by=ada, now=NOW)

    html = html_of(browser_of(ada), URL)

    assert ">Lundi<" in re.sub(r"\s*([<>])\s*", r"\1", html)
    assert "Lundi : 09:00–17:00" in re.sub(r"\s", " ", html)
    assert "lundi" not in html


def test_refused_calendar_keeps_what_was_entered(lead: Client) -> None:
    response = lead.post(URL, {**FIELDS, "hours_3": "22:00-06:00", "seen": 0})

    html = response.content.decode()
    assert response.status_code == 422
    assert "22:00-06:00" in html
    assert "The end must be after the start, on the same day." in html
    assert not TeamCalendar.objects.exists()
    with_break = lead.post(URL, {**FIELDS, "hours_3": "09:00–12:00, 13:00–17:00", "seen": 0}).content.decode()
    assert "Enter two times from 00:00 to 24:00." in with_break
    assert "Use at most" not in with_break


@pytest.mark.parametrize(
    "calendar, field",
    [
        (typed(""), "hours_1"),  # no hours at all
        (typed("22:00-06:00"), "hours_1"),
        (typed("09:00-09:00"), "hours_1"),
        (typed("09:00-24:01"), "hours_1"),
        (typed("09:00"), "hours_1"),
        (typed("9-17"), "hours_1"),
        (typed(zone="Mars/Olympus"), "zone"),
        (typed(holidays="25 December"), "holidays"),
        (typed(holidays="20261225"), "holidays"),
        (typed(holidays="2026-02-30"), "holidays"),
        (typed(holidays="2026-01-01\n" * 401), "holidays"),
    ],
)
def test_calendar_with_a_mistake_is_refused(ada: Actor, calendar: TypedCalendar, field: str) -> None:
    assert list(faults_of(calendar)) == [field]
    with pytest.raises(CalendarRefused):
        save_calendar(team=DOCS, typed=calendar, seen=0, by=ada, now=NOW)


@pytest.mark.parametrize("calendar", [SAVED, BusinessCalendar(zone="UTC", hours={7: (0, 1440)})])
def test_calendar_is_the_same_after_editing_and_storing(calendar: BusinessCalendar) -> None:
    assert calendar_from(typed_calendar(calendar)) == calendar
    row = TeamCalendar(team=DOCS, number=1, content=stored_calendar(calendar), by_id=staff(is_admin=True).id, at=NOW)
    row.save()
    assert calendar_of(DOCS) == calendar


def test_calendar_of_another_version_is_not_overwritten(ada: Actor) -> None:
    save_calendar(team=DOCS, typed=typed(), seen=0, by=ada, now=NOW)

    with pytest.raises(CalendarChanged):
        save_calendar(team=DOCS, typed=typed("10:00-11:00"), seen=0, by=ada, now=NOW)
    with pytest.raises(CalendarChanged):
        restore_calendar(team=DOCS, number=0, seen=0, by=ada, now=NOW)
    assert save_calendar(team=DOCS, typed=typed(), seen=1, by=ada, now=NOW).number == 1
    assert current_calendar(DOCS).number == 1


def test_pages_are_for_leads_of_the_team_and_admins(lead: Client) -> None:
    reviewer, admin = browser_of(reviewer_for(DOCS)), browser_of(staff(is_admin=True))

    assert [client.get(URL).status_code for client in (reviewer, lead, admin)] == [403, 200, 200]
    assert lead.get("/queue/engineering/calendar/").status_code == 403
    assert [client.get("/queue/incidents/").status_code for client in (reviewer, lead, admin)] == [403, 200, 200]


def test_lead_starts_and_ends_an_incident(lead: Client) -> None:
    assert "All teams" not in html_of(lead, "/queue/incidents/").partition("New incident")[2]

    refused = lead.post("/queue/incidents/", {"team": "engineering", "reason": "Down"})
    assert refused.status_code == 422
    assert lead.post("/queue/incidents/", {"team": DOCS, "reason": "Tools are down"}).status_code == 302
    again = lead.post("/queue/incidents/", {"team": DOCS, "reason": "Down"})
    assert "An incident is already open for this team." in again.content.decode()

    incident = Incident.objects.get()
    html = html_of(lead, "/queue/incidents/")
    assert "Tools are down" in html
    assert f"{Team(DOCS).label}" in html
    lead.post(f"/queue/incidents/{incident.pk}/end/")
    incident.refresh_from_db()
    assert incident.ended_at
    assert "End incident" not in html_of(lead, "/queue/incidents/")

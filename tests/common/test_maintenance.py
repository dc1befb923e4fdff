"""The maintenance mode: who may announce it, what people and programs see, and how processes learn of it."""

import html
import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Organisation, Person
from api import paths
from audit.models import Event
from common import maintenance as mode
from common.actor import SYSTEM, Actor, ActorKind
from common.errors import NotAllowed
from common.maintenance import MaintenanceWindow, active_maintenance, maintenance_window, remember_window
from jobs.models import Job, JobState
from operations.errors import MaintenanceTimesWrong
from operations.maintenance.actions import end_maintenance, start_maintenance
from tests.accounts.factories import PASSWORD, actor_of, make_admin, make_member, make_organisation, make_person
from tests.api.factories import make_caller
from tests.api.v1_client import V1
from tests.common.test_error_pages import _fields

pytestmark = pytest.mark.django_db
TYPED = 'Kelp "Queue"\nfor <ferries>'
COMMAND = "maintenance"


def window(*, minutes: int = 20, ago: int = 1) -> MaintenanceWindow:
    now = timezone.now()
    starts_at = now - timedelta(minutes=ago)
    return MaintenanceWindow(starts_at=starts_at, until=now + timedelta(minutes=minutes), reason="Larger database")


@pytest.fixture
def _on() -> None:
    remember_window(window(), seconds=600)


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def member() -> Client:
    return browser_of(make_member(make_organisation()))


@pytest.mark.usefixtures("_on")
def test_a_form_that_was_sent_is_kept_in_the_page(member: Client) -> None:
    response = member.post("/listings/new/?from=home", {"name": TYPED})

    assert response.status_code == 503
    assert 10 < int(response.headers["Retry-After"]) <= 1_200
    page = response.content.decode()
    assert _fields(page) == {"action": "/listings/new/?from=home", "name": TYPED}
    assert "Nothing can be saved during maintenance. Expected end:" in page


def test_a_form_that_waited_for_the_password_is_refused(member: Client) -> None:
    asked = member.post("/accounts/email/", {"email": "second@partner.example", "action_add": ""})
    remember_window(window(), seconds=600)

    response = member.post(asked.url, {"password": PASSWORD, "next": "/accounts/email/"})

    assert response.status_code == 503
    assert not EmailAddress.objects.filter(email="second@partner.example").exists()


@pytest.mark.usefixtures("_on")
def test_scripts_get_json_and_parts_of_a_page_a_toast(member: Client) -> None:
    json = member.post("/listings/new/", {}, content_type="application/json")
    part = member.post("/listings/new/", {}, headers={"HX-Request": "true"})

    assert (json.status_code, json.json()["code"]) == (503, "maintenance")
    assert (part.status_code, part.content) == (503, b"")
    assert "during maintenance" in part.headers["HX-Trigger"]


def test_programs_read_and_get_an_error_when_they_write() -> None:
    api = V1(make_caller())
    remember_window(window(), seconds=600)

    response = api.post("listings", {"name": "Kelp"})
    assert (response.status_code, response.json()["error"]["code"]) == (503, "maintenance")
    assert int(response.headers["Retry-After"]) > 60
    assert api.get("listings").status_code == 200


@pytest.mark.usefixtures("_on")
@pytest.mark.parametrize(
    "method, address, text",
    [
        ("post", "/01a21b34-ff38-791a-85aa-000000000001/oauth2/token", '"error": "temporarily_unavailable"'),
        ("post", f"{paths.INGESTION_PREFIX}/products", "ICH50503 - Unable to complete request"),
        ("put", f"{paths.PUBLISHERS_PREFIX}/acme/offers/kelp?api-version=2017-10-31", '"code": "ServiceUnavailable"'),
        ("post", f"{paths.CONFIGURE_PREFIX}/configure", "Nothing can be saved during maintenance"),
        ("put", "/file/01a21b34-ff38-791a-85aa-000000000001", "<"),
    ],
)
def test_each_surface_has_its_format(method: str, address: str, text: str, client: Client) -> None:
    response = getattr(client, method)(address, {}, content_type="application/json")

    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 60
    assert text in response.content.decode()


def test_people_can_sign_in_and_out() -> None:
    person = make_person("ada")
    remember_window(window(), seconds=600)
    client = Client()

    response = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})

    assert response.status_code == 302
    assert client.get("/profile/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302


@pytest.mark.parametrize(
    "ago, minutes, text",
    [
        (-60, 120, "During that time, you can read everything, but you can't save."),
        (1, 20, "Maintenance until"),
        (60, -1, "Maintenance is taking longer than planned."),
    ],
)
def test_everybody_sees_a_banner(ago: int, minutes: int, text: str, member: Client, client: Client) -> None:
    remember_window(window(ago=ago, minutes=minutes), seconds=600)

    for browser in (member, client):
        page = html.unescape(browser.get("/catalogue/").content.decode())
        assert text in page
        assert "Larger database" in page


def test_an_announcement_refuses_nothing_before_its_start(member: Client) -> None:
    remember_window(window(ago=-60, minutes=120), seconds=600)

    assert member.post("/organisations/new/", {}).status_code != 503
    assert active_maintenance(timezone.now()) is None


def test_retry_after_has_limits() -> None:
    now = timezone.now()
    seconds = [window(minutes=minutes).error(now).retry_seconds for minutes in (-5, 600)]
    assert seconds == [10, 3_600]


def test_the_switch_is_read_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(mode.time, "monotonic", lambda: clock[0])
    remember_window(None, seconds=0)
    with CaptureQueriesContext(connection) as queries:
        for step in (0.0, 0.4, 0.5, 0.2):
            clock[0] += step
            maintenance_window()

    assert len(queries) == 2


def test_the_last_state_counts_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    remember_window(window(), seconds=0)

    def fail() -> None:
        raise DatabaseError

    monkeypatch.setattr(mode, "_read", fail)

    assert active_maintenance(timezone.now())


def start(by: Actor, **changes: object) -> None:
    now = timezone.now()
    values = {"starts_at": now, "until": now + timedelta(hours=1), "reason": " Larger database "}
    start_maintenance(**{**values, **changes}, by=by, now=now)


def test_only_admins_switch_it(acme: Organisation) -> None:
    for by in (actor_of(make_member(acme)), Actor(kind=ActorKind.PERSON)):
        with pytest.raises(NotAllowed):
            start(by)
        with pytest.raises(NotAllowed):
            end_maintenance(by=by, now=timezone.now())


@pytest.fixture
def acme() -> Organisation:
    return make_organisation()


@pytest.mark.parametrize("until", [datetime(2020, 1, 1, tzinfo=UTC), None])
def test_the_end_is_in_the_future_and_after_the_start(until: datetime | None) -> None:
    late = timezone.now() + timedelta(days=2)
    with pytest.raises(MaintenanceTimesWrong):
        start(SYSTEM, until=until or late - timedelta(hours=1), starts_at=late)


def test_both_are_events_and_other_processes_read_the_row() -> None:
    admin = actor_of(make_admin())
    start(admin)
    remember_window(None, seconds=0)  # another process

    read = maintenance_window()
    assert read
    assert read.reason == "Larger database"

    assert end_maintenance(by=admin, now=timezone.now())
    assert not end_maintenance(by=admin, now=timezone.now())
    remember_window(window(), seconds=0)
    assert maintenance_window() is None
    assert list(Event.objects.filter(actor_id=admin.id).values_list("verb", flat=True).order_by("pk")) == [
        "maintenance.start",
        "maintenance.end",
    ]


def test_an_admin_announces_and_ends_it_on_the_page() -> None:
    client = browser_of(make_admin())
    response = client.post("/maintenance/", {"until": "2020-01-01T10:00", "reason": "Upgrade"})
    assert response.status_code == 422
    assert "must be in the future" in response.content.decode()

    later = timezone.now() + timedelta(hours=3)
    response = client.post("/maintenance/", {"until": f"{later:%Y-%m-%dT%H:%M}", "reason": "Upgrade"})
    assert response.status_code == 302
    remember_window(None, seconds=0)
    page = client.get("/maintenance/").content.decode()
    assert "Read-only" in page
    assert client.post("/maintenance/end/", follow=True).status_code == 200
    remember_window(None, seconds=0)
    assert maintenance_window() is None


def test_an_announcement_is_changed_from_its_values_and_cancelled() -> None:
    client = browser_of(make_admin())
    starts, until = (timezone.now() + timedelta(hours=hours) for hours in (1, 3))
    start(SYSTEM, starts_at=starts, until=until, reason="Upgrade")
    remember_window(None, seconds=0)

    page = client.get("/maintenance/")
    fields = {name: page.context["form"][name].value() for name in ("starts_at", "until", "reason")}
    assert {name: str(value)[:16] for name, value in fields.items()} == {
        "starts_at": f"{starts:%Y-%m-%d %H:%M}",
        "until": f"{until:%Y-%m-%d %H:%M}",
        "reason": "Upgrade",
    }
    assert "Change maintenance" in page.content.decode()
    assert "End maintenance" not in page.content.decode()

    assert "Planned maintenance was cancelled." in client.post("/maintenance/end/", follow=True).content.decode()


def run(*arguments: str) -> str:
    remember_window(None, seconds=0)
    out = StringIO()
    call_command(COMMAND, *arguments, stdout=out)
    return out.getvalue()


def test_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("operations.management.commands.maintenance.READ_EVERY_SECONDS", 0)
    until = (timezone.now() + timedelta(hours=1)).isoformat()
    assert run("status") == "No maintenance is planned or active.\n"
    assert run("on", "--until", until, "--reason", "Upgrade").endswith(f" until {until[:16].replace('T', ' ')} UTC\n")
    assert run("off") == "Maintenance has ended.\n"
    assert run("off") == "No maintenance is planned or active.\n"
    later = (timezone.now() + timedelta(minutes=30)).isoformat()
    assert run("on", "--until", until, "--reason", "Upgrade", "--from", later).startswith("Announced: from ")
    with pytest.raises(CommandError, match="in the future"):
        run("on", "--until", "2020-01-01T00:00Z", "--reason", "Upgrade")
    with pytest.raises(CommandError, match="expected a time"):
        run("on", "--until", "tomorrow", "--reason", "Upgrade")


def test_example_in_the_help_of_the_command_works(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("on", "--help")
    example = re.search(r"such as (\S+)", " ".join(capsys.readouterr().out.split()))

    assert example
    assert run("on", "--until", example[1], "--reason", "Upgrade").startswith("Read-only: from ")


def test_command_reports_jobs_that_still_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("operations.management.commands.maintenance.READ_EVERY_SECONDS", 0)
    until = (timezone.now() + timedelta(hours=1)).isoformat()
    now = timezone.now()
    Job.objects.create(
        kind="x", key="1", state=JobState.RUNNING, priority=2, run_at=now, created_at=now, lease_until=now
    )
    with pytest.raises(CommandError, match="still running: 1"):
        run("on", "--until", until, "--reason", "Upgrade", "--wait", "0")

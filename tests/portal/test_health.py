import json
from datetime import timedelta
from threading import Event

import pytest
from celery import current_app
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from kombu import pools
from pytest_django import Settings

from jobs.actions import record_heartbeat
from jobs.queries import SWEEPER
from portal import health
from tests.accounts.factories import make_person
from tests.files.s3_server import s3_server, use_storage
from tilekit import __version__

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Busy machines take longer than the limit to find out that nobody listens on a port."""
    monkeypatch.setattr(health, "_TIMEOUT_SECONDS", 30)


@pytest.fixture
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)


def _everybody_lives(*, ago: timedelta = timedelta(0)) -> None:
    for name in ("worker:here:1", SWEEPER):
        record_heartbeat(name=name, now=timezone.now() - ago)


def _ready(client: Client) -> tuple[int, dict[str, str]]:
    """The status, and the reasons for what is not ready."""
    response = client.get("/health/ready")
    checks = json.loads(response.content)["checks"]
    return response.status_code, {name: check["reason"] for name, check in checks.items() if not check["ok"]}


def test_live_asks_nothing(client: Client, django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(0):
        response = client.get("/health/live")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response.headers["Cache-Control"]


def test_ready_when_everything_is_there(client: Client) -> None:
    _everybody_lives()

    assert _ready(client) == (200, {})
    assert client.get("/health/ready").json()["version"] == __version__


def test_not_ready_before_a_worker_was_heard_of(client: Client) -> None:
    assert _ready(client) == (503, {"worker": "no worker has ever reported"})


@pytest.mark.usefixtures("_stopped_clock")
def test_not_ready_when_the_worker_fell_silent(client: Client) -> None:
    _everybody_lives(ago=timedelta(minutes=5))

    assert _ready(client) == (503, {"worker": "the last report of a worker was 300 s ago"})


@pytest.mark.usefixtures("_stopped_clock")
def test_not_ready_when_nobody_sweeps(client: Client) -> None:
    _everybody_lives(ago=timedelta(minutes=5))
    record_heartbeat(name="worker:here:1", now=timezone.now())

    assert _ready(client) == (503, {"worker": "the last report of a sweeper was 300 s ago"})


def test_not_ready_without_a_broker_and_no_address_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    _everybody_lives()
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://:hidden@127.0.0.1:1/0")
    pools.reset()

    status, reasons = _ready(client)

    assert (status, reasons) == (503, {"broker": "not reachable (OperationalError)"})


def test_not_ready_when_files_cannot_be_stored(client: Client, tmp_path: pytest.TempPathFactory) -> None:
    _everybody_lives()
    in_the_way = tmp_path / "files"
    in_the_way.write_text("not a folder")
    was = default_storage.location
    default_storage.__dict__["location"] = str(in_the_way)

    try:
        assert _ready(client) == (503, {"storage": "not reachable (FileExistsError)"})
    finally:
        default_storage.__dict__["location"] = was


def test_not_ready_without_the_bucket(client: Client, settings: Settings) -> None:
    _everybody_lives()

    with s3_server() as server:
        use_storage(settings, server.url())
        assert _ready(client) == (200, {})
        use_storage(settings, server.url(bucket="missing"))
        assert _ready(client) == (503, {"storage": "not reachable (OSError)"})


def test_heartbeat_command_speaks_of_this_machine_s_worker() -> None:
    _everybody_lives()

    call_command("check_heartbeat", "sweeper")
    with pytest.raises(CommandError, match="no worker has ever reported"):
        call_command("check_heartbeat", "worker")


def test_heartbeat_command_uses_the_name_of_the_worker(settings: Settings) -> None:
    _everybody_lives()
    settings.WORKER_NAME = "here"

    call_command("check_heartbeat", "worker")


def test_a_browser_that_asks_is_not_looked_up(django_assert_num_queries: pytest.FixtureRequest) -> None:
    client = Client()
    client.force_login(make_person())

    with django_assert_num_queries(0):
        assert client.get("/health/live").status_code == 200


def test_a_service_that_hangs_does_not_delay_the_response(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    _everybody_lives()
    over = Event()
    monkeypatch.setattr(health, "_TIMEOUT_SECONDS", 0)
    monkeypatch.setitem(health._EXTERNAL_SERVICES, "storage", over.wait)

    status, reasons = _ready(client)
    over.set()

    assert (status, reasons["storage"]) == (503, "does not respond")

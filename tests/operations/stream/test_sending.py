"""Each event reaches the receivers, at least once and in order, however they behave. All sockets are real."""

import json
import socket
import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from standardwebhooks import Webhook

from audit import streams
from audit.canonical import event_bytes
from audit.models import Event, EventAddress, EventStream, UnsentEvent
from audit.streams import configure_streams, next_unsent, remove_streams_except
from audit.writes import record_event
from common.actor import SYSTEM
from common.ids import lowest_id
from operations.metrics.gauges import UNSENT_AGE, database_gauges
from operations.stream import syslog
from operations.stream.sending import send_streams
from operations.stream.targets import stream_targets
from operations.tasks import stream_events
from tests.accounts.factories import make_admin
from tests.notices.webhooks.receiver import Receiver, receiving
from tests.operations.stream.syslog_server import SyslogServer, certificate_files, syslog_server

pytestmark = pytest.mark.django_db
SECRET = "whsec_" + "c2VjcmV0" * 6


@pytest.fixture
def server() -> Iterator[SyslogServer]:
    with syslog_server() as running:
        yield running


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def stream_to(settings: Settings, *urls: str) -> None:
    """Configure the receivers, as `manage.py prepare` does."""
    settings.AUDIT_STREAM_URLS, settings.AUDIT_STREAM_SECRET = urls, SECRET
    configure_streams({target.address: target.shown for target in stream_targets()}, now=timezone.now())


def record(number: int = 1, verb: str = "listing.create") -> list[Event]:
    with transaction.atomic():
        return [record_event(verb, by=SYSTEM, objects={"n": n}, now=timezone.now()) for n in range(number)]


def lines(events: list[Event]) -> list[bytes]:
    stored = Event.objects.filter(pk__in=[event.pk for event in events]).order_by("pk")
    return [event_bytes(event).rstrip(b"\n") for event in stored]


def send() -> None:
    stream_events(renew=lambda: None)


def stream() -> EventStream:
    return EventStream.objects.get()


def test_monitoring_sees_how_long_events_have_waited(settings: Settings, receiver: Receiver) -> None:
    """The job succeeds although a receiver is away, so nothing else would report it."""
    stream_to(settings, receiver.url, "syslog+tcp://127.0.0.1:9")
    working, away = (target.shown for target in stream_targets())
    record(2)

    send()
    later = timezone.now() + timedelta(hours=1)
    family = next(one for one in database_gauges(later) if one.name == UNSENT_AGE.name)

    ages = {sample.labels["receiver"]: sample.value for sample in family.samples}
    assert ages == {working: 0, away: pytest.approx(3600, abs=60)}


def test_events_arrive_in_order_as_syslog_messages(settings: Settings, server: SyslogServer) -> None:
    settings.PUBLIC_URL = "https://partners.example"
    stream_to(settings, f"syslog+tcp://127.0.0.1:{server.port}")
    events = record(3)

    send()
    send()

    assert server.texts == [event_bytes(event).rstrip(b"\n") for event in Event.objects.order_by("pk")]
    at = events[0].at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert server.messages[0].startswith(f"<110>1 {at} partners.example slipway - listing.create - {{".encode())
    assert (server.connections, stream().sent, stream().error, UnsentEvent.objects.count()) == (1, 3, "", 0)


def test_only_events_from_then_on_are_sent(settings: Settings, server: SyslogServer) -> None:
    record()
    assert UnsentEvent.objects.count() == 0  # without a stream, nothing waits

    stream_to(settings, f"syslog+tcp://127.0.0.1:{server.port}")
    event = record()
    send()

    assert server.texts == lines(event)


def test_batches_are_bounded(settings: Settings, server: SyslogServer) -> None:
    stream_to(settings, f"syslog+tcp://127.0.0.1:{server.port}")
    record(7)

    with patch.object(streams, "EVENTS_PER_BATCH", 3):
        send()

    assert (len(server.messages), server.connections) == (7, 3)


def test_nothing_is_lost_while_the_receiver_is_away(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    stream_to(settings, f"syslog+tcp://127.0.0.1:{port}")
    events = record(2)

    send()
    first = stream()
    send()

    assert (first.error, stream().failing_since) == ("Connection refused", first.failing_since)
    assert (first.last_sent_at, UnsentEvent.objects.count()) == (None, 2)
    events += record()
    with syslog_server(port=port) as server:
        send()
    assert server.texts == lines(events)
    assert (stream().error, stream().failing_since, stream().sent) == ("", None, 3)


@pytest.mark.parametrize(
    "behaviour, least",
    [(SyslogServer.reset_in_the_middle, 400), (SyslogServer.read_all_and_reset, 800)],
    ids=["in the middle", "at the end"],
)
def test_connection_that_is_reset_is_repeated(
    settings: Settings, server: SyslogServer, behaviour: object, least: int
) -> None:
    stream_to(settings, f"syslog+tcp://127.0.0.1:{server.port}")
    events = record(400)
    server.behaviours.append(behaviour)  # type: ignore[arg-type]  # a function of the class

    send()
    assert (stream().sent, UnsentEvent.objects.count()) == (0, 400)
    assert stream().error in {"Connection reset by peer", "Broken pipe"}
    send()

    assert server.texts[-400:] == lines(events)
    assert (len(server.texts), stream().sent) == (least, 400)


def test_receiver_that_never_reads_times_out(settings: Settings, server: SyslogServer) -> None:
    stream_to(settings, f"syslog+tcp://127.0.0.1:{server.port}")
    events = record(2)
    server.behaviours.append(SyslogServer.never_close)

    with patch.object(syslog, "SYSLOG_SECONDS", 0.3):
        send()
    assert (stream().error, UnsentEvent.objects.count()) == ("timed out", 2)
    server.released.set()
    send()

    assert server.texts == lines(events)


def test_event_that_is_committed_late_is_sent(settings: Settings, server: SyslogServer) -> None:
    """It has a lower ID than events that were sent, and no time or ID would show that it is new."""
    stream_to(settings, f"syslog+tcp://127.0.0.1:{server.port}")
    record()
    send()
    late_id = lowest_id(timezone.now() - timezone.timedelta(minutes=5))
    Event.objects.create(pk=late_id, actor_kind="system", verb="late", at=timezone.now())

    send()

    assert json.loads(server.texts[-1])["id"] == str(late_id)
    assert len(server.texts) == 2


def test_event_that_is_rolled_back_is_never_sent(settings: Settings, server: SyslogServer) -> None:
    stream_to(settings, f"syslog+tcp://127.0.0.1:{server.port}")
    with transaction.atomic():
        record_event("listing.create", by=SYSTEM, objects={}, now=timezone.now())
        transaction.set_rollback(True)

    send()

    assert (server.connections, UnsentEvent.objects.count()) == (0, 0)


def test_tls_verifies_the_receiver(settings: Settings, tmp_path: Path) -> None:
    certificate, key = certificate_files(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=certificate)
    context.load_cert_chain(certificate, key)
    with syslog_server(tls=context) as server:
        stream_to(settings, f"syslog+tls://127.0.0.1:{server.port}")
        events = record(2)
        send()
        assert "CERTIFICATE_VERIFY_FAILED" in stream().error

        settings.AUDIT_STREAM_URLS = (f"syslog+tls://127.0.0.1:{server.port}?ca={certificate}",)
        send()

    assert (EventStream.objects.count(), stream().error, server.texts) == (1, "", lines(events))


def test_certificate_of_the_portal_is_shown_to_the_receiver(settings: Settings, tmp_path: Path) -> None:
    certificate, key = certificate_files(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=certificate)
    context.load_cert_chain(certificate, key)
    context.verify_mode = ssl.CERT_REQUIRED
    with syslog_server(tls=context) as server:
        stream_to(settings, f"syslog+tls://127.0.0.1:{server.port}?ca={certificate}")
        events = record()
        send()
        assert server.texts == []
        assert stream().error

        settings.AUDIT_STREAM_URLS = (
            f"syslog+tls://127.0.0.1:{server.port}?ca={certificate}&cert={certificate}&key={key}",
        )
        send()

    assert (stream().error, server.texts) == ("", lines(events))


def test_udp_sends_a_datagram_for_each_event(settings: Settings) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(5)
        stream_to(settings, f"syslog+udp://127.0.0.1:{receiver.getsockname()[1]}")
        events = record(2)
        send()
        datagrams = [receiver.recv(65_536) for _ in events]

    assert [datagram.partition(b" - {")[2] for datagram in datagrams] == [line[1:] for line in lines(events)]


def test_webhook_gets_a_signed_array(settings: Settings, receiver: Receiver) -> None:
    stream_to(settings, f"{receiver.url}/siem?token=secret")
    events = record(2)

    send()

    (request,) = receiver.requests
    assert request.path == "/siem?token=secret"
    assert request.body.encode() == b"[" + b",".join(lines(events)) + b"]"
    assert Webhook(SECRET).verify(request.body, request.headers) == json.loads(request.body)
    assert "secret" not in stream().shown
    assert stream().sent == 2


def test_webhook_that_refuses_gets_the_batch_again_under_another_id_if_it_has_grown(
    settings: Settings, receiver: Receiver
) -> None:
    stream_to(settings, f"{receiver.url}/siem")
    record()
    receiver.responses += [500, 500]

    send()
    assert stream().error == "The server responded with 500."
    send()
    record()
    send()

    first, same, grown = (request.headers["webhook-id"] for request in receiver.requests)
    assert (first == same, first == grown, stream().sent) == (True, False, 2)


def test_private_address_is_refused_in_production(settings: Settings, receiver: Receiver) -> None:
    settings.DEMO_MODE = False
    stream_to(settings, receiver.url)
    record()

    send()

    assert (receiver.requests, stream().sent) == ([], 0)
    assert stream().error == "The host name resolves to an address that is not public."


def test_each_receiver_gets_all_events_although_another_fails(settings: Settings, receiver: Receiver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    stream_to(settings, f"syslog+tcp://127.0.0.1:{port}", receiver.url)
    record(2)

    send()

    assert [len(json.loads(request.body)) for request in receiver.requests] == [2]
    assert list(EventStream.objects.order_by("pk").values_list("sent", flat=True)) == [0, 2]


def test_addresses_are_only_sent_if_configured(settings: Settings, server: SyslogServer) -> None:
    stream_to(settings, f"syslog+tcp://127.0.0.1:{server.port}")
    for is_on in (False, True):
        settings.AUDIT_STREAM_ADDRESSES = is_on
        (event,) = record()
        EventAddress.objects.create(event_id=event.pk, address="198.51.100.7", at=event.at)
        send()

    without, with_address = map(json.loads, server.texts)
    assert (without.get("address"), with_address["address"]) == (None, "198.51.100.7")


def test_stream_that_is_no_longer_configured_is_removed(settings: Settings, server: SyslogServer) -> None:
    stream_to(settings, f"syslog+tcp://127.0.0.1:{server.port}")
    record(2)
    settings.AUDIT_STREAM_URLS = ()
    send()
    assert UnsentEvent.objects.count() == 2  # another host may be configured

    assert remove_streams_except([]) == {f"syslog+tcp://127.0.0.1:{server.port}": 2}
    record()
    assert (EventStream.objects.count(), UnsentEvent.objects.count()) == (0, 0)


@pytest.mark.parametrize("purpose, sent", [("copy", 0), ("live", 2)])
def test_copy_of_the_portal_sends_nothing(settings: Settings, server: SyslogServer, purpose: str, sent: int) -> None:
    stream_to(settings, f"syslog+tcp://127.0.0.1:{server.port}")
    with transaction.atomic():
        record_event("backup.restored", by=SYSTEM, objects={"as": purpose}, now=timezone.now())
    record()

    send()

    assert (stream().sent, UnsentEvent.objects.count()) == (sent, 2 - sent)


def test_sending_reads_only_what_waits(settings: Settings, server: SyslogServer) -> None:
    stream_to(settings, f"syslog+tcp://127.0.0.1:{server.port}")
    record(5)
    send()
    record()

    assert len(next_unsent(stream().pk)) == 1


def test_admins_see_the_state_of_the_streams(settings: Settings, server: SyslogServer) -> None:
    client = Client()
    client.force_login(make_admin())
    assert "Other systems" not in client.get("/audit/").content.decode()
    stream_to(settings, f"syslog+tcp://127.0.0.1:{server.port}")
    record(2)

    page = " ".join(client.get("/audit/").content.decode().split())
    assert f"syslog+tcp://127.0.0.1:{server.port}" in page
    assert "2 events are waiting" in page
    send()
    page = " ".join(client.get("/audit/").content.decode().split())
    assert "No events are waiting" in page
    server.behaviours.append(SyslogServer.reset_in_the_middle)
    record(400)
    send()
    page = " ".join(client.get("/audit/").content.decode().split())
    assert "400 events are waiting" in page
    assert "Connection reset" in page


def test_doctor_connects_to_each_receiver(settings: Settings, server: SyslogServer, receiver: Receiver) -> None:
    settings.AUDIT_STREAM_SECRET = SECRET
    settings.AUDIT_STREAM_URLS = (f"syslog+tcp://127.0.0.1:{server.port}", receiver.url)
    call_command("doctor")
    assert (server.connections, [request.body for request in receiver.requests]) == (1, ["[]"])

    receiver.responses.append(401)
    with pytest.raises(CommandError, match=r"audit stream: http://127.0.0.1:\d+: The server responded with 401. Check"):
        call_command("doctor")
    settings.AUDIT_STREAM_SECRET = ""
    with pytest.raises(CommandError, match="AUDIT_STREAM_SECRET is not set"):
        call_command("doctor")


def test_two_runs_at_the_same_time_send_twice_but_count_once(settings: Settings, server: SyslogServer) -> None:
    """A worker that was paused continues after another one has sent the batch."""
    stream_to(settings, f"syslog+tcp://127.0.0.1:{server.port}")
    record(2)
    batch = next_unsent(stream().pk)
    send()
    streams.confirm_sent(stream_id=stream().pk, events=batch, now=timezone.now())

    assert (stream().sent, UnsentEvent.objects.count()) == (2, 0)


def test_a_run_with_nothing_to_send_needs_few_queries(settings: Settings) -> None:
    stream_to(settings, "syslog+tcp://127.0.0.1:9")
    with connection.execute_wrapper(lambda execute, *args: (statements.append(args[0]), execute(*args))[1]):
        statements: list[str] = []
        send_streams(renew=lambda: None, clock=timezone.now)
    assert len([statement for statement in statements if 'audit_event"' in statement]) == 0

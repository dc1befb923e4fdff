"""From the event to the request that a partner's server receives, and when it is tried again."""

import json
from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone
from pytest_django import Settings
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from jobs.models import Job, JobState
from notices.errors import WebhookPaused
from notices.models import Notice
from notices.retention_rows import RETENTION_OF_REMOVED
from notices.webhooks import attempts, delivery_loop, retry_schedule
from notices.webhooks.actions import (
    WebhookSettings,
    change_webhook,
    delete_webhook,
    resend_delivery,
    resume_webhook,
    rotate_secret,
    send_test,
)
from notices.webhooks.models import DeliveryState, Webhook, WebhookAttempt, WebhookDelivery
from notices.webhooks.retry_schedule import WAITS
from tests.notices.webhooks.receiver import Receiver
from tests.notices.webhooks.scene import OTHER, Partner, move_back, run_webhook_jobs
from tests.retention import remove, shorten_batches

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time only passes by move_back, and no response counts as slow, however busy the machine is."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(retry_schedule, "SLOW_RESPONSE", timedelta(hours=1))


def reloaded(webhook: Webhook) -> Webhook:
    return Webhook.objects.get(pk=webhook.pk)


def test_what_happens_arrives_signed(partner: Partner, receiver: Receiver) -> None:
    webhook = partner.webhook(receiver.url)
    partner.emit_event(number="one")
    run_webhook_jobs()

    (request,) = receiver.requests
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, request.headers["webhook-id"]) == (DeliveryState.DELIVERED, str(delivery.pk))
    assert Verifier(webhook.secret).verify(request.body, request.headers) == {
        "type": "listing.submitted",
        "timestamp": json.loads(delivery.body)["timestamp"],
        "data": json.loads(delivery.body)["data"],
    }
    assert request.event["data"]["number"] == "one"
    attempt = WebhookAttempt.objects.get()
    assert (attempt.status, attempt.error, attempt.url) == (204, "", receiver.url)
    assert webhook.secret not in json.dumps([attempt.request_headers, delivery.body])


def test_a_webhook_gets_what_it_chose_and_nothing_of_others(partner: Partner, receiver: Receiver) -> None:
    partner.webhook(f"{receiver.url}/some", events=[OTHER])
    Partner("Southquay").webhook(f"{receiver.url}/stranger")
    partner.emit_event()
    partner.emit_event(OTHER)
    run_webhook_jobs()
    assert [(request.path, request.event["type"]) for request in receiver.requests] == [("/some", OTHER)]


def test_one_act_is_one_delivery(partner: Partner, receiver: Receiver) -> None:
    partner.webhook(receiver.url)
    for key in ("act", "act", "another"):
        partner.emit_event(key=key)
    run_webhook_jobs()
    assert len(receiver.requests) == WebhookDelivery.objects.count() == 2


def test_nothing_is_made_without_a_webhook(partner: Partner) -> None:
    partner.emit_event()
    assert not Job.objects.exists()


@pytest.mark.parametrize("status", [500, 404, 307])
def test_a_refused_delivery_follows_later_with_the_same_id_and_body(
    partner: Partner, receiver: Receiver, status: int
) -> None:
    webhook = partner.webhook(receiver.url)
    receiver.responses = [status]
    partner.emit_event()
    run_webhook_jobs()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.tries, len(receiver.requests)) == (DeliveryState.WAITING, 1, 1)
    move_back(webhook.webhook, minutes=1)
    run_webhook_jobs()
    first, second = receiver.requests
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert [request.path for request in receiver.requests] == ["/", "/"]  # a redirect is not followed
    assert list(WebhookAttempt.objects.values_list("number", flat=True)) == [1, 2]
    assert reloaded(webhook.webhook).failures == 0


def test_attempts_end_after_three_days(partner: Partner, receiver: Receiver) -> None:
    """A delivery is always refused, by a server that accepts others."""
    webhook = partner.webhook(receiver.url)
    partner.emit_event()
    receiver.refused = {"listing.submitted"}
    for number in range(len(WAITS) + 1):
        partner.emit_event(OTHER, key=str(number))
        move_back(webhook.webhook, hours=22)
        run_webhook_jobs()
    refused = WebhookDelivery.objects.get(event="listing.submitted")
    assert (refused.state, refused.attempts.count()) == (DeliveryState.GIVEN_UP, len(WAITS) + 1)
    assert timedelta(days=3) <= sum(WAITS, timedelta()) < timedelta(days=3.5)
    assert reloaded(webhook.webhook).is_active
    assert not Job.objects.filter(state=JobState.FAILED).exists()


def test_three_days_of_failures_pause_and_owners_learn_it(partner: Partner, receiver: Receiver) -> None:
    created = partner.webhook(f"{receiver.url}/?key=secret", description="Build server")
    receiver.usual = 503
    partner.emit_event()
    run_webhook_jobs()
    move_back(created.webhook, days=3)
    run_webhook_jobs()
    webhook = reloaded(created.webhook)
    assert (webhook.state, webhook.pause_reason) == ("paused", "failing")
    notice = Notice.objects.get(kind="webhook.paused")
    assert notice.person_id == partner.owner.id
    assert "secret" not in json.dumps(notice.parameters)
    assert run_webhook_jobs() == 0


def test_the_last_attempt_that_pauses_leaves_its_delivery_for_later(partner: Partner, receiver: Receiver) -> None:
    """The notice promises that a resumed webhook gets the events that it missed."""
    webhook = partner.webhook(receiver.url)
    receiver.usual = 503
    partner.emit_event()
    run_webhook_jobs()
    WebhookDelivery.objects.update(tries=len(WAITS))
    move_back(webhook.webhook, days=3)
    run_webhook_jobs()
    delivery = WebhookDelivery.objects.get()
    assert (reloaded(webhook.webhook).state, delivery.state, delivery.attempts.count()) == ("paused", "waiting", 2)
    receiver.usual = 204
    resume_webhook(webhook_id=webhook.webhook.pk, by=partner.owner, now=timezone.now())
    run_webhook_jobs()
    assert WebhookDelivery.objects.get().state == DeliveryState.DELIVERED


def test_gone_pauses_at_once_and_resuming_sends_what_was_missed(partner: Partner, receiver: Receiver) -> None:
    webhook = partner.webhook(receiver.url)
    receiver.responses = [410]
    partner.emit_event()
    run_webhook_jobs()
    assert reloaded(webhook.webhook).pause_reason == "gone"
    partner.emit_event(OTHER)
    run_webhook_jobs()
    assert receiver.types == ["listing.submitted"]
    with pytest.raises(WebhookPaused):
        send_test(webhook_id=webhook.webhook.pk, by=partner.owner, now=timezone.now())

    resume_webhook(webhook_id=webhook.webhook.pk, by=partner.owner, now=timezone.now())
    run_webhook_jobs()
    assert receiver.types == ["listing.submitted", "listing.submitted", OTHER]
    assert not WebhookDelivery.objects.filter(state=DeliveryState.WAITING).exists()


def test_a_dead_server_is_asked_once_however_much_waits(partner: Partner, receiver: Receiver) -> None:
    webhook = partner.webhook(receiver.url)
    receiver.usual = 500
    for number in range(40):
        partner.emit_event(key=str(number))
    run_webhook_jobs()
    assert len(receiver.requests) == 1
    assert Job.objects.filter(kind="webhook", state=JobState.QUEUED).count() == 1
    move_back(webhook.webhook, seconds=6)
    run_webhook_jobs()
    assert len(receiver.requests) == 2
    move_back(webhook.webhook, seconds=6)
    run_webhook_jobs()
    assert len(receiver.requests) == 2  # by then, the pause is longer

    receiver.usual = 204
    move_back(webhook.webhook, hours=1)
    run_webhook_jobs()
    assert len(receiver.requests) == 42
    assert not WebhookDelivery.objects.filter(state=DeliveryState.WAITING).exists()


def test_one_endpoint_s_failure_holds_up_no_other(partner: Partner, receiver: Receiver) -> None:
    partner.webhook(f"{receiver.url}/bad")
    partner.webhook(f"{receiver.url}/good")
    receiver.responses = [500]
    partner.emit_event()
    partner.emit_event(OTHER)
    run_webhook_jobs()
    assert [request.path for request in receiver.requests] == ["/bad", "/good", "/good"]


def test_a_slow_server_rests_before_the_next_delivery(
    partner: Partner, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook = partner.webhook(receiver.url)
    partner.emit_event()
    partner.emit_event(OTHER)
    monkeypatch.setattr(attempts, "backoff_after_slow_response", lambda took: timedelta(seconds=50))
    run_webhook_jobs()
    assert len(receiver.requests) == 1
    move_back(webhook.webhook, seconds=51)
    run_webhook_jobs()
    assert len(receiver.requests) == 2


def test_a_long_queue_gives_way_to_other_jobs(
    partner: Partner, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_loop, "_MAX_SECONDS", 0)
    partner.webhook(receiver.url)
    for number in range(3):
        partner.emit_event(key=str(number))
    first = Job.objects.filter(kind="webhook").earliest("pk")
    Job.objects.exclude(pk=first.pk).delete()
    assert run_webhook_jobs() == 3
    assert len(receiver.requests) == 3


def test_the_url_of_the_moment_counts(partner: Partner, receiver: Receiver) -> None:
    """A failure at the old URL doesn't count for the new one."""
    webhook = partner.webhook(f"{receiver.url}/old")

    def moved(handler: object) -> None:
        wanted = WebhookSettings(url=f"{receiver.url}/new")
        change_webhook(
            webhook_id=webhook.webhook.pk, webhook_settings=wanted, seen=None, by=partner.owner, now=timezone.now()
        )

    partner.emit_event()
    receiver.responses = [500]
    with mock.patch("notices.webhooks.delivery_loop.send", side_effect=_before(delivery_loop.send, moved)):
        run_webhook_jobs()
    assert [request.path for request in receiver.requests] == ["/old", "/new"]
    assert (WebhookDelivery.objects.get().tries, reloaded(webhook.webhook).failures) == (0, 0)


def test_a_webhook_deleted_while_it_is_told_stops(partner: Partner, receiver: Receiver) -> None:
    webhook = partner.webhook(receiver.url)

    def deleted(_parcel: object) -> None:
        delete_webhook(webhook_id=webhook.webhook.pk, by=partner.owner, now=timezone.now())

    partner.emit_event()
    partner.emit_event(OTHER)
    with mock.patch("notices.webhooks.delivery_loop.send", side_effect=_before(delivery_loop.send, deleted)):
        run_webhook_jobs()
    assert len(receiver.requests) == 1
    assert not WebhookAttempt.objects.exists()
    assert not Job.objects.exclude(state=JobState.DONE).exists()


def _before(call: object, act: object) -> object:
    """The call, with another action before its first result."""
    acts = [act]

    def both(parcel: object, **more: object) -> object:
        result = call(parcel, **more)  # type: ignore[operator]
        for action in acts[:1]:
            acts.clear()
            action(parcel)  # type: ignore[operator]
        return result

    return both


def test_while_a_secret_is_rotated_both_sign(partner: Partner, receiver: Receiver) -> None:
    webhook = partner.webhook(receiver.url)
    rotated = [rotate_secret(webhook_id=webhook.webhook.pk, by=partner.owner, now=timezone.now()) for _ in range(2)]
    secrets = [issued.secret for issued in (webhook, *rotated)]
    partner.emit_event()
    run_webhook_jobs()
    move_back(webhook.webhook, hours=25)
    partner.emit_event(OTHER)
    run_webhook_jobs()

    def verified(number: int) -> list[bool]:
        request = receiver.requests[number]
        return [_verifies(secret, request) for secret in secrets]

    assert verified(0) == [False, True, True]
    assert verified(1) == [False, False, True]


def test_secret_that_a_replaced_secret_key_cannot_read_is_reported_until_it_is_changed(
    partner: Partner, receiver: Receiver, settings: Settings
) -> None:
    webhook = partner.webhook(receiver.url)
    partner.emit_event()
    settings.SECRET_KEY = "another"
    run_webhook_jobs()
    assert (receiver.requests, WebhookAttempt.objects.get().error) == ([], "secret-unreadable")

    rotated = rotate_secret(webhook_id=webhook.webhook.pk, by=partner.owner, now=timezone.now())
    move_back(webhook.webhook, hours=2)
    run_webhook_jobs()
    assert _verifies(rotated.secret, receiver.requests[0])


def _verifies(secret: str, request: object) -> bool:
    try:
        Verifier(secret).verify(request.body, request.headers)  # type: ignore[attr-defined]
    except WebhookVerificationError:
        return False
    return True


def test_a_delivery_is_sent_again_on_request(partner: Partner, receiver: Receiver) -> None:
    webhook = partner.webhook(receiver.url)
    partner.emit_event()
    run_webhook_jobs()
    delivery = WebhookDelivery.objects.get()
    resend_delivery(webhook_id=webhook.webhook.pk, delivery_id=delivery.pk, by=partner.owner, now=timezone.now())
    run_webhook_jobs()
    first, second = receiver.requests
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert list(delivery.attempts.values_list("number", "status")) == [(1, 204), (2, 204)]


def test_a_test_delivery_goes_at_once_and_once(partner: Partner, receiver: Receiver) -> None:
    webhook = partner.webhook(receiver.url, events=[OTHER])
    receiver.responses = [500]
    partner.emit_event(OTHER)
    run_webhook_jobs()
    for _ in range(2):
        send_test(webhook_id=webhook.webhook.pk, by=partner.owner, now=timezone.now())
    run_webhook_jobs()
    assert receiver.types == [OTHER, "webhook.test"]


def test_the_log_goes_after_thirty_days(partner: Partner, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deliveries are deleted in batches, and so are removed webhooks."""
    shorten_batches(monkeypatch, "webhook-deliveries", 1)
    partner.webhook(receiver.url)
    for key in ("first", "second", "third"):
        partner.emit_event(key=key)
    run_webhook_jobs()
    deleted_webhook, now = partner.webhook().webhook, timezone.now()
    WebhookDelivery.objects.exclude(key="third").update(created_at=now - timedelta(days=30, seconds=1))
    delete_webhook(
        webhook_id=deleted_webhook.pk, by=partner.owner, now=now - RETENTION_OF_REMOVED - timedelta(seconds=1)
    )
    assert (remove("webhook-deliveries"), remove("removed-webhooks")) == ([1, 1], [1])
    assert [delivery.key for delivery in WebhookDelivery.objects.all()] == ["third"]
    assert (WebhookAttempt.objects.count(), Webhook.objects.count()) == (1, 1)


def test_the_log_of_a_deleted_webhook_goes_in_batches(
    partner: Partner, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not together with the webhook, because deleting 100,000 rows would block other writes for half a minute."""
    shorten_batches(monkeypatch, "removed-webhook-deliveries", 2)
    other_webhook, deleted_webhook = partner.webhook(receiver.url).webhook, partner.webhook(receiver.url).webhook
    for key in ("first", "second", "third"):
        partner.emit_event(key=key)
    run_webhook_jobs()
    delete_webhook(webhook_id=deleted_webhook.pk, by=partner.owner, now=timezone.now())
    assert deleted_webhook.deliveries.count() == 3
    assert (remove("removed-webhook-deliveries"), remove("removed-webhooks")) == ([2, 1], [])
    assert (deleted_webhook.deliveries.count(), other_webhook.deliveries.count()) == (0, 3)
    assert Webhook.objects.count() == 2  # a transaction that is still open may store a delivery for it


def test_logs_hold_neither_url_nor_secret(
    partner: Partner, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    webhook = partner.webhook(f"{receiver.url}/?key=hidden")
    receiver.responses = [500]
    partner.emit_event()
    run_webhook_jobs()
    move_back(webhook.webhook, minutes=1)
    run_webhook_jobs()
    assert len(receiver.requests) == 2
    assert "hidden" not in caplog.text
    assert webhook.secret not in caplog.text

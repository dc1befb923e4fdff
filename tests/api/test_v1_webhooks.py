"""Webhooks over our own API."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from openapi_schema_validator import OAS31Validator, oas31_format_checker

from api.idempotency.models import IdempotencyKey
from api.v1.surface import v1
from audit.models import Event
from common.actor import Role
from notices.webhooks import actions
from notices.webhooks.models import PauseReason, Webhook, WebhookDelivery, WebhookState
from notices.webhooks.retry_schedule import MAX_WEBHOOKS
from tests.api.submissions_scene import Partner
from tests.api.v1_client import PREFIX, V1, Response, error, make_v1
from tests.listings.scene import NOW
from tests.notices.webhooks.receiver import Receiver, receiving
from tests.notices.webhooks.scene import run_webhook_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
URL = "https://hooks.example.com/slipway?key=hidden"
NEW = {"url": URL, "description": "Build server", "events": ["listing.created"]}
# Every call with the status that a manager gets.
CALLS = (
    ("GET", "webhooks", None, 200),
    ("POST", "webhooks", NEW, 201),
    ("GET", "webhooks/{webhook}", None, 200),
    ("PATCH", "webhooks/{webhook}", {"description": "Other"}, 200),
    ("POST", "webhooks/{webhook}/secret", None, 200),
    ("POST", "webhooks/{webhook}/test", None, 202),
    ("POST", "webhooks/{webhook}/resumption", None, 200),
    ("GET", "webhooks/{webhook}/deliveries", None, 200),
    ("POST", "webhooks/{webhook}/deliveries/{delivery}/resend", None, 202),
    ("DELETE", "webhooks/{webhook}", None, 204),
)


def call(api: V1, method: str, path: str, body: object = None, **headers: str) -> Response:
    sent = {**api.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
    send: Callable[..., Response] = getattr(api.client, method.lower())
    if method == "GET":
        return send(f"{PREFIX}/{path}", headers=sent)
    return send(f"{PREFIX}/{path}", body or {}, content_type="application/json", headers=sent)


@pytest.fixture
def api() -> V1:
    return make_v1()


def added(api: V1, **changes: object) -> dict[str, Any]:
    response = call(api, "POST", "webhooks", {**NEW, **changes})
    assert response.status_code == 201, response.content
    body: dict[str, Any] = response.json()
    return body


def ids(api: V1) -> dict[str, str]:
    """A webhook with a delivery."""
    webhook = str(added(api)["id"])
    call(api, "POST", f"webhooks/{webhook}/test")
    return {"webhook": webhook, "delivery": str(WebhookDelivery.objects.get(webhook=webhook).pk)}


def test_every_call_is_in_the_table(api: V1) -> None:
    document = api.client.get(f"{PREFIX}/openapi.json").json()["paths"]
    values = {
        (method.upper(), path.removeprefix(f"{PREFIX}/"))
        for path, methods in document.items()
        for method in methods
        if path.startswith(f"{PREFIX}/webhooks")
    }
    assert values == {(method, path.replace("}", "_id}")) for method, path, _body, _status in CALLS}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.OWNER])
def test_managers_alone_manage_webhooks(api: V1, role: Role) -> None:
    caller, values = api.colleague(role), ids(api)
    statuses = {path: call(caller, method, path.format(**values), body).status_code for method, path, body, _ in CALLS}
    wanted = {path: status if role is Role.OWNER else 403 for _method, path, _body, status in CALLS}
    assert statuses == wanted
    assert call(caller, "GET", "webhook-events").status_code == 200


def test_nothing_is_there_without_a_token_or_for_others(api: V1) -> None:
    values, other = ids(api), make_v1("Southquay")
    nobody = make_v1("Westquay")
    nobody.headers = {}
    for method, path, body, _status in CALLS:
        if "{" in path:
            assert call(other, method, path.format(**values), body).status_code == 404
            mixed = {"webhook": values["webhook"], "delivery": str(uuid4())}
            assert "{delivery}" not in path or call(api, method, path.format(**mixed)).status_code == 404
        assert call(nobody, method, path.format(**values), body).status_code == 401
    assert call(other, "GET", "webhooks").json() == {"items": []}


def test_a_webhook_is_added_and_its_secret_shown_once(api: V1) -> None:
    response = call(api, "POST", "webhooks", NEW)
    webhook = response.json()
    assert response["Location"] == webhook["links"]["self"] == f"{PREFIX}/webhooks/{webhook['id']}"
    assert webhook["secret"].startswith("whsec_")
    shown = call(api, "GET", f"webhooks/{webhook['id']}")
    assert shown.json() == {name: value for name, value in webhook.items() if name != "secret"}
    assert call(api, "GET", "webhooks").json()["items"] == [shown.json()]
    stored = Webhook.objects.values().get()
    assert webhook["secret"] not in str(stored)
    assert webhook["secret"] not in str(list(Event.objects.values()))


def test_a_repeated_call_adds_nothing_and_shows_no_secret(api: V1) -> None:
    first, second = (call(api, "POST", "webhooks", NEW, Idempotency_Key="one") for _ in range(2))
    assert second.json() == {**first.json(), "secret": None}
    assert (second["Idempotency-Replayed"], Webhook.objects.count()) == ("true", 1)
    webhook = first.json()["id"]
    rotated, again = (call(api, "POST", f"webhooks/{webhook}/secret", Idempotency_Key="two") for _ in range(2))
    assert rotated.json()["secret"] != first.json()["secret"]
    assert again.json() == {**rotated.json(), "secret": None}
    stored = b"".join(bytes(row.body) for row in IdempotencyKey.objects.all())
    assert b"whsec_" not in stored


@pytest.mark.parametrize(
    "changes, code, target",
    [
        ({"url": "http://hooks.example.com/"}, "invalid-webhook-address", "url"),
        ({"url": "https://10.0.0.1/"}, "invalid-webhook-address", "url"),
        ({"url": "https://ada:secret@hooks.example.com/"}, "invalid-webhook-address", "url"),
        ({"url": "https://hooks"}, "invalid-webhook-address", "url"),
        ({"url": "hooks.example.com"}, "invalid-webhook-address", "url"),
        ({"url": "https://hooks.example.com:99999/"}, "invalid-webhook-address", "url"),
        ({"url": "https://hooks.example.com:0/"}, "invalid-webhook-address", "url"),
        ({"url": "https://[::1/"}, "invalid-webhook-address", "url"),
        ({"url": 5}, "validation-failed", "url"),
        ({"events": ["listing.sunk"]}, "unknown-webhook-event", "events"),
        ({"description": "x" * 101}, "validation-failed", "description"),
    ],
)
def test_what_cannot_be_a_webhook_is_named(api: V1, changes: dict[str, object], code: str, target: str) -> None:
    response = call(api, "POST", "webhooks", {**NEW, **changes})
    problem = error(response)
    assert (response.status_code, problem["code"], problem["target"]) == (422, code, target)
    assert not Webhook.objects.exists()
    webhook = added(api)["id"]
    assert call(api, "PATCH", f"webhooks/{webhook}", changes).status_code == 422


def test_an_organisation_has_ten_at_most(api: V1) -> None:
    for _ in range(MAX_WEBHOOKS):
        added(api)
    response = call(api, "POST", "webhooks", NEW)
    assert (response.status_code, error(response)["code"]) == (409, "too-many-webhooks")
    assert Webhook.objects.count() == MAX_WEBHOOKS


def test_a_change_sets_what_is_sent(api: V1) -> None:
    webhook = added(api)["id"]
    etag = call(api, "GET", f"webhooks/{webhook}")["ETag"]
    changed = call(api, "PATCH", f"webhooks/{webhook}", {"events": []}, If_Match=etag)
    assert (changed.json()["events"], changed.json()["url"]) == ([], URL)
    late = call(api, "PATCH", f"webhooks/{webhook}", {"description": "Late"}, If_Match=etag)
    assert (late.status_code, error(late)["code"]) == (412, "precondition-failed")
    for odd in ('"0"', '"99"', "x"):
        assert call(api, "PATCH", f"webhooks/{webhook}", {}, If_Match=odd).status_code == 412


@pytest.mark.parametrize("headers, status, code", [({}, 409, "stale"), ({"If_Match": "*"}, 412, "precondition-failed")])
def test_two_changes_at_once_lose_nothing(
    api: V1, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], status: int, code: str
) -> None:
    path, change = f"webhooks/{added(api)['id']}", actions.change_webhook

    def second(**values: object) -> Webhook:
        monkeypatch.setattr(actions, "change_webhook", change)
        assert call(api, "PATCH", path, {"url": f"{URL}2"}).status_code == 200
        return change(**values)  # type: ignore[arg-type]  # as the call passes them

    monkeypatch.setattr(actions, "change_webhook", second)
    response = call(api, "PATCH", path, {"description": "Late"}, **headers)
    assert (response.status_code, error(response)["code"]) == (status, code)
    assert Webhook.objects.get().url == f"{URL}2"


def test_a_paused_webhook_is_resumed(api: V1) -> None:
    values = ids(api)
    paused = {"state": WebhookState.PAUSED, "pause_reason": PauseReason.GONE, "paused_at": NOW}
    Webhook.objects.update(**paused)
    path = f"webhooks/{values['webhook']}"
    assert call(api, "GET", path).json()["pause_reason"] == "gone"
    for part in ("test", f"deliveries/{values['delivery']}/resend"):
        response = call(api, "POST", f"{path}/{part}")
        assert (response.status_code, error(response)["code"]) == (409, "webhook-paused")
    resumed = call(api, "POST", f"{path}/resumption").json()
    assert (resumed["state"], resumed["pause_reason"], resumed["paused_at"]) == ("active", None, None)


def test_deliveries_are_listed_in_pages(api: V1) -> None:
    with receiving() as receiver:
        webhook = added(api, url=receiver.url)["id"]
        for name in ("Tide", "Pier", "Buoy"):
            api.draft(name)
        run_webhook_jobs()
    path = f"webhooks/{webhook}/deliveries"
    first = call(api, "GET", f"{path}?limit=2").json()
    second = call(api, "GET", f"{path}?limit=2&cursor={first['next_cursor']}").json()
    items = [*first["items"], *second["items"]]
    assert {
        (delivery["event"], delivery["state"], delivery["attempts"], delivery["last_status"]) for delivery in items
    } == {("listing.created", "delivered", 1, 204)}
    assert ([delivery["id"] for delivery in items], second["next_cursor"]) == (delivered(receiver), None)


def delivered(receiver: Receiver) -> list[str]:
    """The IDs of the received requests, newest first."""
    return sorted((request.headers["webhook-id"] for request in receiver.requests), reverse=True)


def test_links_of_an_event_lead_somewhere(api: V1) -> None:
    with receiving() as receiver:
        added(api, url=receiver.url, events=[])
        revision = api.draft()
        run_webhook_jobs()
    data = receiver.requests[0].event["data"]
    assert data["listing"] == str(revision.listing_id)
    host = data["links"]["api"].partition("/api/")[0]
    assert api.client.get(data["links"]["api"].removeprefix(host), headers=api.headers).status_code == 200
    api.client.force_login(revision.listing.organisation.memberships.first().person)
    assert api.client.get(data["links"]["page"].removeprefix(host)).status_code == 200


def test_deliveries_have_the_described_body() -> None:
    """Emitting other data for an event raises an error, so one event of each kind of subject is enough."""
    with receiving() as receiver:
        acme = Partner()
        added(V1(acme.api.caller), url=receiver.url, events=[])
        acme.reach("published")
    document = v1.get_openapi_schema()
    bodies = [json.loads(body) for body in WebhookDelivery.objects.values_list("body", flat=True)]
    assert {"listing.live", "tile.enabled", "review.approved"} <= {body["type"] for body in bodies}
    for body in bodies:
        content = document["webhooks"][body["type"]]["post"]["requestBody"]["content"]["application/json"]
        schema = {**content["schema"], "components": document["components"]}
        OAS31Validator(schema, format_checker=oas31_format_checker).validate(body)
        assert body["data"].keys() <= content["example"]["data"].keys()


def test_events_are_described(api: V1) -> None:
    events = {event["name"]: event["description"] for event in call(api, "GET", "webhook-events").json()["items"]}
    assert events["listing.live"] == "A listing goes live."
    assert len(events) > 30

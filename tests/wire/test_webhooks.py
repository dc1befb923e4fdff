"""A partner's server receives events over HTTP, sent by the worker of an instance."""

import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from standardwebhooks import Webhook as Verifier

from tests.notices.webhooks.receiver import Receiver, receiving
from tests.wire.person import Person
from tests.wire.scene import PASSWORD

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]
_PATIENCE_SECONDS = 120  # a time limit in case nothing arrives; the machine may be busy


@pytest.fixture
def client(base: str) -> Iterator[httpx.Client]:
    """A program of the partner with a token for our own API."""
    partner = Person(base)
    partner.sign_in("partner@demo.example", PASSWORD)
    users = partner.follow(partner.open("/organisation/demo-harbour/"), "Users")
    form = partner.follow(users, "Add application")
    page = partner.press(form, "Add application", name="Hooks", **form.choice("Manager"))
    shown = partner.press(partner.follow(page, "Create key"), "Create key", label="Hooks")
    asked = {
        "grant_type": "client_credentials",
        "client_id": shown.copied("Client ID"),
        "client_secret": shown.copied("Key"),
        "resource": "slipway",
    }
    response = httpx.post(f"{base}/{shown.copied('Tenant ID')}/oauth2/token", data=asked).raise_for_status()
    partner.client.close()
    headers = {"Authorization": f"Bearer {response.json()['access_token']}"}
    with httpx.Client(base_url=f"{base}/api/v1/", headers=headers, timeout=60) as made_client:
        yield made_client


def test_a_server_receives_refuses_and_receives_again(client: httpx.Client) -> None:
    """A delivery is received, refused and retried, sent again, and signed with both secrets after a rotation."""
    with receiving() as receiver:
        webhook = client.post("webhooks", json={"url": receiver.url}).raise_for_status().json()
        path, secrets = f"webhooks/{webhook['id']}", [webhook["secret"]]
        first = _tested(client, path, receiver, 1)
        assert _signers(receiver, 0, secrets) == [True]

        receiver.responses = [500]
        _tested(client, path, receiver, 3)
        assert receiver.requests[1].headers["webhook-id"] == receiver.requests[2].headers["webhook-id"] != first

        client.post(f"{path}/deliveries/{first}/resend").raise_for_status()
        _until(lambda: len(receiver.requests) == 4)
        assert receiver.requests[3].headers["webhook-id"] == first
        assert receiver.requests[3].body == receiver.requests[0].body

        secrets.append(client.post(f"{path}/secret").raise_for_status().json()["secret"])
        _tested(client, path, receiver, 5)
        assert _signers(receiver, 4, secrets) == [True, True]

        receiver.responses = [410]
        _tested(client, path, receiver, 6)
        _until(lambda: client.get(path).json()["state"] == "paused")
        client.post(f"{path}/resumption").raise_for_status()
        _until(lambda: len(receiver.requests) == 7 and not _waits(client, path))
        items = client.get(f"{path}/deliveries").raise_for_status().json()["items"]
        assert sorted(delivery["attempts"] for delivery in items) == [1, 2, 2, 2]


def _tested(client: httpx.Client, path: str, receiver: Receiver, count: int) -> str:
    """The ID of a test event, once the server has received this number of requests."""
    sent = client.post(f"{path}/test").raise_for_status().json()
    _until(lambda: len(receiver.requests) == count)
    _until(lambda: count == 6 or not _waits(client, path))
    return str(sent["id"])


def _waits(client: httpx.Client, path: str) -> bool:
    return any(delivery["state"] == "waiting" for delivery in client.get(f"{path}/deliveries").json()["items"])


def _signers(receiver: Receiver, number: int, secrets: list[str]) -> list[bool]:
    request = receiver.requests[number]
    return [bool(Verifier(secret).verify(request.body, request.headers)) for secret in secrets]


def _until(is_so: Callable[[], object]) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)

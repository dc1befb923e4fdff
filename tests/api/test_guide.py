"""The getting-started page for developers. tests/wire runs its commands and its program."""

import base64
import hashlib
import hmac
import html
import json
import os
import shutil
import socket
import subprocess
import time

import pytest
import yaml
from django.test import Client
from django.urls import reverse

from api.guide.command import EXAMPLES_FOLDER, commands, example_text, install_line
from api.trusted.actions import EXCHANGED_TOKEN_LIFETIME

pytestmark = pytest.mark.sqlite_is_enough
SECONDS = 60


@pytest.mark.django_db
def test_the_page_shows_every_file(client: Client) -> None:
    response = client.get(reverse("api:start"))
    page = html.unescape(response.content.decode())
    assert (response.status_code, response["Cache-Control"]) == (200, "public, max-age=60")
    for part in (
        install_line("submit"),
        *commands().values(),
        *map(example_text, ("publish.yml", "client.mjs", "receive.mjs")),
    ):
        assert part in page
    assert {path.name for path in EXAMPLES_FOLDER.iterdir()} == {"start.sh", "publish.yml", "client.mjs", "receive.mjs"}
    assert "{address}" not in page
    assert "{install}" not in page
    assert f"valid for {EXCHANGED_TOKEN_LIFETIME.seconds // 60} minutes" in page
    assert f'href="{reverse("api:start")}"' in client.get(reverse("api:reference-list")).content.decode()


def test_no_command_has_a_key_that_stays_the_same() -> None:
    """With a fixed idempotency key, the portal would repeat its first refusal and never accept the draft."""
    assert "Idempotency-Key" not in commands()["submit"]


def test_the_workflow_asks_for_a_token_where_it_submits_and_nowhere_else() -> None:
    workflow = yaml.safe_load(example_text("publish.yml"))
    jobs = workflow["jobs"]
    assert jobs["submit"]["permissions"]["id-token"] == "write"
    assert "id-token" not in workflow["permissions"]
    assert [name for name, job in jobs.items() if "id-token" in job.get("permissions", {})] == ["submit"]
    assert "refs/tags/" in jobs["submit"]["if"]
    # A waived finding is a blocker without signing in, but must not prevent the submission of the listing.
    assert jobs["submit"]["needs"] == jobs["validate"]["needs"] == "install"


def test_the_workflow_installs_only_where_no_token_can_be_requested() -> None:
    jobs = yaml.safe_load(example_text("publish.yml"))["jobs"]
    commands = {name: [step["run"] for step in job["steps"] if "run" in step] for name, job in jobs.items()}
    assert commands["install"] == [f"{install_line('submit')} --target tilekit-packages\n"]
    assert [run for name in ("validate", "submit") for run in commands[name] if "install" in run] == []
    assert jobs["validate"]["if"] == "github.event_name == 'pull_request'"


@pytest.mark.skipif(not (shutil.which("node") and shutil.which("curl")), reason="needs node and curl")
def test_the_receiver_takes_genuine_webhooks_once() -> None:
    key = b"k" * 32
    secret = f"whsec_{base64.b64encode(key).decode()}"
    env = {**os.environ, "SLIPWAY_WEBHOOK_SECRET": secret, "PORT": "0"}
    with subprocess.Popen(
        ["node", EXAMPLES_FOLDER / "receive.mjs"], env=env, stdout=subprocess.PIPE, text=True
    ) as receiver:
        assert receiver.stdout is not None
        port = receiver.stdout.readline().split()[1]
        now = int(time.time())
        statuses = [
            _deliver(port, signed_with, sent_at)
            for signed_with, sent_at in ((key, now), (key, now), (b"x" * 32, now), (key, now - 3600))
        ]
        with socket.create_connection(("127.0.0.1", int(port)), timeout=SECONDS) as aborted:
            aborted.sendall(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\nabc")
        statuses.append(_deliver(port, key, now))  # the server continues after a client has disconnected
        receiver.terminate()
        lines = receiver.stdout.read().splitlines()
    assert statuses == ["204", "204", "401", "401", "204"]
    assert [json.loads(line) for line in lines] == [{"id": "msg_1", "type": "listing.live", "listing": "an ID"}]


def _deliver(port: str, key: bytes, sent_at: int) -> str:
    body = json.dumps({"type": "listing.live", "timestamp": "2030-01-01T00:00:00Z", "data": {"listing": "an ID"}})
    digest = hmac.new(key, f"msg_1.{sent_at}.{body}".encode(), hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(digest).decode()} v1,{base64.b64encode(b'other').decode()}"
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(sent_at), "webhook-signature": signature}
    named = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["curl", "-s", "-o", os.devnull, "-w", "%{http_code}", *named, "-d", body, f"http://127.0.0.1:{port}/"]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS).stdout

"""Runs inside an instance that is backed up: `["write", TIMES]`, `["scene"]`, `["contents"]`, `["waits"]`,
`["events"]`, `["processes"]`, `["let_time_pass"]`, `["is_paused"]` and `["manage", ARGUMENT ...]`.

As a program with the argument `write`, it adds and deletes files until it is killed.
"""

import os
import sys
from datetime import timedelta
from hashlib import sha256
from io import StringIO
from itertools import count
from uuid import UUID

import django

django.setup()

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from audit.actions import seal_next_events
from audit.models import Event
from audit.writes import record_event
from common.actions import action
from common.actor import SYSTEM
from common.ids import uuid7
from files import store
from files.actions import put_blob
from files.deletion_pause import are_deletions_paused
from files.models import Blob, BlobUse
from files.writes import drop_uses, use_blobs
from jobs.models import Heartbeat, Job
from jobs.queries import PROCESS_SILENCE, SWEEPER
from listings.models import Listing
from notices.models import Outbox, Webhook
from notices.writes import MAIL_FAILED, post_notice
from tests.faults.command_loop import run_commands
from tests.notices.webhooks.scene import Partner
from tests.retention import remove

_LATER = timedelta(days=2)  # an unused file is deleted after a day


@action
def _add(listing_id: UUID, digest: str) -> None:
    use_blobs(listing_id, [digest], now=timezone.now())
    record_event("test.add", by=SYSTEM, objects={"test": listing_id}, now=timezone.now())


@action
def _drop(listing_id: UUID) -> None:
    drop_uses(listing_id, before=timezone.now() + _LATER)
    record_event("test.drop", by=SYSTEM, objects={"test": listing_id}, now=timezone.now())


def write(times: str = "") -> int:
    """Add a file at a time, and delete every second one again. Returns the number of files in the database."""
    for number in range(int(times)) if times else count():
        listing_id, blob = uuid7(), put_blob(os.urandom(2_000), name="kelp.bin", now=timezone.now())
        _add(listing_id, blob.sha256)
        if number % 2:
            _drop(listing_id)
            remove("files", now=timezone.now() + _LATER)
    return Blob.objects.count()


def scene() -> None:
    """A session, a waiting e-mail, a webhook with a waiting delivery, and sealed events."""
    SessionStore().create()
    _post()
    partner = Partner()
    partner.webhook("http://127.0.0.1:1/")
    partner.emit_event(key="kelp", number="1")
    seal_next_events(now=timezone.now() + _LATER)


@action
def _post() -> None:
    addresses = ["ada@acme.example"]
    post_notice(MAIL_FAILED, recipients=[], addresses=addresses, parameters={}, url="/", key="k", now=timezone.now())


def contents() -> dict[str, object]:
    """What a restored database must have: a file for every row, and as many files in use as the events count."""
    unreadable = [blob.sha256 for blob in Blob.objects.all() if not _is_whole(blob)]
    adds, drops = (Event.objects.filter(verb=f"test.{verb}").count() for verb in ("add", "drop"))
    return {
        "unreadable": unreadable,
        "difference": adds - drops - BlobUse.objects.count(),
        "files": sorted(Blob.objects.values_list("sha256", flat=True)),
        "listings": Listing.objects.count(),
    }


def _is_whole(blob: Blob) -> bool:
    try:
        return sha256(store.read_name(blob.storage_name)).hexdigest() == blob.sha256
    except FileNotFoundError:
        return False


def waits() -> dict[str, int]:
    """What waits to be sent, and who is signed in."""
    return {
        "mails": Outbox.objects.filter(delivered_at=None).count(),
        "mail_jobs": Job.objects.filter(kind="mail", state="queued").count(),
        "webhooks": Webhook.objects.filter(removed_at=None).count(),
        "sessions": Session.objects.count(),
    }


def processes() -> list[str]:
    """The kinds of processes that have reported that they are alive."""
    return sorted({name.partition(":")[0] for name in Heartbeat.objects.values_list("name", flat=True)} - {SWEEPER})


def let_time_pass() -> int:
    """Move all heartbeats back, as if the time had passed after which they don't count any more."""
    return Heartbeat.objects.update(at=F("at") - PROCESS_SILENCE)


def events() -> list[list[object]]:
    """(verb, kind of actor, objects) of all events about back-ups."""
    rows = Event.objects.filter(verb__startswith="backup.").order_by("pk")
    return [[event.verb, event.actor_kind, event.object_ids] for event in rows]


def manage(*arguments: str) -> tuple[int, str]:
    """(exit code, output) of a management command."""
    output = StringIO()
    try:
        call_command(*arguments, stdout=output, stderr=output)
    except CommandError as fault:
        return 1, f"{output.getvalue()}{fault}"
    return 0, output.getvalue()


COMMANDS = {"write": write, "scene": scene, "contents": contents, "waits": waits, "events": events}
COMMANDS |= {"processes": processes, "let_time_pass": let_time_pass}
COMMANDS |= {"is_paused": are_deletions_paused, "manage": manage}

if __name__ == "__main__":
    if sys.argv[1:] == ["write"]:
        write()
    run_commands(COMMANDS)

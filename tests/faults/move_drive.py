"""Runs inside an instance that is moved: `["fill"]`, `["rows"]`, `["secrets"]`, `["change_event"]`,
`["start_worker"]`, `["lengthen"]` and the commands of `tests.faults.backup_drive`.
"""

from hashlib import sha256

import django

django.setup()

import msgspec
from django.apps import apps
from django.db import IntegrityError, connection, models
from django.utils import timezone

from jobs.actions import record_heartbeat
from listings.models import Listing
from notices.models import Webhook
from notices.webhooks.models import WEBHOOK_SECRETS
from portal.demo.load import load_demo
from tests.faults import backup_drive
from tests.faults.command_loop import run_commands


def fill() -> None:
    """The first listings of the demo, and what `scene` and `write` of back-ups add."""
    load_demo("demo-slipway", timezone.now(), only_early=True)
    backup_drive.write("3")
    backup_drive.scene()


def rows() -> dict[str, list[object]]:
    """{model: number of rows and a digest of all their values}, also of tables between two models."""
    return {model._meta.label: _contents(model) for model in apps.get_models(include_auto_created=True)}


def _contents(model: type[models.Model]) -> list[object]:
    encoded = [msgspec.json.encode(row, order="deterministic") for row in model._base_manager.values_list()]
    return [len(encoded), sha256(b"\n".join(sorted(encoded))).hexdigest()]


def secrets() -> list[str]:
    """The secrets of the webhooks, decrypted."""
    return [WEBHOOK_SECRETS.decrypt(webhook.secret) for webhook in Webhook.objects.order_by("pk")]


def change_event() -> str:
    """What the database says if somebody changes an event."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE audit_event SET verb = 'changed'")
    except IntegrityError as fault:
        return str(fault)
    return "changed"


def start_worker() -> None:
    """Report as a worker does."""
    record_heartbeat(name="worker:kelp:7", now=timezone.now())


def lengthen() -> None:
    """Store a value that is too long for its column, which SQLite accepts."""
    Listing.objects.update(hold="x" * 1_000)


COMMANDS = {
    **backup_drive.COMMANDS,
    "fill": fill,
    "rows": rows,
    "secrets": secrets,
    "change_event": change_event,
}
COMMANDS |= {"start_worker": start_worker, "lengthen": lengthen}

if __name__ == "__main__":
    run_commands(COMMANDS)

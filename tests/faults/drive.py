"""Runs inside an instance; `["enqueue", FOLDER]`, `["hint", JOB]`, `["states"]`, `["released"]`, `["scene"]`,
`["webhooks", URL ...]`, `["emit", KEY ...]`, `["deliveries"]`, `["caller"]`, `["listings"]` and `["imports"]`.
"""

import django

django.setup()

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from common.request_id import request_id
from jobs.hints import send_hint
from jobs.models import Job, JobState
from jobs.writes import enqueue
from listings.models import Import, Listing
from notices.webhooks.models import WebhookDelivery
from tests.api.factories import make_caller
from tests.faults.command_loop import run_commands
from tests.notices.webhooks.scene import Partner
from tests.studio.scene import ready_scene


def put(folder: str) -> str:
    with request_id("request-of-the-test"), transaction.atomic():
        return str(enqueue("hold", payload={"folder": folder}, now=timezone.now()).pk)


def hint(job_id: str) -> None:
    send_hint(Job.objects.get(pk=job_id))


def states() -> dict[str, list[object]]:
    rows = Job.objects.filter(kind="hold").order_by("created_at")
    return {str(job.pk): [job.state, job.attempt] for job in rows}


def released() -> list[str]:
    """The jobs whose lease has ended although they are running."""
    return [str(pk) for pk in Job.objects.filter(lease_until__lt=timezone.now()).values_list("pk", flat=True)]


def scene() -> dict[str, str]:
    """A person with a draft: their e-mail address, the URLs of a step of the wizard, and a file."""
    ready = ready_scene()
    listing, overview = ready.revision.listing_id, ready.section("overview")
    logo = overview.document["logo_light"]
    return {
        "email": ready.editor.email,
        "step": ready.url("step", "overview"),
        "version": str(overview.version),
        "save": ready.url("section-save", "overview"),
        "upload": ready.url("section-upload", "overview") + "?path=overview.logo_light",
        "file": reverse("files:file", args=[listing, logo["sha256"]]),
    }


partners: list[Partner] = []


def webhooks(*urls: str) -> None:
    """Create a webhook for each URL, in one organisation."""
    partners.append(Partner())
    for url in urls:
        partners[0].webhook(url)


def emit(*keys: str) -> None:
    """Emit an event for each key, one after the other."""
    for key in keys:
        partners[0].emit_event(key=key, number=key)


def deliveries() -> dict[str, list[object]]:
    """{URL and key: state and number of attempts of the delivery}."""
    rows = WebhookDelivery.objects.select_related("webhook").prefetch_related("attempts")
    return {f"{row.webhook.url} {row.key}": [row.state, len(row.attempts.all())] for row in rows}


def caller() -> list[object]:
    """An application: the ID of its organisation, and the form of its token requests."""
    application = make_caller()
    return [str(application.organisation.pk), application.form()]


def imports() -> list[str]:
    """The workers that have finished imports, by the time when they were requested; "" for unfinished ones."""
    rows = Job.objects.filter(kind=Import.job_kind).order_by("created_at")
    return [job.worker if job.state == JobState.DONE else "" for job in rows]


COMMANDS = {"enqueue": put, "hint": hint, "states": states, "released": released, "scene": scene}
COMMANDS |= {"webhooks": webhooks, "emit": emit, "deliveries": deliveries}
COMMANDS |= {"caller": caller, "listings": Listing.objects.count, "imports": imports}

if __name__ == "__main__":
    run_commands(COMMANDS)

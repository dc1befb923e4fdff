"""An organisation with webhooks and events."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Organisation
from common.actor import Actor
from jobs.models import Job, JobState
from jobs.queries import claimable
from jobs.worker import run_job
from listings.lifecycle.event_data import EventLinks, UnrevisedEventData
from notices.events import EventSubject
from notices.webhooks.actions import NewWebhookSecret, WebhookSettings, create_webhook
from notices.webhooks.models import Webhook, WebhookDelivery
from notices.webhooks.writes import emit
from tests.accounts.factories import make_organisation, owner_of

EVENT, OTHER = "listing.submitted", "listing.live"


class NumberedData(UnrevisedEventData, frozen=True, kw_only=True):
    """The data of an event of tests."""

    listing: None
    number: str


class Partner:
    """An organisation and its owner."""

    def __init__(self, name: str = "Northquay") -> None:
        self.organisation: Organisation = make_organisation(name)
        self.owner: Actor = owner_of(self.organisation)

    def webhook(self, url: str = "https://hooks.example.com/slipway", **values: object) -> NewWebhookSecret:
        wanted = WebhookSettings(url=url, **values)  # type: ignore[arg-type]  # as the test says
        return create_webhook(
            organisation_id=self.organisation.pk, webhook_settings=wanted, by=self.owner, now=timezone.now()
        )

    def emit_event(self, event: str = EVENT, *, key: str = "act", number: str = "") -> None:
        """Emit an event that is sent to webhooks."""
        organisation = self.organisation.pk
        nothing = dict.fromkeys(("listing", "revision", "round", "submission", "state", "availability"))
        links = EventLinks(api=None, page="")
        data = NumberedData(**nothing, organisation=organisation, links=links, number=number)
        about = EventSubject(organisation_id=organisation, describe=lambda: data)
        with transaction.atomic():
            emit(event, about, key=key, now=timezone.now())


def run_webhook_jobs(at: datetime | None = None) -> int:
    """Run the webhook jobs that are due at the time, as a worker does; returns their number."""
    now, done = at or timezone.now(), 0
    Job.objects.filter(state=JobState.QUEUED, run_at__lte=now).update(run_at=timezone.now())
    while job := claimable(timezone.now()).filter(kind="webhook").order_by("run_at", "pk").first():
        run_job(job.pk)
        job.refresh_from_db()
        assert not job.error, job.error
        done += 1
    return done


def move_back(webhook: Webhook, **elapsed: float) -> None:
    """Simulate that time has passed for waiting deliveries. The arguments are those of timedelta."""
    by = timedelta(**elapsed)
    row = Webhook.objects.get(pk=webhook.pk)
    for name in ("retry_at", "failing_since", "previous_until"):
        if getattr(row, name):
            setattr(row, name, getattr(row, name) - by)
    row.save()
    waiting = WebhookDelivery.objects.exclude(next_attempt_at=None)
    waiting.update(next_attempt_at=F("next_attempt_at") - by)
    for job in Job.objects.filter(kind="webhook", state=JobState.QUEUED):
        job.run_at -= by
        job.save()

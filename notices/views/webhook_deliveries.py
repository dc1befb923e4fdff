"""Pages that list, show and resend the deliveries of a webhook, and send test events."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from common.htmx import is_partial, render_page
from common.pages import requested_page
from common.requests import ActorRequest
from jobs.retention.queries import days_of
from notices.views.webhooks import own_webhook, webhook_context
from notices.webhooks import actions
from notices.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery
from notices.webhooks.queries import LATEST_FIRST, delivery_for, last_attempts
from notices.webhooks.requests import FAILURE_TEXTS

DELIVERIES_PER_PAGE = 20


@require_safe
@signed_in
def index(request: ActorRequest, slug: str, webhook_id: UUID) -> HttpResponse:
    webhook = own_webhook(request, slug, webhook_id)
    rows, links = requested_page(request, webhook.deliveries.all(), order=LATEST_FIRST, size=DELIVERIES_PER_PAGE)
    latest = last_attempts(rows)
    context = {
        **webhook_context(request, webhook),
        "rows": [{"delivery": row, "result": _result(latest.get(row.pk))} for row in rows],
        "columns": [
            {"label": _("Event")},
            {"label": _("State"), "kind": "tight"},
            {"label": _("Last response")},
            {"label": _("Created on"), "kind": "tight"},
        ],
        "is_rotating": webhook.is_rotating(timezone.now()),
        "is_moving": any(_is_moving(webhook, row) for row in rows),
        "kept_days": days_of("WEBHOOK_DELIVERY_DAYS"),
        "is_part": is_partial(request),
        **links,
    }
    return render_page(request, "notices/webhooks/detail.html", context, part="notices/webhooks/log.html")


@require_safe
@signed_in
def detail(request: ActorRequest, slug: str, *, webhook_id: UUID, delivery_id: UUID) -> HttpResponse:
    webhook = own_webhook(request, slug, webhook_id)
    delivery = delivery_for(request.actor, webhook_id, delivery_id)
    attempts = [{"attempt": attempt, "result": _result(attempt)} for attempt in delivery.attempts.order_by("-number")]
    context = {
        **webhook_context(request, webhook, page_name=delivery.event),
        "delivery": delivery,
        "attempts": attempts,
        "is_moving": _is_moving(webhook, delivery),
    }
    return render_page(request, "notices/webhooks/delivery.html", context, part="notices/webhooks/attempts.html")


@require_POST
@signed_in
def resend(request: ActorRequest, slug: str, *, webhook_id: UUID, delivery_id: UUID) -> HttpResponse:
    own_webhook(request, slug, webhook_id)
    actions.resend_delivery(webhook_id=webhook_id, delivery_id=delivery_id, by=request.actor, now=timezone.now())
    messages.success(request, _("The delivery is being sent again."))
    return redirect("notices:delivery-detail", slug, webhook_id, delivery_id)


@require_POST
@signed_in
def test(request: ActorRequest, slug: str, webhook_id: UUID) -> HttpResponse:
    webhook = own_webhook(request, slug, webhook_id)
    actions.send_test(webhook_id=webhook_id, by=request.actor, now=timezone.now())
    messages.success(request, _("A test event is being sent."))
    return redirect(webhook)


def _is_moving(webhook: Webhook, delivery: WebhookDelivery) -> bool:
    """Whether the delivery is about to be sent for the first time, so that the page polls it."""
    return webhook.is_active and delivery.is_waiting and not delivery.tries


def _result(attempt: WebhookAttempt | None) -> str:
    """The result of an attempt as text; "" if there was no attempt."""
    if attempt is None:
        return ""
    if attempt.status is None:
        return str(FAILURE_TEXTS.get(attempt.error, attempt.error))
    return _("Status {status} after {duration} ms").format(status=attempt.status, duration=attempt.duration_ms)

"""Pages that list, add, change, resume and delete webhooks, and show each secret once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import kept_values, own_organisation, owner_with_password, signed_in
from accounts.models import Organisation
from accounts.page import organisation_context
from common.errors import NotFound
from common.ids import uuid7
from common.requests import ActorRequest, seen_version
from notices.errors import WebhookExists
from notices.webhooks import actions
from notices.webhooks.forms import NewWebhookForm, WebhookForm
from notices.webhooks.models import Webhook
from notices.webhooks.queries import visible_webhooks, webhook_for
from notices.webhooks.retry_schedule import MAX_WEBHOOKS

_WEBHOOK_LIST = "notices:webhook-list"


@require_safe
@signed_in
def index(request: ActorRequest, slug: str) -> HttpResponse:
    organisation = own_organisation(request, slug)
    webhooks = list(visible_webhooks(request.actor).filter(organisation=organisation).order_by("pk"))
    context = {"webhooks": webhooks, "most": MAX_WEBHOOKS, "is_full": len(webhooks) >= MAX_WEBHOOKS}
    return render(
        request, "notices/webhooks/list.html", {**organisation_context(request, organisation, _WEBHOOK_LIST), **context}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@owner_with_password
def create(request: ActorRequest, organisation: Organisation) -> HttpResponse:
    """Add a webhook and show its secret. No other page shows it."""
    form = NewWebhookForm(request.POST or None, initial={**kept_values(request), "webhook": uuid7()})
    context = _head(request, organisation, page_name=pgettext("heading", "Add webhook"))
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "notices/webhooks/create.html", {**context, "form": form}, status=status)
    try:
        new_secret = actions.create_webhook(
            organisation_id=organisation.pk,
            webhook_settings=form.webhook_settings(),
            by=request.actor,
            now=timezone.now(),
        )
    except WebhookExists as error:  # reported where the secret can be rotated
        messages.error(request, str(error))
        return redirect(_WEBHOOK_LIST, organisation.slug)
    context = {**webhook_context(request, new_secret.webhook), "secret": new_secret.secret}
    return render(request, "notices/webhooks/secret.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@owner_with_password
def edit(request: ActorRequest, organisation: Organisation, webhook_id: UUID) -> HttpResponse:
    webhook = own_webhook(request, organisation.slug, webhook_id)
    initial = {"url": webhook.url, "description": webhook.description, "events": webhook.events}
    form = WebhookForm(request.POST or None, initial=kept_values(request) or initial)
    if not form.is_valid():
        context = {**webhook_context(request, webhook, page_name=pgettext("heading", "Edit webhook")), "form": form}
        return render(request, "notices/webhooks/edit.html", context, status=422 if form.is_bound else 200)
    actions.change_webhook(
        webhook_id=webhook_id,
        webhook_settings=form.webhook_settings(),
        seen=seen_version(request),
        by=request.actor,
        now=timezone.now(),
    )
    messages.success(request, _("The webhook was saved."))
    return redirect(webhook)


@require_http_methods(["GET", "HEAD", "POST"])
@owner_with_password
def rotate(request: ActorRequest, organisation: Organisation, webhook_id: UUID) -> HttpResponse:
    """Rotate the secret and show the new one. No other page shows it."""
    webhook = own_webhook(request, organisation.slug, webhook_id)
    if request.method != "POST":
        context = webhook_context(request, webhook, page_name=pgettext("heading", "Rotate secret"))
        return render(request, "notices/webhooks/rotate.html", context)
    new_secret = actions.rotate_secret(webhook_id=webhook_id, by=request.actor, now=timezone.now())
    context = webhook_context(request, webhook, page_name=_("New secret"))
    context |= {"secret": new_secret.secret, "is_rotated": True}
    return render(request, "notices/webhooks/secret.html", context)


@require_POST
@signed_in
def resume(request: ActorRequest, slug: str, webhook_id: UUID) -> HttpResponse:
    webhook = own_webhook(request, slug, webhook_id)
    actions.resume_webhook(webhook_id=webhook_id, by=request.actor, now=timezone.now())
    messages.success(request, _("The webhook was resumed. Missed events are being sent."))
    return redirect(webhook)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def delete(request: ActorRequest, slug: str, webhook_id: UUID) -> HttpResponse:
    webhook = own_webhook(request, slug, webhook_id)
    if request.method != "POST":
        context = webhook_context(request, webhook, page_name=pgettext("heading", "Delete webhook"))
        return render(request, "notices/webhooks/delete.html", context)
    actions.delete_webhook(webhook_id=webhook_id, by=request.actor, now=timezone.now())
    messages.success(request, _("The webhook was deleted."))
    return redirect(_WEBHOOK_LIST, slug)


def own_webhook(request: ActorRequest, slug: str, webhook_id: UUID) -> Webhook:
    """The webhook, if it belongs to the organisation in the URL and the reader may manage it. Raises NotFound."""
    webhook = webhook_for(request.actor, webhook_id)
    if webhook.organisation.slug != slug:
        raise NotFound
    return webhook


def webhook_context(request: ActorRequest, webhook: Webhook, *, page_name: str = "") -> dict[str, object]:
    """Template context for the head of a webhook's pages; page_name is "" on its main page."""
    name: dict[str, object] = {"label": webhook.name}
    breadcrumbs = [{**name, "href": webhook.get_absolute_url()}, {"label": page_name}] if page_name else [name]
    return {**_head(request, webhook.organisation, *breadcrumbs), "webhook": webhook}


def _head(
    request: ActorRequest, organisation: Organisation, *breadcrumbs: dict[str, object], page_name: str = ""
) -> dict[str, object]:
    first = {"label": _("Webhooks"), "href": reverse(_WEBHOOK_LIST, args=[organisation.slug])}
    full_breadcrumbs = [first, *breadcrumbs, *([{"label": page_name}] if page_name else [])]
    return {**organisation_context(request, organisation, _WEBHOOK_LIST), "breadcrumbs": full_breadcrumbs}

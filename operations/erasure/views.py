"""The pages on which an admin searches for a leaked secret, sees where it is, and erases it."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from common.access import admin_only
from common.errors import SlipwayError
from common.lookups import first_or_not_found
from common.reason_form import text_area
from common.requests import ActorRequest
from jobs.models import LongRunningState
from operations.erasure.actions import request_erasure, request_search
from operations.erasure.leaked_secret import LeakedSecret
from operations.erasure.page import UNREACHABLE, place_rows
from operations.errors import SecretNotErasable
from operations.models import SecretErasure

_RECENT = 5
_METHODS = ["GET", "HEAD", "POST"]


class EraseForm(forms.Form):
    """The field is called password, so that error pages don't offer to send the form again."""

    password = forms.CharField(
        label=gettext_lazy("Secret"),
        help_text=gettext_lazy("Enter it exactly as it was leaked."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def clean_password(self) -> str:
        text = str(self.cleaned_data["password"]).strip("\r\n")
        try:
            LeakedSecret(text)
        except SecretNotErasable as error:
            raise ValidationError(str(error)) from error
        return text


class SearchForm(EraseForm):
    reason = text_area(gettext_lazy("Reason"), gettext_lazy("Only admins see it. Don't repeat the secret."))


@admin_only
@require_http_methods(_METHODS)
def erase_secret(request: ActorRequest) -> HttpResponse:
    """Search for a secret. Nothing is changed yet."""
    form, status = SearchForm(request.POST or None), 200
    if request.method == "POST":
        queue = partial(request_search, reason=str(form.data.get("reason", "")))
        erasure, status = _request(request, form, queue)
        if erasure:
            return redirect("operations:secret-erasure", erasure.pk)
    recent = SecretErasure.objects.order_by("-created_at")[:_RECENT]
    context = {"form": form, "recent": recent, "unreachable": UNREACHABLE}
    return render(request, "operations/erase_secret.html", context, status=status)


@admin_only
@require_http_methods(_METHODS)
def secret_erasure(request: ActorRequest, erasure_id: UUID) -> HttpResponse:
    """The progress and the result of a search or an erasure. After a search, the secret can be erased."""
    shown = first_or_not_found(SecretErasure.objects.filter(pk=erasure_id))
    form, status = EraseForm(request.POST or None), 200
    if request.method == "POST":
        erasure, status = _request(request, form, partial(request_erasure, search=shown))
        if erasure:
            return redirect("operations:secret-erasure", erasure.pk)
    context = {
        "erasure": shown,
        "places": place_rows(shown.places),
        "form": form,
        "can_erase": not shown.erases and shown.state == LongRunningState.DONE and bool(shown.places),
        "unreachable": UNREACHABLE,
        "breadcrumbs": [
            {"href": reverse("operations:erase-secret"), "label": _("Erase a secret")},
            {"label": _("Erasure") if shown.erases else _("Search")},
        ],
    }
    return render(request, "operations/secret_erasure.html", context, status=status)


def _request(
    request: ActorRequest, form: EraseForm, queue: Callable[..., SecretErasure]
) -> tuple[SecretErasure | None, int]:
    """The queued work; None with the status if the form has errors."""
    if form.is_valid():
        text = form.cleaned_data["password"]
        try:
            row = queue(text=text, by=request.actor, now=timezone.now())
        except SlipwayError as error:
            form.add_error(None, str(error))
            return None, error.status
        return row, 200
    return None, 422

"""The page with a person's notices, unread first."""

from uuid import UUID

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from common.errors import NotFound
from common.lists import labelled
from common.maintenance import maintenance_window
from common.navigation import NavPlace, links_for
from common.pages import requested_page
from common.requests import ActorRequest
from notices import actions
from notices.queries import UNREAD_FIRST, notices_of, unread_count
from notices.texts import notices_with_texts

NOTICES_PER_PAGE = 30


class UntilForm(forms.Form):
    until = forms.DateTimeField()


@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    rows, links = requested_page(request, notices_of(request.actor), order=UNREAD_FIRST, size=NOTICES_PER_PAGE)
    context = {
        "notices": notices_with_texts(rows),
        "unread": unread_count(request.actor),
        "latest": max((row.created_at.isoformat() for row in rows), default=""),
        **links,
    }
    return render(request, "notices/list.html", context)


@require_safe
@signed_in
def unread(request: ActorRequest) -> JsonResponse:
    """The number of unread notices, the label of the bell in the reader's language, and if maintenance is announced."""
    (bell,) = links_for(request, NavPlace.BELL)
    label = labelled(bell.label, bell.count)
    return JsonResponse({"count": bell.count, "label": label, "maintenance": maintenance_window() is not None})


@require_POST
@signed_in
def open_notice(request: ActorRequest, notice_id: UUID) -> HttpResponse:
    notice = actions.read_notice(notice_id=notice_id, by=request.actor, now=timezone.now())
    rows = notices_with_texts([notice])
    return redirect(rows[0].text.url if rows else notice.url)


@require_POST
@signed_in
def read(request: ActorRequest, notice_id: UUID) -> HttpResponse:
    actions.read_notice(notice_id=notice_id, by=request.actor, now=timezone.now())
    return redirect("notices:notice-list")


@require_POST
@signed_in
def read_all(request: ActorRequest) -> HttpResponse:
    form = UntilForm(request.POST)
    if not form.is_valid():
        raise NotFound
    actions.read_all_notices(until=form.cleaned_data["until"], by=request.actor, now=timezone.now())
    return redirect("notices:notice-list")

"""The form that starts a view, and its end."""

from typing import cast
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import signed_in
from accounts.actors import actor_of
from accounts.models import Person
from common.access import admin_only
from common.reason_form import text_area
from common.requests import ActorRequest
from operations.view_as.actions import LIFETIME, start_view
from operations.view_as.guards import assert_can_view_as
from operations.view_as.middleware import SESSION_KEY, ViewingRequest, leave_view


class ViewForm(forms.Form):
    reason = text_area(
        gettext_lazy("Reason"), gettext_lazy("Sent to the person. Example: “You asked us why you can't submit.”")
    )


@admin_only
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def view_as(request: ActorRequest, person_id: UUID) -> HttpResponse:
    person, form = get_object_or_404(Person, pk=person_id, is_active=True), ViewForm(request.POST or None)
    assert_can_view_as(request.actor, actor_of(person))
    if form.is_valid():
        view = start_view(person_id=person_id, reason=form.cleaned_data["reason"], by=request.actor, now=timezone.now())
        request.session.cycle_key()
        request.session[SESSION_KEY] = str(view.pk)
        return redirect("studio:home")
    context = {
        "person": person,
        "form": form,
        "minutes": LIFETIME.seconds // 60,
        "organisations": [membership.organisation for membership in person.memberships.select_related("organisation")],
    }
    return render(request, "operations/view_as.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_POST
def end(request: ActorRequest) -> HttpResponse:
    leave_view(cast("ViewingRequest", request))
    messages.success(request, _("You are back on your own pages."))
    return redirect("studio:home")

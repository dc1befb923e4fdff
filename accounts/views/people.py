"""The page of a person for admins."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions
from accounts.models import Person
from accounts.page import access_of
from common.access import admin_only
from common.reason_form import ReasonForm, text_area
from common.requests import ActorRequest


class ResetForm(ReasonForm):
    reason = text_area(
        gettext_lazy("Reason"),
        gettext_lazy(
            "The person sees this. State how you confirmed who asked. "
            "Example: Called back on the number in the HR system"
        ),
    )


@admin_only
@require_safe
def detail(request: ActorRequest, person_id: UUID) -> HttpResponse:
    return render(request, "accounts/person.html", _context(request, person_id))


@admin_only
@require_http_methods(["GET", "HEAD", "POST"])
def reset_second_factor(request: ActorRequest, person_id: UUID) -> HttpResponse:
    context, form = _context(request, person_id), ResetForm(request.POST or None)
    if form.is_valid():
        actions.reset_second_factor(person_id=person_id, **form.cleaned_data, by=request.actor, now=timezone.now())
        messages.success(request, _("Two-factor authentication was reset. The person gets a notice with the reason."))
        return redirect("accounts:person-detail", person_id)
    page = {"label": str(context["person"]), "href": reverse("accounts:person-detail", args=[person_id])}
    context |= {"form": form, "breadcrumbs": [page, {"label": _("Reset two-factor authentication")}]}
    return render(request, "accounts/person_reset.html", context, status=422 if form.is_bound else 200)


def _context(request: ActorRequest, person_id: UUID) -> dict[str, object]:
    person = get_object_or_404(Person, pk=person_id, erased_at=None)
    resets = person.second_factor_resets.select_related("by").order_by("-at", "-pk")
    return {
        "person": person,
        "access": access_of(person.pk),
        "memberships": person.memberships.select_related("organisation").order_by("organisation__name"),
        "teams": person.team_memberships.order_by("team"),
        "resets": resets,
        "is_self": person.pk == request.actor.id,
    }

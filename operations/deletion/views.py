"""The page on which an admin deletes an organisation, after seeing what would go."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import Organisation
from common.access import admin_only
from common.errors import NotAllowed, SlipwayError
from common.reason_form import text_area
from common.requests import ActorRequest
from operations.deletion.actions import delete_organisation
from operations.deletion.queries import rehearse_deletion

_UNPROCESSABLE = 422


class DeletionForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the organisation"),
        help_text=gettext_lazy("Enter the name as shown above to confirm."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = text_area(gettext_lazy("Reason"), gettext_lazy("Only admins see it."))


@admin_only
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: ActorRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation, slug=slug)
    if request.actor.belongs_to(organisation.pk):
        raise NotAllowed
    form = DeletionForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, organisation, form, status=_UNPROCESSABLE if form.is_bound else 200)
    try:
        delete_organisation(organisation_id=organisation.pk, **form.cleaned_data, by=request.actor, now=timezone.now())
    except SlipwayError as refused:
        form.add_error("name" if refused.status == _UNPROCESSABLE else None, str(refused))
        return _page(request, organisation, form, status=refused.status)
    messages.success(request, _("{name} was deleted.").format(name=organisation.name))
    return redirect("accounts:organisation-admin-list")


def _page(request: ActorRequest, organisation: Organisation, form: DeletionForm, *, status: int) -> HttpResponse:
    context = {
        "organisation": organisation,
        "form": form,
        "rehearsal": rehearse_deletion(organisation.pk),
        "breadcrumbs": [
            {"href": reverse("accounts:organisation-admin-list"), "label": _("Organisations")},
            {"href": reverse("accounts:organisation-admin", args=[organisation.slug]), "label": organisation.name},
            {"label": _("Delete organisation")},
        ],
    }
    return render(request, "operations/organisation_delete.html", context, status=status)

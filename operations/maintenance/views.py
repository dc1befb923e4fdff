"""The maintenance page, for admins. It works during maintenance."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from msgspec.structs import asdict

from common.access import admin_only
from common.errors import SlipwayError
from common.maintenance import active_maintenance, maintenance_window
from common.requests import ActorRequest
from jobs.queries import running_jobs
from operations.maintenance.actions import end_maintenance, start_maintenance
from operations.maintenance.forms import MaintenanceForm

_UNPROCESSABLE = 422


@admin_only
@require_http_methods(["GET", "HEAD", "POST"])
def maintenance(request: ActorRequest) -> HttpResponse:
    window = maintenance_window()
    form = MaintenanceForm(request.POST if request.method == "POST" else None, initial=asdict(window) if window else {})
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=_UNPROCESSABLE)
    now = timezone.now()
    values = form.cleaned_data
    try:
        start_maintenance(**{**values, "starts_at": values["starts_at"] or now}, by=request.actor, now=now)
    except SlipwayError as refused:
        form.add_error("until", str(refused))
        return _page(request, form, status=refused.status)
    return redirect("operations:maintenance")


@admin_only
@require_POST
def end(request: ActorRequest) -> HttpResponse:
    was_active = active_maintenance(timezone.now()) is not None
    if end_maintenance(by=request.actor, now=timezone.now()):
        ended, cancelled = (
            _("Maintenance has ended. People can save again."),
            _("Planned maintenance was cancelled."),
        )
        messages.success(request, ended if was_active else cancelled)
    return redirect("operations:maintenance")


def _page(request: ActorRequest, form: MaintenanceForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "window": maintenance_window(),
        "is_active": active_maintenance(timezone.now()) is not None,
        "running": running_jobs().count(),
    }
    return render(request, "operations/maintenance.html", context, status=status)

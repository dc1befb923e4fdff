"""The view that reruns checks that could not be finished."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.access import admin_only
from common.requests import ActorRequest
from validation import actions
from validation.queries.failures import failures, given_up_runs


@admin_only
@require_POST
def run_again(request: ActorRequest) -> HttpResponse:
    """Rerun a check or, without a code, all unfinished checks and the runs that were given up."""
    code = request.POST.get("code", "")
    if not any(code in {"", failure.code} for failure in failures()) and (code or not given_up_runs()):
        messages.info(request, _("No listing is waiting for this check any more."))
    else:
        actions.run_checks_again(code=code, by=request.actor, now=timezone.now())
        messages.success(request, _("The checks are running again in the background."))
    return redirect("validation:check-list")

"""Views that start checks on live listings, show their progress, and download the findings as CSV."""

import csv

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.access import admin_only, leads_and_admins
from common.requests import ActorRequest
from validation import actions
from validation.page.report_rows import report_rows
from validation.queries.live import live_progress


@admin_only
@require_POST
def check(request: ActorRequest) -> HttpResponse:
    actions.request_live_checks(by=request.actor, now=timezone.now())
    messages.success(request, _("Live listings are being checked in the background. This page shows the progress."))
    return redirect("validation:check-list")


@leads_and_admins
@require_safe
def progress(request: ActorRequest) -> HttpResponse:
    return render(
        request, "validation/parts/progress.html", {"progress": live_progress(), "is_admin": request.actor.is_admin}
    )


@leads_and_admins
@require_safe
def report(_request: ActorRequest) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="live-listings.csv"'}
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
    csv.writer(response).writerows(report_rows())
    return response

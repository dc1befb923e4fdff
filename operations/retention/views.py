"""The retention page, for admins."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.access import admin_only
from common.requests import ActorRequest
from operations.retention.page import retention_context


@admin_only
@require_safe
def retention(request: ActorRequest) -> HttpResponse:
    return render(request, "operations/retention.html", retention_context(timezone.now()))

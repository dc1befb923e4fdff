"""The page on which admins see how the portal is doing."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.access import admin_only
from common.requests import ActorRequest
from operations.system.page import system_context


@admin_only
@require_safe
def system(request: ActorRequest) -> HttpResponse:
    return render(request, "operations/system.html", system_context(timezone.now()))

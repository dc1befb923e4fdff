"""The page with live tiles whose vendor is not their organisation's, for admins."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.access import admin_only
from common.requests import ActorRequest
from releases.queries.vendors import foreign_tiles


@admin_only
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    return render(request, "releases/vendors.html", {"rows": foreign_tiles()})

"""The URLs of the portal and of the minimal view."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from jobs.models import Heartbeat
from portal.urls import urlpatterns as portal_patterns

BARE_ROW = "bench"


@login_required
def bare(request: HttpRequest) -> HttpResponse:
    """The minimal view: reads one row and updates it."""
    row = Heartbeat.objects.get(pk=BARE_ROW)
    row.at = timezone.now()
    row.save(update_fields=["at"])
    return HttpResponse(request.body[:10])


urlpatterns = [*portal_patterns, path("bench/bare/", bare)]
